// ledger/books/posting.h: what the rules put out: postings, that sum to zero for every good and lot, and
// discrepancies, that say what does not fit.
#pragma once

#include "ledger/books/fact.h"

namespace stocktrail::books {

/// on_hand and in_transit have a status; the others are outside and have none.
enum class AccountKind : std::uint8_t {
  on_hand = 0,     // At `place`.
  in_transit = 1,  // To `place` (a site, a party, or empty: not told), from `from`.
  made = 2,
  sold = 3,
  consumed = 4,
  destroyed = 5,
  lost = 6,       // Also what a receiver says never came.
  unknown = 7,    // Balances goods that no report had sent.
  counted = 8,    // Differences that a count found.
  opening = 9,    // What a first count found: it was there before the first draw.
  relotted = 10,  // Sums to zero over the lots of a good: goods that turned out to be of another lot.
};
constexpr AccountKind last_of(AccountKind) {
  return AccountKind::relotted;
}
std::string_view name_of(AccountKind kind);

struct Account {
  AccountKind kind{};
  std::string place, from;  // Outside: the site where it happened.
  Status status{};
  auto operator<=>(const Account&) const = default;
};

struct Posting {
  Micros at{};  // When it holds from: of the event, but for opening stock.
  Account account;
  Good good;
  std::string lot;
  Amount amount;
  bool operator==(const Posting&) const = default;
};

enum class DiscrepancyKind : std::uint8_t {
  not_received = 0,        // Sent, and not (all) arrived: ages.
  more_than_sent = 1,      // More arrived than was sent.
  unexpected_arrival = 2,  // Nothing was sent here that fits.
  departure_not_told = 3,  // A thing arrived that had not left where it was.
  reports_differ = 4,      // One side's tellers do not say the same.
  not_there = 5,           // More left a site than was there.
  more_returned_than_sold = 6,
  two_places = 7,  // A thing acted at one place, while its record has it at another.
  made_twice = 8,
  told_twice = 9,       // The same content under two identities.
  lot_differs = 10,     // One lot was sent, another arrived.
  clock_differs = 11,   // An arrival so long before its departure that a zone must have been forgotten.
  count_differs = 12,   // The books had another number than was counted.
  sold_recalled = 13,   // Sold although recalled,
  sold_expired = 14,    // or expired.
  seen_after_end = 15,  // Seen, although sold or destroyed.
  status_found_nothing = 16,
  quantity_not_told = 17,
  too_much = 18,           // Beyond a limit: the event is kept, its effect is incomplete.
  not_entitled = 19,       // Its issuer might not report at the place when it was recorded: it posts nothing.
  from_future = 20,        // It was recorded before its own time: it posts nothing.
  arrived_elsewhere = 21,  // A box or item was sent to one place, and is at another that nobody named.
};
constexpr DiscrepancyKind last_of(DiscrepancyKind) {
  return DiscrepancyKind::arrived_elsewhere;
}
std::string_view name_of(DiscrepancyKind kind);

struct Discrepancy {
  DiscrepancyKind kind{};
  EventKey event;  // What shows it,
  EventKey other;  // and what it contradicts, if that is one event.
  Micros since{};  // Event time.
  std::string place, other_place;
  Good good;
  std::string lot;
  Amount amount;  // What does not fit; zero if not told.
  std::string thing;
  auto operator<=>(const Discrepancy&) const = default;
};

/// Where the rules put out what follows from one row.
class Journal {
 public:
  virtual ~Journal() = default;
  virtual void post(Posting posting) = 0;
  virtual void note(Discrepancy discrepancy) = 0;
  /// Goods on hand at a site, or in transit to an end, came to be of a party, and not by its own word.
  virtual void own(const std::string& party, const Good& good, AccountKind kind, const std::string& end);
};

}  // namespace stocktrail::books
