#include "ledger/trace/detail/lots.h"

#include <set>

namespace stocktrail::trace {

namespace {

Packed<17> lot_key(char prefix, const gs1::Key& key) {
  return Packed<1>{{prefix}} + hashed_key(key.text());
}

}  // namespace

Packed<17> first_lot_key(const gs1::Key& item) {
  return lot_key('L', item);
}
Packed<17> later_lots_key(const gs1::Key& item) {
  return lot_key('M', item);
}
Packed<17> unlisted_items_key(const gs1::Key& lot) {
  return lot_key('U', lot);
}

std::string pack(const LotTold& told) {
  std::string out(1, told.spoken ? '\1' : '\0');
  append_ref(out, told.event);
  return out + told.lot.text();
}

std::optional<LotTold> unpack_lot_told(std::string_view bytes) {
  constexpr std::size_t ref_end = 1 + 8;
  if (bytes.size() <= ref_end || static_cast<unsigned char>(bytes.front()) > 1) return std::nullopt;
  Result<gs1::Key> lot = gs1::parse_key(bytes.substr(ref_end));
  if (!lot) return std::nullopt;
  return LotTold{Unpacker(bytes.substr(1, ref_end - 1)).ref(), std::move(*lot), bytes.front() == '\1'};
}

std::optional<gs1::Key> lot_of(const gs1::Key& item, const TableReader& tables, TakenBack& taken_back) {
  if (item.type() != gs1::KeyType::sgtin) return std::nullopt;
  const auto bytes = tables.get(Table::items, first_lot_key(item));
  if (!bytes || bytes->empty()) return item.lot_key();
  const auto stands = [&](const LotTold& told) {
    return told.event == last_event_ref || !taken_back.has(told.event);
  };
  std::optional<LotTold> first = unpack_lot_told(*bytes);
  if (!first) {
    tables.note_damage(Table::items);
    return item.lot_key();
  }
  if (stands(*first)) return std::move(first->lot);
  std::optional<LotTold> next;
  IssuerTag of{};
  std::size_t count = 0, issuers = 0;
  scan_by_issuer(Table::items, later_lots_key(item), tables,
                 [&](const IssuerTag& issuer, std::string_view element) {
                   if (issuers == 0 || issuer != of) {
                     of = issuer;
                     count = 0;
                     if (++issuers > list_issuers_max) return Then::stop;
                   }
                   std::optional<LotTold> told = unpack_lot_told(element);
                   if (!told) tables.note_damage(Table::items);
                   const auto rank = [](const LotTold& one) { return std::pair(!one.spoken, one.event); };
                   const bool is_before = told && (!next || rank(*told) < rank(*next));
                   if (is_before && stands(*told)) next = std::move(told);
                   return ++count < lots_told_max ? Then::next_element : Then::next_list;
                 });
  return next ? std::move(next->lot) : item.lot_key();
}

std::optional<gs1::Key> lot_of(const gs1::Key& item, const TableReader& tables) {
  TakenBack taken_back(tables);
  return lot_of(item, tables, taken_back);
}

UnlistedItems unlisted_items(const gs1::Key& lot, const TableReader& tables, TakenBack& taken_back) {
  UnlistedItems found;
  std::set<std::string, std::less<>> seen;
  scan_by_issuer(Table::items, unlisted_items_key(lot), tables,
                 [&](const IssuerTag& /*issuer*/, std::string_view text) {
                   if (seen.contains(text)) return Then::next_element;
                   if (seen.size() == unlisted_items_max) {
                     found.complete = false;
                     return Then::stop;
                   }
                   seen.emplace(text);
                   auto item = gs1::parse_key(text);
                   if (!item) {
                     tables.note_damage(Table::items);
                   } else if (lot_of(*item, tables, taken_back) == lot) {
                     found.items.push_back(std::move(*item));
                   }
                   return Then::next_element;
                 });
  return found;
}

}  // namespace stocktrail::trace
