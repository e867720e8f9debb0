#include "ledger/inventory/lots.h"

#include <set>
#include <vector>

#include "ledger/inventory/detail/history.h"

namespace stocktrail::inventory {
namespace {

using Lot = std::pair<std::string, std::string>;

/// What is known of it, at any event time.
books::LotCard card_of(const Lot& lot, const When& when, const TableReader& tables) {
  books::LotCard card;
  const When known{.as_of = {}, .known = when.known};
  ST_CHECK(read(cell_at(id_of({CellKind::lot, {lot.first, lot.second}}), known, tables), card));
  return card;
}

}  // namespace

bool told_making(std::string_view party, const std::string& product, const std::string& lot,
                 const TableReader& tables) {
  return card_of({product, lot}, {}, tables).makers.contains(std::string(party));
}

Status Lots::status(const std::string& product, const std::string& lot, Status told) {
  const Known& of = known(product, lot);
  if (of.recalled) return Status::recalled;
  if (told != Status::sellable) return told;
  return of.held ? Status::held : of.expired ? Status::expired : told;
}

const Lots::Known& Lots::known(const std::string& product, const std::string& lot) {
  const auto [found, is_new] = known_.try_emplace({product, lot});
  if (!is_new) return found->second;
  const books::LotCard card = card_of(found->first, when_, tables_);
  found->second.expires_at = card.expires_at;
  found->second.expired = card.expires_at && *card.expires_at <= on_;
  const auto is_blocked = [&](const Lot& of, const books::LotCard& one, Status status) {
    return blocked(one, card_of({of.first, {}}, when_, tables_), status, when_.as_of) != nullptr;
  };
  found->second.held = is_blocked(found->first, card, Status::held);
  std::set<Lot> seen{found->first};
  std::vector<std::pair<Lot, books::LotCard>> open{{found->first, card}};
  while (!open.empty() && !found->second.recalled) {
    const auto [of, one] = std::move(open.back());
    open.pop_back();
    found->second.recalled = is_blocked(of, one, Status::recalled);
    for (const Lot& input : one.inputs)
      if (seen.size() < lot_inputs_max && seen.insert(input).second)
        open.emplace_back(input, card_of(input, when_, tables_));
  }
  return found->second;
}

}  // namespace stocktrail::inventory
