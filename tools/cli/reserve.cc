// stocktrail reserve, commit, fulfil, release, extend, keep, withdraw, expect: promises of goods, made and
// changed, stock that is kept for a channel, and when goods are due.
#include <memory>

#include "crypto/json_writer.h"
#include "tools/cli/claims.h"
#include "tools/cli/commands.h"
#include "tools/cli/json_read.h"
#include "tools/cli/portion.h"
#include "tools/cli/sending.h"
#include "tools/cli/sourcing.h"
#include "tools/cli/table.h"

namespace stocktrail::cli {
namespace {

constexpr std::uint64_t hold_seconds_usual = 900, hold_seconds_most = 31'622'400;

struct ReserveOptions {
  std::string id, lot, lasts_until, channel, document;
  std::vector<std::string> lines, places;
  SourcingOptions sourcing;
  std::uint64_t hold_seconds = hold_seconds_usual;
  bool partly = false;
};
struct KeepOptions {
  std::string channel;
  std::vector<std::string> lines, places;
};
struct WithdrawOptions {
  std::string id, holder, reason;
  std::vector<std::string> places;
};
struct ExpectOptions {
  std::string document, due;
};
struct ChangeOptions {
  std::string id, request;
  std::vector<std::string> lines;
  std::uint64_t hold_seconds = hold_seconds_usual;
};

Result<void> write_places(json::Writer& w, const std::vector<std::string>& places) {
  w.key("places").begin_array();
  for (const std::string& given : places) {
    const auto place = id_of(given, gs1::Meaning::place, "--place");
    if (!place) return std::unexpected(place.error());
    w.string(*place);
  }
  w.end_array();
  return {};
}

/// Begins the object of a line: goods, and where.
Result<void> begin_line(json::Writer& w, const std::string& text, const std::vector<std::string>& places) {
  const auto portion = portion_of(text);
  if (!portion) return std::unexpected(portion.error());
  const auto product = id_of(portion->of, gs1::Meaning::thing, "--line");
  if (!product) return std::unexpected(product.error());
  w.begin_object().field("product", *product).key("quantity").raw(portion->quantity);
  if (!portion->unit.empty()) w.field("unit", portion->unit);
  return write_places(w, places);
}

Result<void> write_line(json::Writer& w, const std::string& text, const ReserveOptions& options) {
  if (auto begun = begin_line(w, text, options.places); !begun) return begun;
  if (!options.lot.empty()) w.field("lot", options.lot);
  if (!options.lasts_until.empty()) w.field("lastsUntil", options.lasts_until);
  w.end_object();
  return {};
}

void print_reservation(Session& session, const json::Value& reservation) {
  session.out << text_of(reservation, "id") << ": " << text_of(reservation, "state");
  if (text_of(reservation, "state") == "reserved")
    session.out << " until " << text_of(reservation, "expiresAt");
  session.out << "\n";
  Table table(
      {{"product"}, {"place"}, {"lot"}, {"asked", Align::right}, {"promised", Align::right}, {"unit"}});
  for_each(reservation, "lines", [&](const json::Value& line) {
    std::string asked = text_of(line, "asked");
    bool is_any = false;
    for_each(line, "from", [&](const json::Value& from) {
      table.add({short_id(text_of(line, "product")), short_id(text_of(from, "place")), text_of(from, "lot"),
                 std::exchange(asked, ""), text_of(from, "quantity"), text_of(line, "unit")});
      is_any = true;
    });
    if (!is_any) table.add({short_id(text_of(line, "product")), "", "", asked, "0", text_of(line, "unit")});
  });
  table.print(session.out);
  for_each(reservation, "uncovered", [&](const json::Value& one) {
    const std::string unit = text_of(one, "unit");
    session.out << "Not there any more: " << text_of(one, "quantity") << (unit.empty() ? "" : " " + unit)
                << " of " << short_id(text_of(one, "product")) << " at " << short_id(text_of(one, "place"))
                << ".\n";
  });
}

/// Sends what may be sent again, and shows the reservation as it is then.
Result<Exit> send(Session& session, const std::string& path, const std::string& body) {
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto answer =
      try_again(session, Asking::sending, [&] { return (*server)->post(path, body, "application/json"); });
  if (!answer) return std::unexpected(answer.error());
  if (!answer->is_success()) return std::unexpected(answer->error());
  const auto reservation = json::Document::parse(answer->body);
  if (!reservation) return std::unexpected(reservation.error());
  if (session.json()) {
    session.out << answer->body << "\n";
  } else {
    print_reservation(session, reservation->root());
  }
  return Exit::ok;
}

/// Sends what changes no reservation of the party's own; the same again does no more.
Result<Exit> send_only(Session& session, const std::string& path, const std::string& body) {
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto answer =
      try_again(session, Asking::sending, [&] { return (*server)->post(path, body, "application/json"); });
  if (!answer) return std::unexpected(answer.error());
  if (!answer->is_success()) return std::unexpected(answer->error());
  const auto told = json::Document::parse(answer->body);
  if (!told) return std::unexpected(told.error());
  session.out << (session.json()
                      ? answer->body
                      : "The statement is in the log at index " + text_of(told->root(), "statement") + ".")
              << "\n";
  return Exit::ok;
}

/// Signed with the party's own key.
Result<Exit> state(Session& session, const std::string& body) {
  return state_once(session, "reservation", body, [&](const json::Value& receipt) {
    if (const auto reservation = nested(receipt, "reservation")) print_reservation(session, *reservation);
  });
}

Result<Exit> reserve(Session& session, const ReserveOptions& options) {
  json::Writer w;
  w.begin_object();
  const bool is_signed = !session.key_file.empty();
  if (is_signed) w.field("action", "reserve");
  w.field("id", options.id).key("lines").begin_array();
  for (const std::string& line : options.lines)
    if (const auto written = write_line(w, line, options); !written) return std::unexpected(written.error());
  w.end_array().key("holdSeconds").number(options.hold_seconds);
  if (options.partly) w.field("fill", "partly");
  if (!options.channel.empty()) w.field("channel", options.channel);
  if (!options.document.empty()) w.field("document", options.document);
  if (const auto written = write_sourcing(w, options.sourcing); !written)
    return std::unexpected(written.error());
  w.end_object();
  return is_signed ? state(session, w.text()) : send(session, "/inventory/reservations", w.text());
}

Result<Exit> keep(Session& session, const KeepOptions& options) {
  json::Writer w;
  w.begin_object();
  const bool is_signed = !session.key_file.empty();
  if (is_signed) w.field("action", "keep");
  w.field("channel", options.channel).key("lines").begin_array();
  for (const std::string& line : options.lines) {
    if (const auto begun = begin_line(w, line, options.places); !begun) return std::unexpected(begun.error());
    w.end_object();
  }
  w.end_array().end_object();
  if (is_signed) return state_claim(session, "reservation", w.text());
  return send_only(session, "/inventory/kept", w.text());
}

Result<Exit> withdraw(Session& session, const WithdrawOptions& options) {
  const auto holder = id_of(options.holder, gs1::Meaning::party, "--for");
  if (!holder) return std::unexpected(holder.error());
  json::Writer w;
  w.begin_object();
  const bool is_signed = !session.key_file.empty();
  if (is_signed) w.field("action", "withdraw").field("id", options.id);
  w.field("party", *holder).field("reason", options.reason);
  if (const auto written = write_places(w, options.places); !written) return std::unexpected(written.error());
  w.end_object();
  if (is_signed) return state_claim(session, "reservation", w.text());
  return send_only(session, "/inventory/reservations/" + url_encode(options.id) + "/withdraw", w.text());
}

Result<Exit> expect(Session& session, const ExpectOptions& options) {
  json::Writer w;
  w.begin_object();
  const bool is_signed = !session.key_file.empty();
  if (is_signed) w.field("action", "expect");
  w.field("document", options.document);
  if (!options.due.empty()) w.field("due", options.due);
  w.end_object();
  if (is_signed) return state_claim(session, "reservation", w.text());
  return send_only(session, "/inventory/expected", w.text());
}

Result<Exit> change(Session& session, const std::string& action, const ChangeOptions& options) {
  json::Writer w;
  w.begin_object();
  const bool is_signed = !session.key_file.empty();
  if (is_signed) w.field("action", action).field("id", options.id);
  if (!options.request.empty()) w.field("request", options.request);
  if (action == "extend") w.key("holdSeconds").number(options.hold_seconds);
  if (!options.lines.empty()) w.key("lines").begin_array();
  for (const std::string& line : options.lines) {
    const auto portion = portion_of(line);
    if (!portion) return std::unexpected(portion.error());
    if (portion->of.find_first_not_of("0123456789") != std::string::npos)
      return fail(ErrorCode::invalid_argument, "name a line by its place, 0 is the first: 0=2", "--line");
    w.begin_object().key("line").raw(portion->of).key("quantity").raw(portion->quantity).end_object();
  }
  if (!options.lines.empty()) w.end_array();
  w.end_object();
  if (is_signed) return state(session, w.text());
  return send(session, "/inventory/reservations/" + url_encode(options.id) + "/" + action, w.text());
}

Command change_command(Session& session, const std::string& action, const std::string& help) {
  const auto options = std::make_shared<ChangeOptions>();
  Command command{.name = action,
                  .help = help,
                  .options = {{"--id", &options->id, "The reservation", Need::required},
                              {"--request", &options->request, "An id of yours for this change"}},
                  .run = [&session, action, options] { return change(session, action, *options); }};
  if (action == "extend") {
    command.options.push_back({"--hold-seconds", number(options->hold_seconds, 1, hold_seconds_most),
                               "How long it holds from now on"});
  } else {
    command.options.push_back(
        {"--line", &options->lines, "LINE=QUANTITY, a part only: 0 is the first line; with --request"});
  }
  return command;
}

}  // namespace

Command reserve_command(Session& session) {
  const auto options = std::make_shared<ReserveOptions>();
  Command command{
      .name = "reserve",
      .help = "Reserve goods, all or none; needs a token or a key",
      .options = {{"--id", &options->id, "An id of yours: the same again is the same", Need::required},
                  {"--line", &options->lines, "PRODUCT=QUANTITY or PRODUCT=QUANTITY:UNIT", Need::required},
                  {"--place", &options->places, "Sites (GLN, any spelling), the preferred one first",
                   Need::required},
                  {"--lot", &options->lot, "Of this lot only"},
                  {"--lasts-until", &options->lasts_until, "Only lots that expire after this date"},
                  {"--hold-seconds", number(options->hold_seconds, 1, hold_seconds_most),
                   "How long it holds unless it is committed"},
                  {"--partly", &options->partly, "As much as there is, not all or none"},
                  {"--channel", &options->channel, "The channel that sells it"},
                  {"--document", &options->document, "The order"}},
      .run = [&session, options] { return reserve(session, *options); }};
  for (auto& option : sourcing_options(options->sourcing)) command.options.push_back(std::move(option));
  return command;
}

Command commit_command(Session& session) {
  return change_command(session, "commit", "Make a reservation firm: it does not expire");
}
Command fulfil_command(Session& session) {
  return change_command(session, "fulfil", "Say that what was promised has left");
}
Command release_command(Session& session) {
  return change_command(session, "release", "Give back what was promised");
}
Command extend_command(Session& session) {
  return change_command(session, "extend", "Hold a reservation longer");
}

Command withdraw_command(Session& session) {
  const auto options = std::make_shared<WithdrawOptions>();
  return {
      .name = "withdraw",
      .help = "Take back what is promised of the stock of your places, to whomever; needs a token or a key",
      .options = {{"--id", &options->id, "The reservation, as its party named it", Need::required},
                  {"--for", &options->holder, "Whose reservation it is (party id, or its GLN)",
                   Need::required},
                  {"--place", &options->places, "Sites of your party (GLN, any spelling)", Need::required},
                  {"--reason", &options->reason, "Why: the holder reads it", Need::required}},
      .run = [&session, options] { return withdraw(session, *options); }};
}

Command expect_command(Session& session) {
  const auto options = std::make_shared<ExpectOptions>();
  return {.name = "expect",
          .help = "Say when what is on its way under a document is due; needs a token or a key",
          .options = {{"--document", &options->document,
                       "The document of the shipment, as its events name it", Need::required},
                      {"--due", &options->due,
                       "When, e.g. 2026-12-24T18:00:00+01:00; if not said, it is not known any more"}},
          .run = [&session, options] { return expect(session, *options); }};
}

Command keep_command(Session& session) {
  const auto options = std::make_shared<KeepOptions>();
  return {
      .name = "keep",
      .help = "Keep so much of the stock of a place for one channel; 0 ends it; needs a token or a key",
      .options = {{"--channel", &options->channel, "The channel that alone is promised of it",
                   Need::required},
                  {"--line", &options->lines, "PRODUCT=QUANTITY or PRODUCT=QUANTITY:UNIT", Need::required},
                  {"--place", &options->places, "Sites of the party (GLN, any spelling)", Need::required}},
      .run = [&session, options] { return keep(session, *options); }};
}

}  // namespace stocktrail::cli
