#include "ledger/books/detail/follow.h"

#include <algorithm>
#include <utility>

#include "ledger/books/detail/lorry.h"
#include "ledger/books/detail/moves.h"
#include "ledger/books/detail/owning.h"
#include "ledger/books/detail/recalls.h"

namespace stocktrail::books {
namespace {

const Amount zero;

void note_cut(World& world, const Redrawn& one) {
  note(world, DiscrepancyKind::too_much, one.site, one.good, one.was, {});
}

/// What was made of goods without a lot may be of any lot that is presumed of them.
void link(World& world, const LotName& input, const LotName& made, const Guess& guess) {
  if (made == input) return;
  world.cells.lot(input.first, input.second).outputs.insert({guess.issuer, made});
  world.cells.lot(made.first, made.second).guess_input(input, guess);
}

/// Too much was made to look at each: it counts as made by way of the lot that was presumed.
void link_by_way_of(World& world, const LotName& input, const LotName& was) {
  LotCard& card = world.cells.lot(was.first, was.second);
  for (const auto& [issuer, maker] : card.makers) {
    card.tell_input(input, issuer);
    world.cells.lot(input.first, input.second).outputs.insert({issuer, was});
  }
}

/// All that was made of draws that may have been of the lot that they were presumed to be of.
void follow_made(World& world, const Redrawn& one) {
  const LotName was(one.good.product, one.was), input(one.good.product, one.is);
  std::size_t looked = 0;
  const Outputs outputs = world.cells.lot(was.first, was.second).outputs;
  for (const auto& [issuer, made] : outputs) {
    if (looked++ == lots_followed_max) {
      note_cut(world, one);
      link_by_way_of(world, input, was);
      break;
    }
    const auto& guessed = world.cells.lot(made.first, made.second).guessed;
    const auto guesses = guessed.find(was);
    if (guesses == guessed.end()) continue;
    for (const Guess& guess : std::set<Guess>(guesses->second))
      if (guess.site == one.site && guess.unit == one.good.unit) link(world, input, made, guess);
  }
  pass_on(world, input.first, input.second);
}

/// No draw is presumed to be of it any more: those that were are of other lots, or of it, as a count told.
void end_guesses(World& world, const Redrawn& one) {
  const auto& lots = world.cells.book(one.site, one.good).lots;
  const auto here = lots.find(one.was);
  if (here == lots.end() || !here->second.presumed.empty()) return;
  const bool is_so = one.is == one.was;
  const auto is_part = [](const auto& count) { return !count.first.empty(); };
  if (!is_so && std::ranges::any_of(here->second.counted_at, is_part)) return;  // That may have told some.
  const LotName was(one.good.product, one.was);
  LotCard& card = world.cells.lot(was.first, was.second);
  if (card.outputs.size() > lots_followed_max) return;
  std::erase_if(card.outputs, [&](const Output& output) {
    LotCard& of = world.cells.lot(output.made.first, output.made.second);
    of.end_guess(was, one.site, one.good.unit, is_so ? LotCard::Guessed::rightly : LotCard::Guessed::wrongly);
    const auto link = of.inputs.find(was);
    return link == of.inputs.end() || !link->second.contains(output.issuer);
  });
}

/// What was made of goods that had not come.
void follow_awaited(World& world, const Redrawn& one) {
  Book& book = world.cells.book(one.site, one.good);
  const LotName input(one.good.product, one.is);
  if (book.fed.size() > fed_lots_max) note_cut(world, one);
  for (const Fed& fed : book.fed) link(world, input, fed.made, {fed.issuer, one.site, one.good.unit});
  pass_on(world, input.first, input.second);
}

/// Links end once all that the row found is linked: it may have found several lots.
void end_links(World& world, const Redrawn& one) {
  if (!one.was.empty()) return end_guesses(world, one);
  Book& book = world.cells.book(one.site, one.good);
  if (book.lots[{}].presumed_in({}, AccountKind::consumed).is_zero()) book.fed.clear();
}

/// Where goods went that turn out to be of another lot.
class Way {
 public:
  Way(World& world, const Redrawn& one) : world_(world), one_(one), left_(one.amount) {}

  void follow_to(const std::string& end) {
    Lane& lane = world_.cells.lane(one_.good, end);
    for (auto at = lane.deliveries.rbegin(); at != lane.deliveries.rend(); ++at)
      if (at->from == one_.site) turn(*at);
    turn_gone(lane);
    for (const auto& [from, amount] : lane.beyond)
      is_cut_ = is_cut_ || (from.first == one_.site && from.second.lot == one_.was);
  }
  bool is_done() const { return left_ <= zero; }
  bool is_cut() const { return is_cut_; }

