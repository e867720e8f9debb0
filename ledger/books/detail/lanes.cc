#include "ledger/books/detail/lanes.h"

#include <algorithm>
#include <tuple>

namespace stocktrail::books {
namespace {

const Amount zero;
const std::string not_told;

std::int64_t apart(Micros a, Micros b) {
  return to_i64(a) < to_i64(b) ? to_i64(b) - to_i64(a) : to_i64(a) - to_i64(b);
}

/// The digits of a GLN, of a place or a party.
std::string_view gln(std::string_view end) {
  for (const std::string_view prefix : {"https://id.gs1.org/414/", "https://id.gs1.org/417/"})
    if (end.starts_with(prefix)) return end.substr(prefix.size());
  return {};
}

std::string_view type_of(const std::string& document) {
  return std::string_view(document).substr(0, document.find(' '));
}

bool source_fits(const Report& arrival, const Delivery& delivery, const Directory& directory) {
  if (arrival.ends.empty() || delivery.from.empty()) return true;
  return std::ranges::any_of(arrival.ends,
                             [&](const std::string& end) { return is_end(delivery.from, end, directory); });
}

/// Of how much a teller has said nothing yet.
Amount untold(const Delivery& delivery, Side side, const Report& teller) {
  const Amount total = side == Side::departures ? delivery.sent : delivery.arrived;
  return std::max(zero, total - told_by(delivery, side, teller));
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
  int rank = 0;
  for (const std::string& end : ends_of_site(site, world.directory))
    ends.push_back({end, end == site ? 0 : end.empty() ? 2 : (rank = 1)});
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

bool share(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::ranges::any_of(a, [&](const std::string& one) { return std::ranges::binary_search(b, one); });
}

bool conflict(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  if (share(a, b)) return false;
  return std::ranges::any_of(a, [&](const std::string& one) {
    return std::ranges::any_of(b, [&](const std::string& other) { return type_of(one) == type_of(other); });
  });
}

const std::string& lane_end(const Report& departure) {
  return departure.ends.empty() ? not_told : departure.ends.front();
}

bool stays_inside(const Report& departure) {
  return !departure.ends.empty() && departure.ends.front() == departure.place.site;
}

bool is_end(const std::string& site, const std::string& end, const Directory& directory) {
  if (site == end) return true;
  const std::string_view digits = gln(end);
  if (!digits.empty() && digits == gln(site)) return true;
  const auto party = directory.party_of(site);
  return party && (*party == end || (!digits.empty() && digits == gln(*party)));
}

std::vector<std::string> ends_of_site(const std::string& site, const Directory& directory) {
  std::vector<std::string> ends{site};
  const auto add = [&](std::string end) {
    if (std::ranges::find(ends, end) == ends.end()) ends.push_back(std::move(end));
  };
  const auto add_forms = [&](std::string_view end) {
    const std::string_view digits = gln(end);
    if (digits.empty()) return;
    add("https://id.gs1.org/417/" + std::string(digits));
    add("https://id.gs1.org/414/" + std::string(digits));
  };
  add_forms(site);
  if (const auto party = directory.party_of(site)) {
    add(*party);
    add_forms(*party);
  }
  add({});
  return ends;
}

Amount told_by(const Delivery& delivery, Side side, const Report& teller) {
  for (const Told& told : side == Side::departures ? delivery.departures : delivery.arrivals)
    if (told.kind == teller.kind && told.issuer == teller.issuer) return told.amount;
  return {};
}

Amount tell(Delivery& delivery, Side side, const Report& teller, Amount amount) {
  auto& tellers = side == Side::departures ? delivery.departures : delivery.arrivals;
  Amount& total = side == Side::departures ? delivery.sent : delivery.arrived;
  auto told = std::ranges::find_if(
      tellers, [&](const Told& one) { return one.kind == teller.kind && one.issuer == teller.issuer; });
  if (told == tellers.end()) told = tellers.insert(told, {teller.kind, teller.issuer, {}});
  told->amount += amount;
  const Amount more = std::max(zero, told->amount - total);
  total += more;
  return more;
}

std::vector<Discrepancy> conclusions(const Good& good, const Delivery& one) {
  std::vector<Discrepancy> found;
  const auto add = [&](DiscrepancyKind kind, const EventKey& event, Micros since, Amount amount) {
    const EventKey& other = event == one.event ? one.arrived_by : one.event;
    found.push_back({kind, event, event == other ? EventKey{} : other, since, one.to, one.from, good, one.lot,
                     amount, one.box});
  };
  if (one.open() > zero) add(DiscrepancyKind::not_received, one.event, one.at, one.open());
  if (one.strayed) add(DiscrepancyKind::arrived_elsewhere, one.arrived_by, one.arrived_at, one.arrived);
  if (one.from.empty()) {
    if (!one.returned) add(DiscrepancyKind::unexpected_arrival, one.event, one.at, one.arrived);
  } else if (one.arrived > one.sent) {
    add(DiscrepancyKind::more_than_sent, one.arrived_by, one.arrived_at, one.arrived - one.sent);
  }
  for (const Told& told : one.arrivals)
    if (told.kind == Kind::accepting && told.amount < one.arrived)
      add(DiscrepancyKind::reports_differ, one.arrived_by, one.arrived_at, one.arrived - told.amount);
  return found;
}

Delivery& Lane::begin(Delivery delivery) {
  delivery.number = ++begun;
  return deliveries.emplace_back(std::move(delivery));
}

void add_delivery(World& world, const Good& good, const Delivery& delivery) {
  Lane& lane = world.cells.lane(good, delivery.to);
  auto& deliveries = lane.deliveries;
  const auto leaves = [&](const Delivery& one) {
    const std::int64_t last = std::max(to_i64(one.at), to_i64(one.arrived_at));
    return one.open().is_zero() && to_i64(world.now) - last > settled_age_max;
  };
  const auto conclude = [&](const Delivery& one) {
    for (Discrepancy& found : conclusions(good, one)) world.journal.note(std::move(found));
  };
  std::erase_if(deliveries, [&](const Delivery& one) {
    if (!leaves(one)) return false;
    conclude(one);
    return true;
  });
  if (deliveries.size() >= lane_deliveries_max) {
    const Delivery& oldest = deliveries.front();
    conclude(oldest);
    for (const Load& part : oldest.load) lane.beyond[{oldest.from, {part.lot, part.status}}] += part.amount;
    deliveries.erase(deliveries.begin());
  }
  lane.begin(delivery);
}

Report telling_box(Report report) {
  report.issuer += " by box";
  return report;
}

Delivery* find(World& world, const DeliveryName& name) {
  for (Delivery& delivery : world.cells.lane(name.good, name.to).deliveries)
    if (delivery.event == name.event && delivery.line == name.line) return &delivery;
  return nullptr;
}

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
      if (!shares && (end.rank == end_by_document || conflict(one.documents, arrival.documents) ||
                      !lots_agree(one.lot, arrival.lot)))
        continue;
      // What others have told of it, this teller may tell again.
      const bool here = one.arrived_at_site == arrival.place.site;
      const Amount rest = here ? std::max(open, one.sent - told_by(one, Side::arrivals, arrival)) : open;
      const bool equal = arrival.amount == rest && age <= equal_age_max;
      ranked.push_back({{!shares, end.rank, one.lot != arrival.lot, !equal, age, one.at, one.event, one.line},
                        {&lane, i, rest}});
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
      const Amount rest = untold(one, Side::arrivals, arrival);
      if (rest.is_zero() || one.arrived_at_site != arrival.place.site) continue;
      if (one.from.empty() && one.returned != arrival.returned)
        continue;  // Of customers' returns only those.
      const std::int64_t age = apart(world.now, one.arrived_at);
      const bool shares = share(one.documents, arrival.documents);
      if (age > age_max || !source_fits(arrival, one, world.directory)) continue;
      if (!shares && (conflict(one.documents, arrival.documents) || !lots_agree(one.lot, arrival.lot)))
        continue;
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

namespace {

/// Of those on their way to these ends that `fits` takes, what a report that ends them may be about.
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
  if (to.empty()) return false;
  for (const std::string& end : ends_of_site(to, world.directory))
    for (const Delivery& one : world.cells.lane(departure.good, end).deliveries)
      if (!one.open().is_zero() && one.from != departure.place.site && lots_agree(one.lot, departure.lot) &&
          !conflict(one.documents, departure.documents))
        return true;
  return false;
}

std::optional<Announced> upcoming(World& world, const Report& arrival, Clocks clocks) {
  std::optional<Announced> best;
  std::tuple<bool, int, bool, std::int64_t> best_rank;
  for (const End& end : ends_in_reach(world, arrival, arrival.place.site)) {
    Lane& lane = world.cells.lane(arrival.good, end.to);
    for (std::size_t i = 0; i < lane.upcoming.size(); ++i) {
      const Report& one = lane.upcoming[i];
      const std::int64_t ahead = to_i64(one.at) - to_i64(world.now);
      const bool same_day = arrival.date_only && ahead < day;
      const bool equal = arrival.amount == one.amount;
      const bool in_time =
          clocks == Clocks::near ? ahead <= clock_tolerance || same_day : ahead <= zone_tolerance && equal;
      if (!in_time || ahead < 0 || one.place.site == arrival.place.site) continue;
      Delivery as_sent;
      as_sent.from = one.place.site;
      const bool shares = share(one.documents, arrival.documents);
      if (!source_fits(arrival, as_sent, world.directory)) continue;
      if (!shares && (end.rank == end_by_document || conflict(one.documents, arrival.documents) ||
                      !lots_agree(one.lot, arrival.lot)))
        continue;
      if (!departed_untold(world, one).empty()) continue;  // It will tell of a delivery that is known.
      const std::tuple rank(!shares, end.rank, !equal, ahead);
      if (!best || rank < best_rank) {
        best = Announced{&lane, i};
        best_rank = rank;
      }
    }
  }
  return best;
}

}  // namespace stocktrail::books
