// What nobody may learn without a right to it, asked for as an attacker would: volumes, customers, sales,
// private places and certificates, and who has which file.
#include <gmock/gmock.h>

#include "api/http/url.h"
#include "api/journey/consumer_pages.h"
#include "ledger/epcis/json/event_hash.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view made_at = "2026-07-22T06:45:00.000Z";

class PrivacyTest : public ApiFixture {
 protected:
  PrivacyTest() {
    api_.reset();
    pages_ = &consumer_pages_;
    start();
    admit(1);
    admit(2);
  }
  ~PrivacyTest() override { api_.reset(); }

  /// States the events as party 1; gives the path of the statement.
  std::string state(std::vector<std::string> events) const {
    const RawResponse made = post_statement(signed_events(1, std::move(events)));
    EXPECT_EQ(made.status, 201) << made.body;
    return made.header("location");
  }

  static std::string hash_of(const std::string& event) {
    return epcis::event_hash_id(parsed(event).root(), epcis::Context());
  }
  static std::string event_path(const std::string& id) { return "/epcis/events/" + percent_encode(id); }

  std::string statement_for_anyone(const std::string& path) const {
    const RawResponse response = get(path + "?id=" + percent_encode(batch));
    const auto statement = response.status == 200 ? Statement::parse(response.body)
                                                  : Result<Statement>(fail(ErrorCode::not_found, ""));
    std::string text;
    if (statement)
      for (const json::Value event : statement->events()) text += event.raw();
    return text;
  }

  std::string proven() const {
    const auto bundle = parse_bundle(get("/proof?id=" + percent_encode(batch)).body);
    const auto verified = bundle ? verify_bundle(*bundle, ledger_->verifier())
                                 : Result<VerifiedBundle>(fail(ErrorCode::not_found, ""));
    std::string text;
    if (!verified) return text;
    for (const auto& statement : verified->statements) {
      if (statement.statement.kind() != "events") continue;
      for (const json::Value event : statement.statement.events()) text += event.raw();
    }
    return text;
  }

  std::string trace() const { return get("/trace?id=" + percent_encode(batch)).body; }

  /// The eventIDs of the journey, as anyone sees them.
  std::vector<std::string> traced_ids() const {
    std::vector<std::string> ids;
    const json::Document document = parsed(trace());
    for (const json::Value event : document.root().find("events")->elements()) {
      ids.emplace_back(event.find("eventID")->string());
      EXPECT_EQ(event.find("shown")->find("eventID")->string(), ids.back());
    }
    return ids;
  }

  /// All that anyone can read about the lot, in one text.
  std::string all_public(const std::string& statement) const {
    return trace() + proven() + statement_for_anyone(statement) +
           get("/p" + batch.substr(std::string("https://id.gs1.org").size())).body;
  }

  const std::string batch = lot(1, "L7");

 private:
  api::ConsumerPages consumer_pages_{system_clock()};
};

// The event hash of a public event, with every quantity that might be: none of the hashes is told, and none
// is answered differently from an id that does not exist.
TEST_F(PrivacyTest, TheEventHashIsNoOracle) {
  const auto event = [&](int quantity) {
    return lot_event("commissioning", "ADD", batch, quantity, 11, made_at);
  };
  const std::string statement = state({event(120)});
  const std::string seen = all_public(statement);
  ASSERT_THAT(seen, HasSubstr("commissioning"));
  EXPECT_THAT(seen, Not(HasSubstr("ni:///")));
  const std::string none = get(event_path("urn:x:none")).body;
  const std::string stranger = token_for(2, "party"), planner = token_for(1, "planner");
  for (int quantity = 110; quantity < 130; ++quantity) {
    const std::string hash = hash_of(event(quantity));
    EXPECT_THAT(seen, Not(HasSubstr(hash)));
    EXPECT_THAT(seen, Not(HasSubstr(hash.substr(hash.find(';') + 1, 64))));
    for (const std::string& token : {std::string(), stranger, planner}) {
      const RawResponse answer = get(event_path(hash), token);
      EXPECT_EQ(answer.status, 404) << quantity;
      EXPECT_EQ(answer.body, none) << quantity;
    }
    EXPECT_EQ(get("/inventory/postings?event=" + percent_encode(hash), stranger).status, 404);
  }
  const RawResponse own = get(event_path(hash_of(event(120))), token_for(1, "party"));
  EXPECT_EQ(own.status, 200);
  EXPECT_THAT(own.body, HasSubstr(hash_of(event(120))));
}

