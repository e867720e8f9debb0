// Boxes over several hops, told by number here and by quantity there.
#include <gtest/gtest.h>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

const std::string made = "MK 1T08:00 commissioning @MK L1=100";
const std::string packed = "MK 1T09:00 packing @MK in:P1 L1=60";
const std::string sent = "MK 2T08:00 shipping @MK >A box:P1";
const std::string got = "A 3T08:00 receiving @A L1=60";

const std::vector<BookCase> by_quantity_and_by_number = {
    {"received by quantity, sent on by number",
     {made, packed, sent, got, "A 4T08:00 shipping @A >B box:P1", "B 5T08:00 receiving @B box:P1"},
     "sellable@B L1=60; sellable@MK L1=40"},
    {"what was sold meanwhile is not in it",
     {made, packed, sent, got, "A 3T12:00 retail_selling @A L1=5", "A 4T08:00 shipping @A >B box:P1",
      "B 5T08:00 receiving @B box:P1"},
     "sellable@B L1=55; sellable@MK L1=40"},
    {"but for loose goods of its kind: they are sold first",
     {made, packed, sent, "A 1T08:00 commissioning @A L1=20", got, "A 3T12:00 retail_selling @A L1=5",
      "A 4T08:00 shipping @A >B box:P1"},
     "sellable@A L1=15; sellable@MK L1=40; way:sellable@B<-A L1=60",
     "not_received@B L1=60"},
    {"packed without a lot, received by lot",
     {"MK 1T08:00 commissioning @MK L1=50 L2=50", "MK 1T09:00 packing @MK in:P1 =40", sent,
      "A 3T08:00 receiving @A L2=40", "A 4T08:00 shipping @A >B box:P1", "B 5T08:00 receiving @B box:P1"},
     "sellable@B L2=40; sellable@MK L1=50; sellable@MK L2=10"},
    {"short: who sends it on does not say that the rest came",
     {made, packed, sent, "A 3T08:00 receiving @A L1=50", "A 4T08:00 shipping @A >B box:P1",
      "B 5T08:00 receiving @B box:P1"},
     "sellable@B L1=50; sellable@MK L1=40; way:sellable@A<-MK L1=10",
     "not_received@A L1=10"},
    {"in two parts, then by number, then sent on",
     {made, packed, sent, "A 3T08:00 receiving @A L1=30", "A 3T09:00 receiving @A box:P1",
      "A 4T08:00 shipping @A >B box:P1", "B 5T08:00 receiving @B box:P1"},
     "sellable@B L1=60; sellable@MK L1=40"},
    {"twenty days later",
     {made, packed, sent, got, "MK 20T08:00 shipping @MK >A L1=10", "A 21T08:00 receiving @A L1=10",
      "A 24T08:00 shipping @A >B box:P1", "B 25T08:00 receiving @B box:P1"},
     "sellable@A L1=10; sellable@B L1=60; sellable@MK L1=30"},
    {"a pallet of cases",
     {made, "MK 1T09:00 packing @MK in:P2 L1=20", "MK 1T09:10 packing @MK in:P3 L1=20",
      "MK 1T10:00 packing @MK in:P1 box:P2 box:P3", sent, "A 3T08:00 receiving @A L1=40",
      "A 4T08:00 shipping @A >B box:P1", "B 5T08:00 receiving @B box:P1", "B 6T08:00 shipping @B >C box:P3"},
     "sellable@B L1=20; sellable@MK L1=60; way:sellable@C<-B L1=20",
     "not_received@C L1=20"},
    {"of items",
     {"MK 1T08:00 commissioning @MK s:1/L1 s:2/L1", "MK 1T09:00 packing @MK in:P1 s:1 s:2", sent,
      "A 3T08:00 receiving @A L1=2", "A 4T08:00 shipping @A >B box:P1", "B 5T08:00 receiving @B box:P1",
      "B 6T08:00 retail_selling @B s:1"},
     "sellable@B L1=1"},
    {"sold by number where it was received by quantity",
     {made, packed, sent, got, "A 4T08:00 retail_selling @A box:P1"},
     "sellable@MK L1=40"},
    {"damaged by number where it was received by quantity",
     {made, packed, sent, got, "A 4T08:00 inspecting damaged @A box:P1"},
     "damaged@A L1=60; sellable@MK L1=40"},
    {"unpacked where it was received by quantity",
     {made, packed, sent, got, "A 3T12:00 unpacking @A out:P1", "A 4T08:00 shipping @A >B box:P1",
      "B 5T08:00 receiving @B box:P1"},
     "sellable@A L1=60; sellable@MK L1=40"},
};

