// Rules together: movements told again and again, and lots that are told late.
#include <gtest/gtest.h>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

const std::vector<BookCase> retold = {
    {"shop returns goods to DC in_transit, DC receives w/o returned; and a customer return same day",
     {"DC 1T08:00 commissioning @DC L1=100", "DC 2T08:00 shipping @DC >A L1=50",
      "A 3T08:00 receiving @A L1=50", "A 4T08:00 retail_selling retail_sold @A L1=5",
      "A 5T08:00 shipping @A >DC L1=2", "A 5T09:00 receiving returned @A L1=2",
      "DC 6T08:00 receiving returned @DC L1=2"},
     "held@A L1=2; held@DC L1=2; sellable@A L1=43; sellable@DC L1=50"},
    {"transfer between shops, equal to replenishment",
     {"DC 1T08:00 commissioning @DC L1=100", "DC 2T08:00 shipping @DC >A L1=20",
      "DC 2T08:30 shipping @DC >B L1=20", "A 3T08:00 receiving @A L1=20", "A 3T12:00 shipping @A >B L1=20",
      "B 3T09:00 receiving @B L1=20", "B 4T08:00 receiving @B L1=20"},
     "sellable@B L1=40; sellable@DC L1=60"},
    {"accept partial twice",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 shipping @MK >A L1=60",
      "A 3T08:00 receiving @A L1=60", "A 3T09:00 accepting @A L1=30", "A 3T10:00 accepting @A L1=30"},
     "sellable@A L1=60; sellable@MK L1=40"},
    {"receive, accept with lots L1 L2 told only at accepting",
     {"MK 1T08:00 commissioning @MK L1=50 L2=50", "MK 2T08:00 shipping @MK >A =60",
      "A 3T08:00 receiving @A =60", "A 3T09:00 accepting @A L1=20 L2=40"},
     "sellable@A L1=20; sellable@A L2=40; sellable@MK L1=30; sellable@MK L2=10"},
    {"ship lots L1+L2, receive unlotted, sell lots",
     {"MK 1T08:00 commissioning @MK L1=50 L2=50", "MK 2T08:00 shipping @MK >A L1=20 L2=40",
      "A 3T08:00 receiving @A =60", "A 4T08:00 retail_selling retail_sold @A L2=5"},
     "sellable@A L1=20; sellable@A L2=35; sellable@MK L1=30; sellable@MK L2=10"},
    {"ship L1+L2, short unlotted receipt",
     {"MK 1T08:00 commissioning @MK L1=50 L2=50", "MK 2T08:00 shipping @MK >A L1=20 L2=40",
      "A 3T08:00 receiving @A =55", "A 4T08:00 retail_selling retail_sold @A L2=40"},
     "sellable@A L1=15; sellable@MK L1=30; sellable@MK L2=10; way:sellable@A<-MK L2=5",
     "not_received@A L2=5"},
    {"provider ships, provider departs, maker nothing",
     {"MK 1T08:00 commissioning @MK L1=100", "L3 2T08:00 shipping @MK >A L1=60",
      "L3 2T09:00 departing @MK >A L1=60", "A 3T08:00 receiving @A L1=60"},
     "sellable@A L1=60; sellable@MK L1=40"},
    {"maker ships, buyer's carrier receives late accept 6 days after",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 shipping @MK >A L1=60",
      "A 3T08:00 receiving @A L1=60", "A 9T08:00 accepting @A L1=60"},
     "sellable@A L1=60; sellable@MK L1=40"},
    {"replenishments daily, accept three days later each",
     {"MK 1T08:00 commissioning @MK L1=500", "MK 2T08:00 shipping @MK >A L1=60",
      "A 3T08:00 receiving @A L1=60", "MK 3T08:00 shipping @MK >A L1=60", "A 4T08:00 receiving @A L1=60",
      "MK 4T08:00 shipping @MK >A L1=60", "A 5T08:00 receiving @A L1=60", "A 6T08:00 accepting @A L1=60",
      "A 7T08:00 accepting @A L1=60", "MK 7T09:00 shipping @MK >A L1=60", "A 8T08:00 accepting @A L1=60"},
     "sellable@A L1=180; sellable@MK L1=260; way:sellable@A<-MK L1=60",
     "not_received@A L1=60"},
    {"owning and location both",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 shipping @MK >CO(party) >A L1=60",
      "A 3T08:00 receiving @A L1=60"},
     "sellable@A L1=60; sellable@MK L1=40"},
    {"named by party of another company, same GLN place",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 shipping @MK >A(party) L1=60",
      "L3 3T08:00 receiving @A L1=60"},
     "sellable@A L1=60; sellable@MK L1=40"},
    {"negative then receipt later with lots by several",
     {"A 2T08:00 retail_selling retail_sold @A =5", "A 3T08:00 receiving @A L1=3",
      "A 4T08:00 receiving @A L2=4"},
     "sellable@A L2=2",
     "unexpected_arrival@A L1=3; unexpected_arrival@A L2=4"},
    {"hold unlotted, release lot",
     {"A 1T08:00 commissioning @A L1=10 L2=10", "A 2T08:00 holding non_sellable_other @A =5",
      "A 3T08:00 inspecting sellable_accessible @A L2=5"},
     "sellable@A L1=10; sellable@A L2=10"},
    {"partial release of unlotted hold, sell told lot",
     {"A 1T08:00 commissioning @A L1=10 L2=10", "A 2T08:00 holding non_sellable_other @A =10",
      "A 3T08:00 retail_selling retail_sold @A L1=10"},
     "held@A L2=10"},
    {"count of held at zero",
     {"A 1T08:00 commissioning @A L1=10", "A 2T08:00 holding non_sellable_other @A L1=5",
      "A 3T08:00 stock_taking non_sellable_other @A L1=0", "A 3T08:00 stock_taking @A L1=10"},
     "sellable@A L1=10",
     "count_differs@A L1=-5; count_differs@A L1=5"},
};

TEST(BookRules, ToldAgainAndLotsToldLate) {
  expect_books(retold);
}

}  // namespace
}  // namespace stocktrail::test
