// tests/support/recorded_order.h: reports in the order in which they are recorded in life: each party on
// time, a day late or a month late; a tenth is sent again later.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "ledger/books/limits.h"
#include "ledger/epcis/time.h"

namespace stocktrail::test {

struct ReportTime {
  std::string issuer;
  Micros at{};
};

struct RecordedReport {
  std::int64_t hour = 0;
  std::size_t report = 0;  // Which of them.
};

inline std::vector<RecordedReport> recorded_order(const std::vector<ReportTime>& reports,
                                                  std::mt19937& random) {
  static constexpr std::array<std::int64_t, 3> lateness = {0, 1, 30};  // Days.
  std::map<std::string, std::int64_t> late;
  std::vector<RecordedReport> order;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const auto [delay, is_new] = late.try_emplace(reports[i].issuer, lateness.at(random() % lateness.size()));
    const std::int64_t hours = to_i64(reports[i].at) / books::hour + 24 * delay->second;
    order.push_back({hours + static_cast<std::int64_t>(random() % 3), i});
    if (random() % 10 == 0) order.push_back({hours + 30, i});
  }
  std::ranges::stable_sort(order, {}, &RecordedReport::hour);
  return order;
}

}  // namespace stocktrail::test
