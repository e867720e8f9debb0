#include "ledger/master/place_history.h"

#include "ledger/master/detail/layout.h"
#include "ledger/state/table_codec.h"

namespace stocktrail::master {
namespace {

/// Empty: unowned.
std::string own_party_at(const gs1::Key& place, std::uint64_t record, const TableReader& tables) {
  const std::string prefix = key_of(Family::place_until, place.text(), {});
  std::optional<std::string> party;
  tables.scan(Table::master, prefix, prefix + std::string(packed_ref(event_ref(record + 1, 0))),
              [&](std::string_view, std::string_view until_then) {
                party = until_then;
                return false;
              });
  if (party) return *party;
  const auto owner = stated_place(place, tables);
  return owner ? owner->party.text() : std::string();
}

}  // namespace

std::optional<std::string> party_at(const gs1::Key& place, std::uint64_t record, const TableReader& tables) {
  const auto whole = whole_of(place);
  std::string party = whole ? own_party_at(*whole, record, tables) : std::string();
  if (party.empty()) party = own_party_at(place, record, tables);
  return party.empty() ? std::nullopt : std::optional(std::move(party));
}

bool reads_place(std::string_view party, const gs1::Key& place, std::uint64_t record,
                 const TableReader& tables) {
  const auto now = place_or_whole(place, tables);
  if (now && now->party.text() == party && record >= now->reads_from) return true;
  return party_at(place, record, tables) == party;
}

}  // namespace stocktrail::master
