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

}  // namespace

const std::vector<BookCase>& ended_cases() {
  static const std::vector<BookCase> all = of_items;
  return all;
}

}  // namespace stocktrail::test
