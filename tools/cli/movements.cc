// stocktrail movements: the statement of an account of stock.
#include <memory>

#include "crypto/json_writer.h"
#include "tools/cli/commands.h"
#include "tools/cli/json_read.h"
#include "tools/cli/stock.h"

namespace stocktrail::cli {
namespace {

struct MovementOptions {
  std::optional<std::string> place, product, lot, status, unit, origin, from, to, known_at;
  bool in_transit = false, newest = false;
  StockForm form;
  std::size_t limit = 0;
};

struct Balance {
  std::string opening, closing, unit;
};

/// What came is in a column of its own, and what went.
std::vector<std::string> cells_of(const json::Value& line) {
  const std::string quantity = text_of(line, "quantity");
  const bool went = quantity.starts_with('-');
  const auto counter = nested(line, "counter");
  const std::string other = counter ? text_of(*counter, "place") : std::string();
  return {short_time(text_of(line, "at")),
          text_of(line, "step"),
          short_id(text_of(line, "place")),
          text_of(line, "status"),
          text_of(line, "lot"),
          went ? "" : quantity,
          went ? quantity.substr(1) : "",
          text_of(line, "balance"),
          text_of(line, "rule"),
          other == text_of(line, "place") ? "" : short_id(other),
          short_id(text_of(line, "issuer")),
          text_of(line, "statement")};
}

Result<Exit> show(Session& session, const MovementOptions& options) {
  StockQuery query("/inventory/movements");
  if (options.in_transit) query.add("account", "in_transit");
  query.add("place", options.place).add("origin", options.origin);
  query.add("product", options.product);
  query.add("lot", options.lot).add("status", options.status).add("unit", options.unit);
  query.add("from", options.from).add("to", options.to).add("knownAt", options.known_at);
  if (options.newest) query.add("order", "newest");
  const auto balance = std::make_shared<Balance>();
  StockView view;
  view.member = "movements";
  view.columns = {{"time"},
                  {"step"},
                  {"place"},
                  {"status"},
                  {"lot"},
                  {"in", Align::right},
                  {"out", Align::right},
                  {"balance", Align::right},
                  {"rule"},
                  {"where"},
                  {"who"},
                  {"log", Align::right}};
  view.cells = cells_of;
  view.rows_wanted = options.limit;
  view.if_none = "Nothing moved there in that time.";
  view.look_at = [balance, newest = options.newest](const json::Value& page, bool is_first) {
    if (is_first || newest) balance->opening = text_of(page, "opening");
    if (is_first || !newest) balance->closing = text_of(page, "closing");
    balance->unit = unit_of(page);
  };
  view.summary = [balance] {
    return "Opening balance " + balance->opening + ", closing balance " + balance->closing + " " +
           balance->unit;
  };
  view.summary_json = [balance](json::Writer& all) {
    all.key("opening").raw(balance->opening).key("closing").raw(balance->closing);
  };
  return show_stock(session, query, view, options.form);
}

}  // namespace

Command movements_command(Session& session) {
  const auto options = std::make_shared<MovementOptions>();
  return {.name = "movements",
          .help = "Show what came to a place and what went, with the balance after each line; needs a token",
          .options = with_forms(
              {{"--place", &options->place, "The place (GLN, any spelling)"},
               {"--product", &options->product, "The product (GTIN, any spelling)", Need::required},
               {"--lot", &options->lot, "A lot number; empty: goods of which no lot was told"},
               {"--status", &options->status,
                "sellable, held, damaged, expired or recalled, as it was told; several with commas"},
               {"--unit", &options->unit, "Rec 20 unit, where the product moved in several kinds"},
               {"--in-transit", &options->in_transit, "What is on the way to the place, in place of there"},
               {"--origin", &options->origin, "Of goods on the way: the site that they left"},
               {"--from", &options->from, "From this event time on, e.g. 2026-07-01T00:00:00Z"},
               {"--to", &options->to, "Up to this event time"},
               {"--known-at", &options->known_at, "As it was known at this recorded time"},
               {"--newest", &options->newest, "The newest lines first"},
               {"--limit", number(options->limit, 1, 1'000), "No more lines than this; default: all"}},
              options->form),
          .run = [&session, options] { return show(session, *options); }};
}

}  // namespace stocktrail::cli
