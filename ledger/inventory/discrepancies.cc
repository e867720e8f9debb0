#include "ledger/inventory/detail/instances.h"
#include "ledger/inventory/detail/layout.h"

namespace stocktrail::inventory {

Result<DiscrepancyPage> discrepancies(const DiscrepancyQuery& query, const TableReader& tables) {
  const std::string prefix = query.place.empty() ? "D" : discrepancy_prefix(query.place);
  if (!query.cursor.empty() && !query.cursor.starts_with(prefix)) {
    return fail(ErrorCode::invalid_argument, "the cursor is not one that a page before this gave", "cursor");
  }
  DiscrepancyPage page;
  page.last = query.cursor;
  tables.scan(Table::directory, prefix, query.cursor, [&](std::string_view key, std::string_view value) {
    if (key == query.cursor || (query.place.empty() && is_under_other_place(value))) return true;
    if (page.discrepancies.size() == query.limit) {
      page.has_more = true;
      return false;
    }
    page.last = key;
    page.discrepancies.push_back(unpack_discrepancy(key, value).told);
    return true;
  });
  return page;
}

std::optional<ContainerState> container(const gs1::Key& key, const TableReader& tables) {
  const std::string id = instance_id(key);
  std::optional<Instance> instance = load_instance(id, tables);
  if (!instance) return std::nullopt;
  ContainerState state;
  state.account = account_at(resolve_where(*instance, tables), instance->status);
  for (const auto& [line, amount] : load_lines(id, tables)) {
    if (!amount.is_zero()) state.contents.push_back({line.good, line.status, amount});
  }
  return state;
}

}  // namespace stocktrail::inventory
