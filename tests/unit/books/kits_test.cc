// Kits and cases with a serial number: what is packed into one goes where it goes, and what one was made of
// is there again when it is taken apart.
#include <gtest/gtest.h>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

const std::string made = "MK 1T08:00 commissioning @MK s:1/L1 s:2/L1",
                  kit = "MK 1T08:10 commissioning @MK box:K1",
                  packed = "MK 2T08:00 packing @MK in:K1 s:1 s:2";
const std::string sent = "MK 2T09:00 shipping @MK >A box:K1", got = "A 3T08:00 receiving @A box:K1";
const std::string used = "MK 2T08:00 s:1 s:2 makes @MK box:K1";

TEST(Kits, WhatIsPackedIntoOneGoesWithIt) {
  expect_books({
      {"on its way",
       {made, kit, packed, sent},
       "way:sellable@A<-MK K/=1; way:sellable@A<-MK L1=2",
       "not_received@A =1; not_received@A L1=2"},
      {"received", {made, kit, packed, sent, got}, "sellable@A K/=1; sellable@A L1=2"},
      {"received by a slow clock",
       {made, kit, packed, sent, "A 2T08:50 receiving @A box:K1"},
       "sellable@A K/=1; sellable@A L1=2"},
      {"on one day",
       {"MK 5T00:00 commissioning @MK s:1/L1 s:2/L1", "MK 5T00:00 commissioning @MK box:K1",
        "MK 5T00:00 packing @MK in:K1 s:1 s:2", "MK 5T00:00 shipping @MK >A box:K1",
        "A 5T00:00 receiving @A box:K1"},
       "sellable@A K/=1; sellable@A L1=2"},
      {"its serials are listed beside it",
       {made, kit, packed, sent + " s:1 s:2", got},
       "sellable@A K/=1; sellable@A L1=2"},
      {"by all",
       {made, kit, packed, sent + " s:1 s:2", got + " s:1 s:2", "A 3T09:00 accepting @A box:K1"},
       "sellable@A K/=1; sellable@A L1=2"},
      {"called home",
       {made, kit, packed, sent, "MK 2T10:00 void_shipping box:K1"},
       "sellable@MK K/=1; sellable@MK L1=2"},
      {"on a pallet, and on from there by itself",
       {made, kit, packed, "MK 2T08:30 packing @MK in:P1 box:K1", "MK 2T09:00 shipping @MK >A box:P1",
        "A 3T08:00 receiving @A box:P1", "A 3T09:00 unpacking @A out:P1 box:K1",
        "A 4T08:00 shipping @A >B box:K1", "B 5T08:00 receiving @B box:K1", "B 6T08:00 unpacking @B out:K1",
        "B 6T09:00 retail_selling @B s:1"},
       "sellable@B K/=1; sellable@B L1=1"},
      {"one of two on a pallet came, and then the other",
       {made, kit, "MK 1T08:20 commissioning @MK box:K2", "MK 2T08:00 packing @MK in:K1 s:1",
        "MK 2T08:00 packing @MK in:K2 s:2", "MK 2T08:30 packing @MK in:P1 box:K1 box:K2",
        "MK 2T09:00 shipping @MK >A box:P1", "A 3T08:00 receiving @A box:P1 box:K1"},
       "sellable@A K/=1; sellable@A L1=1; way:sellable@A<-MK K/=1; way:sellable@A<-MK L1=1",
       "not_received@A =1; not_received@A L1=1"},
      {"sold", {made, kit, packed, "MK 3T08:00 retail_selling @MK box:K1"}, ""},
      {"damaged",
       {made, kit, packed, "MK 3T08:00 inspecting damaged @MK box:K1"},
       "damaged@MK K/=1; damaged@MK L1=2"},
      {"its label ends",
       {made, kit, packed, "MK 3T08:00 decommissioning DELETE @MK box:K1"},
       "sellable@MK L1=2"},
      {"sold on a pallet, and seen again",
       {made, kit, packed, "MK 2T08:30 packing @MK in:P1 box:K1", "MK 3T08:00 retail_selling @MK box:P1",
        "MK 4T08:00 retail_selling @MK s:1"},
       "",
       "seen_after_end@MK L1=1"},
  });
}

TEST(Kits, TakenApartGiveBackWhatIsInThem) {
  const std::string apart = "A 4T08:00 disassembling @A out:K1 s:1 s:2";
  expect_books({
      {"assembled by packing",
       {made, kit, packed, sent, got, apart, "A 5T08:00 retail_selling @A s:1"},
       "sellable@A K/=1; sellable@A L1=1"},
      {"all of it",
       {made, kit, packed, sent, got, "A 4T08:00 disassembling @A out:K1", "A 5T08:00 retail_selling @A s:1"},
       "sellable@A K/=1; sellable@A L1=1"},
      {"by transformation", {made, kit, packed, "MK 3T08:00 box:K1 makes @MK s:1 s:2"}, "sellable@MK L1=2"},
      {"made by transformation", {made, used, sent, got}, "sellable@A K/=1"},
      {"and taken apart by packing", {made, used, sent, got, apart}, "sellable@A L1=2"},
      {"and by transformation",
       {made, used, sent, got, "A 4T08:00 box:K1 makes @A s:1 s:2"},
       "sellable@A L1=2"},
      {"a kit without a number",
       {made, "MK 2T08:00 s:1 s:2 makes @MK K/K1=1", "MK 3T08:00 K/K1=1 makes @MK s:1 s:2",
        "MK 4T08:00 retail_selling @MK s:1"},
       "sellable@MK L1=1"},
      {"told in both ways",
       {made, used, "MK 3T08:00 box:K1 makes @MK s:1 s:2", "MK 3T08:10 disassembling @MK out:K1 s:1 s:2"},
       "sellable@MK L1=2"},
      {"what was sold is not there again",
       {made, "MK 2T08:00 retail_selling @MK s:1", "MK 3T08:00 R/R1=1 makes @MK s:1"},
       "sellable@MK L1=1; sellable@MK R/R1=-1",
       "made_twice@MK L1=1; not_there@MK R1=1"},
  });
}

TEST(Kits, SerialsInCartonsEndWithTheirPallet) {
  expect_books({
      {"sold",
       {made, "MK 2T08:00 packing @MK in:P2 s:1 s:2", "MK 2T08:30 packing @MK in:P1 box:P2",
        "MK 3T08:00 retail_selling @MK box:P1", "MK 4T08:00 retail_selling @MK s:1"},
       "",
       "seen_after_end@MK L1=1"},
      {"items are called home one by one",
       {made, "MK 2T08:00 shipping @MK >A s:1 s:2", "MK 2T10:00 void_shipping s:1"},
       "sellable@MK L1=1; way:sellable@A<-MK L1=1",
       "not_received@A L1=1"},
  });
}

}  // namespace
}  // namespace stocktrail::test
