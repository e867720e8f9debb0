#include "ledger/master/settlement.h"

#include "ledger/master/detail/layout.h"

namespace stocktrail::master {

Settlements settlements(std::string_view id, const gs1::Key& place, const TableReader& tables) {
  const auto bytes = tables.get(Table::master, key_of(Family::settlement, id, place.text()));
  auto found = bytes ? decode_settlements(*bytes) : std::nullopt;
  if (bytes && !found) tables.note_damage(Table::master);
  return found.value_or(Settlements{});
}

}  // namespace stocktrail::master
