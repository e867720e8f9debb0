// ledger/books/made_of.h: the lots that went into a lot, however deep, by the word of those who speak for
// what was made of them: the way that recalls take, for the books and for their readers.
#pragma once

#include <utility>
#include <vector>

#include "ledger/books/things.h"

namespace stocktrail::books {

/// If more lots than these went into one, however deep, the rest are not looked at.
inline constexpr std::size_t lot_inputs_max = 10'000;
/// And no more than so many times that one went into another.
inline constexpr std::size_t lot_links_max = 200'000;

/// True if `is_found(lot, card)` says so of the lot, or of one of its inputs. `card_of(lot)` gives a card.
template <typename CardOf, typename IsFound>
bool any_input(const LotName& lot, const CardOf& card_of, const IsFound& is_found) {
  std::set<LotName> seen{lot};
  std::vector<LotName> open{lot};
  std::size_t links = 0;
  while (!open.empty()) {
    const LotName of = std::move(open.back());
    open.pop_back();
    const LotCard& card = card_of(of);
    if (is_found(of, card)) return true;
    for (const auto& [input, tellers] : card.inputs) {
      if (links == lot_links_max) break;
      if (!card.carries(of, tellers)) continue;
      ++links;
      if (seen.size() < lot_inputs_max && seen.insert(input).second) open.push_back(input);
    }
  }
  return false;
}

}  // namespace stocktrail::books
