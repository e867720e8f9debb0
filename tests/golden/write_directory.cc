// write_golden_directory DIRECTORY: writes a data directory with its guard, and what a reader has to find in
// it, to tests/golden/directory. docs/testing.md has the command. From the release on it is never written
// again: a later form gets a directory of its own beside it.
#include <cstdio>
#include <fstream>

#include "tests/support/golden_directory.h"

namespace stocktrail::test {
namespace {

int write(const std::filesystem::path& place) {
  LedgerWorld world(place / "data");
  world.options.guard_directory = place / "guard";
  world.open();
  write_history(world);
  if (::testing::Test::HasFailure()) return 1;
  // Files of tables, and a write-ahead log with the end: both have to be read.
  ST_CHECK(world.ledger->copy_database(place / "flushed").has_value());
  std::filesystem::remove_all(place / "flushed");
  const Supplier maker = make_supplier(1);
  ST_CHECK(world.post(sign_events(maker, 9, {commissioning(maker, 1, "L9", 7)})).has_value());
  const auto view = world.ledger->view();
  std::ofstream expected(place / "expected.txt");
  expected << told_log(*view) << told_state(view->tables());
  for (const auto& [name, digest] : digests_of(view->tables()))
    expected << line("table", name + " " + digest);
  std::ofstream(place / "proof.txt") << encode_tlog_proof(*view->proof(LeafIndex{1}));
  std::ofstream(place / "log.vkey") << world.ledger->verifier().text() << "\n";
  return expected.good() ? 0 : 1;
}

}  // namespace
}  // namespace stocktrail::test

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "write_golden_directory DIRECTORY\n");
    return 2;
  }
  std::filesystem::create_directories(argv[1]);
  return stocktrail::test::write(argv[1]);
}
