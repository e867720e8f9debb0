// tests/support/naive_quantities.h: positions as plain maps, worked out event by event: what the property
// tests of inventory compare its books with. Small enough to be right by reading it.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/support/folded_world.h"

namespace stocktrail::test {

using inventory::AccountKind;
using inventory::Status;

// kind, place, from, status -> amount of one lot.
using Key = std::tuple<AccountKind, std::string, std::string, Status>;
using Book = std::map<Key, std::int64_t>;

inline Book without_zeros(Book book) {
  std::erase_if(book, [](const auto& entry) { return entry.second == 0; });
  return book;
}

/// Quantities of one lot at three places: every event is a list of changes that were worked out from the
/// totals.
class NaiveQuantities {
 public:
  struct Change {
    std::int64_t time;
    Key key;
    std::int64_t amount;
  };

  void make(const std::string& at, std::int64_t n) { move({AccountKind::made, "", "", {}}, stock(at), n); }
  void sell(const std::string& at, std::int64_t n) { take(at, n, {AccountKind::sold, "", "", {}}); }
  void give_back(const std::string& at, std::int64_t n) {
    const Key held{AccountKind::on_hand, at, "", Status::held};
    for (const auto& [key, amount] : Book(totals_)) {
      const auto& [kind, to, from, status] = key;
      if (kind != AccountKind::in_transit || to != at || status != Status::held || amount <= 0) continue;
      const std::int64_t part = std::min(n, amount);
      move(key, held, part);
      n -= part;
    }
    move({AccountKind::sold, "", "", {}}, held, n);
  }
  void ship(const std::string& from, const std::string& to, std::int64_t n) {
    for (const Status status : {Status::sellable, Status::held}) {
      const Key here{AccountKind::on_hand, from, "", status};
      const std::int64_t part = std::min(n, std::max<std::int64_t>(0, total(here)));
      send(here, {AccountKind::in_transit, to, from, status}, part);
      n -= part;
    }
    send(stock(from), {AccountKind::in_transit, to, from, Status::sellable}, n);
  }
  void receive(const std::string& at, std::int64_t n) {
    for (const std::string& to : {at, std::string()}) {
      for (const Status status : {Status::sellable, Status::held}) {
        for (const auto& [key, amount] : Book(totals_)) {
          const auto& [kind, place, from, its_status] = key;
          if (kind != AccountKind::in_transit || place != to || its_status != status || amount <= 0) continue;
          const std::int64_t part = std::min(n, amount);
          move(key, {AccountKind::on_hand, at, "", status}, part);
          n -= part;
        }
      }
    }
    move(unknown, stock(at), n);
    if (n > 0) arrivals_.push_back({events_.size() - 1, at, time_, n, false});
  }

  void begin(std::int64_t time) {
    time_ = time;
    events_.emplace_back();
  }
  void take_back(std::size_t event) {
    if (events_[event].empty()) return;
    const std::int64_t time = events_[event].front().time;
    for (const Change& change : events_[event]) totals_[change.key] -= change.amount;
    events_[event].clear();
    // What had paid for this arrival is on its way; what this had paid for has come from nowhere, if it has
    // come.
    for (const Payment& payment : payments_) {
      const Arrival& arrival = arrivals_[payment.arrival];
      if (arrival.event == event && !payment.taken_back) settle(time, unknown, payment.way, payment.amount);
    }
    for (Arrival& arrival : arrivals_) arrival.taken_back = arrival.taken_back || arrival.event == event;
    for (Payment& payment : payments_) {
      if (payment.payer != event) continue;
      Arrival& arrival = arrivals_[payment.arrival];
      payment.taken_back = true;
      arrival.left += payment.amount;
      if (arrival.taken_back) settle(time, payment.way, unknown, payment.amount);
    }
  }
  std::int64_t unexpected() const {
    std::int64_t sum = 0;
    for (const Arrival& arrival : arrivals_) sum += arrival.taken_back ? 0 : arrival.left;
    return sum;
  }

  Book now() const { return without_zeros(totals_); }
  Book as_of(std::int64_t time) const {
    Book book;
    for (const auto& event : events_) {
      for (const Change& change : event) {
        if (change.time <= time) book[change.key] += change.amount;
      }
    }
    for (const Change& change : settled_) {
      if (change.time <= time) book[change.key] += change.amount;
    }
    return without_zeros(book);
  }

 private:
  struct Arrival {  // That nothing had sent.
    std::size_t event;
    std::string at;
    std::int64_t time, left;
    bool taken_back;
  };
  struct Payment {  // By a shipment that was told later.
    std::size_t payer, arrival;
    Key way;
    std::int64_t amount;
    bool taken_back;
  };
  inline static const Key unknown{AccountKind::unknown, "", "", {}};

  static Key stock(const std::string& at) { return {AccountKind::on_hand, at, "", Status::sellable}; }
  std::int64_t total(const Key& key) { return totals_[key]; }
  void take(const std::string& at, std::int64_t n, const Key& to) {
    for (const Status status : {Status::sellable, Status::held}) {
      const Key here{AccountKind::on_hand, at, "", status};
      const std::int64_t part = std::min(n, std::max<std::int64_t>(0, total(here)));
      move(here, to, part);
      n -= part;
    }
    move(stock(at), to, n);
  }
  /// The first arrivals that were not before the shipment are paid first.
  void send(const Key& from, const Key& way, std::int64_t n) {
    while (n > 0) {
      std::optional<std::size_t> first;
      for (std::size_t i = 0; i < arrivals_.size(); ++i) {
        const Arrival& arrival = arrivals_[i];
        const bool fits = arrival.at == std::get<1>(way) && arrival.time >= time_ && arrival.left > 0 &&
                          !arrival.taken_back;
        if (fits && (!first || arrival.time < arrivals_[*first].time)) first = i;
      }
      if (!first) break;
      const std::int64_t part = std::min(n, arrivals_[*first].left);
      arrivals_[*first].left -= part;
      payments_.push_back({events_.size() - 1, *first, way, part, false});
      move(from, unknown, part);
      n -= part;
    }
    move(from, way, n);
  }
  void settle(std::int64_t time, const Key& from, const Key& to, std::int64_t n) {
    for (const auto& [key, amount] : {std::pair(from, -n), std::pair(to, n)}) {
      totals_[key] += amount;
      settled_.push_back({time, key, amount});
    }
  }
  void move(const Key& from, const Key& to, std::int64_t n) {
    for (const auto& [key, amount] : {std::pair(from, -n), std::pair(to, n)}) {
      totals_[key] += amount;
      events_.back().push_back({time_, key, amount});
    }
  }

  Book totals_;
  std::int64_t time_ = 0;
  std::vector<std::vector<Change>> events_;
  std::vector<Arrival> arrivals_;
  std::vector<Payment> payments_;
  std::vector<Change> settled_;  // When something was taken back.
};

}  // namespace stocktrail::test
