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

/// So that an event which names its document finds it, as long as it holds something.
void await(const Reservation& reservation, bool holds, TableWriter& tables) {
  if (reservation.document.empty()) return;
  std::vector<Packed<17>> waiting = read_awaiting(reservation.document, tables);
  const Packed<17> own = reservation_key(reservation.party, reservation.id);
  const auto found = std::ranges::find(waiting, own);
  if (holds == (found != waiting.end())) return;
  if (holds) {
    waiting.push_back(own);
  } else {
    waiting.erase(found);
  }
  const std::string key = awaiting_key(reservation.document);
  if (waiting.empty()) {
    tables.erase(Table::promises, key);
  } else {
    tables.put(Table::promises, key, encoded(waiting));
  }
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

std::string awaiting_key(std::string_view document) {
  return std::string(1, 'D').append(hashed_key(document));
}

std::vector<Packed<17>> read_awaiting(std::string_view document, const TableReader& tables) {
  const auto bytes = tables.get(Table::promises, awaiting_key(document));
  if (!bytes) return {};
  auto waiting = decoded<std::vector<Packed<17>>>(*bytes);
  ST_CHECK(waiting.has_value());
  return *std::move(waiting);
}

}  // namespace stocktrail::promises
