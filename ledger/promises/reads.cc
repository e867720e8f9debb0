// What stands, and what may still be promised.
#include <algorithm>

#include "crypto/wanted.h"
#include "ledger/promises/detail/supply.h"

namespace stocktrail::promises {
namespace {

Amount sum_of(const Claims& claims) {
  Amount sum;
  for (const auto& [claim, amount] : claims) sum += amount;
  return sum;
}

/// All promises of a shelf at that time, the oldest first, with what of each is not covered.
class Cover {
 public:
  Cover(const Shelf& shelf, Micros now, const TableReader& tables)
      : shelf_(shelf), now_(now), tables_(tables), stock_(stock_of(shelf, now, tables)) {
    const Claims claims = claims_at(shelf_, now_, tables_);
    is_short_ = kept(stock_, claims) < sum_of(claims);
  }

  /// Whether some promise is not covered.
  bool is_short() const { return is_short_; }

  /// Whose they are is not told: whose_is() reads it.
  std::vector<Promise> promises() const {
    std::vector<Promise> found;
    Keeping keeping(stock_);
    tables_.scan(Table::promises, shelf_key('P', shelf_), {},
                 [&](std::string_view key, std::string_view value) {
                   end_if_unwanted();
                   auto row = decoded<PromiseRow>(value);
                   ST_CHECK(row.has_value());
                   if (row->expires_at <= now_) row->pending.clear();
                   Promise one{.record = record_of(key),
                               .reservation = std::string(std::string_view(row->reservation)),
                               .party = {},
                               .id = {},
                               .shelf = shelf_,
                               .pending = sum_of(row->pending),
                               .firm = sum_of(row->firm),
                               .expires_at = row->expires_at,
                               .uncovered = {}};
                   if (one.pending.is_zero() && one.firm.is_zero()) return true;
                   for (const Claims* claims : {&row->firm, &row->pending})
                     for (const auto& [claim, amount] : *claims)
                       if (is_short_) one.uncovered += amount - keeping.keep(claim.condition, amount);
                   found.push_back(std::move(one));
                   return found.size() < covered_max;
                 });
    return found;
  }

