// The status of goods that come in boxes: as the receipt or inspection of the box, of a piece or of a
// quantity tells it.
#include <gtest/gtest.h>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

const std::string made = "MK 1T08:00 commissioning @MK L1=60", packed = "MK 1T09:00 packing @MK in:P1 L1=60";
const std::string sent = "MK 2T08:00 shipping @MK >A box:P1", got = "A 3T08:00 receiving @A box:P1";
const std::string sent_back = "A 4T08:00 shipping returned @A >MK box:P1",
                  came_back = "MK 5T08:00 receiving returned @MK box:P1";
const std::string serials = "MK 1T08:00 commissioning @MK s:1/L1 s:2/L1",
                  packed_serials = "MK 1T09:00 packing @MK in:P1 s:1 s:2",
                  others = "MK 1T07:00 commissioning @MK L1=5",
                  others_there = "A 1T07:00 commissioning @A L1=5";

TEST(BoxStatus, IsThatOfItsReceiptAndThenOfItsInspection) {
  expect_books({
      {"sent back", {made, packed, sent, got, sent_back, came_back}, "held@MK L1=60"},
      {"sent back, and good",
       {made, packed, sent, got, sent_back, came_back,
        "MK 6T08:00 inspecting sellable_accessible @MK box:P1"},
       "sellable@MK L1=60"},
      {"sent back with a list, and damaged",
       {made, packed, sent, got, sent_back, came_back + " L1=60", "MK 6T08:00 inspecting damaged @MK box:P1"},
       "damaged@MK L1=60"},
      {"put away between",
       {made, packed, sent, "A 3T08:00 receiving returned @A box:P1", "A 3T09:00 storing @A.back box:P1",
        "A 4T08:00 inspecting sellable_accessible @A.back box:P1"},
       "sellable@A.back L1=60"},
      {"damaged, and released",
       {made, packed, sent, "A 3T08:00 receiving damaged @A box:P1",
        "A 6T08:00 inspecting sellable_accessible @A box:P1"},
       "sellable@A L1=60"},
      {"accepted as damaged",
       {made, packed, sent, got, "A 3T09:00 accepting damaged @A box:P1"},
       "damaged@A L1=60"},
      {"8 of it accepted as damaged",
       {made, packed, sent, got, "A 3T09:00 accepting damaged @A box:P1 L1=8",
        "A 3T09:10 accepting @A box:P1 L1=52"},
       "damaged@A L1=8; sellable@A L1=52"},
      {"what is set free is what was damaged",
       {made, packed, sent, got, "A 3T09:00 inspecting damaged @A box:P1",
        "A 3T10:00 holding unset:non_sellable_other @A box:P1",
        "A 3T11:00 inspecting unset:damaged @A box:P1"},
       "sellable@A L1=60"},
      {"each carton of a pallet that came back",
       {made, "MK 1T09:00 packing @MK in:P2 L1=24", "MK 1T09:10 packing @MK in:P3 L1=24",
        "MK 1T10:00 packing @MK in:P1 box:P2 box:P3", "MK 2T08:00 shipping returned @MK >A box:P1",
        "A 3T08:00 receiving returned @A box:P1", "A 4T08:00 inspecting sellable_accessible @A box:P3",
        "A 5T08:00 inspecting damaged @A box:P2"},
       "damaged@A L1=24; sellable@A L1=24; sellable@MK L1=12"},
  });
}

TEST(BoxStatus, IsToldOfWhatCameByQuantityToo) {
  const std::string by_quantity = "A 3T08:00 receiving @A L1=60";
  expect_books({
      {"the box was damaged",
       {made, packed, sent, by_quantity, "A 3T09:00 receiving damaged @A box:P1"},
       "damaged@A L1=60"},
      {"the quantity tells nothing of it",
       {made, packed, sent, "A 3T07:00 receiving damaged @A box:P1", by_quantity},
       "damaged@A L1=60"},
      {"the box was a return",
       {made, packed, sent, got, sent_back, "MK 5T08:00 receiving @MK L1=60",
        "MK 5T09:00 receiving returned @MK box:P1"},
       "held@MK L1=60"},
      {"loose goods of its lot are no part of it",
       {made, packed, others_there, sent, by_quantity, "A 3T09:00 receiving damaged @A box:P1"},
       "damaged@A L1=60; sellable@A L1=5"},
      {"it goes back from where it came by quantity",
       {made, packed, sent, by_quantity, "MK 5T08:00 receiving returned @MK box:P1"},
       "held@MK L1=60",
       "departure_not_told@MK"},
      {"a cage goes home empty, also if nobody told its departure",
       {made, "MK 1T09:00 loading @MK in:C1 L1=60", "MK 2T08:00 shipping @MK >A box:C1",
        "A 3T08:00 receiving @A box:C1", "MK 5T08:00 receiving @MK box:C1"},
       "sellable@A L1=60",
       "departure_not_told@MK"},
  });
}

TEST(BoxStatus, IsThatOfItsItems) {
  expect_books({
      {"one of two that came back is good",
       {others, serials, packed_serials, sent, got, sent_back, came_back,
        "MK 6T08:00 inspecting sellable_accessible @MK s:2"},
       "held@MK L1=1; sellable@MK L1=4"},
      {"one of two damaged ones is destroyed",
       {others_there, serials, packed_serials, sent, "A 3T08:00 receiving damaged @A box:P1",
        "A 4T08:00 destroying @A s:1"},
       "damaged@A L1=1; sellable@A L1=5"},
      {"one is accepted as damaged",
       {serials, packed_serials, sent, got, "A 3T09:00 accepting damaged @A s:2"},
       "damaged@A L1=1; sellable@A L1=1",
       "reports_differ@A L1=1"},
      {"without a box",
       {serials, "MK 2T08:00 shipping @MK >A s:1 s:2", "A 3T08:00 receiving @A s:1 s:2",
        "A 3T09:00 accepting damaged @A s:2", "A 3T09:00 accepting @A s:1"},
       "damaged@A L1=1; sellable@A L1=1"},
      {"accepting releases what was held",
       {serials, "MK 2T08:00 shipping @MK >A s:1 s:2", "A 3T08:00 receiving returned @A s:1 s:2",
        "A 3T09:00 accepting sellable_accessible @A s:1 s:2"},
       "sellable@A L1=2"},
  });
}

}  // namespace
}  // namespace stocktrail::test
