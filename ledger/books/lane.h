// ledger/books/lane.h: what is on its way to one end, as plain values.
#pragma once

#include "ledger/books/book.h"

namespace stocktrail::books {

struct Told {
  Kind kind{};
  std::string issuer;
  Amount amount;
  bool operator==(const Told&) const = default;
};

struct Load {
  std::string lot;
  Status status{};
  bool presumed = false;
  Amount amount;
  Owners owners = {};
  bool operator==(const Load&) const = default;

  /// So much less; gives whose that was.
  Owners take(Amount some);
};

/// Goods of one kind (and one lot, if it is told) on their way between two sites.
struct Delivery {
  std::uint64_t number = 0;  // Rises in the lane.
  EventKey event;            // The first report, and which of its lines: together the identity.
  std::uint32_t line = 0;
  Micros at{};
  std::string from;  // Empty: an arrival that nothing had sent.
  std::string to;
  std::string lot;
  std::vector<std::string> documents;
  std::string box;
  bool returned = false;
  Amount strayed;  // So much came, by serial or in its box, to a site that nobody named, and is there.
  std::vector<Told> departures, arrivals;
  Amount sent, arrived;
  std::vector<Load> load;  // What is still on the way.
  /// What arrived under a lot that neither side told, or under none. Not presumed: its sender told the lot,
  /// but not which of several lots arrived.
  std::vector<Load> guessed;
  std::string arrived_at_site, arrived_at_part;
  Micros arrived_at{};
  EventKey arrived_by;
  Owner owner = {};  // Whose it is when it has arrived, if it is told to be another than of the place.
  Amount owned;      // So much has arrived as its.
  bool operator==(const Delivery&) const = default;

  Amount open() const;
};
struct DeliveryName {
  Good good;
  std::string to;
  EventKey event;
  std::uint32_t line = 0;
  auto operator<=>(const DeliveryName&) const = default;
};

/// One report of a departure or arrival of one good (and lot).
struct Report {
  EventKey event;
  std::uint32_t line = 0;
  Micros at{};
  bool date_only = false;
  Kind kind{};
  std::string issuer;
  Place place;
  std::vector<std::string> ends;  // Departure: destinations. Arrival: sources.
  Good good;
  std::string lot;
  std::optional<Amount> amount;
  std::vector<std::string> documents;
  std::vector<std::string> items;
  bool returned = false, mismatch = false;
  std::optional<Status> status;
  bool operator==(const Report&) const = default;
};

/// What leaves by a departure: a line by its quantity, one item, or (of a box) neither.
struct Leaver {
  EventKey event = {};
  std::uint32_t line = 0;
  std::string item = {};
  auto operator<=>(const Leaver&) const = default;
};

/// Departures of one good to one end, or of one box, as they were announced: an arrival whose clock is slow
/// finds them. Only announcements change it, so that a departure that is recorded late concerns such arrivals
/// alone.
struct Announced {
  struct Turn {
    Micros at{};
    EventKey event;
    std::uint32_t line = 0;
    auto operator<=>(const Turn&) const = default;
  };
  /// Those of before `now` leave. Beyond a limit it is not kept: no arrival finds it early.
  void add(const Report& departure, Micros now);
  std::map<Turn, Report> departures;
  bool operator==(const Announced&) const = default;
};

/// Departures that take effect before or after their first turn.
struct Turns {
  /// At its turn: does it take effect with this one?
  bool begin(const Leaver& leaver, std::uint8_t round);
  /// An arrival is of it: it takes effect with that.
  void begin_early(const Leaver& leaver);
  bool is_to_come(const Leaver& leaver, Micros at, Micros now) const;

  std::set<Leaver> early;    // Left before their time, which is still to come.
  std::set<Leaver> waiting;  // Of this instant, for goods.
  bool operator==(const Turns&) const = default;
};

/// Goods that came to a site under a lot that only the draw at their origin presumed.
struct Came {
  std::string from, site, lot;  // No site: of lots that are not kept apart.
  auto operator<=>(const Came&) const = default;
};

/// Deliveries of one good to one end: a site, a party, or not told. Those that nothing can join any more
/// leave.
struct Lane {
  Delivery& begin(Delivery delivery);
  std::vector<Delivery> deliveries;  // In the order in which they began.
  std::uint64_t begun = 0;
  Turns turns;                            // Of departures.
  std::vector<Report> waiting;            // Arrivals of this instant whose departure waits for goods.
  std::map<std::string, Micros> origins;  // Sites that ever sent here, and since when.
  std::map<std::pair<std::string, LotStatus>, Amount>
      beyond;                   // Still on the way, by origin: too many to join any.
  std::map<Came, Amount> came;  // Of deliveries that left.
  bool operator==(const Lane&) const = default;
};

/// To which ends goods may be sent that come to a site: itself, its party, the GLN of either as that of a
/// place or a party, and none.
std::vector<std::string> ends_of(const std::string& site, const std::optional<std::string>& party);

}  // namespace stocktrail::books
