// ledger/trace/turns.h: who may stay where there is not room for all: each issuer in turn.
#pragma once

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "ledger/state/issuer_lists.h"

namespace stocktrail::trace {

/// Keeps `room` of `items`, of each issuer its first ones: nobody's many are in the way of another's few. The
/// order stays as it is. `issuer_of` gives anything that has an order.
template <typename Item>
void keep_by_turns(std::vector<Item>& items, std::size_t room, const auto& issuer_of) {
  if (items.size() <= room) return;
  std::map<std::decay_t<decltype(issuer_of(items.front()))>, std::size_t> taken;
  std::vector<std::size_t> turn_of(items.size()), in_turn;
  for (std::size_t i = 0; i < items.size(); ++i) {
    turn_of[i] = taken[issuer_of(items[i])]++;
    if (in_turn.size() <= turn_of[i]) in_turn.resize(turn_of[i] + 1);
    ++in_turn[turn_of[i]];
  }
  std::size_t last_turn = 0;
  while (in_turn[last_turn] <= room) room -= in_turn[last_turn++];
  std::vector<Item> kept;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool stays = turn_of[i] < last_turn || (turn_of[i] == last_turn && room > 0);
    if (stays && turn_of[i] == last_turn) --room;
    if (stays) kept.push_back(std::move(items[i]));
  }
  items = std::move(kept);
}

}  // namespace stocktrail::trace
