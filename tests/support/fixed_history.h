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

/// Signed by the supplier now; equal arguments and times give equal bytes.
inline Result<Receipt> state_as(LedgerWorld& world, const Supplier& supplier, std::uint64_t number,
                                std::string kind, std::string body) {
  StatementDraft draft;
  draft.kind = std::move(kind);
  draft.issuer = supplier.id.text();
  draft.issued_at = to_i64(world.clock.now()) / 1'000'000;
  draft.id = statement_id(number);
  draft.body = std::move(body);
  const auto wire = sign_statement(draft, supplier.key);
  ST_CHECK(wire.has_value());
  return world.post(*wire);
}

/// Events of every type, and a declaration; some are told before their time.
inline void write_events(LedgerWorld& world) {
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
  const std::string returned = event_of(
      R"("type":"TransactionEvent","eventTime":"2026-07-22T11:00:00Z","action":"ADD","bizStep":"accepting","disposition":"returned",)"
      R"("bizTransactionList":[{"type":"rma","bizTransaction":"urn:example:rma:1"}],"quantityList":[{"epcClass":")" +
      lot(1, "L1") + R"(","quantity":1}],)" + at(shop));
  const std::string fitted = event_of(
      R"("type":"AssociationEvent","eventTime":"2026-07-22T11:10:00Z","action":"ADD","bizStep":"installing","parentID":")" +
      item(2, "1") + R"(","childEPCs":[")" + item(3, "1") + R"("],)" + at(shop));
  ASSERT_TRUE(world.post(sign_events(shop, 5, {returned, fitted})));
}

/// Every kind of statement; tests/golden/ledger_tables_golden_test.cc looks that none is missing.
inline void write_history(LedgerWorld& world) {
  write_events(world);
  if (::testing::Test::HasFatalFailure()) return;
  world.clock.pass_micros(6 * 3'600'000'000);
  const Supplier maker = make_supplier(1), shop = make_supplier(2);
  ASSERT_TRUE(state_as(world, maker, 11, "key",
                       R"({"party":")" + maker.id.text() + R"(","add":[{"kty":"OKP","crv":"Ed25519","x":")" +
                           base64url_encode(make_supplier(11).key.public_key().bytes()) + R"("}]})"));
  ASSERT_TRUE(state_as(world, maker, 12, "product", R"({"id":")" + gtin(2) + R"(","name":"Cheese"})"));
  ASSERT_TRUE(
      state_as(world, maker, 13, "recall",
               R"({"id":"r1","goods":[{"product":")" + gtin(2) + R"(","lots":["M1"]}],"reason":"Glass"})"));
  ASSERT_TRUE(state_as(world, maker, 14, "reservation",
                       R"({"action":"reserve","id":"o1","lines":[{"product":")" + gtin(1) +
                           R"(","quantity":3,"places":[")" + maker.place + R"("]}]})"));
  ASSERT_TRUE(state_as(world, shop, 15, "settlement",
                       R"({"id":"AAAAAAAAAAAAAAAAAAAAAA","place":")" + shop.place +
                           R"(","action":"acknowledge","quantity":"2"})"));
  ASSERT_TRUE(state_as(world, shop, 16, "order",
                       R"({"id":"p1","document":"urn:example:po:1","place":")" + shop.place +
                           R"(","supplier":")" + maker.id.text() +
                           R"(","due":"2026-08-01","lines":[{"product":")" + gtin(1) +
                           R"(","quantity":9}]})"));
}

}  // namespace stocktrail::test
