#include "ledger/promises/cover.h"

#include <algorithm>
#include <limits>

namespace stocktrail::promises {
namespace {

constexpr Micros no_date{std::numeric_limits<std::int64_t>::min()};

Amount amount_of(const std::map<std::string, Amount>& amounts, const std::string& lot) {
  const auto found = amounts.find(lot);
  return found == amounts.end() ? Amount() : found->second;
}

/// Claims by what they ask for.
struct Demand {
  explicit Demand(const Claims& claims) {
    for (const auto& [claim, amount] : claims) {
      if (claim.condition.lot.empty()) {
        lasting[claim.condition.lasts_until.value_or(no_date)] += amount;
      } else {
        single[claim.condition.lot] += amount;
      }
      picked[claim.lot] += amount;
    }
  }
  std::map<std::string, Amount> single;
  std::map<Micros, Amount, std::greater<>> lasting;  // The longest life first.
  std::map<std::string, Amount> picked;              // By the lot that they were promised from.
};

}  // namespace

void sort_by_expiry(Stock& stock) {
  std::ranges::sort(stock.lots, {}, [](const StockedLot& one) {
    return std::tuple(one.lot.empty(), !one.expires_at, one.expires_at.value_or(Micros{}), one.lot);
  });
}

bool would_do(const StockedLot& lot, const Condition& condition) {
  if (!condition.lot.empty()) return lot.lot == condition.lot;
  return !condition.lasts_until || (lot.expires_at && *lot.expires_at > *condition.lasts_until);
}

namespace {

/// Serves claims on single lots, then those of the longest life first, until those that last until
/// `threshold`, or any longer, are served as far as can be.
class Serving {
 public:
  Serving(const Stock& stock, Demand demand) : demand_(std::move(demand)), left_(stock.lots) {
    // What left and was not there has been taken from something.
    demand_.lasting[no_date] += stock.missing;
    for (StockedLot& lot : left_) {
      const Amount taken = std::min(lot.amount, amount_of(demand_.single, lot.lot));
      lot.amount -= taken;
      single_ += taken;
    }
  }

  /// What is not claimed of a single lot.
  std::optional<StockedLot> rest_of(const std::string& lot) const {
    const auto found = std::ranges::find(left_, lot, &StockedLot::lot);
    return found == left_.end() ? std::nullopt : std::optional(*found);
  }

  /// What those claims leave of every set of lots that holds the lots which last until `threshold`.
  Amount slack(Micros threshold) {
    demand_.lasting.try_emplace(threshold);
    std::optional<Amount> least;
    served_ = {};
    for (const auto& [until, claimed] : demand_.lasting) {
      const Amount there = lasting(until);
      served_ = std::min(served_ + claimed, there);
      if (until <= threshold) least = std::min(least.value_or(there), there - served_);
    }
    return *least;
  }
  /// By the last slack(), with what claims on single lots got.
  Amount served() const { return served_ + single_; }

 private:
  Amount lasting(Micros until) const {
    const Condition condition{.lot = {},
                              .lasts_until = until == no_date ? std::nullopt : std::optional(until)};
    Amount there;
    for (const StockedLot& lot : left_)
      if (would_do(lot, condition)) there += lot.amount;
    return there;
  }

  Demand demand_;
  std::vector<StockedLot> left_;
  Amount single_, served_;
};

}  // namespace

Amount room(const Stock& stock, const Claims& claims, const Condition& condition) {
  Serving serving(stock, Demand(claims));
  if (condition.lot.empty()) return serving.slack(condition.lasts_until.value_or(no_date));
  const auto rest = serving.rest_of(condition.lot);
  if (!rest) return {};
  // The lot is in all sets of those that last until a moment before it expires.
  const Micros threshold = rest->expires_at ? Micros{to_i64(*rest->expires_at) - 1} : no_date;
  return std::min(rest->amount, serving.slack(threshold));
}

Amount kept(const Stock& stock, const Claims& claims) {
  Serving serving(stock, Demand(claims));
  serving.slack(no_date);
  return std::max(Amount(), serving.served() - stock.missing);
}

std::vector<Pick> pick(const Stock& stock, const Claims& claims, const Condition& condition, Amount wanted) {
  const Demand demand(claims);
  Amount open = std::min(wanted, room(stock, claims, condition));
  std::vector<Pick> picks;
  for (const StockedLot& lot : stock.lots) {
    if (open <= Amount()) break;
    if (!would_do(lot, condition)) continue;
    const Amount taken = std::min(open, lot.amount - amount_of(demand.picked, lot.lot));
    if (taken <= Amount()) continue;
    picks.push_back({lot.lot, taken});
    open -= taken;
  }
  return picks;
}

}  // namespace stocktrail::promises
