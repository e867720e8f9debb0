// Boxes and what is in them, listed in one event: by serial, by quantity, and box by box.
#include <gtest/gtest.h>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

const std::string made = "MK 1T08:00 commissioning @MK s:1/L1 s:2/L1 s:3/L1";
const std::string packed = "MK 1T09:00 packing @MK in:P1 s:1 s:2 s:3";
const std::string sent = "MK 2T08:00 shipping @MK >A box:P1 s:1 s:2 s:3";
const std::string got = "A 3T08:00 receiving @A box:P1";

TEST(ListedThings, SerialsBesideTheirBoxAreInIt) {
  expect_books({
      {"box and serials sent, box received", {made, packed, sent, got}, "sellable@A L1=3"},
      {"on the way once", {made, packed, sent}, "way:sellable@A<-MK L1=3", "not_received@A L1=3"},
      {"both list both", {made, packed, sent, got + " s:1 s:2 s:3"}, "sellable@A L1=3"},
      {"the carrier, too",
       {made, packed, sent, "MK 2T09:00 departing @MK >A box:P1 s:1 s:2 s:3", got},
       "sellable@A L1=3"},
      {"with a document", {made, packed, sent + " #d1", got + " #d1"}, "sellable@A L1=3"},
      {"packed by the shipment that lists them", {made, sent, got}, "sellable@A L1=3"},
      {"a cage",
       {made, "MK 2T08:00 shipping @MK >A box:C1 s:1 s:2 s:3", "A 3T08:00 receiving @A box:C1"},
       "sellable@A L1=3"},
      {"two boxes",
       {made, "MK 1T09:00 packing @MK in:P1 s:1", "MK 1T09:30 packing @MK in:P2 s:2 s:3",
        "MK 2T08:00 shipping @MK >A box:P1 box:P2 s:1 s:2 s:3", "A 3T08:00 receiving @A box:P1 box:P2"},
       "sellable@A L1=3"},
      {"received by a slow clock", {made, packed, sent, "A 2T07:50 receiving @A box:P1"}, "sellable@A L1=3"},
      {"received by serial", {made, packed, sent, "A 3T08:00 receiving @A s:1 s:2 s:3"}, "sellable@A L1=3"},
      {"only two of three leave",
       {made, packed, "MK 2T08:00 shipping @MK >A box:P1 s:1 s:2", got},
       "sellable@A L1=2; sellable@MK L1=1"},
  });
}

TEST(ListedThings, WhatEndsWithItsBoxEndsOnce) {
  expect_books({
      {"sold", {made, packed, sent, got, "A 4T08:00 retail_selling retail_sold @A box:P1 s:1 s:2 s:3"}, ""},
      {"destroyed", {made, packed, sent, got, "A 4T08:00 destroying DELETE @A box:P1 s:1 s:2 s:3"}, ""},
      {"called home",
       {made, packed, sent, "MK 2T12:00 void_shipping @MK >A box:P1 s:1 s:2 s:3"},
       "sellable@MK L1=3"},
  });
}

TEST(ListedThings, AReceiptTellsWhatCameInTheBox) {
  const std::string mixed = "MK 1T08:30 commissioning @MK L2=5";
  const std::string packed_both = "MK 1T09:00 packing @MK in:P1 s:1 s:2 s:3 L2=5";
  const std::string sent_box = "MK 2T08:00 shipping @MK >A box:P1";
  expect_books({
      {"serials and a quantity",
       {made, mixed, packed_both, sent_box, got + " s:1 s:2 s:3 L2=5"},
       "sellable@A L1=3; sellable@A L2=5"},
      {"one of the serials is sold",
       {made, mixed, packed_both, sent_box, got + " s:1 s:2 s:3 L2=5",
        "A 4T08:00 retail_selling retail_sold @A s:2"},
       "sellable@A L1=2; sellable@A L2=5"},
      {"serials alone tell of their own goods",
       {made, "MK 1T08:30 commissioning @MK F/F1=5", "MK 1T09:00 packing @MK in:P1 s:1 s:2 s:3 F/F1=5",
        sent_box, got + " s:1 s:2 s:3"},
       "sellable@A F/F1=5; sellable@A L1=3"},
      {"one did not come",
       {made, packed, sent_box, got + " s:1 s:2"},
       "sellable@A L1=2; way:sellable@A<-MK L1=1",
       "not_received@A L1=1"},
      {"one came later",
       {made, packed, sent_box, got + " s:1 s:2", "A 4T08:00 receiving @A s:3"},
       "sellable@A L1=3"},
  });
}

