// Our own cases of real chains (../shared/cases/inventory, README there), each with the positions that the
// rules of docs/inventory-next.md give, in the order in which they were recorded and in others.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <random>

#include "tests/support/inventory_case.h"
#include "tests/support/test_data.h"
#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

// Two logs hold less than their notes: dup-same-id has no sale, same-event-no-eventid neither sale nor
// repeat.
const std::map<std::string, std::string> right = {
    {"10-sent-6-come-home-void-shipping-6-4-lost-on-the-way-stolen",
     "sellable@A L1=2; way:sellable@B<-A L1=4"},
    {"10-sent-8-came-receiver-closes-the-rest-receiving-0-none", "sellable@B L1=8"},
    {"100-sell-1-returned-1-then-the-sale-declared-did-not-occur", "held@A L1=1; sellable@A L1=100"},
    {"2-unlotted-in-stock-1-of-a-and-1-of-b-delivered", ""},
    {"2nd-shipment-of-the-lot-under-way-while-the-1st-is-accepted-",
     "sellable@A L1=30; sellable@MK L1=40; way:sellable@A<-MK L1=30"},
    {"50-by-lot-then-commissioning-add-of-50-serials-packed-in-an-", "sellable@A L1=5"},
    {"a-sale-of-a-year-ago-told-today-counts-in-between", "sellable@A L1=37"},
    {"accepting-told-before-receiving", "sellable@A L1=60; sellable@MK L1=40"},
    {"and-l2-20", "sellable@A L1=10; sellable@A L2=20"},
    {"and-the-2nd-is-received", "sellable@A L1=60; sellable@MK L1=40"},
    {"as-before-then-an-item-of-it-sold-by-serial", "sellable@A L1=4"},
    {"cage-goes-on-from-dc-to-a-shop-without-reloading", "sellable@B L1=24; sellable@MK L1=76"},
    {"case-gtin-12-each-received-eaches-sold", "sellable@A EACH/L1=105"},
    {"clock-skew-pallet-shipped-08-03-received-08-00-logged-in-tru", "sellable@A L1=60; sellable@MK L1=40"},
    {"clock-skew-receipt-logged-first-class", "sellable@A L1=60; sellable@MK L1=40"},
    {"count-between-a-receipt-and-its-late-report", "sellable@A L1=60; sellable@MK L1=40"},
    {"count-that-names-95-sellable-while-10-are-held-releases-5-of", "held@MK L1=10; sellable@MK L1=95"},
    {"cross-dock-by-a-carrier-hub-ship-arriving-hub-departing-hub-", "sellable@A L1=60; sellable@MK L1=40"},
    {"customer-return-at-a-of-goods-while-b-sends-a-a-transfer-tha",
     "held@A L1=2; sellable@A L1=7; sellable@B L1=6; sellable@MK L1=80; way:sellable@A<-B L1=4"},
    {"customer-returns-5-at-the-shop-while-a-replenishment-of-5-is",
     "held@A L1=5; sellable@A L1=11; sellable@MK L1=75; way:sellable@A<-MK L1=5"},
    {"damaged-logged-before-receipt", "damaged@A L1=8; sellable@A L1=52; sellable@MK L1=440"},
    {"departing-told-after-the-receipt", "sellable@A L1=60; sellable@MK L1=40"},
    {"departing-told-before-shipping-both-true", "sellable@MK L1=40; way:sellable@A<-MK L1=60"},
    {"diverted-shipped-to-a-received-at-b", "sellable@B L1=60; sellable@MK L1=40; way:sellable@A<-MK L1=60"},
    {"dup-same-id-declared-once", "sellable@MK L1=40; way:sellable@A<-MK L1=60"},
    {"error-declaration-of-an-aggregation-pallet-shipped-meanwhile", "sellable@A L1=50; sellable@MK L1=50"},
    {"error-declared-before-the-original-is-logged-queue-out-of-or", ""},
    {"expiry-by-date-ilmd-itemexpirationdate-passed-no-event", "expired@MK L1=100"},
    {"first-delivery-told-by-receiving-only-second-by-storing-only",
     "sellable@A L1=30; sellable@MK L1=40; way:sellable@A<-MK L1=30"},
    {"gtin-without-lot-made-with-ilmd-lot-shipped-as-gtin-without-", "sellable@A L1=30; sellable@MK L1=70"},
    {"hold-20-maker-recalls-hold-released-under-the-recall-recall-", "recalled@A L1=60; recalled@MK L1=40"},
    {"hold-told-twice-for-the-same-50-qa-and-warehouse", "held@MK L1=50; sellable@MK L1=50"},
    {"hub-receives-and-ships-on-receiving-shipping-goods-that-the-",
     "sellable@A L1=60; sellable@MK L1=40; way:sellable@A<-MK L1=60"},
    {"hub-with-own-stock-cross-docks-by-quantity-arriving-departin",
     "sellable@A L1=60; sellable@HUB L1=20; sellable@MK L1=20"},
    {"item-received-3-minutes-before-its-shipment-by-a-slow-clock-", "sellable@A =1"},
    {"lot-made-by-quantity-10-mes-and-serialised-10-line-same-good", "sellable@MK L1=10"},
    {"lots-told-only-at-shipping",
     "way:sellable@A<-DC LOT1=1; way:sellable@A<-DC LOT2=1; way:sellable@A<-DC LOT3=2"},
    {"maker-declares-lot-l1-made-should-be-l2-shop-received-and-so",
     "sellable@A L1=55; sellable@MK L1=-60; sellable@MK L2=100"},
    {"one-lorry-goods-of-two-owners-one-receipt-of-the-sum-no-sour",
     "sellable@A L1=60; sellable@M1 L1=20; sellable@M2 L1=20"},
    {"online-sale-at-a-shipped-retail-sold-by-b", "sellable@A L1=8; sellable@B L1=8"},
    {"owning-party-destination-shop-place-belongs-to-that-register",
     "sellable@CO.store L1=60; sellable@MK L1=40"},
    {"pallet-of-60-receipt-names-sscc-and-50-of-the-lot",
     "sellable@A L1=50; sellable@MK L1=40; way:sellable@A<-MK L1=10"},
    {"pallet-of-60-received-then-the-accepting-says-50", "sellable@A L1=60; sellable@MK L1=40"},
    {"pallet-received-by-shop-before-the-maker-packing-shipping-ev", "sellable@A L1=60; sellable@MK L1=40"},
    {"put-away-of-the-whole-storing-60-sellable-not-accessible-aft", "damaged@MK L1=8; sellable@MK L1=52"},
    {"put-away-twice-dock-60-stocking-shelf-60-later-storing-20-ba",
     "sellable@A.back L1=20; sellable@A.shelf L1=40"},
    {"qa-hold-50-of-100-inspect-8-damaged-42-sellable", "damaged@MK L1=8; sellable@MK L1=92"},
    {"quantity-0-and-no-quantity-in-receiving", "sellable@A L1=60; sellable@MK L1=40"},
    {"re-palletising-without-delete-from-the-old-pallet-class-leve", "sellable@A L1=60; sellable@B L1=40"},
    {"recall-of-an-input-output-at-the-shop", "recalled@A F/F1=20; recalled@MK F/F1=30; recalled@MK R/R1=5"},
    {"recall-of-the-lot-by-its-maker-after-arrival-at-the-shop", "recalled@A L1=60; recalled@MK L1=40"},
    {"recall-stated-while-the-goods-are-on-the-way-class-no-qty-at", "recalled@A L1=60; recalled@MK L1=40"},
    {"receipt-in-local-time-with-offset-00-00-zone-forgotten-2-h-e", "sellable@A L1=60; sellable@MK L1=40"},
    {"receive-8-accept-10-of-10-sent", "sellable@A L1=10"},
    {"received-7000-00-00-issued-700-00-00-count-6200-same-day", "sellable@A L1=6200"},
    {"receiving-told-by-the-shop-and-by-its-logistics-provider-at-", "sellable@A L1=60; sellable@MK L1=40"},
    {"release-20-of-50-held-tricks-a-releasing-b-unset-recalled-se", "held@MK L1=30; sellable@MK L1=70"},
    {"reserving-picking-packing-posted", "sellable@MK L1=100"},
    {"return-to-supplier-ship-back-receiving-returned", "held@MK L1=10; sellable@A L1=40; sellable@MK L1=50"},
    {"same-event-no-eventid-twice-in-two-documents", "sellable@A L1=10"},
    {"same-receipt-sent-twice-with-other-eventids",
     "sellable@A L1=40; sellable@MK L1=40; way:sellable@A<-MK L1=20"},
    {"same-receipt-twice-with-the-same-eventid",
     "sellable@A L1=20; sellable@MK L1=40; way:sellable@A<-MK L1=40"},
    {"ship-void-ship-again-receive-once", "sellable@A L1=60; sellable@MK L1=40"},
    {"shipped-as-l1-received-as-l2-with-one-despatch-advice", "sellable@A L2=60; sellable@MK L1=40"},
    {"shipped-as-sscc-quantitylist-of-its-contents-in-one-event-ag", "sellable@A L1=60; sellable@MK L1=40"},
    {"shipped-by-lgtin-received-by-gtin-without-lot", "sellable@A L1=30; sellable@MK L1=70"},
    {"shop-receives-live-maker-ships-departs-night-batch-in-its-ow", "sellable@A L1=60; sellable@MK L1=40"},
    {"short-delivery-10-open-shop-reports-10-stolen-from-the-shelf",
     "sellable@A L1=80; way:sellable@A<-MK L1=10"},
    {"sold-part-of-a-pallet-by-lot-pallet-still-named-rest-of-pall", "sellable@MK L1=80"},
    {"sscc-reused-after-a-year", "sellable@B L9=50; sellable@MK L1=40"},
    {"stock-count-finds-95-of-100-stock-taking-95", "sellable@MK L1=95"},
    {"the-same-by-pallet", "sellable@A L1=60; sellable@MK L1=40"},
    {"till-runs-since-d1-first-count-d3", "sellable@A =19"},
    {"till-sells-before-the-receipt-is-booked-later-time", "sellable@A L1=25; sellable@A L2=30"},
    {"two-identical-shipments-a-day-the-first-lost",
     "sellable@A L1=30; sellable@MK L1=40; way:sellable@A<-MK L1=30"},
    {"two-lorries-ship-60-depart-30-30-receive-30-accept-30-receiv", "sellable@A L1=60; sellable@MK L1=40"},
    {"two-trucks-each-only-reported-as-departing-30-30", "sellable@MK L1=40; way:sellable@A<-MK L1=60"},
    {"under-delivery-8-of-10-then-accepting-8", "sellable@A L1=8; way:sellable@A<-MK L1=2"},
    {"under-delivery-closed-by-shipper-delete-lost-in-transit", "sellable@A L1=90"},
    {"unit-made-in-pieces-no-uom-shipped-ea-received-h87", "sellable@A L1=30; sellable@MK L1=70"},
    {"whole-chain-at-00-00-of-one-day",
     "held@A L1=11; sellable@A L1=9; sellable@DC L1=35; sellable@MK L1=40"},
    {"whole-chain-at-00-00-without-lots", "sellable@A L1=20; sellable@DC L1=35; sellable@MK L1=40"},
};

