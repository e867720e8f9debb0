#include "ledger/promises/on_order.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "ledger/inventory/sellable.h"
#include "ledger/master/goods.h"

namespace stocktrail::promises {
namespace {

constexpr std::int64_t day_micros = 86'400'000'000;

LineProgress ordered(const master::OrderedLine& line, const TableReader& tables) {
  LineProgress progress;
  const auto package = master::package(line.product, tables);
  progress.pieces = package ? package->contains : 1;
  progress.due = line.due;
  const auto measure = books::measure(line.quantity, line.unit, progress.pieces);
  progress.good = {package ? package->product.text() : line.product.text(),
                   measure ? measure->unit : books::unit_of(line.unit)};
  if (measure) progress.ordered = measure->amount;
  return progress;
}

/// Takes from `left` what fits.
Amount take(Amount& left, Amount wanted) {
  const Amount taken = std::max(std::min(left, wanted), Amount());
  left -= taken;
  return taken;
}

struct Moved {
  Amount arrived, on_the_way;
};

/// The way of an order: whose goods count for it. Anybody may name a document.
class Way {
 public:
  Way(const master::RecordedOrder& order, const master::PlaceOwner& owner, const TableReader& tables)
      : order_(order.what), owner_(owner), site_(order.what.place.text()), tables_(tables) {}

  /// Books that were begun before its party claimed the place by its own word are not its to read.
  bool may_read(const books::Good& good) const {
    return owner_.reads_from == 0 || inventory::known_since(site_, good, tables_) >= owner_.reads_from;
  }
  Moved moved(const std::vector<inventory::UnderDocument>& deliveries) const {
    Moved moved;
    for (const inventory::UnderDocument& one : deliveries) {
      const bool is_here = one.at == site_;
      const bool is_for_it = one.at.empty() && is_end(one.to);
      if (is_here) moved.arrived += one.arrived;
      if ((is_here || is_for_it) && is_from(one.from)) moved.on_the_way += one.open;
    }
    return moved;
  }

 private:
  /// As deliveries are matched (docs/inventory.md, section 4): the site, its party, or the GLN of the site
  /// told as that of a party.
  bool is_end(std::string_view to) const {
    constexpr std::string_view place = "https://id.gs1.org/414/", party = "https://id.gs1.org/417/";
    const bool is_by_gln = site_.starts_with(place) && to.starts_with(party) &&
                           std::string_view(site_).substr(place.size()) == to.substr(party.size());
    return to == site_ || to == owner_.party.text() || is_by_gln;
  }
  bool is_from(const std::string& site) const {
    if (order_.from && order_.from->text() == site) return true;
    const auto key = gs1::parse_key(site);
    const auto owner = order_.supplier && key ? master::place_or_whole(*key, tables_) : std::nullopt;
    return owner && owner->party == *order_.supplier;
  }

  const master::StockOrder& order_;
  const master::PlaceOwner& owner_;
  std::string site_;
  const TableReader& tables_;
};

void share_out(std::map<books::Good, Moved> moved, std::vector<LineProgress>& lines) {
  std::vector<std::size_t> by_day(lines.size());
  std::iota(by_day.begin(), by_day.end(), 0);
  std::ranges::stable_sort(by_day, {}, [&](std::size_t i) { return lines[i].due; });
  for (const std::size_t i : by_day) {
    LineProgress& line = lines[i];
    line.arrived = take(moved[line.good].arrived, line.ordered);
    line.on_the_way = take(moved[line.good].on_the_way, line.ordered - line.arrived);
  }
}

OrderState state_of(const std::vector<LineProgress>& lines) {
  const auto all = [&](auto is) { return std::ranges::all_of(lines, is); };
  if (all([](const LineProgress& line) { return line.arrived == line.ordered; })) return OrderState::received;
  return all([](const LineProgress& line) { return line.open().is_zero(); }) ? OrderState::sent
                                                                             : OrderState::open;
}

}  // namespace

std::string_view name_of(OrderState state) {
  switch (state) {
    case OrderState::open:
      return "open";
    case OrderState::sent:
      return "sent";
    case OrderState::received:
      return "received";
    case OrderState::closed:
      return "closed";
  }
  ST_CHECK(false);
}

bool OrderProgress::is_late(Micros now) const {
  if (state == OrderState::closed) return false;
  return std::ranges::any_of(lines, [&](const LineProgress& line) {
    return line.arrived < line.ordered && to_i64(now) >= to_i64(line.due) + day_micros;
  });
}

OrderProgress progress_of(const master::RecordedOrder& order, inventory::Deliveries& deliveries,
                          const TableReader& tables) {
  OrderProgress progress;
  for (const master::OrderedLine& line : order.what.lines) progress.lines.push_back(ordered(line, tables));
  const auto owner = master::place_or_whole(order.what.place, tables);
  const bool is_own = owner && owner->party == order.party;
  std::map<books::Good, Moved> moved;
  if (is_own) {
    const Way way(order, *owner, tables);
    for (const LineProgress& line : progress.lines) {
      if (moved.contains(line.good)) continue;
      Moved& of_good = moved[line.good];
      if (way.may_read(line.good)) {
        of_good = way.moved(deliveries.of(order.what.document, line.good));
      } else {
        progress.complete = false;
      }
    }
  }
  share_out(std::move(moved), progress.lines);
  // More than the books can count: it never is there.
  const auto is_counted = [](const LineProgress& line) { return !line.ordered.is_zero(); };
  const bool counts = std::ranges::all_of(progress.lines, is_counted);
  progress.complete = progress.complete && counts;
  progress.state = order.what.closed || !is_own ? OrderState::closed
                   : counts                     ? state_of(progress.lines)
                                                : OrderState::open;
  return progress;
}

AwaitedList awaited(const gs1::Key& of, std::string_view product, const TableReader& tables,
                    const std::function<bool(const master::RecordedOrder&)>& counts) {
  AwaitedList list;
  inventory::Deliveries deliveries(tables);
  std::map<std::tuple<books::Good, std::string, Micros>, Amount> sums;
  std::size_t seen = 0, lines = 0;
  master::each_order(master::OrderList::placed_open, of, ~std::uint64_t{0} >> 9, tables,
                     [&](const master::RecordedOrder& order) {
                       list.complete = seen++ < awaited_orders_max && lines < awaited_lines_max;
                       if (!list.complete) return false;
                       if (counts && !counts(order)) return true;
                       lines += order.what.lines.size();
                       const OrderProgress progress = progress_of(order, deliveries, tables);
                       if (progress.state == OrderState::closed) return true;
                       for (const LineProgress& line : progress.lines)
                         if (product.empty() || line.good.product == product)
                           sums[{line.good, order.what.place.text(), line.due}] += line.open();
                       return true;
                     });
  for (const auto& [key, amount] : sums)
    if (!amount.is_zero())
      list.awaited.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), amount});
  return list;
}

}  // namespace stocktrail::promises