TEST_F(PrivacyTest, AnEventWithoutAnIdGoesByAnOpaqueOne) {
  state({lot_event("commissioning", "ADD", batch, 120, 11, made_at),
         lot_event("commissioning", "ADD", lot(2, "M8"), 7, 11, made_at)});
  const std::vector<std::string> ids = traced_ids();
  ASSERT_EQ(ids.size(), 1U);
  EXPECT_THAT(ids[0], StartsWith("urn:stocktrail:event:"));
  EXPECT_EQ(traced_ids(), ids);  // The same each time.
  const RawResponse shown = get(event_path(ids[0]));
  ASSERT_EQ(shown.status, 200) << shown.body;
  EXPECT_THAT(shown.body, HasSubstr("\"eventID\":\"" + ids[0] + "\""));
  EXPECT_THAT(shown.body, Not(HasSubstr("quantity")));
  EXPECT_THAT(get(event_path(ids[0]), token_for(1, "party")).body, HasSubstr("\"quantity\":120"));
  // Nobody gets at the other events of the statement by counting, or at any by guessing.
  std::string next = ids[0];
  next[next.find_last_of('.') - 1] = '1';
  std::string wrong = ids[0];
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  for (const std::string& guess :
       {next, wrong, ids[0] + "0", ids[0].substr(0, ids[0].size() - 1), std::string("urn:stocktrail:event:"),
        std::string("urn:stocktrail:event:0.0."),
        std::string("urn:stocktrail:event:99999999999999999999.0.0"),
        std::string("urn:stocktrail:event:7.511.00")}) {
    EXPECT_EQ(get(event_path(guess)).status, 404) << guess;
  }
}

TEST_F(PrivacyTest, AHashThatASupplierWroteIsHiddenToo) {
  const std::string plain = lot_event("commissioning", "ADD", batch, 120, 11, made_at);
  const std::string hash = hash_of(plain);
  const std::string statement =
      state({lot_event("commissioning", "ADD", batch, 120, 11, made_at, R"(,"eventID":")" + hash + "\"")});
  const std::string seen = all_public(statement);
  ASSERT_THAT(seen, HasSubstr("commissioning"));
  EXPECT_THAT(seen, Not(HasSubstr(hash)));
  EXPECT_EQ(get(event_path(hash)).status, 404);
  EXPECT_EQ(get(event_path(hash), token_for(1, "party")).status, 200);
  const auto ids = traced_ids();
  ASSERT_EQ(ids.size(), 1U);
  EXPECT_EQ(get(event_path(ids[0])).status, 200);
}

TEST_F(PrivacyTest, ADeclarationNamesItsEventsByOpaqueIds) {
  const std::string wrong = lot_event("storing", "OBSERVE", batch, 7, 11, "2026-07-24T06:45:00.000Z");
  const std::string right = lot_event("storing", "OBSERVE", batch, 8, 11, "2026-07-24T06:45:00.000Z");
  const std::string declaration =
      R"(,"errorDeclaration":{"declarationTime":"2026-07-25T08:00:00Z","reason":"incorrect_data",)"
      R"("correctiveEventIDs":[")" +
      hash_of(right) + "\"]}";
  state({lot_event("commissioning", "ADD", batch, 120, 11, made_at)});
  state({wrong});
  const std::string statement =
      state({lot_event("storing", "OBSERVE", batch, 7, 11, "2026-07-24T06:45:00.000Z", declaration), right});
  const std::string seen = all_public(statement);
  EXPECT_THAT(seen, Not(HasSubstr("ni:///")));
  EXPECT_THAT(trace(), HasSubstr("incorrect_data"));
  const auto ids = traced_ids();
  ASSERT_EQ(ids.size(), 4U);
  EXPECT_EQ(ids[1], ids[2]);  // The declaration has the id of what it takes back.
  EXPECT_NE(ids[1], ids[3]);
  EXPECT_THAT(trace(), HasSubstr(R"("correctiveEventIDs":[")" + ids[3] + "\"]"));
  const std::string both = get(event_path(ids[1])).body;
  EXPECT_THAT(both, HasSubstr("errorDeclaration"));
  EXPECT_EQ(get(event_path(ids[3])).status, 200);
}

// A proof shows the id of the statement: it must not be a hash that contents can be tried out against.
TEST_F(PrivacyTest, TheIdOfACaptureTellsNothing) {
  ASSERT_EQ(post_json("/policies", R"({"id":"custody-1","type":"custodial","party":")" + party(1) + "\"}",
                      operator_token_)
                .status,
            201);
  const std::string body =
      lot_event("commissioning", "ADD", batch, 120, 11, made_at,
                R"(,"@context":["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"])");
  const RawResponse captured = post_json("/epcis/capture", body, token_for(1, "party"));
  ASSERT_EQ(captured.status, 202) << captured.body;
  const std::string index = captured.header("location").substr(std::string("/epcis/capture/").size());
  const auto shown = Statement::parse(get("/statements/" + index + "?id=" + percent_encode(batch)).body);
  ASSERT_TRUE(shown.has_value());
  const std::string zero(1, '\0');
  const Digest unkeyed =
      Sha256().update("stocktrail/capture/v1" + zero + party(1) + zero).update(sha256(body)).finish();
  EXPECT_FALSE(std::equal(shown->id().begin(), shown->id().end(), unkeyed.begin()));
  EXPECT_NE(shown->id(), ledger_->statement_ids_of(body).front());
  EXPECT_EQ(ledger_->statement_ids_of(body).front(), ledger_->statement_ids_of(body).front());
  EXPECT_NE(ledger_->statement_ids_of(body).front(), ledger_->statement_ids_of(body + "x").front());
}

