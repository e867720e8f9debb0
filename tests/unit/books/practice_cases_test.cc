// What truthful worlds found (tests/property/books_world_test.cc), each as the few events that show it.
#include <gtest/gtest.h>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

const std::string made = "MK 1T08:00 commissioning @MK L1=100";
const std::string two_lots = "MK 1T08:00 commissioning @MK L1=50 L2=50";

const std::vector<BookCase> deliveries = {
    {"a damaged piece comes by the receipt that says so, not by the lorry's",
     {made, "B 1T08:00 commissioning @B L1=5", "MK 2T08:00 shipping @MK >A(party) L1=60",
      "B 2T09:00 shipping damaged @B >A L1=1", "A 3T07:43 receiving @A L1=30",
      "A 3T07:44 receiving damaged @A L1=1", "A 3T08:43 receiving @A L1=30"},
     "damaged@A L1=1; sellable@A L1=60; sellable@B L1=4; sellable@MK L1=40"},
    {"a document on its way is stored, not what came before",
     {made, "B 1T08:00 commissioning @B L1=5", "B 1T09:00 shipping @B >A L1=1", "A 2T07:00 receiving @A L1=1",
      "MK 2T08:00 shipping @MK >A L1=60 #d1", "A 3T08:00 storing @A.back L1=60 #d1"},
     "sellable@A L1=1; sellable@A.back L1=60; sellable@B L1=4; sellable@MK L1=40"},
    {"more is stored than came before, and just what is on its way",
     {made, "B 1T08:00 commissioning @B L1=5", "B 1T09:00 shipping @B >A L1=1", "A 2T07:00 receiving @A L1=1",
      "MK 2T08:00 shipping @MK >A L1=60", "A 3T08:00 storing @A.back L1=60"},
     "sellable@A L1=1; sellable@A.back L1=60; sellable@B L1=4; sellable@MK L1=40"},
    {"a part of what came before is stored, though as much is on its way",
     {made, "MK 2T08:00 shipping @MK >A L1=60", "A 3T08:00 receiving @A L1=60",
      "MK 3T09:00 shipping @MK >A L1=20", "A 3T10:00 storing @A.back L1=20"},
     "sellable@A L1=40; sellable@A.back L1=20; sellable@MK L1=20; way:sellable@A<-MK L1=20",
     "not_received@A L1=20"},
    {"a pallet that was accepted is no reason to think that the next lorry was",
     {made, "MK 1T09:00 packing @MK in:P1 L1=9", "MK 2T08:00 shipping @MK >A box:P1",
      "A 3T08:00 accepting @A box:P1", "MK 5T08:00 shipping @MK >A L1=9", "A 6T08:00 accepting @A L1=9"},
     "sellable@A L1=18; sellable@MK L1=82"},
    {"nor if the lorry comes on the next morning, and short",
     {made, "MK 1T09:00 packing @MK in:P1 L1=12", "MK 2T08:00 shipping @MK >A box:P1",
      "A 3T08:00 accepting @A box:P1", "MK 3T10:00 shipping @MK >A L1=5", "A 4T06:00 accepting @A L1=4"},
     "sellable@A L1=16; sellable@MK L1=83; way:sellable@A<-MK L1=1",
     "not_received@A L1=1"},
    {"by quantity, what no box holds comes first",
     {made, "MK 1T09:00 packing @MK in:P1 L1=8", "MK 2T08:00 shipping @MK >A =16",
      "MK 2T09:00 shipping @MK >A box:P1", "A 3T07:00 receiving @A L1=8", "A 3T08:00 receiving @A box:P1",
      "A 3T09:00 receiving @A L1=8"},
     "sellable@A L1=24; sellable@MK L1=76"},
    {"an equal quantity, though its lot was not told",
     {made, "B 1T08:00 commissioning @B L1=8", "MK 2T08:00 shipping @MK >A L1=15",
      "B 2T09:00 shipping @B >A =8", "A 3T06:00 receiving @A L1=8", "A 3T07:00 receiving @A L1=14",
      "A 3T07:30 accepting @A L1=8", "A 3T08:00 accepting @A L1=14"},
     "sellable@A L1=22; sellable@MK L1=85; way:sellable@A<-MK L1=1",
     "not_received@A L1=1"},
    {"fewer than were sent: of the delivery that was larger",
     {made, "B 1T08:00 commissioning @B L1=8", "MK 2T08:00 shipping @MK >A L1=13",
      "B 2T09:00 shipping @B >A L1=8", "A 3T06:00 accepting mismatch_quantity @A =12",
      "A 3T08:00 accepting @A =8"},
     "sellable@A L1=20; sellable@MK L1=87"},
    {"a carrier tells the document where the goods pass, and no end",
     {made, "MK 2T08:00 shipping @MK L1=60 #d1", "C 2T16:00 departing @HUB L1=60 #d1",
      "A 3T08:00 receiving @A L1=60 #d1"},
     "sellable@A L1=60; sellable@MK L1=40"},
    {"of two equal deliveries the one to the end that is told is called home",
     {made, "MK 2T08:00 shipping @MK >A L1=10", "MK 2T09:00 shipping @MK >B L1=10",
      "MK 2T10:00 void_shipping @MK >A L1=10", "B 3T08:00 receiving @B L1=10"},
     "sellable@B L1=10; sellable@MK L1=90"},
    {"goods move inside the shop while a short delivery comes",
     {made, "MK 2T08:00 shipping @MK >A L1=10", "A 3T08:00 accepting @A L1=10",
      "MK 4T08:00 shipping @MK >A L1=10", "A 4T12:01 departing @A.back >A.shelf L1=2",
      "A 4T12:06 stocking @A.shelf L1=2", "A 5T08:00 accepting mismatch_quantity @A L1=9"},
     "sellable@A L1=17; sellable@A.shelf L1=2; sellable@MK L1=80"},
    {"nothing came, and will not",
     {made, "MK 2T08:00 shipping @MK >A L1=10", "A 3T08:00 accepting mismatch_quantity @A L1=0"},
     "sellable@MK L1=90"},
    {"of several under one document nothing came",
     {made, "MK 1T08:00 commissioning @MK F/F1=9", "MK 2T08:00 shipping @MK >A L1=10 #d1",
      "MK 2T09:00 shipping @MK >A L1=20 #d1", "MK 2T10:00 shipping @MK >A L1=30 #d2",
      "A 3T08:00 accepting mismatch_quantity @A L1=0 #d1"},
     "sellable@MK F/F1=9; sellable@MK L1=40; way:sellable@A<-MK L1=30",
     "not_received@A L1=30"},
    {"each return shows what it brings too much",
     {"A 1T08:00 commissioning @A L1=10", "A 2T08:00 retail_selling @A L1=2",
      "A 3T08:00 receiving returned @A L1=5", "A 4T08:00 receiving returned @A L1=5"},
     "held@A L1=10; sellable@A L1=8",
     "more_returned_than_sold@A L1=3; more_returned_than_sold@A L1=5"},
    {"items that came by quantity go on, and are received by number",
     {"MK 1T08:00 commissioning @MK s:1/L1 s:2/L1 s:3/L1", "MK 2T08:00 shipping @MK >A s:1 s:2 s:3",
      "A 3T08:00 receiving @A L1=3", "A 4T08:00 shipping @A >B L1=2", "B 5T08:00 receiving @B s:1 s:2"},
     "sellable@A L1=1; sellable@B L1=2"},
};

