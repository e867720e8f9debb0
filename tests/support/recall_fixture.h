// tests/support/recall_fixture.h: a server with a maker, a shop and a stranger, who state recalls.
#pragma once

#include <string>
#include <vector>

#include "api/journey/consumer_pages.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {

class RecallFixture : public ApiFixture {
 protected:
  static constexpr unsigned maker = 1, shop = 2, stranger = 3;
  static constexpr const char* sellable = R"("status":"sellable")";

  RecallFixture() {
    api_.reset();
    pages_ = &consumer_pages_;
    start();
    for (const unsigned party_number : {maker, shop, stranger}) admit(party_number);
    auditor_ = make_auditor();
    maker_token_ = token_for(maker, "party");
    shop_token_ = token_for(shop, "party");
  }
  ~RecallFixture() override { api_.reset(); }

  std::string make_auditor() {
    admit(9);
    const RawResponse granted =
        post_json("/policies", R"({"id":"g","type":"grant","party":")" + party(9) + R"(","role":"auditor"})",
                  operator_token_);
    EXPECT_EQ(granted.status, 201) << granted.body;
    return token_for(9, "auditor");
  }

  void own(unsigned party_number, unsigned product) {
    const std::string claim = R"({"id":")" + gtin(product) + R"(","name":"Milk powder"})";
    ASSERT_EQ(post_statement(signed_body("product", party_number, claim)).status, 201);
  }
  void state(unsigned party_number, std::vector<std::string> events) {
    const RawResponse made = post_statement(signed_events(party_number, std::move(events)));
    ASSERT_EQ(made.status, 201) << made.body;
  }
  RawResponse recall(unsigned party_number, const std::string& named, const std::string& more = {},
                     const std::string& id = "R-1") {
    return post_statement(signed_body(
        "recall", party_number,
        R"({"id":")" + id + R"(","goods":[)" + named + R"(],"reason":"Glass splinters")" + more + "}"));
  }
  static std::string goods_of(unsigned product, const std::string& lots) {
    return R"({"product":")" + gtin(product) + R"(","lots":[)" + lots + "]}";
  }
  static std::string event(unsigned party_number, std::string_view step, std::string_view action,
                           const std::string& thing, std::string_view day, const std::string& more = {}) {
    return lot_event(step, action, thing, 10, party_number * 10 + 1,
                     "2026-07-" + std::string(day) + "T06:45:00Z", more);
  }
  static std::string made(unsigned party_number, const std::string& thing, std::string_view day) {
    return event(party_number, "commissioning", "ADD", thing, day);
  }
  static std::string shipped(const std::string& thing, std::string_view day) {
    return event(maker, "shipping", "OBSERVE", thing, day,
                 R"(,"destinationList":[{"type":"location","destination":")" + place(shop * 10 + 1) + "\"}]");
  }
  static std::string transformed(const std::string& input, const std::string& output, std::string_view day) {
    return transformed_at(maker, input, output, day);
  }
  static std::string transformed_at(unsigned party_number, const std::string& input,
                                    const std::string& output, std::string_view day) {
    return R"({"type":"TransformationEvent","eventTime":"2026-07-)" + std::string(day) +
           R"(T06:45:00Z","eventTimeZoneOffset":"+00:00","bizStep":"commissioning","readPoint":{"id":")" +
           place(party_number * 10 + 1) + R"("},"bizLocation":{"id":")" + place(party_number * 10 + 1) +
           R"("},"inputQuantityList":[{"epcClass":")" + input +
           R"(","quantity":4}],"outputQuantityList":[{"epcClass":")" + output + R"(","quantity":4}]})";
  }
  /// All positions of a product as an auditor sees them.
  std::string positions(unsigned product, const std::string& more = {}) const {
    return get("/inventory/positions?product=" + gtin(product) + more, auditor_).body;
  }
  std::string page(const std::string& thing, const std::string& more = {}) const {
    return get("/p" + thing.substr(std::string("https://id.gs1.org").size()) + more).body;
  }
  std::string reach(const std::string& reader, const std::string& id = "R-1") const {
    return get("/recalls/" + id + "/reach", reader).body;
  }

  const std::string goods = lot(1, "A"), raw = lot(2, "RAW");
  std::string auditor_, maker_token_, shop_token_;

 private:
  api::ConsumerPages consumer_pages_{system_clock()};
};

}  // namespace stocktrail::test
