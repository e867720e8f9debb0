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

bool Lots::is_blocked(const Name& lot, const books::LotCard& card, Status status) {
  const auto [product, is_new] = of_products_.try_emplace(lot.first);
  if (is_new) product->second = card_of({lot.first, {}}, when_, tables_);
  return blocked(card, product->second, status, when_.as_of) != nullptr;
}

/// Looks at all that went into the lot and is not known yet, and hands down what is recalled.
const Lots::Known& Lots::known(const std::string& product, const std::string& lot) {
  if (const auto found = known_.find({product, lot}); found != known_.end()) return found->second;
  using Node = std::map<Name, Known>::value_type;
  std::map<const Node*, std::vector<Node*>> made_of_it;
  Node* const asked = &*known_.try_emplace({product, lot}).first;
  std::vector<Node*> open{asked}, recalled;
  std::size_t lots = 1, links = 0;
  while (!open.empty()) {
    Node* const node = open.back();
    open.pop_back();
    auto& [name, known] = *node;
    const books::LotCard card = card_of(name, when_, tables_);
    known.expires_at = card.expires_at();
    known.expired = known.expires_at && *known.expires_at <= on_;
    known.held = is_blocked(name, card, Status::held);
    if (is_blocked(name, card, Status::recalled)) recalled.push_back(node);
    for (const auto& [input, tellers] : card.inputs) {
      if (links == books::lot_links_max) break;
      if (!card.carries(name, tellers)) continue;
      ++links;
      if (lots == books::lot_inputs_max && !known_.contains(input)) continue;
      const auto [found, is_new] = known_.try_emplace(input);
      made_of_it[&*found].push_back(node);
      if (found->second.recalled) recalled.push_back(&*found);
      if (!is_new) continue;
      ++lots;
      open.push_back(&*found);
    }
  }
  while (!recalled.empty()) {
    Node* const node = recalled.back();
    recalled.pop_back();
    node->second.recalled = true;
    for (Node* const made : made_of_it[node])
      if (!made->second.recalled) recalled.push_back(made);
  }
  return asked->second;
}

}  // namespace stocktrail::inventory
