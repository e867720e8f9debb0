// tests/support/fixed_history.h: one history that is never changed: what golden files are made from.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/support/ledger_world.h"

namespace stocktrail::test {

inline std::string event_of(std::string_view members) {
  return R"({"eventTimeZoneOffset":"+00:00",)" + std::string(members) + "}";
}
inline std::string at(const Supplier& supplier) {
  return R"("readPoint":{"id":")" + supplier.place + R"("},"bizLocation":{"id":")" + supplier.place + R"("})";
}

/// Every kind of statement, every type of event, and a declaration.
inline void write_history(LedgerWorld& world) {
  const Supplier maker = make_supplier(1), shop = make_supplier(2);
  ASSERT_TRUE(world.admit(maker));
  ASSERT_TRUE(world.admit(shop));
  ASSERT_TRUE(world.state("product", R"({"id":")" + gtin(1) + R"(","name":"Milk powder","brand":"Larch"})"));
  ASSERT_TRUE(
      world.state("policy", R"({"id":"held","type":"custodial","party":")" + maker.id.text() + R"("})"));
  ASSERT_TRUE(world.state("certificate",
                          R"({"id":"c1","kind":"permit","issuer":"Office","number":"7","title":"Permit",)"
                          R"("subjects":[")" +
                              maker.id.text() + R"("],"validFrom":"2026-01-01","status":"active"})"));
  const std::string made = commissioning(maker, 1, "L1", 100);
  const std::string packed = event_of(
      R"("type":"AggregationEvent","eventTime":"2026-07-22T07:00:00Z","action":"ADD","bizStep":"packing","parentID":")" +
      pallet(1) + R"(","childQuantityList":[{"epcClass":")" + lot(1, "L1") + R"(","quantity":60}],)" +
      at(maker));
  const std::string shipped = event_of(
      R"("type":"ObjectEvent","eventTime":"2026-07-22T08:00:00Z","action":"OBSERVE","bizStep":"shipping","epcList":[")" +
      pallet(1) + R"("],"readPoint":{"id":")" + maker.place +
      R"("},"destinationList":[{"type":"location","destination":")" + shop.place +
      R"("}],"bizTransactionList":[{"type":"desadv","bizTransaction":"urn:example:desadv:1"}])");
  const std::string items = event_of(
      R"("type":"ObjectEvent","eventTime":"2026-07-22T06:50:00Z","action":"ADD","bizStep":"commissioning","epcList":[")" +
      item(2, "1") + R"(",")" + item(2, "2") +
      R"("],"ilmd":{"cbvmda:lotNumber":"M1","cbvmda:itemExpirationDate":"2027-07-22"},)" + at(maker));
  ASSERT_TRUE(world.post(sign_events(maker, 1, {made, packed, items})));
  ASSERT_TRUE(world.post(sign_events(maker, 2, {shipped})));
  const std::string received = event_of(
      R"("type":"ObjectEvent","eventTime":"2026-07-22T12:00:00Z","action":"OBSERVE","bizStep":"receiving","epcList":[")" +
      pallet(1) + R"("],)" + at(shop));
  const std::string mixed = event_of(
      R"("type":"TransformationEvent","eventTime":"2026-07-22T13:00:00Z","bizStep":"commissioning","inputQuantityList":[{"epcClass":")" +
      lot(1, "L1") + R"(","quantity":1.50,"uom":"KGM"}],"outputQuantityList":[{"epcClass":")" + lot(3, "X") +
      R"(","quantity":4}],)" + at(shop));
  const std::string sold = event_of(
      R"("type":"ObjectEvent","eventTime":"2026-07-22T14:00:00Z","action":"OBSERVE","bizStep":"retail_selling","disposition":"retail_sold",)"
      R"("eventID":"urn:example:sale:1","quantityList":[{"epcClass":")" +
      lot(1, "L1") + R"(","quantity":2}],)" + at(shop));
  const std::string not_sold = event_of(
      R"("type":"ObjectEvent","eventTime":"2026-07-22T14:00:00Z","action":"OBSERVE","bizStep":"retail_selling","disposition":"retail_sold",)"
      R"("errorDeclaration":{"declarationTime":"2026-07-22T15:00:00Z","reason":"did_not_occur"},)"
      R"("eventID":"urn:example:sale:1","quantityList":[{"epcClass":")" +
      lot(1, "L1") + R"(","quantity":2}],)" + at(shop));
  ASSERT_TRUE(world.post(sign_events(shop, 3, {received, mixed, sold})));
  ASSERT_TRUE(world.post(sign_events(shop, 4, {not_sold})));
}

}  // namespace stocktrail::test
