// stocktrail ages: how much of the stock on hand lives how much longer.
#include <memory>

#include "tools/cli/commands.h"
#include "tools/cli/json_read.h"
#include "tools/cli/stock.h"

namespace stocktrail::cli {
namespace {

struct AgeOptions {
  std::optional<std::string> place, product, lot, days, as_of, known_at;
  StockForm form;
};

std::string life_of(const json::Value& age) {
  const std::string more = text_of(age, "moreThanDays"), up_to = text_of(age, "upToDays");
  if (age.find("undated")) return "no date told";
  if (more.empty()) return "up to " + up_to + " days";
  return up_to.empty() ? "more than " + more + " days" : more + " to " + up_to + " days";
}

Result<Exit> show(Session& session, const AgeOptions& options) {
  StockQuery query("/inventory/ages");
  query.add("place", options.place).add("product", options.product).add("lot", options.lot);
  query.add("days", options.days).add("asOf", options.as_of).add("knownAt", options.known_at);
  StockView view;
  view.member = "ages";
  view.is_one_page = true;
  view.columns = {{"product"}, {"status"}, {"lives"}, {"quantity", Align::right}, {"unit"}};
  view.cells = [](const json::Value& age) -> std::vector<std::string> {
    return {short_id(text_of(age, "product")), text_of(age, "status"), life_of(age), text_of(age, "quantity"),
            unit_of(age)};
  };
  view.if_none = "The books have no such stock on hand that you may see.";
  return show_stock(session, query, view, options.form);
}

}  // namespace

Command ages_command(Session& session) {
  const auto options = std::make_shared<AgeOptions>();
  return {.name = "ages",
          .help = "Show how much of the stock on hand lives how much longer; needs a token",
          .options = with_forms(
              {{"--place", &options->place, "A place (GLN, any spelling)"},
               {"--product", &options->product, "A product (GTIN, any spelling, or its URI)"},
               {"--lot", &options->lot, "A lot number"},
               {"--days", &options->days,
                "Borders between the ages in days, rising: 0,7,30; default: 0,7,14,30,90"},
               {"--as-of", &options->as_of, "Up to this event time, e.g. 2026-07-22T18:00:00+02:00"},
               {"--known-at", &options->known_at, "As it was known at this recorded time"}},
              options->form),
          .run = [&session, options] { return show(session, *options); }};
}

}  // namespace stocktrail::cli
