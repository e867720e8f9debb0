// Rules of docs/inventory.md one by one: parts of sites, and what is blocked everywhere.
#include <gtest/gtest.h>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

const std::string made = "MK 1T08:00 commissioning @MK L1=100";
const std::string sent = "MK 2T08:00 shipping @MK >A L1=60";
const std::string got = "A 3T08:00 receiving @A L1=60";

const std::vector<BookCase> parts_of_sites = {
    {"moved inside a site, told as sent and received",
     {"A 1T08:00 commissioning @A.back L1=60", "A 1T09:00 commissioning @A.desk L1=10",
      "A 2T08:00 shipping @A.back >A L1=20", "A 2T09:00 receiving @A.shelf L1=20"},
     "sellable@A.back L1=40; sellable@A.desk L1=10; sellable@A.shelf L1=20"},
    {"and accepted, and put away",
     {"A 1T08:00 commissioning @A.back L1=60", "A 2T08:00 shipping @A.back >A.shelf L1=20",
      "A 2T08:10 departing @A.back >A.shelf L1=20", "A 2T09:00 receiving @A.shelf L1=20",
      "A 2T09:10 accepting @A.shelf L1=20", "A 2T10:00 stocking @A.shelf L1=20"},
     "sellable@A.back L1=40; sellable@A.shelf L1=20"},
    {"of two shelves of one lot",
     {"A 1T08:00 commissioning @A.back L1=20", "A 1T09:00 commissioning @A.desk L1=10",
      "A 2T08:00 shipping @A.back >A.shelf L1=20", "A 2T09:00 receiving @A.shelf L1=20",
      "A 2T09:10 accepting @A.shelf L1=20"},
     "sellable@A.desk L1=10; sellable@A.shelf L1=20"},
    {"moved inside a site, and nothing more is told",
     {"A 1T08:00 commissioning @A.back L1=60", "A 2T08:00 shipping @A.back >A.shelf L1=20"},
     "sellable@A.back L1=60"},
    {"while a delivery comes from elsewhere",
     {made, "A 1T08:00 commissioning @A.back L1=30", sent, "A 2T10:00 shipping @A.back >A.shelf L1=20",
      "A 2T11:00 receiving @A.shelf L1=20", got},
     "sellable@A L1=60; sellable@A.back L1=10; sellable@A.shelf L1=20; sellable@MK L1=40"},
    {"all with dates only",
     {"A 1T00:00 commissioning @A.back L1=60", "A 1T00:00 shipping @A.back >A.shelf L1=20",
      "A 1T00:00 receiving @A.shelf L1=20"},
     "sellable@A.back L1=40; sellable@A.shelf L1=20"},
    {"a pallet and an item inside a site",
     {"A 1T08:00 commissioning @A.back L1=60", "A 1T09:00 packing @A.back in:P1 L1=20",
      "A 1T10:00 commissioning @A.back s:1/L2", "A 2T08:00 shipping @A.back >A.shelf box:P1 s:1",
      "A 2T09:00 receiving @A.shelf box:P1 s:1"},
     "sellable@A.back L1=40; sellable@A.shelf L1=20; sellable@A.shelf L2=1"},
    {"a part of a site is counted: what is in other parts stays",
     {"A 1T07:00 arriving @A L1=1", "A 1T08:00 commissioning @A.shelf L1=20",
      "A 1T09:00 commissioning @A.back L1=30", "A 3T08:00 stock_taking @A.shelf L1=18"},
     "sellable@A.back L1=30; sellable@A.shelf L1=18",
     "count_differs@A L1=-2"},
    {"two parts of a site are counted at one instant, for the first time",
     {"A 3T08:00 stock_taking @A.shelf =20", "A 3T08:00 stock_taking @A.back =30"},
     "sellable@A.back =30; sellable@A.shelf =20"},
    {"two parts of a site are counted at one instant",
     {"A 1T08:00 commissioning @A L1=60", "A 3T08:00 stock_taking @A.shelf =20",
      "A 3T08:00 stock_taking @A.back =30"},
     "sellable@A.back L1=30; sellable@A.shelf L1=20",
     "count_differs@A =-10"},
    {"two parts of a site are counted at one instant, by lot and status",
     {"A 1T08:00 commissioning @A L1=30 L2=30", "A 3T08:00 stock_taking damaged @A.shelf L1=2",
      "A 3T08:00 stock_taking sellable_accessible @A.shelf L1=8",
      "A 3T08:00 stock_taking sellable_accessible @A.back L1=20", "A 3T08:00 stock_taking @A.back L2=30"},
     "damaged@A.shelf L1=2; sellable@A.back L1=20; sellable@A.back L2=30; sellable@A.shelf L1=8"},
    {"two parts of a site are counted one day after the other",
     {"A 1T08:00 commissioning @A L1=60", "A 3T08:00 stock_taking @A.shelf L1=60",
      "A 4T08:00 stock_taking @A.back L1=5"},
     "sellable@A.back L1=5; sellable@A.shelf L1=60",
     "count_differs@A L1=5"},
    {"sold before its parts are counted for the first time",
     {"A 2T08:00 retail_selling @A =4", "A 3T08:00 stock_taking @A.shelf =20",
      "A 3T08:00 stock_taking @A.back =30"},
     "sellable@A.back =30; sellable@A.shelf =20"},
    {"all of a lot in a part of a site is held",
     {"A 1T08:00 commissioning @A.shelf L1=20", "A 1T09:00 commissioning @A.back L1=30",
      "A 3T08:00 holding non_sellable_other @A.shelf L1=?"},
     "held@A.shelf L1=20; sellable@A.back L1=30"},
};

