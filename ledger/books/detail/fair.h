// ledger/books/detail/fair.h: lists that many fill.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>

namespace stocktrail::books {

/// Which element leaves a list that is full: the first of whoever has most of them, so that nobody crowds out
/// others. `owner_of` tells whose an element is, by a text that lives as long as the list.
template <typename List, typename OwnerOf>
auto first_of_most(List& list, const OwnerOf& owner_of) {
  std::map<std::string_view, std::size_t> count;
  for (const auto& one : list) ++count[owner_of(one)];
  const auto more = [](const auto& a, const auto& b) { return a.second < b.second; };
  const std::size_t most = std::ranges::max_element(count, more)->second;
  return std::ranges::find_if(list, [&](const auto& one) { return count[owner_of(one)] == most; });
}

}  // namespace stocktrail::books
