// What several reports list of one box, and boxes of which only some are named.
#include <gtest/gtest.h>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

const std::string made = "MK 1T08:00 commissioning @MK L1=10", packed = "MK 1T09:00 packing @MK in:P1 L1=10";
const std::string sent = "MK 2T08:00 shipping @MK >A box:P1", got = "A 3T08:00 receiving @A box:P1";
const std::string serials = "MK 1T08:00 commissioning @MK s:1/L1 s:2/L1";

TEST(BoxLists, DifferAsQuantitiesDo) {
  expect_books({
      {"9 of 10 accepted",
       {made, packed, sent, got, "A 3T09:00 accepting @A box:P1 L1=9"},
       "sellable@A L1=10",
       "reports_differ@A L1=1"},
      {"and the last one later",
       {made, packed, sent, got, "A 3T09:00 accepting @A box:P1 L1=9", "A 3T10:00 accepting @A L1=1"},
       "sellable@A L1=10"},
      {"by quantity",
       {made, packed, sent, got, "A 3T09:00 accepting @A L1=9"},
       "sellable@A L1=10",
       "reports_differ@A L1=1"},
      {"by box and by quantity",
       {made, packed, sent, got, "A 3T09:00 accepting @A box:P1 L1=9", "A 3T10:00 accepting @A L1=9"},
       "sellable@A L1=10",
       "reports_differ@A L1=1"},
      {"nothing of a product that is not listed",
       {made, "MK 1T08:30 commissioning @MK F/F1=3", "MK 1T09:00 packing @MK in:P1 L1=10 F/F1=3", sent, got,
        "A 3T09:00 accepting @A box:P1 L1=10"},
       "sellable@A F/F1=3; sellable@A L1=10",
       "reports_differ@A F1=3"},
      {"12 of 10 accepted",
       {made, packed, sent, got, "A 3T09:00 accepting @A box:P1 L1=12"},
       "sellable@A L1=12",
       "more_than_sent@A L1=2"},
      {"another party received 12",
       {made, packed, sent, got + " L1=10", "L3 3T09:00 receiving @A box:P1 L1=12"},
       "sellable@A L1=12",
       "more_than_sent@A L1=2"},
      {"both list 12",
       {made, packed, sent, got + " L1=12", "A 3T09:00 accepting @A box:P1 L1=12"},
       "sellable@A L1=12",
       "unexpected_arrival@A L1=2"},
      {"one lists 12, the other 11",
       {made, packed, sent, got + " L1=12", "A 3T09:00 accepting @A box:P1 L1=11"},
       "sellable@A L1=12",
       "reports_differ@A L1=1; unexpected_arrival@A L1=2"},
      {"8, and another party 10",
       {made, packed, sent, got + " L1=8", "L3 3T09:00 receiving @A box:P1 L1=10"},
       "sellable@A L1=10"},
      {"8, and then the other 2",
       {made, packed, sent, got + " L1=8", "A 3T09:00 receiving @A box:P1 L1=2"},
       "sellable@A L1=10"},
      {"8, and then all",
       {made, packed, sent, got + " L1=8", "A 3T09:00 receiving @A box:P1 L1=10"},
       "sellable@A L1=10"},
      {"what came with the second list is in the box",
       {made, packed, sent, got + " L1=8", "A 3T09:00 receiving @A box:P1 L1=10",
        "A 4T08:00 shipping @A >B box:P1", "B 5T08:00 receiving @B box:P1"},
       "sellable@B L1=10"},
      {"lot by lot",
       {made, "MK 1T08:30 commissioning @MK L2=5", "MK 1T09:00 packing @MK in:P1 L1=10 L2=5", sent,
        "A 3T08:00 accepting @A box:P1 L1=10", "A 3T09:00 accepting @A box:P1 L2=5"},
       "sellable@A L1=10; sellable@A L2=5"},
  });
}

TEST(BoxLists, OfACarrierTellThatMoreWasSent) {
  const std::string more = "MK 1T08:00 commissioning @MK L1=20";
  expect_books({
      {"12 of 10",
       {more, packed, sent, "C 2T09:00 departing @MK >A box:P1 L1=12", got},
       "sellable@A L1=12; sellable@MK L1=8"},
      {"9 of 10",
       {more, packed, sent, "C 2T09:00 departing @MK >A box:P1 L1=9", got},
       "sellable@A L1=10; sellable@MK L1=10"},
      {"and 10 received",
       {more, packed, sent, "C 2T09:00 departing @MK >A box:P1 L1=12", got + " L1=10"},
       "sellable@A L1=10; sellable@MK L1=8; way:sellable@A<-MK L1=2",
       "not_received@A L1=2"},
  });
}

