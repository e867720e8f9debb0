// stocktrail echelon: the stock of a place and of all that is supplied from it.
#include <memory>

#include "crypto/json_writer.h"
#include "tools/cli/commands.h"
#include "tools/cli/json_read.h"
#include "tools/cli/stock.h"

namespace stocktrail::cli {
namespace {

struct EchelonOptions {
  std::optional<std::string> place, product, lot, as_of, known_at;
  StockForm form;
};

/// What the answer tells beside its rows.
struct Reach {
  std::size_t counted = 0, left_out = 0;
  bool has_all_orders = true;
  std::vector<std::pair<std::string_view, std::string>> members;  // As they came.
};

Reach reach_of(const json::Value& page) {
  Reach reach;
  const auto count = [&](std::string_view name) {
    const auto list = nested(page, name);
    return list ? list->size() : 0;
  };
  const auto others = page.find("othersLeftOut");
  const bool is_number = others && others->is(json::Kind::number);
  reach.counted = count("places");
  reach.left_out = count("leftOut") + static_cast<std::size_t>(is_number ? others->integer().value_or(0) : 0);
  reach.has_all_orders = !page.find("onOrderComplete");
  for (const std::string_view name : {"places", "leftOut", "othersLeftOut", "onOrderComplete"})
    if (const auto value = page.find(name)) reach.members.emplace_back(name, value->raw());
  return reach;
}

std::string told(const Reach& reach) {
  std::string text = "Places counted: " + std::to_string(reach.counted);
  if (reach.left_out > 0) text += "; left out, because they are others': " + std::to_string(reach.left_out);
  if (!reach.has_all_orders) text += ". More is on order: there are more open orders than are looked at";
  return text;
}

Result<Exit> show(Session& session, const EchelonOptions& options) {
  StockQuery query("/inventory/echelon");
  query.add("place", options.place).add("product", options.product).add("lot", options.lot);
  query.add("asOf", options.as_of).add("knownAt", options.known_at);
  const auto reach = std::make_shared<Reach>();
  StockView view;
  view.member = "echelon";
  view.is_one_page = true;
  view.columns = {{"product"},
                  {"status"},
                  {"on hand", Align::right},
                  {"on the way", Align::right},
                  {"quantity", Align::right},
                  {"place not told", Align::right},
                  {"on order", Align::right},
                  {"unit"}};
  view.cells = [](const json::Value& row) -> std::vector<std::string> {
    return {short_id(text_of(row, "product")),
            text_of(row, "status"),
            text_of(row, "onHand"),
            text_of(row, "onTheWay"),
            text_of(row, "quantity"),
            text_of(row, "placeNotTold"),
            text_of(row, "onOrder"),
            unit_of(row)};
  };
  view.look_at = [reach](const json::Value& page, bool) { *reach = reach_of(page); };
  view.summary = [reach] { return told(*reach); };
  view.summary_json = [reach](json::Writer& all) {
    for (const auto& [name, value] : reach->members) all.key(name).raw(value);
  };
  view.if_none = "The books have no such stock there that you may see.";
  return show_stock(session, query, view, options.form);
}

}  // namespace

Command echelon_command(Session& session) {
  const auto options = std::make_shared<EchelonOptions>();
  return {
      .name = "echelon",
      .help =
          "Show the stock of a place with all that is supplied from it, wherever that is on its way; needs "
          "a token",
      .options =
          with_forms({{"--place", &options->place, "The place (GLN, any spelling)", Need::required},
                      {"--product", &options->product, "A product (GTIN, any spelling, or its URI)"},
                      {"--lot", &options->lot, "A lot number"},
                      {"--as-of", &options->as_of, "Up to this event time, e.g. 2026-07-22T18:00:00+02:00"},
                      {"--known-at", &options->known_at, "As it was known at this recorded time"}},
                     options->form),
      .run = [&session, options] { return show(session, *options); }};
}

}  // namespace stocktrail::cli
