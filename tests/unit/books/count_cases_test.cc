// Counts, docs/inventory.md section 7: what opens the books, and what is a difference.
#include <gtest/gtest.h>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

const std::vector<std::string> two_rooms = {"A 1T12:00 stock_taking @A.shelf =10",
                                            "A 1T12:00 stock_taking @A.back =10"};

std::vector<std::string> after(std::vector<std::string> told, const std::vector<std::string>& more) {
  told.insert(told.end(), more.begin(), more.end());
  return told;
}

const std::vector<BookCase> first_counts = {
    {"two parts opened the books at one instant: what one lacks later is a difference",
     after(two_rooms, {"A 3T08:00 stock_taking @A.shelf =7"}), "sellable@A.back =10; sellable@A.shelf =7",
     "count_differs@A =-3"},
    {"and after a sale",
     after(two_rooms, {"A 2T08:00 retail_selling @A.shelf =2", "A 3T08:00 stock_taking @A.shelf =5"}),
     "sellable@A.back =10; sellable@A.shelf =5", "count_differs@A =-3"},
    {"and what it has more", after(two_rooms, {"A 3T08:00 stock_taking @A.shelf =14"}),
     "sellable@A.back =10; sellable@A.shelf =14", "count_differs@A =4"},
    {"both again",
     after(two_rooms, {"A 3T08:00 stock_taking @A.shelf =14", "A 3T08:00 stock_taking @A.back =9"}),
     "sellable@A.back =9; sellable@A.shelf =14", "count_differs@A =-1; count_differs@A =4"},
    {"the whole site, and less", after(two_rooms, {"A 3T08:00 stock_taking @A =15"}),
     "sellable@A.back =5; sellable@A.shelf =10", "count_differs@A =-5"},
    {"again and again",
     after(two_rooms, {"A 20T08:00 stock_taking @A.shelf =5", "A 22T08:00 retail_selling @A.shelf =1",
                       "A 25T08:00 stock_taking @A.shelf =3"}),
     "sellable@A.back =10; sellable@A.shelf =3", "count_differs@A =-1; count_differs@A =-5"},
    {"by lot",
     {"A 1T12:00 stock_taking @A.shelf L1=10", "A 1T12:00 stock_taking @A.back L1=10",
      "A 1T12:00 stock_taking @A.desk L2=4", "A 3T08:00 stock_taking @A.shelf L1=14"},
     "sellable@A.back L1=10; sellable@A.desk L2=4; sellable@A.shelf L1=14",
     "count_differs@A L1=4"},
    {"goods left before",
     after(two_rooms, {"A 2T08:00 shipping @A >B =5", "B 2T15:00 receiving @B =5",
                       "A 3T08:00 stock_taking @A.back =3", "A 3T08:00 stock_taking @A.shelf =10"}),
     "sellable@A.back =3; sellable@A.shelf =10; sellable@B =5", "count_differs@A =-2"},
    {"two statuses opened the books at one instant",
     {"A 1T12:00 stock_taking sellable_accessible @A =10", "A 1T12:00 stock_taking damaged @A =3",
      "A 2T08:00 retail_selling @A =2", "A 3T08:00 stock_taking sellable_accessible @A =5"},
     "damaged@A =3; sellable@A =5",
     "count_differs@A =-3"},
    {"by lot and status",
     {"A 1T12:00 stock_taking sellable_accessible @A L1=10", "A 1T12:00 stock_taking damaged @A L1=3",
      "A 2T08:00 retail_selling @A L1=2", "A 3T08:00 stock_taking sellable_accessible @A L1=5"},
     "damaged@A L1=3; sellable@A L1=5",
     "count_differs@A L1=-3"},
    {"the second room a minute later",
     {"A 1T12:00 stock_taking @A.shelf =10", "A 1T12:01 stock_taking @A.back =10",
      "A 2T08:00 retail_selling @A.shelf =2", "A 3T08:00 stock_taking @A.shelf =5"},
     "sellable@A.back =10; sellable@A.shelf =5",
     "count_differs@A =-3"},
    {"the second room a minute later, by lot",
     {"A 1T12:00 stock_taking @A.shelf L1=10 L2=10", "A 1T12:01 stock_taking @A.back L1=10"},
     "sellable@A.back L1=10; sellable@A.shelf L1=10; sellable@A.shelf L2=10"},
    {"the second room a minute later, sold before",
     {"A 1T08:00 retail_selling @A.back =4", "A 1T12:00 stock_taking @A.shelf =10",
      "A 1T12:01 stock_taking @A.back =10"},
     "sellable@A.back =10; sellable@A.shelf =10"},
    {"the second room, while the first is counted again",
     {"A 1T12:00 stock_taking @A.shelf =10", "A 2T12:00 stock_taking @A.shelf =12",
      "A 2T12:00 stock_taking @A.back =10"},
     "sellable@A.back =10; sellable@A.shelf =12",
     "count_differs@A =2"},
    {"a room after the whole was counted is none that opens",
     {"A 1T12:00 stock_taking @A =10", "A 2T12:00 stock_taking @A.back =12"},
     "sellable@A.back =12",
     "count_differs@A =2"},
    {"a room in a status after the room was counted",
     {"A 1T12:00 stock_taking @A.back =10", "A 2T12:00 stock_taking damaged @A.back =12"},
     "damaged@A.back =12",
     "count_differs@A =2"},
    {"after goods came, a room that was not counted before opens nothing",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 shipping @MK >A L1=60",
      "A 1T12:00 stock_taking @A.shelf L2=10", "A 3T08:00 receiving @A L1=60",
      "A 4T12:00 stock_taking @A.back L2=10"},
     "sellable@A L1=60; sellable@A.back L2=10; sellable@A.shelf L2=10; sellable@MK L1=40",
     "count_differs@A L2=10"},
    {"what was sent from here and called home is no coming",
     {"A 1T08:00 shipping @A >B =5 #d1", "A 1T09:00 void_shipping @A =5 #d1",
      "A 1T12:00 stock_taking @A =20"},
     "sellable@A =20"},
};