TEST(BoxLists, OfSerialsDifferToo) {
  const std::string both = "MK 2T08:00 shipping @MK >A s:1 s:2", came = "A 3T08:00 receiving @A s:1 s:2";
  expect_books({
      {"one of two accepted",
       {serials, both, came, "A 3T09:00 accepting @A s:2"},
       "sellable@A L1=2",
       "reports_differ@A L1=1"},
      {"one after the other",
       {serials, both, came, "A 3T09:00 accepting @A s:2", "A 3T10:00 accepting @A s:1"},
       "sellable@A L1=2"},
      {"in a box",
       {serials, "MK 1T09:00 packing @MK in:P1 s:1 s:2", sent, got, "A 3T09:00 accepting @A box:P1 s:2"},
       "sellable@A L1=2",
       "reports_differ@A L1=1"},
      {"of a box",
       {serials, "MK 1T09:00 packing @MK in:P1 s:1 s:2", sent, got, "A 3T09:00 accepting @A s:2"},
       "sellable@A L1=2",
       "reports_differ@A L1=1"},
  });
}

const std::vector<std::string> pallet = {
    "MK 1T08:00 commissioning @MK L1=72", "MK 1T09:00 packing @MK in:P1 L1=24",
    "MK 1T09:10 packing @MK in:P2 L1=24", "MK 1T09:20 packing @MK in:P3 L1=24",
    "MK 1T10:00 packing @MK in:P9 box:P1 box:P2 box:P3"};
std::vector<std::string> pallet_and(std::vector<std::string> more) {
  more.insert(more.begin(), pallet.begin(), pallet.end());
  return more;
}

TEST(BoxLists, CartonsThatAreNotNamedDidNotCome) {
  const std::string shipped = "MK 2T08:00 shipping @MK >A box:P9",
                    one = "A 3T08:00 receiving @A box:P9 box:P1";
  expect_books({
      {"the pallet and one of three", pallet_and({shipped, one}),
       "sellable@A L1=24; way:sellable@A<-MK L1=48", "not_received@A L1=24; not_received@A L1=24"},
      {"another later", pallet_and({shipped, one, "A 4T08:00 receiving @A box:P3"}),
       "sellable@A L1=48; way:sellable@A<-MK L1=24", "not_received@A L1=24"},
      {"by another party", pallet_and({shipped, one, "L3 4T08:00 receiving @A box:P3"}),
       "sellable@A L1=48; way:sellable@A<-MK L1=24", "not_received@A L1=24"},
      {"another elsewhere", pallet_and({shipped, one, "B 4T08:00 receiving @B box:P3"}),
       "sellable@A L1=24; sellable@B L1=24; way:sellable@A<-MK L1=24",
       "arrived_elsewhere@A L1=24; not_received@A L1=24"},
      {"the rest is closed",
       pallet_and({shipped, one, "A 3T09:00 accepting mismatch_quantity @A box:P9 box:P1"}),
       "sellable@A L1=24"},
      {"the pallet goes on with what came", pallet_and({shipped, one, "A 4T08:00 shipping @A >B box:P9"}),
       "way:sellable@A<-MK L1=48; way:sellable@B<-A L1=24",
       "not_received@A L1=24; not_received@A L1=24; not_received@B L1=24"},
      {"all came, and two of three are accepted",
       pallet_and({shipped, "A 3T08:00 receiving @A box:P9", "A 3T09:00 accepting @A box:P9 box:P1 box:P2"}),
       "sellable@A L1=72", "reports_differ@A L1=24"},
      {"only two of three were sent",
       pallet_and({"MK 2T08:00 shipping @MK >A box:P9 box:P1 box:P2", "A 3T08:00 receiving @A box:P9"}),
       "sellable@A L1=48; sellable@MK L1=24"},
      {"of a pallet whose departure nobody told", pallet_and({one}),
       "sellable@A L1=24; way:sellable@A<-MK L1=48",
       "departure_not_told@A; not_received@A L1=24; not_received@A L1=24"},
  });
}

}  // namespace
}  // namespace stocktrail::test