TEST_F(PrivacyTest, SalesOfALotCannotBeCounted) {
  std::vector<std::string> paths;
  paths.push_back(state({lot_event("commissioning", "ADD", batch, 120, 11, made_at)}));
  for (int day = 1; day <= 3; ++day) {
    const std::string time = "2026-08-0" + std::to_string(day) + "T10:00:00.000Z";
    paths.push_back(state({lot_event("retail_selling", "DELETE", batch, 1, 11, time),
                           lot_event("storing", "OBSERVE", batch, 9, 11, time)}));
  }
  const std::string in_hand = "?id=" + percent_encode(batch);
  for (const std::string& reader : {std::string(), token_for(2, "party"), token_for(1, "planner")}) {
    std::size_t storings = 0;
    for (const std::string& path : paths) {
      const RawResponse response = get(path + in_hand, reader);
      if (response.status != 200) continue;
      const auto statement = Statement::parse(response.body);
      ASSERT_TRUE(statement.has_value());
      for (const json::Value event : statement->events()) {
        EXPECT_THAT(std::string(event.raw()), AnyOf(HasSubstr("commissioning"), HasSubstr("storing")));
        storings += event.raw().contains("storing") ? 1 : 0;
      }
    }
    EXPECT_EQ(storings, 1U);  // Of events that look the same, a journey tells one.
  }
  EXPECT_THAT(get(paths[1] + in_hand, token_for(1, "party")).body, HasSubstr("retail_selling"));
}

TEST_F(PrivacyTest, MasterDataStatementsAreOpenAsFarAsTheyArePublic) {
  const auto path_of = [&](const RawResponse& made) {
    EXPECT_EQ(made.status, 201) << made.body;
    return made.header("location");
  };
  const std::string product = path_of(
      post_statement(signed_body("product", 1, R"({"id":")" + gtin(1) + R"(","name":"Milk powder"})")));
  const std::string places = R"({"id":")" + party(1) + R"(","name":"Party 1","places":[{"id":")" + place(11) +
                             R"(","name":"Plant","public":true})";
  const std::string open_party = path_of(post_statement(signed_body("party", 1, places + "]}")));
  const std::string closed_party = path_of(
      post_statement(signed_body("party", 1, places + R"(,{"id":")" + place(12) + R"(","name":"Vault"}]})")));
  const std::string certificate =
      R"(","kind":"certification","title":"Organic","issuer":"Body","number":"N-1","subjects":[")" + gtin(1) +
      R"("],"validFrom":"2026-01-01")";
  const std::string open_certificate =
      path_of(post_statement(signed_body("certificate", 1, R"({"id":"c-1)" + certificate + "}")));
  const std::string closed_certificate = path_of(
      post_statement(signed_body("certificate", 1, R"({"id":"c-2)" + certificate + R"(,"public":false})")));
  const std::string policy = path_of(
      post_json("/policies", R"({"id":"g-1","type":"grant","party":")" + party(1) + R"(","role":"auditor"})",
                operator_token_));
  const std::string auditor = token_for(1, "auditor"), stranger = token_for(2, "party");
  for (const std::string& path : {product, open_party, open_certificate}) {
    EXPECT_EQ(get(path).status, 200) << path;
    EXPECT_EQ(get(path, stranger).status, 200) << path;
  }
  for (const std::string& path : {closed_party, closed_certificate, policy}) {
    EXPECT_EQ(get(path).status, 404) << path;
    EXPECT_EQ(get(path).body, get("/statements/999").body) << path;
    EXPECT_EQ(get(path, stranger).status, 404) << path;
    EXPECT_EQ(get(path + "?id=" + percent_encode(gtin(1))).status, 404) << path;
    EXPECT_EQ(get(path, auditor).status, 200) << path;
  }
}

TEST_F(PrivacyTest, AFileThatAnotherBroughtIsNewToEach) {
  const std::string bytes = "a report";
  const auto put = [&](unsigned number) {
    return request({.method = "PUT",
                    .target = "/blobs/" + hex_encode(sha256(bytes)),
                    .token = token_for(number, "party"),
                    .content_type = "application/pdf",
                    .body = bytes})
        .status;
  };
  EXPECT_EQ(put(1), 201);
  EXPECT_EQ(put(2), 201);
  EXPECT_EQ(put(1), 200);
  EXPECT_EQ(put(2), 200);
}

}  // namespace
}  // namespace stocktrail::test
