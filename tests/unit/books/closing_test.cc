// A mismatch that is told of one lot ends the delivery of that lot, and none of the others of its lorry.
#include <gtest/gtest.h>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

const std::string made = "MK 1T08:00 commissioning @MK L1=20 L2=20",
                  sent = "MK 2T08:00 shipping @MK >A L1=20 L2=20 #d1";
const std::string accepted = "A 3T09:00 accepting mismatch_quantity @A ";

TEST(Closing, IsOfTheLotThatIsTold) {
  const std::string l2_open = "way:sellable@A<-MK L2=20", l2_shown = "not_received@A L2=20";
  expect_books({
      {"short", {made, sent, accepted + "L1=18 #d1"}, "sellable@A L1=18; " + l2_open, l2_shown},
      {"none came", {made, sent, accepted + "L1=0 #d1"}, l2_open, l2_shown},
      {"none of any came", {made, sent, accepted + "=0 #d1"}, ""},
      {"none came, the other later",
       {made, sent, accepted + "L1=0 #d1", "A 4T08:00 receiving @A L2=20 #d1"},
       "sellable@A L2=20"},
      {"after its receipt",
       {made, sent, "A 3T08:00 receiving @A L1=18 #d1", accepted + "L1=18 #d1"},
       "sellable@A L1=18; " + l2_open,
       l2_shown},
      {"more than came before is of its own rest",
       {made, sent, "A 3T08:00 receiving @A L1=18 L2=15 #d1", accepted + "L1=20 #d1"},
       "sellable@A L1=20; sellable@A L2=15; way:sellable@A<-MK L2=5",
       "not_received@A L2=5"},
      {"another lot under the document",
       {made, sent, accepted + "L3=18 #d1"},
       "sellable@A L3=18; way:sellable@A<-MK L1=2; " + l2_open,
       "lot_differs@A L3=18; not_received@A L1=2; " + l2_shown},
      {"more of it than was sent is of the others, and ends none",
       {made, sent, accepted + "L1=22 #d1"},
       "sellable@A L1=22; way:sellable@A<-MK L2=18",
       "lot_differs@A L1=2; not_received@A L2=18"},
      {"an equal quantity of another lot is no better than a part of its own",
       {made, "MK 2T08:00 shipping @MK >A L1=18 L2=20 #d1", "A 3T08:00 receiving @A L1=20 #d1"},
       "sellable@A L1=20; sellable@MK L1=2; way:sellable@A<-MK L2=18",
       "lot_differs@A L1=2; not_received@A L2=18"},
      {"all that was sent of it",
       {made, sent, "A 3T08:00 receiving @A L1=? #d1"},
       "sellable@A L1=20; " + l2_open,
       l2_shown},
      {"a class that does not match ends nothing",
       {made, sent, "A 3T09:00 accepting mismatch_class @A L1=18 #d1"},
       "held@A L1=18; way:sellable@A<-MK L1=2; " + l2_open,
       "not_received@A L1=2; " + l2_shown},
      {"of one in a box",
       {made, "MK 1T09:00 packing @MK in:P1 L1=20 L2=20", "MK 2T08:00 shipping @MK >A box:P1 #d1",
        accepted + "box:P1 L1=18 #d1"},
       "sellable@A L1=18; " + l2_open,
       l2_shown},
      {"of all in a box",
       {made, "MK 1T09:00 packing @MK in:P1 L1=20 L2=20", "MK 2T08:00 shipping @MK >A box:P1 #d1",
        "A 3T08:00 receiving @A box:P1 L1=18 L2=15 #d1", accepted + "box:P1 #d1"},
       "sellable@A L1=18; sellable@A L2=15"},
      {"of serials",
       {"MK 1T08:00 commissioning @MK s:1/L1 s:2/L1", "MK 1T08:00 commissioning @MK s:3/L2 s:4/L2",
        "MK 2T08:00 shipping @MK >A s:1 s:2 s:3 s:4 #d1", accepted + "s:1 #d1"},
       "sellable@A L1=1; way:sellable@A<-MK L2=2",
       "not_received@A L2=2"},
  });
}

}  // namespace
}  // namespace stocktrail::test
