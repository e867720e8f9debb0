// The worked cases of docs/inventory.md, told in every order.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

struct Worked {
  const char* name;
  std::vector<std::string> told;
  std::string right;
};

const std::vector<Worked> worked = {
    {"short delivery, accepted",
     {"A 1T08:00 commissioning @A L1=10", "A 2T08:00 shipping @A >B L1=10", "B 3T08:00 receiving @B L1=8",
      "B 4T08:00 accepting @B L1=8"},
     "sellable@B L1=8; way:sellable@B<-A L1=2"},
    {"shipped and departed",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 shipping @MK >A L1=60",
      "MK 2T09:00 departing @MK >A L1=60", "A 3T08:00 receiving @A L1=60"},
     "sellable@A L1=60; sellable@MK L1=40"},
    {"two lorries that only departed",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 departing @MK >A L1=30",
      "MK 2T12:00 departing @MK >A L1=30", "A 3T08:00 receiving @A L1=60"},
     "sellable@A L1=60; sellable@MK L1=40"},
    {"shop and provider both receive",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 shipping @MK >A L1=60",
      "A 3T08:00 receiving @A L1=60", "L3 3T08:30 receiving @A L1=60"},
     "sellable@A L1=60; sellable@MK L1=40"},
    {"a hub on the way",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 shipping @MK >A L1=60",
      "C 3T08:00 arriving @HUB L1=60", "C 4T08:00 departing @HUB >A L1=60", "A 5T08:00 receiving @A L1=60"},
     "sellable@A L1=60; sellable@MK L1=40"},
    {"a hub on the way, with stock of its own",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 1T09:00 shipping @MK >HUB L1=20",
      "C 1T12:00 receiving @HUB L1=20", "MK 2T08:00 shipping @MK >A L1=60", "C 3T08:00 arriving @HUB L1=60",
      "C 4T08:00 departing @HUB >A L1=60", "A 5T08:00 receiving @A L1=60"},
     "sellable@A L1=60; sellable@HUB L1=20; sellable@MK L1=20"},
    {"a second shipment while the first is accepted",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 shipping @MK >A L1=30",
      "A 3T08:00 receiving @A L1=30", "MK 3T09:00 shipping @MK >A L1=30", "A 3T10:00 accepting @A L1=30"},
     "sellable@A L1=30; sellable@MK L1=40; way:sellable@A<-MK L1=30"},
    {"accepted two hours before it is received",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 shipping @MK >A L1=60",
      "A 3T08:00 accepting @A L1=60", "A 3T10:00 receiving @A L1=60"},
     "sellable@A L1=60; sellable@MK L1=40"},
    {"a receipt with a date only",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T14:00 shipping @MK >A L1=60",
      "A 2T00:00 receiving @A L1=60"},
     "sellable@A L1=60; sellable@MK L1=40"},
    {"a pallet",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 1T09:00 packing @MK in:P1 L1=60",
      "MK 2T08:00 shipping @MK >A box:P1", "A 3T08:00 receiving @A box:P1"},
     "sellable@A L1=60; sellable@MK L1=40"},
    {"a pallet and fewer of its contents",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 1T09:00 packing @MK in:P1 L1=60",
      "MK 2T08:00 shipping @MK >A box:P1", "A 3T08:00 receiving @A box:P1 L1=50"},
     "sellable@A L1=50; sellable@MK L1=40; way:sellable@A<-MK L1=10"},
    {"a cage comes back without a report, and goes out anew",
     {"DC 1T08:00 commissioning @DC L1=30 L2=30", "DC 2T08:00 loading @DC in:C1 L1=30",
      "DC 2T09:00 shipping @DC >A box:C1", "A 3T08:00 receiving @A box:C1",
      "DC 4T08:00 loading @DC in:C1 L2=30", "DC 4T09:00 shipping @DC >B box:C1",
      "B 5T08:00 receiving @B box:C1"},
     "sellable@A L1=30; sellable@B L2=30"},
    {"a cage goes home with a report",
     {"DC 1T08:00 commissioning @DC L1=30", "DC 2T08:00 loading @DC in:C1 L1=30",
      "DC 2T09:00 shipping @DC >A box:C1", "A 3T08:00 receiving @A box:C1",
      "A 4T08:00 shipping @A >DC box:C1", "DC 5T08:00 receiving @DC box:C1"},
     "sellable@A L1=30"},
    {"a till without lots",
     {"A 1T08:00 commissioning @A L1=30 exp:100", "A 1T09:00 commissioning @A L2=30 exp:200",
      "A 2T08:00 retail_selling retail_sold @A =40"},
     "sellable@A L2=20"},
    {"a till without lots, then of one",
     {"A 1T08:00 commissioning @A L1=30 exp:100", "A 1T09:00 commissioning @A L2=30 exp:200",
      "A 2T08:00 retail_selling retail_sold @A =40", "A 3T08:00 retail_selling retail_sold @A L1=5"},
     "sellable@A L2=15"},
    {"hold 50, release 20",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 holding non_sellable_other @MK L1=50",
      "MK 3T08:00 inspecting sellable_accessible @MK L1=20"},
     "held@MK L1=30; sellable@MK L1=70"},
    {"hold 50, 8 damaged, 42 released",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 holding non_sellable_other @MK L1=50",
      "MK 3T08:00 inspecting damaged @MK L1=8", "MK 3T08:00 inspecting sellable_accessible @MK L1=42"},
     "damaged@MK L1=8; sellable@MK L1=92"},
    {"all at midnight",
     {"A 5T00:00 receiving @A L1=7000", "A 5T00:00 retail_selling retail_sold @A L1=700",
      "A 5T00:00 stock_taking @A L1=6200"},
     "sellable@A L1=6200"},
    {"a late sale before a count",
     {"A 1T08:00 receiving @A L1=56", "A 9T08:00 stock_taking @A L1=1",
      "A 5T08:00 retail_selling retail_sold @A L1=3"},
     "sellable@A L1=1"},
    {"a till and a first count",
     {"A 1T08:00 retail_selling retail_sold @A =5", "A 2T08:00 retail_selling retail_sold @A =4",
      "A 3T08:00 stock_taking @A =20"},
     "sellable@A =20"},
    {"a hold outlives a recall",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 holding non_sellable_other @MK L1=20",
      "MK 3T08:00 holding recalled L1=?", "MK 4T08:00 inspecting sellable_accessible @MK L1=5",
      "MK 5T08:00 holding L1=? unset:recalled"},
     "held@MK L1=15; sellable@MK L1=85"},
    {"an error declared",
     {"void MK 1T08:00 commissioning @MK L1=100 id:1", "MK 1T08:00 commissioning @MK L1=100 id:1",
      "MK 1T08:00 commissioning @MK L1=50 id:2"},
     "sellable@MK L1=50"},
    {"tonnes, kilograms, grams",
     {"MK 1T08:00 commissioning @MK L1=1TNE", "MK 2T08:00 shipping @MK >A L1=500KGM",
      "A 3T08:00 receiving @A L1=500000GRM"},
     "sellable@A L1=500KGM; sellable@MK L1=500KGM"},
};

