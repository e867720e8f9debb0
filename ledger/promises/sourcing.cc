// What each line of an order gets, and from where.
#include <algorithm>

#include "ledger/master/goods.h"
#include "ledger/master/master.h"
#include "ledger/promises/detail/judging.h"
#include "ledger/promises/detail/supply.h"
#include "ledger/promises/parcels.h"

namespace stocktrail::promises {

Result<void> check_whole(const books::Measure& measure, const std::string& path) {
  if (!measure.unit.empty() || measure.amount.nanos() % Amount::pieces(1).nanos() == 0) return {};
  return fail(ErrorCode::invalid_argument,
              "are " + measure.amount.text() +
                  " pieces: ask for a whole number of them, or name the unit of a measure",
              path + ".quantity");
}

Result<Granted> measured(const AskedLine& line, const TableReader& tables) {
  Granted granted{.good = {line.product, {}}, .pieces = 1, .asked = {}, .from = {}};
  // A package is counted in what it holds, as the books count it.
  if (books::unit_of(line.unit).empty()) {
    const auto key = gs1::parse_key(line.product);
    if (const auto package = key ? master::package(*key, tables) : std::nullopt) {
      granted.good.product = package->product.text();
      granted.pieces = package->contains;
    }
  }
  const auto asked = books::measure(line.quantity, line.unit, granted.pieces);
  if (!asked) return fail(ErrorCode::invalid_argument, "is more than can be counted", ".quantity");
  if (auto whole = check_whole(*asked, {}); !whole) return std::unexpected(whole.error());
  granted.good.unit = asked->unit;
  granted.asked = asked->amount;
  return granted;
}

namespace {

Decimal number_one() {
  const auto one = Decimal::of(1, 0);
  ST_CHECK(one);
  return *one;
}

constexpr Amount everything = Amount::from_nanos(Int128{1} << 120);

/// The places of a line, the nearest first; what is not known to be anywhere comes last.
class Nearness {
 public:
  Nearness(const Order& order, const gs1::Key& issuer, const TableReader& tables)
      : order_(order), tables_(tables), near_(order.near) {
    // Where a place is that is not public could be told from which of one's own are taken.
    const auto key = gs1::parse_key(order.near_place);
    const auto owner = key ? master::place(*key, tables) : std::nullopt;
    if (owner && (owner->place.is_public || master::may_report_at(issuer, *key, tables)))
      near_ = point_at(order.near_place);
  }

  std::vector<std::string> sorted(std::vector<std::string> places) const {
    std::ranges::stable_sort(places, {}, [&](const std::string& place) { return rank(place); });
    return places;
  }

 private:
  /// Less is nearer.
  std::pair<bool, Int128> rank(const std::string& place) const {
    const auto given = std::ranges::find(order_.distances, place, &PlaceDistance::place);
    if (given != order_.distances.end()) return {false, Amount(given->distance).nanos()};
    const auto point = point_at(place);
    if (!near_ || !point) return {true, 0};
    return {false, -closeness(*near_, *point)};
  }

  std::optional<Point> point_at(const std::string& place) const {
    const auto key = gs1::parse_key(place);
    const auto owner = key ? master::place(*key, tables_) : std::nullopt;
    return owner ? point_of(owner->place.latitude, owner->place.longitude) : std::nullopt;
  }

  const Order& order_;
  const TableReader& tables_;
  std::optional<Point> near_;
};

/// What an order gets, line by line.
class Sourced {
 public:
  Sourced(const Order& order, const gs1::Key& issuer, Micros at, const TableReader& tables)
      : order_(order), issuer_(issuer), tables_(tables), supply_(issuer, at, tables) {}

  Result<std::vector<Granted>> run() {
    for (const AskedLine& line : order_.lines) {
      auto granted = measured(line, tables_);
      if (!granted)
        return fail(granted.error().code, granted.error().detail,
                    path_of(lines_.size()) + granted.error().where);
      lines_.push_back(*std::move(granted));
    }
    auto done = order_.sourcing == Sourcing::in_order  ? take_in_order()
                : order_.sourcing == Sourcing::nearest ? take_from_nearest()
                                                       : take_from_cheapest();
    if (!done) return std::unexpected(std::move(done.error()));
    return std::move(lines_);
  }

