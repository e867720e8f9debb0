#include "ledger/promises/cover.h"

#include <algorithm>
#include <limits>
#include <span>

namespace stocktrail::promises {
namespace {

constexpr Micros no_date{std::numeric_limits<std::int64_t>::min()};
constexpr Micros any_date{to_i64(no_date) + 1};

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
      if (lot.expires_at) {
        by_life_.emplace_back(*lot.expires_at, lot.amount);
      } else {
        undated_ += lot.amount;
      }
    }
    std::ranges::sort(by_life_, std::greater<>());
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
    Amount there;  // Of all that last until the life in hand, which falls.
    auto next = by_life_.begin();
    for (const auto& [until, claimed] : demand_.lasting) {
      for (; next != by_life_.end() && next->first > until; ++next) there += next->second;
      if (until == no_date) there += undated_;
      served_ = std::min(served_ + claimed, there);
      if (until <= threshold) least = std::min(least.value_or(there), there - served_);
    }
    ST_CHECK(least);  // The threshold is one of them.
    return *least;
  }
  /// By the last slack(), with what claims on single lots got.
  Amount served() const { return served_ + single_; }

 private:
  Demand demand_;
  std::vector<StockedLot> left_;
  std::vector<std::pair<Micros, Amount>> by_life_;  // The longest life first.
  Amount single_, served_, undated_;
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

Keeping::Keeping(const Stock& stock) {
  days_ = {no_date, any_date};  // A lot without a date lasts until no day, be it ever so early.
  for (const StockedLot& lot : stock.lots) {
    rest_.emplace(lot.lot, lot);
    if (lot.expires_at) days_.push_back(*lot.expires_at);
  }
  std::ranges::sort(days_);
  const auto twice = std::ranges::unique(days_);
  days_.erase(twice.begin(), twice.end());
  room_.resize(days_.size());
  for (const StockedLot& lot : stock.lots) {
    const auto end = lot.expires_at ? std::ranges::lower_bound(days_, *lot.expires_at) : days_.begin() + 1;
    room_[static_cast<std::size_t>(end - days_.begin()) - 1] += lot.amount;
  }
  for (std::size_t day = room_.size() - 1; day > 0; --day) room_[day - 1] += room_[day];
  room_.front() = std::max(Amount(), room_.front() - stock.missing);
}

Amount Keeping::keep(const Condition& condition, Amount wanted) {
  auto end = std::ranges::upper_bound(days_, condition.lasts_until.value_or(no_date));
  auto lot = rest_.end();
  if (!condition.lot.empty()) {
    lot = rest_.find(condition.lot);
    if (lot == rest_.end()) return {};
    wanted = std::min(wanted, lot->second.amount);
    const auto& expires_at = lot->second.expires_at;
    end = expires_at ? std::ranges::lower_bound(days_, *expires_at) : days_.begin() + 1;
  }
  // Every set of lots that holds those which would do must have room.
  const auto sets = std::span(room_).first(static_cast<std::size_t>(end - days_.begin()));
  const Amount kept = std::min(wanted, std::ranges::min(sets));
  for (Amount& room : sets) room -= kept;
  if (lot != rest_.end()) lot->second.amount -= kept;
  return kept;
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
