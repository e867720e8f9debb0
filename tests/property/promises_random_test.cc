// Random reservations, changes, sales, recalls, late facts and lapses against a naive model that pairs single
// pieces: never more is promised than can be kept, never less than can be had, and every sum is exact.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "ledger/promises/split.h"
#include "tests/support/promise_world.h"
#include "tests/support/seed.h"

namespace stocktrail::test {
namespace {

using promises::Action;
using promises::Condition;

/// One piece that may be sold: its lot, and until when it lasts.
struct Unit {
  std::string lot;
  std::optional<Micros> expires_at;
};
bool does(const Unit& unit, const Condition& condition) {
  if (!condition.lot.empty()) return unit.lot == condition.lot;
  return !condition.lasts_until || (unit.expires_at && *unit.expires_at > *condition.lasts_until);
}

/// Pairs pieces that are wanted with pieces that are there, one by one (Kuhn's algorithm).
class Pairing {
 public:
  explicit Pairing(std::vector<Unit> units) : units_(std::move(units)), taken_(units_.size()) {}
  /// Whether one more can be kept beside all that were.
  bool add(const Condition& wanted) {
    wanted_.push_back(wanted);
    std::vector<bool> seen(units_.size());
    if (pair(wanted_.size() - 1, seen)) return true;
    wanted_.pop_back();
    return false;
  }

 private:
  bool pair(std::size_t one, std::vector<bool>& seen) {
    for (std::size_t u = 0; u < units_.size(); ++u) {
      if (seen[u] || !does(units_[u], wanted_[one])) continue;
      seen[u] = true;
      if (taken_[u] && !pair(*taken_[u], seen)) continue;
      taken_[u] = one;
      return true;
    }
    return false;
  }
  std::vector<Unit> units_;
  std::vector<std::optional<std::size_t>> taken_;
  std::vector<Condition> wanted_;
};

struct Held {
  std::string id;
  Condition condition;
  std::map<std::string, int> picked;  // By lot.
  int pending = 0, firm = 0;
  Micros expires_at{};
  int held(Micros now) const { return firm + (now < expires_at ? pending : 0); }
};

class RandomPromises {
 public:
  explicit RandomPromises(std::uint64_t seed) : random_(seed) {}

  void run(int steps) {
    for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) {
      now_ += pick(40);
      switch (pick(9)) {
        case 0:
          make();
          break;
        case 1:
          sell();
          break;
        case 2:
          if (pick(10) == 0) world_.recall(1, lots_[pick(4)].first);
          break;
        case 3:
        case 4:
          change();
          break;
        default:
          reserve();
      }
      check();
    }
  }

 private:
  int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  Micros now() const { return seconds_in(now_); }

