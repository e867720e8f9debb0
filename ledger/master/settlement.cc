#include "ledger/master/settlement.h"

#include "ledger/master/detail/layout.h"

namespace stocktrail::master {

bool may_settle_at(const gs1::Key& issuer, const gs1::Key& place, const TableReader& tables) {
  return place_or_whole(place, tables) && may_report_at(issuer, place, tables);
}

std::vector<Settled> said_of(std::string_view id, const gs1::Key& place, const TableReader& tables) {
  const auto bytes = tables.get(Table::master, key_of(Family::settlement, id, place.text()));
  auto found = bytes ? decode_settlements(*bytes) : std::nullopt;
  if (bytes && !found) tables.note_damage(Table::master);
  return std::move(found).value_or(std::vector<Settled>());
}

Settlements settlements(std::string_view id, const gs1::Key& place, std::optional<std::uint64_t> known,
                        const TableReader& tables) {
  Settlements now;
  for (Settled& one : said_of(id, place, tables)) {
    if (known && one.statement >= *known) break;
    switch (one.what.action) {
      case SettlementAction::assign:
        now.assigned = std::move(one);
        break;
      case SettlementAction::acknowledge:
        now.acknowledged = std::move(one);
        break;
      case SettlementAction::settle:
        now.settled = std::move(one);
        break;
      case SettlementAction::reopen:
        now.acknowledged.reset();
        now.settled.reset();
    }
  }
  return now;
}

}  // namespace stocktrail::master
