// ledger/inventory/inventory.h: exact inventory: the books of ledger/books, kept in tables, and what is asked
// of them. Everything is a function of the set of recorded events; docs/inventory.md has the rules.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "ledger/books/fact.h"
#include "ledger/books/posting.h"
#include "ledger/state/table.h"

namespace stocktrail::inventory {

using books::Account;
using books::AccountKind;
using books::DiscrepancyKind;
using books::Good;
using books::name_of;
using books::Status;

/// How the fold is told of an event. What it posts follows from the books; why it posts nothing, from when it
/// was recorded.
struct Recorded {
  EventRef ref{};
  books::Fact fact;
  enum class As : std::uint8_t { counts, not_entitled, from_future } as = As::counts;
  std::string place = {};  // not_entitled: where.
};

/// The fact that a recorded event is, but for its rights; nullopt if nothing that counts is recorded there.
using FactOf = std::function<std::optional<books::Fact>(EventRef ref)>;

/// What one record tells.
struct Changes {
  std::uint64_t record = 0;
  std::vector<Recorded> recorded;
  std::vector<EventRef> taken_back;
  std::vector<std::string> places;    // Sites that are of another party than before.
  std::vector<std::string> products;  // Packages that hold something else than before, and what they hold.
};
/// Brings the books up to date with it.
void fold(Changes changes, const books::Directory& directory, const FactOf& fact_of, TableWriter& tables);

/// One account of one lot; what dates and recalls make of its status is worked out when it is read.
struct Position {
  Account account;
  Good good;
  std::string lot;        // Empty: not told.
  bool presumed = false;  // The lot is partly what draws without a lot were set against.
  Amount amount;
  std::vector<Status> told = {};          // The statuses that add up to it, as they were told.
  std::optional<Micros> since = {};       // On the way: since when the oldest of it is; if that is known.
  std::optional<Micros> expires_at = {};  // The lot: as a making of it told.
  // If owners are asked for.
  std::string owner = {};       // A party; empty: of a place that is nobody's.
  bool owner_told = false;      // Else it is the party of the place, or on the way of that which they left.
  bool owner_presumed = false;  // How much of the lot is whose.
  bool is_shared = false;       // The rest of this lot at this place is of other owners.
  bool operator==(const Position&) const = default;
};

/// The two axes of time.
struct When {
  std::optional<Micros> as_of;         // Event time, inclusive; nullopt: all that was told.
  std::optional<std::uint64_t> known;  // When the log had so many entries; nullopt: now.
};

struct PositionQuery {
  std::string place;    // Canonical key; empty: every place.
  std::string product;  // Canonical GTIN key; empty: every product. One of both, or `owned`, must be given.
  std::string lot;      // Empty: every lot.
  std::optional<std::string> unit = {};  // As Good::unit; nullopt: every unit.
  std::vector<Status> statuses = {};  // As dates and recalls make them; empty: all, and accounts without one.
  When when;
  Micros on{};                                // When dates are judged.
  std::function<bool(const Account&)> shows;  // Others are passed over; empty: none is.
  /// What moved at this place, or on the way to it, before this event is passed over; empty: nothing is.
  std::function<EventRef(std::string_view place)> begins_at = {};
  /// Items of a product that were recalled one by one, or may be: keys. Each is `recalled` where it is.
  std::function<std::vector<std::string>(const std::string& product)> recalled_items = {};
  std::size_t limit = 1'000;
  std::string cursor;  // `last` of the page before: bytes that tell what that position is.
  /// Whose a place is, empty: nobody's. If this is here, positions are told by owner.
  std::function<std::string(const std::string& place)> party_of = {};
  std::string owner = {};  // Of this party only; empty: of all.
  /// Instead of what is at a place, or of a product: all that was told to be of `owner`. Of goods on hand,
  /// and on their way, it is told by whose word they are its own (books::Owner::by), and gives the account
  /// under which they are told; nullopt: none.
  std::function<std::optional<Account>(const Account&, const Good&, const std::string& by)> owned = {};
};

/// A place gives its stock on hand and what is on the way to it and from it; a site (a GLN without extension)
/// gives its parts too, each position under its own place. A product without a place gives the accounts
/// outside too, unless it asks for the past.
struct PositionPage {
  std::vector<Position> positions;  // Non-zero, in key order; each way between two parts once.
  std::string last;                 // Cursor of the last position; that of the query if there is none.
  bool has_more = false;
};
Result<PositionPage> positions(const PositionQuery& query, const TableReader& tables);

/// Sites that ever sent such goods to this end, as the books are now.
std::set<std::string> origins_of(const Good& good, const std::string& to, const TableReader& tables);

/// What the books post for one event now, in the order in which it takes effect.
std::vector<books::Posting> postings(EventRef ref, const TableReader& tables);

struct Discrepancy {
  books::Discrepancy told;
  std::uint64_t open_since = 0;  // The record.
  // What shows it, and what it contradicts; nullopt: nothing, or an event that was taken back since.
  std::optional<EventRef> event, other;
};
/// How much of the list a page of discrepancies looks at: then it ends, with those that it has.
inline constexpr std::size_t discrepancy_rows_max = 10'000;
struct DiscrepancyQuery {
  std::string place;  // Canonical key, as place or other place of what is found; empty: every place.
  When when;          // `as_of`, what did not fit then, is told of one place only.
  std::size_t limit = 1'000;
  std::string cursor;  // `last` of the page before.
  /// Others are passed over; empty: none is.
  std::function<bool(const books::Discrepancy& told, std::uint64_t open_since)> shows = {};
};
struct DiscrepancyPage {
  /// By place, then event time; after them, alike, those of events whose issuers might not report there.
  std::vector<Discrepancy> discrepancies;
  std::string last;  // Cursor of the last that was looked at.
  bool has_more = false;
};
DiscrepancyPage discrepancies(const DiscrepancyQuery& query, const TableReader& tables);

/// Goods whose postings do not sum to zero, or whose cells are not what the postings make: none, ever. For
/// audit().
std::vector<Good> unbalanced(const TableReader& tables);

}  // namespace stocktrail::inventory
