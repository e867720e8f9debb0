#include "ledger/inventory/lots.h"

#include "ledger/books/made_of.h"
#include "ledger/inventory/detail/history.h"

namespace stocktrail::inventory {
namespace {

using Lot = books::LotName;

/// What is known of it, at any event time.
books::LotCard card_of(const Lot& lot, const When& when, const TableReader& tables) {
  books::LotCard card;
  const When known{.as_of = {}, .known = when.known};
  ST_CHECK(read(cell_at(id_of({CellKind::lot, {lot.first, lot.second}}), known, tables), card));
  return card;
}

}  // namespace

bool speaks_for(const std::string& party, const std::string& product, const std::string& lot,
                const TableReader& tables) {
  return card_of({product, lot}, {}, tables).speaks(party);
}

std::vector<std::string> speakers(const std::string& product, const std::string& lot,
                                  const TableReader& tables) {
  const books::LotCard card = card_of({product, lot}, {}, tables);
  std::vector<std::string> found;
  for (const auto& [issuer, maker] : card.makers)
    if (card.speaks(issuer)) found.push_back(issuer);
  return found;
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
  Known& known = found->second;
  const auto is_blocked = [&](const Lot& of, const books::LotCard& one, Status status) {
    return blocked(one, card_of({of.first, {}}, when_, tables_), status, when_.as_of) != nullptr;
  };
  const auto card = [&](const Lot& of) { return card_of(of, when_, tables_); };
  known.recalled = books::any_input(found->first, card, [&](const Lot& of, const books::LotCard& one) {
    if (of == found->first) {
      known.expires_at = one.expires_at();
      known.expired = known.expires_at && *known.expires_at <= on_;
      known.held = is_blocked(of, one, Status::held);
    }
    return is_blocked(of, one, Status::recalled);
  });
  return known;
}

}  // namespace stocktrail::inventory
