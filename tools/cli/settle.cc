// stocktrail settle: what a party says of a discrepancy at one of its places, as signed statements.
#include <memory>

#include "crypto/json_writer.h"
#include "tools/cli/claims.h"
#include "tools/cli/commands.h"
#include "tools/cli/json_read.h"
#include "tools/cli/sending.h"
#include "tools/cli/stock.h"

namespace stocktrail::cli {
namespace {

struct SettleOptions {
  std::string id, place, to, quantity, note;
};

Result<Exit> state(Session& session, std::string_view action, const SettleOptions& options) {
  const auto place = id_of(options.place, gs1::Meaning::place, "--place");
  if (!place) return std::unexpected(place.error());
  json::Writer claim;
  claim.begin_object().field("id", options.id).field("place", *place).field("action", action);
  for (const auto& [name, text] : {std::pair("to", &options.to), std::pair("quantity", &options.quantity),
                                   std::pair("note", &options.note)})
    if (!text->empty()) claim.field(name, *text);
  return state_claim(session, "settlement", std::move(claim.end_object()).text());
}

/// How much of it does not fit now; empty: that is not told. `not_found` if it is not open there.
Result<std::string> quantity_now(Session& session, const SettleOptions& options) {
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  std::string cursor;
  do {
    StockQuery query("/inventory/discrepancies");
    query.add("place", options.place).add("limit", "1000");
    if (!cursor.empty()) query.add("cursor", cursor);
    const auto body = (*server)->fetch(query.target());
    if (!body) return std::unexpected(body.error());
    const auto page = json::Document::parse(*body);
    if (!page) return std::unexpected(page.error());
    std::optional<std::string> found;
    for_each(page->root(), "discrepancies", [&](const json::Value& one) {
      if (text_of(one, "id") == options.id) found = text_of(one, "quantity");
    });
    if (found) return *found;
    cursor = text_of(page->root(), "next");
  } while (!cursor.empty());
  return fail(ErrorCode::not_found, "No discrepancy with this id is open at that place.", options.id);
}

/// Both are of a quantity: it is looked up where there is a token to read it with.
Result<Exit> state_quantity(Session& session, std::string_view action, SettleOptions options) {
  const bool has_token = !session.token.empty() || !session.token_file.empty();
  if (options.quantity.empty() && has_token) {
    auto quantity = quantity_now(session, options);
    if (!quantity) return std::unexpected(quantity.error());
    options.quantity = *std::move(quantity);
  }
  return state(session, action, options);
}

/// What all of them take; the note with words of its own.
std::vector<settings::Option> options_of(SettleOptions& o, std::vector<settings::Option> own) {
  std::vector<settings::Option> all{
      {"id", &o.id, "Its id, as `stocktrail discrepancies` shows it", Need::required},
      {"--place", &o.place, "A place of your own where it is shown (GLN, any spelling)", Need::required}};
  for (settings::Option& option : own) all.push_back(std::move(option));
  return all;
}

}  // namespace

Command settle_command(Session& session) {
  const auto o = std::make_shared<SettleOptions>();
  const settings::Option note{"--note", &o->note, "A remark, for all who see it"};
  const settings::Option quantity{"--quantity", &o->quantity,
                                  "How much of it, as it is shown; with a token it is looked up"};
  return {.name = "settle",
          .help = "Say who looks after a discrepancy, that it is known, or how it was settled",
          .commands = {
              {.name = "assign",
               .help = "Say who looks after it",
               .options = options_of(
                   *o, {{"--to", &o->to, "A person or team, in your own words", Need::required}, note}),
               .run = [&session, o] { return state(session, "assign", *o); }},
              {.name = "acknowledge",
               .help = "Say that it is known",
               .options = options_of(*o, {quantity, note}),
               .run = [&session, o] { return state_quantity(session, "acknowledge", *o); }},
              {.name = "settle",
               .help = "Say what was done, where nothing that can be reported ends it",
               .options = options_of(*o, {quantity, {"--note", &o->note, "What was done", Need::required}}),
               .run = [&session, o] { return state_quantity(session, "settle", *o); }},
              {.name = "reopen",
               .help = "Take back that it is known, or settled",
               .options = options_of(*o, {note}),
               .run = [&session, o] { return state(session, "reopen", *o); }}}};
}

}  // namespace stocktrail::cli
