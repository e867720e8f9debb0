// tests/support/promises_api_fixture.h: a whole server with ten pieces of a lot at a place, and two parties
// that promise them.
#pragma once

#include <string>

#include "api/http/url.h"
#include "ledger/engine/audit.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {

class PromisesApiTest : public ApiFixture {
 protected:
  PromisesApiTest() {
    for (const unsigned number : {1U, 2U}) {
      admit(number);
      const std::string policy = R"({"id":"hold)" + std::to_string(number) +
                                 R"(","type":"custodial","party":")" + party(number) + "\"}";
      EXPECT_EQ(post_json("/policies", policy, operator_token_).status, 201);
    }
    shop = token_for(1, "planner");
    other = token_for(2, "party");
    state(lot_event("commissioning", "ADD", lot(1, "L7"), 10, 11, "2026-07-22T06:45:00.000Z"));
  }
  ~PromisesApiTest() override { api_.reset(); }

  void state(const std::string& event) const {
    const RawResponse stated = post_statement(signed_events(1, {event}));
    ASSERT_EQ(stated.status, 201) << stated.body;
  }
  static std::string line(int quantity, unsigned at_place = 11, const std::string& more = {}) {
    return R"({"product":")" + gtin(1) + R"(","quantity":)" + std::to_string(quantity) + R"(,"places":[")" +
           place(at_place) + "\"]" + more + "}";
  }
  static std::string order(const std::string& id, const std::string& lines, const std::string& more = {}) {
    return R"({"id":")" + id + R"(","lines":[)" + lines + "]" + more + "}";
  }
  RawResponse reserve(const std::string& body, const std::string& token) const {
    return post_json("/inventory/reservations", body, token);
  }
  RawResponse reserve(const std::string& body) const { return reserve(body, shop); }
  RawResponse change(const std::string& id, const std::string& action, const std::string& body = "{}") const {
    return post_json("/inventory/reservations/" + api::percent_encode(id) + "/" + action, body, shop);
  }
  std::string told(const std::string& id) const {
    return get("/inventory/reservations/" + api::percent_encode(id), shop).body;
  }
  std::string at_place(const std::string& more = {}, unsigned where = 11) const {
    return get("/inventory/reservations?place=" + api::percent_encode(place(where)) + more, shop).body;
  }
  std::string promisable() const {
    return get("/inventory/promisable?place=" + api::percent_encode(place(11)), shop).body;
  }
  void audit() {
    api_.reset();
    ledger_.reset();
    const auto report =
        audit_directory(directory_ / "data", [](std::uint64_t, std::uint64_t) {},
                        {.guard_directory = directory_ / "guard", .log = {}, .checkpoint = {}});
    ASSERT_TRUE(report) << report.error().detail;
    for (const Error& doubt : report->doubts) ADD_FAILURE() << doubt.where << ": " << doubt.detail;
  }

  std::string shop, other;
};

}  // namespace stocktrail::test
