// ledger_kill [--kills N] [--data DIR]: a child process appends under load and tells each receipt and
// checkpoint that it was given; the parent ends it with SIGKILL at a random moment, opens the log again, and
// compares. N is 10 unless told. STOCKTRAIL_SEED repeats the random moments, as far as the machine does.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <map>
#include <semaphore>
#include <sstream>
#include <thread>

#include "ledger/engine/audit.h"
#include "tests/support/ledger_world.h"
#include "tests/support/seed.h"

namespace stocktrail::test {
namespace {

constexpr std::ptrdiff_t in_flight_max = 64;
constexpr std::uint64_t numbers_per_child = 1'000'000;
constexpr int alive_ms_max = 400;
constexpr auto first_word_within = std::chrono::seconds(60);

std::string wire_of(const Supplier& supplier, std::uint64_t number) {
  return sign_events(
      supplier, number,
      {commissioning(supplier, static_cast<unsigned>(number % 7), "L" + std::to_string(number % 100), 1)});
}

// One write a line: a line is whole or absent in the pipe, however the child ends.
void tell(const std::string& line) {
  ST_CHECK(line.size() <= 512);
  ST_CHECK(::write(STDOUT_FILENO, line.data(), line.size()) == static_cast<ssize_t>(line.size()));
}

int child(const std::filesystem::path& data, std::uint64_t first) {
  LedgerWorld world(data);
  const auto opened = Ledger::open(world.options, world.clock, system_randomness());
  if (!opened) {
    std::fprintf(stderr, "child: %s\n", opened.error().detail.c_str());
    return 1;
  }
  Ledger& ledger = **opened;
  const Supplier supplier = make_supplier(1);
  std::jthread checkpoints([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      tell("C " + base64_encode(as_bytes(ledger.view()->signed_checkpoint())) + "\n");
      std::this_thread::sleep_for(std::chrono::milliseconds(3));
    }
  });
  std::counting_semaphore<in_flight_max> window(in_flight_max);
  for (std::uint64_t number = first;; ++number) {
    auto candidate = ledger.examine(wire_of(supplier, number));
    ST_CHECK(candidate.has_value());
    window.acquire();
    ledger.append(std::move(*candidate), [&, number](Result<Receipt> receipt) {
      ST_CHECK(receipt.has_value());
      tell("A " + std::to_string(number) + " " + std::to_string(to_u64(receipt->index)) + " " +
           hex_encode(receipt->entry) + " " + hex_encode(receipt->blind) + "\n");
      window.release();
    });
  }
}

struct Seen {
  std::map<std::uint64_t, std::string> receipts;  // Number to the rest of the line.
  std::vector<Checkpoint> checkpoints;
};

/// Since when a child's time runs.
enum class From { start, first_word };

// Runs a child for a random time, kills it, and gives what it told.
std::string run_and_kill(const std::filesystem::path& data, std::uint64_t first, From from, int alive_ms) {
  int ends[2];
  ST_CHECK(::pipe2(ends, O_CLOEXEC) == 0);
  const pid_t pid = ::fork();
  ST_CHECK(pid >= 0);
  if (pid == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    const std::string number = std::to_string(first);
    ::execl("/proc/self/exe", "ledger_kill", "--child", data.c_str(), number.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  std::string told;
  std::binary_semaphore has_told(0);
  std::jthread reader([&] {
    char buffer[1 << 16];
    for (ssize_t count = 0; (count = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
      if (told.empty()) has_told.release();
      told.append(buffer, static_cast<std::size_t>(count));
    }
  });
  // On a busy machine a start alone may take longer than any child lives.
  if (from == From::first_word) ST_CHECK(has_told.try_acquire_for(first_word_within));
  std::this_thread::sleep_for(std::chrono::milliseconds(alive_ms));
  ::kill(pid, SIGKILL);
  int status = 0;
  ST_CHECK(::waitpid(pid, &status, 0) == pid);
  reader.join();
  ::close(ends[0]);
  if (!WIFSIGNALED(status)) std::fprintf(stderr, "the child ended by itself, status %d\n", status);
  ST_CHECK(WIFSIGNALED(status));
  return told;
}

void note(const std::string& told, const NoteVerifier& log, Seen& seen) {
  std::istringstream lines(told);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("A ")) {
      const auto space = line.find(' ', 2);
      seen.receipts[std::stoull(line.substr(2, space - 2))] = line.substr(space + 1);
    } else {
      const auto bytes = base64_decode(std::string_view(line).substr(2));
      ST_CHECK(bytes.has_value());
      const auto checkpoint = open_checkpoint(*bytes, log);
      ST_CHECK(checkpoint.has_value());
      seen.checkpoints.push_back(*checkpoint);
    }
  }
}

// The lines of what is wrong.
int check(LedgerWorld& world, const Supplier& supplier, const Seen& seen) {
  int faults = 0;
  if (const auto reason = world.ledger->read_only_reason()) {
    std::printf("read-only: %s\n", reason->detail.c_str());
    return 1;
  }
  const auto view = world.ledger->view();
  for (const auto& [number, told] : seen.receipts) {
    const auto receipt = world.post(wire_of(supplier, number));
    const std::string now = !receipt ? receipt.error().detail
                                     : std::to_string(to_u64(receipt->index)) + " " +
                                           hex_encode(receipt->entry) + " " + hex_encode(receipt->blind);
    if (now == told && receipt->repeated) continue;
    std::printf("statement %llu: told %s, now %s\n", static_cast<unsigned long long>(number), told.c_str(),
                now.c_str());
    ++faults;
  }
  for (const Checkpoint& old : seen.checkpoints) {
    const auto proof = view->consistency(old.size, view->checkpoint().size);
    if (proof &&
        verify_consistency(old.size, view->checkpoint().size, old.root, view->checkpoint().root, *proof))
      continue;
    std::printf("checkpoint of size %llu is not a prefix\n",
                static_cast<unsigned long long>(to_u64(old.size)));
    ++faults;
  }
  return faults;
}

// A copy that was made before the last kills, beside the guard that saw them: it must not sign.
int check_old_copy(const std::filesystem::path& copy, const std::filesystem::path& data) {
  LedgerWorld old(copy);
  old.options.guard_directory = data.string() + ".guard";
  old.open();
  const bool refuses = old.ledger->read_only_reason().has_value() &&
                       old.ledger->view()->signed_checkpoint().empty() &&
                       old.admit(make_supplier(2)).error().code == ErrorCode::read_only;
  if (!refuses) std::printf("an old copy of the directory signs\n");
  return refuses ? 0 : 1;
}

int parent(std::filesystem::path data, int kills) {
  TemporaryDirectory directory;
  if (data.empty()) data = directory / "data";
  std::mt19937_64 random(test_seed());
  const Supplier supplier = make_supplier(1);
  LedgerWorld world(data);
  world.open();
  ST_CHECK(world.admit(supplier).has_value());
  const NoteVerifier log = world.ledger->verifier();
  std::size_t receipts = 0, checkpoints = 0;
  int faults = 0;
  std::vector<Checkpoint> newest;  // One of each round: all must stay prefixes to the end.
  for (int round = 0; round < kills && faults == 0; ++round) {
    world.ledger.reset();
    if (round == kills / 2)
      std::filesystem::copy(data, directory / "old", std::filesystem::copy_options::recursive);
    const int alive_ms = std::uniform_int_distribution<int>(1, alive_ms_max)(random);
    Seen seen;
    const auto first = 1 + static_cast<std::uint64_t>(round) * numbers_per_child;
    const From from = round % 3 == 0 ? From::start : From::first_word;
    note(run_and_kill(data, first, from, alive_ms), log, seen);
    receipts += seen.receipts.size();
    checkpoints += seen.checkpoints.size();
    if (!seen.checkpoints.empty()) newest.push_back(seen.checkpoints.back());
    world.open();
    seen.checkpoints.insert(seen.checkpoints.end(), newest.begin(), newest.end());
    faults += check(world, supplier, seen);
    if (kills >= 50 && round % 10 == 9) std::printf("%d kills, %zu receipts so far\n", round + 1, receipts);
  }
  ST_CHECK(world.admit(make_supplier(3))
               .has_value());  // Of which the old copy has nothing, however short all lived.
  const auto size = to_u64(world.ledger->view()->checkpoint().size);
  world.ledger.reset();
  faults += check_old_copy(directory / "old", data);
  const auto report = audit_directory(data, [](std::uint64_t, std::uint64_t) {});
  if (!report) {
    std::printf("audit: %s\n", report.error().detail.c_str());
    ++faults;
  } else {
    for (const Error& doubt : report->doubts)
      std::printf("audit: %s (%s)\n", doubt.detail.c_str(), doubt.where.c_str());
    faults += static_cast<int>(report->doubts.size());
  }
  std::printf("%d kills, %zu receipts and %zu checkpoints compared, %llu entries audited, %d faults\n", kills,
              receipts, checkpoints, static_cast<unsigned long long>(size), faults);
  return faults == 0 && receipts > 0 ? 0 : 1;
}

}  // namespace
}  // namespace stocktrail::test

int main(int argc, char** argv) {
  if (argc == 4 && std::strcmp(argv[1], "--child") == 0) {
    return stocktrail::test::child(argv[2], std::stoull(argv[3]));
  }
  int kills = 10;
  std::filesystem::path data;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--kills") == 0) kills = std::stoi(argv[i + 1]);
    if (std::strcmp(argv[i], "--data") == 0) data = argv[i + 1];
  }
  return stocktrail::test::parent(data, kills);
}