TEST(ListedThings, BoxesOfAPalletAreReceivedOneByOne) {
  const std::string goods = "MK 1T08:00 commissioning @MK L1=48";
  const std::string cartons = "MK 1T09:00 packing @MK in:P1 L1=24",
                    other = "MK 1T09:10 packing @MK in:P2 L1=24";
  const std::string pallet = "MK 1T10:00 packing @MK in:P9 box:P1 box:P2";
  const std::string sent_pallet = "MK 2T08:00 shipping @MK >A box:P9";
  const std::vector<std::string> before{goods, cartons, other, pallet, sent_pallet};
  const auto then = [&](std::initializer_list<std::string> more) {
    std::vector<std::string> all = before;
    all.insert(all.end(), more);
    return all;
  };
  expect_books({
      {"both", then({"A 3T08:00 receiving @A box:P1 box:P2"}), "sellable@A L1=48"},
      {"each by itself", then({"A 3T08:00 receiving @A box:P1", "A 3T09:00 receiving @A box:P2"}),
       "sellable@A L1=48"},
      {"one", then({"A 3T08:00 receiving @A box:P1"}), "sellable@A L1=24; way:sellable@A<-MK L1=24",
       "not_received@A L1=24"},
      {"one, and the pallet later", then({"A 3T08:00 receiving @A box:P1", "A 3T09:00 receiving @A box:P9"}),
       "sellable@A L1=48"},
      {"the pallet with its cartons", then({"A 3T08:00 receiving @A box:P9 box:P1 box:P2"}),
       "sellable@A L1=48"},
      {"sold with its cartons",
       then(
           {"A 3T08:00 receiving @A box:P9", "A 4T08:00 retail_selling retail_sold @A box:P9 box:P1 box:P2"}),
       ""},
      {"sent with its cartons",
       {goods, cartons, other, pallet, "MK 2T08:00 shipping @MK >A box:P9 box:P1 box:P2",
        "A 3T08:00 receiving @A box:P9"},
       "sellable@A L1=48"},
  });
}

TEST(ListedThings, WhatDidNotComeIsClosedByWhoNamesTheRest) {
  const std::string accepted = "A 3T12:00 accepting mismatch_quantity @A ";
  expect_books({
      {"of serials",
       {made, "MK 2T08:00 shipping @MK >A s:1 s:2 s:3", "A 3T08:00 receiving @A s:1 s:2",
        accepted + "s:1 s:2"},
       "sellable@A L1=2"},
      {"at once", {made, "MK 2T08:00 shipping @MK >A s:1 s:2 s:3", accepted + "s:1 s:2"}, "sellable@A L1=2"},
      {"of a box, by serial",
       {made, packed, sent, got + " s:1 s:2", accepted + "box:P1 s:1 s:2"},
       "sellable@A L1=2"},
      {"of a box, by quantity",
       {"MK 1T08:00 commissioning @MK L1=24", "MK 1T09:00 packing @MK in:P1 L1=24",
        "MK 2T08:00 shipping @MK >A box:P1", "A 3T08:00 receiving @A box:P1 L1=22",
        accepted + "box:P1 L1=22"},
       "sellable@A L1=22"},
      {"not by a receipt",
       {made, "MK 2T08:00 shipping @MK >A s:1 s:2 s:3", "A 3T08:00 receiving mismatch_quantity @A s:1 s:2"},
       "sellable@A L1=2; way:sellable@A<-MK L1=1",
       "not_received@A L1=1"},
  });
}

TEST(ListedThings, SerialsOfOneDepartureComeToTwoSites) {
  const std::string to_nobody = "MK 2T08:00 shipping @MK s:1 s:2 s:3",
                    to_a = "MK 2T08:00 shipping @MK >A s:1 s:2 s:3";
  expect_books({
      {"to nobody named",
       {made, to_nobody, "A 3T08:00 receiving @A s:1", "B 3T09:00 receiving @B s:2 s:3"},
       "sellable@A L1=1; sellable@B L1=2"},
      {"with a document",
       {made, to_nobody + " #d1", "A 3T08:00 receiving @A s:1 #d1", "B 3T09:00 receiving @B s:2 s:3 #d1"},
       "sellable@A L1=1; sellable@B L1=2"},
      {"one went astray",
       {made, to_a, "A 3T08:00 receiving @A s:1 s:2", "B 3T09:00 receiving @B s:3"},
       "sellable@A L1=2; sellable@B L1=1",
       "arrived_elsewhere@A L1=1"},
      {"one went astray, and came first",
       {made, to_a, "B 3T07:00 receiving @B s:3", "A 3T08:00 receiving @A s:1 s:2"},
       "sellable@A L1=2; sellable@B L1=1",
       "arrived_elsewhere@A L1=1"},
      {"and went on",
       {made, to_a, "B 3T07:00 receiving @B s:3", "B 3T10:00 shipping @B >A s:3",
        "A 4T08:00 receiving @A s:1 s:2 s:3"},
       "sellable@A L1=3"},
      {"and went on in a box",
       {made, to_a, "B 3T07:00 receiving @B s:3", "B 3T09:00 packing @B in:P9 s:3",
        "B 3T10:00 shipping @B >A box:P9", "A 4T08:00 receiving @A s:1 s:2 box:P9"},
       "sellable@A L1=3"},
      {"two of them, and one went on",
       {made, to_a, "B 3T07:00 receiving @B s:2 s:3", "B 3T10:00 shipping @B >C s:3",
        "C 4T08:00 receiving @C s:3", "A 4T08:00 receiving @A s:1"},
       "sellable@A L1=1; sellable@B L1=1; sellable@C L1=1",
       "arrived_elsewhere@A L1=2"},
      {"and was sold there",
       {made, to_a, "A 3T08:00 receiving @A s:1 s:2", "B 3T09:00 receiving @B s:3",
        "A 4T08:00 retail_selling retail_sold @A s:1", "A 4T08:10 retail_selling retail_sold @A s:2",
        "B 4T08:20 retail_selling retail_sold @B s:3"},
       "",
       "arrived_elsewhere@A L1=1"},
  });
}

}  // namespace
}  // namespace stocktrail::test
