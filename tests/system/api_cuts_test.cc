// However an issuer cuts its statement into disclosures, no public answer tells what is marked as secret
// here: quantity, order, customer, price, a private place, other goods, and the other events of the
// statement.
#include <gmock/gmock.h>

#include <random>

#include "api/http/url.h"
#include "api/journey/consumer_pages.h"
#include "api/journey/event_reader.h"
#include "tests/support/api_fixture.h"
#include "tests/support/cut_statement.h"
#include "tests/support/seed.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class CutsTest : public ApiFixture {
 protected:
  CutsTest() {
    api_.reset();
    pages_ = &consumer_pages_;
    start();
    admit(1);
    admit(2);
    // The owner of a product is named on its journeys; another company might be a customer.
    const std::string product = R"({"id":")" + gtin(1) + R"(","name":"Milk"})";
    EXPECT_EQ(post_statement(signed_body("product", 1, product)).status, 201);
  }
  ~CutsTest() override { api_.reset(); }

  static std::string id_of(unsigned number) { return "urn:x:event:" + std::to_string(number); }

  /// An event about `batch` at a public place; `extra` are members.
  static std::string event(unsigned number, const std::string& batch, const std::string& extra) {
    const bool makes = extra.contains("costs");  // Only what makes goods has ilmd.
    return R"({"type":"ObjectEvent",)" +
           std::string(makes ? R"("action":"ADD","bizStep":"commissioning",)"
                             : R"("action":"OBSERVE","bizStep":"storing",)") +
           R"("eventID":")" + id_of(number) +
           R"(","eventTime":"2026-07-22T06:45:00.000Z","eventTimeZoneOffset":"+00:00","quantityList":[)" +
           R"({"epcClass":")" + batch + "\"" +
           (extra.contains("quantity") ? R"(,"quantity":770077)" : std::string{}) + "}]" +
           (extra.contains("others") ? R"(,"epcList":[")" + item(8, "SECRETITEM") + "\"]" : std::string{}) +
           (extra.contains("place") ? R"(,"readPoint":{"id":")" + place(12) + "\"}"
                                    : R"(,"readPoint":{"id":")" + place(11) + "\"}") +
           (extra.contains("customer")
                ? R"(,"destinationList":[{"type":"owning_party","destination":")" + party(2) + "\"}]"
                : std::string{}) +
           (extra.contains("order")
                ? R"(,"bizTransactionList":[{"type":"po","bizTransaction":"urn:x:secret-order"}])"
                : std::string{}) +
           (extra.contains("price") ? R"(,"https://ns.example/price":"secret-price")" : std::string{}) +
           (makes ? R"(,"ilmd":{"cbvmda:lotNumber":"L","https://ns.example/costs":"secret-costs"})"
                  : std::string{}) +
           "}";
  }

  static std::vector<std::string> secrets() {
    return {"770077", "SECRETITEM", place(12), party(2), "secret-order", "secret-price", "secret-costs"};
  }

  std::string post(const std::vector<std::string>& events, const Cuts& cuts) const {
    StatementDraft draft = draft_of(1);
    draft.events = events;
    const RawResponse made = post_statement(StatementCutter(cuts).sign(draft, key_of_party(1)));
    EXPECT_EQ(made.status, 201) << made.body;
    return made.header("location");
  }

  /// The events of the proof in plain text; empty if there is none.
  std::string proof(const std::string& query) const {
    const RawResponse answer = get("/proof" + query);
    if (answer.status != 200) return {};
    const auto bundle = parse_bundle(answer.body);
    if (!bundle) {
      ADD_FAILURE() << answer.body;
      return {};
    }
    const auto verified = verify_bundle(*bundle, ledger_->verifier());
    EXPECT_TRUE(verified.has_value()) << verified.error().detail;
    std::string text = answer.body.substr(0, answer.body.find("index"));
    for (const BundleEntry& entry : bundle->entries) {
      const std::string told = plain_text_of(entry.sd_jwt);
      if (told.contains("events+sd-jwt")) text += told;
    }
    return text;
  }

  /// All that anyone can read of the lot's journey and of this statement.
  std::string told(const std::string& batch, const std::string& statement) const {
    const std::string query = "?id=" + percent_encode(batch);
    return get("/trace" + query).body + proof(query) + plain_text_of(get(statement + query).body) +
           plain_text_of(get(statement).body) +
           get("/p" + batch.substr(std::string("https://id.gs1.org").size())).body;
  }

 private:
  api::ConsumerPages consumer_pages_{system_clock()};
};

