#include "ledger/inventory/detail/arrivals.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ledger/inventory/detail/rules.h"

namespace stocktrail::inventory {

namespace {

const Account unknown{AccountKind::unknown, {}, {}, {}};

std::string open_key(const Arrival& arrival) {
  return discrepancy_key(arrival.place, arrival.event, arrival.number);
}

/// nullopt: the arrival was taken back.
std::optional<NotedDiscrepancy> load(const std::string& key, const TableReader& tables) {
  for (const std::string& at : {key, paid_key(key)}) {
    if (const std::optional<std::string> value = tables.get(Table::directory, at))
      return unpack_discrepancy(key, *value);
  }
  return std::nullopt;
}

void store(const std::string& key, const NotedDiscrepancy& noted, TableWriter& tables) {
  const bool is_paid = noted.told.amount.is_zero();
  tables.erase(Table::directory, is_paid ? key : paid_key(key));
  tables.put(Table::directory, is_paid ? paid_key(key) : key, pack(noted, noted.told.place));
}

/// Those that happened first make room: a shipment pays for what arrived after it.
void keep(Arrivals& arrivals, const Arrival& arrival, Amount amount) {
  arrivals[arrival] = amount;
  if (arrivals.size() > InventoryLimits::unpaid_arrivals_max) arrivals.erase(arrivals.begin());
}

}  // namespace

void note_arrival(Books& books, const std::string& place, const Good& good, Amount amount) {
  const unsigned number = books.next_number();
  books.open(DiscrepancyKind::unexpected_arrival, place, good, amount);
  if (place.empty()) return;
  const Moment& moment = books.moment();
  keep(books.arrivals(site_of(place), good), {moment.event_time, moment.event, number, place}, amount);
}

Amount pay_arrivals(Books& books, const Account& way, const Good& good, Amount amount, Effects& effects) {
  Arrivals& arrivals = books.arrivals(way.place, good);
  Amount left = amount;
  auto at = arrivals.lower_bound({books.moment().event_time, {}, 0, {}});
  while (at != arrivals.end() && !left.is_zero()) {
    const std::string key = open_key(at->first);
    std::optional<NotedDiscrepancy> noted = load(key, books.tables());
    ST_CHECK(noted.has_value());
    const Amount part = std::min(left, at->second);
    left -= part;
    at->second -= part;
    noted->told.amount -= part;
    noted->payments.push_back({books.moment().event, {way.from, way.status}, part});
    store(key, *noted, books.tables());
    effects.payments.push_back({key, {way, good, part}});
    const bool is_over =
        at->second.is_zero() || noted->payments.size() >= InventoryLimits::arrival_payments_max;
    at = is_over ? arrivals.erase(at) : std::next(at);
  }
  return amount - left;
}

void take_back_arrivals(const Effects& mistaken, Books& books) {
  for (const std::string& key : mistaken.discrepancies) {
    const std::optional<NotedDiscrepancy> noted = load(key, books.tables());
    if (!noted || noted->told.kind != DiscrepancyKind::unexpected_arrival) continue;
    const Discrepancy& told = noted->told;
    const std::string site = site_of(told.place);
    for (const Payment& payment : noted->payments) {
      const Account way{AccountKind::in_transit, payment.way.status, site, payment.way.from};
      books.move(unknown, way, told.good, payment.amount);
    }
    books.arrivals(site, told.good).erase({told.event_time, told.event, discrepancy_number(key), told.place});
    books.tables().erase(Table::directory, paid_key(key));
  }
}

void take_back_payments(const Effects& mistaken, EventRef ref, Books& books) {
  for (const auto& [key, posting] : mistaken.payments) {
    std::optional<NotedDiscrepancy> noted = load(key, books.tables());
    if (!noted) {
      books.move(posting.account, unknown, posting.good, posting.amount);
      continue;
    }
    const auto payment = std::ranges::find(noted->payments, ref, &Payment::payer);
    ST_CHECK(payment != noted->payments.end());
    Discrepancy& told = noted->told;
    told.amount += payment->amount;
    noted->payments.erase(payment);
    store(key, *noted, books.tables());
    const Arrival arrival{told.event_time, told.event, discrepancy_number(key), told.place};
    keep(books.arrivals(site_of(told.place), told.good), arrival, told.amount);
  }
}

}  // namespace stocktrail::inventory
