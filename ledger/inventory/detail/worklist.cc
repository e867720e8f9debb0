#include "ledger/inventory/detail/worklist.h"

#include <algorithm>

#include "ledger/inventory/detail/cell_codec.h"

namespace stocktrail::inventory {
namespace {

using Found = std::vector<books::Discrepancy>;

std::vector<std::string> keys_of(const books::Discrepancy& one, const std::string& bytes,
                                 std::string_view source) {
  const std::string rest = std::string(packed_time(one.since)) +
                           std::string(std::string_view(hashed_key(bytes)).substr(0, 8)) +
                           std::string(std::string_view(hashed_key(source)).substr(0, 8));
  std::vector<std::string> keys{worklist_prefix(one.place) + rest};
  if (!one.other_place.empty() && one.other_place != one.place)
    keys.push_back(worklist_prefix(one.other_place) + rest);
  return keys;
}

void list(Found before, Found after, std::string_view source, std::uint64_t record, TableWriter& tables) {
  for (Found* found : {&before, &after}) {
    std::ranges::sort(*found);
    const auto twice = std::ranges::unique(*found);
    found->erase(twice.begin(), twice.end());
  }
  Found ended, begun;
  std::ranges::set_difference(before, after, std::back_inserter(ended));
  std::ranges::set_difference(after, before, std::back_inserter(begun));
  for (const books::Discrepancy& one : ended)
    for (const std::string& key : keys_of(one, encoded(one), source)) {
      const auto bytes = tables.get(Table::worklist, key);
      ST_CHECK(bytes);
      keep_past('d', key, unpack_open(*bytes).from, record, *bytes, tables);
      tables.erase(Table::worklist, key);
    }
  for (const books::Discrepancy& one : begun) {
    for (const std::string& key : keys_of(one, encoded(one), source))
      tables.put(Table::worklist, key, encoded(record, one));
  }
}

}  // namespace

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

/// Once told, it stays: whoever reads the list looks at the card.
void name_recalled(const CellName& name, const Parts& parts, std::uint64_t record, TableWriter& tables) {
  if (name.kind() != CellKind::lot) return;
  books::LotCard card;
  ST_CHECK(read(parts, card));
  if (card.blocks.empty() && card.recalled_of.empty()) return;
  const std::string key = directory_prefix('R', {name.key()[0], name.key()[1]});
  if (!tables.get(Table::directory, key)) tables.put(Table::directory, key, encoded(record));
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

void list_discrepancies(std::string_view source, std::span<const books::Discrepancy> before,
                        std::span<const books::Discrepancy> after, std::uint64_t record,
                        TableWriter& tables) {
  if (before.empty() && after.empty()) return;
  list({before.begin(), before.end()}, {after.begin(), after.end()}, source, record, tables);
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
  if (const auto bytes = tables.get(Table::directory, key)) amount = decoded<Amount>(*bytes).value();
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

std::string worklist_prefix(std::string_view place) {
  return std::string(place) + '\0';
}

OpenDiscrepancy unpack_open(std::string_view bytes) {
  Decoder in(bytes);
  OpenDiscrepancy open;
  in.all(open.from, open.told);
  ST_CHECK(in.ok());
  return open;
}

}  // namespace stocktrail::inventory
