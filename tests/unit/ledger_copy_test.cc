// Old, foreign and changed copies of the data directory: which are refused, and what the audit says of each.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "ledger/engine/audit.h"
#include "ledger/files/key_file.h"
#include "ledger/store/layout.h"
#include "ledger/store/store.h"
#include "tests/support/copied_ledger.h"

namespace stocktrail::test {
namespace {

namespace fs = std::filesystem;

TEST_F(CopyTest, OldCopyOfTheDirectoryRefusesToSign) {
  world.ledger.reset();
  copy("data", "old");
  world.open();
  ASSERT_TRUE(post(2));
  world.ledger.reset();
  fs::rename(directory / "data", directory / "newer");
  fs::rename(directory / "old", directory / "data");

  ASSERT_TRUE(world.try_open());  // It opens, to be looked at.
  ASSERT_TRUE(world.ledger->read_only_reason().has_value());
  EXPECT_EQ(world.ledger->read_only_reason()->code, ErrorCode::corrupted);
  EXPECT_EQ(world.ledger->view()->signed_checkpoint(), "");
  EXPECT_EQ(world.ledger->view()->checkpoint().size, TreeSize{3});
  EXPECT_TRUE(world.ledger->view()->statement(LeafIndex{2}).has_value());
  EXPECT_FALSE(world.ledger->view()->proof(LeafIndex{2}).has_value());
  EXPECT_EQ(post(3).error().code, ErrorCode::read_only);
  world.options.adopt = TreeSize{3};  // What the guard knows of entries cannot be talked away.
  EXPECT_TRUE(world.try_open());
  EXPECT_TRUE(world.ledger->read_only_reason().has_value());
  world.options.adopt.reset();
  world.ledger.reset();
  EXPECT_FALSE(audit("data").empty());

  fs::rename(directory / "data", directory / "old");
  fs::rename(directory / "newer", directory / "data");
  world.open();
  EXPECT_FALSE(world.ledger->read_only_reason().has_value());
  EXPECT_TRUE(post(3).has_value());
}

TEST_F(CopyTest, AuditSaysWhetherItKnowsTheEnd) {
  const std::string early = world.ledger->view()->signed_checkpoint();
  world.ledger.reset();
  copy("data", "cut");
  world.open();
  ASSERT_TRUE(post(2));
  const std::string late = world.ledger->view()->signed_checkpoint();
  const NoteVerifier log = world.ledger->verifier();
  world.ledger.reset();
  const auto audited = [&](const std::string& name, const AuditOptions& options) {
    auto report = audit_directory(directory / name, [](std::uint64_t, std::uint64_t) {}, options);
    EXPECT_TRUE(report.has_value()) << report.error().detail;
    return report ? *report : AuditReport();
  };
  const auto with = [&](std::string checkpoint) {
    AuditOptions options;
    options.checkpoint = std::move(checkpoint);
    options.log = log;
    return options;
  };
  EXPECT_EQ(audited("data", {}).guard, TreeSize{4});
  EXPECT_EQ(audited("cut", {}).doubts.size(), 1u) << "the copy tells where the guard was";
  fs::remove(directory / "cut" / "guard.place");
  const AuditReport alone = audited("cut", {});
  EXPECT_FALSE(alone.is_anchored());
  EXPECT_EQ(alone.doubts, std::vector<Error>{});
  EXPECT_EQ(audited("cut", with(early)).checkpoint, TreeSize{3});
  EXPECT_EQ(audited("cut", with(early)).doubts, std::vector<Error>{});
  EXPECT_EQ(audited("cut", with(late)).doubts.size(), 1u);
  AuditOptions guarded;
  guarded.guard_directory = directory / "data.guard";
  EXPECT_EQ(audited("cut", guarded).doubts.size(), 1u);

  const NoteVerifier stranger = *NoteVerifier::make("test.example/log", make_supplier(9).key.public_key());
  AuditOptions foreign;
  foreign.log = stranger;
  EXPECT_EQ(audited("data", foreign).doubts.size(), 1u);
  const Checkpoint forged{.origin = "test.example/log", .size = TreeSize{0}, .root = empty_root()};
  const auto refused = audit_directory(
      directory / "data", [](std::uint64_t, std::uint64_t) {},
      with(sign_checkpoint(forged, make_supplier(9).key)));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::bad_signature);
}

TEST_F(CopyTest, AuditAndWriterKeepEachOtherOut) {
  const auto while_it_is_open = audit_directory(directory / "data", [](std::uint64_t, std::uint64_t) {});
  ASSERT_FALSE(while_it_is_open.has_value());
  EXPECT_EQ(while_it_is_open.error().code, ErrorCode::unavailable);
  ASSERT_TRUE(post(2));
  world.ledger.reset();
  bool was_refused = false;
  const auto report = audit_directory(directory / "data", [&](std::uint64_t, std::uint64_t) {
    if (was_refused) return;
    const auto opened = world.try_open();
    was_refused = !opened && opened.error().code == ErrorCode::unavailable;
  });
  EXPECT_TRUE(was_refused);
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->doubts, std::vector<Error>{});
  EXPECT_TRUE(world.try_open().has_value());
}

