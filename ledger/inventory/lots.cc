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

bool is_recalled(const books::LotCard& card, std::optional<Micros> as_of) {
  bool recalled = false;
  for (const books::LotCard::Change& change : card.recalls)
    if (!as_of || change.at <= *as_of) recalled = change.recalled;
  return recalled;
}

}  // namespace

Status Lots::status(const std::string& product, const std::string& lot, Status told) {
  const Known& of = known(product, lot);
  if (of.recalled) return Status::recalled;
  return of.expired && told == Status::sellable ? Status::expired : told;
}

const Lots::Known& Lots::known(const std::string& product, const std::string& lot) {
  const auto [found, is_new] = known_.try_emplace({product, lot});
  if (!is_new) return found->second;
  const books::LotCard card = card_of(found->first, when_, tables_);
  found->second.expired = card.expires_at && *card.expires_at <= on_;
  std::set<Lot> seen{found->first};
  std::vector<books::LotCard> open{card};
  while (!open.empty() && !found->second.recalled) {
    const books::LotCard one = std::move(open.back());
    open.pop_back();
    found->second.recalled = is_recalled(one, when_.as_of);
    for (const Lot& input : one.inputs)
      if (seen.size() < lot_inputs_max && seen.insert(input).second)
        open.push_back(card_of(input, when_, tables_));
  }
  return found->second;
}

}  // namespace stocktrail::inventory
