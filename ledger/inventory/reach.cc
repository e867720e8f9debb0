#include "ledger/inventory/reach.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ledger/books/made_of.h"
#include "ledger/inventory/detail/history.h"
#include "ledger/inventory/detail/told_events.h"
#include "ledger/inventory/detail/worklist.h"

namespace stocktrail::inventory {
namespace {

template <typename Cell>
Cell cell_of(CellKind kind, std::initializer_list<std::string_view> key, const When& when,
             const TableReader& tables) {
  Cell cell;
  ST_CHECK(read(cell_at(id_of({kind, key}), when, tables), cell));
  return cell;
}

class Reacher {
 public:
  explicit Reacher(const TableReader& tables) : tables_(tables) {}

  void add(const std::string& product, const std::string& lot, unsigned depth) {
    if (seen_.contains({product, lot})) return;
    if (reach_.lots.size() >= reach_lots_max) {
      reach_.complete = false;
      return;
    }
    seen_.emplace(product, lot);
    reach_.lots.push_back({product, lot, depth});
  }
  void add_all_of(const std::string& product) {
    add(product, {}, 0);
    tables_.scan(Table::directory, directory_prefix('T', {product}), {}, [&](std::string_view key, auto) {
      const std::string lot = CellName(key).key().at(1);
      add(product, lot, 0);
      return reach_.complete;
    });
  }
  Reach run() && {
    for (std::size_t i = 0; i < reach_.lots.size(); ++i) {
      const ReachedLot from = reach_.lots[i];
      for (const books::LotName& made :
           cell_of<books::LotCard>(CellKind::lot, {from.product, from.lot}, {}, tables_).outputs)
        if (!seen_.contains(made) && was_made_of(made, {from.product, from.lot}))
          add(made.first, made.second, from.depth + 1);
    }
    return std::move(reach_);
  }

 private:
  /// By the word of somebody whose word counts.
  bool was_made_of(const books::LotName& made, const books::LotName& from) const {
    const auto card = cell_of<books::LotCard>(CellKind::lot, {made.first, made.second}, {}, tables_);
    const auto link = card.inputs.find(from);
    return link != card.inputs.end() && card.carries(made, link->second);
  }

