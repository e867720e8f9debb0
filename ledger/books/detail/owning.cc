#include "ledger/books/detail/owning.h"

#include <algorithm>
#include <utility>

#include "ledger/books/detail/boxes.h"
#include "ledger/books/detail/rights.h"
#include "ledger/books/detail/shelf.h"

namespace stocktrail::books {
namespace {

const Amount zero;

/// Who tells of goods that leave: the departure, also where an arrival takes it along before its time.
const Fact& leaving(const World& world) {
  return world.departure != nullptr ? *world.departure : *world.fact;
}

/// The party as owner of what is at an end, with whose word that is; none, if it is the party of that.
Owner owner_at(const World& world, const Fact& teller, const std::string& party, const std::string& end) {
  const std::vector<std::string>& for_whom = teller.reports_for;
  const auto place_of = world.directory.party_at(end, teller.record);
  if (place_of == party) return {};
  const bool may = place_of && (for_whom.empty() || std::ranges::find(for_whom, *place_of) != for_whom.end());
  return {party, may ? *place_of : std::string()};
}

/// What this fact says of whose goods are that come to the site is said of no other place, and not of what
/// only follows from it.
bool tells_of_coming(const World& world, const std::string& site) {
  const Fact& fact = *world.fact;
  const bool comes = fact.deed == Deed::arrive || fact.deed == Deed::count || fact.deed == Deed::make ||
                     fact.deed == Deed::transform;
  return comes && world.departure == nullptr && fact.after.site == site;
}

/// Goods came to another party's place: sold to it, if nobody says otherwise.
bool changes_hands(const World& world, const Fact& teller, const std::string& from, const std::string& to) {
  const auto here = world.directory.party_at(to, teller.record);
  return here && (from.empty() || world.directory.party_at(from, teller.record) != here);
}

/// A report tells whose a delivery is that comes to the site.
void be_of(Delivery& delivery, const Owner& owner) {
  if (owner != delivery.owner) delivery.owned = {};
  delivery.owner = owner;
}

/// So much of it has arrived as its owner's.
void arrive_as_owned(Delivery& delivery, Amount amount) {
  if (delivery.owner.is_told()) delivery.owned += amount;
}

}  // namespace

void Journal::own(const std::string& /*party*/, const Good& /*good*/, AccountKind /*kind*/,
                  const std::string& /*end*/) {}

std::optional<Owner> owner_drawn(const World& world, const std::string& site) {
  const Fact& teller = leaving(world);
  const std::string& party = teller.owner_before;
  if (party.empty()) return std::nullopt;
  const bool is_there = teller.before.empty() || teller.before.site == site || teller.deed == Deed::arrive;
  if (!is_there) return std::nullopt;
  return owner_at(world, teller, party, site);
}

std::optional<Owner> owner_coming(const World& world, const std::string& site) {
  const Fact& fact = *world.fact;
  // Of an arrival the owner before is who sold it.
  const bool is_told = !fact.owner_after.empty() || (fact.deed != Deed::arrive && !fact.owner_before.empty());
  if (!is_told || !tells_of_coming(world, site)) return std::nullopt;
  const std::string& party = fact.owner_after.empty() ? fact.owner_before : fact.owner_after;
  return owner_at(world, fact, party, site);
}

void tell_owner(const World& world, Delivery& delivery) {
  const Fact& teller = leaving(world);
  if (delivery.owner.is_told() || teller.owner_after.empty()) return;
  const std::string& party = teller.owner_after;
  delivery.owner = owner_at(world, teller, party, delivery.to);
  // What would be so without a word is not kept.
  if (!delivery.owner.is_told() && !changes_hands(world, teller, delivery.from, delivery.to))
    delivery.owner = {party, party};
}

Owners owners_on_arrival(const World& world, Delivery& delivery, Owners sent, Amount amount,
                         const std::string& site) {
  const Fact& fact = *world.fact;
  const bool is_told = !fact.owner_after.empty() && tells_of_coming(world, site);
  if (is_told) be_of(delivery, *owner_coming(world, site));
  arrive_as_owned(delivery, amount);
  if (delivery.owner.is_told()) {
    const bool is_of_place = world.directory.party_at(site, fact.record) == delivery.owner.party;
    return is_of_place ? Owners() : Owners::of(delivery.owner);
  }
  if (is_told || (sent.is_told() && changes_hands(world, fact, delivery.from, site))) return {};
  return sent;
}

void confirm_owner(World& world, Delivery& delivery, const Good& good, const std::string& lot,
                   Amount amount) {
  const Fact& fact = *world.fact;
  const std::string& site = delivery.arrived_at_site;
  if (fact.owner_after.empty() || !tells_of_coming(world, site)) return;
  const std::string before = delivery.owner.party;
  be_of(delivery, *owner_coming(world, site));
  amount = std::min(amount, delivery.arrived - delivery.owned);
  if (amount <= zero) return;
  arrive_as_owned(delivery, amount);
  Shelf(world, site, good).change_owner(lot, amount, delivery.owner, before);
}

Owners owners_of_lot(World& world, const std::string& site, const Good& good, const std::string& lot,
                     Owners were) {
  if (site.empty()) return were;
  const Book& book = world.cells.book(site, good);
  if (book.owners.empty() && !were.is_told()) return {};
  if (!book.lots.contains(lot)) return were;
  const auto found = book.owners.find(lot);
  return found == book.owners.end() ? Owners() : found->second.only();
}

void change_owners(World& world) {
  const Fact& fact = *world.fact;
  const std::string& site = fact.after.site;
  if (!fact.changes_owner || site.empty() || !may_end(world, site, site)) return;
  const Owner to = owner_at(world, fact, fact.owner_after, site);
  const auto change = [&](const Good& good, const std::string& lot, std::optional<Amount> amount) {
    Shelf shelf(world, site, good);
    shelf.change_owner(lot, amount.value_or(shelf.available(lot, sellable_first)), to, fact.owner_before);
  };
  for (const Line& line : fact.what.lines) change(line.good, line.lot, line.amount);
  for (const ItemName& item : fact.what.items)
    change(item.good, item.lot.empty() ? world.cells.item(item.key).lot : item.lot, Amount::pieces(1));
  for (const std::string& key : fact.what.boxes)
    for (const std::string& inner : tree_of(world, key))
      for (const Good& good : std::set<Good>(world.cells.box(inner).goods)) {
        const auto& boxes = world.cells.book(site, good).boxes;
        const auto here = boxes.find(inner);
        if (here == boxes.end()) continue;
        for (const auto& [line, amount] : std::map<LotStatus, Amount>(here->second.lines))
          change(good, line.lot, amount);
      }
}

void name_owners(World& world, const Owners& owners, const Good& good, AccountKind kind,
                 const std::string& end) {
  for (const Owners::Share& share : owners.shares)
    if (share.owner.is_told()) world.journal.own(share.owner.party, good, kind, end);
}

Owners Load::take(Amount some) {
  Owners whose = owners.is_told() ? owners.take(amount, some, {}) : Owners();
  amount -= some;
  return whose;
}

/// Before it leaves the stock: whose so much of a lot was.
Owners Shelf::lose(const std::string& lot, Amount amount, const std::optional<Owner>& told) {
  const auto found = book_.owners.find(lot);
  if (found == book_.owners.end()) return told ? Owners::of(*told) : Owners();
  const Amount held = std::max(zero, balance(lot));
  Owners::Draw draw{told, {}};
  if (found->second.shares.size() > 1)
    draw.place_of = world_.directory.party_at(site_, world_.fact->record).value_or(std::string());
  Owners whose = found->second.take(held, amount, draw);
  if (amount > held && told) whose.add(held, Owners::of(*told), amount - held);
  if (!found->second.is_told()) book_.owners.erase(found);
  return whose;
}

/// After it came: what paid what had been drawn before is nobody's any more.
void Shelf::gain(const std::string& lot, Amount amount, const Owners& whose) {
  if (!whose.is_told() && !book_.owners.contains(lot)) return;
  const Amount now = balance(lot);
  const Amount held = std::max(zero, now - amount);
  const Amount more = std::max(zero, now) - held;
  Owners come = whose;
  if (come.is_told()) come.take(amount, amount - more, {});
  name_owners(world_, come, good_, AccountKind::on_hand, site_);
  const auto here = book_.owners.try_emplace(lot).first;
  here->second.add(held, std::move(come), more);
  if (!here->second.is_told()) book_.owners.erase(here);
}

Owners Shelf::whose_comes(AccountKind from, const std::string& lot, const Owners& whose) const {
  switch (from) {
    case AccountKind::in_transit:
    case AccountKind::relotted:
      return whose;
    case AccountKind::made:
    case AccountKind::unknown:
    case AccountKind::opening: {
      if (whose.is_told()) return whose;
      const auto told = owner_coming(world_, site_);
      return told ? Owners::of(*told) : Owners();
    }
    default: {  // It is found, or comes back.
      if (const auto told = owner_coming(world_, site_)) return Owners::of(*told);
      const auto here = book_.owners.find(lot);
      return here == book_.owners.end() ? Owners() : here->second.only();
    }
  }
}

void Shelf::change_owner(const std::string& lot, Amount amount, const Owner& to, const std::string& from) {
  for (const Pick& part : pick({.lot = lot, .amount = amount})) {
    Owners& here = book_.owners[part.slot.lot];
    here.change(std::max(zero, balance(part.slot.lot)), part.amount, to, from);
    name_owners(world_, here, good_, AccountKind::on_hand, site_);
    if (!here.is_told()) book_.owners.erase(part.slot.lot);
  }
}

/// These goods are of another lot than was thought.
void Shelf::be_lot(const Slot& from, const Slot& to, Amount amount) {
  const Owners whose = lose(from.lot, amount);
  relot(from, to, amount);
  gain(to.lot, amount, whose);
}

/// What was drawn of the lot `to` was of `from`: that much of it is gone, and of the other still there.
void Shelf::draw_instead(const Slot& from, const Slot& to, Amount amount, AccountKind counterpart) {
  if (from.lot != to.lot) lose(from.lot, amount);
  relot(from, to, amount, counterpart);
  if (from.lot == to.lot) return;
  const auto here = book_.owners.find(to.lot);
  gain(to.lot, amount, here == book_.owners.end() ? Owners() : here->second.only());
}

}  // namespace stocktrail::books
