// ledger/books/things.h: the records of boxes, items and lots, as plain values.
#pragma once

#include "ledger/books/lane.h"

namespace stocktrail::books {

enum class Whereabouts : std::uint8_t { unknown = 0, at_site = 1, on_the_way = 2, ended = 3 };
constexpr Whereabouts last_of(Whereabouts) {
  return Whereabouts::ended;
}

/// How much of a good was told to be packed into a box, or taken out, by lot: over tellers the greatest
/// counts.
struct Packings {
  Micros last{};                                            // When it was told last,
  std::string site;                                         // and where.
  std::map<std::string, std::map<std::string, Amount>> by;  // Issuer.
  std::map<std::string, Amount> counted;
  bool operator==(const Packings&) const = default;
};

struct Box {
  Whereabouts where = Whereabouts::unknown;
  Place place;            // at_site.
  std::string loaded_at;  // The site where this load began.
  std::string parent;
  std::set<std::string> boxes, items;
  std::set<Good> goods;            // Whose books hold something in it.
  std::string from, to;            // on_the_way.
  Micros left_at{}, arrived_at{};  // Of the last trip.
  EventKey last;                   // The event that told where it is.
  std::vector<DeliveryName> trip;
  std::vector<DeliveryName>
      astray;  // Of this load: came to a site that nobody had named, and not yet where they were sent.
  std::map<Good, std::map<LotStatus, Amount>> load;      // What it carries, on the way.
  std::map<Good, std::map<std::string, Amount>> packed;  // What was ever put into this load, by lot.
  std::map<Good, Packings> packings, unpackings;         // Of this load.
  Turns turns;                                           // Of its departures.
  std::set<EventKey> waiting;             // Arrivals of this instant whose departure waits for its turn.
  std::map<std::string, Micros> awaited;  // Sites where it was acted on before its receipt was told.
  std::set<EventKey> left_empty;          // Its departures, as long as nothing is known to be in it.
  bool operator==(const Box&) const = default;
};

/// What was told of a recall, or hold, of a lot wherever it is, or of an item.
struct BlockChange {
  Micros at{};
  Status status = Status::recalled;  // Or held.
  bool stands = false;               // It begins; false: it ends.
  EventKey event = {};
  std::string issuer = {};
  std::uint64_t source = 0;  // Of a recall that is a statement; events are one.
  bool entitled = false;     // It counts, whoever made the goods.
  Micros known_at{};         // When it was recorded. Of events zero: they are known when they are.
  bool operator==(const BlockChange&) const = default;
};

struct Item {
  Whereabouts where = Whereabouts::unknown;
  Good good;
  std::string lot;
  Place place;
  Status status{};
  std::string box;
  bool is_box = false;  // A kit or case: other things were packed into it, and go where it goes.
  DeliveryName trip;
  EventKey last;  // The event that told where it is,
  Micros last_at{};
  EventKey made_by;
  AccountKind end{};                 // Where it ended.
  std::set<std::string> unmade_at;   // A site that used it before it was made.
  std::set<EventKey> waiting;        // What uses it at this instant, when it is there.
  std::vector<BlockChange> recalls;  // By statements, in the order of time.
  bool operator==(const Item&) const = default;
};

/// Who told the making of a lot.
struct Maker {
  Standing standing{};
  std::uint64_t order = 0;  // Fact::order of the first that it told.
  std::optional<Micros> expires_at = {};
  bool operator==(const Maker&) const = default;
};

/// By whose word a lot was made of goods that were drawn without a lot, and out of which book. No site: the
/// issuer told the lot as well.
struct Guess {
  std::string issuer, site, unit;
  auto operator<=>(const Guess&) const = default;
};

/// A lot that was made of another, and by whose word.
struct Output {
  std::string issuer;
  LotName made;
  auto operator<=>(const Output&) const = default;
};
using Outputs = std::set<Output>;
/// The first of the next issuer.
inline Outputs::const_iterator next_issuer(const Outputs& outputs, Outputs::const_iterator of) {
  return outputs.lower_bound({of->issuer + '\0', {}});
}

/// What is known of a lot wherever it is.
struct LotCard {
  using Change = BlockChange;
  std::map<std::string, Maker> makers;  // By issuer. Anybody may tell a making: see speaks().
  /// Recalls and holds everywhere, in the order of time. Of the card without a lot: of the product, for the
  /// lots that their issuer made.
  std::vector<Change> blocks;
  std::map<LotName, std::set<std::string>> inputs;  // Of which it was made, by the word of whom.
  std::map<LotName, std::set<Guess>> guessed;       // Of inputs: those that only a draw presumed.
  Outputs outputs;                                  // What was made of it.
  std::set<LotName> recalled_of;                    // Recalled lots that went into it, by anybody's word.
  bool operator==(const LotCard&) const = default;

  /// Whose word counts about a lot (docs/decisions/0016-whose-word.md): the owner of its product, its
  /// reporters and authorities; and as long as neither the owner nor a reporter told its making, whoever told
  /// that first in the log.
  bool speaks(const std::string& issuer) const;
  /// It was made of this input by the word of somebody who speaks for it. Of goods without a lot only such
  /// inputs are kept.
  bool carries(const LotName& self, const std::set<std::string>& tellers) const;
  void tell_input(const LotName& input, const std::string& issuer);
  void guess_input(const LotName& input, const Guess& guess);
  /// Nothing that was drawn out of this book is presumed to be of the input any more: it was, or was not.
  enum class Guessed : std::uint8_t { rightly, wrongly };
  void end_guess(const LotName& input, const std::string& site, const std::string& unit, Guessed as);
  /// The first date that those who speak told.
  std::optional<Micros> expires_at() const;
};

/// The change by which a lot is recalled or held everywhere; null: none. `product`: the card without a lot.
const LotCard::Change* blocked(const LotCard& lot, const LotCard& product, Status status,
                               std::optional<Micros> as_of = {});
/// By what was known then of the lot itself: a recall that was recorded later told nobody at the till.
const BlockChange* blocked_as_known(const LotCard& lot, Status status, Micros then);
/// The change by which an item is recalled, by recalls that name it. `lot`: the card of its lot.
const BlockChange* recalled(const Item& item, const LotCard& lot, std::optional<Micros> as_of = {});
/// Who recalls it now: one empty name if its word counts whoever made the item, else all whose word counts if
/// they speak for its lot.
std::set<std::string> recallers(const Item& item);

}  // namespace stocktrail::books