Cuts everywhere() {
  return [](std::size_t, std::string_view) { return true; };
}
Cuts nowhere() {
  return [](std::size_t, std::string_view) { return false; };
}

TEST_F(CutsTest, NoFormOfAStatementTellsSecrets) {
  std::mt19937_64 random(test_seed());
  const auto chance = [&random](int percent) { return static_cast<int>(random() % 100) < percent; };
  std::size_t shown = 0;
  for (unsigned round = 0; round < 60; ++round) {
    const std::string batch = lot(1, "R" + std::to_string(round));
    std::vector<std::string> events;
    const unsigned count = 1 + random() % 3;
    for (unsigned i = 0; i < count; ++i) {
      std::string extra;
      for (const char* word : {"quantity ", "others ", "place ", "customer ", "order ", "price ", "costs "})
        if (chance(25)) extra += word;
      events.push_back(event(round * 10 + i, i == 0 ? batch : lot(7, "SECRETLOT"), extra));
    }
    std::vector<int> percent;  // How much of each event is cut.
    for (unsigned i = 0; i < count; ++i) percent.push_back(chance(30) ? 100 : chance(30) ? 0 : 70);
    std::map<std::pair<std::size_t, std::string>, bool> chosen;
    const std::string statement = post(events, [&](std::size_t i, std::string_view pointer) {
      return chosen.try_emplace({i, std::string(pointer)}, chance(percent[i])).first->second;
    });
    const std::string all = told(batch, statement);
    if (all.contains(id_of(round * 10))) ++shown;
    for (const std::string& secret : secrets()) EXPECT_THAT(all, Not(HasSubstr(secret))) << events[0];
    EXPECT_THAT(all, Not(HasSubstr("SECRETLOT"))) << events[0];
    for (unsigned i = 1; i < count; ++i) EXPECT_THAT(all, Not(HasSubstr(id_of(round * 10 + i))));
    for (unsigned i = 0; i < count; ++i) {
      const std::string path = "/epcis/events/" + percent_encode(id_of(round * 10 + i));
      const std::string one = get(path).body + get(path + "?id=" + percent_encode(batch)).body;
      for (const std::string& secret : secrets()) EXPECT_THAT(one, Not(HasSubstr(secret))) << events[i];
    }
  }
  EXPECT_GT(shown, 5U) << "nothing was shown, so nothing was tested";
}

TEST_F(CutsTest, WhatIsCutIsShown) {
  const std::string batch = lot(1, "CUT");
  const std::string statement =
      post({event(1, batch, "quantity customer order price"), event(2, lot(7, "M"), "")}, everywhere());
  const std::string all = told(batch, statement);
  EXPECT_THAT(all, HasSubstr(id_of(1)));
  EXPECT_THAT(proof("?id=" + percent_encode(batch)), StartsWith("stocktrail-proof/v1\n"));
  EXPECT_THAT(proof("?id=" + percent_encode(batch)), HasSubstr(batch));
}

TEST_F(CutsTest, APlainEventWithoutSecretsIsPublic) {
  const std::string batch = lot(1, "OPEN");
  const std::string statement = post({event(1, batch, "")}, nowhere());
  EXPECT_THAT(proof("?id=" + percent_encode(batch)), HasSubstr(id_of(1)));
  EXPECT_EQ(get(statement + "?id=" + percent_encode(batch)).status, 200);
  EXPECT_EQ(get(statement).status, 404) << "without the code the lot is not to be told";
}

