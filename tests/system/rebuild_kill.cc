// rebuild_kill [--kills N]: a child process makes the tables of a directory anew that a program with other
// folds wrote; the parent ends it with SIGKILL at a random moment, again and again, lets it end at last, and
// compares. N is 10 unless told. STOCKTRAIL_SEED repeats the random moments, as far as the machine does.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <random>
#include <thread>

#include "ledger/engine/rebuild.h"
#include "tests/support/ledger_world.h"
#include "tests/support/old_folds.h"
#include "tests/support/seed.h"
#include "tests/support/table_digests.h"

namespace stocktrail::test {
namespace {

constexpr unsigned statements = 1'500;
constexpr std::size_t small_batch_bytes = 1;  // A commit each few records.
constexpr int alive_ms_max = 150;

void write_directory(const std::filesystem::path& data, std::span<const Fold> folds) {
  LedgerWorld world(data);
  world.open_with(folds);
  const Supplier maker = make_supplier(1);
  ST_CHECK(world.admit(maker).has_value());
  for (std::uint64_t i = 0; i < statements; ++i) {
    const std::string wire =
        sign_events(maker, i + 1, {commissioning(maker, i % 7 + 1, "L" + std::to_string(i % 90), 1)});
    ST_CHECK(world.post(wire).has_value());
  }
}

int child(const std::filesystem::path& data) {
  const auto store = Store::open({.directory = data / "db"});
  ST_CHECK(store.has_value());
  const auto plan = plan_rebuild(*(*store)->snapshot(), all_folds());
  ST_CHECK(plan.has_value());
  if (!plan->is_needed()) return 0;
  Rebuild rebuild(**store, *plan, small_batch_bytes);
  const auto ended = rebuild.run({});
  if (!ended) std::fprintf(stderr, "child: %s\n", ended.error().detail.c_str());
  return ended ? 0 : 1;
}

/// True if it was killed; false if it came to its end before.
bool run_and_kill(const std::filesystem::path& data, int alive_ms) {
  const pid_t pid = ::fork();
  ST_CHECK(pid >= 0);
  if (pid == 0) {
    ::execl("/proc/self/exe", "rebuild_kill", "--child", data.c_str(), nullptr);
    ::_exit(127);
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(alive_ms));
  ::kill(pid, SIGKILL);
  int status = 0;
  ST_CHECK(::waitpid(pid, &status, 0) == pid);
  ST_CHECK(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
  return WIFSIGNALED(status);
}

int parent(int kills) {
  const TemporaryDirectory place;
  const OldFolds old;
  write_directory(place / "new", all_folds());
  write_directory(place / "old", old.folds());
  std::mt19937_64 random(test_seed());
  int killed = 0;
  while (killed < kills && run_and_kill(place / "old", static_cast<int>(random() % alive_ms_max))) ++killed;

  LedgerWorld world(place / "old");
  world.open();
  wait_while_rebuilding(*world.ledger);
  const auto wanted = digests_of(*(*Store::open_read_only({.directory = place / "new/db"}))->snapshot());
  const bool is_good =
      !world.ledger->read_only_reason() && digests_of(world.ledger->view()->tables()) == wanted;
  std::printf("%d kills, %s\n", killed, is_good ? "the tables are those of the new folds" : "they differ");
  return is_good && killed > 0 ? 0 : 1;
}

}  // namespace
}  // namespace stocktrail::test

int main(int argc, char** argv) {
  int kills = 10;
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], "--child") == 0) return stocktrail::test::child(argv[i + 1]);
    if (std::strcmp(argv[i], "--kills") == 0) kills = std::atoi(argv[i + 1]);
  }
  return stocktrail::test::parent(kills);
}
