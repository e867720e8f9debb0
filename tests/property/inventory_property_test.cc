// Random histories against naive models: quantities as plain maps with a list of changes, items one by one.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "tests/support/naive_quantities.h"
#include "tests/support/rapidcheck_seed.h"

namespace stocktrail {
namespace {

using namespace test;
using inventory::AccountKind;
using inventory::Status;

Book book_of(const FoldedWorld& world, const std::string& product,
             std::optional<Micros> as_of = std::nullopt) {
  inventory::PositionQuery query;
  query.product = product;
  query.as_of = as_of;
  query.limit = 3;
  Book book;
  for (const inventory::Position& position : world.positions(query)) {
    const inventory::Account& account = position.account;
    book[{account.kind, account.place, account.from, account.status}] =
        static_cast<std::int64_t>(position.amount.nanos() / 1'000'000'000);
  }
  return book;
}

/// What nothing had sent, and no later shipment has paid for.
std::int64_t unexpected(const FoldedWorld& world) {
  const auto page = inventory::discrepancies({}, world.tables);
  ST_CHECK(page.has_value() && !page->has_more);
  std::int64_t sum = 0;
  for (const inventory::Discrepancy& found : page->discrepancies) {
    if (found.kind == inventory::DiscrepancyKind::unexpected_arrival)
      sum += static_cast<std::int64_t>(found.amount.nanos() / 1'000'000'000);
  }
  return sum;
}

/// One random event of quantities, told to both.
EventRef quantity_event(Dice dice, FoldedWorld& world, NaiveQuantities& naive) {
  const unsigned action = dice.roll(6);
  const std::string here = place(dice.roll(3));
  const std::string there = place(dice.roll(3));
  const bool told = dice.roll(2) == 0;
  const std::int64_t n = 1 + dice.roll(9);
  const std::int64_t time = dice.roll(50);
  const std::string number = std::to_string(n), key = lot(1, "A");
  naive.begin(time);
  switch (action) {
    case 0:
    case 1:
      naive.make(here, n);
      return world.add(made(time).located(here).quantity(key, number));
    case 2: {
      naive.ship(here, told ? there : "", n);
      EventBuilder event = observed(time).step("shipping").read_at(here).quantity(key, number);
      if (told) event.to(there);
      return world.add(event);
    }
    case 3:
      naive.receive(here, n);
      return world.add(observed(time).step("receiving").located(here).quantity(key, number));
    case 4:
      naive.sell(here, n);
      return world.add(observed(time).step("retail_selling").located(here).quantity(key, number));
    default:
      naive.give_back(here, n);
      break;
  }
  // A source that nothing came from: a customer.
  return world.add(observed(time)
                       .step("receiving")
                       .disposition("returned")
                       .located(here)
                       .from("location", place(9))
                       .quantity(key, number));
}

TEST(InventoryProperty, QuantitiesAreThoseOfPlainMaps) {
  check_property("positions now and at any time, errors, sums", [] {
    FoldedWorld world;
    NaiveQuantities naive;
    std::vector<EventRef> refs;
    for (const unsigned choice : random_choices()) {
      Dice dice(choice);
      if (!refs.empty() && dice.roll(8) == 0) {
        const std::size_t mistaken = dice.roll(static_cast<unsigned>(refs.size()));
        naive.take_back(mistaken);
        world.take_back(refs[mistaken], 60);
      } else {
        refs.push_back(quantity_event(dice, world, naive));
      }
      RC_ASSERT(inventory::unbalanced(world.tables).empty());
    }
    RC_ASSERT(book_of(world, gtin(1)) == naive.now());
    RC_ASSERT(unexpected(world) == naive.unexpected());
    const std::int64_t time = *rc::gen::inRange<std::int64_t>(0, 50);
    RC_ASSERT(book_of(world, gtin(1), minute(time)) == naive.as_of(time));
  });
}

/// Items and containers, each on its own: moving a container moves what is in it, one by one.
class NaiveThings {
 public:
  static constexpr unsigned items = 6, containers = 4, all = items + containers;
  struct Thing {
    bool exists = false;
    AccountKind kind = AccountKind::on_hand;
    std::string place, from;
    std::optional<unsigned> in;
  };
  std::array<Thing, all> things;

  static bool is_item(unsigned t) { return t < items; }
  static std::string key(unsigned t) { return is_item(t) ? item(1, std::to_string(t)) : pallet(t); }

  bool is_around(unsigned outer, unsigned inner) const {
    for (std::optional<unsigned> at = things[inner].in; at; at = things[*at].in) {
      if (*at == outer) return true;
    }
    return false;
  }
  void move(unsigned t, AccountKind kind, const std::string& to, const std::string& from) {
    for (unsigned other = 0; other < all; ++other) {
      if (other == t || is_around(t, other)) {
        things[other].kind = kind;
        things[other].place = to;
        things[other].from = from;
      }
    }
    things[t].in.reset();
  }
  std::int64_t items_in(unsigned container) const {
    std::int64_t count = 0;
    for (unsigned t = 0; t < items; ++t) count += is_around(container, t) ? 1 : 0;
    return count;
  }
  Book book() const {
    Book book;
    for (unsigned t = 0; t < items; ++t) {
      if (!things[t].exists) continue;
      ++book[{things[t].kind, things[t].place, things[t].from, Status::sellable}];
      --book[{AccountKind::made, "", "", Status::sellable}];
    }
    return without_zeros(book);
  }
};

/// One random event of things that does not contradict what is; nullopt if the choice fits nothing.
std::optional<EventBuilder> thing_event(Dice dice, std::int64_t time, NaiveThings& naive) {
  const unsigned action = dice.roll(7);
  const unsigned t = dice.roll(NaiveThings::all);
  const unsigned container = NaiveThings::items + dice.roll(NaiveThings::containers);
  const std::string to = place(dice.roll(3));
  NaiveThings::Thing& thing = naive.things[t];
  NaiveThings::Thing& holder = naive.things[container];
  const std::string key = NaiveThings::key(t);
  const bool here = thing.exists && thing.kind == AccountKind::on_hand;
  if (!thing.exists && action < 3) {
    thing = {true, AccountKind::on_hand, to, "", std::nullopt};
    return made(time).located(to).epc(key);
  }
  if (action == 0 && here) {
    const std::string from = thing.place;
    naive.move(t, AccountKind::in_transit, to, from);
    return observed(time).step("shipping").read_at(from).to(to).epc(key);
  }
  if (action == 1 && thing.exists && thing.kind == AccountKind::in_transit) {
    const std::string at = thing.place;
    naive.move(t, AccountKind::on_hand, at, "");
    return observed(time).step("receiving").located(at).epc(key);
  }
  if (action == 2 && here && NaiveThings::is_item(t)) {
    const std::string at = thing.place;
    naive.move(t, AccountKind::sold, "", "");
    return ended(time).step("retail_selling").located(at).epc(key);
  }
  const bool together =
      here && holder.exists && holder.kind == AccountKind::on_hand && holder.place == thing.place;
  if ((action == 3 || action == 4) && together && t != container && !naive.is_around(t, container)) {
    thing.in = container;
    return packed(time).located(holder.place).parent(NaiveThings::key(container)).epc(key);
  }
  if (action == 5 && thing.in && here) {
    const std::string parent = NaiveThings::key(*thing.in);
    thing.in.reset();
    return unpacked(time).located(thing.place).parent(parent).epc(key);
  }
  if (action == 6 && holder.exists && holder.kind == AccountKind::on_hand) {
    for (NaiveThings::Thing& other : naive.things) {
      if (other.in == container) other.in.reset();
    }
    return unpacked(time).located(holder.place).parent(NaiveThings::key(container));
  }
  return std::nullopt;
}

TEST(InventoryProperty, ThingsAreThoseThatMoveOneByOne) {
  check_property("positions, contents of containers, the past", [] {
    FoldedWorld world;
    NaiveThings naive;
    std::vector<Book> past;
    std::int64_t time = 0;
    for (const unsigned choice : random_choices()) {
      const std::optional<EventBuilder> event = thing_event(Dice(choice), time, naive);
      if (!event) continue;
      world.add(*event);
      past.push_back(naive.book());
      ++time;
      for (unsigned t = NaiveThings::items; t < NaiveThings::all; ++t) {
        const auto state = inventory::container(key_of(NaiveThings::key(t)), world.tables);
        Amount inside;
        if (state) {
          for (const inventory::Content& content : state->contents) inside += content.amount;
        }
        RC_ASSERT(inside == Amount::pieces(naive.items_in(t)));
      }
    }
    RC_ASSERT(book_of(world, gtin(1)) == naive.book());
    RC_ASSERT(world.discrepancies().empty());
    if (past.empty()) return;
    const std::int64_t then = *rc::gen::inRange<std::int64_t>(0, static_cast<std::int64_t>(past.size()));
    RC_ASSERT(book_of(world, gtin(1), minute(then)) == past[static_cast<std::size_t>(then)]);
  });
}

/// The state without what only grows: lists, directory entries, effects, bounds on heights.
auto exact_state(const MemoryTables& tables) {
  const auto of = [&](Table table, std::string_view letter) {
    MemoryTables::Values values;
    for (const auto& [key, value] : tables.values(table)) {
      if (letter.empty() || key.starts_with(letter)) values.emplace(key, value);
    }
    return values;
  };
  return std::tuple(of(Table::balances, ""), of(Table::directory, "D"), of(Table::directory, "U"),
                    of(Table::directory, "L"), of(Table::contents, "L"), of(Table::contents, "R"),
                    of(Table::instances, ""));
}

TEST(InventoryProperty, TheLastEventIsTakenBackExactly) {
  check_property("balances, discrepancies, contents, records", [] {
    FoldedWorld world;
    NaiveThings naive;
    NaiveQuantities unused;
    std::int64_t time = 0;
    for (const unsigned choice : random_choices()) {
      Dice dice(choice);
      const auto before = exact_state(world.tables);
      EventRef last{};
      if (dice.roll(3) == 0) {
        last = quantity_event(dice, world, unused);
      } else {
        const NaiveThings naive_before = naive;
        const std::optional<EventBuilder> event = thing_event(dice, time++, naive);
        if (!event) continue;
        last = world.add(*event);
        if (choice % 2 == 0) naive = naive_before;
      }
      if (choice % 2 != 0) continue;
      world.take_back(last, time);
      RC_ASSERT(exact_state(world.tables) == before);
    }
  });
}

TEST(InventoryProperty, TwoFoldsGiveTheSameTables) {
  check_property("tables byte for byte", [] {
    FoldedWorld one, two;
    NaiveThings naive_one, naive_two;
    std::int64_t time = 0;
    for (const unsigned choice : random_choices()) {
      const auto event = thing_event(Dice(choice), time, naive_one);
      const auto again = thing_event(Dice(choice), time, naive_two);
      ++time;
      if (!event || !again) continue;
      one.add(*event);
      two.add(*again);
    }
    RC_ASSERT(one.tables == two.tables);
  });
}

}  // namespace
}  // namespace stocktrail
