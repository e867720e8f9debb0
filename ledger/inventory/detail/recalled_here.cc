#include "ledger/inventory/detail/recalled_here.h"

#include <algorithm>

#include "ledger/inventory/detail/cell_codec.h"
#include "ledger/inventory/detail/worklist.h"
#include "ledger/state/stored_row.h"

namespace stocktrail::inventory {
namespace {

constexpr std::size_t cost_of_look = 20;  // At a box or a lane, in keys.
const Amount one = Amount::pieces(1);

std::string joined(std::initializer_list<std::string_view> texts) {
  std::string all;
  for (const std::string_view text : texts) all.append(text).append(1, '\0');
  return all;
}

std::string delivery_text(const books::EventKey& event, std::uint32_t line) {
  return std::to_string(event.content) + " " + std::to_string(event.identity) + " " + std::to_string(line);
}

std::string place_text(const books::Item& item) {
  using books::Whereabouts;
  if (!item.box.empty()) return joined({"b", item.box});
  if (item.where == Whereabouts::at_site) return joined({"s", item.place.site, item.place.part});
  if (item.where == Whereabouts::on_the_way)
    return joined({"w", item.trip.to, delivery_text(item.trip.event, item.trip.line)});
  return {};
}

std::vector<std::string> keys_of(const std::string& item_key, const books::Item& item) {
  std::vector<std::string> keys;
  const std::string place = place_text(item);
  if (place.empty() || item.status != Status::sellable) return keys;
  for (const std::string& issuer : recallers(item))
    keys.push_back(directory_prefix('I', {item.good.product, item.good.unit, item.lot, issuer}) + place +
                   joined({item_key}));
  return keys;
}

template <typename Cell>
Cell cell_of(const CellName& name, const TableReader& tables) {
  Cell cell;
  ST_CHECK(read(cell_at(id_of(name), {}, tables), cell));
  return cell;
}

}  // namespace

void list_recalled(const std::string& item_key, const books::Item& item, TableWriter& tables) {
  if (item.recalls.empty()) return;
  const std::string list = directory_prefix('i', {item_key});
  std::vector<std::string> was;
  if (const auto bytes = tables.get(Table::directory, list))
    was = stored_row<std::vector<std::string>>(*bytes);
  const std::vector<std::string> now = keys_of(item_key, item);
  if (was == now) return;
  for (const std::string& key : was) tables.erase(Table::directory, key);
  for (const std::string& key : now) tables.put(Table::directory, key, {});
  if (now.empty()) {
    tables.erase(Table::directory, list);
  } else {
    tables.put(Table::directory, list, encoded(now));
  }
}

RecalledHere::RecalledHere(const std::string& site, const Good& good, const books::Book& book,
                           const std::vector<std::string>& ends, const TableReader& tables)
    : site_(site),
      good_(good),
      book_(book),
      ends_(ends),
      tables_(tables),
      is_any_(is_listed(directory_prefix('I', {good.product, good.unit}))) {}

bool RecalledHere::is_listed(const std::string& prefix) const {
  bool found = false;
  tables_.scan(Table::directory, prefix, {}, [&](auto, auto) {
    found = true;
    return false;
  });
  return found;
}

std::optional<std::map<std::string, Amount>> RecalledHere::of(const std::string& lot) {
  found_.clear();
  if (!is_any_ || !is_listed(directory_prefix('I', {good_.product, good_.unit, lot}))) return found_;
  std::vector<std::string> issuers{{}};
  const auto card = cell_of<books::LotCard>({CellKind::lot, {good_.product, lot}}, tables_);
  for (const auto& [issuer, maker] : card.makers)
    if (card.speaks(issuer)) issuers.push_back(issuer);
  for (const std::string& issuer : issuers) {
    const std::string prefix = directory_prefix('I', {good_.product, good_.unit, lot, issuer});
    if (!take(1)) break;
    count_at_site(prefix + joined({"s", site_}));
    count_in_boxes(prefix + joined({"b"}));
    for (const std::string& end : ends_) count_arrived(prefix + joined({"w", end}), end);
  }
  if (left_ == 0) return std::nullopt;
  return found_;
}

bool RecalledHere::take(std::size_t cost) {
  left_ -= std::min(left_, cost);
  return left_ > 0;
}

void RecalledHere::count_under(const std::string& prefix, const std::string& part) {
  tables_.scan(Table::directory, prefix, {}, [&](auto, auto) {
    found_[part] += one;
    return take(1);
  });
}

void RecalledHere::count_at_site(const std::string& prefix) {
  tables_.scan(Table::directory, prefix, {}, [&](std::string_view key, auto) {
    const std::string_view rest = key.substr(prefix.size());
    found_[std::string(rest.substr(0, rest.find('\0')))] += one;
    return take(1);
  });
}

/// Boxes with recalled items and boxes of the site, both in order: from one to the next that may be in both.
void RecalledHere::count_in_boxes(const std::string& prefix) {
  for (auto box = book_.boxes.begin(); box != book_.boxes.end() && take(cost_of_look);) {
    std::string next;
    tables_.scan(Table::directory, prefix, prefix + joined({box->first}), [&](std::string_view key, auto) {
      const std::string_view rest = key.substr(prefix.size());
      next = rest.substr(0, rest.find('\0'));
      return false;
    });
    if (next.empty()) return;
    if (next != box->first) {
      box = book_.boxes.lower_bound(next);
      continue;
    }
    const auto at = place_of_box(next);
    if (at && at->site == site_) count_under(prefix + joined({next}), at->part);
    ++box;
  }
}

std::optional<books::Place> RecalledHere::place_of_box(std::string box) const {
  for (std::size_t depth = 0; depth <= books::box_depth_max; ++depth) {
    const auto holder = cell_of<books::Box>({CellKind::box, {box}}, tables_);
    if (!holder.parent.empty()) {
      box = holder.parent;
    } else if (holder.where == books::Whereabouts::at_site) {
      return holder.place;
    } else {
      break;
    }
  }
  return std::nullopt;
}

void RecalledHere::count_arrived(const std::string& prefix, const std::string& end) {
  for (std::string start; take(1);) {
    std::string delivery;
    tables_.scan(Table::directory, prefix, start, [&](std::string_view key, auto) {
      const std::string_view rest = key.substr(prefix.size());
      delivery = rest.substr(0, rest.find('\0'));
      return false;
    });
    if (delivery.empty() || !take(cost_of_look)) return;
    if (const auto part = part_of_arrived(end, delivery)) count_under(prefix + joined({delivery}), *part);
    start = prefix + delivery + '\x01';  // After all of it.
  }
}

std::optional<std::string> RecalledHere::part_of_arrived(const std::string& end,
                                                         const std::string& delivery) {
  auto lane = lanes_.find(end);
  if (lane == lanes_.end()) {
    take(cost_of_look);
    lane = lanes_.emplace(end, cell_of<books::Lane>(lane_name(good_, end), tables_)).first;
  }
  const auto trip = std::ranges::find_if(lane->second.deliveries, [&](const books::Delivery& of) {
    return delivery_text(of.event, of.line) == delivery;
  });
  if (trip == lane->second.deliveries.end())  // It left the lane: it has come.
    return end == site_ ? std::optional(std::string()) : std::nullopt;
  if (!trip->open().is_zero() || trip->arrived_at_site != site_) return std::nullopt;
  return trip->arrived_at_part;
}

}  // namespace stocktrail::inventory
