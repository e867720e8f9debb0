// stocktrail accuracy: how right the books of a place were, by what counts found.
#include <memory>

#include "tools/cli/commands.h"
#include "tools/cli/json_read.h"
#include "tools/cli/stock.h"

namespace stocktrail::cli {
namespace {

struct AccuracyOptions {
  std::optional<std::string> place, product, lot, from, to, period;
  StockForm form;
};

/// "0.9876" as people read shares; digits beyond are cut.
std::string percent(const std::string& share) {
  if (share.empty()) return {};
  if (share == "1") return "100 %";
  std::string digits = share.substr(share.find('.') + 1);
  digits.resize(4, '0');
  const std::string whole = digits.front() == '0' ? digits.substr(1, 1) : digits.substr(0, 2);
  return whole + "." + digits.substr(2) + " %";
}

std::vector<std::string> cells_of(const json::Value& row) {
  return {short_id(text_of(row, "place")),
          text_of(row, "from"),
          text_of(row, "counts"),
          text_of(row, "right"),
          percent(text_of(row, "accuracy")),
          text_of(row, "first"),
          text_of(row, "counted"),
          text_of(row, "difference"),
          text_of(row, "absoluteDifference"),
          unit_of(row)};
}

Result<Exit> show(Session& session, const AccuracyOptions& options) {
  StockQuery query("/inventory/accuracy");
  query.add("place", options.place).add("product", options.product).add("lot", options.lot);
  query.add("from", options.from).add("to", options.to).add("by", options.period);
  StockView view;
  view.member = "accuracy";
  view.columns = {{"place"},
                  {"from"},
                  {"counts", Align::right},
                  {"right", Align::right},
                  {"accuracy", Align::right},
                  {"first", Align::right},
                  {"counted", Align::right},
                  {"difference", Align::right},
                  {"absolute", Align::right},
                  {"unit"}};
  view.cells = cells_of;
  view.if_none = "Nothing was counted there in that time.";
  return show_stock(session, query, view, options.form);
}

}  // namespace

Command accuracy_command(Session& session) {
  const auto options = std::make_shared<AccuracyOptions>();
  return {
      .name = "accuracy",
      .help = "Show how right the books of a place were, by what counts found; needs a token",
      .options = with_forms({{"--place", &options->place,
                              "The place (GLN, any spelling); without it all places of the token's party"},
                             {"--product", &options->product, "Of this product or lot (GTIN, any spelling)"},
                             {"--lot", &options->lot, "Of this lot"},
                             {"--from", &options->from, "Only counts from this time on"},
                             {"--to", &options->to, "Only counts up to this time"},
                             {.name = "--by",
                              .target = &options->period,
                              .help = "Period of a line",
                              .words = {"day", "week", "month", "all"}}},
                            options->form),
      .run = [&session, options] { return show(session, *options); }};
}

}  // namespace stocktrail::cli
