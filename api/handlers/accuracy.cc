// How right the books of a place are: what counts found, by place, period and unit.
#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <tuple>

#include "api/access/visibility.h"
#include "api/handlers/handlers.h"
#include "api/handlers/position_pages.h"
#include "api/handlers/promise_words.h"
#include "api/handlers/stock_query.h"
#include "api/handlers/stock_table.h"
#include "ledger/engine/books_input.h"
#include "ledger/inventory/counts.h"

namespace stocktrail::api {
namespace {

enum class Period : std::uint8_t { day, week, month, all };

Result<Period> period_of(const Query& query) {
  const auto text = query.find("by");
  if (!text || *text == "month") return Period::month;
  if (*text == "day") return Period::day;
  if (*text == "week") return Period::week;
  if (*text == "all") return Period::all;
  return fail(ErrorCode::invalid_argument, "write day, week, month or all", "by");
}

/// Its first day in UTC; weeks begin with Monday. nullopt: all time.
std::optional<Micros> first_day(Micros at, Period period) {
  using namespace std::chrono;
  if (period == Period::all) return std::nullopt;
  sys_days day = floor<days>(sys_time<microseconds>(microseconds(to_i64(at))));
  const year_month_day date(day);
  if (period == Period::week) day -= weekday(day) - Monday;
  if (period == Period::month) day = sys_days(date.year() / date.month() / 1);
  return Micros{microseconds(day.time_since_epoch()).count()};
}

struct Figures {
  std::uint64_t counts = 0, right = 0, first = 0;
  Amount counted, difference, absolute;
};
/// One line: a place, a period, and a unit of measure.
using Group = std::tuple<std::string, std::optional<Micros>, std::string>;

void add(const inventory::CountedLine& line, Figures& figures) {
  if (line.is_first) {
    ++figures.first;
    return;
  }
  ++figures.counts;
  if (line.difference.is_zero()) ++figures.right;
  figures.counted += line.counted;
  figures.difference += line.difference;
  figures.absolute += line.difference.is_negative() ? -line.difference : line.difference;
}

/// Four digits of the share, cut.
std::string share_of(std::uint64_t right, std::uint64_t counts) {
  constexpr std::uint64_t one = 10'000;
  const std::string digits = std::to_string(one + right * one / counts);
  return right == counts ? "1" : "0." + digits.substr(1);
}

constexpr auto columns = std::to_array<Column>({{"place"},
                                                {"from", Type::date},
                                                {"unit"},
                                                {"counts", Type::whole},
                                                {"right", Type::whole},
                                                {"accuracy", Type::amount},
                                                {"first", Type::whole},
                                                {"counted", Type::amount},
                                                {"difference", Type::amount},
                                                {"absoluteDifference", Type::amount}});

void add_row(StockTable& table, const Group& group, const Figures& figures) {
  const auto& [place, from, base] = group;
  const inventory::Good good{{}, base};
  SharedUnit unit(good);
  for (const Amount amount : {figures.counted, figures.difference, figures.absolute}) unit.fit(amount);
  table.begin_row();
  table.add("place", place);
  if (from) table.add_date("from", *from);
  table.add("unit", std::string(unit.unit()));
  table.add_number("counts", figures.counts);
  table.add_number("right", figures.right);
  if (figures.counts > 0) table.add_number("accuracy", share_of(figures.right, figures.counts));
  table.add_number("first", figures.first);
  table.add_number("counted", unit.text(figures.counted));
  table.add_number("difference", unit.text(figures.difference));
  table.add_number("absoluteDifference", unit.text(figures.absolute));
}

Result<inventory::CountQuery> count_query(const Call& call) {
  inventory::CountQuery query;
  const auto place = key_text(call.query, "place");
  if (!place) return std::unexpected(place.error());
  query.place = *place;
  if (query.place.empty() && call.principal.role == Role::auditor)
    return fail(ErrorCode::invalid_argument, "name a place: only a party has places of its own", "place");
  if (!may_ask(call, query.place)) return std::unexpected(not_your_place("place"));
  auto goods = product_and_lot(call);
  if (!goods) return std::unexpected(goods.error());
  query.product = std::move(goods->product);
  query.lot = std::move(goods->lot);
  for (const auto& [name, bound] : {std::pair("from", &query.from), std::pair("to", &query.to)}) {
    const auto at = time_of(call.query, name);
    if (!at) return std::unexpected(at.error());
    *bound = *at;
  }
  return query;
}

/// Figures of one place or several, as many lines as a question may look at.
Result<std::map<Group, Figures>> figures_of(const Call& call, inventory::CountQuery query, Period period) {
  std::vector<std::string> places{query.place};
  if (query.place.empty()) places = places_of(call);
  const TableReader& tables = call.view->tables();
  const MasterDirectory directory(tables);
  const inventory::FactOf fact_of = [&](EventRef ref) { return recorded_fact(ref, directory, tables); };
  std::map<Group, Figures> groups;
  for (const std::string& place : places) {
    query.place = place;
    query.begins_at = reads_from(call.principal, place, tables);
    const inventory::Counts found = inventory::counts(query, fact_of, tables);
    if (!found.is_complete)
      return fail(ErrorCode::too_large,
                  "there are more than " + std::to_string(inventory::counts_max) +
                      " counts: ask for one place, or for a shorter time, with `from` and `to`",
                  "from");
    query.counts -= found.looked_at;
    for (const inventory::CountedLine& line : found.lines)
      if (reads_book(call.principal, place, line.good, tables))
        add(line, groups[{line.place, first_day(line.at, period), line.good.unit}]);
  }
  return groups;
}

std::string cursor_to(const Group& group) {
  const auto& [place, from, unit] = group;
  return place + '\n' + (from ? format_date(*from) : "") + '\n' + unit;
}

}  // namespace

Response get_accuracy(Call& call) {
  auto query = count_query(call);
  if (!query) return Response::of(query.error());
  const auto period = period_of(call.query);
  if (!period) return Response::of(period.error());
  const auto limit = limit_of(call.query, stock_rows_preset, stock_rows_max);
  if (!limit) return Response::of(limit.error());
  const auto cursor = cursor_of(call);
  if (!cursor) return Response::of(cursor.error());
  const auto groups = figures_of(call, *std::move(query), *period);
  if (!groups) return Response::of(groups.error());
  StockTable table(call, "accuracy", columns);
  std::size_t rows = 0;
  std::string last, next;
  for (const auto& [group, figures] : *groups) {
    if (cursor_to(group) <= *cursor) continue;
    if (rows++ == *limit) {
      next = page_cursor(call, last);
      break;
    }
    last = cursor_to(group);
    add_row(table, group, figures);
  }
  const auto about = [&](json::Writer& w) { w.key("logSize").number(to_u64(call.view->checkpoint().size)); };
  return table.answer(about, next);
}

}  // namespace stocktrail::api
