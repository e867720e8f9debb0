// ledger/inventory/inventory.h: exact inventory. Every event is a balanced set of postings per product, lot
// and unit; the sum over all accounts is zero for ever. docs/inventory.md gives the table of business steps
// and the layouts.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/epcis/event.h"
#include "ledger/state/table.h"
#include "ledger/state/told.h"

namespace stocktrail::inventory {

/// Status of stock, at a place or on the way.
enum class Status : std::uint8_t { sellable, held, recalled, damaged, expired };
std::string_view name_of(Status status);

/// Kinds of account. `outside` ones have no place: goods come from `made` and end in `sold`, `consumed`, ...
/// `unknown` balances goods that turn up without an event that brought them.
enum class AccountKind : std::uint8_t { on_hand, in_transit, made, sold, consumed, destroyed, lost, unknown };
std::string_view name_of(AccountKind kind);

/// Where goods are. on_hand: `place`. in_transit: `place` is where to (may be empty: not said), `from` where
/// from. Both have a status; accounts outside have neither.
struct Account {
  AccountKind kind{};
  Status status{};
  std::string place, from;  // Canonical keys of places (or of the party that gets the goods).
  auto operator<=>(const Account&) const = default;
};

/// What is counted. `lot` empty: not said. `unit` empty: pieces. Units are never added across.
struct Good {
  std::string product;  // Canonical GTIN key, or the class key for things without one.
  std::string lot;
  std::string unit;
  auto operator<=>(const Good&) const = default;
};

struct Posting {
  Account account;
  Good good;
  Amount amount;  // Signed.
  bool operator==(const Posting&) const = default;
};

struct InventoryLimits {
  static constexpr std::size_t content_lines_max = 1'000;   // Different goods in one container.
  static constexpr std::size_t containment_depth_max = 16;  // Containers in containers.
  static constexpr std::size_t event_postings_max =
      100'000;                                       // Lines that one event may move out of containers.
  static constexpr std::size_t ways_max = 1'000;     // Destinations of a site that an event looks through.
  static constexpr std::size_t origins_max = 1'000;  // Slots of a good on the way to one place.
  static constexpr std::size_t unmatched_receipts_max = 100;  // Of a good at a site.
  static constexpr std::size_t settlements_max = 100;         // Shipments that settle one receipt.
  static constexpr std::size_t parts_max = 1'000;             // Parts of a site that an event looks through.
};

/// May the event's issuer report at this place (canonical key)?
using MayReport = std::function<bool(const std::string& place)>;

/// Makes, applies and stores the postings of one event, and asserts that they sum to zero for each good.
/// An errorDeclaration reverses the effects of what it takes back; an event that came after its declaration
/// posts nothing. An event that names a place where its issuer may not report posts nothing: it is a
/// discrepancy (`not_entitled`) there. Not for repeats.
void fold(const epcis::Event& event, EventRef ref, const Told& told, Micros recorded_at,
          const MayReport& may_report, TableWriter& tables);

using Position = Posting;  // An account's whole amount.

struct PositionQuery {
  std::string place;            // Canonical key; empty: every place.
  std::string product;          // Canonical GTIN key; empty: every product. One of the two must be given.
  std::string lot;              // Empty: every lot.
  std::optional<Micros> as_of;  // Event time, inclusive; nullopt: now.
  std::function<bool(const Account&)> shows;  // Others are passed over; empty: none is.
  /// What moved at this place, or on the way to it, before this event is passed over; empty: nothing is.
  std::function<EventRef(std::string_view place)> begins_at = {};
  std::size_t limit = 1'000;
  std::string cursor;  // `last` of the page before: bytes that tell what that position is.
};

/// A place gives its stock on hand and what is on the way to it and from it; a site (a GLN without extension)
/// gives its parts too, each position under its own place. A product without a place gives the accounts
/// outside too.
struct PositionPage {
  std::vector<Position> positions;  // Non-zero, in key order; each way between two parts once.
  std::string last;                 // Cursor of the last position; that of the query if there is none.
  bool has_more = false;
};
Result<PositionPage> positions(const PositionQuery& query, const TableReader& tables);

/// The postings of one event, as stored.
std::vector<Posting> postings(EventRef ref, const TableReader& tables);

/// What a container holds, with all that is nested in it, and where it is. nullopt if no event named it.
struct Content {
  Good good;
  Status status{};
  Amount amount;
  bool operator==(const Content&) const = default;
};
struct ContainerState {
  Account account;
  std::vector<Content> contents;  // Non-zero, in key order.
};
std::optional<ContainerState> container(const gs1::Key& key, const TableReader& tables);

/// A signed fact that contradicts the record: it is kept as signed, and shown to people.
enum class DiscrepancyKind : std::uint8_t {
  negative_stock,      // More left the account than was in it.
  unexpected_arrival,  // Goods arrived that no report had sent there; `unknown` balances them until one does.
  misplaced,           // The record had the item at `other_place`.
  already_gone,        // The item had left the stock before.
  made_twice,          // The item was there already.
  content_missing,     // More left the container than was in it.
  not_containable,     // Nested in itself, too deep, or too many goods: contents not followed.
  quantity_not_said,   // "An unknown number of" cannot be posted.
  out_of_order,        // Something that happened later was reported before.
  not_entitled,        // The issuer may not report at `place`, where the record has it: nothing was posted.
};
std::string_view name_of(DiscrepancyKind kind);

struct Discrepancy {
  DiscrepancyKind kind{};
  EventRef event{};
  Micros event_time{}, recorded_at{};
  std::string place, other_place;
  Good good;      // Empty product: an identifier that is not counted, in `item`.
  Amount amount;  // What does not fit; zero if not said.
  std::string item;
};

struct DiscrepancyQuery {
  std::string place;  // Canonical key, as `place` or `other_place` of what is found; empty: every place.
  std::size_t limit = 1'000;
  std::string cursor;  // `last` of the page before.
};
struct DiscrepancyPage {
  std::vector<Discrepancy> discrepancies;  // By place, then log order.
  std::string last;                        // Cursor of the last one; that of the query if there is none.
  bool has_more = false;
};
Result<DiscrepancyPage> discrepancies(const DiscrepancyQuery& query, const TableReader& tables);

/// Sum of all accounts for every good: empty if all are zero, else the goods that do not balance. For
/// audit().
std::vector<Good> unbalanced(const TableReader& tables);

}  // namespace stocktrail::inventory