// What is only presumed of lots is settled in the part that is counted before anything differs there.
const std::vector<std::string> lots_in_rooms = {"A 1T08:00 commissioning @A.shelf L1=10 L2=10",
                                                "A 1T08:01 commissioning @A.back L1=10"};

const std::vector<BookCase> parts_and_lots = {
    {"sold in a part without a lot: what is there, before goods of others",
     after(lots_in_rooms, {"A 2T08:00 retail_selling @A.shelf =12"}),
     "sellable@A.back L1=10; sellable@A.shelf L2=8"},
    {"and counted by lot there",
     after(lots_in_rooms,
           {"A 2T08:00 retail_selling @A.shelf =12", "A 3T08:00 stock_taking @A.shelf L1=3 L2=5",
            "A 4T08:00 retail_selling @A.back L1=11"}),
     "sellable@A.shelf L1=2; sellable@A.shelf L2=5"},
    {"one lot after the other",
     after(lots_in_rooms, {"A 2T08:00 retail_selling @A.shelf =12", "A 3T08:00 stock_taking @A.shelf L1=3",
                           "A 3T08:01 stock_taking @A.shelf L2=5"}),
     "sellable@A.back L1=10; sellable@A.shelf L1=3; sellable@A.shelf L2=5"},
    {"the other lot first",
     after(lots_in_rooms, {"A 2T08:00 retail_selling @A.shelf =12", "A 3T08:00 stock_taking @A.shelf L2=5",
                           "A 3T08:01 stock_taking @A.shelf L1=3"}),
     "sellable@A.back L1=10; sellable@A.shelf L1=3; sellable@A.shelf L2=5"},
    {"more than was in the part came from others",
     after(lots_in_rooms, {"A 2T08:00 retail_selling @A.shelf =22"}), "sellable@A.back L1=8"},
    {"sold in both, and both counted",
     {"A 1T08:00 commissioning @A.shelf L1=10 L2=10", "A 1T08:01 commissioning @A.back L1=10 L2=10",
      "A 2T08:00 retail_selling @A.shelf =5", "A 2T09:00 retail_selling @A.back =5",
      "A 3T08:00 stock_taking @A.shelf L1=10 L2=5", "A 3T08:00 stock_taking @A.back L1=5 L2=10"},
     "sellable@A.back L1=5; sellable@A.back L2=10; sellable@A.shelf L1=10; sellable@A.shelf L2=5"},
    {"sold in one, the lots of the other do not agree by that",
     {"A 1T08:00 commissioning @A.shelf L1=10 L2=10", "A 1T08:01 commissioning @A.back L1=10 L2=10",
      "A 2T09:00 retail_selling @A.back =5", "A 3T08:00 stock_taking @A.shelf L1=13 L2=7"},
     "sellable@A.back L1=5; sellable@A.back L2=10; sellable@A.shelf L1=13; sellable@A.shelf L2=7",
     "count_differs@A L1=3; count_differs@A L2=-3"},
    {"a lot that was counted in its part is no guess there any more",
     {"A 1T08:00 commissioning @A.shelf L1=10 L2=10", "A 1T08:01 commissioning @A.back L3=10",
      "A 2T09:00 retail_selling @A.shelf =5", "A 3T08:00 stock_taking @A.shelf L1=5 L2=10",
      "A 4T08:00 retail_selling @A.shelf L1=6"},
     "sellable@A L1=-1; sellable@A.back L3=10; sellable@A.shelf L2=10",
     "not_there@A L1=1"},
    {"a lot is told of what was sold from its part",
     {"A 1T08:00 commissioning @A.shelf L1=10 L2=10", "A 1T08:01 commissioning @A.back L1=10",
      "A 2T08:00 retail_selling @A.shelf =6", "A 3T08:00 retail_selling @A.shelf L1=10",
      "A 4T08:00 stock_taking @A.shelf =4", "A 4T08:00 stock_taking @A.back =10"},
     "sellable@A.back L1=10; sellable@A.shelf L2=4"},
    {"parts counted at one instant, one by lot and one as a whole",
     {"A 1T08:00 commissioning @A L1=60", "A 3T08:00 stock_taking @A.back L1=40",
      "A 3T08:00 stock_taking @A.shelf =20"},
     "sellable@A.back L1=40; sellable@A.shelf L1=20"},
    {"the whole site and a part at one instant",
     {"A 3T08:00 stock_taking @A =30", "A 3T08:00 stock_taking @A.shelf =20",
      "A 3T08:00 stock_taking @A.back =10"},
     "sellable@A.back =10; sellable@A.shelf =20"},
    {"lots of a part that are not where their lorry is presumed to have had them",
     {"MK 1T08:00 commissioning @MK L1=10 L2=20", "MK 2T08:00 shipping @MK >A L1=10 L2=20 #d1",
      "A 2T09:00 commissioning @A.back L3=5", "A 3T08:00 receiving @A.shelf =28 #d1",
      "A 4T08:00 stock_taking @A.shelf L1=8 L2=20"},
     "sellable@A.back L3=5; sellable@A.shelf L1=8; sellable@A.shelf L2=20; way:sellable@A<-MK L1=2",
     "not_received@A L1=2"},
};

TEST(Counts, SettleWhatIsPresumedInTheirPart) {
  expect_books(parts_and_lots);
}

TEST(Counts, FirstOnesOpenTheBooks) {
  expect_books(first_counts);
}

}  // namespace
}  // namespace stocktrail::test
