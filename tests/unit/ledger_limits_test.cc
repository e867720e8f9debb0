// Limits inside the ledger: how much waits and is remembered, and what happens beyond it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <future>
#include <sstream>

#include "ledger/engine/audit_reader.h"
#include "ledger/engine/controls.h"
#include "ledger/engine/gate.h"
#include "ledger/engine/party_keys.h"
#include "ledger/engine/proposer.h"
#include "ledger/engine/publisher.h"
#include "ledger/engine/remembered_keys.h"
#include "ledger/engine/replica.h"
#include "ledger/log/log_batch.h"
#include "ledger/promises/order.h"
#include "tests/support/late_agreement.h"
#include "tests/support/ledger_world.h"
#include "tests/support/memory_tables.h"
#include "tests/support/old_folds.h"

namespace stocktrail::test {
namespace {

/// Takes batches, and delivers none.
class SilentLog final : public OrderedLog {
 public:
  void propose(std::string batch, Proposed done) override {
    LogPosition at;
    {
      const MutexLock lock(mutex_);
      ids_.push_back(decode_batch(batch)->id);
      at = LogPosition{.generation = 1, .number = ids_.size()};
    }
    came_.notify_all();
    done(at);
  }
  Result<std::optional<Delivery>> next(LogPosition, Deadline) override { return std::nullopt; }
  Result<LogPosition> end() override { return LogPosition{}; }
  Result<void> trim(LogPosition) override { return {}; }
  void close() override {}
  bool is_closed() const override { return false; }

  std::vector<BatchId> wait_for(std::size_t count) {
    const MutexLock lock(mutex_);
    while (ids_.size() < count) came_.wait(mutex_);
    return ids_;
  }