TEST_F(CopyTest, AuditGivesTheSameWithAnyNumberOfThreads) {
  for (std::uint64_t i = 10; i < 100; ++i) ASSERT_TRUE(post(i));
  for (unsigned i = 2; i < 6; ++i) {
    const Supplier other = make_supplier(i);
    ASSERT_TRUE(world.admit(other));
    ASSERT_TRUE(world.post(sign_events(other, 1, {commissioning(other, 1, "L", 1)})));
  }
  world.ledger.reset();
  for (const unsigned threads : {1u, 2u, 7u}) {
    AuditOptions options;
    options.threads = threads;
    const auto report = audit_directory(directory / "data", [](std::uint64_t, std::uint64_t) {}, options);
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(report->doubts, std::vector<Error>{});
    EXPECT_EQ(report->size, TreeSize{101});
    EXPECT_EQ(report->statements, 101u);
  }
}

TEST_F(CopyTest, MovedDirectoryNeedsItsGuardOrAWord) {
  world.ledger.reset();
  copy("data", "elsewhere");
  LedgerWorld moved(directory / "elsewhere");
  moved.open();
  EXPECT_EQ(moved.ledger->read_only_reason()->code, ErrorCode::corrupted);
  EXPECT_EQ(moved.ledger->view()->signed_checkpoint(), "");
  moved.options.adopt = TreeSize{2};  // Not its size.
  const auto refused = moved.try_open();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(refused.error().where, "adopt");
  moved.options.adopt = TreeSize{3};
  moved.open();
  EXPECT_FALSE(moved.ledger->read_only_reason().has_value());
  EXPECT_NE(moved.ledger->view()->signed_checkpoint(), "");
  moved.options.adopt.reset();  // Once is enough.
  moved.open();
  EXPECT_FALSE(moved.ledger->read_only_reason().has_value());
}

TEST_F(CopyTest, GuardInAPlaceOfChoiceIsSharedByCopies) {
  LedgerWorld chosen(directory / "first");
  chosen.options.guard_directory = directory / "guards";
  chosen.open();
  chosen.ledger.reset();
  copy("first", "second");
  chosen.open();
  LedgerWorld second(directory / "second");
  second.options.guard_directory = directory / "guards";
  EXPECT_EQ(second.try_open().error().code, ErrorCode::unavailable);  // Two writers would fork the log.
  ASSERT_TRUE(chosen.admit(supplier));
  chosen.ledger.reset();
  second.open();
  EXPECT_EQ(second.ledger->read_only_reason()->code, ErrorCode::corrupted);
}

TEST_F(CopyTest, TheGuardsPlaceIsNeitherInsideTheDataNorOpenToOthers) {
  const auto refusal = [](LedgerWorld& of) {
    const auto opened = of.try_open();
    return opened ? std::string() : opened.error().detail;
  };
  LedgerWorld fresh(directory / "fresh");
  fs::create_directory(directory / "fresh");
  fs::permissions(directory / "fresh", fs::perms::owner_all);
  fs::create_directory_symlink(directory / "fresh", directory / "link");
  fresh.options.guard_directory = directory / "link" / "guard";
  EXPECT_NE(refusal(fresh).find("outside the data directory"), std::string::npos);
  fresh.options.guard_directory = directory / "open";
  fs::create_directory(directory / "open");
  fs::permissions(directory / "open", fs::perms::all);
  EXPECT_NE(refusal(fresh).find("chmod 700"), std::string::npos);
  fs::permissions(directory / "open", fs::perms::owner_all);
  EXPECT_EQ(refusal(fresh), "");
  fresh.options.directory.clear();
  EXPECT_NE(refusal(fresh).find("path of a directory"), std::string::npos);
}

TEST_F(CopyTest, OtherEntriesThanWereSignedAreRefused) {
  // Another history under the same log key (the worlds' randomness counts alike): what a fork looks like.
  LedgerWorld fork(directory / "fork");
  fork.open();
  ASSERT_EQ(fork.ledger->verifier().key(), world.ledger->verifier().key());
  for (unsigned i = 2; i < 6; ++i) ASSERT_TRUE(fork.admit(make_supplier(i)));
  fork.ledger.reset();
  world.ledger.reset();
  fs::rename(directory / "data", directory / "away");
  fs::rename(directory / "fork", directory / "data");
  world.open();
  ASSERT_TRUE(world.ledger->read_only_reason().has_value());
  EXPECT_EQ(world.ledger->read_only_reason()->code, ErrorCode::corrupted);
  EXPECT_EQ(world.ledger->view()->signed_checkpoint(), "");
  EXPECT_EQ(world.admit(supplier).error().code, ErrorCode::read_only);
}

