// Packing and unpacking that several parties report: docs/inventory.md, section 8.
#include <gtest/gtest.h>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

const std::string made = "MK 1T08:00 commissioning @MK L1=100 L2=100";
const std::string packed = "MK 1T09:00 packing @MK in:P1 L1=60";
const std::string sent = "MK 1T12:00 shipping @MK >A box:P1";
const std::string got = "A 2T08:00 receiving @A box:P1";

const std::vector<BookCase> packings = {
    {"told by the maker and by the packer",
     {made, packed, "PK 1T09:03 packing @MK in:P1 L1=60", sent, got},
     "sellable@A L1=60; sellable@MK L1=40; sellable@MK L2=100"},
    {"one teller tells it in two halves",
     {made, packed, "PK 1T09:03 packing @MK in:P1 L1=30", "PK 1T09:10 packing @MK in:P1 L1=30", sent, got},
     "sellable@A L1=60; sellable@MK L1=40; sellable@MK L2=100"},
    {"what one teller tells adds up",
     {made, packed, "MK 1T09:03 packing @MK in:P1 L1=30", sent, got},
     "sellable@A L1=90; sellable@MK L1=10; sellable@MK L2=100"},
    {"over tellers the greatest counts",
     {made, packed, "PK 1T09:03 packing @MK in:P1 L1=70", sent, got},
     "sellable@A L1=70; sellable@MK L1=30; sellable@MK L2=100"},
    {"each tells another part of it",
     {made, packed, "PK 1T09:03 packing @MK in:P1 L2=10", sent, got},
     "sellable@A L1=60; sellable@A L2=10; sellable@MK L1=40; sellable@MK L2=90"},
    {"one of them tells no lot",
     {made, "MK 1T09:00 packing @MK in:P1 L1=30 L2=30", "PK 1T09:03 packing @MK in:P1 =60", sent, got},
     "sellable@A L1=30; sellable@A L2=30; sellable@MK L1=70; sellable@MK L2=70"},
    {"and the other one tells it later",
     {made, "PK 1T09:00 packing @MK in:P1 =60", "MK 1T09:03 packing @MK in:P1 L1=30 L2=30", sent, got},
     "sellable@A L1=30; sellable@A L2=30; sellable@MK L1=70; sellable@MK L2=70"},
    {"by serial here and by quantity there",
     {"MK 1T08:00 commissioning @MK s:1/L1 s:2/L1 s:3/L1 s:4/L1", "MK 1T09:00 packing @MK in:P1 s:1 s:2 s:3",
      "PK 1T09:03 packing @MK in:P1 L1=3", sent, got},
     "sellable@A L1=3; sellable@MK L1=1"},
    {"by quantity here and by serial there",
     {"MK 1T08:00 commissioning @MK s:1/L1 s:2/L1 s:3/L1 s:4/L1", "PK 1T09:00 packing @MK in:P1 L1=3",
      "MK 1T09:03 packing @MK in:P1 s:1 s:2 s:3", sent, got, "A 3T08:00 retail_selling @A s:2"},
     "sellable@A L1=2; sellable@MK L1=1"},
    {"by a clock by which the box had left",
     {made, packed, "PK 1T12:04 packing @MK in:P1 L1=60", sent, got},
     "sellable@A L1=60; sellable@MK L1=40; sellable@MK L2=100"},
    {"a pallet of cases, by such a clock",
     {made, "MK 1T08:30 packing @MK in:Q1 L1=60", "MK 1T09:00 packing @MK in:P1 box:Q1",
      "PK 1T12:04 packing @MK in:P1 box:Q1", sent, got},
     "sellable@A L1=60; sellable@MK L1=40; sellable@MK L2=100"},
    {"more than a day later it is another packing",
     {made, packed, "PK 2T09:30 packing @MK in:P1 L1=30", "MK 2T12:00 shipping @MK >A box:P1",
      "A 3T08:00 receiving @A box:P1"},
     "sellable@A L1=90; sellable@MK L1=10; sellable@MK L2=100"},
    {"so it is elsewhere",
     {made, packed, sent, "A 2T08:00 receiving @A box:P1", "B 2T08:30 commissioning @A L1=20",
      "B 2T08:50 packing @A in:P1 L1=20", "A 2T10:00 shipping @A >B box:P1", "B 2T12:00 receiving @B box:P1"},
     "sellable@B L1=80; sellable@MK L1=40; sellable@MK L2=100"},
    {"and after the box was emptied",
     {made, packed, "MK 1T09:30 unpacking @MK out:P1 L1=60", "PK 1T10:00 packing @MK in:P1 L1=60", sent, got},
     "sellable@A L1=60; sellable@MK L1=40; sellable@MK L2=100"},
    {"unpacked in part, told by two",
     {made, packed, sent, got, "A 2T09:00 unpacking @A out:P1 L1=20", "L3 2T09:03 unpacking @A out:P1 L1=20",
      "A 2T12:00 shipping @A >B box:P1", "B 3T08:00 receiving @B box:P1"},
     "sellable@A L1=20; sellable@B L1=40; sellable@MK L1=40; sellable@MK L2=100"},
    {"unpacked by one, in two halves",
     {made, packed, sent, got, "A 2T09:00 unpacking @A out:P1 L1=20", "A 2T09:03 unpacking @A out:P1 L1=20",
      "A 2T12:00 shipping @A >B box:P1", "B 3T08:00 receiving @B box:P1"},
     "sellable@A L1=40; sellable@B L1=20; sellable@MK L1=40; sellable@MK L2=100"},
    {"unpacked by quantity here and by serial there",
     {"MK 1T08:00 commissioning @MK s:1/L1 s:2/L1 s:3/L1 s:4/L1",
      "MK 1T09:00 packing @MK in:P1 s:1 s:2 s:3 s:4", sent, got, "A 2T09:00 unpacking @A out:P1 L1=2",
      "L3 2T09:03 unpacking @A out:P1 s:1 s:2", "A 2T12:00 shipping @A >B box:P1",
      "B 3T08:00 receiving @B box:P1"},
     "sellable@A L1=2; sellable@B L1=2"},
    {"unpacked again after it was packed anew",
     {made, packed, "MK 1T09:30 unpacking @MK out:P1 L1=60", "MK 1T10:00 packing @MK in:P1 L1=60",
      "PK 1T10:30 unpacking @MK out:P1 L1=20", sent, got},
     "sellable@A L1=40; sellable@MK L1=60; sellable@MK L2=100"},
};

TEST(Packings, CountOnceHoweverManyReportThem) {
  expect_books(packings);
}

}  // namespace
}  // namespace stocktrail::test
