// Five-event chains: all 120 orders of recording end alike, with the right positions at every moment, and
// without a discrepancy.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

struct Chain {
  const char* name;
  std::vector<std::string> told;
  std::vector<std::string> right;  // After each of them, in the order of event time.
  std::string discrepancies{};
};

const std::string made = "MK 1T08:00 commissioning @MK L1=100";

Chain twice(const char* name, const std::string& to_dc, const std::string& end_dc, const std::string& to_shop,
            const std::string& end_shop) {
  return {name,
          {made, "MK 2T08:00 shipping @MK L1=60" + to_dc, "DC 3T08:00 receiving @DC L1=60",
           "DC 4T08:00 shipping @DC L1=25" + to_shop, "CO 5T08:00 receiving @A L1=25"},
          {"sellable@MK L1=100", "sellable@MK L1=40; way:sellable@" + end_dc + "<-MK L1=60",
           "sellable@DC L1=60; sellable@MK L1=40",
           "sellable@DC L1=35; sellable@MK L1=40; way:sellable@" + end_shop + "<-DC L1=25",
           "sellable@A L1=25; sellable@DC L1=35; sellable@MK L1=40"}};
}

std::vector<Chain> chains() {
  return {
      twice("twice, to places", " >DC", "DC", " >A", "A"),
      twice("twice, to parties of the places' GLNs", " >DC(party)", "DC(party)", " >A(party)", "A(party)"),
      twice("twice, to a company whose shop has another GLN", " >DC", "DC", " >CO(party)", "CO(party)"),
      twice("twice, to nobody named", "", "", "", ""),
      {"accept and store",
       {made, "MK 2T08:00 shipping @MK >A L1=60", "A 3T08:00 receiving @A L1=60",
        "A 3T09:00 accepting @A L1=60", "A 3T10:00 storing @A.back L1=60"},
       {"sellable@MK L1=100", "sellable@MK L1=40; way:sellable@A<-MK L1=60",
        "sellable@A L1=60; sellable@MK L1=40", "sellable@A L1=60; sellable@MK L1=40",
        "sellable@A.back L1=60; sellable@MK L1=40"}},
      {"ship, depart, receive, sell",
       {made, "MK 2T08:00 shipping @MK >A L1=60", "MK 2T09:00 departing @MK >A L1=60",
        "A 3T08:00 receiving @A L1=60", "A 4T08:00 retail_selling retail_sold @A L1=5"},
       {"sellable@MK L1=100", "sellable@MK L1=40; way:sellable@A<-MK L1=60",
        "sellable@MK L1=40; way:sellable@A<-MK L1=60", "sellable@A L1=60; sellable@MK L1=40",
        "sellable@A L1=55; sellable@MK L1=40"}},
      {"hold part, sell",
       {made, "MK 2T08:00 shipping @MK >A L1=60", "A 3T08:00 receiving @A L1=60",
        "A 3T09:00 holding non_sellable_other @A L1=20", "A 4T08:00 retail_selling retail_sold @A L1=5"},
       {"sellable@MK L1=100", "sellable@MK L1=40; way:sellable@A<-MK L1=60",
        "sellable@A L1=60; sellable@MK L1=40", "held@A L1=20; sellable@A L1=40; sellable@MK L1=40",
        "held@A L1=20; sellable@A L1=35; sellable@MK L1=40"}},
      {"sell, recall",
       {made, "MK 2T08:00 shipping @MK >A L1=60", "A 3T08:00 receiving @A L1=60",
        "A 4T08:00 retail_selling retail_sold @A L1=5", "MK 5T08:00 holding recalled L1=?"},
       {"sellable@MK L1=100", "sellable@MK L1=40; way:sellable@A<-MK L1=60",
        "sellable@A L1=60; sellable@MK L1=40", "sellable@A L1=55; sellable@MK L1=40",
        "recalled@A L1=55; recalled@MK L1=40"}},
      {"items, one sold, one damaged",
       {"MK 1T08:00 commissioning @MK s:1/L1 s:2/L1 s:3/L1", "MK 2T08:00 shipping @MK >A s:1 s:2 s:3",
        "A 3T08:00 receiving @A s:1 s:2 s:3", "A 4T08:00 retail_selling retail_sold @A s:1",
        "A 5T08:00 inspecting damaged @A s:2"},
       {"sellable@MK L1=3", "way:sellable@A<-MK L1=3", "sellable@A L1=3", "sellable@A L1=2",
        "damaged@A L1=1; sellable@A L1=1"}},
      {"a pallet, unpacked",
       {made, "MK 1T09:00 packing @MK in:P1 L1=60", "MK 2T08:00 shipping @MK >A box:P1",
        "A 3T08:00 receiving @A box:P1", "A 4T08:00 unpacking @A out:P1"},
       {"sellable@MK L1=100", "sellable@MK L1=100", "sellable@MK L1=40; way:sellable@A<-MK L1=60",
        "sellable@A L1=60; sellable@MK L1=40", "sellable@A L1=60; sellable@MK L1=40"}},
      {"a pallet, sold from by lot",
       {made, "MK 1T09:00 packing @MK in:P1 L1=60", "MK 2T08:00 shipping @MK >A box:P1",
        "A 3T08:00 receiving @A box:P1", "A 4T08:00 retail_selling retail_sold @A L1=5"},
       {"sellable@MK L1=100", "sellable@MK L1=100", "sellable@MK L1=40; way:sellable@A<-MK L1=60",
        "sellable@A L1=60; sellable@MK L1=40", "sellable@A L1=55; sellable@MK L1=40"}},
      {"sell, return",
       {made, "MK 2T08:00 shipping @MK >A L1=60", "A 3T08:00 receiving @A L1=60",
        "A 4T08:00 retail_selling retail_sold @A L1=5", "A 5T08:00 receiving returned @A L1=2"},
       {"sellable@MK L1=100", "sellable@MK L1=40; way:sellable@A<-MK L1=60",
        "sellable@A L1=60; sellable@MK L1=40", "sellable@A L1=55; sellable@MK L1=40",
        "held@A L1=2; sellable@A L1=55; sellable@MK L1=40"}},
      {"a shipment declared an error, and restated",
       {made, "MK 2T08:00 shipping @MK >A L1=90 id:wrong", "void MK 2T08:00 shipping @MK >A L1=90 id:wrong",
        "MK 2T08:00 shipping @MK >A L1=60", "A 3T08:00 receiving @A L1=60"},
       {"sellable@MK L1=100", "sellable@MK L1=40; way:sellable@A<-MK L1=60",
        "sellable@MK L1=40; way:sellable@A<-MK L1=60", "sellable@MK L1=40; way:sellable@A<-MK L1=60",
        "sellable@A L1=60; sellable@MK L1=40"}},
      {"make, transform, ship, receive, sell",
       {"MK 1T08:00 commissioning @MK R/R1=10", "MK 2T08:00 R/R1=5 makes F/F1=50 @MK",
        "MK 3T08:00 shipping @MK >A F/F1=20", "A 4T08:00 receiving @A F/F1=20",
        "A 5T08:00 retail_selling retail_sold @A F/F1=3"},
       {"sellable@MK R/R1=10", "sellable@MK F/F1=50; sellable@MK R/R1=5",
        "sellable@MK F/F1=30; sellable@MK R/R1=5; way:sellable@A<-MK F/F1=20",
        "sellable@A F/F1=20; sellable@MK F/F1=30; sellable@MK R/R1=5",
        "sellable@A F/F1=17; sellable@MK F/F1=30; sellable@MK R/R1=5"}},
  };
}

