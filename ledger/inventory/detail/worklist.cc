#include "ledger/inventory/detail/worklist.h"

#include <algorithm>
#include <iterator>

#include "ledger/inventory/detail/cell_codec.h"
#include "ledger/inventory/detail/recalled_here.h"
#include "ledger/inventory/detail/worklist_changes.h"
#include "ledger/state/stored_row.h"

namespace stocktrail::inventory {
namespace {

std::string first_bytes(std::string_view text) {
  return std::string(std::string_view(hashed_key(text)).substr(0, 8));
}

/// What is below it under its place, and under its other place, was told by several sources.
std::vector<std::string> prefixes_of(const books::Discrepancy& one) {
  std::vector<std::string> prefixes{worklist_key(one.place, one)};
  if (!one.other_place.empty() && one.other_place != one.place)
    prefixes.push_back(worklist_key(one.other_place, one));
  return prefixes;
}

std::vector<books::Discrepancy> each_once(std::span<const books::Discrepancy> found) {
  std::vector<books::Discrepancy> sorted(found.begin(), found.end());
  std::ranges::sort(sorted);
  const auto twice = std::ranges::unique(sorted);
  sorted.erase(twice.begin(), twice.end());
  return sorted;
}

}  // namespace

std::string worklist_key(std::string_view place, const books::Discrepancy& one) {
  return worklist_prefix(place, part_of(one)) + std::string(packed_time(one.since)) +
         first_bytes(encoded(one));
}

std::string worklist_source(std::string_view source) {
  return first_bytes(source);
}

std::string directory_prefix(char letter, std::initializer_list<std::string_view> key) {
  return CellName(static_cast<CellKind>(letter), key).text;
}

void name_cell(const CellName& name, std::uint64_t record, TableWriter& tables) {
  const auto put = [&](const std::string& key) { tables.put(Table::directory, key, encoded(record)); };
  const std::vector<std::string> key = name.key();
  switch (name.kind()) {
    case CellKind::book:
      put(name.text);
      return put(directory_prefix('b', {key[1], key[2], key[0]}));
    case CellKind::lane:
      put(name.text);
      return put(directory_prefix('l', {key[1], key[2], key[0]}));
    case CellKind::lot:
      return put(name.text);
    default:
      return;
  }
}

namespace {

void name_recalled_item(const CellName& name, const Parts& parts, std::uint64_t record, TableWriter& tables) {
  books::Item item;
  ST_CHECK(read(parts, item));
  list_recalled(name.key().at(0), item, tables);
  const std::string key = directory_prefix('J', {name.key().at(0)});
  if (item.status == books::Status::recalled && !tables.get(Table::directory, key))
    tables.put(Table::directory, key, encoded(record));
}

}  // namespace

/// Once told, the lot stays: whoever reads the list looks at the card. Of the product the last record stays,
/// for those who follow changes.
void name_recalled(const CellName& name, const Parts& parts, std::uint64_t record, TableWriter& tables) {
  if (name.kind() == CellKind::item) return name_recalled_item(name, parts, record, tables);
  if (name.kind() != CellKind::lot) return;
  books::LotCard card;
  ST_CHECK(read(parts, card));
  if (card.blocks.empty() && card.recalled_of.empty()) return;
  const std::vector<std::string> lot = name.key();
  const std::string key = directory_prefix('R', {lot[0], lot[1]});
  if (!tables.get(Table::directory, key)) tables.put(Table::directory, key, encoded(record));
  tables.put(Table::directory, directory_prefix('Q', {lot[0]}), encoded(record));
}

std::string owned_key(std::string_view party, const Good& good, AccountKind kind, std::string_view end) {
  return directory_prefix('Y', {party, good.product, good.unit, std::to_string(static_cast<int>(kind)), end});
}

std::vector<books::Discrepancy> conclusions(const CellName& name, const books::Book& book) {
  const std::vector<std::string> key = name.key();
  return books::conclusions(key[0], {key[1], key[2]}, book);
}

std::vector<books::Discrepancy> conclusions(const CellName& name, const books::Lane& lane) {
  std::vector<books::Discrepancy> found;
  if (lane.deliveries.empty()) return found;
  const std::vector<std::string> key = name.key();
  for (const books::Delivery& delivery : lane.deliveries)
    std::ranges::move(books::conclusions({key[1], key[2]}, delivery), std::back_inserter(found));
  return found;
}

std::vector<books::Discrepancy> conclusions_of(const CellName& name, const Parts& parts) {
  const auto of = [&](auto cell) {
    ST_CHECK(read(parts, cell));
    return conclusions(name, cell);
  };
  if (name.kind() == CellKind::book) return of(books::Book());
  if (name.kind() == CellKind::lane) return of(books::Lane());
  return {};
}

void Worklist::change(std::string_view source, Found before, Found after, Told told) {
  if (before.empty() && after.empty()) return;
  const std::vector<books::Discrepancy> was = each_once(before), is = each_once(after);
  std::vector<books::Discrepancy> ended, begun;  // Few, of lists that may be long.
  std::ranges::set_difference(was, is, std::back_inserter(ended));
  std::ranges::set_difference(is, was, std::back_inserter(begun));
  const auto add = [&](const std::vector<books::Discrepancy>& found, int sign) {
    for (const books::Discrepancy& one : found) {
      Change& change = changes_[one];
      change.told = told;
      const auto sum = change.sources.try_emplace(std::string(source), 0).first;
      sum->second += sign;
      if (sum->second == 0) change.sources.erase(sum);
    }
  };
  add(ended, -1);
  add(begun, 1);
}

bool Worklist::is_told_by_others(const books::Discrepancy& one, const Change& change) const {
  if (change.told == Told::once) return false;
  bool found = false;
  const std::string prefix = prefixes_of(one).front();
  tables_.scan(Table::worklist, prefix, {}, [&](std::string_view key, std::string_view) {
    const std::string_view source = key.substr(prefix.size());
    found = std::ranges::none_of(change.sources,
                                 [&](const auto& known) { return first_bytes(known.first) == source; });
    return !found;
  });
  return found;
}

/// Gives the record since which it was told.
std::uint64_t Worklist::end(const books::Discrepancy& one, std::string_view source) {
  std::uint64_t from = 0;
  for (const std::string& prefix : prefixes_of(one)) {
    const std::string key = prefix + first_bytes(source);
    const auto bytes = tables_.get(Table::worklist, key);
    ST_CHECK(bytes);
    from = unpack_open(*bytes).from;
    if (from < record_) keep_past('d', key, from, record_, *bytes, tables_);
    tables_.erase(Table::worklist, key);
  }
  return from;
}

void Worklist::begin(const books::Discrepancy& one, std::string_view source) {
  for (const std::string& prefix : prefixes_of(one))
    tables_.put(Table::worklist, prefix + first_bytes(source), encoded(record_, one));
}

void Worklist::store() {
  WorklistChanges seen{.record = record_, .ended = {}, .begun = {}};
  for (const auto& [one, change] : changes_) {
    if (change.sources.empty()) continue;
    const bool has_others = is_told_by_others(one, change);
    std::optional<std::uint64_t> ended;
    bool has_begun = false;
    for (const auto& [source, sign] : change.sources) {
      if (sign > 0) {
        begin(one, source);
        has_begun = true;
      } else {
        const std::uint64_t from = end(one, source);
        ended = std::min(ended.value_or(from), from);
      }
    }
    if (has_others || (ended && has_begun)) continue;
    if (ended) seen.ended.push_back({*ended, one});
    if (has_begun) seen.begun.push_back(one);
  }
  if (!seen.ended.empty() || !seen.begun.empty()) list_changes(std::move(seen), tables_);
}

bool is_outside(AccountKind kind) {
  return kind != AccountKind::on_hand && kind != AccountKind::in_transit;
}

void add_outside(const OutsideAccount& account, Amount change, TableWriter& tables) {
  if (change.is_zero()) return;
  const std::string key =
      directory_prefix('O', {account.good.product, account.good.unit, account.lot,
                             std::to_string(static_cast<int>(account.kind)), account.site});
  Amount amount;
  if (const auto bytes = tables.get(Table::directory, key)) amount = stored_row<Amount>(*bytes);
  amount += change;
  if (amount.is_zero()) {
    tables.erase(Table::directory, key);
  } else {
    tables.put(Table::directory, key, encoded(amount));
  }
}

OutsideAccount parse_outside(std::string_view key) {
  const std::vector<std::string> parts = CellName(key).key();
  ST_CHECK(parts.size() == 5);
  return {{parts[0], parts[1]}, parts[2], static_cast<AccountKind>(std::stoi(parts[3])), parts[4]};
}

WorklistPart part_of(const books::Discrepancy& one) {
  return one.kind == DiscrepancyKind::not_entitled ? WorklistPart::strangers : WorklistPart::own;
}

std::string worklist_prefix(std::string_view place, WorklistPart part) {
  constexpr char after_all = '\xFF';
  std::string prefix;
  if (part == WorklistPart::strangers) prefix.push_back(after_all);
  return prefix.append(place).append(1, '\0');
}

OpenDiscrepancy unpack_open(std::string_view bytes) {
  Decoder in(bytes);
  OpenDiscrepancy open;
  in.all(open.from, open.told);
  ST_CHECK(in.ok());
  return open;
}

}  // namespace stocktrail::inventory