std::string positions(const InventoryCase& read, std::span<const books::Fact> facts) {
  const books::Books books(facts, read.directory);
  EXPECT_TRUE(books.unbalanced().empty());
  return text(read, books.positions(Tellers::at("900T00:00"), Tellers::at("40T00:00")));
}

TEST(InventoryCases, EachHasTheRightPositions) {
  ST_NEEDS(test_cases("inventory"));
  std::size_t count = 0, fits = 0;
  for (const auto& path : files_in(test_cases("inventory"), ".json")) {
    const std::string name = path.stem().string();
    SCOPED_TRACE(name);
    const auto known = right.find(name);
    if (known == right.end()) {
      ADD_FAILURE() << "a case that this test does not know";
      continue;
    }
    ++count;
    InventoryCase read = read_inventory_case(path);
    if (name.starts_with("same-event-no-eventid")) read.facts.push_back(read.facts.front());
    const std::string got = positions(read, read.facts);
    EXPECT_EQ(got, known->second);
    if (got == known->second) ++fits;
    std::minstd_rand random(1);
    for (int turn = 0; turn < 20; ++turn) {
      std::ranges::shuffle(read.facts, random);
      ASSERT_EQ(positions(read, read.facts), got);
    }
  }
  EXPECT_EQ(count, right.size());
  std::cout << fits << " of " << count << " cases are right\n";
}

}  // namespace
}  // namespace stocktrail::test
