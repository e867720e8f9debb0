// api/handlers/recall_reach.h: who has what was recalled. Who recalled it, authorities and auditors see all
// places; everyone else those of their own party. Of a mock recall, which anyone may ask for, nobody but
// authorities and auditors sees places of others: else it would be a way to look at their stock.
#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "api/access/visibility.h"
#include "ledger/inventory/reach.h"
#include "ledger/master/recall.h"

namespace stocktrail::api {

inline constexpr std::size_t reach_rows_max = 10'000;

struct ReachRow {
  inventory::Position position;
  std::string item;  // Of a recall by serial numbers.
};

enum class ReachOf : unsigned char { own_recall, recall_of_another, mock };

struct RecallReach {
  std::vector<inventory::ReachedLot> lots;  // With all that was made of them.
  std::vector<ReachRow> rows;
  std::vector<ReachRow> without_lot;  // Of these products; nobody told the lot, so it may be one of these.
  std::map<std::pair<inventory::AccountKind, inventory::Good>, Amount> totals;  // Of `rows`.
  bool complete = true;                                                         // False: a limit cut it.
  bool is_whole = true;  // False: places of others are not told.
};
RecallReach recall_reach(std::span<const master::RecallGoods> goods, ReachOf of, const Principal& principal,
                         const TableReader& tables);

/// Items of a product that a recall that stands names, canonical keys.
std::vector<std::string> recalled_items(const std::string& product, const TableReader& tables);

/// What of the goods does not count, since its word is none about them, and what does.
std::vector<gs1::Key> idle_keys(const master::RecallRevision& revision, const master::RecallGoods& goods,
                                const TableReader& tables);
std::vector<master::RecallGoods> counting_goods(const master::RecallRevision& revision,
                                                const TableReader& tables);

}  // namespace stocktrail::api
