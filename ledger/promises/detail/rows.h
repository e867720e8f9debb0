// ledger/promises/detail/rows.h: Table::promises, byte for byte (docs/formats.md, "Tables").
//
//   'R', hash of party and id      the reservation
//   'H', shelf                     what is claimed of it, and when the next claim lapses at the earliest
//   'P', shelf, record             what one reservation claims of it
//   'X', shelf, time, record       nothing: that reservation's pending claim lapses then
//   'K', shelf                     how much is kept for which channel
//   'D', hash of a document        which reservations an event that names it may fulfil, and what events told
//   'V', event ref                 what the event told under which documents (departures.cc)
//   'I', hash of report and item   how many events told it
//   'L', hash of party, record     the key of a reservation
//   'E', hashes of document, party when what is on its way under it is due, as that party says
//
// A shelf is site, product, unit, each ended by a zero byte; records are 8 bytes, big-endian.
#pragma once

#include "ledger/books/fact.h"
#include "ledger/promises/promises.h"
#include "ledger/state/struct_codec.h"

namespace stocktrail::promises {

void members(auto& codec, Is<AskedLine> auto& line) {
  codec.all(line.product, line.lot, line.unit, line.quantity, line.places, line.lasts_until);
}
void members(auto& codec, Is<Part> auto& part) {
  codec.all(part.line, part.quantity);
}
void members(auto& codec, Is<PlaceCost> auto& one) {
  codec.all(one.place, one.parcel, one.unit, one.at_risk, one.risk);
}
void members(auto& codec, Is<PlaceDistance> auto& one) {
  codec.all(one.place, one.distance);
}
void members(auto& codec, Is<Point> auto& point) {
  codec.all(point.latitude, point.longitude);
}
void members(auto& codec, Is<Order> auto& order) {
  codec.all(order.action, order.reservation, order.request, order.channel, order.document, order.hold_seconds,
            order.fill, order.sourcing, order.lines, order.parts);
  if (order.action == Action::withdraw) codec.all(order.holder, order.reason, order.places);
  if (order.action == Action::expect) codec.all(order.due);
  if (order.sourcing == Sourcing::nearest) codec.all(order.distances, order.near_place, order.near);
  if (order.sourcing == Sourcing::cheapest) codec.all(order.costs);
}
void members(auto& codec, Is<Piece> auto& piece) {
  codec.all(piece.site, piece.lot, piece.amount);
}
void members(auto& codec, Is<Granted> auto& line) {
  codec.all(line.good.product, line.good.unit, line.pieces, line.asked, line.from);
}
void members(auto& codec, Is<Outcome> auto& outcome) {
  codec.all(outcome.books, outcome.judging, outcome.lines);
}
void members(auto& codec, Is<Stated> auto& stated) {
  codec.all(stated.order, stated.outcome);
}
void members(auto& codec, Is<HeldPiece> auto& piece) {
  codec.all(piece.piece, piece.pending, piece.firm, piece.fulfilled, piece.released, piece.left_pending,
            piece.left_firm, piece.withdrawn);
}
void members(auto& codec, Is<HeldLine> auto& line) {
  codec.all(line.asked, line.good.product, line.good.unit, line.pieces, line.pieces_held);
}
void members(auto& codec, Is<Shelf> auto& shelf) {
  codec.all(shelf.site, shelf.good.product, shelf.good.unit);
}
void members(auto& codec, Is<Reservation::Request> auto& request) {
  codec.all(request.content, request.record);
}
void members(auto& codec, Is<Reservation::Withdrawal> auto& one) {
  codec.all(one.party, one.reason, one.places, one.record, one.at);
}
void members(auto& codec, Is<Reservation> auto& one) {
  codec.all(one.party, one.id, one.channel, one.document, one.record, one.recorded_at, one.expires_at,
            one.content, one.lines, one.requests, one.withdrawals);
}
void members(auto& codec, Is<Condition> auto& condition) {
  codec.all(condition.lot, condition.lasts_until);
}
void members(auto& codec, Is<Claim> auto& claim) {
  codec.all(claim.condition, claim.lot, claim.channel);
}

/// What is claimed of one shelf.
struct ShelfRow {
  Claims claims;
  std::optional<Micros> next_lapse;  // No pending claim lapses before; nullopt: none does.
};
void members(auto& codec, Is<ShelfRow> auto& row) {
  codec.all(row.claims, row.next_lapse);
}

/// By channel. No zeros.
using Keeps = std::map<std::string, Amount>;
Keeps read_keeps(const Shelf& shelf, const TableReader& tables);
/// What of a shelf is kept from this channel: for each other one what is kept less what was promised to it.
Amount kept_from(const std::string& channel, const Keeps& keeps, const Claims& claims);

/// What one reservation claims of one shelf.
struct PromiseRow {
  Packed<17> reservation{};
  Micros expires_at{};
  Claims pending, firm;
};
void members(auto& codec, Is<PromiseRow> auto& row) {
  codec.all(row.reservation, row.expires_at, row.pending, row.firm);
}

/// When goods are due, in one party's words.
struct DueRow {
  Micros due{};
  std::uint64_t record = 0;
};
void members(auto& codec, Is<DueRow> auto& row) {
  codec.all(row.due, row.record);
}

/// What events told of one shelf under one document, by teller.
struct Reports {
  std::map<std::string, Amount> sold, sent, voided;
  Amount passed;  // Left before the reservations that are open were made, and fulfils nothing.

  Amount all() const;  // That has left.
  bool operator==(const Reports&) const = default;
};
void members(auto& codec, Is<Reports> auto& one) {
  codec.all(one.sold, one.sent, one.voided, one.passed);
}
Amount greatest(const std::map<std::string, Amount>& by_teller);

struct DocumentRow {
  std::vector<Packed<17>> reservations;  // That hold something, or of which events told; the oldest first.
  std::map<Shelf, Reports> reports;
};
void members(auto& codec, Is<DocumentRow> auto& row) {
  codec.all(row.reservations, row.reports);
}

Packed<17> reservation_key(std::string_view party, std::string_view id);
Packed<17> document_key(std::string_view document);
std::string due_key(std::string_view document, std::string_view party);
std::optional<DueRow> read_due(std::string_view document, std::string_view party, const TableReader& tables);
std::optional<Reservation> read_reservation(std::string_view key, const TableReader& tables);

std::string shelf_key(char letter, const Shelf& shelf);
/// The shelf of a key that shelf_key() began.
Shelf shelf_of(std::string_view key);
std::string promise_key(const Shelf& shelf, std::uint64_t record);
std::string lapse_key(const Shelf& shelf, Micros at, std::uint64_t record);
std::string listed_key(std::string_view party, std::uint64_t record);
/// The record that such a key ends with.
std::uint64_t record_of(std::string_view key);
Packed<8> packed_number(std::uint64_t number);

ShelfRow read_shelf(const Shelf& shelf, const TableReader& tables);
DocumentRow read_document(std::string_view key, const TableReader& tables);
std::uint64_t read_times(std::string_view key, const TableReader& tables);
PromiseRow read_promise(std::string_view key, const TableReader& tables);

/// Claims that have lapsed by then and are still counted: of the first lapses_max of them.
struct Lapsed {
  Claims claims;
  std::vector<std::uint64_t> records;
  std::optional<Micros> next;  // When the next one does.
};
Lapsed lapsed_by(Micros at, const Shelf& shelf, const ShelfRow& row, const TableReader& tables);

Condition condition_of(const AskedLine& line);
void add(Claims& claims, const Claim& claim, Amount amount);
void subtract(Claims& claims, const Claims& others);

}  // namespace stocktrail::promises