TEST_F(CutsTest, AProofSaysThatItLeavesEventsOut) {
  const std::string batch = lot(1, "HALF");
  const std::string query = "?id=" + percent_encode(batch);
  post({event(1, batch, "order")}, nowhere());
  EXPECT_EQ(get("/proof" + query).status, 404);
  EXPECT_THAT(get("/proof" + query).body, HasSubstr("is public"));
  post({event(2, batch, "order")}, everywhere());
  const std::string told = proof(query);
  EXPECT_THAT(told, StartsWith("stocktrail-proof/v2\nevents left out\n"));
  EXPECT_THAT(told, HasSubstr(id_of(2)));
  EXPECT_THAT(told, Not(HasSubstr(id_of(1))));
  EXPECT_THAT(get("/trace" + query).body, HasSubstr("\"hidesEvents\":true"));
  EXPECT_THAT(get("/trace" + query).body, Not(HasSubstr(id_of(1))));
}

// A party that an event names sees it whole; the other events that stand beside it in the payload are not
// its.
TEST_F(CutsTest, APartySeesNoOtherEventsOfTheStatementThatNamesIt) {
  const std::string statement =
      post({event(1, lot(1, "A"), "customer"), event(2, lot(1, "B"), "order")}, nowhere());
  const std::string token = token_for(2, "party");
  EXPECT_EQ(get(statement, token).status, 404);
  EXPECT_EQ(get(statement, token_for(1, "party")).status, 200);
  const RawResponse named = get("/epcis/events/" + percent_encode(id_of(1)), token);
  EXPECT_EQ(named.status, 200);
  EXPECT_THAT(named.body, HasSubstr(party(2)));
  EXPECT_EQ(get("/epcis/events/" + percent_encode(id_of(2)), token).status, 404);
}

// What only an event tells that is not public is not told: neither the inputs of a lot nor their events.
TEST_F(CutsTest, WhatHangsOnAHiddenEventIsNotTold) {
  const std::string input = lot(2, "INPUT"), output = lot(1, "OUTPUT");
  post({event(1, input, "")}, everywhere());
  const auto transformation = [&](unsigned number, const std::string& more) {
    return R"({"type":"TransformationEvent","eventID":")" + id_of(number) +
           R"(","eventTime":"2026-07-23T06:45:00.000Z","eventTimeZoneOffset":"+00:00","inputQuantityList":[)" +
           R"({"epcClass":")" + input + R"("}],"outputQuantityList":[{"epcClass":")" + output + "\"}]" +
           more + "}";
  };
  const std::string query = "?id=" + percent_encode(output);
  post({transformation(2, R"(,"https://ns.example/price":"secret-price")")}, nowhere());
  const std::string hidden = get("/trace" + query).body;
  EXPECT_THAT(hidden, Not(HasSubstr("INPUT")));
  EXPECT_THAT(hidden, Not(HasSubstr(id_of(1))));
  post({transformation(3, "")}, nowhere());
  const std::string open = get("/trace" + query).body;
  EXPECT_THAT(open, HasSubstr("INPUT"));
  EXPECT_THAT(open, HasSubstr(id_of(1)));
}

TEST_F(CutsTest, OnlySoMuchUncutTextIsReadForAJourney) {
  constexpr std::size_t fillers = 9, limit = api::EventReader::uncut_text_bytes_max;
  unsigned number = 10;  // All ids are of one length.
  const auto journey_after = [&](const std::string& batch, std::size_t text_bytes) {
    for (std::size_t i = 0; i < fillers; ++i) {
      std::string filler = event(++number, batch, "price");
      const std::size_t share = text_bytes / fillers + (i < text_bytes % fillers ? 1 : 0);
      filler.insert(filler.find("secret-price"), share - filler.size(), 'x');
      post({filler}, nowhere());
    }
    post({event(++number, batch, "")}, nowhere());
    return get("/trace?id=" + percent_encode(batch)).body;
  };
  const std::string whole = journey_after(lot(1, "WHOLE"), limit - 1);
  EXPECT_THAT(whole, HasSubstr(id_of(number)));
  EXPECT_THAT(whole, HasSubstr("\"complete\":true"));
  const std::string cut = journey_after(lot(1, "CUT"), limit);
  EXPECT_THAT(cut, Not(HasSubstr(id_of(number))));
  EXPECT_THAT(cut, HasSubstr("\"complete\":false"));
}

}  // namespace
}  // namespace stocktrail::test
