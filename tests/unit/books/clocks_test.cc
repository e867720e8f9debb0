// Things whose events are told by clocks that are some minutes apart, with a date only, or by reports that
// come after the thing went on: right as the same story by quantity is.
#include <gtest/gtest.h>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

/// Each party reports at its own place, and the carrier CR everywhere.
void expect_by_right(const std::vector<BookCase>& cases) {
  for (const BookCase& one : cases) {
    SCOPED_TRACE(one.name);
    Tellers tellers;
    for (const char* site : {"MK", "DC", "A", "B", "CR"}) tellers.place(site);
    std::vector<books::Fact> facts = tellers.facts(one.told);
    for (books::Fact& fact : facts)
      if (fact.issuer != tellers.place("CR(party)")) fact.reports_for = {fact.issuer};
    const books::Books books(facts, tellers.directory());
    EXPECT_EQ(tellers.text(books.positions(Tellers::at("900T00:00"), Tellers::at("30T00:00"))), one.right);
    EXPECT_EQ(tellers.text(books.discrepancies(Tellers::at("900T00:00"))), one.shown);
    EXPECT_TRUE(books.unbalanced().empty());
  }
}

const std::string made = "MK 1T08:00 commissioning @MK L1=100";
const std::string packed = "MK 2T08:00 packing @MK in:P1 L1=60";
const std::string sent = "MK 4T14:00 shipping @MK >A box:P1";
const std::string items_made = "MK 1T08:00 commissioning @MK s:1/L1 s:2/L1";
const std::string items_sent = "MK 4T10:00 shipping @MK >A s:1 s:2";
const std::string items_got = "A 4T11:00 receiving @A s:1 s:2";
const std::string at_a = "sellable@A L1=60; sellable@MK L1=40";

const std::vector<BookCase> received_early = {
    {"by date, packed the day before", {made, packed, sent, "A 4T00:00 receiving @A box:P1"}, at_a},
    {"by date, packed and sent that day",
     {made, "MK 4T05:00 packing @MK in:P1 L1=60", "MK 4T06:00 shipping @MK >A box:P1",
      "A 4T00:00 receiving @A box:P1", "A 5T12:00 retail_selling @A =6"},
     "sellable@A L1=54; sellable@MK L1=40"},
    {"the same, and both list what is in it",
     {made, "MK 4T05:00 packing @MK in:P1 L1=60", "MK 4T06:00 shipping @MK >A box:P1 L1=60",
      "A 4T00:00 receiving @A box:P1 L1=60"},
     at_a},
    {"by date, items made that day",
     {"MK 4T05:00 commissioning @MK s:1/L1 s:2/L1", "MK 4T14:00 shipping @MK >A s:1 s:2",
      "A 4T00:00 receiving @A s:1 s:2"},
     "sellable@A L1=2"},
    {"items packed that day",
     {items_made, "MK 4T05:00 packing @MK in:P1 s:1 s:2", "MK 4T06:00 shipping @MK >A box:P1",
      "A 4T00:00 receiving @A box:P1", "A 5T12:00 retail_selling @A s:1"},
     "sellable@A L1=1"},
    {"and unpacked by date",
     {made, packed, sent, "A 4T00:00 receiving @A box:P1", "A 4T00:00 unpacking @A out:P1",
      "A 4T18:00 retail_selling @A =6"},
     "sellable@A L1=54; sellable@MK L1=40"},
    {"by a clock", {made, packed, sent, "A 4T13:50 receiving @A box:P1"}, at_a},
    {"by a clock, before it was packed",
     {made, "MK 4T13:55 packing @MK in:P1 L1=60", sent, "A 4T13:50 receiving @A box:P1"},
     at_a},
    {"items by a clock",
     {items_made, "MK 4T14:00 shipping @MK >A s:1 s:2", "A 4T13:50 receiving @A s:1 s:2"},
     "sellable@A L1=2"},
    {"a case on a pallet",
     {made, "MK 2T08:00 packing @MK in:P2 L1=60", "MK 2T14:00 packing @MK in:P1 box:P2", sent,
      "A 4T00:00 receiving @A box:P1"},
     at_a},
    {"and the carrier departs",
     {made, packed, sent, "CR 4T14:20 departing @MK >A box:P1", "A 4T00:00 receiving @A box:P1"},
     at_a},
    {"over two hops by date",
     {made, packed, "MK 4T06:00 shipping @MK >DC box:P1", "DC 4T09:00 receiving @DC box:P1",
      "DC 4T10:00 shipping @DC >A box:P1", "A 4T00:00 receiving @A box:P1", "A 4T15:00 retail_selling @A =3"},
     "sellable@A L1=57; sellable@MK L1=40"},
    {"over two hops by date, packed that day",
     {made, "MK 4T05:00 packing @MK in:P1 L1=60", "MK 4T06:00 shipping @MK >DC box:P1",
      "DC 4T09:00 receiving @DC box:P1", "DC 4T10:00 shipping @DC >A box:P1",
      "A 4T00:00 receiving @A box:P1"},
     at_a},
    {"the first of two hops by date",
     {made, packed, "MK 4T06:00 shipping @MK >DC box:P1", "DC 4T00:00 receiving @DC box:P1",
      "DC 4T10:00 shipping @DC >A box:P1", "A 4T14:00 receiving @A box:P1"},
     at_a},
    {"the second of two hops by date, on the next day",
     {made, packed, "MK 3T06:00 shipping @MK >DC box:P1", "DC 3T09:00 receiving @DC box:P1",
      "DC 4T10:00 shipping @DC >A box:P1", "A 4T00:00 receiving @A box:P1"},
     at_a},
};

