// inventory_soak [--events N] [--alive SECONDS]: the books of a real ledger against the naive
// model, at length. A child process posts signed statements of truthful worlds, eight at a time, each party
// in its own order, on time, a day or a month late, some of it again, errors declared; the parent ends it
// with SIGKILL at random moments and starts it anew, and the child goes on. When all of a world is told, its
// positions and discrepancies must be what the naive evaluation of its events gives. Each 500,000 events a
// new ledger begins. STOCKTRAIL_SEED repeats the worlds.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <semaphore>
#include <set>
#include <thread>

#include "ledger/engine/books_input.h"
#include "ledger/inventory/inventory.h"
#include "tests/support/ledger_world.h"
#include "tests/support/seed.h"
#include "tests/support/tale.h"

namespace stocktrail::test {
namespace {

constexpr std::uint64_t worlds_of_a_group = 8;
constexpr std::ptrdiff_t in_flight_max = 64;
constexpr Micros long_after{2'000'000'000'000'000};

/// The worlds of a group told at once, and compared when all is told.
class Group {
 public:
  Group(LedgerWorld& log, std::uint64_t seed, std::uint64_t group) : log_(log) {
    for (std::uint64_t i = 0; i < worlds_of_a_group; ++i)
      tales_.push_back(std::make_unique<Tale>(seed, group * worlds_of_a_group + i));
    indexes_.resize(tales_.size());
  }

  void tell() {
    struct Turn {
      std::int64_t hour;
      std::size_t tale, statement;
    };
    std::vector<Turn> turns;
    for (std::size_t tale = 0; tale < tales_.size(); ++tale) {
      tales_[tale]->introduce(log_);
      const auto& statements = tales_[tale]->statements();
      for (std::size_t i = 0; i < statements.size(); ++i) turns.push_back({statements[i].hour, tale, i});
    }
    std::ranges::stable_sort(turns, {}, &Turn::hour);
    std::counting_semaphore<in_flight_max> window(in_flight_max);
    for (const Turn& turn : turns) {
      auto candidate = log_.ledger->examine(tales_[turn.tale]->wire_of(turn.statement));
      if (!candidate) std::fprintf(stderr, "examine: %s\n", candidate.error().detail.c_str());
      ST_CHECK(candidate.has_value());
      window.acquire();
      log_.ledger->append(std::move(*candidate), [&, turn](Result<Receipt> receipt) {
        if (!receipt) std::fprintf(stderr, "append: %s\n", receipt.error().detail.c_str());
        ST_CHECK(receipt.has_value());
        {
          const std::scoped_lock lock(mutex_);
          indexes_[turn.tale].insert(to_u64(receipt->index));
        }
        window.release();
      });
    }
    for (std::ptrdiff_t i = 0; i < in_flight_max; ++i) window.acquire();
  }

  struct Compared {
    std::size_t lines = 0, faults = 0;
    Compared& operator+=(const Compared& other) {
      lines += other.lines;
      faults += other.faults;
      return *this;
    }
  };
  Compared compare() const {
    Compared all;
    for (std::size_t i = 0; i < tales_.size(); ++i) all += compare(*tales_[i], indexes_[i]);
    return all;
  }
  std::size_t events() const {
    std::size_t all = 0;
    for (const auto& tale : tales_) all += tale->events();
    return all;
  }

 private:
  Compared compare(const Tale& tale, const std::set<std::uint64_t>& indexes) const {
    const auto view = log_.ledger->view();
    const TableReader& tables = view->tables();
    const MasterDirectory directory(tables);
    std::vector<books::Fact> facts;
    std::set<std::string> products;
    const std::string carrier = tale.party_of("L3");
    for (const std::uint64_t index : indexes) {
      for (unsigned position = 0; position < Tale::events_of_a_statement; ++position) {
        auto fact = recorded_fact(event_ref(index, position), directory, tables);
        if (!fact) continue;  // Of a repeat.
        if (fact->issuer != carrier) fact->reports_for = {fact->issuer};
        for (const books::What* what : {&fact->what, &fact->outputs}) {
          for (const books::Line& line : what->lines) products.insert(line.good.product);
          for (const books::ItemName& item : what->items) products.insert(item.good.product);
        }
        facts.push_back(std::move(*fact));
      }
    }
    const books::Books books(facts, tale.directory());
    std::multiset<std::string> right, kept;
    for (const books::Position& one : books.positions(long_after, long_after))
      right.insert(line_of(one.account, one.good.product, one.lot, one.amount));
    for (const std::string& product : products) {
      inventory::PositionQuery query;
      query.product = product;
      query.on = long_after;
      query.limit = 100'000;
      const auto page = inventory::positions(query, tables);
      ST_CHECK(page && !page->has_more);
      for (const inventory::Position& one : page->positions)
        if (is_stock(one.account)) kept.insert(line_of(one.account, product, one.lot, one.amount));
    }
    Compared all = differences(tale, "position", right, kept);
    return all += compare_discrepancies(tale, books, tables);
  }

  static Compared compare_discrepancies(const Tale& tale, const books::Books& books,
                                        const TableReader& tables) {
    std::multiset<std::string> right, kept;
    std::set<books::Discrepancy> seen;
    for (const books::Discrepancy& one : books.discrepancies(Micros{INT64_MAX})) right.insert(line_of(one));
    for (const auto& [site, party] : tale.directory().party_of_site) {
      inventory::DiscrepancyQuery query;
      query.place = site;
      query.limit = 100'000;
      for (const inventory::Discrepancy& one : inventory::discrepancies(query, tables).discrepancies)
        if (seen.insert(one.told).second) kept.insert(line_of(one.told));
    }
    return differences(tale, "discrepancy", right, kept);
  }

  static bool is_stock(const books::Account& account) {
    return account.kind == books::AccountKind::on_hand || account.kind == books::AccountKind::in_transit;
  }
  static std::string line_of(const books::Account& account, const std::string& product,
                             const std::string& lot, Amount amount) {
    return std::string(name_of(account.kind)) + " " + std::string(name_of(account.status)) + "@" +
           account.place + "<-" + account.from + " " + product + "/" + lot + "=" + amount.text();
  }
  static std::string line_of(const books::Discrepancy& one) {
    return std::string(name_of(one.kind)) + "@" + one.place + " " + one.good.product + "/" + one.lot + "=" +
           one.amount.text() + " " + std::to_string(one.event.content) + " " + one.thing;
  }
  static Compared differences(const Tale& tale, const char* what, const std::multiset<std::string>& right,
                              const std::multiset<std::string>& kept) {
    std::vector<std::string> missing, wrong;
    std::ranges::set_difference(right, kept, std::back_inserter(missing));
    std::ranges::set_difference(kept, right, std::back_inserter(wrong));
    for (const std::string& line : missing)
      std::fprintf(stderr, "%s %s is missing: %s\n", tale.name().c_str(), what, line.c_str());
    for (const std::string& line : wrong)
      std::fprintf(stderr, "%s %s is wrong: %s\n", tale.name().c_str(), what, line.c_str());
    return {right.size(), missing.size() + wrong.size()};
  }

  LedgerWorld& log_;
  std::vector<std::unique_ptr<Tale>> tales_;
  std::mutex mutex_;
  std::vector<std::set<std::uint64_t>> indexes_;  // Of the statements of each.
};

int child(const std::filesystem::path& data, std::uint64_t seed, std::uint64_t first) {
  LedgerWorld log(data);
  log.options.cache_bytes_max = 256 << 20;
  log.open();
  for (std::uint64_t number = first;; ++number) {
    Group group(log, seed, number);
    group.tell();
    const Group::Compared compared = group.compare();
    std::printf("%llu %zu %zu %zu\n", static_cast<unsigned long long>(number), group.events(), compared.lines,
                compared.faults);
    std::fflush(stdout);
  }
}

struct Asked {
  std::uint64_t events = 20'000, events_of_a_ledger = 500'000, seconds_alive = 20;
};

/// Runs a child for so long, ends it, and gives what it told: a line for each group.
std::string run_and_kill(const std::filesystem::path& data, std::uint64_t seed, std::uint64_t first,
                         std::chrono::milliseconds alive) {
  int ends[2];
  ST_CHECK(::pipe2(ends, O_CLOEXEC) == 0);
  const pid_t pid = ::fork();
  ST_CHECK(pid >= 0);
  if (pid == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::execl("/proc/self/exe", "inventory_soak", "--child", data.c_str(), std::to_string(seed).c_str(),
            std::to_string(first).c_str(), nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  std::jthread reaper([&] {
    std::this_thread::sleep_for(alive);
    ::kill(pid, SIGKILL);
  });
  std::string told;
  char buffer[4096];
  for (ssize_t count = 0; (count = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    told.append(buffer, static_cast<std::size_t>(count));
  ::close(ends[0]);
  int status = 0;
  ST_CHECK(::waitpid(pid, &status, 0) == pid);
  ST_CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  return told;
}

struct Told {
  std::uint64_t events = 0, groups = 0, kills = 0;
  Group::Compared compared;
};

/// Goes on until so many events are told; each time a child is ended, the next one begins where it was.
void tell_ledger(const std::filesystem::path& data, std::uint64_t seed, std::mt19937_64& random,
                 const Asked& asked, Told& all) {
  const std::uint64_t last = std::min(all.events + asked.events_of_a_ledger, asked.events);
  for (; all.events < last && all.compared.faults == 0; ++all.kills) {
    const std::chrono::milliseconds alive(random() % (asked.seconds_alive * 1'000) + 500);
    std::istringstream lines(run_and_kill(data, seed, all.groups, alive));
    std::uint64_t group = 0, events = 0;
    Group::Compared compared;
    while (lines >> group >> events >> compared.lines >> compared.faults) {
      ST_CHECK(group == all.groups);
      ++all.groups;
      all.events += events;
      all.compared += compared;
    }
  }
  const auto report = audit_directory(data, [](std::uint64_t, std::uint64_t) {});
  if (!report) std::printf("audit: %s\n", report.error().detail.c_str());
  all.compared.faults += report ? report->doubts.size() : 1;
}

int parent(const Asked& asked) {
  const std::uint64_t seed = test_seed();
  std::mt19937_64 random(seed);
  const auto begin = std::chrono::steady_clock::now();
  Told all;
  while (all.events < asked.events && all.compared.faults == 0) {
    const TemporaryDirectory directory;
    tell_ledger(directory / "data", seed, random, asked, all);
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    std::printf("%llu events of %llu worlds, %zu positions and discrepancies compared, ",
                static_cast<unsigned long long>(all.events),
                static_cast<unsigned long long>(all.groups * worlds_of_a_group), all.compared.lines);
    std::printf("%llu kills, %.0f s, %zu faults\n", static_cast<unsigned long long>(all.kills), spent.count(),
                all.compared.faults);
    std::fflush(stdout);
  }
  return all.compared.faults == 0 && all.compared.lines > 0 ? 0 : 1;
}

}  // namespace
}  // namespace stocktrail::test

int main(int count, char** words) {
  const auto number = [&](int at) { return std::strtoull(words[at], nullptr, 10); };
  if (count == 5 && std::strcmp(words[1], "--child") == 0)
    return stocktrail::test::child(words[2], number(3), number(4));
  stocktrail::test::Asked asked;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view option = words[i];
    if (option == "--events") asked.events = number(i + 1);
    if (option == "--alive") asked.seconds_alive = number(i + 1);
  }
  return stocktrail::test::parent(asked);
}