TEST(WorkedCases, AreRightInEveryOrder) {
  for (const Worked& one : worked) {
    SCOPED_TRACE(one.name);
    Tellers tellers;
    std::vector<std::string> lines = one.told;
    EXPECT_EQ(now(tellers, lines), one.right);
    std::ranges::sort(lines);
    do {
      ASSERT_EQ(now(tellers, lines), one.right);
    } while (lines.size() <= 5 && std::ranges::next_permutation(lines).found);
  }
}

TEST(WorkedCases, AFirstCountLeavesNoNegativeMoment) {
  Tellers tellers;
  const auto facts =
      tellers.facts({"A 1T08:00 retail_selling retail_sold @A =5",
                     "A 2T08:00 retail_selling retail_sold @A =4", "A 3T08:00 stock_taking @A =20"});
  const books::Books books(facts, tellers.directory());
  const auto at = [&](std::string_view time) {
    return tellers.text(books.positions(Tellers::at(time), Tellers::at(time)));
  };
  EXPECT_EQ(at("1T07:00"), "");
  EXPECT_EQ(at("1T12:00"), "sellable@A =24");
  EXPECT_EQ(at("2T12:00"), "sellable@A =20");
  EXPECT_EQ(at("3T12:00"), "sellable@A =20");
  EXPECT_EQ(tellers.text(books.discrepancies(Tellers::at("9T00:00"))), "");
}

}  // namespace
}  // namespace stocktrail::test