const std::string got = "A 4T15:00 receiving @A box:P1";
const std::string went_on = "A 4T16:00 shipping @A >B box:P1";
const std::string at_b = "sellable@B L1=60; sellable@MK L1=40";

const std::vector<BookCase> told_after_it_went_on = {
    {"the carrier departs", {made, packed, sent, got, "CR 4T15:05 departing @MK >A box:P1"}, at_a},
    {"the carrier departs with items",
     {items_made, items_sent, items_got, "CR 4T11:05 departing @MK >A s:1 s:2"},
     "sellable@A L1=2"},
    {"the sender departs", {made, packed, sent, got, "MK 4T15:05 departing @MK >A box:P1"}, at_a},
    {"the sender departs with items",
     {"MK 1T08:00 commissioning @MK s:1/L1 s:2/L1 s:3/L1 s:4/L1", items_sent, items_got,
      "MK 4T11:05 departing @MK >A s:1 s:2"},
     "sellable@A L1=2; sellable@MK L1=2"},
    {"the sender departs, two hops later",
     {made, packed, sent, got, went_on, "B 4T18:00 receiving @B box:P1",
      "MK 4T18:05 departing @MK >A box:P1"},
     at_b},
    {"the provider ships, two hops later",
     {made, packed, sent, got, went_on, "CR 4T16:05 shipping @MK >A box:P1", "B 4T18:00 receiving @B box:P1"},
     at_b},
    {"items depart, two hops later",
     {items_made, items_sent, items_got, "A 4T12:00 shipping @A >B s:1 s:2", "B 4T13:00 receiving @B s:1 s:2",
      "MK 4T13:05 departing @MK >A s:1 s:2", "B 5T08:00 retail_selling @B s:1"},
     "sellable@B L1=1"},
    {"the carrier tells of a hub",
     {made, packed, sent, "CR 4T14:30 arriving @HUB box:P1", got, "CR 4T15:05 departing @HUB >A box:P1"},
     at_a},
    {"the carrier tells of a hub, with items",
     {items_made, items_sent, "CR 4T10:30 arriving @HUB s:1 s:2", items_got,
      "CR 4T11:05 departing @HUB >A s:1 s:2"},
     "sellable@A L1=2"},
    {"the provider receives what went on",
     {made, packed, sent, got, went_on, "CR 4T16:05 receiving @A box:P1", "B 4T18:00 receiving @B box:P1"},
     at_b},
    {"the provider receives what went on and arrived",
     {made, packed, sent, got, went_on, "B 4T18:00 receiving @B box:P1", "CR 4T18:05 receiving @A box:P1"},
     at_b},
    {"accepted when it is gone",
     {made, packed, sent, got, went_on, "A 4T20:00 accepting @A box:P1", "B 5T08:00 receiving @B box:P1"},
     at_b},
    {"the provider receives items that went on",
     {items_made, items_sent, items_got, "A 4T12:00 shipping @A >B s:1 s:2",
      "CR 4T12:05 receiving @A s:1 s:2", "B 4T14:00 receiving @B s:1 s:2"},
     "sellable@B L1=2"},
    {"the provider receives an item that was sold",
     {items_made, items_sent, items_got, "A 4T11:30 retail_selling @A s:1",
      "CR 4T11:35 receiving @A s:1 s:2"},
     "sellable@A L1=1"},
    {"accepted with an item that was sold",
     {items_made, items_sent, items_got, "A 4T11:30 retail_selling @A s:1", "A 4T18:00 accepting @A s:1 s:2"},
     "sellable@A L1=1"},
    {"called home, and received all the same",
     {made, packed, "MK 3T08:00 shipping @MK >A box:P1", "MK 4T08:00 receiving @MK box:P1",
      "A 6T08:00 receiving @A box:P1"},
     at_a,
     "departure_not_told@A"},
    {"sent home, by who told its arrival",
     {made, packed, sent, got, went_on, "A 4T18:00 receiving @A box:P1"},
     at_a},
    {"a third report of who told it twice is another movement",
     {made, packed, sent, "CR 4T14:30 departing @MK >A box:P1", got, "CR 4T16:00 departing @MK >B box:P1"},
     "sellable@MK L1=40; way:sellable@B<-MK L1=60",
     "departure_not_told@MK; not_received@B L1=60; two_places@MK"},
};