 private:
  Amount part_of(const Load& load) const {
    const bool is_it = load.lot == one_.was && (load.presumed || load.lot.empty());
    return is_it ? std::min(load.amount, left_) : zero;
  }
  void turn(Delivery& delivery) {
    turn_each(delivery.load, [&](Load& load, Amount amount) {
      relot_load(world_, delivery, one_.good, load, one_.is, amount);
      return owners_of_lot(world_, one_.site, one_.good, one_.is, load.take(amount));
    });
    turn_each(delivery.guessed, [&](Load& load, Amount amount) {
      come_as(delivery.arrived_at_site, amount);
      return load.take(amount);
    });
  }
  void turn_each(std::vector<Load>& loads, const auto& relot) {
    std::vector<Load> turned;
    for (Load& load : loads) {
      const Amount part = part_of(load);
      if (part <= zero) continue;
      Owners whose = relot(load, part);
      turned.push_back({one_.is, load.status, !one_.is.empty(), part, std::move(whose)});
      left_ -= part;
    }
    loads.insert(loads.end(), turned.begin(), turned.end());
    std::erase_if(loads, [](const Load& load) { return load.amount.is_zero(); });
  }
  /// Deliveries that the lane keeps no more.
  void turn_gone(Lane& lane) {
    std::map<Came, Amount> turned;
    for (auto at = lane.came.lower_bound({one_.site, {}, {}});
         at != lane.came.end() && at->first.from == one_.site; ++at) {
      auto& [came, amount] = *at;
      is_cut_ = is_cut_ || came.site.empty();
      const Amount part = std::min(amount, left_);
      if (came.lot != one_.was || came.site.empty() || part <= zero) continue;
      come_as(came.site, part);
      if (!one_.is.empty()) turned[{came.from, came.site, one_.is}] += part;
      amount -= part;
      left_ -= part;
    }
    for (const auto& [came, amount] : turned) lane.came[came] += amount;
    std::erase_if(lane.came, [](const auto& one) { return one.second.is_zero(); });
  }
  void come_as(const std::string& site, Amount amount) {
    if (site == one_.site) return;
    Shelf(world_, site, one_.good).be_of(one_.was, one_.is, amount, Shelf::Word::presumed);
  }

  World& world_;
  const Redrawn& one_;
  Amount left_;
  bool is_cut_ = false;
};

/// Where goods came from that turn out to have been of another lot when they came.
class Origin {
 public:
  Origin(World& world, const Redrawn& one) : world_(world), one_(one), left_(one.amount) {}

  void follow_from(const std::string& end) {
    Lane& lane = world_.cells.lane(one_.good, end);
    for (auto at = lane.deliveries.rbegin(); at != lane.deliveries.rend(); ++at) {
      if (at->arrived_at_site != one_.site || at->from.empty() || at->from == one_.site) continue;
      for (Load& load : at->guessed) {
        if (load.lot != one_.was) continue;
        if (load.presumed) {
          sent_as(at->from, load.amount);
        } else if (one_.was == one_.is) {
          take(load.amount);
        }
      }
      std::erase_if(at->guessed, [](const Load& load) { return load.amount.is_zero(); });
    }
    for (auto& [came, amount] : lane.came)
      if (came.site == one_.site && came.lot == one_.was) sent_as(came.from, amount);
    std::erase_if(lane.came, [](const auto& one) { return one.second.is_zero(); });
  }
  bool is_done() const { return left_ <= zero; }

 private:
  Amount take(Amount& amount) {
    const Amount part = std::max(zero, std::min(amount, left_));
    amount -= part;
    left_ -= part;
    return part;
  }
  void sent_as(const std::string& site, Amount& amount) {
    const Amount part = take(amount);
    if (part <= zero) return;
    Shelf(world_, site, one_.good).tell_sent(one_.was, one_.is, part);
  }

  World& world_;
  const Redrawn& one_;
  Amount left_;
};

}  // namespace

void follow(World& world) {
  std::size_t ends = 0;
  std::ranges::stable_sort(world.came, {}, [](const Redrawn& one) { return one.was != one.is; });
  for (std::size_t i = 0; i < world.came.size(); ++i) {  // Which grows. What was rightly presumed first.
    Redrawn one = world.came[i];
    if (one.was != one.is)
      one.amount -= change_what_came(world, one.site, one.good, one.was, one.is, one.amount).changed;
    Origin origin(world, one);
    for (const std::string& end : ends_of_site(one.site, world.directory)) {
      if (origin.is_done() || ends++ >= ends_followed_max) break;
      origin.follow_from(end);
    }
    if (!origin.is_done() && ends > ends_followed_max) note_cut(world, one);
  }
  for (std::size_t i = 0; i < world.redrawn.size(); ++i) {  // Which grows.
    const Redrawn one = world.redrawn[i];
    if (one.to == AccountKind::consumed && one.was.empty()) follow_awaited(world, one);
    if (one.to == AccountKind::consumed && !one.was.empty() && !one.is.empty() && one.is != one.was)
      follow_made(world, one);
    if (one.to != AccountKind::in_transit) continue;
    Way way(world, one);
    const std::set<std::string> sent_to = world.cells.book(one.site, one.good).sent_to;
    bool is_cut = false;
    for (const std::string& end : sent_to) {
      is_cut = ends >= ends_followed_max;
      if (way.is_done() || is_cut) break;
      ++ends;
      way.follow_to(end);
    }
    if (!way.is_done() && (is_cut || way.is_cut())) note_cut(world, one);
  }
  for (const Redrawn& one : world.redrawn)
    if (one.to == AccountKind::consumed) end_links(world, one);
}

void await_input(World& world, const std::string& site, const Good& good, const std::set<LotName>& made,
                 const std::string& issuer) {
  Shelf shelf(world, site, good);
  if (!shelf.balance({}).is_negative()) return;
  for (const LotName& lot : made)
    if (shelf.book().fed.size() <= fed_lots_max) shelf.book().fed.insert({lot, issuer});
}

void relot_load(World& world, const Delivery& delivery, const Good& good, const Load& load,
                const std::string& lot, Amount amount) {
  if (lot == load.lot) return;
  Account account = way(delivery.from, delivery.to);
  account.status = load.status;
  const Account other = outside(AccountKind::relotted, delivery.from);
  world.journal.post({world.now, account, good, load.lot, -amount});
  world.journal.post({world.now, other, good, load.lot, amount});
  world.journal.post({world.now, account, good, lot, amount});
  world.journal.post({world.now, other, good, lot, -amount});
}

}  // namespace stocktrail::books
