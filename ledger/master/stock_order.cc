#include "ledger/master/stock_order.h"

#include "ledger/master/detail/layout.h"
#include "ledger/state/table_codec.h"

namespace stocktrail::master {
namespace {

std::optional<RecordedOrder> read_order(const std::string& key, const TableReader& tables) {
  const auto bytes = tables.get(Table::master, key);
  if (!bytes) return std::nullopt;
  auto found = decode_order(*bytes);
  if (!found) tables.note_damage(Table::master);
  return found;
}

}  // namespace

std::optional<RecordedOrder> stock_order(std::string_view party, std::string_view id,
                                         const TableReader& tables) {
  return read_order(key_of(Family::order, party, id), tables);
}

void each_order(OrderList list, const gs1::Key& of, std::uint64_t before, const TableReader& tables,
                const std::function<bool(const RecordedOrder&)>& visit) {
  const std::string prefix = key_of(static_cast<Family>(list), of.text(), {});
  const std::string end = prefix + std::string(packed_ref(event_ref(before, 0)));
  tables.scan_back(Table::master, prefix, end, [&](std::string_view, std::string_view key) {
    const auto order = read_order(std::string(key), tables);
    return !order || visit(*order);
  });
}

}  // namespace stocktrail::master
