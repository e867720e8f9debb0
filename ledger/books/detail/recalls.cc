#include "ledger/books/detail/recalls.h"

#include <algorithm>
#include <map>

#include "ledger/books/detail/items.h"
#include "ledger/books/made_of.h"

namespace stocktrail::books {
namespace {

using Lot = LotName;

bool is_recalled(const LotCard& card) {
  return blocked(card, {}, Status::recalled) != nullptr;
}

/// What was made of the lot has these causes, too, or has them no longer. Of what each issuer told so much:
/// who tells that very many lots of its own were made of one hides nobody else's.
void spread(World& world, const Lot& from, const std::set<Lot>& causes, bool stands) {
  std::set<Lot> seen{from};
  std::map<std::string, std::size_t> reached;  // By who told it.
  std::vector<Lot> open{from};
  bool is_cut = false;
  while (!open.empty() && !causes.empty()) {
    const Outputs& outputs = world.cells.lot(open.back().first, open.back().second).outputs;
    open.pop_back();
    for (auto at = outputs.begin(); at != outputs.end();) {
      const auto& [issuer, made] = *at;
      std::size_t& marks = world.recall_marks[issuer];
      is_cut = is_cut || marks > recall_marks_max;
      if (marks > recall_marks_max || reached[issuer] + 1 >= recalled_lots_max) {
        at = next_issuer(outputs, at);
        continue;
      }
      ++at;
      if (!seen.insert(made).second) continue;
      ++reached[issuer];
      LotCard& one = world.cells.lot(made.first, made.second);
      marks += causes.size();
      is_cut = is_cut || marks > recall_marks_max;
      if (marks > recall_marks_max) continue;
      for (const Lot& cause : causes) {
        if (stands) {
          one.recalled_of.insert(cause);
        } else {
          one.recalled_of.erase(cause);
        }
      }
      open.push_back(made);
    }
  }
  if (is_cut) note(world, DiscrepancyKind::too_much, {}, {from.first, {}}, from.second, {});
}

void change(World& world, const Lot& lot, BlockChange change) {
  change.at = world.now;
  change.event = world.fact->event;
  change.issuer = world.fact->issuer;
  LotCard& card = world.cells.lot(lot.first, lot.second);
  card.blocks.push_back(std::move(change));
  spread(world, lot, {lot}, is_recalled(card));
}

BlockChange recall_by(const Fact::Notice& notice, const std::string& product) {
  return {.stands = true,
          .source = notice.source,
          .entitled = std::ranges::find(notice.entitled, product) != notice.entitled.end(),
          .known_at = notice.recorded_at};
}

BlockChange end_of(const Fact::Notice& notice) {
  return {.stands = false, .source = notice.source, .entitled = true, .known_at = notice.recorded_at};
}

void recall_items(World& world, const Fact::Notice& notice, const Report& report) {
  for (const std::string& key : report.items) {
    Item& item = world.cells.item(key);
    BlockChange recall = recall_by(notice, item.good.product);
    recall.at = world.now;
    recall.event = report.event;
    recall.issuer = report.issuer;
    item.recalls.push_back(std::move(recall));
  }
}

}  // namespace

void block(World& world, const Report& report) {
  const Fact& fact = *world.fact;
  const Lot lot(report.good.product, report.lot);
  if (fact.notice) {
    change(world, lot, recall_by(*fact.notice, lot.first));
    return;
  }
  const Standing standing = fact.standing_to(lot.first);
  const bool is_entitled = standing == Standing::owner || standing == Standing::authority;
  const bool is_everywhere =
      report.lot.empty() ? report.place.empty()
                         : is_entitled || world.cells.lot(lot.first, lot.second).speaks(report.issuer);
  if (is_everywhere) {
    change(world, lot, {.status = fact.blocks, .stands = fact.deed == Deed::block, .entitled = is_entitled});
  } else if (!report.place.empty()) {
    restate(world, report);
  } else {
    note(world, DiscrepancyKind::status_found_nothing, {}, report.good, report.lot, {});
  }
}

void settle_notice(World& world) {
  const auto& told = world.fact->notice;
  ST_CHECK(told);
  const Fact::Notice& notice = *told;
  for (const Report& report : item_reports(world, world.fact->what)) recall_items(world, notice, report);
  for (const Line& line : notice.lifted.lines) change(world, {line.good.product, line.lot}, end_of(notice));
  for (const ItemName& name : notice.lifted.items) {
    BlockChange end = end_of(notice);
    end.at = world.now;
    end.event = world.fact->event;
    know(world, name).recalls.push_back(std::move(end));
  }
}

void pass_on(World& world, const std::string& product, const std::string& lot) {
  const LotCard& card = world.cells.lot(product, lot);
  std::set<Lot> causes = card.recalled_of;
  if (is_recalled(card)) causes.emplace(product, lot);
  spread(world, {product, lot}, causes, true);
}

const BlockChange* recall_of_input(World& world, const LotName& lot,
                                   const std::function<const BlockChange*(const LotCard& input)>& recall) {
  const BlockChange* found = nullptr;
  const auto card_of = [&](const LotName& of) -> const LotCard& {
    return world.cells.lot(of.first, of.second);
  };
  any_input(lot, card_of, [&](const LotName& of, const LotCard& card) {
    if (of != lot) found = recall(card);
    return found != nullptr;
  });
  return found;
}

bool may_be_sold(World& world, const std::string& product, const std::string& lot) {
  if (lot.empty()) return true;
  const LotCard& card = world.cells.lot(product, lot);
  const auto is_known = [&](const LotCard& one, Status status) {
    return blocked_as_known(one, status, world.now);
  };
  if (is_known(card, Status::recalled) != nullptr || is_known(card, Status::held) != nullptr) return false;
  if (const auto expiry = card.expires_at(); expiry && *expiry <= world.now) return false;
  if (card.recalled_of.empty()) return true;
  return recall_of_input(world, {product, lot},
                         [&](const LotCard& input) { return is_known(input, Status::recalled); }) == nullptr;
}

}  // namespace stocktrail::books