const std::vector<BookCase> received_late = {
    {"a pallet is sent on",
     {made, packed, "MK 3T08:00 shipping @MK >DC box:P1", "DC 4T12:05 receiving @DC box:P1",
      "DC 4T12:01 shipping @DC >A box:P1", "A 5T08:00 receiving @A box:P1",
      "A 6T08:00 retail_selling @A L1=4"},
     "sellable@A L1=56; sellable@MK L1=40"},
    {"items are sent on",
     {items_made, "MK 3T08:00 shipping @MK >DC s:1 s:2", "DC 4T12:05 receiving @DC s:1 s:2",
      "DC 4T12:01 shipping @DC >A s:1 s:2", "A 5T08:00 receiving @A s:1 s:2"},
     "sellable@A L1=2"},
    {"an item is sold",
     {items_made, items_sent, "A 4T12:01 retail_selling @A s:1", "A 4T12:05 receiving @A s:1 s:2"},
     "sellable@A L1=1"},
    {"an item is sold, and the receipt tells of the other only",
     {items_made, items_sent, "A 4T12:01 retail_selling @A s:1", "A 4T12:05 receiving @A s:2"},
     "sellable@A L1=1"},
    {"an item is sold, and received by quantity",
     {items_made, items_sent, "A 4T12:01 retail_selling @A s:1", "A 4T12:05 receiving @A L1=2"},
     "sellable@A L1=1"},
    {"items are used",
     {items_made, "MK 3T08:00 shipping @MK >DC s:1 s:2", "DC 4T12:05 receiving @DC s:1 s:2",
      "DC 4T12:01 installing @DC s:1 s:2"},
     ""},
    {"an item is sold out of a pallet",
     {items_made, "MK 2T08:00 packing @MK in:P1 s:1 s:2", sent, "A 5T12:05 receiving @A box:P1",
      "A 5T12:01 retail_selling @A s:1"},
     "sellable@A L1=1"},
    {"items are packed, and go on",
     {items_made, "MK 3T08:00 shipping @MK >DC s:1 s:2", "DC 4T12:05 receiving @DC s:1 s:2",
      "DC 4T12:01 packing @DC in:P1 s:1 s:2", "DC 4T15:00 shipping @DC >A box:P1",
      "A 5T08:00 receiving @A box:P1"},
     "sellable@A L1=2"},
    {"items are held",
     {items_made, "MK 3T08:00 shipping @MK >DC s:1 s:2", "DC 4T12:05 receiving @DC s:1 s:2",
      "DC 4T12:01 holding non_sellable_other @DC s:1 s:2"},
     "held@DC L1=2"},
    {"repacked before it was received",
     {made, packed, "MK 3T08:00 shipping @MK >DC box:P1", "DC 4T12:05 receiving @DC box:P1",
      "DC 4T12:01 unpacking @DC out:P1 L1=5", "DC 4T12:02 packing @DC in:P2 L1=5",
      "DC 4T15:00 shipping @DC >A box:P2", "A 5T08:00 receiving @A box:P2"},
     "sellable@A L1=5; sellable@DC L1=55; sellable@MK L1=40"},
};

