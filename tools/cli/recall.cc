// stocktrail recall: states recalls, releases goods from them, and tells whom they reach.
#include <algorithm>
#include <memory>

#include "crypto/json_writer.h"
#include "tools/cli/claims.h"
#include "tools/cli/commands.h"
#include "tools/cli/files.h"
#include "tools/cli/json_read.h"
#include "tools/cli/sending.h"
#include "tools/cli/table.h"

namespace stocktrail::cli {
namespace {

constexpr std::size_t claim_bytes = 1 << 20;

struct RecallOptions {
  std::string id, issuer, product, reason, hazard, advice, from;
  ContactOptions contact;
  std::vector<std::string> lots, serials, reasons, hazards, advices, links;
  std::filesystem::path file;
};

/// With the product's canonical id in place of what was given.
Result<Exit> with_product(Session& session, RecallOptions options,
                          Result<Exit> (*act)(Session& session, const RecallOptions& options)) {
  if (!options.product.empty()) {
    auto product = id_of(options.product, gs1::Meaning::thing, "--product");
    if (!product) return std::unexpected(product.error());
    options.product = std::move(*product);
  }
  return act(session, options);
}

void write_list(json::Writer& writer, std::string_view name, const std::vector<std::string>& list) {
  if (list.empty()) return;
  writer.key(name).begin_array();
  for (const std::string& one : list) writer.string(one);
  writer.end_array();
}

void write_goods(json::Writer& writer, const RecallOptions& options) {
  writer.key("goods").begin_array().begin_object().field("product", options.product);
  write_list(writer, "lots", options.lots);
  write_list(writer, "serials", options.serials);
  writer.end_object().end_array();
}

Result<void> write_text(json::Writer& writer, std::string_view name, const std::string& text,
                        const std::vector<std::string>& translations, const std::string& option) {
  if (!text.empty()) writer.field(name, text);
  const auto pairs = split_pairs(translations, option, "LANGUAGE=TEXT");
  if (!pairs) return std::unexpected(pairs.error());
  if (pairs->empty()) return {};
  writer.key(std::string(name) + "s").begin_object();
  for (const auto& [language, translation] : *pairs) writer.field(language, translation);
  writer.end_object();
  return {};
}

Result<std::string> claim_of(const RecallOptions& options) {
  if (!options.file.empty()) return read_file(options.file, claim_bytes);
  if (options.id.empty() || options.product.empty() || options.reason.empty())
    return fail(ErrorCode::invalid_argument,
                "Give --id, --product and --reason, or the whole recall in --file.", "--id");
  json::Writer writer;
  writer.begin_object().field("id", options.id);
  write_goods(writer, options);
  if (auto r = write_text(writer, "reason", options.reason, options.reasons, "--reason-in"); !r)
    return std::unexpected(r.error());
  if (auto r = write_text(writer, "hazard", options.hazard, options.hazards, "--hazard-in"); !r)
    return std::unexpected(r.error());
  if (auto r = write_text(writer, "advice", options.advice, options.advices, "--advice-in"); !r)
    return std::unexpected(r.error());
  write_contact(writer, options.contact);
  if (!options.links.empty()) {
    writer.key("links").begin_array();
    for (const std::string& link : options.links) writer.begin_object().field("url", link).end_object();
    writer.end_array();
  }
  if (!options.from.empty()) writer.field("from", options.from);
  writer.end_object();
  return std::move(writer).text();
}

Result<Exit> post(Session& session, const RecallOptions& options) {
  const auto claim = claim_of(options);
  if (!claim) return std::unexpected(claim.error());
  return state_claim(session, "recall", *claim);
}

/// `after`: what of it; empty: the recall.
Result<std::string> address_of(const RecallOptions& options, std::string_view after = {}) {
  const std::string address = "/recalls/" + url_encode(options.id) + std::string(after);
  if (options.issuer.empty()) return address;
  const auto issuer = id_of(options.issuer, gs1::Meaning::party, "--issuer");
  if (!issuer) return std::unexpected(issuer.error());
  return address + "?issuer=" + url_encode(*issuer);
}

/// The goods of a recall without some lots and serial numbers; all of it, if none are named.
std::string remaining_goods(const json::Value& recall, const RecallOptions& released) {
  json::Writer writer;
  writer.begin_array();
  for_each(recall, "goods", [&](const json::Value& goods) {
    const bool is_meant = released.product.empty() || text_of(goods, "product") == released.product;
    const auto rest = [&](std::string_view name, const std::vector<std::string>& gone) {
      std::vector<std::string> left;
      for_each(goods, name, [&](const json::Value& number) {
        const std::string text(number.string());
        if (!is_meant || std::ranges::find(gone, text) == gone.end()) left.push_back(text);
      });
      return left;
    };
    const auto lots = rest("lots", released.lots), serials = rest("serials", released.serials);
    const bool is_whole = !nested(goods, "lots") && !nested(goods, "serials");
    if (!is_whole && lots.empty() && serials.empty()) return;
    writer.begin_object().field("product", text_of(goods, "product"));
    write_list(writer, "lots", lots);
    write_list(writer, "serials", serials);
    writer.end_object();
  });
  writer.end_array();
  return std::move(writer).text();
}

/// The next revision of a recall, which says the same of fewer goods, or withdraws it.
Result<Exit> lift(Session& session, const RecallOptions& released) {
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto address = address_of(released);
  if (!address) return std::unexpected(address.error());
  const auto body = (*server)->fetch(*address);
  if (!body) return std::unexpected(body.error());
  const auto recall = json::Document::parse(*body);
  if (!recall) return std::unexpected(recall.error());
  if (text_of(recall->root(), "status") == "withdrawn")
    return fail(ErrorCode::conflict, "The recall was withdrawn already.", released.id);
  const bool is_part = !released.lots.empty() || !released.serials.empty();
  std::string left = remaining_goods(recall->root(), is_part ? released : RecallOptions{});
  if (is_part && left == remaining_goods(recall->root(), RecallOptions{}))
    return fail(ErrorCode::not_found, "The recall names none of these lots and serial numbers.", released.id);
  const bool is_all = !is_part || left == "[]";
  if (is_all) left = remaining_goods(recall->root(), RecallOptions{});
  json::Writer writer;
  writer.begin_object().field("id", released.id).field("issuer", text_of(recall->root(), "issuer"));
  writer.key("goods").raw(left);
  for (const std::string_view name :
       {"reason", "reasons", "hazard", "hazards", "advice", "advices", "contact", "links"})
    if (const auto member = recall->root().find(name)) writer.key(name).raw(member->raw());
  if (is_all) writer.key("withdrawn").boolean(true);
  writer.end_object();
  return state_claim(session, "recall", writer.text());
}

/// What it names, or until it was withdrawn named; whose word counts for none of it blocks nothing.
std::vector<std::string> row_of(const json::Value& recall) {
  std::string products, numbers;
  std::size_t named = 0, idle = 0;
  const auto add = [](std::string& list, const std::string& one) { list += (list.empty() ? "" : " ") + one; };
  for (const std::string_view member : {"goods", "released"})
    for_each(recall, member, [&](const json::Value& goods) {
      add(products, short_id(text_of(goods, "product")));
      const std::size_t before = named;
      for (const std::string_view name : {"lots", "serials"})
        for_each(goods, name, [&](const json::Value& number) {
          add(numbers, std::string(number.string()));
          ++named;
        });
      if (named == before) ++named;  // All of it.
      for_each(goods, "notCounting", [&](const json::Value&) { ++idle; });
    });
  std::string status = text_of(recall, "status");
  if (idle > 0) status += idle == named ? ", blocks nothing" : ", blocks some";
  return {text_of(recall, "id"),    std::move(status),
          text_of(recall, "from"),  short_id(text_of(recall, "issuer")),
          std::move(products),      numbers.empty() ? "all" : std::move(numbers),
          text_of(recall, "reason")};
}

Result<Exit> list(Session& session) {
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  Table table({{"id"}, {"status"}, {"from"}, {"by"}, {"product"}, {"lots and serials"}, {"reason"}},
              "No recall was stated. What events recall, without one, is in the list for tills.");
  json::Writer all;
  all.begin_array();
  std::string cursor;
  do {
    const auto body =
        (*server)->fetch("/recalls?limit=1000" + (cursor.empty() ? "" : "&cursor=" + url_encode(cursor)));
    if (!body) return std::unexpected(body.error());
    const auto page = json::Document::parse(*body);
    if (!page) return std::unexpected(page.error());
    for_each(page->root(), "recalls", [&](const json::Value& one) {
      all.raw(one.raw());
      table.add(row_of(one));
    });
    cursor = text_of(page->root(), "next");
  } while (!cursor.empty());
  all.end_array();
  if (session.json()) {
    session.out << "{\"recalls\":" << all.text() << "}\n";
  } else {
    table.print(session.out);
  }
  return Exit::ok;
}

bool is_set(const json::Value& object, std::string_view name) {
  const auto value = object.find(name);
  return value && value->is(json::Kind::boolean) && value->boolean();
}

void tell_reach(Session& session, const json::Value& reach) {
  Table table({{"account"},
               {"place"},
               {"whose"},
               {"call"},
               {"from"},
               {"product"},
               {"lot"},
               {"quantity", Align::right},
               {"unit"},
               {"presumed"},
               {"sold after", Align::right}},
              "Nothing of it is at a place that you may see.");
  const auto add_rows = [&](std::string_view name, std::string_view note) {
    for_each(reach, name, [&](const json::Value& row) {
      const auto place = nested(row, "place"), from = nested(row, "from");
      const auto party = place ? nested(*place, "party") : std::nullopt;
      const std::string unit = text_of(row, "unit"), lot = text_of(row, "lot");
      table.add({text_of(row, "account"), place ? short_id(text_of(*place, "id")) : "",
                 party ? text_of(*party, "name") : "", party ? call_of(*party) : "",
                 from ? short_id(text_of(*from, "id")) : "", short_id(text_of(row, "product")),
                 lot.empty() ? std::string(note) : lot, text_of(row, "quantity"),
                 unit.empty() ? "pieces" : unit, row.find("presumed") ? "yes" : "",
                 text_of(row, "soldAfterRecall")});
    });
  };
  add_rows("rows", "");
  add_rows("lotNotTold", "not told");
  table.print(session.out);
  tell_unrecorded(session, reach);
  session.out << "Found in " << text_of(reach, "tookMilliseconds") << " ms"
              << (is_set(reach, "complete") ? "" : "; NOT COMPLETE: there is more")
              << (is_set(reach, "onlyOwnPlaces") ? "; not all places of other parties are told" : "");
  const std::string others = text_of(reach, "othersConcerned");
  if (!others.empty() && others != "0") session.out << "; " << others << " other parties have some, too";
  session.out << ".\n";
}

Result<Exit> show_reach(Session& session, const Result<std::string>& body) {
  if (!body) return std::unexpected(body.error());
  const auto reach = json::Document::parse(*body);
  if (!reach) return std::unexpected(reach.error());
  if (session.json()) {
    session.out << *body << '\n';
  } else {
    tell_reach(session, reach->root());
  }
  return Exit::ok;
}

Result<Exit> reach(Session& session, const RecallOptions& options) {
  const auto address = address_of(options, "/reach");
  if (!address) return std::unexpected(address.error());
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  return show_reach(session, (*server)->fetch(*address));
}

Result<Exit> mock(Session& session, const RecallOptions& options) {
  json::Writer writer;
  writer.begin_object();
  write_goods(writer, options);
  writer.end_object();
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto answer = (*server)->post("/recalls/mock", writer.text(), "application/json");
  if (!answer) return std::unexpected(answer.error());
  if (answer->status != 200) return print_receipt(session, *answer, "mock recall");
  return show_reach(session, answer->body);
}

Command post_one(Session& session) {
  const auto o = std::make_shared<RecallOptions>();
  Command post_it{
      .name = "post",
      .help = "State a recall; the same --id again replaces it",
      .options = {{"--id", &o->id, "A name of your own for it"},
                  {"--product", &o->product, "GTIN of the product"},
                  {"--lot", &o->lots,
                   "A lot, once for each; without --lot and --serial all of the product is recalled"},
                  {"--serial", &o->serials, "A serial number"},
                  {"--reason", &o->reason, "Why"},
                  {"--reason-in", &o->reasons, "The same in another language: LANGUAGE=TEXT"},
                  {"--hazard", &o->hazard, "What may happen"},
                  {"--hazard-in", &o->hazards, "LANGUAGE=TEXT"},
                  {"--advice", &o->advice, "What to do"},
                  {"--advice-in", &o->advices, "LANGUAGE=TEXT"},
                  {"--link", &o->links, "Another https link"},
                  {"--from", &o->from, "Since when, if not from now on"},
                  {"--file", &o->file, "All of it as JSON (docs/formats.md, Recalls), instead of options"}},
      .run = [&session, o] { return with_product(session, *o, post); }};
  std::ranges::move(o->contact.options(), std::back_inserter(post_it.options));
  return post_it;
}

settings::Option issuer_option(RecallOptions& options) {
  return {"--issuer", &options.issuer, "The party whose recall it is, where several have one with this id"};
}

Command lift_one(Session& session) {
  const auto o = std::make_shared<RecallOptions>();
  return {.name = "lift",
          .help = "Release lots or serial numbers from a recall, or all of it",
          .options = {{"id", &o->id, "Its id", Need::required},
                      issuer_option(*o),
                      {"--product", &o->product, "Only of this product"},
                      {"--lot", &o->lots, "A lot; without --lot and --serial the recall is withdrawn"},
                      {"--serial", &o->serials, "A serial number"}},
          .run = [&session, o] { return with_product(session, *o, lift); }};
}

}  // namespace

Command recall_command(Session& session) {
  Command list_all{.name = "list", .help = "Show all recalls", .run = [&session] { return list(session); }};
  const auto asked = std::make_shared<RecallOptions>();
  Command reach_one{
      .name = "reach",
      .help = "Show where recalled goods are, how much, and whose places these are; needs a token",
      .options = {{"id", &asked->id, "Id of the recall", Need::required}, issuer_option(*asked)},
      .run = [&session, asked] { return reach(session, *asked); }};
  const auto goods = std::make_shared<RecallOptions>();
  Command mock_one{.name = "mock",
                   .help = "Show whom a recall would reach, and how long it took to know; nothing is stated",
                   .options = {{"--product", &goods->product, "GTIN of the product", Need::required},
                               {"--lot", &goods->lots, "A lot"},
                               {"--serial", &goods->serials, "A serial number"}},
                   .run = [&session, goods] { return with_product(session, *goods, mock); }};
  return {.name = "recall",
          .help = "State a recall, release goods from it, or show whom it reaches",
          .commands = {post_one(session), lift_one(session), std::move(list_all), std::move(reach_one),
                       std::move(mock_one)}};
}

}  // namespace stocktrail::cli
