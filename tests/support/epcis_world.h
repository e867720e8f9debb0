// tests/support/epcis_world.h: a server with a party that owns the place of our EPCIS documents, a party that
// may not report there, and an auditor; each captures or reads with a token.
#pragma once

#include <string>

#include "tests/support/api_fixture.h"

namespace stocktrail::test {

class EpcisWorld : public ApiFixture {
 protected:
  static constexpr unsigned owner = 1, stranger = 2, auditor = 3;

  EpcisWorld() {
    for (const unsigned number : {owner, stranger, auditor}) admit(number);
    policy("hold-1", "custodial", owner);
    policy("hold-2", "custodial", stranger);
    const RawResponse granted = post_json(
        "/policies", R"({"id":"read","type":"grant","role":"auditor","party":")" + party(auditor) + "\"}",
        operator_token_);
    EXPECT_EQ(granted.status, 201) << granted.body;
    // The place at which all these documents happen.
    const RawResponse stated = post_statement(signed_body(
        "party", owner,
        R"({"id":")" + party(owner) +
            R"(","name":"Party 1","places":[{"id":"https://id.gs1.org/414/9521009000026","name":"Dairy","public":true}]})"));
    EXPECT_EQ(stated.status, 201) << stated.body;
    owner_token_ = token_for(owner, "party");
    stranger_token_ = token_for(stranger, "party");
    auditor_token_ = token_for(auditor, "auditor");
  }

  void policy(std::string_view id, std::string_view type, unsigned number) {
    const RawResponse made = post_json("/policies",
                                       R"({"id":")" + std::string(id) + R"(","type":")" + std::string(type) +
                                           R"(","party":")" + party(number) + "\"}",
                                       operator_token_);
    EXPECT_EQ(made.status, 201) << made.body;
  }

  std::string owner_token_, stranger_token_, auditor_token_;
};

}  // namespace stocktrail::test
