#include "ledger/promises/detail/settle.h"

#include <algorithm>

namespace stocktrail::promises {
namespace {

/// What a reservation claims of each shelf now.
struct Share {
  Claims pending, firm;
};
std::map<Shelf, Share> shares_of(const Reservation& reservation) {
  std::map<Shelf, Share> shares;
  for (const HeldLine& line : reservation.lines)
    for (const HeldPiece& held : line.pieces_held) {
      Share& share = shares[{held.piece.site, line.good}];
      const Claim claim{condition_of(line.asked), held.piece.lot, reservation.channel};
      if (!held.pending.is_zero()) add(share.pending, claim, held.pending);
      if (!held.firm.is_zero()) add(share.firm, claim, held.firm);
    }
  return shares;
}

void write(const std::string& key, const PromiseRow& promise, TableWriter& tables) {
  if (promise.pending.empty() && promise.firm.empty()) {
    tables.erase(Table::promises, key);
  } else {
    tables.put(Table::promises, key, encoded(promise));
  }
}

void write(const Shelf& shelf, const ShelfRow& row, TableWriter& tables) {
  const std::string key = shelf_key('H', shelf);
  if (row.claims.empty()) {
    tables.erase(Table::promises, key);
  } else {
    tables.put(Table::promises, key, encoded(row));
  }
}

bool has_left(const Reservation& reservation) {
  for (const HeldLine& line : reservation.lines)
    for (const HeldPiece& held : line.pieces_held)
      if (!held.left_firm.is_zero() || !held.left_pending.is_zero()) return true;
  return false;
}

/// So that an event which names its document finds it, as long as it may change something.
void await(const Reservation& reservation, bool holds, TableWriter& tables) {
  if (reservation.document.empty()) return;
  const Packed<17> key = document_key(reservation.document);
  DocumentRow row = read_document(key, tables);
  const Packed<17> own = reservation_key(reservation.party, reservation.id);
  const auto found = std::ranges::find(row.reservations, own);
  const bool is_awaiting = holds || has_left(reservation);
  if (is_awaiting == (found != row.reservations.end())) return;
  if (is_awaiting) {
    // An event that is recorded before a reservation fulfils nothing of it.
    for (auto& [shelf, reports] : row.reports)
      reports.passed = std::max(Amount(), reports.all() - left_of(row, shelf, tables));
    row.reservations.push_back(own);
  } else {
    row.reservations.erase(found);
  }
  write_document(key, row, tables);
}

}  // namespace

void lapse(const Shelf& shelf, Micros at, TableWriter& tables) {
  ShelfRow row = read_shelf(shelf, tables);
  const Lapsed lapsed = lapsed_by(at, shelf, row, tables);
  if (lapsed.records.empty() && lapsed.next == row.next_lapse) return;
  for (const std::uint64_t record : lapsed.records) {
    const std::string key = promise_key(shelf, record);
    PromiseRow promise = read_promise(key, tables);
    tables.erase(Table::promises, lapse_key(shelf, promise.expires_at, record));
    subtract(row.claims, promise.pending);
    promise.pending.clear();
    write(key, promise, tables);
  }
  row.next_lapse = lapsed.next;
  write(shelf, row, tables);
}

void lapse(Reservation& reservation, Micros at) {
  for (HeldLine& line : reservation.lines)
    for (HeldPiece& held : line.pieces_held) held.pending = reservation.pending(held, at);
}

void settle(const Reservation& reservation, TableWriter& tables) {
  bool holds = false;
  for (const auto& [shelf, share] : shares_of(reservation)) {
    holds = holds || !share.pending.empty() || !share.firm.empty();
    const std::string key = promise_key(shelf, reservation.record);
    PromiseRow promise = read_promise(key, tables);
    ShelfRow row = read_shelf(shelf, tables);
    subtract(row.claims, promise.pending);
    subtract(row.claims, promise.firm);
    if (!promise.pending.empty())
      tables.erase(Table::promises, lapse_key(shelf, promise.expires_at, reservation.record));
    promise = {reservation_key(reservation.party, reservation.id), reservation.expires_at, share.pending,
               share.firm};
    for (const Claims* claims : {&share.pending, &share.firm})
      for (const auto& [claim, amount] : *claims) add(row.claims, claim, amount);
    if (!promise.pending.empty()) {
      tables.put(Table::promises, lapse_key(shelf, promise.expires_at, reservation.record), {});
      row.next_lapse = std::min(row.next_lapse.value_or(promise.expires_at), promise.expires_at);
    }
    write(key, promise, tables);
    write(shelf, row, tables);
  }
  await(reservation, holds, tables);
  tables.put(Table::promises, reservation_key(reservation.party, reservation.id), encoded(reservation));
}

void move(Amount& from, Amount& to, Amount& wanted) {
  const Amount moved = std::min(from, wanted);
  from -= moved;
  to += moved;
  wanted -= moved;
}

Reservation must_read(std::string_view key, const TableReader& tables) {
  auto reservation = read_reservation(key, tables);
  ST_CHECK(reservation);
  return *std::move(reservation);
}

Amount left_of(const DocumentRow& document, const Shelf& shelf, const TableReader& tables) {
  Amount sum;
  for (const Packed<17>& key : document.reservations) {
    const Reservation one = must_read(key, tables);
    each_piece(one, shelf, [&](const HeldPiece& held) { sum += held.left_firm + held.left_pending; });
  }
  return sum;
}

// What events told is kept, so that it can be taken back, also where no reservation is left.
void write_document(std::string_view key, const DocumentRow& row, TableWriter& tables) {
  if (row.reservations.empty() && row.reports.empty()) {
    tables.erase(Table::promises, key);
  } else {
    tables.put(Table::promises, key, encoded(row));
  }
}

}  // namespace stocktrail::promises
