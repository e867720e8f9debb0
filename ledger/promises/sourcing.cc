// What each line of an order gets, and from where.
#include <algorithm>

#include "ledger/master/goods.h"
#include "ledger/promises/detail/judging.h"
#include "ledger/promises/detail/supply.h"

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

/// What an order gets, line by line.
class Sourced {
 public:
  Sourced(const Order& order, const gs1::Key& issuer, Micros at, const TableReader& tables)
      : order_(order), tables_(tables), supply_(issuer, at, tables) {}

  Result<std::vector<Granted>> run() {
    for (const AskedLine& line : order_.lines) {
      auto granted = measured(line, tables_);
      if (!granted)
        return fail(granted.error().code, granted.error().detail,
                    path_of(lines_.size()) + granted.error().where);
      lines_.push_back(*std::move(granted));
    }
    auto done = order_.sourcing == Sourcing::in_order ? take_in_order() : take_from_fewest();
    if (!done) return std::unexpected(std::move(done.error()));
    return std::move(lines_);
  }

 private:
  Amount open(std::size_t line) const { return lines_[line].asked - lines_[line].promised(); }

  Result<void> take(std::size_t i, const std::string& site) {
    if (open(i).is_zero()) return {};
    const AskedLine& line = order_.lines[i];
    auto picks = supply_.take({site, lines_[i].good}, condition_of(line), order_.channel, open(i));
    if (!picks) return fail(picks.error().code, picks.error().detail, path_of(i) + ".places");
    for (const Pick& one : *picks) lines_[i].from.push_back({site, one.lot, one.amount});
    return {};
  }

  Result<void> take_in_order() {
    for (std::size_t i = 0; i < lines_.size(); ++i)
      for (const std::string& site : order_.lines[i].places)
        if (auto taken = take(i, site); !taken) return taken;
    return {};
  }

  /// How many lines the site would complete, and begin.
  Result<std::pair<std::size_t, std::size_t>> worth_of(const std::string& site) {
    std::pair<std::size_t, std::size_t> worth;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const AskedLine& line = order_.lines[i];
      if (open(i).is_zero() || std::ranges::find(line.places, site) == line.places.end()) continue;
      const auto could = supply_.could({site, lines_[i].good}, condition_of(line), order_.channel, open(i));
      if (!could) return fail(could.error().code, could.error().detail, path_of(i) + ".places");
      worth.first += *could == open(i) ? 1 : 0;
      worth.second += could->is_zero() ? 0 : 1;
    }
    return worth;
  }

  Result<void> take_from_fewest() {
    std::vector<std::string> sites;  // Of all lines, as they are first named.
    for (const AskedLine& line : order_.lines)
      for (const std::string& site : line.places)
        if (std::ranges::find(sites, site) == sites.end()) sites.push_back(site);
    while (!sites.empty()) {
      auto best = sites.begin();
      std::pair<std::size_t, std::size_t> most;
      for (auto site = sites.begin(); site != sites.end(); ++site) {
        const auto worth = worth_of(*site);
        if (!worth) return std::unexpected(worth.error());
        if (*worth > most) best = site;
        most = std::max(most, *worth);
      }
      if (most == std::pair<std::size_t, std::size_t>()) return {};
      for (std::size_t i = 0; i < lines_.size(); ++i) {
        const std::vector<std::string>& places = order_.lines[i].places;
        if (std::ranges::find(places, *best) == places.end()) continue;
        if (auto taken = take(i, *best); !taken) return taken;
      }
      sites.erase(best);
    }
    return {};
  }

  const Order& order_;
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
