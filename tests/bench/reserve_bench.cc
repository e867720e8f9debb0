// tests/bench/reserve_bench.cc: what a reservation costs: orders of several lines over many shelves, signed
// beforehand, examined by two threads (signatures verified), judged one after the other, promised, synced.
// Every line must be promised. Timed by hand, beside PostgreSQL: run_reservations.sh.
//
//   reserve_bench [orders] [lines of an order] [--json]
#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "ledger/promises/promises.h"
#include "tests/support/ledger_world.h"
#include "tests/support/temporary_directory.h"

namespace stocktrail::test {
namespace {

constexpr unsigned shops = 8, products = 250, workers = 2;  // run_reservations.sh has the same shelves.
constexpr unsigned stock = 1'000'000;                       // Of each lot, of which a shelf has two.
constexpr std::size_t waiting_max = 1'024;                  // As an HTTP server bounds what is under way.
constexpr std::size_t lots_of_statement = 250;

std::string order_body(std::mt19937_64& random, const Supplier& shop, std::size_t number, unsigned lines) {
  json::Writer w;
  w.begin_object().field("action", "reserve").field("id", std::to_string(number)).key("lines").begin_array();
  for (unsigned i = 0; i < lines; ++i) {
    w.begin_object().field("product", gtin(1 + static_cast<unsigned>(random() % products)));
    w.key("quantity").number(1 + random() % 3).key("places").begin_array().string(shop.place).end_array();
    w.end_object();
  }
  w.end_array().end_object();
  return std::move(w).text();
}

class Bench {
 public:
  Bench(std::size_t orders, unsigned lines) : world_(directory_ / "data"), lines_(lines) {
    world_.options.cache_bytes_max = 256 << 20;
    world_.open();
    for (unsigned n = 0; n < shops; ++n) {
      shops_.push_back(make_supplier(n + 1));
      ST_CHECK(world_.admit(shops_.back()).has_value());
      fill(shops_.back(), n);
    }
    std::mt19937_64 random(orders);
    for (std::size_t i = 0; i < orders; ++i) {
      const Supplier& shop = shops_[random() % shops];
      StatementDraft draft;
      draft.kind = "reservation";
      draft.body = order_body(random, shop, i, lines);
      draft.issuer = shop.id.text();
      draft.issued_at = to_i64(world_.clock.now()) / 1'000'000;
      draft.id = statement_id(1'000'000 + i);
      wires_.push_back(sign_statement(draft, shop.key).value());
    }
  }

  double lines_per_second() {
    const auto begun = std::chrono::steady_clock::now();
    std::atomic<std::size_t> next = 0;
    {
      std::vector<std::jthread> threads;
      for (unsigned t = 0; t < workers; ++t)
        threads.emplace_back([&] {
          for (std::size_t i = next++; i < wires_.size(); i = next++) append(wires_[i]);
        });
    }
    wait_until_below(1);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    return static_cast<double>(wires_.size() * lines_) / took.count();
  }

  /// The sum of what is promised is what was asked for.
  void check() {
    const TableReader& tables = world_.ledger->view()->tables();
    std::size_t promised = 0;
    for (const Supplier& shop : shops_)
      for (const promises::Shelf& shelf : promises::promised_shelves(shop.place, {}, tables))
        promised += static_cast<std::size_t>(
            promises::shelf_state(shelf, {}, {}, world_.clock.now(), tables).promised.nanos() /
            1'000'000'000);
    std::printf("%zu orders, %zu pieces promised\n", wires_.size(), promised);
    ST_CHECK(promised >= wires_.size() * lines_);
  }

 private:
  void fill(const Supplier& shop, unsigned number) {
    std::vector<std::string> events;
    for (unsigned product = 1; product <= products; ++product)
      for (const std::string_view lot_number : {"A", "B"}) {
        events.push_back(commissioning(shop, product, std::string(lot_number) + shop.place.back(), stock));
        if (events.size() == lots_of_statement)
          ST_CHECK(world_.post(sign_events(shop, number * 1'000 + product, std::exchange(events, {}))));
      }
  }

  void append(const std::string& wire) {
    auto candidate = world_.ledger->examine(wire);
    ST_CHECK(candidate.has_value());
    wait_until_below(waiting_max);
    ++waiting_;
    world_.ledger->append(*std::move(candidate), [this](Result<Receipt> receipt) {
      if (!receipt) std::fprintf(stderr, "refused: %s\n", receipt.error().detail.c_str());
      ST_CHECK(receipt.has_value());
      --waiting_;
    });
  }
  void wait_until_below(std::size_t most) const {
    while (waiting_ >= most) std::this_thread::sleep_for(std::chrono::microseconds(200));
  }

  TemporaryDirectory directory_;
  LedgerWorld world_;
  unsigned lines_;
  std::vector<Supplier> shops_;
  std::vector<std::string> wires_;
  std::atomic<std::size_t> waiting_ = 0;
};

std::size_t number_of(std::string_view text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace
}  // namespace stocktrail::test

int main(int count, char** arguments) {
  using namespace stocktrail::test;
  std::vector<std::string_view> given(arguments + 1, arguments + count);
  const bool is_json = std::erase(given, "--json") > 0;
  const std::size_t orders = given.empty() ? 20'000 : number_of(given[0]);
  const std::size_t lines = given.size() < 2 ? 5 : number_of(given[1]);
  if (orders == 0 || lines == 0 || lines > stocktrail::promises::lines_max) {
    std::fprintf(stderr, "usage: reserve_bench [orders] [lines of an order] [--json]\n");
    return 2;
  }
  Bench bench(orders, static_cast<unsigned>(lines));
  const double rate = bench.lines_per_second();
  if (is_json) {
    std::printf("{\"orders\":%zu,\"lines\":%zu,\"lines_per_second\":%.0f}\n", orders, lines, rate);
  } else {
    bench.check();
    std::printf("%.0f lines/s, durable\n", rate);
  }
  return 0;
}
