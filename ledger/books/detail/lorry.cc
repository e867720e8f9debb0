#include "ledger/books/detail/lorry.h"

#include <algorithm>
#include <utility>

#include "ledger/books/detail/follow.h"
#include "ledger/books/detail/moves.h"
#include "ledger/books/detail/shelf.h"

namespace stocktrail::books {
namespace {

const Amount zero;

/// Of one lorry, for all that is told.
bool left_together(const Delivery& a, const Delivery& b) {
  const std::int64_t apart = to_i64(a.at) - to_i64(b.at);
  return a.from == b.from && !a.from.empty() && a.box == b.box && a.returned == b.returned &&
         apart <= retelling_after_max && -apart <= retelling_after_max && !conflict(a.documents, b.documents);
}

bool is_told(const Load& part) {
  return !part.presumed && !part.lot.empty();
}
/// How much is of this lot, as its sender told.
Amount told_of(const std::vector<Load>& parts, const std::string& lot) {
  Amount sum;
  for (const Load& part : parts)
    if (is_told(part) && part.lot == lot) sum += part.amount;
  return sum;
}
Amount told_of_others(const std::vector<Load>& parts, const std::string& lot) {
  Amount sum;
  for (const Load& part : parts)
    if (is_told(part) && part.lot != lot) sum += part.amount;
  return sum;
}

/// Takes so much of this lot out of parts; gives what that was.
std::vector<Load> take_out(std::vector<Load>& parts, const std::string& lot, Amount amount) {
  std::vector<Load> taken;
  for (Load& part : parts) {
    const Amount some = std::min(part.amount, amount);
    if (!is_told(part) || part.lot != lot || some <= zero) continue;
    taken.push_back({lot, part.status, false, some, part.take(some)});
    amount -= some;
  }
  std::erase_if(parts, [](const Load& part) { return part.amount.is_zero(); });
  return taken;
}

/// What tellers told of so much of `came`, they told of `open`.
void move_arrival(Delivery& came, Delivery& open, Amount amount) {
  for (Told& told : came.arrivals) {
    const Amount part = std::min(told.amount, amount);
    told.amount -= part;
    const auto same = std::ranges::find_if(
        open.arrivals, [&](const Told& one) { return one.kind == told.kind && one.issuer == told.issuer; });
    if (same == open.arrivals.end()) {
      open.arrivals.push_back({told.kind, told.issuer, part});
    } else {
      same->amount += part;
    }
  }
  std::erase_if(came.arrivals, [](const Told& told) { return told.amount.is_zero(); });
  came.arrived -= amount;
  open.arrived += amount;
  if (open.arrived_at_site.empty()) {
    open.arrived_at_site = came.arrived_at_site;
    open.arrived_at_part = came.arrived_at_part;
    open.arrived_at = came.arrived_at;
    open.arrived_by = came.arrived_by;
  }
  if (came.arrived.is_zero()) {
    came.arrived_at_site.clear();
    came.arrived_at_part.clear();
    came.arrived_at = {};
    came.arrived_by = {};
  }
  const Amount owned = came.owned - std::min(came.owned, came.arrived);
  came.owned -= owned;
  if (!open.owner.is_told()) open.owner = came.owner;
  if (open.owner == came.owner) open.owned += owned;
}

/// So much came of `open`, under its lot `is`, and is on its way of `came`, whose lot `was` it was thought to
/// be. What is in stock is changed apart. `presumed`: it may have come of yet another lot.
void exchange(World& world, const Good& good, Delivery& came, const std::string& was, Delivery& open,
              const std::string& is, Amount amount, Shelf::Word word) {
  std::vector<Load> on_the_way = take_out(open.load, is, amount);
  for (Load& part : on_the_way) {
    relot_load(world, open, good, part, was, part.amount);
    part.lot = was;
  }
  std::vector<Load> arrived = take_out(came.guessed, was, amount);
  came.load.insert(came.load.end(), on_the_way.begin(), on_the_way.end());
  for (Load& part : arrived) part.lot = is;
  if (word == Shelf::Word::presumed) open.guessed.insert(open.guessed.end(), arrived.begin(), arrived.end());
  if (&came != &open) move_arrival(came, open, amount);
}

/// How much of one may have come of the other. A delivery of several told lots is its own other.
Amount exchangeable(const Delivery& came, const std::string& was, const Delivery& open,
                    const std::string& is) {
  if (came.guessed.empty() || open.load.empty() || !left_together(came, open)) return {};
  const Amount both = std::min(told_of(came.guessed, was), told_of(open.load, is));
  return &came == &open ? both : std::min(both, came.arrived);
}

std::set<std::string> told_lots(const std::vector<Load>& parts) {
  std::set<std::string> lots;
  for (const Load& part : parts)
    if (is_told(part)) lots.insert(part.lot);
  return lots;
}

}  // namespace

Changed change_what_came(World& world, const std::string& site, const Good& good, const std::string& was,
                         const std::string& is, Amount at_most) {
  Changed all;
  for (const std::string& end : ends_of_site(site, world.directory)) {
    if (world.ends_looked_at++ >= ends_followed_max) {
      if (world.ends_looked_at == ends_followed_max + 1)
        note(world, DiscrepancyKind::too_much, site, good, was, {});
      break;
    }
    auto& deliveries = world.cells.lane(good, end).deliveries;
    for (Delivery& came : deliveries) {
      if (came.arrived_at_site != site || told_of(came.guessed, was).is_zero()) continue;
      for (Delivery& open : deliveries) {
        const Amount part = std::min(at_most - all.changed, exchangeable(came, was, open, is));
        if (part <= zero) continue;
        exchange(world, good, came, was, open, is, part, Shelf::Word::told);
        all.changed += part;
      }
      all.stays += told_of(came.guessed, was);
    }
  }
  return all;
}

Amount may_have_come_as(const Candidate& came, const std::string& lot) {
  const Delivery& one = came.delivery();
  if (told_of_others(one.guessed, lot).is_zero()) return {};
  Amount sum;
  for (const Delivery& open : came.lane->deliveries)
    if (!open.load.empty() && left_together(one, open)) sum += told_of(open.load, lot);
  return std::min({sum, told_of_others(one.guessed, lot), one.arrived});
}

bool find_what_came(World& world, const Report& arrival, Amount amount, const std::vector<Candidate>& came) {
  if (arrival.lot.empty()) return false;
  for (const Candidate& one : came)
    if (lots_agree(one.delivery().lot, arrival.lot))
      amount -= std::max(zero, one.amount - told_of_others(one.delivery().guessed, arrival.lot));
  bool is_found = false;
  for (const Candidate& one : came) {
    Delivery& of_other = one.delivery();
    for (const std::string& was : told_lots(of_other.guessed)) {
      if (was == arrival.lot) continue;
      for (Delivery& open : one.lane->deliveries) {
        const Amount part = std::min(amount, exchangeable(of_other, was, open, arrival.lot));
        if (part <= zero) continue;
        const std::string site = of_other.arrived_at_site;
        exchange(world, arrival.good, of_other, was, open, arrival.lot, part, Shelf::Word::told);
        Shelf(world, site, arrival.good).be_of(was, arrival.lot, part, Shelf::Word::told);
        amount -= part;
        is_found = true;
      }
    }
  }
  return is_found;
}

Amount missing_on_the_way(const Report& report, const std::vector<Candidate>& open, Amount amount) {
  if (report.lot.empty()) return {};
  for (const Candidate& one : open)
    for (const Load& part : one.delivery().load)
      if (!is_told(part) || part.lot == report.lot) amount -= part.amount;
  return amount;
}

bool call_back(World& world, const Report& report, Amount missing, const std::vector<Candidate>& open) {
  bool is_found = false;
  for (const Candidate& one : open) {
    Delivery& of_other = one.delivery();
    for (const std::string& is : told_lots(of_other.load)) {
      if (is == report.lot) continue;
      for (Delivery& came : one.lane->deliveries) {
        const Amount part = std::min(missing, exchangeable(came, report.lot, of_other, is));
        if (part <= zero) continue;
        const std::string site = came.arrived_at_site;
        exchange(world, report.good, came, report.lot, of_other, is, part, Shelf::Word::presumed);
        Shelf(world, site, report.good).be_of(report.lot, is, part, Shelf::Word::presumed);
        missing -= part;
        is_found = true;
      }
    }
  }
  return is_found;
}

std::vector<Candidate> all_told(const Report& report, std::vector<Candidate> told) {
  if (!report.lot.empty()) return told;
  const auto is_told = [&](const Lane* lane, std::size_t index) {
    return std::ranges::any_of(told,
                               [&](const Candidate& one) { return one.lane == lane && one.index == index; });
  };
  for (const Candidate& one : std::vector<Candidate>(told)) {
    const Delivery& of = one.delivery();
    for (std::size_t i = 0; i < one.lane->deliveries.size(); ++i) {
      const Delivery& other = one.lane->deliveries[i];
      if (other.event == of.event && other.from == of.from && other.box == of.box && other.lot != of.lot &&
          (other.arrived_at_site.empty() || other.arrived_at_site == of.arrived_at_site) &&
          !other.open().is_zero() && !is_told(one.lane, i))
        told.push_back({one.lane, i, other.open()});
    }
  }
  return told;
}

void end_doubts(World& world) {
  for (const auto& [where, some_ended] : world.doubted) {
    const auto& [good, end] = where;
    auto& deliveries = world.cells.lane(good, end).deliveries;
    for (Delivery& came : deliveries) {
      for (const std::string& lot : told_lots(came.guessed)) {
        const bool is_in_doubt = std::ranges::any_of(deliveries, [&](const Delivery& open) {
          return !told_of_others(open.load, lot).is_zero() && left_together(came, open);
        });
        if (is_in_doubt) continue;
        const Amount sure = told_of(came.guessed, lot);
        take_out(came.guessed, lot, sure);
        // What ended on its way may have been of the one or the other.
        if (!some_ended) Shelf(world, came.arrived_at_site, good).be_of(lot, lot, sure, Shelf::Word::told);
      }
    }
  }
}

}  // namespace stocktrail::books