const std::vector<BookCase> blocked_everywhere = {
    {"a product is recalled, and a recall of a lot stands below it",
     {made, "MK 1T09:00 commissioning @MK L2=10", sent, got, "MK 4T08:00 holding recalled =?",
      "MK 5T08:00 holding recalled L2=?", "MK 6T08:00 holding unset:recalled =?"},
     "recalled@MK L2=10; sellable@A L1=60; sellable@MK L1=40"},
    {"a product is recalled by one of its makers: what it made, everywhere",
     {made, "B 1T09:00 commissioning @B L9=10", sent, got, "A 3T09:00 inspecting damaged @A L1=5",
      "MK 4T08:00 holding recalled =?"},
     "recalled@A L1=60; recalled@MK L1=40; sellable@B L9=10"},
    {"a product is recalled: its lots, and nothing that was made without one",
     {"MK 1T08:00 commissioning @MK R/=10 R/R1=10", "MK 4T08:00 holding recalled R/=?"},
     "recalled@MK R/R1=10; sellable@MK R/=10"},
    {"a product is recalled by somebody who made nothing of it",
     {made, "X 4T08:00 holding recalled =?"},
     "sellable@MK L1=100"},
    {"a product is held everywhere, and released",
     {made, sent, got, "MK 4T08:00 holding non_sellable_other =?",
      "MK 5T08:00 inspecting sellable_accessible =?", "MK 6T08:00 holding non_sellable_other L1=?"},
     "held@A L1=60; held@MK L1=40"},
    {"a lot is held everywhere, damaged goods stay damaged, and released",
     {made, sent, got, "A 3T09:00 inspecting damaged @A L1=5", "MK 4T08:00 holding non_sellable_other L1=?",
      "MK 5T08:00 inspecting sellable_accessible L1=?"},
     "damaged@A L1=5; sellable@A L1=55; sellable@MK L1=40"},
};

TEST(BookRules, PartsOfSites) {
  expect_books(parts_of_sites);
}
TEST(BookRules, WhatIsBlockedEverywhere) {
  expect_books(blocked_everywhere);
}

}  // namespace
}  // namespace stocktrail::test
