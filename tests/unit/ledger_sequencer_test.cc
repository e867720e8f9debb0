// The writer alone: which statements share a commit.
#include "ledger/engine/sequencer.h"

#include <gtest/gtest.h>

#include <future>

#include "tests/support/ledger_world.h"

namespace stocktrail::test {
namespace {

class SequencerTest : public ::testing::Test {
 protected:
  void start(std::chrono::microseconds commit_wait) {
    store = std::move(*Store::open({.directory = directory / "db"}));
    auto started = Sequencer::start({.store = *store,
                                     .log_key = supplier.key,
                                     .origin = "test.example/log",
                                     .clock = clock,
                                     .randomness = randomness,
                                     .limits = {.commit_wait = commit_wait, .disk = {}}},
                                    std::nullopt);
    ASSERT_TRUE(started.has_value());
    sequencer = std::move(*started);
    std::string body = party_body(supplier);
    body.replace(body.find("producer"), 8, "operator");  // Who admits itself, as the first record of a log.
    const StatementDraft first{
        .kind = "party", .issuer = supplier.id.text(), .id = statement_id(0), .body = std::move(body)};
    const auto admitted = append(*sign_statement(first, supplier.key)).get();
    ASSERT_TRUE(admitted.has_value()) << admitted.error().detail;
  }
  std::future<Result<Receipt>> append(const std::string& wire) {
    auto candidate = read_contents(*Statement::parse(wire));
    candidate->signed_by = supplier.key.public_key();
    auto promise = std::make_shared<std::promise<Result<Receipt>>>();
    sequencer->append(std::move(*candidate),
                      [promise](Result<Receipt> receipt) { promise->set_value(std::move(receipt)); });
    return promise->get_future();
  }
  std::string wire(std::uint64_t number) const {
    return sign_events(supplier, number, {commissioning(supplier, 1, "A", 1)});
  }

  TemporaryDirectory directory;
  Supplier supplier = make_supplier(1);
  ManualClock clock;
  Randomness& randomness = system_randomness();
  std::unique_ptr<Store> store;
  std::unique_ptr<Sequencer> sequencer;
};

TEST_F(SequencerTest, ACommitWaitsForWhatIsBeingExamined) {
  start(std::chrono::hours(1));
  std::vector<std::future<Result<Receipt>>> receipts;
  {
    const Sequencer::Announcement announcement(*sequencer);
    receipts.push_back(append(wire(1)));
    receipts.push_back(append(wire(2)));
  }
  receipts.push_back(append(wire(3)));
  for (auto& receipt : receipts) EXPECT_TRUE(receipt.get().has_value());
  EXPECT_EQ(sequencer->counters().statements, 4U);
  EXPECT_EQ(sequencer->counters().commits, 2U);
}

TEST_F(SequencerTest, AndNotForever) {
  start(std::chrono::milliseconds(1));
  const Sequencer::Announcement announcement(*sequencer);
  EXPECT_TRUE(append(wire(1)).get().has_value());
}

TEST_F(SequencerTest, AndNotWhenTheLedgerCloses) {
  start(std::chrono::hours(1));
  std::future<Result<Receipt>> receipt;
  {
    const Sequencer::Announcement announcement(*sequencer);
    receipt = append(wire(1));
  }
  sequencer.reset();
  EXPECT_TRUE(receipt.get().has_value());
}

}  // namespace
}  // namespace stocktrail::test