TEST_F(CopyTest, KeyOfAnotherLogIsRefused) {
  world.ledger.reset();
  fs::remove(directory / "data/keys/log.key");
  ASSERT_TRUE(write_key_file(directory / "data/keys/log.key", make_supplier(9).key));
  const auto opened = world.try_open();
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, ErrorCode::corrupted);
}

TEST_F(CopyTest, NewerFormatIsRefused) {
  world.ledger.reset();
  {
    auto store = Store::open({.directory = directory / "data/db"});
    struct Newer final : WriteSet {
      void write_to(Sink& sink) const override {
        sink.put(Table::meta, meta_key::format, encode_u64(log_format + 1));
      }
    };
    ASSERT_TRUE((*store)->commit(Newer(), Durability::synced));
  }
  const auto opened = world.try_open();
  ASSERT_FALSE(opened.has_value());
  EXPECT_NE(opened.error().detail.find("newer"), std::string::npos);
}

enum class Harm : std::uint8_t { changed, erased, added };

/// Does something to the first row of each of some tables, and undoes it.
class Damage final : public WriteSet {
 public:
  struct Row {
    Table table{};
    std::string key, value;
  };
  Damage(std::vector<Row> rows, std::optional<Harm> harm) : rows_(std::move(rows)), harm_(harm) {}
  void write_to(Sink& sink) const override {
    for (const Row& row : rows_) {
      sink.put(row.table, row.key, harm_ == Harm::changed ? other(row.value) : row.value);
      if (harm_ == Harm::erased) sink.erase(row.table, row.key);
      if (harm_ == Harm::added) {
        sink.put(row.table, row.key + "extra", "x");
      } else {
        sink.erase(row.table, row.key + "extra");
      }
    }
  }

 private:
  static std::string other(std::string value) {
    if (value.empty()) return "x";
    value.back() = static_cast<char>(value.back() ^ 1);
    return value;
  }
  std::vector<Row> rows_;
  std::optional<Harm> harm_;  // None: as it was.
};

// Every table, one changed, one missing and one added value: the audit has a doubt about each. (Origin and
// log key, in Table::meta, do not follow from the records: the signed checkpoint vouches for them.)
TEST_F(CopyTest, AuditFindsEveryChangedByte) {
  ASSERT_TRUE(world.state("product", R"({"id":")" + gtin(1) + R"(","name":"Milk"})"));
  for (std::uint64_t i = 10; i < 270; ++i) ASSERT_TRUE(post(i));
  world.ledger.reset();
  ASSERT_EQ(audit("data"), std::vector<Error>{});
  // Derived tables at once; what they follow from, one by one.
  std::vector<std::vector<Damage::Row>> together(1);
  auto store = *Store::open({.directory = directory / "data/db"});
  for (const TableSpec& spec : table_specs) {
    if (spec.origin == Origin::node) continue;  // Of this node: no record says what it was.
    std::optional<Damage::Row> first;
    store->snapshot()->scan(spec.table, {}, {}, [&](std::string_view key, std::string_view value) {
      first = {spec.table, std::string(key), std::string(value)};
      return false;
    });
    if (!first) continue;
    if (spec.origin == Origin::derived) {
      together.front().push_back(*first);
    } else {
      together.push_back({*first});
    }
  }
  EXPECT_GE(together.front().size(), 10U);
  for (const auto& rows : together) {
    for (const Harm harm : {Harm::changed, Harm::erased, Harm::added}) {
      ASSERT_TRUE(store->commit(Damage(rows, harm), Durability::synced));
      store.reset();
      const std::vector<Error> found = audit("data");
      for (const Damage::Row& row : rows)
        EXPECT_TRUE(rows.size() == 1 ? !found.empty()
                                     : std::ranges::count(found, "table " + std::string(name_of(row.table)),
                                                          &Error::where) > 0)
            << name_of(row.table) << " " << static_cast<int>(harm);
      store = *Store::open({.directory = directory / "data/db"});
      ASSERT_TRUE(store->commit(Damage(rows, std::nullopt), Durability::synced));
    }
  }
  store.reset();
  EXPECT_EQ(audit("data"), std::vector<Error>{});
}

}  // namespace
}  // namespace stocktrail::test
