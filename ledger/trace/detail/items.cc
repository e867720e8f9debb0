#include "ledger/trace/detail/items.h"

#include <algorithm>
#include <span>

#include "ledger/state/struct_codec.h"

namespace stocktrail::trace {

void members(auto& codec, Is<Packing::Quantity> auto& quantity) {
  codec.all(quantity.uom, quantity.number);
}
void members(auto& codec, Is<Packing> auto& packing) {
  codec.all(packing.container, packing.is_piece, packing.quantities);
}

namespace {

// Bits of a touch beside naming and recall.
constexpr unsigned is_whole = 8, declares_error = 16, is_ahead = 32, has_site = 64, has_packing = 128;

std::string packed(const Touch& touch, unsigned more) {
  std::string out;
  append_varint(out, static_cast<std::uint64_t>(touch.event));
  append_signed(out, to_i64(touch.event_time));
  out.push_back(static_cast<char>(static_cast<unsigned>(touch.role) | static_cast<unsigned>(touch.type) << 3 |
                                  static_cast<unsigned>(touch.action) << 6));
  out.push_back(
      static_cast<char>(static_cast<unsigned>(touch.naming) | static_cast<unsigned>(touch.recall) << 1 |
                        (touch.whole ? is_whole : 0U) | (touch.declares_error ? declares_error : 0U) |
                        (touch.ahead ? is_ahead : 0U) | (touch.site != no_site ? has_site : 0U) | more));
  for (int shift = 24; touch.site != no_site && shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(touch.site >> shift & 0xFF));
  return out;
}

template <std::size_t size>
Packed<size + 1> prefixed(char prefix, const Packed<size>& key) {
  return Packed<1>{{prefix}} + key;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

enum class Case : std::uint8_t { lower, upper };
std::string in_case(std::string_view text, Case wanted) {
  constexpr char case_bit = 'a' - 'A';
  std::string out(text);
  for (char& c : out)
    if (is_letter(c)) c = static_cast<char>(wanted == Case::lower ? c | case_bit : c & ~case_bit);
  return out;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<std::uint8_t>(c);
    out.push_back('%');
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 15]);
  }
  return out;
}

}  // namespace

Place place_of(std::string_view identifier) {
  const std::size_t last = std::min(identifier.size(), neighbour_bytes);
  Packed<8> together{};
  std::ranges::copy(identifier.substr(identifier.size() - last),
                    std::span(together.bytes).last(last).begin());
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a: whose hashes are equal are neighbours, and no more.
  for (const char c : identifier.substr(0, identifier.size() - last))
    hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3;
  for (char& c : std::span(together.bytes).first(together.bytes.size() - neighbour_bytes)) {
    c = static_cast<char>(hash >> 56);
    hash <<= 8;
  }
  return together + hashed_key(identifier);
}

TouchesKey touches_key(const Place& place, Naming naming) {
  return prefixed(naming == Naming::itself ? 'T' : 't', place);
}
Packed<17> recalls_key(const gs1::Key& key, Naming naming) {
  return prefixed(naming == Naming::itself ? 'R' : 'r', hashed_key(key.text()));
}
Packed<9> error_key(EventRef event) {
  return prefixed('E', packed_ref(event));
}
Packed<9> statement_errors_key(EventRef event) {
  return prefixed('e', packed_ref(event_ref(statement_of(event), 0)));
}
Packed<2> packed_position(EventRef event) {
  const unsigned place = position_of(event);
  return {{static_cast<char>(place >> 8), static_cast<char>(place & 0xFF)}};
}
bool has_position(std::string_view places, EventRef event) {
  const auto wanted = packed_position(event);
  for (; places.size() >= wanted.bytes.size(); places.remove_prefix(wanted.bytes.size()))
    if (places.starts_with(wanted)) return true;
  return false;
}
Packed<17> spelling_key(const gs1::Key& lot) {
  return prefixed('S', hashed_key(in_case(lot.text(), Case::lower)));
}
bool has_letters(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return is_letter(c); });
}
Packed<17> transformation_key(std::string_view transformation_id, const IssuerTag& issuer) {
  return prefixed('X', hashed_key(std::string(transformation_id).append(issuer)));
}

