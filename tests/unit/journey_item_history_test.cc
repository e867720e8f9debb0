// Whose word about an item stands: the owner of its product and authorities overrule what others report.
#include <gtest/gtest.h>

#include "api/journey/public_journey.h"
#include "tests/support/ledger_world.h"

namespace stocktrail::test {
namespace {

class ItemHistoryTest : public ::testing::Test {
 protected:
  ItemHistoryTest() : world(directory / "data") {
    world.options.guard_directory = directory / "guard";
    world.open();
    for (const Supplier* each : {&owner, &stranger, &office}) EXPECT_TRUE(world.admit(*each));
    EXPECT_TRUE(world.state("party",
                            R"({"id":")" + office.id.text() + R"(","name":"Office","roles":["authority"]})"));
    StatementDraft draft{.kind = "product", .issuer = owner.id.text(), .issued_at = 1'784'700'000};
    draft.id = statement_id(++number);
    draft.body = R"({"id":")" + gtin(1) + R"(","name":"Milk"})";
    EXPECT_TRUE(world.post(*sign_statement(draft, owner.key)));
    state(owner, 0, R"("action":"ADD","bizStep":"commissioning","disposition":"active")");
  }

  void state(const Supplier& by, int minutes, const std::string& what) {
    state_at(by, format_utc(Micros{to_i64(world.clock.now()) + (minutes - 100) * std::int64_t{60'000'000}}),
             what);
  }
  void state_at(const Supplier& by, const std::string& time, const std::string& what) {
    const std::string event = R"({"type":"ObjectEvent","eventTime":")" + time +
                              R"(","eventTimeZoneOffset":"+00:00","epcList":[")" + thing + "\"]," + what +
                              "}";
    const auto posted = world.post(sign_events(by, ++number, {event}));
    EXPECT_TRUE(posted) << posted.error().detail;
  }
  static std::string looks(const std::string& disposition) {
    return R"("action":"OBSERVE","bizStep":"inspecting","disposition":")" + disposition + "\"";
  }
  static std::string lasting(std::string_view change, std::string_view word) {
    return R"("action":"OBSERVE","persistentDisposition":{")" + std::string(change) + R"(":[")" +
           std::string(word) + "\"]}";
  }
  std::string status() {
    const auto view = world.ledger->view();
    const auto item = api::public_journey(key_of(thing), *view).item;
    return item.status + " by " +
           (item.status_by == owner.id.text()    ? "owner"
            : item.status_by == office.id.text() ? "office"
                                                 : "stranger");
  }

  TemporaryDirectory directory;
  LedgerWorld world;
  const Supplier owner = make_supplier(1), stranger = make_supplier(2), office = make_supplier(3);
  const std::string thing = item(1, "S1");
  std::uint64_t number = 0;
};

TEST_F(ItemHistoryTest, ReportsOfTimesToComeAreNobodysWord) {
  state_at(stranger, "2199-12-31T00:00:00Z", looks("destroyed"));
  state_at(stranger, "2199-12-31T00:00:00Z", lasting("set", "damaged"));
  EXPECT_EQ(status(), "active by owner");
}

TEST_F(ItemHistoryTest, OthersReportUntilTheOwnerOrAnAuthorityOverrulesThem) {
  state(stranger, 1, looks("destroyed"));
  EXPECT_EQ(status(), "destroyed by stranger");
  state(stranger, 2, looks("active"));
  EXPECT_EQ(status(), "destroyed by stranger") << "what was destroyed does not come back by being seen";
  state(owner, 3, looks("conformant"));
  EXPECT_EQ(status(), "conformant by owner");
  state(stranger, 4, lasting("set", "damaged"));
  EXPECT_EQ(status(), "damaged by stranger");
  state(office, 5, looks("active"));
  EXPECT_EQ(status(), "active by office");
}

TEST_F(ItemHistoryTest, WhatItsOwnerDestroyedDoesNotComeBackByItsOwnReports) {
  state(owner, 1, R"("action":"DELETE","bizStep":"destroying","disposition":"destroyed")");
  for (const char* seen : {R"("action":"OBSERVE","bizStep":"retail_selling","disposition":"retail_sold")",
                           R"("action":"OBSERVE","bizStep":"storing","disposition":"sellable_accessible")",
                           R"("action":"OBSERVE","bizStep":"shipping","disposition":"in_transit")"}) {
    state(owner, 2, seen);
    EXPECT_EQ(status(), "destroyed by owner") << seen;
  }
  state(office, 3, looks("active"));
  EXPECT_EQ(status(), "active by office");
  state(office, 4, looks("disposed"));
  state(office, 5, looks("active"));
  EXPECT_EQ(status(), "disposed by office");
  state(owner, 6, R"("action":"ADD","bizStep":"commissioning","disposition":"active")");
  EXPECT_EQ(status(), "active by owner") << "its number was given to a new thing";
}

TEST_F(ItemHistoryTest, ADestroyingThatIsToldLateEndsTheItemFromThenOn) {
  state(owner, 5, R"("action":"OBSERVE","bizStep":"retail_selling","disposition":"retail_sold")");
  EXPECT_EQ(status(), "retail_sold by owner");
  state(owner, 3, R"("action":"DELETE","bizStep":"destroying","disposition":"destroyed")");
  EXPECT_EQ(status(), "destroyed by owner");
}

TEST_F(ItemHistoryTest, NobodyElseClearsWhatTheyHoldAgainstIt) {
  state(owner, 1, looks("stolen"));
  state(stranger, 2, looks("active"));
  state(stranger, 3, R"("action":"ADD","bizStep":"commissioning","disposition":"active")");
  EXPECT_EQ(status(), "stolen by owner");
  state(office, 4, looks("active"));
  EXPECT_EQ(status(), "active by office");
  state(owner, 5, lasting("set", "stolen"));
  state(stranger, 6, lasting("unset", "stolen"));
  EXPECT_EQ(status(), "stolen by owner");
  state(office, 7, lasting("unset", "stolen"));
  EXPECT_EQ(status(), "active by office");
}

}  // namespace
}  // namespace stocktrail::test