  void make() {
    const auto& [lot, days] = lots_[pick(4)];
    std::optional<Micros> expires;
    if (days != 0) expires = seconds_in(days * 86'400);
    const std::string told = pick(4) == 0 ? "" : lot;
    world_.make(1, told, 1 + pick(9), 1, expires);
  }

  void sell() {
    const std::string lot = pick(3) == 0 ? lots_[pick(4)].first : "";
    const int pieces = 1 + pick(4);
    world_.sell(1, lot, pieces, 1, pick(2) * 600);
  }

  /// What may be sold, as positions tell it; what is missing takes any.
  std::vector<Unit> units(int& missing) const {
    std::vector<Unit> found;
    std::map<std::string, Amount> by_lot;
    inventory::PositionQuery query;
    query.place = place(1);
    query.product = gtin(1);
    query.on = now();
    for (const inventory::Position& one : world_.positions(query))
      if (one.account.kind == books::AccountKind::on_hand && one.account.status == books::Status::sellable)
        by_lot[one.lot] += one.amount;
    missing = 0;
    for (const auto& [lot, amount] : by_lot) {
      const int pieces = static_cast<int>(amount.nanos() / 1'000'000'000);
      if (pieces < 0) missing -= pieces;
      std::optional<Micros> expires;
      for (const auto& [name, days] : lots_)
        if (name == lot && days != 0) expires = seconds_in(days * 86'400);
      for (int i = 0; i < pieces; ++i) found.push_back({lot, expires});
    }
    return found;
  }

  /// What is there, with all that is kept of what was promised, the oldest first.
  Pairing kept(std::vector<int>* short_of = nullptr) const {
    int missing = 0;
    Pairing pairing(units(missing));
    for (int i = 0; i < missing; ++i) (void)pairing.add({});
    for (const Held& one : held_) {
      int lost = 0;
      for (int i = 0; i < one.held(now()); ++i) lost += pairing.add(one.condition) ? 0 : 1;
      if (short_of != nullptr) short_of->push_back(lost);
    }
    return pairing;
  }

  /// What can be had: of pieces that would do, and that are promised to nobody.
  int available(const Condition& condition) const {
    Pairing pairing = kept();
    int more = 0;
    while (pairing.add(condition)) ++more;
    int missing = 0;
    std::map<std::string, int> there;
    for (const Unit& unit : units(missing))
      if (does(unit, condition)) ++there[unit.lot];
    int unpicked = 0;
    for (auto& [lot, pieces] : there) {
      for (const Held& one : held_) {
        const auto of_lot = one.picked.find(lot);
        if (of_lot != one.picked.end() && one.held(now()) > 0) pieces -= of_lot->second;
      }
      unpicked += std::max(pieces, 0);
    }
    return std::min(more, unpicked);
  }

  void reserve() {
    const int wanted = 1 + pick(6), hold = 1 + pick(200);
    Condition condition;
    std::string more;
    if (pick(3) == 0) {
      condition.lot = lots_[pick(4)].first;
      more = R"(,"lot":")" + condition.lot + "\"";
    } else if (pick(2) == 0) {
      const std::string date = format_date(seconds_in((1 + pick(30)) * 86'400));
      condition.lasts_until = *parse_date(date);
      more = R"(,"lastsUntil":")" + date + "\"";
    }
    const bool is_partly = pick(2) == 0;
    const std::string id = "r" + std::to_string(++made_);
    const auto order = PromiseWorld::reserve(
        id, PromiseWorld::line(1, wanted, {1}, more),
        R"(,"holdSeconds":)" + std::to_string(hold) + (is_partly ? R"(,"fill":"partly")" : ""));
    const int there = available(condition);
    const auto outcome = world_.state(order, now());
    const int expected = there >= wanted ? wanted : is_partly ? there : 0;
    ASSERT_EQ(outcome.has_value(), expected > 0) << id << ": " << there << " of " << wanted;
    if (!outcome) return;
    Held held{.id = id,
              .condition = condition,
              .picked = {},
              .pending = expected,
              .firm = 0,
              .expires_at = seconds_in(now_ + hold)};
    int sum = 0;
    for (const promises::Piece& piece : outcome->lines[0].from) {
      const int pieces = static_cast<int>(piece.amount.nanos() / 1'000'000'000);
      held.picked[piece.lot] += pieces;
      sum += pieces;
    }
    ASSERT_EQ(sum, expected);
    Pairing pairing = kept();
    for (int i = 0; i < sum; ++i) ASSERT_TRUE(pairing.add(condition)) << id << " is not there";
    held_.push_back(held);
  }

  /// Of all of it: then what is picked of lots is what it was, or nothing.
  void change() {
    if (held_.empty()) return;
    Held& one = held_[static_cast<std::size_t>(pick(static_cast<int>(held_.size())))];
    const bool pends = now() < one.expires_at && one.pending > 0;
    const int which = pick(4);
    const char* const actions[] = {"commit", "fulfil", "release", "extend"};
    const auto outcome = world_.state(PromiseWorld::change(actions[which], one.id), now());
    const Micros extended = seconds_in(now_ + promises::hold_seconds_default);
    const bool may = which == 0   ? pends
                     : which == 3 ? pends && extended > one.expires_at  // No extension if it is no longer.
                                  : one.held(now()) > 0;
    ASSERT_EQ(outcome.has_value(), may)
        << actions[which] << " " << one.id << ": " << (outcome ? "" : outcome.error().detail);
    if (!may) return;
    if (!pends) one.pending = 0;
    if (which == 0) {
      one.firm += one.pending;
      one.pending = 0;
    } else if (which == 3) {
      one.expires_at = extended;
    } else {
      one.firm = one.pending = 0;
    }
  }

  void check() {
    std::vector<int> short_of;
    (void)kept(&short_of);
    int all = 0;
    std::map<std::string, int> uncovered;
    for (std::size_t i = 0; i < held_.size(); ++i) {
      all += held_[i].held(now());
      if (short_of[i] > 0) uncovered[held_[i].id] = short_of[i];
    }
    const auto shelf = world_.shelf(1, now());
    ASSERT_EQ(shelf.promised, Amount::pieces(all));
    ASSERT_EQ(shelf.promisable, Amount::pieces(available({})));
    check_split(shelf, uncovered.empty());
    promises::PromiseQuery query{.site = place(1),
                                 .product = {},
                                 .party = {},
                                 .which = promises::PromiseQuery::Which::uncovered,
                                 .limit = 10'000,
                                 .cursor = {}};
    std::map<std::string, int> listed;
    for (const promises::Promise& one : promises::promises(query, now(), world_.tables).promises)
      listed[one.id] = static_cast<int>(one.uncovered.nanos() / 1'000'000'000);
    ASSERT_EQ(listed, uncovered);
    std::erase_if(held_, [&](const Held& one) { return one.held(now()) == 0; });
  }

  void check_split(const promises::ShelfState& shelf, bool is_covered) {
    promises::Split sum;
    for (const auto& [spot, one] : promises::split({place(1), {gtin(1), {}}}, now(), world_.tables)) {
      sum.reserved += one.reserved;
      sum.available += one.available;
    }
    ASSERT_EQ(sum.available, shelf.promisable);
    ASSERT_LE(sum.reserved, shelf.promised);
    if (is_covered) {
      ASSERT_EQ(sum.reserved, shelf.promised);
    }
  }

  // Names, and after how many days they expire.
  const std::vector<std::pair<std::string, int>> lots_{{"a", 5}, {"b", 15}, {"c", 25}, {"d", 0}};
  std::mt19937_64 random_;
  PromiseWorld world_;
  std::int64_t now_ = 0;
  int made_ = 0;
  std::vector<Held> held_;  // The oldest first.
};

TEST(PromisesRandom, AreWhatANaiveModelGives) {
  const std::uint64_t seed = test_seed();
  for (std::uint64_t i = 0; i < 30; ++i) {
    RandomPromises(seed + i).run(150);
    ASSERT_FALSE(HasFailure()) << "STOCKTRAIL_SEED=" << seed + i;
  }
}

}  // namespace
}  // namespace stocktrail::test
