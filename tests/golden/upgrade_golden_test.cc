// Directories that were written once, and have to be read forever: by this program, and by one that folds
// in another way.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

#include "ledger/engine/rebuild.h"
#include "tests/support/golden_directory.h"

namespace stocktrail::test {
namespace {

const std::filesystem::path golden = STOCKTRAIL_TEST_DIR "/golden/directory/format-5";

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The lines that begin with this word.
std::multiset<std::string> lines_of(const std::string& text, std::string_view word) {
  std::multiset<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::string one = text.substr(at, end - at);
    if (one.starts_with(word)) lines.insert(one);
    at = end + 1;
  }
  return lines;
}

class UpgradeTest : public ::testing::Test {
 protected:
  UpgradeTest() {
    const std::string unpack = "tar --extract --xz --file " + (golden / "directory.tar.xz").string() +
                               " --no-same-owner --directory " + place.path().string();
    EXPECT_EQ(std::system(unpack.c_str()), 0);
    world.options.guard_directory = place / "guard";
    world.options.origin.clear();
    expected = text_of(golden / "expected.txt");
    // Tables of folds that have another version since, in place of those that they had.
    const std::string remade = text_of(golden / "remade.txt");
    folded = lines_of(remade, "table");
    for (const std::string& one : lines_of(expected, "table")) {
      const bool is_gone = std::ranges::none_of(table_specs, [&](const TableSpec& spec) {
        return one.starts_with("table " + std::string(spec.name) + " ");
      });
      if (!is_gone && lines_of(remade, one.substr(0, one.rfind(' ') + 1)).empty()) folded.insert(one);
    }
  }

  void open_with(std::span<const Fold> folds) {
    const auto opened = world.try_open_with(folds);
    ASSERT_TRUE(opened) << opened.error().detail;
    wait_while_rebuilding(*world.ledger);
    const auto reason = world.ledger->read_only_reason();
    ASSERT_FALSE(reason) << reason->detail;
  }
  /// Log, proofs and answers are what they were.
  void expect_all_is_there() {
    const auto view = world.ledger->view();
    const std::string told = told_log(*view) + told_state(view->tables());
    for (const char* word : {"size", "root", "entry", "position", "trace", "party"})
      EXPECT_EQ(lines_of(told, word), lines_of(expected, word));
    const auto log =
        NoteVerifier::parse(text_of(golden / "log.vkey").substr(0, text_of(golden / "log.vkey").find('\n')));
    ASSERT_TRUE(log);
    EXPECT_EQ(world.ledger->verifier().text(), log->text());
    const auto proof = parse_tlog_proof(text_of(golden / "proof.txt"));
    ASSERT_TRUE(proof);
    const auto seen = verify_tlog_proof(*proof, view->receipt(LeafIndex{1})->entry, *log);
    ASSERT_TRUE(seen) << seen.error().detail;
    const auto way = view->consistency(seen->size, view->checkpoint().size);
    ASSERT_TRUE(way);
    EXPECT_TRUE(
        verify_consistency(seen->size, view->checkpoint().size, seen->root, view->checkpoint().root, *way));
    EXPECT_TRUE(verify_tlog_proof(*view->proof(LeafIndex{1}), view->receipt(LeafIndex{1})->entry, *log));
  }
  void expect_the_log_goes_on() {
    const Supplier later = make_supplier(9);
    ASSERT_TRUE(world.admit(later));
    ASSERT_TRUE(world.post(sign_events(later, 1, {commissioning(later, 4, "L9", 5)})));
    ASSERT_TRUE(world.post(sign_events(make_supplier(1), 9, {commissioning(make_supplier(1), 1, "L9", 7)}))
                    ->repeated);
    world.ledger.reset();
    const auto report = audit_directory(world.options.directory, [](std::uint64_t, std::uint64_t) {},
                                        {.guard_directory = place / "guard", .log = {}, .checkpoint = {}});
    ASSERT_TRUE(report) << report.error().detail;
    EXPECT_EQ(report->doubts, std::vector<Error>{});
  }
  std::multiset<std::string> table_lines() const {
    std::string told;
    for (const auto& [name, digest] : digests_of(world.ledger->view()->tables()))
      told += line("table", name + " " + digest);
    return lines_of(told, "table");
  }

  TemporaryDirectory place;
  LedgerWorld world{place / "data"};
  std::string expected;
  std::multiset<std::string> folded;  // Lines of tables, as this program folds them.
};

TEST_F(UpgradeTest, ADirectoryOfFormat5IsReadAndGoesOn) {
  {
    const auto store = *Store::open_read_only({.directory = place / "data/db"});
    for (const auto& [name, digest] : digests_of(*store->snapshot())) {
      const bool is_newer = lines_of(expected, "table " + name + " ").empty();
      EXPECT_TRUE(is_newer || expected.contains("table " + name + " " + digest + "\n")) << name;
    }
    EXPECT_TRUE(plan_rebuild(*store->snapshot(), all_folds())->is_needed()) << "of the trace, version 1";
  }
  open_with(all_folds());
  expect_all_is_there();
  EXPECT_EQ(table_lines(), folded) << "A fold got another version: put its tables into remade.txt.";
  expect_the_log_goes_on();
}

TEST_F(UpgradeTest, EachFoldOfALaterVersionIsMadeAnew) {
  for (std::size_t i = 0; i < all_folds().size(); ++i) {
    std::vector<Fold> folds(all_folds().begin(), all_folds().end());
    for (std::size_t later = 0; later <= i; ++later) folds[later].version += 1;
    open_with(folds);
    expect_all_is_there();
    world.ledger.reset();
    const auto store = *Store::open_read_only({.directory = place / "data/db"});
    const auto tables = store->snapshot();
    EXPECT_FALSE(plan_rebuild(*tables, folds)->is_needed());
    for (const auto& [name, digest] : digests_of(*tables)) {
      if (name != "meta") {
        EXPECT_TRUE(folded.contains("table " + name + " " + digest)) << name;
      }
    }
  }
}

}  // namespace
}  // namespace stocktrail::test