bool is_carrier(const gs1::Key& key) {
  using gs1::KeyType;
  return key.type() != KeyType::gtin && key.type() != KeyType::lgtin && key.type() != KeyType::sgtin;
}

bool packs(const Touch& touch, Role as) {
  const bool contains =
      touch.type == epcis::EventType::aggregation || touch.type == epcis::EventType::association;
  return contains && touch.role == as &&
         (touch.action == epcis::Action::add || touch.action == epcis::Action::remove);
}

Order order_of(const Touch& touch) {
  int turn = 2;
  if (packs(touch, Role::parent) || packs(touch, Role::child)) {
    const bool puts_in = touch.action == epcis::Action::add;
    turn = !puts_in ? 3 : touch.role == Role::parent ? 0 : 1;
  }
  return {to_i64(touch.event_time), turn, touch.site, touch.event};
}

std::string pack(const Touch& touch) {
  return packed(touch, 0);
}

std::string pack(const Touch& touch, const Packing& packing) {
  return packed(touch, has_packing) + encoded(packing);
}

Touch unpack_touch(std::string_view element, std::optional<Packing>* packing) {
  Unpacker bytes(element);
  Touch touch;
  touch.event = EventRef{static_cast<std::uint64_t>(bytes.varint())};
  touch.event_time = Micros{static_cast<std::int64_t>(bytes.signed_varint())};
  const unsigned what = bytes.byte();
  touch.role = static_cast<Role>(what & 7);
  touch.type = static_cast<epcis::EventType>(what >> 3 & 7);
  touch.action = static_cast<epcis::Action>(what >> 6);
  const unsigned flags = bytes.byte();
  touch.naming = static_cast<Naming>(flags & 1);
  touch.recall = static_cast<Recall>(flags >> 1 & 3);
  touch.whole = (flags & is_whole) != 0;
  touch.declares_error = (flags & declares_error) != 0;
  touch.ahead = (flags & is_ahead) != 0;
  for (int i = 0; (flags & has_site) != 0 && i < 4; ++i) touch.site = touch.site << 8 | bytes.byte();
  if ((flags & has_packing) != 0) {
    const std::string_view rest = bytes.take(bytes.left());
    if (packing != nullptr) {
      *packing = decoded<Packing>(rest);
      ST_CHECK(*packing);
    }
  }
  bytes.check_end();
  return touch;
}

std::optional<gs1::Key> lot_key_of(const gs1::Key& product, std::string_view lot) {
  const std::optional<gs1::Key> gtin = product.product_key();
  if (!gtin || lot.empty()) return std::nullopt;
  Result<gs1::Key> key = gs1::parse_key(gtin->text() + "/10/" + percent_encoded(lot));
  if (!key) return std::nullopt;
  return std::move(*key);
}

Touches touches(const gs1::Key& key, std::size_t limit, const TableReader& tables) {
  Touches found;
  for (const Naming naming : {Naming::itself, Naming::item_of_lot}) {
    scan_by_issuer(Table::items, touches_key(key, naming), tables,
                   [&](const IssuerTag& issuer, std::string_view element) {
                     if (found.list.size() == limit) {
                       found.complete = false;
                       return Then::stop;
                     }
                     found.list.push_back(unpack_touch(element));
                     found.list.back().issuer = issuer;
                     return Then::next_element;
                   });
  }
  std::ranges::stable_sort(found.list, {}, &Touch::event);
  TakenBack taken_back(tables);
  for (Touch& touch : found.list) touch.declared_error = taken_back.has(touch.event);
  return found;
}

