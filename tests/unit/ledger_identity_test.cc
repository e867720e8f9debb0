// One event of an issuer counts once, whatever it comes in: what admission makes of repeats, conflicts and
// declarations, and that an audit finds the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "ledger/query/event_facts.h"
#include "ledger/state/event_index.h"
#include "tests/support/ledger_world.h"

namespace stocktrail::test {
namespace {

using testing::HasSubstr;

const std::string declared =
    R"("errorDeclaration":{"declarationTime":"2026-07-24T00:00:00Z","reason":"did_not_occur"},)";

class IdentityTest : public ::testing::Test {
 protected:
  void SetUp() override {
    world.open();
    ASSERT_TRUE(world.admit(supplier));
  }

  /// `pieces` of a lot are made, told under an id.
  std::string making(std::string_view id, unsigned pieces, std::string_view more = {},
                     std::string_view time = "2026-07-22T06:45:00Z") const {
    return making(supplier, id, pieces, more, time);
  }
  static std::string making(const Supplier& by, std::string_view id, unsigned pieces,
                            std::string_view more = {}, std::string_view time = "2026-07-22T06:45:00Z") {
    return R"({"type":"ObjectEvent","eventTime":")" + std::string(time) +
           R"(","eventTimeZoneOffset":"+00:00","action":"ADD","bizStep":"commissioning",)" +
           std::string(more) + (id.empty() ? "" : R"("eventID":"urn:x:)" + std::string(id) + "\",") +
           R"("readPoint":{"id":")" + by.place + R"("},"bizLocation":{"id":")" + by.place +
           R"("},"quantityList":[{"epcClass":")" + lot(1, "L1") + R"(","quantity":)" +
           std::to_string(pieces) + "}]}";
  }
  Result<Receipt> post(std::vector<std::string> events) {
    return world.post(sign_events(supplier, ++number, std::move(events)));
  }
  std::uint64_t post_first(std::vector<std::string> events) {
    const auto receipt = post(std::move(events));
    EXPECT_TRUE(receipt) << receipt.error().detail;
    return receipt ? to_u64(receipt->index) : 0;
  }
  std::string on_hand() const {
    inventory::PositionQuery query;
    query.place = supplier.place;
    const auto page = inventory::positions(query, world.ledger->view()->tables());
    return page->positions.empty() ? "0" : page->positions.front().amount.text();
  }
  std::vector<EventRef> found(std::string_view id) const {
    return world.ledger->view()->events_by_id("urn:x:" + std::string(id));
  }
  void expect_audited() {
    world.ledger.reset();
    const auto report = audit_directory(world.options.directory, [](std::uint64_t, std::uint64_t) {});
    ASSERT_TRUE(report) << report.error().detail;
    EXPECT_EQ(report->doubts, std::vector<Error>{});
  }

  TemporaryDirectory directory;
  LedgerWorld world{directory / "data"};
  const Supplier supplier = make_supplier(1);
  std::uint64_t number = 0;
};

TEST_F(IdentityTest, ARepeatInAnotherStatementAndSpellingHasNoEffect) {
  const std::uint64_t first = post_first({making("a", 10), making("", 3)});
  EXPECT_EQ(on_hand(), "13");
  // Another statement, other spellings of time and step, beside a new event.
  const std::uint64_t again =
      post_first({making("a", 10, "", "2026-07-22T08:45:00.000+02:00"), making("b", 1), making("", 3)});
  EXPECT_EQ(on_hand(), "14");
  EXPECT_EQ(found("a"), std::vector{event_ref(first, 0)});
  auto view = world.ledger->view();
  EXPECT_FALSE(query::read_facts(event_ref(again, 0), view->tables()));
  EXPECT_TRUE(query::read_facts(event_ref(again, 1), view->tables()));
  EXPECT_FALSE(query::read_facts(event_ref(again, 2), view->tables()));
  EXPECT_TRUE(view->event(event_ref(again, 0))) << "The statement is there, whole.";
  view.reset();
  expect_audited();
}

TEST_F(IdentityTest, OtherContentUnderAnIdIsRefusedAndNothingOfItIsStored) {
  const std::uint64_t first = post_first({making("a", 10)});
  const auto refused = post({making("b", 1), making("a", 11)});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_EQ(refused.error().where, "$.events[1].eventID");
  EXPECT_THAT(refused.error().detail, HasSubstr("urn:x:a"));
  EXPECT_THAT(refused.error().detail, HasSubstr("entry " + std::to_string(first) + ", event 0"));
  EXPECT_EQ(on_hand(), "10");
  EXPECT_TRUE(found("b").empty());
  const Supplier other = make_supplier(2);
  ASSERT_TRUE(world.admit(other));
  EXPECT_TRUE(world.post(sign_events(other, 1, {making(other, "a", 11)}))) << "The id of another issuer.";
  expect_audited();
}

TEST_F(IdentityTest, EventsOfOneStatementAreJudgedTheSame) {
  const auto refused = post({making("a", 10), making("a", 11)});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_EQ(refused.error().where, "$.events[1].eventID");
  EXPECT_THAT(refused.error().detail, HasSubstr("event 0 of this statement"));
  post_first({making("a", 10), making("a", 10), making("", 2), making("", 2)});
  EXPECT_EQ(on_hand(), "12");
  expect_audited();
}

TEST_F(IdentityTest, ADeclarationMayComeFirst) {
  const std::uint64_t declaration = post_first({making("a", 10, declared)});
  const std::uint64_t event = post_first({making("a", 10), making("b", 1)});
  EXPECT_EQ(on_hand(), "1");
  EXPECT_EQ(found("a"), (std::vector{event_ref(declaration, 0), event_ref(event, 0)}));
  EXPECT_EQ(trace::error_declaration_of(event_ref(event, 0), world.ledger->view()->tables()),
            event_ref(declaration, 0));
  post_first({making("a", 10), making("a", 10, declared)});
  EXPECT_EQ(on_hand(), "1");
  EXPECT_EQ(found("a").size(), 2U);
  const auto refused = post({making("a", 12)});
  ASSERT_FALSE(refused) << "What was corrected has another id.";
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  expect_audited();
}

TEST_F(IdentityTest, ADeclarationOfAStrangerTakesNothingBack) {
  const Supplier other = make_supplier(2);
  ASSERT_TRUE(world.admit(other));
  post_first({making("a", 10)});
  ASSERT_TRUE(world.post(sign_events(other, 1, {making(other, "a", 10, declared)})));
  EXPECT_EQ(on_hand(), "10");
}

// Posted at the same moment, one of the two comes first, and only one counts.
TEST_F(IdentityTest, OfConflictingStatementsOfOneMomentOneIsTaken) {
  std::vector<Candidate> candidates;
  for (unsigned i = 0; i < 8; ++i) {
    auto candidate = world.ledger->examine(sign_events(supplier, 100 + i, {making("a", 1 + i % 4)}));
    ASSERT_TRUE(candidate);
    candidates.push_back(std::move(*candidate));
  }
  std::vector<std::future<Result<Receipt>>> answers;
  for (Candidate& candidate : candidates) {
    auto promise = std::make_shared<std::promise<Result<Receipt>>>();
    answers.push_back(promise->get_future());
    world.ledger->append(std::move(candidate),
                         [promise](Result<Receipt> receipt) { promise->set_value(std::move(receipt)); });
  }
  std::size_t taken = 0;
  for (auto& answer : answers) taken += answer.get() ? 1 : 0;
  EXPECT_EQ(taken, 2U) << "The first, and its repeat.";
  EXPECT_EQ(on_hand(), "1");
  expect_audited();
}

}  // namespace
}  // namespace stocktrail::test