const std::vector<BookCase> contents_told_by_the_receiver = {
    {"of a box that left without any",
     {made, sent, "A 3T08:00 receiving @A box:P1 L1=60"},
     "sellable@A L1=60; sellable@MK L1=40",
     "departure_not_told@A L1=60"},
    {"and goes on with them",
     {made, sent, "A 3T08:00 receiving @A box:P1 L1=60", "A 4T08:00 shipping @A >B box:P1",
      "B 5T08:00 receiving @B box:P1"},
     "sellable@B L1=60; sellable@MK L1=40",
     "departure_not_told@A L1=60"},
    {"the packing is told late",
     {made, packed, sent, "A 3T08:00 receiving @A box:P1 L1=60"},
     "sellable@A L1=60; sellable@MK L1=40"},
    {"sent by quantity as well",
     {made, sent, "MK 2T08:00 shipping @MK >A L1=60", "A 3T08:00 receiving @A box:P1 L1=60"},
     "sellable@A L1=60; sellable@MK L1=40"},
    {"of goods that nobody knew where it left",
     {sent, "A 3T08:00 receiving @A box:P1 L1=60"},
     "sellable@A L1=60",
     "unexpected_arrival@A L1=60"},
    {"more than was packed",
     {made, packed, sent, "A 3T08:00 receiving @A box:P1 L1=70"},
     "sellable@A L1=70; sellable@MK L1=30",
     "departure_not_told@A L1=10"},
    {"more than was packed, and than was there",
     {made, packed, sent, "A 3T08:00 receiving @A box:P1 L1=110"},
     "sellable@A L1=110; sellable@MK L1=40",
     "unexpected_arrival@A L1=50"},
    {"another product than was packed",
     {made, packed, sent, "A 3T08:00 receiving @A box:P1 L1=60 F/F1=2"},
     "sellable@A F/F1=2; sellable@A L1=60; sellable@MK L1=40",
     "unexpected_arrival@A F1=2"},
    {"more than was packed goes on, too",
     {made, packed, sent, "A 3T08:00 receiving @A box:P1 L1=70", "A 4T08:00 shipping @A >B box:P1",
      "B 5T08:00 receiving @B box:P1"},
     "sellable@B L1=70; sellable@MK L1=30",
     "departure_not_told@A L1=10"},
    {"accepted again with its list",
     {made, sent, "A 3T08:00 receiving @A box:P1 L1=60", "A 3T09:00 accepting @A box:P1 L1=60",
      "A 3T10:00 accepting @A L1=60"},
     "sellable@A L1=60; sellable@MK L1=40",
     "departure_not_told@A L1=60"},
};

const std::string diverted = "B 3T08:00 receiving @B box:P1";
const std::vector<BookCase> gone_elsewhere = {
    {"to somebody whom nobody named",
     {made, packed, sent, diverted},
     "sellable@B L1=60; sellable@MK L1=40",
     "arrived_elsewhere@A L1=60"},
    {"to a site of the party that was named",
     {made, packed, "MK 2T08:00 shipping @MK >CO(party) box:P1", "S1 3T08:00 receiving @S1 box:P1"},
     "sellable@MK L1=40; sellable@S1 L1=60"},
    {"a part of it",
     {made, packed, sent, "B 3T08:00 receiving @B box:P1 L1=50"},
     "sellable@B L1=50; sellable@MK L1=40; way:sellable@A<-MK L1=10",
     "arrived_elsewhere@A L1=50; not_received@A L1=10"},
    {"and on its way again",
     {made, packed, sent, diverted, "B 4T08:00 shipping @B box:P1"},
     "sellable@MK L1=40; way:sellable@<-B L1=60",
     "not_received@ L1=60"},
    {"and then where it was sent: the site between was a hub",
     {made, packed, sent, diverted, "B 4T08:00 shipping @B box:P1", "A 5T08:00 receiving @A box:P1"},
     "sellable@A L1=60; sellable@MK L1=40"},
    {"and to a third",
     {made, packed, sent, diverted, "B 4T08:00 shipping @B >S2 box:P1", "S2 5T08:00 receiving @S2 box:P1"},
     "sellable@MK L1=40; sellable@S2 L1=60",
     "arrived_elsewhere@A L1=60"},
    {"called home", {made, packed, sent, "MK 3T08:00 void_shipping box:P1"}, "sellable@MK L1=100"},
};

TEST(BoxChains, ThatGoWhereNobodySentThem) {
  expect_books(gone_elsewhere);
}
TEST(BoxChains, ContentsThatTheReceiverTells) {
  expect_books(contents_told_by_the_receiver);
}
TEST(BoxChains, ByQuantityAndByNumber) {
  expect_books(by_quantity_and_by_number);
}

}  // namespace
}  // namespace stocktrail::test
