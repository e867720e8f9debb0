// ledger/books/fact.h: what the books need of an event, in their own terms: who tells, when, what was done
// where, to which goods. Facts are plain values; docs/inventory.md has the table from words of CBV 2.0
// to deeds. Everything in ledger/books is a function of the set of facts: no I/O, no clock, no floats.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/epcis/event.h"

namespace stocktrail::books {

/// As it is told. That a lot is expired by its date or recalled everywhere is worked out when read.
enum class Status : std::uint8_t { sellable = 0, held = 1, damaged = 2, expired = 3, recalled = 4 };
constexpr Status last_of(Status) {
  return Status::recalled;
}
std::string_view name_of(Status status);

/// What is counted: a product (for a packaging level: the unit in it) in one unit of measure. Pieces have an
/// empty unit; mass, volume and length are in ng, fL and nm ("mass", "volume", "length"), so that every unit
/// of Rec 20 is an integer multiple; any other unit stands apart.
struct Good {
  std::string product;
  std::string unit;
  auto operator<=>(const Good&) const = default;
};

/// The base unit of a unit (empty, EA, H87, C62: pieces).
std::string unit_of(std::string_view unit);
struct Measure {
  std::string unit;
  Amount amount;
};
/// The base units of a quantity in this unit, each of them standing for `pieces`; nullopt beyond 2^100 x
/// 10^-9.
std::optional<Measure> measure(const Decimal& quantity, std::string_view unit, std::int64_t pieces = 1);
/// As people read it: in KGM, LTR, MTR or the largest smaller unit of Rec 20 that tells it exactly.
Measure shown(const Good& good, Amount amount);

/// What is done to the goods that an event names.
enum class Deed : std::uint8_t {
  nothing,
  make,
  transform,
  depart,  // shipping, consigning, departing: `Kind` tells which.
  pass,    // arriving: seen on its way.
  arrive,  // receiving, accepting, storing, stocking.
  sell,
  consume,
  destroy,
  lose,
  come_home,  // void_shipping.
  restate,    // To `status`; without a quantity all that is there.
  block,      // The whole lot, everywhere, if its maker says so: `Fact::blocks` tells in which way.
  unblock,    // The end of that.
  count,
};

/// The kind of a report: with its issuer, a teller.
enum class Kind : std::uint8_t {
  none = 0,
  shipping = 1,
  consigning = 2,
  departing = 3,
  receiving = 4,
  accepting = 5,
  storing = 6,
  stocking = 7
};
constexpr Kind last_of(Kind) {
  return Kind::stocking;
}

enum class Packing : std::uint8_t { none, load, seen, unload, empty };

/// One event, and its turn among events of one instant and rank: the first 64 bits of what it says, then of
/// who says it under which id. Whoever makes two events with one key did 2^64 work. Zero: none.
struct EventKey {
  std::uint64_t content = 0;
  std::uint64_t identity = 0;
  auto operator<=>(const EventKey&) const = default;
};

/// A place: its site (GLN), and the whole key where it is a part of one (GLN with extension).
struct Place {
  std::string site;
  std::string part;
  const std::string& key() const { return part.empty() ? site : part; }
  bool empty() const { return site.empty(); }
  auto operator<=>(const Place&) const = default;
};
Place place_of(std::string_view key);

struct Line {
  Good good;
  std::string lot;               // Empty: not told.
  std::optional<Amount> amount;  // Missing: not told.
  auto operator<=>(const Line&) const = default;
};
struct ItemName {
  std::string key;
  Good good;
  std::string lot;
  auto operator<=>(const ItemName&) const = default;
};

struct What {
  std::vector<Line> lines;
  std::vector<ItemName> items;
  std::vector<std::string> boxes;  // SSCC, GRAI, ...: not counted, but what is in them is.
  bool empty() const { return lines.empty() && items.empty() && boxes.empty(); }
};

/// What the issuer of a making or recall is to the product: judged when that was recorded.
enum class Standing : std::uint8_t {
  free = 0,      // Nobody owns it.
  other = 1,     // Somebody else does.
  reporter = 2,  // It may report for the owner.
  owner = 3,
  authority = 4,
};
constexpr Standing last_of(Standing) {
  return Standing::authority;
}

struct Fact {
  EventKey event;
  std::string issuer, id;                // Identity: one event of them counts.
  std::uint64_t record = 0;              // Where in the log it is recorded.
  std::vector<std::string> reports_for;  // Parties at whose places it might report when it was recorded: its
                                         // issuer and others. Empty: all.
  std::map<std::string, Standing> standings;  // Of its products; of those not here: free.
  std::uint64_t order = 0;                    // In the log: what is less was recorded before.
  Micros at{};
  bool date_only = false;  // 00:00:00 in its eventTimeZoneOffset stands for its day.
  Deed deed = Deed::nothing;
  Kind kind = Kind::none;
  Packing packing = Packing::none;
  std::optional<Status> status;
  std::vector<Status> unset;
  Status blocks = Status::recalled;  // Or held.
  bool returned = false, retail_sold = false, mismatch = false, inspecting = false;
  bool changes_owner = false;        // Tells of no step, and of an owner before and after.
  bool label_only = false;           // Ends a label (decommissioning), not what is in the box.
  Place before, after;               // Where the goods were, and where they are then.
  std::vector<std::string> sources;  // Sites and parties, most exact first.
  std::vector<std::string> destinations;
  std::string owner_before, owner_after;  // Owning parties of both lists. Empty: not told.
  std::vector<std::string> documents;     // "type id", sorted.
  std::string parent;                     // The box of `packing`.
  What what;
  What outputs;  // Of a transformation.
  std::optional<Micros> expires_at;
  bool is_declaration = false;  // Takes back the event with this issuer and id.
  /// A recall that is a statement, beside the goods in `what`.
  struct Notice {
    std::uint64_t source = 0;           // Which recall it is.
    std::vector<std::string> entitled;  // Products of which its word counts, whoever made the lots.
    What lifted;                        // Recalled by it until now.
    Micros recorded_at{};
  };
  std::optional<Notice> notice = {};

  Standing standing_to(const std::string& product) const;
};

/// What master data tells: a function of the set as well.
class Directory {
 public:
  virtual ~Directory() = default;
  struct Level {
    std::string product;  // What is counted.
    std::int64_t pieces;  // Of it in one.
  };
  /// Whose place it is; nullopt: not known.
  virtual std::optional<std::string> party_of(const std::string& site) const = 0;
  /// Whose place it was when this was recorded; of a party, where goods are on the way to it, itself.
  virtual std::optional<std::string> party_at(const std::string& end, std::uint64_t record) const = 0;
  /// nullopt: no packaging level of a product.
  virtual std::optional<Level> level_of(const std::string& product) const = 0;
};

/// The fact that an event is. `hash` is of its content (its event hash ID, whatever id it gives itself).
Fact fact_of(const epcis::Event& event, std::string_view issuer, std::string_view hash,
             const Directory& directory);

}  // namespace stocktrail::books
