// ledger/inventory/inventory.h: exact inventory. Every event is a balanced set of postings per product, lot and unit;
// the sum over all accounts is zero for ever. docs/inventory.md gives the table of business steps.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/epcis/event.h"
#include "ledger/table.h"

namespace stocktrail::inventory {

/// Status of stock at a place.
enum class Status : std::uint8_t { sellable, held, recalled, damaged, expired };
std::string_view name_of(Status status);

/// Kinds of account. `outside` ones have no place: goods come from `made` and end in `sold`, `consumed`, ...
enum class AccountKind : std::uint8_t { on_hand, in_transit, made, sold, consumed, destroyed, lost, unknown };
std::string_view name_of(AccountKind kind);

/// Where goods are. on_hand: `place` and status. in_transit: `place` is where to (may be empty: not said), `from` where from.
struct Account {
  AccountKind kind{};
  Status status{};
  std::string place, from;  // Canonical place keys.
  bool operator==(const Account&) const = default;
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
};

/// Makes, applies and stores the postings of one event, and asserts that they sum to zero for each good.
/// An errorDeclaration reverses the postings of the event whose id it repeats.
void fold(const epcis::Event& event, EventRef ref, Micros recorded_at, TableWriter& tables);

struct Position {
  Account account;
  Good good;
  Amount amount;
};

struct PositionQuery {
  std::string place;    // Canonical key; empty: every place.
  std::string product;  // Canonical GTIN key; empty: every product. One of the two must be given.
  std::string lot;      // Empty: every lot.
  std::optional<Micros> as_of;  // Event time, inclusive; nullopt: now.
  std::size_t limit = 1'000;
  std::string cursor;   // From the page before.
};

struct PositionPage {
  std::vector<Position> positions;  // Non-zero, in key order.
  std::string next;                 // Empty: the last page.
};

Result<PositionPage> positions(const PositionQuery& query, const TableReader& tables);

/// The postings of one event, as stored.
std::vector<Posting> postings(EventRef ref, const TableReader& tables);

/// Sum of all accounts for every good: empty if all are zero, else the goods that do not balance. For audit().
std::vector<Good> unbalanced(const TableReader& tables);

}  // namespace stocktrail::inventory
