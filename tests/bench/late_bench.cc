// tests/bench/late_bench.cc: what a late fact costs. A shop sells one product, a sale a record; then a sale
// is told that came before all of them, and every row after it is applied again. Then departures to one shop,
// one a minute, each announced a day before. In memory: what the store costs is not in it. Usage: late_bench
// [sales] [lots in stock]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ledger/inventory/detail/replay.h"
#include "tests/support/memory_tables.h"
#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

class Shop {
 public:
  Shop() { tellers_.place("A"); }

  /// Records what the lines tell; microseconds, and rows applied.
  std::pair<double, std::size_t> record(const std::vector<std::string>& lines) {
    std::vector<books::Fact> facts = tellers_.facts(lines);
    const auto begin = std::chrono::steady_clock::now();
    inventory::Replay replay(record_, tellers_.directory(), fact_of_, tables_, SIZE_MAX);
    unsigned position = 0;
    for (books::Fact& fact : facts) {
      const EventRef ref = event_ref(record_, position++);
      facts_[ref] = fact;
      replay.add({.ref = ref, .fact = std::move(fact)});
    }
    replay.run();
    ++record_;
    const auto spent = std::chrono::steady_clock::now() - begin;
    return {std::chrono::duration<double, std::micro>(spent).count(), replay.steps()};
  }

 private:
  Tellers tellers_;
  MemoryTables tables_;
  std::uint64_t record_ = 1;
  std::map<EventRef, books::Fact> facts_;
  inventory::FactOf fact_of_ = [this](EventRef ref) -> std::optional<books::Fact> {
    const auto found = facts_.find(ref);
    return found == facts_.end() ? std::nullopt : std::optional(found->second);
  };
};

std::string sale(int number) {
  constexpr int sales_a_day = 600;
  const int minute = number % sales_a_day;
  char line[80];
  std::snprintf(line, sizeof line, "A %dT%02d:%02d retail_selling retail_sold @A =1 id:%d",
                2 + number / sales_a_day, 8 + minute / 60, minute % 60, number);
  return line;
}

void run(int sales, int lots) {
  Shop shop;
  for (int lot = 1; lot <= lots; ++lot)
    shop.record({"A 1T07:00 commissioning active @A L" + std::to_string(lot) + "=" + std::to_string(sales)});
  double all = 0;
  for (int number = 0; number < sales; ++number) all += shop.record({sale(number)}).first;
  const auto [late, rows] = shop.record({"A 1T09:00 retail_selling retail_sold @A =1 id:late"});
  std::printf("%d sales, %d lots in stock: %.1f us a sale in order; told before them: %zu rows, %.1f ms, ",
              sales, lots, all / sales, rows, late / 1'000);
  std::printf("%.1f us a row\n", late / static_cast<double>(rows));
}

void depart(int departures) {
  Shop shop;
  shop.record({"MK 1T00:00 commissioning active @MK L1=100000"});
  double all = 0;
  std::size_t rows = 0;
  for (int number = 0; number < departures; ++number) {
    char line[80];
    std::snprintf(line, sizeof line, "MK 2T%02d:%02d shipping @MK >A L1=1 #d%d", number / 60, number % 60,
                  number);
    const auto [spent, applied] = shop.record({line});
    all += spent;
    rows += applied;
  }
  std::printf("%d departures of a day: %.1f us each, %.1f rows each\n", departures, all / departures,
              static_cast<double>(rows) / departures);
}

}  // namespace
}  // namespace stocktrail::test

int main(int count, char** words) {
  const auto number = [&](int which, int otherwise) {
    return count > which ? std::atoi(words[which]) : otherwise;
  };
  stocktrail::test::run(number(1, 2'000), number(2, 3));
  stocktrail::test::depart(number(3, 400));
}
