// ledger/trace/detail/items.h: the layout of Table::items. Private to trace. docs/trace.md draws it.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "ledger/state/table_codec.h"
#include "ledger/trace/trace.h"

namespace stocktrail::trace {

/// Which touches of a lot count: those that name it, or also those of its items.
enum class Scope : std::uint8_t { itself, with_items };

/// Where the lists of an identifier stand: beside those of its neighbours, which differ in the last
/// neighbour_bytes of their text. What is numbered in a row is packed and sent together, and read together.
inline constexpr std::size_t neighbour_bytes = 3;
using Place = Packed<8 + 16>;
Place place_of(std::string_view identifier);

/// List by issuer of touches. Those of a lot's items are in a list of their own, so that their number is in
/// nobody's way who asks for the lot itself.
using TouchesKey = Packed<1 + sizeof(Place)>;
TouchesKey touches_key(const Place& place, Naming naming);
inline TouchesKey touches_key(const gs1::Key& key, Naming naming) {
  return touches_key(place_of(key.text()), naming);
}
/// List by issuer of the touches that raise or lift a recall.
Packed<17> recalls_key(const gs1::Key& key, Naming naming);
Packed<9> error_key(EventRef event);  // Ref of the declaration that took it back.
/// Places in its statement, two bytes each, of the events that were taken back.
Packed<9> statement_errors_key(EventRef event);
Packed<2> packed_position(EventRef event);
bool has_position(std::string_view places, EventRef event);
/// List by issuer of the canonical texts of made lots that are spelled alike but for the case of letters.
Packed<17> spelling_key(const gs1::Key& lot);
bool has_letters(std::string_view text);  // Only then a lot can be spelled in another case.
/// Events of one transformation that was reported in parts: same transformationID, same issuer.
Packed<17> transformation_key(std::string_view transformation_id, const IssuerTag& issuer);

/// What goes from site to site with things in it.
bool is_carrier(const gs1::Key& key);

/// Does it add or remove what is in a container, as the container or what is in it?
bool packs(const Touch& touch, Role as);

/// How touches follow each other: by event time; at one time loading before being loaded before being seen
/// before unloading; then whatever does not depend on the order of the log, as far as there is such.
using Order = std::tuple<std::int64_t, int, SiteTag, EventRef>;
Order order_of(const Touch& touch);
/// The same order; most touches have times of their own.
inline bool comes_before(const Touch& a, const Touch& b) {
  return a.event_time != b.event_time ? a.event_time < b.event_time : order_of(a) < order_of(b);
}

/// What an event that packs() says of a thing in its container, by the thing's own name. It stands in the
/// thing's touch, so that who follows it opens no event.
struct Packing {
  struct Quantity {
    std::string uom;
    std::optional<Decimal> number;
  };
  gs1::Key container;
  bool is_piece = false;
  std::vector<Quantity> quantities;  // If the thing is a class.
};

std::string pack(const Touch& touch);
std::string pack(const Touch& touch, const Packing& packing);
Touch unpack_touch(std::string_view element, std::optional<Packing>* packing = nullptr);

/// Which events their issuers took back: one look tells of all events of a statement. One thread; `tables`
/// outlive it.
class TakenBack {
 public:
  explicit TakenBack(const TableReader& tables) : tables_(tables) {}
  bool has(EventRef event);

 private:
  const TableReader& tables_;
  std::unordered_map<std::uint64_t, std::string> places_;  // By statement.
};

/// The key of a lot from product and lot number; nullopt if GS1 has no such lot number.
std::optional<gs1::Key> lot_key_of(const gs1::Key& product, std::string_view lot);

}  // namespace stocktrail::trace