 private:
  Mutex mutex_;
  Condition came_;
  std::vector<BatchId> ids_ ST_GUARDED_BY(mutex_);
};

/// What is not folded by then is not written, and whoever waits is told so; the same may be sent again.
TEST(LedgerLimitsTest, ALedgerThatEndsDoesNotFinishWhatTakesLong) {  // fold_stop_wait
  constexpr auto record = std::chrono::milliseconds(200);
  constexpr std::uint64_t statements = 40;  // Eight seconds.
  TemporaryDirectory directory;
  LedgerWorld world(directory / "data");
  world.open();
  const Supplier supplier = make_supplier(1);
  ASSERT_TRUE(world.admit(supplier));
  const TreeSize before = world.ledger->view()->checkpoint().size;
  const SlowFolds folds(record);
  world.open_with(folds.folds());
  const auto wire = [&](std::uint64_t number) {
    return sign_events(supplier, number, {commissioning(supplier, 1, "A" + std::to_string(number), 1)});
  };
  std::atomic<std::uint64_t> stored = 0, refused = 0, others = 0;
  for (std::uint64_t i = 1; i <= statements; ++i)
    world.ledger->append(*world.ledger->examine(wire(i)), [&](const Result<Receipt>& receipt) {
      ++(receipt ? stored : receipt.error().code == ErrorCode::read_only ? refused : others);
    });
  world.ledger.reset();
  EXPECT_EQ(stored + refused, statements);
  EXPECT_GE(refused, statements / 2) << "ten fit into the two seconds, however slow the machine is";
  world.open();
  EXPECT_EQ(to_u64(world.ledger->view()->checkpoint().size), to_u64(before) + stored);
  EXPECT_TRUE(world.post(wire(statements)));
}

TEST(LedgerLimitsTest, TwoFullBatchesAreOnTheirWay) {
  constexpr std::size_t full_batches_in_flight_max = 2, statements = 5;
  const Supplier supplier = make_supplier(1);
  SilentLog log;
  ManualClock clock;
  ReadOnly read_only(std::nullopt);
  std::size_t answers = 0;
  {
    Proposer proposer({.log = log,
                       .clock = clock,
                       .randomness = system_randomness(),
                       .limits = {.batch_statements_max = 1, .commit_wait = {}, .disk = {}},
                       .read_only = read_only});
    for (std::size_t i = 0; i < statements; ++i) {
      auto candidate =
          read_contents(*Statement::parse(sign_events(supplier, i, {commissioning(supplier, 1, "A", 1)})));
      candidate->signed_by = supplier.key.public_key();
      proposer.append(std::move(*candidate), [&](const Result<Receipt>&) { ++answers; });
    }
    for (std::size_t done = 0; done + full_batches_in_flight_max < statements; ++done) {
      const auto ids = log.wait_for(done + full_batches_in_flight_max);
      EXPECT_EQ(ids.size(), done + full_batches_in_flight_max);
      EXPECT_EQ(proposer.queue().statements, statements - ids.size());
      proposer.taken(ids[done]);
    }
    log.wait_for(statements);
    proposer.abandon({ErrorCode::unavailable, "the test ends"});
  }
  EXPECT_EQ(answers, statements);
}

TEST(LedgerLimitsTest, TheReplicaWaitsWhereTooManyAnswersAreUnpublished) {
  TemporaryDirectory directory;
  const auto store = std::move(*Store::open({.directory = directory / "db"}));
  const Supplier supplier = make_supplier(1);
  const auto tables = store->snapshot();
  const auto edge = std::make_shared<const TreeEdge>();
  LateAgreement agreement(LateAgreement::Witness::silent);
  ReadOnly read_only(std::nullopt);
  const auto integrated = [&](std::uint64_t number) {
    Integrated made;
    made.at = {.generation = 1, .number = number};
    made.tables = tables;
    made.edge = edge;
    return made;
  };
  const auto publisher = std::move(*Publisher::start(
      {.log_key = supplier.key, .origin = "test.example/log", .agreement = agreement, .read_only = read_only},
      integrated(0)));
  std::atomic<std::size_t> answered = 0;
  const auto add = [&](std::uint64_t number, std::size_t count) {
    Integrated made = integrated(number);
    for (std::size_t i = 0; i < count; ++i)
      made.answers.push_back({[&](const Result<Receipt>&) { ++answered; }, fail(ErrorCode::conflict, "")});
    publisher->add(std::move(made));
  };
  add(1, unpublished_answers_max - 1);
  add(2, 1);
  auto more = std::async(std::launch::async, add, 3, 1);
  EXPECT_EQ(more.wait_for(std::chrono::milliseconds(100)), std::future_status::timeout);
  agreement.is(LateAgreement::Witness::answers);
  more.get();
  publisher->stop();
  EXPECT_EQ(answered, unpublished_answers_max + 1);
}

TEST(LedgerLimitsTest, AnOrderOfAReservationIsTakenUntilItIsTooOld) {
  const TemporaryDirectory directory;
  LedgerWorld world(directory / "data");
  world.open();
  const Supplier supplier = make_supplier(1);
  ASSERT_TRUE(world.admit(supplier));
  const auto keep_signed_ago = [&](std::int64_t seconds) {
    StatementDraft draft;
    draft.kind = "reservation";
    draft.issuer = supplier.id.text();
    draft.issued_at = to_i64(world.clock.now()) / 1'000'000 - seconds;
    draft.id = statement_id(static_cast<std::uint64_t>(seconds));
    draft.body = R"({"action":"keep","channel":"web","lines":[{"product":")" + gtin(1) +
                 R"(","quantity":1,"places":[")" + supplier.place + R"("]}]})";
    return world.post(*sign_statement(draft, supplier.key));
  };
  EXPECT_TRUE(keep_signed_ago(promises::order_age_seconds_max));
  const auto refused = keep_signed_ago(promises::order_age_seconds_max + 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().where, "$.iat");
}

TEST(LedgerLimitsTest, TheGateForgetsKeysWhereItRemembersTooMany) {
  constexpr std::size_t remembered_max = 65'536;
  MemoryTables tables;
  Gate gate;
  Candidate candidate;
  const auto reads = [&](const std::string& key_id) {
    candidate.key_id = key_id;
    const auto before = tables.reads;
    EXPECT_FALSE(gate.admit(candidate, LeafIndex{1}, Micros{}, tables));
    return tables.reads - before;
  };
  const auto first = reads("kid"), again = reads("kid");
  EXPECT_LT(again, first);
  for (std::size_t i = 1; i < remembered_max; ++i) reads(std::to_string(i));
  EXPECT_EQ(reads("kid"), again);
  reads("one too many");
  EXPECT_EQ(reads("kid"), first);
}

