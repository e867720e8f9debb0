// ledger/inventory/detail/cell_codec.h: what is written of the values in cells, member by member
// (ledger/state/struct_codec.h; docs/formats.md, "Tables").
#pragma once

#include <algorithm>

#include "ledger/books/cells.h"
#include "ledger/state/struct_codec.h"

namespace stocktrail::books {

void members(auto& codec, Is<EventKey> auto& key) {
  codec.all(key.content, key.identity);
}
void members(auto& codec, Is<Good> auto& good) {
  codec.all(good.product, good.unit);
}
void members(auto& codec, Is<Place> auto& place) {
  codec.all(place.site, place.part);
}
void members(auto& codec, Is<Slot> auto& slot) {
  codec.all(slot.lot, slot.status, slot.part);
}
void members(auto& codec, Is<LotStatus> auto& line) {
  codec.all(line.lot, line.status);
}
void members(auto& codec, Is<Drawn> auto& drawn) {
  codec.all(drawn.part, drawn.to);
}
void members(auto& codec, Is<Fed> auto& fed) {
  codec.all(fed.made, fed.issuer);
}
void members(auto& codec, Is<Came> auto& came) {
  codec.all(came.from, came.site, came.lot);
}
void members(auto& codec, Is<Guess> auto& guess) {
  codec.all(guess.issuer, guess.site, guess.unit);
}
void members(auto& codec, Is<LotHere> auto& here) {
  codec.all(here.first_here, here.presumed, here.assumed, here.named, here.named_made, here.counted_at,
            here.short_by, here.short_since);
}
void members(auto& codec, Is<Hold> auto& hold) {
  codec.all(hold.since, hold.lines);
}
void members(auto& codec, Is<Sale> auto& sale) {
  codec.all(sale.number, sale.event, sale.at, sale.site, sale.lot, sale.documents, sale.open, sale.shipped);
}
void members(auto& codec, Is<Opening> auto& opening) {
  codec.all(opening.from, opening.counted_at, opening.slot, opening.amount);
}
void members(auto& codec, Is<Scope> auto& scope) {
  codec.all(scope.lot, scope.status, scope.part);
}
void members(auto& codec, Is<Packings> auto& told) {
  codec.all(told.last, told.site, told.by, told.counted);
}
void members(auto& codec, Is<Told> auto& told) {
  codec.all(told.kind, told.issuer, told.amount);
}
void members(auto& codec, Is<Papers::Gone> auto& gone) {
  codec.all(gone.sent, gone.arrived);
}
void members(auto& codec, Is<Load> auto& load) {
  codec.all(load.lot, load.status, load.presumed, load.amount);
}
void members(auto& codec, Is<Owner> auto& owner) {
  codec.all(owner.party, owner.by);
}
void members(auto& codec, Is<Owners::Share> auto& share) {
  codec.all(share.owner, share.amount);
}
void members(auto& codec, Is<Owners> auto& owners) {
  codec.all(owners.presumed, owners.shares);
}
/// Of a delivery of which nobody told an owner nothing is written.
inline void owners_of(Encoder& codec, const Delivery& one) {
  const auto is_told = [](const Load& load) { return load.owners.is_told(); };
  if (!one.owner.is_told() && std::ranges::none_of(one.load, is_told)) return;
  codec.all(one.owner, one.owned);
  for (const Load& load : one.load) codec.all(load.owners);
}
inline void owners_of(Decoder& codec, Delivery& one) {
  if (codec.ok()) return;  // All was read.
  codec.all(one.owner, one.owned);
  for (Load& load : one.load) codec.all(load.owners);
}
void members(auto& codec, Is<Delivery> auto& one) {
  codec.all(one.number, one.event, one.line, one.at, one.from, one.to, one.lot, one.documents, one.box,
            one.returned, one.strayed, one.departures, one.arrivals, one.sent, one.arrived, one.load,
            one.guessed, one.arrived_at_site, one.arrived_at_part, one.arrived_at, one.arrived_by);
  owners_of(codec, one);
}
void members(auto& codec, Is<DeliveryName> auto& name) {
  codec.all(name.good, name.to, name.event, name.line);
}
void members(auto& codec, Is<Report> auto& report) {
  codec.all(report.event, report.line, report.at, report.date_only, report.kind, report.issuer, report.place,
            report.ends, report.good, report.lot, report.amount, report.documents, report.items,
            report.returned, report.mismatch, report.status);
}
void members(auto& codec, Is<Announced::Turn> auto& turn) {
  codec.all(turn.at, turn.event, turn.line);
}
void members(auto& codec, Is<Leaver> auto& leaver) {
  codec.all(leaver.event, leaver.line, leaver.item);
}
void members(auto& codec, Is<BlockChange> auto& change) {
  codec.all(change.at, change.status, change.stands, change.event, change.issuer, change.source,
            change.entitled, change.known_at);
}
void members(auto& codec, Is<Maker> auto& maker) {
  codec.all(maker.standing, maker.order, maker.expires_at);
}
void members(auto& codec, Is<Output> auto& output) {
  codec.all(output.issuer, output.made);
}
void members(auto& codec, Is<Account> auto& account) {
  codec.all(account.kind, account.place, account.from, account.status);
}
void members(auto& codec, Is<Posting> auto& posting) {
  codec.all(posting.at, posting.account, posting.good, posting.lot, posting.amount);
}
void members(auto& codec, Is<Discrepancy> auto& one) {
  codec.all(one.kind, one.event, one.other, one.since, one.place, one.other_place, one.good, one.lot,
            one.amount, one.thing);
}

}  // namespace stocktrail::books
