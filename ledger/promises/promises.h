// ledger/promises/promises.h: promises of goods: reservations that hold. docs/promises.md is the norm.
//
//   judge()   what a new reservation gets, from the books as they are at its place in the log. The engine
//             keeps the outcome with the record (Table::inputs), so that books that are made anew by other
//             rules do not change what was promised (docs/decisions/0013).
//   fold()    a function of the orders with their outcomes, and of what events say has left (departures.h),
//             in the order of records.
//   reads     what stands, what may still be promised, and which promises the books do not cover now.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/promises/cover.h"
#include "ledger/promises/stated.h"
#include "ledger/state/table.h"

namespace stocktrail::promises {

inline constexpr std::size_t conditions_max = 1'000;  // Different claims on one shelf.
inline constexpr std::size_t requests_max = 256;      // Changes of one reservation.
inline constexpr std::size_t lapses_max = 1'000;      // Of one shelf, in one record.
inline constexpr std::size_t covered_max = 10'000;    // Promises of one shelf, looked at for one answer.

/// One good at one site.
struct Shelf {
  std::string site;
  books::Good good;
  auto operator<=>(const Shelf&) const = default;
};

/// Why `issuer` may not state this at the recorded time `at`. A reservation gets its outcome. Errors:
/// `conflict` (at `$.reservation.lines...`: not so much is there), `forbidden`, `not_found`, `too_large`,
/// `invalid_argument`.
/// A change that the first rules admitted is only looked at, so that it can be folded.
Result<Outcome> judge(const Order& order, const gs1::Key& issuer, Micros at, const Rules& rules,
                      const TableReader& tables);
/// Whether an outcome that other rules gave can be one of this order: no more than was asked, from places and
/// lots that were named, all of it if that was asked.
bool fits(const Outcome& outcome, const Order& order);
/// What judge() would give for each line if it were asked now, with nothing refused: what could be had.
std::vector<Granted> offer(const Order& order, const gs1::Key& issuer, Micros at, const TableReader& tables);

/// Whether `issuer` may promise what is at the site: it is registered, and they may report there.
bool may_promise(const gs1::Key& issuer, const std::string& site, const TableReader& tables);

void fold(const Stated& stated, const gs1::Key& issuer, Micros recorded_at, std::uint64_t record,
          TableWriter& tables);

/// What became of a piece; what of it is in none of these has lapsed.
struct HeldPiece {
  Piece piece;
  Amount pending;    // Reserved: expires.
  Amount firm;       // Committed: does not.
  Amount fulfilled;  // Has left, as the party said.
  Amount released;
  Amount left_pending, left_firm;  // Has left, as events tell, and was pending or firm before (departures.h).
  Amount withdrawn;                // By the party of the place.
  Amount has_left() const { return fulfilled + left_pending + left_firm; }
  /// What has lapsed, where this much of it pends.
  Amount lapsed(Amount pends) const {
    return piece.amount - pends - firm - has_left() - released - withdrawn;
  }
  bool operator==(const HeldPiece&) const = default;
};
struct HeldLine {
  AskedLine asked;
  books::Good good;
  std::int64_t pieces = 1;
  std::vector<HeldPiece> pieces_held;
};
enum class State : std::uint8_t { reserved, committed, fulfilled, released, expired, withdrawn };
std::string_view name_of(State state);

struct Reservation {
  std::string party, id, channel, document;
  std::uint64_t record = 0;  // Its seniority.
  Micros recorded_at{}, expires_at{};
  Packed<16> content{};
  std::vector<HeldLine> lines;
  struct Request {
    Packed<16> content{};
    std::uint64_t record = 0;
  };
  std::map<std::string, Request> requests;
  struct Withdrawal {
    std::string party, reason;  // Of the places.
    std::vector<std::string> places;
    std::uint64_t record = 0;
    Micros at{};
  };
  std::vector<Withdrawal> withdrawals;  // The oldest first.

  /// What pends at that time.
  Amount pending(const HeldPiece& piece, Micros now) const;
  State state(Micros now) const;
};
std::optional<Reservation> find_reservation(std::string_view party, std::string_view id,
                                            const TableReader& tables);

/// Whether the order was done already: `conflict` if its id stands for another one.
Result<bool> is_repeat(const Order& order, const gs1::Key& issuer, const TableReader& tables);

/// What an order is told that stands, but of which nothing is held any more and nothing has left.
std::optional<Error> over(const Reservation& reservation, Micros now);

/// What is promised of one shelf to one reservation.
struct Promise {
  std::uint64_t record = 0;
  std::string reservation;  // Its key.
  std::string party, id;
  Shelf shelf;
  Amount pending, firm;
  Micros expires_at{};
  Amount uncovered;  // Not there now, with all that is promised before it: the latest promises come short.
};
struct PromiseQuery {
  std::string site;     // Canonical key.
  std::string product;  // Empty: all.
  std::string party;    // Whose; empty: all.
  enum class Which : std::uint8_t { open, uncovered } which = Which::open;
  std::size_t limit = 100;
  std::string cursor;  // `last` of the page before.
};
struct PromisePage {
  std::vector<Promise> promises;  // By product, the oldest first.
  std::string last;
  bool has_more = false;
};
PromisePage promises(const PromiseQuery& query, Micros now, const TableReader& tables);

/// What of a reservation is not covered now, by shelf.
std::map<Shelf, Amount> uncovered(const Reservation& reservation, Micros now, const TableReader& tables);

/// Reservations of a party, the oldest first.
struct ReservationPage {
  std::vector<Reservation> reservations;
  std::string last;
  bool has_more = false;
};
ReservationPage reservations(std::string_view party, std::string_view cursor, std::size_t limit,
                             const std::function<bool(const Reservation&)>& shows, const TableReader& tables);

/// What is promised of a shelf now, and what may still be.
/// Under a condition, all of it is of the lots that would do; what left and was never there is of none.
struct ShelfState {
  Amount promised;                      // Reserved or firm.
  Amount sellable;                      // Less than zero: more left than was there.
  Amount promisable;                    // To this channel.
  std::map<std::string, Amount> keeps;  // By channel: what is kept for it.
  std::vector<StockedLot> lots;         // That would do, with what of each is promised to nobody.
};
/// `arrived`: what is there beside what the books have.
ShelfState shelf_state(const Shelf& shelf, const Condition& condition, const std::string& channel, Micros now,
                       const TableReader& tables, const std::vector<StockedLot>& arrived = {});
/// Shelves of a site of which something is promised.
std::vector<Shelf> promised_shelves(std::string_view site, std::string_view product,
                                    const TableReader& tables);

}  // namespace stocktrail::promises
