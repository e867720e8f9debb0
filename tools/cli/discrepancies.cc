// stocktrail discrepancies: what does not fit in the books of stock.
#include <memory>

#include "tools/cli/commands.h"
#include "tools/cli/json_read.h"
#include "tools/cli/stock.h"

namespace stocktrail::cli {
namespace {

struct DiscrepancyOptions {
  std::optional<std::string> place, kinds, product, lot, age, quantity, state, as_of, known_at;
  std::size_t limit = 0;
  StockForm form;

  bool asks_for_some() const { return kinds || product || lot || age || quantity || state; }
};

std::vector<std::string> cells_of(const json::Value& one) {
  const auto other = nested(one, "other"), assigned = nested(one, "assigned");
  std::string settled_by;
  for_each(one, "settledBy", [&](const json::Value& who) {
    settled_by.append(settled_by.empty() ? "" : " ").append(who.string());
  });
  const std::string quantity = text_of(one, "quantity");
  return {short_time(text_of(one, "eventTime")),
          text_of(one, "kind"),
          short_id(text_of(one, "place")),
          short_id(text_of(one, "otherPlace")),
          short_id(text_of(one, "product")),
          text_of(one, "lot"),
          short_id(text_of(one, "item")),
          quantity,
          quantity.empty() ? "" : unit_of(one),
          text_of(one, "statement"),
          other ? text_of(*other, "statement") : "",
          settled_by,
          text_of(one, "state"),
          assigned ? text_of(*assigned, "to") : "",
          one.find("recallEnded") ? "recall has ended" : "",
          text_of(one, "eventID"),
          text_of(one, "id")};
}

Result<Exit> show(Session& session, const DiscrepancyOptions& options) {
  StockQuery query("/inventory/discrepancies");
  query.add("place", options.place).add("kind", options.kinds).add("product", options.product);
  query.add("lot", options.lot).add("minAgeDays", options.age).add("minQuantity", options.quantity);
  query.add("state", options.state).add("asOf", options.as_of).add("knownAt", options.known_at);
  StockView view;
  view.member = "discrepancies";
  view.columns = {{"since"},
                  {"kind"},
                  {"place"},
                  {"other place"},
                  {"product"},
                  {"lot"},
                  {"item"},
                  {"quantity", Align::right},
                  {"unit"},
                  {"log", Align::right},
                  {"contradicts", Align::right},
                  {"settled by"},
                  {"state"},
                  {"assigned to"},
                  {"note"},
                  {"event"},
                  {"id"}};
  view.cells = cells_of;
  view.rows_wanted = options.limit;
  view.if_none = options.asks_for_some()
                     ? "Nothing that you asked for. Without --kind, --product, --lot, --min-age, "
                       "--min-quantity and --state the command shows all that does not fit."
                     : "Everything fits.";
  return show_stock(session, query, view, options.form);
}

}  // namespace

Command discrepancies_command(Session& session) {
  const auto options = std::make_shared<DiscrepancyOptions>();
  return {
      .name = "discrepancies",
      .help = "Show what does not fit in the books of a place; needs a token",
      .options = with_forms(
          {{"--place", &options->place, "The place (GLN, any spelling); only an auditor may leave it out"},
           {"--kind", &options->kinds, "Only these kinds, with commas"},
           {"--product", &options->product, "Of this product or lot (GTIN, any spelling)"},
           {"--lot", &options->lot, "Of this lot"},
           {"--min-age", &options->age, "Only what has not fitted for so many days"},
           {"--min-quantity", &options->quantity, "Only from this quantity on"},
           {"--state", &options->state,
            "Only open, assigned, acknowledged or settled ones; some with commas"},
           {"--as-of", &options->as_of,
            "What did not fit at this event time, e.g. 2026-07-22T18:00:00+02:00; with --place"},
           {"--known-at", &options->known_at, "As it was known at this recorded time"},
           {"--limit", number(options->limit, 1, 1'000), "No more lines than this; default: all"}},
          options->form),
      .run = [&session, options] { return show(session, *options); }};
}

}  // namespace stocktrail::cli
