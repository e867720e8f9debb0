// ledger/books/posting.h: what the rules put out: postings, that sum to zero for every good and lot, and
// discrepancies, that say what does not fit.
#pragma once

#include "ledger/books/fact.h"

namespace stocktrail::books {

/// on_hand and in_transit have a status; the others are outside and have none.
enum class AccountKind : std::uint8_t {
  on_hand,     // At `place`.
  in_transit,  // To `place` (a site, a party, or empty: not told), from `from`.
  made,
  sold,
  consumed,
  destroyed,
  lost,      // Also what a receiver says never came.
  unknown,   // Balances goods that no report had sent.
  counted,   // Differences that a count found.
  opening,   // What a first count found: it was there before the first draw.
  relotted,  // Sums to zero over the lots of a good: goods that turned out to be of another lot.
};
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
  not_received,        // Sent, and not (all) arrived: ages.
  more_than_sent,      // More arrived than was sent.
  unexpected_arrival,  // Nothing was sent here that fits.
  departure_not_told,  // A thing arrived that had not left where it was.
  reports_differ,      // One side's tellers do not say the same.
  not_there,           // More left a site than was there.
  more_returned_than_sold,
  two_places,  // A thing acted at one place, while its record has it at another.
  made_twice,
  told_twice,      // The same content under two identities.
  lot_differs,     // One lot was sent, another arrived.
  clock_differs,   // An arrival so long before its departure that a zone must have been forgotten.
  count_differs,   // The books had another number than was counted.
  sold_recalled,   // Sold although recalled,
  sold_expired,    // or expired.
  seen_after_end,  // Seen, although sold or destroyed.
  status_found_nothing,
  quantity_not_told,
  too_much,           // Beyond a limit: the event is kept, its effect is incomplete.
  not_entitled,       // Its issuer might not report at the place when it was recorded: it posts nothing.
  from_future,        // It was recorded before its own time: it posts nothing.
  arrived_elsewhere,  // A box was sent to one place, and is at another that nobody named.
};
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
};

}  // namespace stocktrail::books