TEST(Chains, EndAlikeInAllOrdersAndAreRightAtEachMoment) {
  std::size_t orders = 0;
  for (const Chain& chain : chains()) {
    SCOPED_TRACE(chain.name);
    Tellers tellers;
    tellers.owns("CO", "A");
    if (std::string_view(chain.name).contains("GLNs")) tellers.owns("A", "A");
    std::vector<books::Fact> facts = tellers.facts(chain.told);
    std::vector<Micros> moments;
    for (const books::Fact& fact : facts) moments.push_back(fact.at);
    std::vector<std::size_t> order{0, 1, 2, 3, 4};
    do {
      std::vector<books::Fact> recorded;
      for (const std::size_t i : order) recorded.push_back(facts[i]);
      const books::Books books(recorded, tellers.directory());
      for (std::size_t i = 0; i < moments.size(); ++i)
        ASSERT_EQ(tellers.text(books.positions(moments[i], moments[i])), chain.right[i]) << "moment " << i;
      ASSERT_EQ(tellers.text(books.discrepancies(Tellers::at("9T00:00"))), chain.discrepancies);
      ASSERT_TRUE(books.unbalanced().empty());
      ++orders;
    } while (std::ranges::next_permutation(order).found);
  }
  EXPECT_EQ(orders, 14U * 120U);
}

}  // namespace
}  // namespace stocktrail::test
