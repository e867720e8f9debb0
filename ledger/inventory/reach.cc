#include "ledger/inventory/reach.h"

#include <algorithm>
#include <map>
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

/// Of what each issuer told it looks at so much, so that nobody hides what others made.
class Reacher {
 public:
  explicit Reacher(const TableReader& tables) : tables_(tables) {}

  void ask(const std::string& product, const std::string& lot) {
    if (take({}) && seen_.emplace(product, lot).second) reach_.lots.push_back({product, lot, 0, {}});
  }
  void ask_all_of(const std::string& product) {
    ask(product, {});
    std::size_t looked_at = 0;
    tables_.scan(Table::directory, directory_prefix('T', {product}), {}, [&](std::string_view key, auto) {
      const books::LotName name(product, CellName(key).key().at(1));
      if (seen_.contains(name)) return true;
      if (++looked_at > reach_looked_at_max) return reach_.complete = false;
      std::string by = maker_of(name);
      if (take(by)) add({name.first, name.second, 0, std::move(by)});
      return true;
    });
  }
  Reach run() && {
    for (std::size_t i = 0; i < reach_.lots.size(); ++i) {
      const ReachedLot from = reach_.lots[i];
      const auto outputs = card_of({from.product, from.lot}).outputs;
      for (auto at = outputs.begin(); at != outputs.end();) {
        const auto& [issuer, made] = *at;
        if (seen_.contains(made)) {
          ++at;
        } else if (!take(issuer)) {
          at = books::next_issuer(outputs, at);
        } else {
          ++at;
          if (was_made_of(made, {from.product, from.lot}, issuer))
            add({made.first, made.second, from.depth + 1, issuer});
        }
      }
    }
    return std::move(reach_);
  }

 private:
  books::LotCard card_of(const books::LotName& lot) const {
    return cell_of<books::LotCard>(CellKind::lot, {lot.first, lot.second}, {}, tables_);
  }
  /// By the word of this issuer, whose word counts.
  bool was_made_of(const books::LotName& made, const books::LotName& from, const std::string& issuer) const {
    const books::LotCard card = card_of(made);
    const auto link = card.inputs.find(from);
    return link != card.inputs.end() && link->second.contains(issuer) && card.carries(made, {issuer});
  }
  /// Whose word its making is; empty: nobody told it.
  std::string maker_of(const books::LotName& lot) const {
    const books::LotCard card = card_of(lot);
    for (const auto& [issuer, maker] : card.makers)
      if (card.speaks(issuer)) return issuer;
    return {};
  }
  void add(ReachedLot lot) {
    seen_.emplace(lot.product, lot.lot);
    reach_.lots.push_back(std::move(lot));
  }
  bool take(const std::string& issuer) {
    std::size_t& taken = taken_[issuer];
    const bool has_room = taken < reach_lots_max;
    if (has_room) ++taken;
    reach_.complete = reach_.complete && has_room;
    return has_room;
  }

  const TableReader& tables_;
  std::set<books::LotName> seen_;
  std::map<std::string, std::size_t> taken_;  // By issuer.
  Reach reach_;
};

}  // namespace

Reach reach_of(const std::vector<ReachedLot>& lots, const TableReader& tables) {
  Reacher reacher(tables);
  for (const ReachedLot& one : lots) {
    if (one.lot == every_lot) {
      reacher.ask_all_of(one.product);
    } else {
      reacher.ask(one.product, one.lot);
    }
  }
  return std::move(reacher).run();
}

namespace {

/// Which recall reaches a lot by way of what went into it. Each lot is read once, for all that were made of
/// it: the card of one that went into ten thousand is long.
class InputRecalls {
 public:
  using CardOf = std::function<books::LotCard(const books::LotName&)>;
  using RefOf = std::function<EventRef(const books::BlockChange&)>;
  InputRecalls(CardOf card_of, RefOf ref_of) : card_of_(std::move(card_of)), ref_of_(std::move(ref_of)) {}

  std::optional<EventRef> of(const books::LotName& asked, const books::LotCard& its_card) {
    constexpr std::size_t kept_at_once = 1'000'000;
    if (known_.size() > kept_at_once) known_.clear();
    if (const auto found = known_.find(asked); found != known_.end()) return found->second;
    std::map<const Node*, std::vector<Node*>> made_of_it;
    Node* const node_asked = &*known_.try_emplace(asked).first;
    std::vector<Node*> open{node_asked}, recalled;
    std::size_t lots = 1, links = 0;
    while (!open.empty()) {
      Node* const node = open.back();
      open.pop_back();
      const books::LotCard card = node == node_asked ? its_card : card_of_(node->first);
      if (const books::BlockChange* by = blocked(card, {}, Status::recalled)) {
        node->second = ref_of_(*by);
        recalled.push_back(node);
      }
      for (const auto& [input, tellers] : card.inputs) {
        if (links == books::lot_links_max) break;
        if (!card.carries(node->first, tellers)) continue;
        ++links;
        if (lots == books::lot_inputs_max && !known_.contains(input)) continue;
        const auto [found, is_new] = known_.try_emplace(input);
        made_of_it[&*found].push_back(node);
        if (found->second) recalled.push_back(&*found);
        if (!is_new) continue;
        ++lots;
        open.push_back(&*found);
      }
    }
    while (!recalled.empty()) {
      const Node* const node = recalled.back();
      recalled.pop_back();
      for (Node* const made : made_of_it[node]) {
        if (made->second) continue;
        made->second = node->second;
        recalled.push_back(made);
      }
    }
    return node_asked->second;
  }

 private:
  using Node = std::map<books::LotName, std::optional<EventRef>>::value_type;
  CardOf card_of_;
  RefOf ref_of_;
  std::map<books::LotName, std::optional<EventRef>> known_;
};

}  // namespace

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
  InputRecalls recalled_inputs(card_of, ref);
  const auto recall_of = [&](const books::LotName& name,
                             const books::LotCard& card) -> std::optional<EventRef> {
    if (const books::BlockChange* by = blocked(card, {}, Status::recalled)) return ref(*by);
    if (!card.recalled_of.empty())
      if (const auto found = recalled_inputs.of(name, card)) return found;
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