  const TableReader& tables_;
  std::set<books::LotName> seen_;
  Reach reach_;
};

}  // namespace

Reach reach_of(const std::vector<ReachedLot>& lots, const TableReader& tables) {
  Reacher reacher(tables);
  for (const ReachedLot& one : lots) {
    if (one.lot == every_lot) {
      reacher.add_all_of(one.product);
    } else {
      reacher.add(one.product, one.lot, 0);
    }
  }
  return std::move(reacher).run();
}

void blocked_lots(const TableReader& tables, const std::function<bool(const BlockedLot&)>& visit) {
  const auto card_of = [&](const books::LotName& lot) {
    return cell_of<books::LotCard>(CellKind::lot, {lot.first, lot.second}, {}, tables);
  };
  const auto ref = [&](const books::BlockChange& by) {
    return ref_of(by.event, tables).value_or(EventRef());
  };
  /// All lots of a product that one recall blocks, and what was made of them; those that a hold does.
  const auto visit_product = [&](const std::string& product, const books::LotCard& whole) {
    const books::BlockChange* by = blocked(books::LotCard(), whole, Status::recalled);  // Whoever made it.
    if (by != nullptr && !visit({product, {}, ref(*by)})) return false;
    for (const ReachedLot& lot : reach_of({{product, std::string(every_lot), 0}}, tables).lots) {
      const books::LotCard card = card_of({lot.product, lot.lot});
      const books::BlockChange* of_lot = lot.depth == 0 ? blocked(card, whole, Status::recalled) : by;
      if (of_lot == nullptr && lot.depth == 0) of_lot = blocked(card, whole, Status::held);
      if (of_lot != nullptr && !lot.lot.empty() &&
          !visit({lot.product, lot.lot, ref(*of_lot), !card.makers.empty()}))
        return false;
    }
    return true;
  };
  const auto recall_of = [&](const books::LotName& name,
                             const books::LotCard& card) -> std::optional<EventRef> {
    if (const books::BlockChange* by = blocked(card, {}, Status::recalled)) return ref(*by);
    std::optional<EventRef> found;
    if (!card.recalled_of.empty())
      books::any_input(name, card_of, [&](const books::LotName&, const books::LotCard& input) {
        if (const books::BlockChange* by = blocked(input, {}, Status::recalled)) found = ref(*by);
        return found.has_value();
      });
    if (found) return found;
    const books::BlockChange* held = blocked(card, {}, Status::held);
    return held != nullptr ? std::optional(ref(*held)) : std::nullopt;
  };
  tables.scan(Table::directory, "R", {}, [&](std::string_view key, std::string_view) {
    const std::vector<std::string> of = CellName(key).key();
    const books::LotCard card = card_of({of[0], of[1]});
    if (of[1].empty()) return card.blocks.empty() || visit_product(of[0], card);
    const std::optional<EventRef> by = recall_of({of[0], of[1]}, card);
    return !by || visit({of[0], of[1], *by, !card.makers.empty()});
  });
}

void recalled_by_events(const TableReader& tables,
                        const std::function<bool(const std::string& item, EventRef last)>& visit) {
  tables.scan(Table::directory, "J", {}, [&](std::string_view key, std::string_view) {
    const std::string name = CellName(key).key().at(0);
    const auto item = cell_of<books::Item>(CellKind::item, {name}, {}, tables);
    return item.status != Status::recalled || visit(name, ref_of(item.last, tables).value_or(EventRef()));
  });
}

ItemPlace place_of_item(const std::string& key, const When& when, const TableReader& tables) {
  using books::Whereabouts;
  const auto item = cell_of<books::Item>(CellKind::item, {key}, when, tables);
  ItemPlace found{{.kind = AccountKind::unknown, .place = {}, .from = {}, .status = item.status},
                  item.good,
                  item.lot,
                  {}};
  const auto card = cell_of<books::LotCard>(CellKind::lot, {item.good.product, item.lot}, {}, tables);
  if (const books::BlockChange* recall = recalled(item, card, when.as_of))
    found.recalled_by = ref_of(recall->event, tables).value_or(EventRef());
  Whereabouts where = item.where;
  std::string place = item.place.key(), from, to = item.trip.to;
  if (item.box.empty() && where == Whereabouts::on_the_way) {
    const auto lane =
        cell_of<books::Lane>(CellKind::lane, {to, item.trip.good.product, item.trip.good.unit}, when, tables);
    const auto trip = std::ranges::find_if(lane.deliveries, [&](const books::Delivery& one) {
      return one.event == item.trip.event && one.line == item.trip.line;
    });
    const bool has_left = trip == lane.deliveries.end();
    if (!has_left) from = trip->from;
    if (has_left || (trip->open().is_zero() && !trip->arrived_at_site.empty())) {  // It arrived by quantity.
      where = Whereabouts::at_site;
      place = has_left ? to : trip->arrived_at_part.empty() ? trip->arrived_at_site : trip->arrived_at_part;
    }
  }
  std::string box = item.box;
  for (std::size_t depth = 0; !box.empty() && depth <= books::box_depth_max; ++depth) {
    const auto holder = cell_of<books::Box>(CellKind::box, {box}, when, tables);
    where = holder.where;
    place = holder.place.key();
    from = holder.from;
    to = holder.to;
    box = holder.parent;
  }
  if (where == Whereabouts::at_site) {
    found.account.kind = AccountKind::on_hand;
    found.account.place = place;
  } else if (where == Whereabouts::on_the_way) {
    found.account.kind = AccountKind::in_transit;
    found.account.place = to;
    found.account.from = from;
  } else if (where == Whereabouts::ended) {
    found.account.kind = item.end;
    found.account.place = place;
  }
  return found;
}

}  // namespace stocktrail::inventory
