// The age profile of stock on hand: how much of it lives how much longer, by the dates of its lots.
#include <array>
#include <map>
#include <tuple>

#include "api/handlers/handlers.h"
#include "api/handlers/position_pages.h"
#include "api/handlers/stock_query.h"
#include "api/handlers/stock_table.h"

namespace stocktrail::api {
namespace {

constexpr std::int64_t day = 24LL * 60 * 60 * 1'000'000;
constexpr std::array<std::int64_t, 5> days_preset{0, 7, 14, 30, 90};

/// `days`: the borders between the ages, rising.
Result<std::vector<std::int64_t>> days_of(const Query& query) {
  const auto text = query.find("days");
  if (!text) return std::vector(days_preset.begin(), days_preset.end());
  const Error wrong{ErrorCode::invalid_argument,
                    "write the borders between the ages in whole days, rising, as 0,7,30: at most " +
                        std::to_string(ages_max) + " of up to " + std::to_string(age_days_max) + " days",
                    "days"};
  std::vector<std::int64_t> days;
  for (std::string_view rest = *text; !rest.empty() || days.empty();) {
    const std::string_view word = rest.substr(0, rest.find(','));
    const auto number = parse_number(word, "days");
    const bool fits = number && *number <= age_days_max && days.size() < ages_max &&
                      (days.empty() || days.back() < static_cast<std::int64_t>(*number));
    if (!fits || rest.ends_with(',')) return std::unexpected(wrong);
    days.push_back(static_cast<std::int64_t>(*number));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
  }
  return days;
}

/// A product in one status: before which border its life ends; `days.size()`: after the last one; beyond
/// that: no date was told.
using Age = std::tuple<inventory::Good, inventory::Status, std::size_t>;

std::size_t age_of(const inventory::Position& position, Micros on, const std::vector<std::int64_t>& days) {
  if (!position.expires_at) return days.size() + 1;
  const std::int64_t life = to_i64(*position.expires_at) - to_i64(on);
  std::size_t age = 0;
  while (age < days.size() && days[age] * day < life) ++age;
  return age;
}

constexpr auto columns = std::to_array<Column>({{"product"},
                                                {"status"},
                                                {"moreThanDays", Type::whole},
                                                {"upToDays", Type::whole},
                                                {"undated", Type::flag},
                                                {"quantity", Type::amount},
                                                {"unit"}});

void add_age(StockTable& table, const Age& age, Amount amount, const std::vector<std::int64_t>& days) {
  const auto& [good, status, place] = age;
  table.begin_row();
  table.add("product", good.product);
  table.add("status", inventory::name_of(status));
  if (place > days.size()) {
    table.add_flag("undated", true);
  } else {
    if (place > 0) table.add_number("moreThanDays", static_cast<std::uint64_t>(days[place - 1]));
    if (place < days.size()) table.add_number("upToDays", static_cast<std::uint64_t>(days[place]));
  }
  add_amount(table, good, amount);
}

}  // namespace

Response get_ages(Call& call) {
  const auto days = days_of(call.query);
  if (!days) return Response::of(days.error());
  auto asked = position_query(call);
  if (!asked) return Response::of(asked.error());
  asked->query.limit = aged_positions_max;
  const inventory::When when = asked->query.when;
  const Micros on = asked->query.on;
  const std::optional<AskedPackage> package = asked->package;
  PositionPages page(call, *std::move(asked));
  if (const auto read = page.read({}); !read) return Response::of(read.error());
  if (page.has_more())
    return Response::of(Error{ErrorCode::too_large,
                              "there are more than " + std::to_string(aged_positions_max) +
                                  " positions: name a product, or a place",
                              "product"});
  std::map<Age, Amount> ages;
  for (const inventory::Position& one : page.positions())
    if (one.account.kind == inventory::AccountKind::on_hand)
      ages[{one.good, one.account.status, age_of(one, on, *days)}] += one.amount;
  StockTable table(call, "ages", columns);
  for (const auto& [age, amount] : ages)
    if (!amount.is_zero()) add_age(table, age, amount, *days);
  const auto about = [&](json::Writer& w) {
    tell_package(w, package);
    w.field("on", format_utc(on));
    if (when.as_of) w.field("asOf", format_utc(*when.as_of));
    if (when.known) w.key("knownSize").number(*when.known);
    w.key("logSize").number(to_u64(call.view->checkpoint().size));
  };
  return table.answer(about, {});
}

}  // namespace stocktrail::api
