// Deliveries that a report may be about, the best first.
#include <algorithm>
#include <tuple>

#include "ledger/books/detail/lanes.h"
#include "ledger/books/detail/lorry.h"
#include "ledger/books/detail/moves.h"
#include "ledger/books/detail/rights.h"

namespace stocktrail::books {
namespace {

const Amount zero;

std::int64_t apart(Micros a, Micros b) {
  return to_i64(a) < to_i64(b) ? to_i64(b) - to_i64(a) : to_i64(a) - to_i64(b);
}

bool source_fits(const Report& arrival, const Delivery& delivery, const Directory& directory) {
  if (arrival.ends.empty() || delivery.from.empty()) return true;
  return std::ranges::any_of(arrival.ends,
                             [&](const std::string& end) { return is_end(delivery.from, end, directory); });
}

/// How much this teller has not told yet.
Amount untold(const Delivery& delivery, Side side, const Report& teller) {
  const Amount total = side == Side::departures ? delivery.sent : delivery.arrived;
  return std::max(zero, total - told_by(delivery, side, teller));
}

/// Goods that may not be sold come by receipts that say so, and by others last.
bool is_unlike(const Delivery& one, const Report& arrival) {
  if (one.returned || arrival.returned) return one.returned != arrival.returned;
  return std::ranges::none_of(
      one.load, [&](const Load& part) { return part.status == arrival.status.value_or(Status::sellable); });
}

using Rank = std::tuple<int, int, int, int, std::int64_t, Micros, EventKey, std::uint32_t>;
struct Ranked {
  Rank rank;
  Candidate candidate;
};
std::vector<Candidate> in_order(std::vector<Ranked> ranked) {
  std::ranges::sort(ranked, {}, &Ranked::rank);
  std::vector<Candidate> candidates;
  for (const Ranked& one : ranked) candidates.push_back(one.candidate);
  return candidates;
}

/// Lanes that an arrival can be of, the most exact first; those that share a document last.
struct End {
  std::string to;
  int rank = 0;
};
constexpr int end_by_document = 9;
std::vector<End> ends_in_reach(World& world, const Report& report, const std::string& site) {
  std::vector<End> ends;
  for (const std::string& end : ends_of_site(site, world.directory))
    ends.push_back({end, end == site ? 0 : end.empty() ? 2 : 1});
  for (const std::string& document : report.documents)
    for (const std::string& to : world.cells.papers(report.good, document).lanes)
      if (std::ranges::find(ends, to, &End::to) == ends.end()) ends.push_back({to, end_by_document});
  return ends;
}

/// Ends to which a site sent that may be this one: all, if none is told.
std::vector<std::string> sent_to(const World& world, const Book& book, const std::string& to) {
  std::vector<std::string> ends;
  if (world.directory.party_of(to)) {
    for (const std::string& end : ends_of_site(to, world.directory))
      if (book.sent_to.contains(end)) ends.push_back(end);
    return ends;
  }
  for (const std::string& end : book.sent_to) {
    if (ends.size() == ends_scanned_max) break;
    if (to.empty() || end.empty() || is_end(end, to, world.directory) || is_end(to, end, world.directory))
      ends.push_back(end);
  }
  return ends;
}

}  // namespace

std::vector<Candidate> on_the_way(World& world, const Report& arrival) {
  std::vector<Ranked> ranked;
  for (const End& end : ends_in_reach(world, arrival, arrival.place.site)) {
    Lane& lane = world.cells.lane(arrival.good, end.to);
    for (std::size_t i = 0; i < lane.deliveries.size(); ++i) {
      const Delivery& one = lane.deliveries[i];
      const Amount open = one.open();
      const bool shares = share(one.documents, arrival.documents);
      const std::int64_t age = to_i64(world.now) - to_i64(one.at);
      if (open.is_zero() || one.from == arrival.place.site || age > departure_age_max) continue;
      if (!source_fits(arrival, one, world.directory)) continue;
      if (end.rank == end_by_document && !may_end(world, one.from, one.to)) continue;
      if (!shares && (end.rank == end_by_document || conflict(one.documents, arrival.documents) ||
                      !lots_agree(one.lot, arrival.lot)))
        continue;
      // What others have told of it, this teller may tell again.
      const bool here = one.arrived_at_site == arrival.place.site;
      const Amount rest = here ? std::max(open, one.sent - told_by(one, Side::arrivals, arrival)) : open;
      const bool fits = arrival.mismatch ? arrival.amount < rest : arrival.amount == rest;
      const bool equal = fits && age <= equal_age_max;
      // Boxes tell of themselves: by quantity they come last, and if that differs after those sent to the
      // party of this site, too.
      const int boxed = one.box.empty() ? 0 : 1;
      const int nearness = !equal && boxed != 0 && end.rank < 2 ? 3 : 2 * end.rank;
      const int unlike = shares ? 0 : is_unlike(one, arrival) ? 2 : 1;
      const int fit =
          lots_agree(one.lot, arrival.lot) ? (equal ? 0 : 2) + (one.lot != arrival.lot ? 1 : 0) : 4;
      ranked.push_back({{unlike, nearness, boxed, fit, age, one.at, one.event, one.line}, {&lane, i, rest}});
    }
  }
  return in_order(std::move(ranked));
}

std::vector<Candidate> arrived_untold(World& world, const Report& arrival, std::int64_t age_max) {
  std::vector<Ranked> ranked;
  for (const End& end : ends_in_reach(world, arrival, arrival.place.site)) {
    Lane& lane = world.cells.lane(arrival.good, end.to);
    for (std::size_t i = 0; i < lane.deliveries.size(); ++i) {
      const Delivery& one = lane.deliveries[i];
      Amount rest = untold(one, Side::arrivals, arrival);
      if (rest.is_zero() || one.arrived_at_site != arrival.place.site) continue;
      if (one.from.empty() && one.returned != arrival.returned)
        continue;  // Of customers' returns only those.
      const std::int64_t age = apart(world.now, one.arrived_at);
      const bool shares = share(one.documents, arrival.documents);
      // A box is told by quantity as well on the same day, not on another one.
      const std::int64_t same_day = arrival.date_only ? 0 : retelling_after_max - 1;
      const std::int64_t longest = told_by_box(one, arrival) ? same_day : age_max;
      if (age > std::min(age_max, longest) || !source_fits(arrival, one, world.directory)) continue;
      if (!shares && conflict(one.documents, arrival.documents)) continue;
      if (!shares && !lots_agree(one.lot, arrival.lot))
        rest = std::min(rest, may_have_come_as({&lane, i, rest}, arrival.lot));
      if (rest.is_zero()) continue;
      ranked.push_back(
          {{!shares, 0, one.lot != arrival.lot, arrival.amount != rest, age, one.at, one.event, one.line},
           {&lane, i, rest}});
    }
  }
  return in_order(std::move(ranked));
}

std::vector<Candidate> departed_untold(World& world, const Report& departure) {
  const Book& book = world.cells.book(departure.place.site, departure.good);
  const std::string& to = lane_end(departure);
  std::vector<Ranked> ranked;
  for (const std::string& end : sent_to(world, book, to)) {
    Lane& lane = world.cells.lane(departure.good, end);
    for (std::size_t i = 0; i < lane.deliveries.size(); ++i) {
      const Delivery& one = lane.deliveries[i];
      const Amount rest = untold(one, Side::departures, departure);
      if (rest.is_zero() || one.from != departure.place.site || !lots_agree(one.lot, departure.lot)) continue;
      const bool shares = share(one.documents, departure.documents);
      if (!shares && conflict(one.documents, departure.documents)) continue;
      const bool same_kind = std::ranges::any_of(one.departures, [&](const Told& told) {
        return told.kind == departure.kind && told.amount == one.sent;
      });
      const bool equal = departure.amount == rest;
      const std::int64_t age = apart(world.now, one.at);
      const std::int64_t longest = !equal || same_kind ? retelling_after_max : departing_after_max;
      // Who names an end does not tell of a part of what was sent to nobody named; and where only one of two
      // names an end, and only one a document, they tell of two.
      const bool names_more = one.to.empty() && !to.empty(), one_names = one.to.empty() != to.empty();
      const bool one_has_documents = one.documents.empty() != departure.documents.empty();
      if (age > longest || ((same_kind || names_more) && !equal && !shares)) continue;
      if (one_names && one_has_documents) continue;
      ranked.push_back(
          {{!shares, end != to, one.lot != departure.lot, !equal, age, one.at, one.event, one.line},
           {&lane, i, rest}});
    }
  }
  return in_order(std::move(ranked));
}

std::vector<Candidate> departed_in(World& world, const Report& departure, const std::string& box) {
  std::vector<Candidate> found;
  const Book& book = world.cells.book(departure.place.site, departure.good);
  for (const std::string& end : sent_to(world, book, {})) {
    Lane& lane = world.cells.lane(departure.good, end);
    for (std::size_t i = 0; i < lane.deliveries.size(); ++i) {
      const Delivery& one = lane.deliveries[i];
      const Amount rest = untold(one, Side::departures, departure);
      const bool is_late = apart(world.now, one.at) > departing_after_max;
      if (one.box == box && one.from == departure.place.site && !is_late && !rest.is_zero())
        found.push_back({&lane, i, rest});
    }
  }
  return found;
}

namespace {

/// What a report that ends deliveries may be about: those on their way to these ends that `fits` takes.
template <typename Ends, typename Fits>
std::vector<Candidate> open_ones(World& world, const Report& report, const Ends& ends, const Fits& fits) {
  std::vector<Ranked> ranked;
  for (const std::string& end : ends) {
    Lane& lane = world.cells.lane(report.good, end);
    for (std::size_t i = 0; i < lane.deliveries.size(); ++i) {
      const Delivery& one = lane.deliveries[i];
      const Amount open = one.open();
      if (open.is_zero() || !fits(one)) continue;
      const bool shares = share(one.documents, report.documents);
      if (!shares && (conflict(one.documents, report.documents) || !lots_agree(one.lot, report.lot)))
        continue;
      const std::int64_t age = to_i64(world.now) - to_i64(one.at);
      ranked.push_back(
          {{!shares, 0, one.lot != report.lot, report.amount != open, age, one.at, one.event, one.line},
           {&lane, i, open}});
    }
  }
  return in_order(std::move(ranked));
}

}  // namespace

std::vector<Candidate> sent_from(World& world, const Report& report) {
  const std::string& site = report.place.site;
  return open_ones(world, report, sent_to(world, world.cells.book(site, report.good), {}),
                   [&](const Delivery& one) { return one.from == site; });
}

std::vector<Candidate> sent_here(World& world, const Report& report) {
  const std::string& site = report.place.site;
  return open_ones(world, report, ends_of_site(site, world.directory),
                   [&](const Delivery& one) { return one.from != site && !one.to.empty(); });
}

std::vector<Candidate> named_by(World& world, const Report& report) {
  std::set<std::string> ends;
  for (const std::string& document : report.documents)
    ends.merge(std::set(world.cells.papers(report.good, document).lanes));
  return open_ones(world, report, ends,
                   [&](const Delivery& one) { return share(one.documents, report.documents); });
}

bool passes_by(World& world, const Report& departure) {
  const std::string& to = lane_end(departure);
  const auto comes_by = [&](const std::string& end, bool by_document) {
    const auto& deliveries = world.cells.lane(departure.good, end).deliveries;
    return std::ranges::any_of(deliveries, [&](const Delivery& one) {
      return !one.open().is_zero() && one.from != departure.place.site &&
             lots_agree(one.lot, departure.lot) && !conflict(one.documents, departure.documents) &&
             (!by_document || share(one.documents, departure.documents));
    });
  };
  if (!to.empty())
    for (const std::string& end : ends_of_site(to, world.directory))
      if (comes_by(end, false)) return true;
  for (const std::string& document : departure.documents)
    for (const std::string& end : std::set(world.cells.papers(departure.good, document).lanes))
      if (comes_by(end, true)) return true;
  return false;
}

std::optional<Report> upcoming(World& world, const Report& arrival, Clocks clocks) {
  struct Found {
    std::tuple<bool, int, bool, std::int64_t, EventKey, std::uint32_t> rank;
    Report departure;
  };
  std::vector<Found> found;
  for (const End& end : ends_in_reach(world, arrival, arrival.place.site)) {
    const auto& announced = world.cells.announced(arrival.good, end.to).departures;
    for (auto at = announced.lower_bound({world.now, {}, 0}); at != announced.end(); ++at) {
      const std::int64_t ahead = to_i64(at->first.at) - to_i64(world.now);
      const bool in_time = clocks == Clocks::near
                               ? ahead <= clock_tolerance || (arrival.date_only && ahead < day)
                               : ahead <= zone_tolerance;
      if (!in_time) break;
      if (at->second.place.site == arrival.place.site) continue;
      const auto one = still_to_come(world, at->second);
      if (!one || (clocks == Clocks::zone_forgotten && arrival.amount != one->amount)) continue;
      Delivery as_sent;
      as_sent.from = one->place.site;
      const bool shares = share(one->documents, arrival.documents);
      if (!source_fits(arrival, as_sent, world.directory)) continue;
      if (!shares && (end.rank == end_by_document || conflict(one->documents, arrival.documents) ||
                      !lots_agree(one->lot, arrival.lot)))
        continue;
      found.push_back(
          {{!shares, end.rank, arrival.amount != one->amount, ahead, one->event, one->line}, *one});
    }
  }
  std::ranges::sort(found, {}, &Found::rank);
  const auto best = std::ranges::find_if(found, [&](const Found& one) {  // Of no delivery that is known.
    return departed_untold(world, one.departure).empty();
  });
  return best == found.end() ? std::nullopt : std::optional(best->departure);
}

std::vector<Candidate> open_for(World& world, const Report& arrival) {
  std::vector<Candidate> open = on_the_way(world, arrival);
  const auto shares = [&](const Candidate& one) {
    return share(one.delivery().documents, arrival.documents);
  };
  if (arrival.documents.empty() || open.empty() || std::ranges::any_of(open, shares)) return open;
  const auto departure = upcoming(world, arrival, Clocks::near);
  if (!departure || !share(departure->documents, arrival.documents)) return open;
  depart_early(world, *departure);
  return on_the_way(world, arrival);
}

}  // namespace stocktrail::books
