#include "tests/support/ended_cases.h"

namespace stocktrail::test {
namespace {

const std::string two = "MK 1T08:00 commissioning @MK s:1/L1 s:2/L1", seen = "seen_after_end@MK L1=1";

/// Items that were destroyed, lost or used up, as was told, and are there after all.
const std::vector<BookCase> of_items = {
    {"stolen, and counted",
     {two, "MK 2T08:00 stolen @MK s:1", "MK 3T08:00 stock_taking @MK s:1 s:2"},
     "sellable@MK L1=2",
     seen},
    {"destroyed, and counted",
     {two, "MK 2T08:00 destroying @MK s:1", "MK 3T08:00 stock_taking @MK s:1 s:2"},
     "sellable@MK L1=2",
     seen},
    {"destroyed, and received, by two tellers",
     {two, "MK 2T08:00 destroying @MK s:1", "MK 3T08:00 receiving @MK s:1", "MK 3T09:00 accepting @MK s:1"},
     "sellable@MK L1=2",
     seen},
    {"stolen, and received elsewhere",
     {two, "MK 2T08:00 stolen @MK s:1", "A 3T08:00 receiving @A s:1"},
     "sellable@A L1=1; sellable@MK L1=1",
     "seen_after_end@A L1=1"},
    {"stolen, and brought back by a customer",
     {two, "MK 2T08:00 stolen @MK s:1", "MK 3T08:00 receiving returned @MK s:1"},
     "held@MK L1=1; sellable@MK L1=1",
     seen},
    {"stolen on its way, and counted where it left",
     {two, "MK 2T08:00 shipping @MK >A s:1 #d1", "MK 3T08:00 stolen s:1 #d1",
      "MK 4T08:00 stock_taking @MK s:1"},
     "sellable@MK L1=2",
     seen},
    {"used up, and counted",
     {two, "MK 2T08:00 s:1 makes F/F1=1 @MK", "MK 3T08:00 stock_taking @MK s:1"},
     "sellable@MK F/F1=1; sellable@MK L1=2",
     seen},
    {"sold, and brought back",
     {two, "MK 2T08:00 retail_selling @MK s:1", "MK 3T08:00 receiving returned @MK s:1"},
     "held@MK L1=1; sellable@MK L1=1"},
};

const std::string stocked = "DC 1T08:00 commissioning @DC L1=100",
                  supplied = "DC 2T08:00 shipping @DC >A L1=50", received = "A 3T08:00 receiving @A L1=50",
                  sold = "A 4T08:00 retail_selling @A L1=9", back = "A 5T08:00 shipping @A >DC L1=6",
                  more = "DC 7T08:00 shipping @DC >A L1=4";

/// What customers bring back, beside what is on its way.
const std::vector<BookCase> of_customers = {
    {"as much as is on its way from the supplier, to whom some was sent back",
     {stocked, supplied, received, sold, back, more, "A 7T10:00 receiving returned @A L1=4"},
     "held@A L1=4; sellable@A L1=35; sellable@DC L1=46; way:sellable@A<-DC L1=4; way:sellable@DC<-A L1=6",
     "not_received@A L1=4; not_received@DC L1=6"},
    {"and the delivery comes then",
     {stocked, supplied, received, sold, back, more, "A 7T10:00 receiving returned @A L1=4",
      "A 8T08:00 receiving @A L1=4", "DC 8T09:00 receiving returned @DC L1=6"},
     "held@A L1=4; held@DC L1=6; sellable@A L1=39; sellable@DC L1=46"},
    {"the supplier sells, too, and gets goods back that were sent like others",
     {stocked, supplied, received, "DC 4T09:00 retail_selling @DC L1=9", back,
      "DC 6T08:00 receiving returned @DC L1=6"},
     "held@DC L1=6; sellable@A L1=44; sellable@DC L1=41"},
    {"the same a second time",
     {stocked, supplied, received, "DC 4T09:00 retail_selling @DC L1=9", back,
      "DC 6T08:00 receiving returned @DC L1=6", more, "A 8T08:00 receiving @A L1=4",
      "A 9T08:00 shipping @A >DC L1=7", "DC 10T08:00 receiving returned @DC L1=7"},
     "held@DC L1=13; sellable@A L1=41; sellable@DC L1=37"},
    {"sent to the party of the shop",
     {stocked, "DC 2T08:00 shipping @DC >CO(party) L1=50", "CO 3T08:00 receiving @S1 L1=50",
      "CO 4T08:00 retail_selling @S1 L1=9", "CO 5T08:00 shipping @S1 >DC L1=6",
      "DC 7T08:00 shipping @DC >CO(party) L1=4", "CO 7T10:00 receiving returned @S1 L1=4"},
     "held@S1 L1=4; sellable@DC L1=46; sellable@S1 L1=35; way:sellable@CO(party)<-DC L1=4; "
     "way:sellable@DC<-S1 L1=6",
     "not_received@CO(party) L1=4; not_received@DC L1=6"},
};

}  // namespace

const std::vector<BookCase>& ended_cases() {
  static const std::vector<BookCase> all = [] {
    std::vector<BookCase> cases = of_items;
    cases.insert(cases.end(), of_customers.begin(), of_customers.end());
    return cases;
  }();
  return all;
}

}  // namespace stocktrail::test
