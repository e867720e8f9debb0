// stocktrail order: purchase and transfer orders: placed, closed, and followed until the goods are there.
#include <memory>

#include "crypto/json_writer.h"
#include "tools/cli/claims.h"
#include "tools/cli/commands.h"
#include "tools/cli/json_read.h"
#include "tools/cli/portion.h"
#include "tools/cli/sending.h"
#include "tools/cli/stock.h"

namespace stocktrail::cli {
namespace {

struct PlaceOptions {
  std::string id, document, place, supplier, from, due, note;
  std::vector<std::string> lines;
};
struct ListOptions {
  std::string place, product, state = "open";
  bool to_supply = false;
};

/// "9521141012345=24:KGM@2026-12-05": with a day of its own after the last "@".
Result<void> write_line(json::Writer& w, const std::string& text) {
  const std::size_t at = text.rfind('@');
  const auto portion = portion_of(text.substr(0, at));
  if (!portion) return std::unexpected(portion.error());
  const auto product = id_of(portion->of, gs1::Meaning::thing, "--line");
  if (!product) return std::unexpected(product.error());
  w.begin_object().field("product", *product).key("quantity").raw(portion->quantity);
  if (!portion->unit.empty()) w.field("unit", portion->unit);
  if (at != std::string::npos) w.field("due", text.substr(at + 1));
  w.end_object();
  return {};
}

Result<void> write_id(json::Writer& w, std::string_view name, const std::string& given,
                      gs1::Meaning meaning) {
  if (given.empty()) return {};
  const auto id = id_of(given, meaning, "--" + std::string(name));
  if (!id) return std::unexpected(id.error());
  w.field(name, *id);
  return {};
}

bool is_late(const json::Value& order) {
  const auto late = order.find("late");
  return late && late->is(json::Kind::boolean) && late->boolean();
}

void print_lines(const json::Value& order, Table& table) {
  for_each(order, "lines", [&](const json::Value& line) {
    table.add({short_id(text_of(line, "product")), text_of(line, "due"), text_of(line, "ordered"),
               text_of(line, "onTheWay"), text_of(line, "arrived"), text_of(line, "open"), unit_of(line)});
  });
}

void print_order(Session& session, const json::Value& order) {
  session.out << text_of(order, "id") << ": " << text_of(order, "state") << (is_late(order) ? ", late" : "")
              << "\n";
  Table table({{"product"},
               {"due"},
               {"ordered", Align::right},
               {"on the way", Align::right},
               {"arrived", Align::right},
               {"open", Align::right},
               {"unit"}});
  print_lines(order, table);
  table.print(session.out);
}

/// Signed with the party's own key; else the server signs for the party of the token. The same again says the
/// same, so it may be sent again.
Result<Exit> state(Session& session, const std::string& body) {
  if (!session.key_file.empty()) return state_once(session, "order", body, [](const json::Value&) {});
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto answer = try_again(session, Asking::sending,
                                [&] { return (*server)->post("/orders", body, "application/json"); });
  if (!answer) return std::unexpected(answer.error());
  if (!answer->is_success()) return std::unexpected(answer->error());
  const auto order = json::Document::parse(answer->body);
  if (!order) return std::unexpected(order.error());
  if (session.json()) {
    session.out << answer->body << "\n";
  } else {
    print_order(session, order->root());
  }
  return Exit::ok;
}

Result<Exit> place(Session& session, const PlaceOptions& options) {
  json::Writer w;
  w.begin_object().field("id", options.id).field("document", options.document);
  for (const auto& [name, given, meaning] : {std::tuple("place", &options.place, gs1::Meaning::place),
                                             std::tuple("supplier", &options.supplier, gs1::Meaning::party),
                                             std::tuple("from", &options.from, gs1::Meaning::place)})
    if (const auto written = write_id(w, name, *given, meaning); !written)
      return std::unexpected(written.error());
  if (!options.due.empty()) w.field("due", options.due);
  if (!options.note.empty()) w.field("note", options.note);
  w.key("lines").begin_array();
  for (const std::string& line : options.lines)
    if (const auto written = write_line(w, line); !written) return std::unexpected(written.error());
  w.end_array().end_object();
  return state(session, w.text());
}

Result<Exit> close(Session& session, const std::string& id) {
  json::Writer w;
  w.begin_object().field("id", id).key("closed").boolean(true).end_object();
  return state(session, w.text());
}

Result<Exit> show(Session& session, const std::string& id, const std::string& party) {
  std::string path = "/orders/" + url_encode(id);
  if (!party.empty()) path += "?party=" + url_encode(party);
  const auto order = fetch_to_show(session, path);
  if (!order) return std::unexpected(order.error());
  if (*order) print_order(session, (*order)->root());
  return Exit::ok;
}

Result<Exit> list(Session& session, const ListOptions& options) {
  StockQuery query("/orders");
  const auto given = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
  };
  query.add("place", given(options.place)).add("product", given(options.product));
  query.add("state", given(options.state));
  if (options.to_supply) query.add("as", "supplier");
  StockView view;
  view.member = "orders";
  view.columns = {{"id"}, {"state"}, {"late"}, {"place"}, {"supplier"}, {"due"}, {"lines", Align::right}};
  view.cells = [](const json::Value& order) {
    std::string due;
    std::size_t lines = 0;
    for_each(order, "lines", [&](const json::Value& line) {
      const std::string day = text_of(line, "due");
      if (due.empty() || day < due) due = day;
      ++lines;
    });
    return std::vector<std::string>{text_of(order, "id"),
                                    text_of(order, "state"),
                                    is_late(order) ? "late" : "",
                                    short_id(text_of(order, "place")),
                                    short_id(text_of(order, "supplier")),
                                    due,
                                    std::to_string(lines)};
  };
  view.if_none = "No such orders.";
  view.rows_of_page = 200;
  return show_stock(session, query, view, {});
}

Command place_command(Session& session) {
  const auto options = std::make_shared<PlaceOptions>();
  return {.name = "place",
          .help = "Place an order, or change one; needs a token or a key",
          .options = {{"--id", &options->id, "An id of yours: the same again is the same", Need::required},
                      {"--document", &options->document,
                       "A URI, by which despatches and receipts name the order", Need::required},
                      {"--place", &options->place, "Where it is to come: a site of yours (GLN, any spelling)",
                       Need::required},
                      {"--supplier", &options->supplier, "The party that is to send it (GLN)"},
                      {"--from", &options->from, "The site that it is to come from, of a transfer"},
                      {"--line", &options->lines,
                       "PRODUCT=QUANTITY, PRODUCT=QUANTITY:UNIT, or either with @DAY", Need::required},
                      {"--due", &options->due, "The day by the end of which it is to be there: 2026-12-05"},
                      {"--note", &options->note, "For whoever reads it"}},
          .run = [&session, options] { return place(session, *options); }};
}

Command close_command(Session& session) {
  const auto id = std::make_shared<std::string>();
  return {.name = "close",
          .help = "Await nothing more of an order; needs a token or a key",
          .options = {{"id", id.get(), "Id of the order", Need::required}},
          .run = [&session, id] { return close(session, *id); }};
}

Command show_command(Session& session) {
  const auto id = std::make_shared<std::string>(), party = std::make_shared<std::string>();
  return {.name = "show",
          .help = "Show what has become of an order; needs a token",
          .options = {{"id", id.get(), "Id of the order", Need::required},
                      {"--of", party.get(), "Who placed it (GLN), if not the token's party"}},
          .run = [&session, id, party] { return show(session, *id, *party); }};
}

Command list_command(Session& session) {
  const auto options = std::make_shared<ListOptions>();
  return {.name = "list",
          .help = "List orders that the token's party placed, the newest first",
          .options = {{"--place", &options->place, "For this site (GLN, any spelling)"},
                      {"--product", &options->product, "With this product (GTIN, any spelling)"},
                      {"--to-supply", &options->to_supply, "Those that others ask the party to supply"},
                      {"--state",
                       &options->state,
                       "Only these; open, if not said: not closed, and not all of it there",
                       Need::optional,
                       {"open", "late", "sent", "received", "closed", "all"}}},
          .run = [&session, options] { return list(session, *options); }};
}

}  // namespace

Command order_command(Session& session) {
  return {.name = "order",
          .help = "Order goods for a place, and see what is on order, on the way and late",
          .commands = {place_command(session), close_command(session), list_command(session),
                       show_command(session)}};
}

}  // namespace stocktrail::cli
