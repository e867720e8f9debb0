#include "ledger/books/detail/lanes.h"

#include <algorithm>

#include "ledger/books/detail/fair.h"

namespace stocktrail::books {
namespace {

const Amount zero;
const std::string not_told;
constexpr std::string_view by_box_mark = " by box";

/// The digits of a GLN, of a place or a party.
std::string_view gln(std::string_view end) {
  for (const std::string_view prefix : {"https://id.gs1.org/414/", "https://id.gs1.org/417/"})
    if (end.starts_with(prefix)) return end.substr(prefix.size());
  return {};
}

std::string_view type_of(const std::string& document) {
  return std::string_view(document).substr(0, document.find(' '));
}

/// What one party accepted: by box the same goods as by quantity or serial, or the rest.
Amount accepted_by(const Delivery& delivery, const Told& told) {
  const auto other = std::ranges::find_if(delivery.arrivals, [&](const Told& one) {
    return one.kind == told.kind && (one.issuer == told.issuer + std::string(by_box_mark) ||
                                     told.issuer == one.issuer + std::string(by_box_mark));
  });
  if (other == delivery.arrivals.end()) return told.amount;
  const bool is_rest = told.amount + other->amount == delivery.arrived;
  return is_rest ? delivery.arrived : std::max(told.amount, other->amount);
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

bool leads_to(const std::string& end, const std::string& named, const Directory& directory) {
  return end.empty() || is_end(end, named, directory) || is_end(named, end, directory);
}

std::vector<std::string> ends_of(const std::string& site, const std::optional<std::string>& party) {
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
  if (party) {
    add(*party);
    add_forms(*party);
  }
  add({});
  return ends;
}

std::vector<std::string> ends_of_site(const std::string& site, const Directory& directory) {
  return ends_of(site, directory.party_of(site));
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
  if (const Amount astray = std::min(one.strayed, one.arrived); astray > zero)
    add(DiscrepancyKind::arrived_elsewhere, one.arrived_by, one.arrived_at, astray);
  if (one.from.empty()) {
    if (!one.returned) add(DiscrepancyKind::unexpected_arrival, one.event, one.at, one.arrived);
  } else if (one.arrived > one.sent) {
    add(DiscrepancyKind::more_than_sent, one.arrived_by, one.arrived_at, one.arrived - one.sent);
  }
  for (const Told& told : one.arrivals) {
    if (told.kind != Kind::accepting) continue;
    const Amount accepted = accepted_by(one, told);
    if (accepted < one.arrived)
      add(DiscrepancyKind::reports_differ, one.arrived_by, one.arrived_at, one.arrived - accepted);
  }
  return found;
}

Delivery& Lane::begin(Delivery delivery) {
  delivery.number = ++begun;
  return deliveries.emplace_back(std::move(delivery));
}

namespace {

/// Whose report it was at first.
std::string_view first_teller(const Delivery& delivery) {
  return (delivery.departures.empty() ? delivery.arrivals : delivery.departures).front().issuer;
}

}  // namespace

void add_delivery(World& world, const Good& good, const Delivery& delivery) {
  Lane& lane = world.cells.lane(good, delivery.to);
  auto& deliveries = lane.deliveries;
  const auto leaves = [&](const Delivery& one) {
    const std::int64_t last = std::max(to_i64(one.at), to_i64(one.arrived_at));
    const bool is_in_doubt = std::ranges::any_of(
        one.guessed, [](const Load& part) { return !part.presumed && !part.lot.empty(); });
    return one.open().is_zero() && !is_in_doubt && to_i64(world.now) - last > settled_age_max;
  };
  const auto conclude = [&](const Delivery& one) {
    for (Discrepancy& found : conclusions(good, one)) world.journal.note(std::move(found));
    for (const std::string& document : one.documents) {
      Papers::Gone& gone = world.cells.papers(good, document)
                               .gone[{one.from, one.arrived_at_site.empty() ? one.to : one.arrived_at_site}];
      gone.sent += one.sent;
      gone.arrived += one.arrived;
    }
  };
  const auto keep_guess = [&](const Delivery& one) {  // It may turn out to be of another lot.
    for (const Load& part : one.guessed) {
      if (!part.presumed || one.from == one.arrived_at_site) continue;
      Came came{one.from, one.arrived_at_site, part.lot};
      if (lane.came.size() >= came_max && !lane.came.contains(came)) came = {one.from, {}, {}};
      lane.came[came] += part.amount;
    }
  };
  std::erase_if(deliveries, [&](const Delivery& one) {
    if (!leaves(one)) return false;
    conclude(one);
    keep_guess(one);
    return true;
  });
  if (deliveries.size() >= lane_deliveries_max) {
    const auto oldest = first_of_most(deliveries, first_teller);
    conclude(*oldest);
    keep_guess(*oldest);
    for (const Load& part : oldest->load) lane.beyond[{oldest->from, {part.lot, part.status}}] += part.amount;
    deliveries.erase(oldest);
  }
  lane.begin(delivery);
}

Candidate split(const Candidate& candidate, Amount amount) {
  Lane& lane = *candidate.lane;
  Delivery part = candidate.delivery();
  Delivery& rest = lane.deliveries[candidate.index];
  part.arrivals.clear();
  part.arrived = {};
  part.arrived_at_site.clear();
  part.load.clear();
  part.guessed.clear();
  part.strayed = {};
  part.owned = {};
  part.sent = amount;
  part.line = rest.line + 10'000'000 * static_cast<std::uint32_t>(1 + lane.deliveries.size() % 400);
  Amount left = amount;
  for (Load& load : rest.load) {
    Load taken = load;
    taken.amount = std::min(left, load.amount);
    taken.owners = load.take(taken.amount);
    left -= taken.amount;
    if (taken.amount > zero) part.load.push_back(taken);
  }
  std::erase_if(rest.load, [](const Load& load) { return load.amount.is_zero(); });
  rest.sent -= amount;
  for (Told& told : part.departures) told.amount = std::min(told.amount, amount);
  for (Told& told : rest.departures) told.amount = std::min(told.amount, rest.sent);
  lane.begin(part);
  return {&lane, lane.deliveries.size() - 1, amount};
}

Report telling_box(Report report) {
  report.issuer += by_box_mark;
  return report;
}

bool told_by_box(const Delivery& delivery, const Report& arrival) {
  return !told_by(delivery, Side::arrivals, telling_box(arrival)).is_zero();
}

Delivery* find(World& world, const DeliveryName& name) {
  for (Delivery& delivery : world.cells.lane(name.good, name.to).deliveries)
    if (delivery.event == name.event && delivery.line == name.line) return &delivery;
  return nullptr;
}

}  // namespace stocktrail::books
