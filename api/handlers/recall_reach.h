// api/handlers/recall_reach.h: who has what was recalled, told by the rule of positions: everyone sees places
// of its own party, authorities and auditors all. Who recalled goods of products that it owns sees where
// these are, too, since it must get them back; of what others made of them, and of goods that nobody owns,
// how many have some: else one piece that is made were a way to look at anybody's stock and customers.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "api/access/visibility.h"
#include "crypto/json_writer.h"
#include "ledger/inventory/reach.h"
#include "ledger/ledger.h"
#include "ledger/master/recall.h"

namespace stocktrail::api {

inline constexpr std::size_t reach_rows_max = 10'000;

/// Pages of discrepancies that are looked at for one answer.
inline constexpr std::size_t reach_discrepancy_pages_max = 10;
struct ReachRow {
  inventory::Position position;
  std::string item;        // Of a recall by serial numbers.
  Amount sold_after = {};  // Of what was sold: although it was recalled; see split_sales().
};

enum class ReachOf : unsigned char { own_recall, recall_of_another, mock };

struct RecallReach {
  std::vector<inventory::ReachedLot> lots;  // With all that was made of them.
  std::vector<ReachRow> rows;
  std::vector<ReachRow> without_lot;  // Of these products; nobody told the lot, so it may be one of these.
  std::map<std::pair<inventory::AccountKind, inventory::Good>, Amount> totals;  // Of `rows`.
  bool complete = true;                                                         // False: a limit cut it.
  bool is_whole = true;          // False: not all places of others are told.
  std::set<std::string> others;  // Who has what is not told. Only who recalled it is told how many these are.
};
RecallReach recall_reach(std::span<const master::RecallGoods> goods, ReachOf of, const Principal& principal,
                         const TableReader& tables);

/// Tells of what was sold how much was sold after the recall, as far as discrepancies show that
/// (sold_recalled).
void split_sales(RecallReach& reach, const master::Recall& recall, const TableReader& tables);

/// Items of a product that a recall that stands names, canonical keys.
std::vector<std::string> recalled_items(const std::string& product, const TableReader& tables);

/// The `recall` of a receipt: when it takes effect, and what of it does not count. Nothing for other kinds.
void write_told_recall(json::Writer& w, const View& view, LeafIndex index);

/// A lot or item of recalled goods of which no event tells; `near` are those on record that differ in capital
/// and small letters only. It may be told later; or it is mistyped, and the right one is not recalled.
struct Unrecorded {
  gs1::Key key;
  std::vector<gs1::Key> near;
};
std::vector<Unrecorded> unrecorded(std::span<const master::RecallGoods> goods, const TableReader& tables);

/// What of the goods does not count, since its word is none about them, and what does.
std::vector<gs1::Key> idle_keys(const master::RecallRevision& revision, const master::RecallGoods& goods,
                                const TableReader& tables);
std::vector<master::RecallGoods> counting_goods(const master::RecallRevision& revision,
                                                const TableReader& tables);

}  // namespace stocktrail::api