FirstMaking first_making(const gs1::Key& key, Naming naming, std::size_t limit, const TableReader& tables,
                         const std::function<bool(const Touch&)>& makes) {
  FirstMaking first;
  TakenBack taken_back(tables);
  IssuerTag of{};
  std::size_t count = 0, issuers = 0;
  EventRef cut = last_event_ref;  // The first that was not looked at.
  const auto may_make = [&](const Touch& touch) {
    const bool is_new = touch.type == epcis::EventType::object && touch.action == epcis::Action::add;
    return (touch.role == Role::output || is_new) && !touch.ahead && !touch.declares_error;
  };
  scan_by_issuer(Table::items, touches_key(key, naming), tables,
                 [&](const IssuerTag& issuer, std::string_view element) {
                   if (issuers == 0 || issuer != of) {
                     of = issuer;
                     count = 0;
                     if (++issuers > list_issuers_max) {
                       first.complete = false;
                       return Then::stop;
                     }
                   }
                   Touch touch = unpack_touch(element);
                   touch.issuer = issuer;
                   if (first.touch && touch.event > first.touch->event) return Then::next_list;
                   if (++count > limit) {
                     cut = std::min(cut, touch.event);
                     return Then::next_list;
                   }
                   if (!may_make(touch) || taken_back.has(touch.event) || !makes(touch))
                     return Then::next_element;
                   first.touch = touch;
                   return Then::next_list;
                 });
  if (cut != last_event_ref && !(first.touch && first.touch->event < cut)) first.complete = false;
  return first;
}

namespace {

/// By turns of the issuers: nobody's spellings are in the way of another's.
void add_lots_like(const gs1::Key& lot, const TableReader& tables, std::vector<gs1::Key>& found) {
  constexpr std::size_t spellings_read_max = 100;  // A lot is listed once for each event that made it.
  std::vector<std::vector<std::string>> by_issuer;
  IssuerTag of{};
  std::size_t looked_at = 0;
  scan_by_issuer(
      Table::items, spelling_key(lot), tables, [&](const IssuerTag& issuer, std::string_view text) {
        if (by_issuer.empty() || issuer != of) {
          if (by_issuer.size() == list_issuers_max) return Then::stop;
          by_issuer.emplace_back();
          looked_at = 0;
        }
        of = issuer;
        auto& spellings = by_issuer.back();
        if (text != lot.text() && std::ranges::find(spellings, text) == spellings.end())
          spellings.emplace_back(text);
        const bool is_enough = spellings.size() == near_misses_max || ++looked_at == spellings_read_max;
        return is_enough ? Then::next_list : Then::next_element;
      });
  for (std::size_t turn = 0; turn < near_misses_max; ++turn) {
    for (const auto& spellings : by_issuer) {
      if (turn >= spellings.size() || found.size() == near_misses_max) continue;
      auto key = gs1::parse_key(spellings[turn]);
      if (key && std::ranges::find(found, *key) == found.end()) found.push_back(std::move(*key));
    }
  }
}

void add_items_like(const gs1::Key& item, const TableReader& tables, std::vector<gs1::Key>& found) {
  const std::optional<gs1::Key> product = item.product_key();
  if (!product) return;
  for (const Case wanted : {Case::upper, Case::lower}) {
    const std::string serial = in_case(item.serial(), wanted);
    if (serial == item.serial()) continue;
    auto key = gs1::parse_key(product->text() + "/21/" + percent_encoded(serial));
    if (key && !touches(*key, 1, tables).list.empty()) found.push_back(std::move(*key));
  }
}

}  // namespace

std::vector<gs1::Key> near_misses(const gs1::Key& key, const TableReader& tables) {
  std::vector<gs1::Key> found;
  if (key.type() == gs1::KeyType::lgtin) add_lots_like(key, tables, found);
  if (key.type() == gs1::KeyType::sgtin) add_items_like(key, tables, found);
  return found;
}

bool TakenBack::has(EventRef event) {
  const auto [known, is_new] = places_.try_emplace(statement_of(event));
  if (is_new)
    if (auto places = tables_.get(Table::items, statement_errors_key(event)))
      known->second = *std::move(places);
  return has_position(known->second, event);
}

std::optional<EventRef> error_declaration_of(EventRef event, const TableReader& tables) {
  const std::optional<std::string> value = tables.get(Table::items, error_key(event));
  if (!value) return std::nullopt;
  return Unpacker(*value).ref();
}

}  // namespace stocktrail::trace