 private:
  Amount open(std::size_t line) const { return lines_[line].asked - lines_[line].promised(); }

  Result<Amount> could(std::size_t i, const std::string& site, const Condition& condition, Amount wanted) {
    auto some = supply_.could({site, lines_[i].good}, condition, order_.channel, wanted);
    if (!some) return fail(some.error().code, some.error().detail, path_of(i) + ".places");
    return some;
  }

  Result<void> take(std::size_t i, const std::string& site, Amount wanted) {
    if (wanted.is_zero()) return {};
    const Condition condition = condition_of(order_.lines[i]);
    auto picks = supply_.take({site, lines_[i].good}, condition, order_.channel, wanted);
    if (!picks) return fail(picks.error().code, picks.error().detail, path_of(i) + ".places");
    for (const Pick& one : *picks) lines_[i].from.push_back({site, one.lot, one.amount});
    return {};
  }

  Result<void> take_in_order() {
    for (std::size_t i = 0; i < lines_.size(); ++i)
      for (const std::string& site : order_.lines[i].places)
        if (auto taken = take(i, site, open(i)); !taken) return taken;
    return {};
  }

  Result<void> take_from_nearest() {
    const Nearness nearness(order_, issuer_, tables_);
    for (std::size_t i = 0; i < lines_.size(); ++i)
      for (const std::string& site : nearness.sorted(order_.lines[i].places))
        if (auto taken = take(i, site, open(i)); !taken) return taken;
    return {};
  }

  /// What could be had where, and what it costs.
  Result<Parcels> parcels() {
    Parcels all;
    std::map<std::string, std::size_t> sites;
    std::map<Shelf, std::size_t> shelves;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const AskedLine& line = order_.lines[i];
      const auto unit = books::measure(number_one(), line.unit, lines_[i].pieces);
      Parcels::Line& asked = all.lines.emplace_back();
      asked.wanted = lines_[i].asked;
      asked.unit = unit ? unit->amount : Amount::pieces(1);
      for (const std::string& place : line.places) {
        const PlaceCost cost = cost_of(place);
        const auto [site, is_new] = sites.try_emplace(place, all.sites.size());
        if (is_new) all.sites.push_back({Amount(cost.parcel), Amount(cost.unit), Amount(cost.risk)});
        const auto [shelf, is_first] = shelves.try_emplace({place, lines_[i].good}, all.shelves.size());
        if (is_first) {
          const auto there = could(i, place, {}, everything);
          if (!there) return std::unexpected(there.error());
          const auto at_risk = books::measure(cost.at_risk, line.unit, lines_[i].pieces);
          const Amount last = std::min(*there, at_risk ? at_risk->amount : everything);
          all.shelves.push_back({.safe = *there - last, .at_risk = last});
        }
        const auto some = could(i, place, condition_of(line), lines_[i].asked);
        if (!some) return std::unexpected(some.error());
        asked.sources.push_back({.site = site->second, .shelf = shelf->second, .could = *some});
      }
    }
    return all;
  }

  /// Whoever wants few places pays for each alike, and for nothing else.
  PlaceCost cost_of(const std::string& place) const {
    const auto found = std::ranges::find(order_.costs, place, &PlaceCost::place);
    if (found != order_.costs.end()) return *found;
    return {.place = place, .parcel = number_one(), .unit = {}, .at_risk = {}, .risk = {}};
  }

  Result<void> take_from_cheapest() {
    const auto all = parcels();
    if (!all) return std::unexpected(all.error());
    const std::vector<std::vector<Amount>> plan = cheapest(*all);
    for (std::size_t i = 0; i < lines_.size(); ++i)
      for (std::size_t source = 0; source < plan[i].size(); ++source)
        if (auto taken = take(i, order_.lines[i].places[source], plan[i][source]); !taken) return taken;
    // Lines of one good that ask for different lots may stand in each other's way: then what is open comes
    // from wherever it can.
    return take_in_order();
  }

  const Order& order_;
  const gs1::Key& issuer_;
  const TableReader& tables_;
  Supply supply_;
  std::vector<Granted> lines_;
};

}  // namespace

Result<std::vector<Granted>> source(const Order& order, const gs1::Key& issuer, Micros at,
                                    const TableReader& tables) {
  return Sourced(order, issuer, at, tables).run();
}

}  // namespace stocktrail::promises