const std::vector<BookCase> made_or_packed_late = {
    {"sent",
     {"MK 3T12:04 commissioning @MK s:1/L1 s:2/L1", "MK 3T12:00 shipping @MK >A s:1/L1 s:2/L1",
      "A 4T08:00 receiving @A s:1 s:2"},
     "sellable@A L1=2"},
    {"sold",
     {"A 3T12:04 commissioning @A s:1/L1 s:2/L1", "A 3T12:00 retail_selling @A s:1"},
     "sellable@A L1=1"},
    {"packed",
     {"MK 3T12:04 commissioning @MK s:1/L1 s:2/L1", "MK 3T12:00 packing @MK in:P1 s:1 s:2",
      "MK 3T13:00 shipping @MK >A box:P1", "A 4T08:00 receiving @A box:P1"},
     "sellable@A L1=2"},
    {"sent by date",
     {"MK 4T07:00 commissioning @MK s:1/L1 s:2/L1", "MK 4T00:00 shipping @MK >A s:1 s:2",
      "A 5T08:00 receiving @A s:1 s:2"},
     "sellable@A L1=2"},
    {"pieces of what was made by quantity",
     {"MK 1T08:00 commissioning @MK L1=5", "MK 3T12:04 commissioning @MK s:1/L1 s:2/L1",
      "MK 3T12:00 shipping @MK >A s:1/L1 s:2/L1", "A 4T08:00 receiving @A s:1 s:2"},
     "sellable@A L1=2; sellable@MK L1=3"},
    {"a box packed after it was sent", {made, "MK 4T14:04 packing @MK in:P1 L1=60", sent, got}, at_a},
    {"more is packed on the day of shipping",
     {made, "MK 3T15:00 packing @MK in:P1 L1=20", "MK 4T05:00 packing @MK in:P1 L1=10",
      "MK 4T00:00 shipping @MK >A box:P1", "A 5T08:00 receiving @A box:P1"},
     "sellable@A L1=30; sellable@MK L1=70"},
    {"packed on the day of shipping",
     {made, "MK 4T05:00 packing @MK in:P1 L1=60", "MK 4T00:00 shipping @MK >A box:P1",
      "A 5T08:00 receiving @A box:P1"},
     at_a},
};

const std::vector<BookCase> by_date = {
    {"items received, packed and sent on",
     {"MK 4T00:00 commissioning @MK s:1/L1 s:2/L1", "MK 4T00:00 shipping @MK >DC s:1 s:2",
      "DC 4T00:00 receiving @DC s:1 s:2", "DC 4T00:00 packing @DC in:P1 s:1 s:2",
      "DC 4T00:00 shipping @DC >A box:P1", "A 4T00:00 receiving @A box:P1"},
     "sellable@A L1=2"},
    {"parts made into a kit that goes on",
     {items_made, "MK 4T00:00 shipping @MK >DC s:1 s:2", "DC 4T00:00 receiving @DC s:1 s:2",
      "DC 4T00:00 s:1 s:2 makes box:K1 @DC", "DC 4T00:00 shipping @DC >A box:K1",
      "A 4T00:00 receiving @A box:K1"},
     "sellable@A K/=1"},
    {"a kit of parts that came in the morning",
     {items_made, "MK 3T15:00 shipping @MK >DC s:1 s:2", "DC 4T08:00 receiving @DC s:1 s:2",
      "DC 4T00:00 s:1 s:2 makes box:K1 @DC"},
     "sellable@DC K/=1"},
    {"a kit of parts that left in the morning",
     {items_made, "MK 4T06:00 shipping @MK >DC s:1 s:2", "DC 4T08:00 receiving @DC s:1 s:2",
      "DC 4T00:00 s:1 s:2 makes box:K1 @DC"},
     "sellable@DC K/=1"},
    {"sold on the day of the receipt",
     {items_made, "MK 3T08:00 shipping @MK >A s:1 s:2", "A 4T08:00 receiving @A s:1 s:2",
      "A 4T00:00 retail_selling @A s:1"},
     "sellable@A L1=1"},
    {"sent on on the day of the receipt",
     {made, packed, "MK 3T08:00 shipping @MK >DC box:P1", "DC 4T08:00 receiving @DC box:P1",
      "DC 4T00:00 shipping @DC >A box:P1", "A 5T08:00 receiving @A box:P1"},
     at_a},
    {"items sent on on the day of the receipt",
     {items_made, "MK 3T08:00 shipping @MK >DC s:1 s:2", "DC 4T08:00 receiving @DC s:1 s:2",
      "DC 4T00:00 shipping @DC >A s:1 s:2", "A 5T08:00 receiving @A s:1 s:2"},
     "sellable@A L1=2"},
};

TEST(BooksClocks, BoxesAndItemsThatAreReceivedEarly) {
  expect_by_right(received_early);
}
TEST(BooksClocks, ReportsOfWhatWentOn) {
  expect_by_right(told_after_it_went_on);
}
TEST(BooksClocks, ThingsThatAreReceivedAfterTheyWereUsed) {
  expect_by_right(received_late);
}
TEST(BooksClocks, ThingsThatAreMadeOrPackedAfterTheyLeft) {
  expect_by_right(made_or_packed_late);
}
TEST(BooksClocks, ChainsWithADateOnly) {
  expect_by_right(by_date);
}

}  // namespace
}  // namespace stocktrail::test
