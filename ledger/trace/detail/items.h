// ledger/trace/detail/items.h: the layout of Table::items. Private to trace. docs/trace.md draws it.
#pragma once

#include <string>
#include <tuple>
#include <unordered_map>

#include "ledger/state/table_codec.h"
#include "ledger/trace/trace.h"

namespace stocktrail::trace {

/// Which touches of a lot count: those that name it, or also those of its items.
enum class Scope : std::uint8_t { itself, with_items };

/// List by issuer of touches. Those of a lot's items are in a list of their own, so that their number is in
/// nobody's way who asks for the lot itself.
Packed<17> touches_key(const Packed<16>& hashed, Naming naming);  // hashed_key() of the key's text.
inline Packed<17> touches_key(const gs1::Key& key, Naming naming) {
  return touches_key(hashed_key(key.text()), naming);
}
/// List by issuer of the touches that raise or lift a recall.
Packed<17> recalls_key(const gs1::Key& key, Naming naming);
Packed<9> error_key(EventRef event);             // Ref of the declaration that took it back.
Packed<9> statement_errors_key(EventRef event);  // There if any event of its statement was taken back.
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

std::string pack(const Touch& touch);
Touch unpack_touch(std::string_view element);

/// Which events their issuers took back. Most statements have none, so that one look tells of all events of a
/// statement. One thread; `tables` outlive it.
class TakenBack {
 public:
  explicit TakenBack(const TableReader& tables) : tables_(tables) {}
  bool has(EventRef event);

 private:
  const TableReader& tables_;
  std::unordered_map<std::uint64_t, bool> has_any_;  // By statement.
  std::unordered_map<EventRef, bool> known_;         // Of statements that have some.
};

/// The key of a lot from product and lot number; nullopt if GS1 has no such lot number.
std::optional<gs1::Key> lot_key_of(const gs1::Key& product, std::string_view lot);

}  // namespace stocktrail::trace