TEST(LedgerLimitsTest, KeysOfPartiesAreOpenedAgainWhereTooManyAreRemembered) {
  constexpr std::size_t opened_keys_max = 2;
  MemoryTables tables;
  PartyKeys keys(SigningKey::generate(), opened_keys_max);
  std::vector<std::string> kids;
  for (std::size_t i = 0; i <= opened_keys_max; ++i) {
    const SigningKey key = SigningKey::generate();
    kids.push_back(thumbprint(key.public_key()));
    fold_control(keys.seal(key), tables);
  }
  const auto reads = [&](const std::string& kid) {
    const auto before = tables.reads;
    EXPECT_TRUE(keys.find(kid, tables));
    return tables.reads - before;
  };
  EXPECT_GT(reads(kids[0]), 0U);
  EXPECT_GT(reads(kids[1]), 0U);
  EXPECT_EQ(reads(kids[0]), 0U);
  EXPECT_GT(reads(kids[2]), 0U);
  EXPECT_GT(reads(kids[0]), 0U) << "all were forgotten for the third";
}

TEST(LedgerLimitsTest, AnAuditVerifiesLaterWhatIsSignedByOneKeyTooMany) {
  TemporaryDirectory directory;
  const Supplier supplier = make_supplier(1);
  LedgerWorld world(directory / "data");
  world.open();
  ASSERT_TRUE(world.admit(supplier));
  ASSERT_TRUE(world.post(sign_events(supplier, 1, {commissioning(supplier, 1, "A", 1)})));
  world.ledger.reset();
  const auto store = std::move(*Store::open({.directory = directory / "data" / "db"}));
  const auto tables = store->snapshot();
  const auto is_verified_ahead = [&](std::size_t keys_before) {
    RecordReader reader(*tables, 1);
    for (std::size_t i = 0; i < keys_before; ++i)
      reader.learn("other key " + std::to_string(i), supplier.key.public_key());
    reader.learn(thumbprint(supplier.key.public_key()), supplier.key.public_key());
    bool is_verified = false;
    while (const auto record = reader.next())
      if (record->opened && record->opened->candidate.issuer == supplier.id)
        is_verified = record->opened->candidate.signed_by.has_value();
    return is_verified;
  };
  EXPECT_TRUE(is_verified_ahead(RecordReader::keys_remembered_max - 1));
  EXPECT_FALSE(is_verified_ahead(RecordReader::keys_remembered_max));
}

TEST(LedgerLimitsTest, TheDatabaseKeepsItsWriteAheadLogShort) {
  constexpr std::size_t wal_bytes_max = 256u << 20;
  TemporaryDirectory directory;
  const auto store = std::move(*Store::open({.directory = directory / "db"}));
  std::ostringstream options;
  for (const auto& entry : std::filesystem::directory_iterator(directory / "db"))
    if (entry.path().filename().string().starts_with("OPTIONS-"))
      options << std::ifstream(entry.path()).rdbuf();
  EXPECT_THAT(options.str(),
              ::testing::HasSubstr("max_total_wal_size=" + std::to_string(wal_bytes_max) + "\n"));
}

TEST(LedgerLimitsTest, KeysAreForgottenAndFoundAnew) {
  const PublicKey key = make_supplier(1).key.public_key();
  RememberedKeys known;
  for (std::size_t i = 0; i < RememberedKeys::known_keys_max; ++i) known.add("kid " + std::to_string(i), key);
  EXPECT_EQ(known.size(), RememberedKeys::known_keys_max);
  EXPECT_TRUE(known.find("kid 0"));
  known.add("one more", key);
  EXPECT_EQ(known.size(), 1U);
  EXPECT_FALSE(known.find("kid 0"));
  EXPECT_TRUE(known.find("one more"));
}

}  // namespace
}  // namespace stocktrail::test