const std::vector<BookCase> stock = {
    {"a loss of a lot that may be here is of the shelf, not of what is on its way",
     {two_lots, "MK 2T08:00 shipping @MK >A =40", "A 3T08:00 receiving @A =40",
      "MK 4T08:00 shipping @MK >A L2=10", "A 4T09:00 stolen @A L2=2", "A 5T08:00 receiving @A L2=10"},
     "sellable@A L1=38; sellable@A L2=10; sellable@MK L1=10; sellable@MK L2=40"},
    {"a lot is told of goods that were held without one",
     {"A 1T08:00 commissioning @A L1=5 exp:100", "A 1T08:00 commissioning @A L2=10 exp:200",
      "A 2T08:00 retail_selling @A =5", "A 3T08:00 holding non_sellable_other @A =2",
      "A 4T08:00 shipping returned @A >MK L1=2", "MK 5T08:00 receiving returned @MK L1=2"},
     "held@MK L1=2; sellable@A L2=8"},
    {"a receiver tells the lot of what left without one: no damaged goods are sellable by that",
     {"A 1T08:00 commissioning @A L1=4 exp:100", "A 1T08:00 commissioning @A L2=10 exp:90",
      "A 2T08:00 damaged @A L1=4", "A 3T08:00 shipping @A >B =4", "B 4T08:00 receiving @B L1=4"},
     "damaged@A L2=4; sellable@A L2=6; sellable@B L1=4"},
    {"a count of what is held does not open the books of the rest",
     {"A 1T08:00 retail_selling @A =4", "A 2T08:00 cycle_counting non_sellable_other @A =0",
      "A 3T08:00 retail_selling @A =3", "A 4T08:00 stock_taking @A =20", "A 5T08:00 stock_taking @A =19"},
     "sellable@A =19",
     "count_differs@A =-1"},
    {"a count of one lot does not open the books of the others",
     {"A 1T08:00 retail_selling @A =4", "A 2T08:00 cycle_counting @A L1=0", "A 4T08:00 stock_taking @A =20",
      "A 5T08:00 stock_taking @A =19"},
     "sellable@A =19",
     "count_differs@A =-1"},
    {"and a second count of it is none of opening stock",
     {"A 2T08:00 cycle_counting non_sellable_other @A =3",
      "A 3T08:00 cycle_counting non_sellable_other @A =2", "A 4T08:00 stock_taking @A =20"},
     "held@A =2; sellable@A =18",
     "count_differs@A =-1"},
    {"what a shop sold before its first count was its own, and no parcel of others is of it",
     {"B 1T08:00 commissioning @B L1=10", "A 1T08:00 retail_selling retail_sold @A =3",
      "A 2T08:00 stock_taking @A =20", "B 3T08:00 shipping retail_sold @B L1=3 #o1"},
     "sellable@A =20; sellable@B L1=7"},
};

TEST(Practices, Deliveries) {
  expect_books(deliveries);
}
TEST(Practices, Stock) {
  expect_books(stock);
}

}  // namespace
}  // namespace stocktrail::test
