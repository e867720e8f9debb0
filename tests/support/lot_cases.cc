#include "tests/support/lot_cases.h"

namespace stocktrail::test {
namespace {

const std::string made_1 = "MK 1T08:00 commissioning @MK L1=10",
                  made_2 = "MK 1T09:00 commissioning @MK L2=10", sent = "MK 2T08:00 shipping @MK >A =5 #d1";

const std::vector<BookCase> of_all = {
    {"sent without a lot, called home by lot",
     {made_1, made_2, sent, "MK 2T12:00 void_shipping @MK L2=5 #d1"},
     "sellable@MK L1=10; sellable@MK L2=10"},
    {"the same without a document",
     {made_1, made_2, "MK 2T08:00 shipping @MK >A =5", "MK 2T12:00 void_shipping @MK >A L2=5"},
     "sellable@MK L1=10; sellable@MK L2=10"},
    {"called home in part",
     {made_1, made_2, sent, "MK 2T12:00 void_shipping @MK L2=3 #d1", "A 3T08:00 receiving @A =2 #d1"},
     "sellable@A L1=2; sellable@MK L1=8; sellable@MK L2=10"},
    {"of two lots that may have been sent, the one that is told comes first",
     {made_1, made_2, "MK 2T08:00 shipping @MK >A =12 #d1", "MK 2T12:00 void_shipping @MK L2=2 #d1"},
     "sellable@MK L2=10; way:sellable@A<-MK L1=10",
     "not_received@A =10"},
    {"the other lot is told twice",
     {made_1, made_2, "MK 2T08:00 shipping @MK >A =12 #d1", "MK 2T12:00 void_shipping @MK L2=3 #d1",
      "MK 2T13:00 void_shipping @MK L2=4 #d1"},
     "sellable@MK L1=5; sellable@MK L2=10; way:sellable@A<-MK L1=5",
     "not_received@A =5"},
    {"refused at the door, and home by lot",
     {made_1, made_2, sent, "MK 3T12:00 receiving returned @MK L2=5 #d1"},
     "held@MK L2=5; sellable@MK L1=10; sellable@MK L2=5"},
    {"a part is refused, and home by lot",
     {made_1, made_2, sent, "A 3T08:00 receiving @A =3 #d1", "MK 3T12:00 receiving returned @MK L2=2 #d1"},
     "held@MK L2=2; sellable@A L1=3; sellable@MK L1=7; sellable@MK L2=8"},
    {"packed and sent without a lot, called home by lot",
     {made_1, made_2, "MK 2T07:00 packing @MK in:P1 =5", "MK 2T08:00 shipping @MK >A box:P1 #d1",
      "MK 2T12:00 void_shipping @MK L2=5 #d1"},
     "sellable@MK L1=10; sellable@MK L2=10"},
    {"lost on its way, of a lot that is told",
     {made_1, made_2, sent, "MK 4T08:00 stolen @MK L2=3 #d1", "A 5T08:00 receiving @A =2 #d1"},
     "sellable@A L1=2; sellable@MK L1=8; sellable@MK L2=7"},
    {"more called home than was sent",
     {made_1, made_2, sent, "MK 2T12:00 void_shipping @MK L2=6 #d1"},
     "sellable@MK L1=10; sellable@MK L2=10",
     "not_there@MK L2=1"},
};

}  // namespace

const std::vector<BookCase>& lot_cases() {
  return of_all;
}

}  // namespace stocktrail::test
