#include "ledger/promises/parcels.h"

#include <algorithm>
#include <tuple>

namespace stocktrail::promises {
namespace {

using Taken = std::vector<std::vector<Amount>>;
using Sites = std::vector<bool>;  // Which of them may be used.

/// What one choice of places gives.
struct Choice {
  Taken taken;
  std::vector<Amount> got;  // By line.
  Sites used;
  Int128 cost = 0;
  std::ptrdiff_t count() const { return std::ranges::count(used, true); }
  bool is_better_than(const Choice& other) const {
    return got == other.got && std::tuple(cost, count()) < std::tuple(other.cost, other.count());
  }
};

/// Beyond so many units of a line all prices are alike.
constexpr Amount priced_units = Amount::pieces(1'000'000'000'000);

Int128 price_of(Amount taken, Amount unit, Amount price) {
  const Int128 units =
      std::min(priced_units.nanos(), taken.nanos() / (unit.nanos() / Amount::pieces(1).nanos()));
  return units * price.nanos() / Amount::pieces(1).nanos();
}

class Planner {
 public:
  explicit Planner(const Parcels& parcels) : parcels_(parcels) {
    for (const Parcels::Line& line : parcels.lines) steps_.push_back(steps_of(line));
  }

  Taken run() const {
    const Choice all = choose(Sites(parcels_.sites.size(), true));
    const auto places = places_that_give();
    return (places.size() <= exact_places_max ? best_of(all, places) : fewer_of(all)).taken;
  }

 private:
  /// A part of a source that has one price.
  struct Step {
    std::size_t source = 0;
    bool is_at_risk = false;
  };

  std::vector<Step> steps_of(const Parcels::Line& line) const {
    std::vector<Step> steps;
    for (std::size_t i = 0; i < line.sources.size(); ++i)
      for (const bool is_at_risk : {false, true}) steps.push_back({i, is_at_risk});
    std::ranges::stable_sort(steps, {}, [&](const Step& step) {
      const Parcels::Source& source = line.sources[step.source];
      const Parcels::Site& site = parcels_.sites[source.site];
      // Rather whole from one place.
      return std::tuple(site.unit + (step.is_at_risk ? site.at_risk : Amount()), source.could < line.wanted);
    });
    return steps;
  }

  std::vector<std::size_t> places_that_give() const {
    std::vector<std::size_t> places;
    for (std::size_t site = 0; site < parcels_.sites.size(); ++site) {
      const bool gives = std::ranges::any_of(parcels_.lines, [&](const Parcels::Line& line) {
        return std::ranges::any_of(line.sources, [&](const Parcels::Source& source) {
          return source.site == site && !source.could.is_zero();
        });
      });
      if (gives) places.push_back(site);
    }
    return places;
  }

  Choice choose(const Sites& sites) const {
    Choice choice{.taken = {}, .got = {}, .used = Sites(sites.size())};
    std::vector<Parcels::Shelf> left = parcels_.shelves;
    for (std::size_t i = 0; i < parcels_.lines.size(); ++i) {
      const Parcels::Line& line = parcels_.lines[i];
      std::vector<Amount>& taken = choice.taken.emplace_back(line.sources.size());
      Amount& got = choice.got.emplace_back();
      for (const Step& step : steps_[i]) {
        const Parcels::Source& source = line.sources[step.source];
        if (!sites[source.site]) continue;
        Parcels::Shelf& shelf = left[source.shelf];
        Amount& there = step.is_at_risk ? shelf.at_risk : shelf.safe;
        const Amount some = std::min({line.wanted - got, source.could - taken[step.source], there});
        if (some <= Amount()) continue;
        there -= some;
        got += some;
        taken[step.source] += some;
        choice.used[source.site] = true;
        const Parcels::Site& site = parcels_.sites[source.site];
        choice.cost += price_of(some, line.unit, site.unit + (step.is_at_risk ? site.at_risk : Amount()));
      }
    }
    for (std::size_t site = 0; site < sites.size(); ++site)
      if (choice.used[site]) choice.cost += parcels_.sites[site].parcel.nanos();
    return choice;
  }

  /// The best of all sets of these places.
  Choice best_of(Choice best, const std::vector<std::size_t>& places) const {
    const std::size_t sets = std::size_t{1} << places.size();
    for (std::size_t set = 1; set < sets; ++set) {
      Sites sites(parcels_.sites.size());
      for (std::size_t i = 0; i < places.size(); ++i) sites[places[i]] = (set >> i & 1) != 0;
      if (Choice choice = choose(sites); choice.is_better_than(best)) best = std::move(choice);
    }
    return best;
  }

  /// Without one place after another, as long as that is better: those that are named last first.
  Choice fewer_of(Choice best) const {
    for (std::size_t site = parcels_.sites.size(); site-- > 0;) {
      if (!best.used[site]) continue;
      Sites sites = best.used;
      sites[site] = false;
      if (Choice choice = choose(sites); choice.is_better_than(best)) best = std::move(choice);
    }
    return best;
  }

  const Parcels& parcels_;
  std::vector<std::vector<Step>> steps_;  // By line, the cheapest first.
};

}  // namespace

std::vector<std::vector<Amount>> cheapest(const Parcels& parcels) {
  return Planner(parcels).run();
}

}  // namespace stocktrail::promises
