// What orders and their outcomes do to the tables.
#include <algorithm>
#include <set>

#include "ledger/promises/detail/settle.h"

namespace stocktrail::promises {
namespace {

/// What has expired waits for no event that names its document.
void lapse_of(const std::string& document, Micros at, TableWriter& tables) {
  for (const Packed<17>& key : read_document(document_key(document), tables).reservations) {
    Reservation reservation = must_read(key, tables);
    if (reservation.expires_at > at) continue;
    lapse(reservation, at);
    settle(reservation, tables);
  }
}

void reserve(const Stated& stated, const gs1::Key& issuer, Micros at, std::uint64_t record,
             TableWriter& tables) {
  const Order& order = stated.order;
  Reservation made{.party = issuer.text(),
                   .id = order.reservation,
                   .channel = order.channel,
                   .document = order.document,
                   .record = record,
                   .recorded_at = at,
                   .expires_at = expiry_of(order, at),
                   .content = content_of(order),
                   .lines = {},
                   .requests = {},
                   .withdrawals = {}};
  std::set<Shelf> shelves;
  ST_CHECK(stated.outcome);
  for (std::size_t i = 0; i < order.lines.size(); ++i) {
    const Granted& granted = stated.outcome->lines[i];
    HeldLine line{.asked = order.lines[i], .good = granted.good, .pieces = granted.pieces, .pieces_held = {}};
    for (const Piece& piece : granted.from) {
      HeldPiece held;
      held.piece = piece;
      held.pending = piece.amount;
      line.pieces_held.push_back(std::move(held));
      shelves.insert({piece.site, granted.good});
    }
    made.lines.push_back(std::move(line));
  }
  for (const Shelf& shelf : shelves) lapse(shelf, at, tables);
  if (!made.document.empty()) lapse_of(made.document, at, tables);
  settle(made, tables);
  tables.put(Table::promises, listed_key(made.party, record), reservation_key(made.party, made.id));
}

void keep(const Stated& stated, TableWriter& tables) {
  ST_CHECK(stated.outcome);
  for (std::size_t i = 0; i < stated.order.lines.size(); ++i) {
    const Granted& line = stated.outcome->lines[i];
    for (const std::string& site : stated.order.lines[i].places) {
      const Shelf shelf{site, line.good};
      Keeps keeps = read_keeps(shelf, tables);
      keeps[stated.order.channel] = line.asked;
      std::erase_if(keeps, [](const auto& one) { return one.second.is_zero(); });
      if (keeps.empty()) {
        tables.erase(Table::promises, shelf_key('K', shelf));
      } else {
        tables.put(Table::promises, shelf_key('K', shelf), encoded(keeps));
      }
    }
  }
}

/// What does not pend any more first, where something leaves: it was asked for first.
void change(Action action, HeldLine& line, Amount wanted) {
  for (HeldPiece& held : line.pieces_held) {
    if (action == Action::commit) move(held.pending, held.firm, wanted);
    if (action == Action::fulfil) move(held.firm, held.fulfilled, wanted);
    if (action == Action::release) move(held.pending, held.released, wanted);
  }
  for (HeldPiece& held : line.pieces_held) {
    // What has left meanwhile, and was not firm, is firm if that turns out to be an error.
    if (action == Action::commit) move(held.left_pending, held.left_firm, wanted);
    if (action == Action::fulfil) move(held.pending, held.fulfilled, wanted);
    if (action == Action::release) move(held.firm, held.released, wanted);
  }
}

void change(const Stated& stated, const gs1::Key& issuer, Micros at, std::uint64_t record,
            TableWriter& tables) {
  const Order& order = stated.order;
  auto found = find_reservation(issuer.text(), order.reservation, tables);
  ST_CHECK(found);  // The gate saw it.
  lapse(*found, at);
  if (order.action == Action::extend) {
    found->expires_at = expiry_of(order, at);
  } else if (order.parts.empty()) {
    for (HeldLine& line : found->lines) {
      Amount all;
      for (const HeldPiece& held : line.pieces_held) all += held.piece.amount;
      change(order.action, line, all);
    }
  } else {
    for (const Part& part : order.parts) {
      HeldLine& line = found->lines[part.line];
      change(order.action, line, books::measure(part.quantity, line.asked.unit, line.pieces)->amount);
    }
  }
  const std::string request = order.request.empty() ? "\n" + std::to_string(record) : order.request;
  found->requests.emplace(request, Reservation::Request{content_of(order), record});
  settle(*found, tables);
}

void withdraw(const Order& order, const gs1::Key& issuer, Micros at, std::uint64_t record,
              TableWriter& tables) {
  auto found = find_reservation(order.holder, order.reservation, tables);
  ST_CHECK(found);  // The gate saw it.
  lapse(*found, at);
  for (HeldLine& line : found->lines)
    for (HeldPiece& held : line.pieces_held) {
      if (std::ranges::find(order.places, held.piece.site) == order.places.end()) continue;
      held.withdrawn += std::exchange(held.pending, {}) + std::exchange(held.firm, {});
    }
  found->withdrawals.push_back({issuer.text(), order.reason, order.places, record, at});
  settle(*found, tables);
}

void expect(const Order& order, const gs1::Key& issuer, std::uint64_t record, TableWriter& tables) {
  const std::string key = due_key(order.document, issuer.text());
  if (order.due) {
    tables.put(Table::promises, key, encoded(DueRow{*order.due, record}));
  } else {
    tables.erase(Table::promises, key);
  }
}

}  // namespace

void fold(const Stated& stated, const gs1::Key& issuer, Micros recorded_at, std::uint64_t record,
          TableWriter& tables) {
  if (stated.order.action == Action::reserve) {
    reserve(stated, issuer, recorded_at, record, tables);
  } else if (stated.order.action == Action::keep) {
    keep(stated, tables);
  } else if (stated.order.action == Action::withdraw) {
    withdraw(stated.order, issuer, recorded_at, record, tables);
  } else if (stated.order.action == Action::expect) {
    expect(stated.order, issuer, record, tables);
  } else {
    change(stated, issuer, recorded_at, record, tables);
  }
}

}  // namespace stocktrail::promises