 private:
  const Shelf& shelf_;
  Micros now_;
  const TableReader& tables_;
  Stock stock_;
  bool is_short_ = false;  // Most shelves are not: then there is nothing to work out for each promise.
};

/// Reads whose it is.
void tell_holder(Promise& one, const TableReader& tables) {
  const auto reservation = read_reservation(one.reservation, tables);
  if (!reservation) return;
  one.party = reservation->party;
  one.id = reservation->id;
}

}  // namespace

std::string_view name_of(State state) {
  constexpr std::string_view names[] = {"reserved", "committed", "fulfilled",
                                        "released", "expired",   "withdrawn"};
  return names[static_cast<std::size_t>(state)];
}

Amount Reservation::pending(const HeldPiece& piece, Micros now) const {
  return now < expires_at ? piece.pending : Amount();
}

State Reservation::state(Micros now) const {
  Amount pending_all, firm, fulfilled, released, withdrawn, granted;
  for (const HeldLine& line : lines)
    for (const HeldPiece& held : line.pieces_held) {
      pending_all += pending(held, now);
      firm += held.firm;
      fulfilled += held.has_left();
      withdrawn += held.withdrawn;
      released += held.released;
      granted += held.piece.amount;
    }
  if (!pending_all.is_zero()) return State::reserved;
  if (!firm.is_zero()) return State::committed;
  if (!fulfilled.is_zero()) return State::fulfilled;
  if (!withdrawn.is_zero()) return State::withdrawn;
  return released == granted ? State::released : State::expired;
}

std::optional<Reservation> find_reservation(std::string_view party, std::string_view id,
                                            const TableReader& tables) {
  return read_reservation(reservation_key(party, id), tables);
}

std::string encode(const Stated& stated) {
  return encoded(stated);
}

std::optional<Stated> decode_stated(std::string_view bytes) {
  auto stated = decoded<Stated>(bytes);
  if (!stated || stated->order.action > Action::expect || stated->order.sourcing > Sourcing::cheapest)
    return std::nullopt;
  return stated;
}

std::vector<Shelf> promised_shelves(std::string_view site, std::string_view product,
                                    const TableReader& tables) {
  std::string prefix = "H" + std::string(site) + '\0';
  if (!product.empty()) prefix.append(product).push_back('\0');
  std::vector<Shelf> shelves;
  tables.scan(Table::promises, prefix, {}, [&](std::string_view key, std::string_view) {
    shelves.push_back(shelf_of(key));
    return true;
  });
  return shelves;
}

PromisePage promises(const PromiseQuery& query, Micros now, const TableReader& tables) {
  PromisePage page;
  page.last = query.cursor;
  for (const Shelf& shelf : promised_shelves(query.site, query.product, tables)) {
    if (!query.cursor.empty() && promise_key(shelf, ~std::uint64_t{0}) <= query.cursor) continue;
    const Cover cover(shelf, now, tables);
    if (query.which == PromiseQuery::Which::uncovered && !cover.is_short()) continue;
    for (Promise& one : cover.promises()) {
      const std::string key = promise_key(shelf, one.record);
      if (!query.cursor.empty() && key <= query.cursor) continue;
      if (query.which == PromiseQuery::Which::uncovered && one.uncovered.is_zero()) continue;
      tell_holder(one, tables);
      if (!query.party.empty() && one.party != query.party) continue;
      if (page.promises.size() == query.limit) {
        page.has_more = true;
        return page;
      }
      page.last = key;
      page.promises.push_back(std::move(one));
    }
  }
  return page;
}

ReservationPage reservations(std::string_view party, std::string_view cursor, std::size_t limit,
                             const std::function<bool(const Reservation&)>& shows,
                             const TableReader& tables) {
  ReservationPage page;
  page.last = cursor;
  const std::string prefix = "L" + std::string(std::string_view(hashed_key(party)));
  tables.scan(Table::promises, prefix, cursor, [&](std::string_view key, std::string_view value) {
    if (key == cursor) return true;
    auto one = read_reservation(value, tables);
    ST_CHECK(one);
    if (!shows(*one)) return true;
    if (page.reservations.size() == limit) {
      page.has_more = true;
      return false;
    }
    page.last = key;
    page.reservations.push_back(*std::move(one));
    return true;
  });
  return page;
}

std::map<Shelf, Amount> uncovered(const Reservation& reservation, Micros now, const TableReader& tables) {
  std::map<Shelf, Amount> found;
  for (const HeldLine& line : reservation.lines)
    for (const HeldPiece& held : line.pieces_held)
      if (!held.firm.is_zero() || !reservation.pending(held, now).is_zero())
        found.try_emplace({held.piece.site, line.good});
  for (auto& [shelf, amount] : found) {
    const Cover cover(shelf, now, tables);
    if (!cover.is_short()) continue;
    for (const Promise& one : cover.promises())
      if (one.record == reservation.record) amount = one.uncovered;
  }
  std::erase_if(found, [](const auto& entry) { return entry.second.is_zero(); });
  return found;
}

ShelfState shelf_state(const Shelf& shelf, const Condition& condition, const std::string& channel, Micros now,
                       const TableReader& tables, const std::vector<StockedLot>& arrived) {
  Stock stock = stock_of(shelf, now, tables);
  for (const StockedLot& lot : arrived) {
    const auto found = std::ranges::find(stock.lots, lot.lot, &StockedLot::lot);
    if (found == stock.lots.end()) {
      stock.lots.push_back(lot);
    } else {
      found->amount += lot.amount;
    }
  }
  sort_by_expiry(stock);
  const Claims claims = claims_at(shelf, now, tables);
  ShelfState state;
  const bool is_any = condition == Condition{};
  if (is_any) state.sellable = -stock.missing;
  for (const StockedLot& lot : stock.lots)
    if (would_do(lot, condition)) state.sellable += lot.amount;
  for (const auto& [claim, amount] : claims) {
    const auto lot = std::ranges::find(stock.lots, claim.lot, &StockedLot::lot);
    if (is_any || (lot != stock.lots.end() && would_do(*lot, condition))) state.promised += amount;
  }
  state.keeps = read_keeps(shelf, tables);
  stock.missing += kept_from(channel, state.keeps, claims);
  for (const Pick& one : pick(stock, claims, condition, state.sellable)) {
    state.promisable += one.amount;
    const auto lot = std::ranges::find(stock.lots, one.lot, &StockedLot::lot);
    state.lots.push_back({one.lot, one.amount, lot->expires_at});
  }
  return state;
}

}  // namespace stocktrail::promises
