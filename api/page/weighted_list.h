// api/page/weighted_list.h: the lists of Accept-Language and Accept-Encoding: items with a weight (RFC 9110,
// 12.4.2).
#pragma once

#include <string_view>
#include <vector>

namespace stocktrail::api {

struct WeightedItem {
  std::string_view name;  // Part of the header that was given.
  int weight = 1'000;     // Thousandths. 0: not wanted, or a weight that is not well formed.
};

/// In the order of the header; empty items are left out.
std::vector<WeightedItem> weighted_list(std::string_view header);

}  // namespace stocktrail::api
