// ledger/books/fact.h: what the books need of an event, in their own terms: who tells, when, what was done
// where, to which goods. Facts are plain values; docs/inventory-next.md has the table from words of CBV 2.0
// to deeds. Everything in ledger/books is a function of the set of facts: no I/O, no clock, no floats.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/epcis/event.h"

namespace stocktrail::books {

/// As it is told. That a lot is expired by its date or recalled everywhere is worked out when read.
enum class Status : std::uint8_t { sellable, held, damaged, expired, recalled };
std::string_view name_of(Status status);

/// What is counted: a product (for a packaging level: the unit in it) in one unit of measure. Pieces have an
/// empty unit; mass, volume and length are in ng, fL and nm ("mass", "volume", "length"), so that every unit
/// of Rec 20 is an integer multiple; any other unit stands apart.
struct Good {
  std::string product;
  std::string unit;
  auto operator<=>(const Good&) const = default;
};

/// The base units of a quantity in this unit (empty, EA, H87, C62: pieces); nullopt beyond 128 bits.
struct Measure {
  std::string unit;
  Amount amount;
};
std::optional<Measure> measure(const Decimal& quantity, std::string_view unit);

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
  recall,     // The whole lot, everywhere, if its maker says so.
  lift,       // The end of that.
  count,
};

/// The kind of a report: with its issuer, a teller.
enum class Kind : std::uint8_t {
  none,
  shipping,
  consigning,
  departing,
  receiving,
  accepting,
  storing,
  stocking
};

enum class Packing : std::uint8_t { none, load, seen, unload, empty };

/// Identity and order. `hash` is of the content (CBV event hash); who and id make it one of its kind.
struct EventKey {
  std::string hash;
  std::string issuer;
  std::string id;
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

struct Fact {
  EventKey event;
  Micros at{};
  bool date_only = false;  // 00:00:00 in its own offset stands for its day.
  Deed deed = Deed::nothing;
  Kind kind = Kind::none;
  Packing packing = Packing::none;
  std::optional<Status> status;
  std::vector<Status> unset;
  bool returned = false, retail_sold = false, mismatch = false, inspecting = false;
  bool label_only = false;           // Ends a label (decommissioning), not what is in the box.
  Place before, after;               // Where the goods were, and where they are then.
  std::vector<std::string> sources;  // Sites and parties, most exact first.
  std::vector<std::string> destinations;
  std::vector<std::string> documents;  // "type id", sorted.
  std::string parent;                  // The box of `packing`.
  What what;
  What outputs;  // Of a transformation.
  std::optional<Micros> expires_at;
  bool is_declaration = false;  // Takes back the event with this issuer and id.
};

/// What master data tells: a function of the set as well.
struct Directory {
  std::map<std::string, std::string, std::less<>> party_of_site;
  struct Level {
    std::string product;  // What is counted.
    std::int64_t pieces;  // Of it in one.
  };
  std::map<std::string, Level, std::less<>> levels;  // By product key of the packaging level.
};

/// The fact that an event is. `hash` is its event hash ID, whatever id it gives itself.
Fact fact_of(const epcis::Event& event, std::string_view issuer, std::string_view hash,
             const Directory& directory);

}  // namespace stocktrail::books
