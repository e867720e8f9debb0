// What a person with a code learns from page, trace and proof file, and what not: volumes, codes of others,
// and what strangers say about other people's things.
#include <gmock/gmock.h>

#include "api/http/url.h"
#include "api/journey/consumer_pages.h"
#include "api/journey/evidence.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view resolver = "https://id.gs1.org";

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}
/// "00095...", as it may stand in any spelling of the pallet's code.
std::string digits_of(const std::string& id) {
  return id.substr(id.rfind('/') + 1);
}

class PublicTest : public ApiFixture {
 protected:
  PublicTest() {
    api_.reset();
    pages_ = &consumer_pages_;
    start();
    admit(1);
    admit(2);
  }
  ~PublicTest() override { api_.reset(); }

  void report(unsigned number, const std::string& event) const {
    const RawResponse made = post_statement(signed_events(number, {event}));
    ASSERT_EQ(made.status, 201) << made.body;
  }
  void state(std::string_view kind, unsigned number, const std::string& claim) const {
    const RawResponse made = post_statement(signed_body(kind, number, claim));
    ASSERT_EQ(made.status, 201) << made.body;
  }
  void state_certificate(unsigned number, const std::string& id, const std::string& subject,
                         const std::string& more = {}) const {
    state("certificate", number,
          R"({"id":")" + id + R"(","kind":"permit","title":"Title of )" + id +
              R"(","issuer":"Body","number":"No-)" + id + R"(","validFrom":"2026-01-01","subjects":[")" +
              subject + "\"]" + more + "}");
  }
  /// At place 11, some minutes after 06:00.
  static std::string event(std::string_view type, std::string_view step, std::string_view action, int minute,
                           const std::string& more) {
    return R"({"type":")" + std::string(type) + R"(","bizStep":")" + std::string(step) + "\"" +
           (action.empty() ? std::string{} : R"(,"action":")" + std::string(action) + "\"") +
           R"(,"eventTime":"2026-07-22T06:)" + padded("", 2, unsigned(minute)) +
           R"(:00.000Z","eventTimeZoneOffset":"+00:00","readPoint":{"id":")" + place(11) + "\"}," + more +
           "}";
  }
  void make_lot() const {
    report(1, lot_event("commissioning", "ADD", lot(1, "L7"), 120, 11, "2026-07-22T06:00:00.000Z"));
  }
  void pack(const std::string& pallet_id, const std::string& children, int minute) const {
    report(1, event("AggregationEvent", "packing", "ADD", minute,
                    R"("parentID":")" + pallet_id + "\"," + children));
  }

  std::string page(const std::string& id) const {
    const RawResponse shown = get("/p" + id.substr(resolver.size()) + "?lang=en");
    EXPECT_EQ(shown.status, 200) << shown.body;
    return shown.body;
  }
  std::string trace(const std::string& id) const { return get("/trace?id=" + api::percent_encode(id)).body; }
  struct Proven {
    std::string text;  // All that the file discloses.
    std::size_t statements = 0;
  };
  Proven proven(const std::string& id) const {
    const RawResponse proof = get("/proof?id=" + api::percent_encode(id));
    const auto bundle = parse_bundle(proof.body);
    if (!bundle) {
      ADD_FAILURE() << proof.body;
      return {};
    }
    const auto verified = verify_bundle(*bundle, ledger_->verifier());
    if (!verified) {
      ADD_FAILURE() << verified.error().detail;
      return {};
    }
    Proven out{.text = {}, .statements = verified->statements.size()};
    for (const auto& [index, statement, name, holder, revoked] : verified->statements) {
      out.text += statement.payload().raw();
      for (const json::Value shown : statement.events()) out.text += shown.raw();
    }
    return out;
  }
  void expect_nowhere(const std::string& id, const std::string& secret) const {
    EXPECT_THAT(page(id), Not(HasSubstr(secret)));
    EXPECT_THAT(trace(id), Not(HasSubstr(secret)));
    EXPECT_THAT(proven(id).text, Not(HasSubstr(secret)));
  }

  static std::string quantity_of_lot(int quantity) {
    return R"("childQuantityList":[{"epcClass":")" + lot(1, "L7") + R"(","quantity":)" +
           std::to_string(quantity) + "}]";
  }

 private:
  api::ConsumerPages consumer_pages_{system_clock()};
};

TEST_F(PublicTest, HowManyPalletsALotFilledIsNotTold) {
  make_lot();
  for (unsigned n = 1; n <= 3; ++n) {
    pack(pallet(n), quantity_of_lot(40), int(n));
    report(1,
           event("ObjectEvent", "shipping", "OBSERVE", 10 + int(n), R"("epcList":[")" + pallet(n) + "\"]"));
  }
  const std::string html = page(lot(1, "L7"));
  EXPECT_EQ(count(html, "<h3>Packed"), 1U);
  EXPECT_EQ(count(html, "<h3>Sent"), 1U);
  EXPECT_EQ(count(trace(lot(1, "L7")), "\"shipping\""), 1U);
  for (unsigned n = 1; n <= 3; ++n) expect_nowhere(lot(1, "L7"), digits_of(pallet(n)));
  // Who holds the pallet's code sees its own way, and who reported it sees all.
  EXPECT_THAT(page(pallet(2)), HasSubstr("<h3>Sent"));
  for (const unsigned other : {1U, 3U}) expect_nowhere(pallet(2), digits_of(pallet(other)));
  const std::string whole = get("/trace?id=" + api::percent_encode(lot(1, "L7")), token_for(1, "party")).body;
  for (unsigned n = 1; n <= 3; ++n) EXPECT_THAT(whole, HasSubstr(digits_of(pallet(n))));
}

TEST_F(PublicTest, AnItemTellsEachContainerThatItWasIn) {
  report(1, event("ObjectEvent", "commissioning", "ADD", 0, R"("epcList":[")" + item(1, "S1") + "\"]"));
  for (unsigned n = 1; n <= 2; ++n) {
    pack(pallet(n), R"("childEPCs":[")" + item(1, "S1") + "\"]", int(n * 10));
    report(1, event("ObjectEvent", "shipping", "OBSERVE", int(n * 10 + 1),
                    R"("epcList":[")" + pallet(n) + "\"]"));
  }
  EXPECT_EQ(count(page(item(1, "S1")), "<h3>Sent"), 2U);
  for (unsigned n = 1; n <= 2; ++n) expect_nowhere(item(1, "S1"), digits_of(pallet(n)));
}

TEST_F(PublicTest, AScannedPalletShowsNoSerialAndNoSaleOfWhatWasOnIt) {
  for (const char* serial : {"SERIAL-A", "SERIAL-B", "SERIAL-C"})
    report(1, event("ObjectEvent", "commissioning", "ADD", 0, R"("epcList":[")" + item(1, serial) + "\"]"));
  pack(pallet(5),
       R"("childEPCs":[")" + item(1, "SERIAL-A") + "\",\"" + item(1, "SERIAL-B") + "\",\"" +
           item(1, "SERIAL-C") + "\"]",
       5);
  report(1, event("ObjectEvent", "shipping", "OBSERVE", 6, R"("epcList":[")" + pallet(5) + "\"]"));
  report(1, event("ObjectEvent", "retail_selling", "DELETE", 9,
                  R"("epcList":[")" + item(1, "SERIAL-B") + "\"]"));
  EXPECT_EQ(count(page(pallet(5)), "<h3>Made"), 1U);
  EXPECT_EQ(count(page(pallet(5)), "<h3>Sent"), 1U);
  expect_nowhere(pallet(5), "SERIAL-");
  expect_nowhere(pallet(5), "retail_selling");
  EXPECT_THAT(trace(pallet(5)), HasSubstr(digits_of(pallet(5))));
}

TEST_F(PublicTest, StrangersCertificatesAreOnNoPage) {
  ASSERT_EQ(post_json("/parties",
                      R"({"id":")" + party(3) + R"(","name":"Food office","roles":["authority"],"keys":[)" +
                          jwk(3) + "]}",
                      operator_token_)
                .status,
            201);
  state("product", 1, R"({"id":")" + gtin(1) + R"(","name":"Milk powder"})");
  make_lot();
  for (const std::string& subject : {gtin(1), lot(1, "L7"), party(1), place(11)}) {
    const std::string name = std::to_string(subject.size()) + subject.substr(resolver.size() + 1, 3);
    state_certificate(2, "!stranger " + name, subject);
    state_certificate(1, "own " + name, subject);
    state_certificate(3, "office " + name, subject);
  }
  const std::string html = page(lot(1, "L7"));
  EXPECT_THAT(html, Not(HasSubstr("stranger")));
  EXPECT_EQ(count(html, "Title of own"), 4U);
  EXPECT_EQ(count(html, "Title of office"), 4U);
  EXPECT_EQ(count(html, "Stated by Party 1"), 4U);
  EXPECT_EQ(count(html, "Stated by Food office"), 4U);
  EXPECT_THAT(proven(lot(1, "L7")).text, Not(HasSubstr("stranger")));
  // Who makes a lot speaks for that lot, and not for the product.
  report(2, lot_event("commissioning", "ADD", lot(1, "L8"), 5, 21, "2026-07-22T06:00:00.000Z"));
  state_certificate(2, "maker lot", lot(1, "L8"));
  EXPECT_EQ(count(page(lot(1, "L8")), "Title of maker"), 1U);
  EXPECT_THAT(page(lot(1, "L8")), Not(HasSubstr("stranger")));
}

TEST_F(PublicTest, CertificatesOfManyPartiesAreCut) {
  make_lot();
  for (const unsigned by : {1U, 2U}) state_certificate(by, "C" + std::to_string(by), lot(1, "L7"));
  const gs1::Key key = gs1::parse_key(lot(1, "L7")).value();
  const auto view = ledger_->view();
  const api::Journey journey = api::public_journey(key, *view);
  EXPECT_TRUE(api::evidence_of(key, journey, *view, {.certificate_staters_max = 2}).has_all_certificates);
  EXPECT_FALSE(api::evidence_of(key, journey, *view, {.certificate_staters_max = 1}).has_all_certificates);
}

TEST_F(PublicTest, ManyCertificatesAreCutAndPaged) {
  constexpr std::size_t shown_max = api::EvidenceLimits::certificates_shown_max;
  make_lot();
  for (std::size_t n = 0; n <= shown_max; ++n) state_certificate(1, "C" + std::to_string(n), party(1));
  state_certificate(1, "C5-secret", party(1), R"(,"public":false)");
  state_certificate(2, "C5-strange", party(1));
  const std::string html = page(lot(1, "L7"));
  EXPECT_EQ(count(html, "Title of C"), shown_max);
  EXPECT_THAT(html, HasSubstr("There are more certificates"));
  const auto all = [&](const std::string& token) {
    std::vector<std::string> ids;
    std::string next;
    do {
      const RawResponse list = get("/certificates?limit=20&subject=" + api::percent_encode(party(1)) +
                                       (next.empty() ? "" : "&cursor=" + api::percent_encode(next)),
                                   token);
      EXPECT_EQ(list.status, 200) << list.body;
      EXPECT_TRUE(!token.empty() || list.body.find("secret") == std::string::npos);
      const json::Document document = parsed(list.body);
      for (const json::Value each : document.root().find("certificates")->elements())
        ids.emplace_back(each.find("id")->string());
      next = member(list.body, "next");
    } while (!next.empty());
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size());
    return ids.size();
  };
  EXPECT_EQ(all({}), shown_max + 2);
  EXPECT_EQ(all(token_for(2, "party")), shown_max + 2);
  EXPECT_EQ(all(token_for(1, "party")), shown_max + 3);
  const std::string own_list = "&cursor=" + api::percent_encode("o " + party(1) + " ");
  EXPECT_THAT(get("/certificates?subject=" + api::percent_encode(party(1)) + own_list).body,
              Not(HasSubstr("secret")));
  for (const char* cursor : {"C5", "x%20y%20z", "e%20", "AAAA"})
    EXPECT_EQ(get("/certificates?subject=" + api::percent_encode(party(1)) + "&cursor=" + cursor).status, 400)
        << cursor;
}

TEST_F(PublicTest, WhatThePageSaysStandsInTheProofFile) {
  state("product", 1, R"({"id":")" + gtin(1) + R"(","name":"Milk powder"})");
  state("product", 1, R"({"id":")" + gtin(2) + R"(","name":"Fresh milk"})");
  state_certificate(1, "organic", lot(1, "L7"));
  state_certificate(1, "closed", lot(1, "L7"), R"(,"public":false)");
  report(1, event("TransformationEvent", "commissioning", "", 1,
                  R"("inputQuantityList":[{"epcClass":")" + lot(2, "M8") +
                      R"(","quantity":7}],"outputQuantityList":[{"epcClass":")" + lot(1, "L7") +
                      R"(","quantity":6}],"sensorElementList":[{"sensorReport":[{"type":"Temperature",)"
                      R"("minValue":3.125,"maxValue":4.5,"uom":"CEL"}]}])"));
  report(1, lot_event("commissioning", "ADD", lot(2, "M8"), 5, 11, "2026-07-21T06:00:00.000Z"));
  const std::string html = page(lot(1, "L7"));
  const Proven proof = proven(lot(1, "L7"));
  for (const char* told : {"3.125", "Milk powder", "Fresh milk", "No-organic"}) {
    EXPECT_THAT(html, HasSubstr(told));
    EXPECT_THAT(proof.text, HasSubstr(told));
  }
  EXPECT_THAT(trace(lot(1, "L7")), HasSubstr("3.125"));
  EXPECT_THAT(proof.text, Not(HasSubstr("No-closed")));
  EXPECT_THAT(proof.text, Not(HasSubstr("\"quantity\"")));
  EXPECT_THAT(html, HasSubstr("Verified: " + std::to_string(proof.statements) + " signed records"));
}

TEST_F(PublicTest, FreeTextInPlaceOfAUnitOrACountryIsToldToNobody) {
  const std::string kelvin = R"(,"sensorElementList":[{"sensorReport":[{"type":"Temperature","value":277.15,)"
                             R"("uom":"KEL"}]}])";
  const std::string message = R"(,"sensorElementList":[{"sensorReport":[{"type":"Temperature","value":4,)"
                              R"("uom":"\u00b0C, the recall is over"}]}])";
  report(1, lot_event("commissioning", "ADD", lot(1, "L7"), 120, 11, "2026-07-22T06:00:00.000Z",
                      R"(,"ilmd":{"cbvmda:countryOfOrigin":"Approved by all"})"));
  report(1, lot_event("storing", "OBSERVE", lot(1, "L7"), 120, 11, "2026-07-22T07:00:00.000Z", kelvin));
  report(1, lot_event("inspecting", "OBSERVE", lot(1, "L7"), 1, 11, "2026-07-22T08:00:00.000Z", message));
  EXPECT_THAT(page(lot(1, "L7")), AllOf(HasSubstr("277.15 K<"), HasSubstr("Inspected")));
  expect_nowhere(lot(1, "L7"), "recall is over");
  expect_nowhere(lot(1, "L7"), "Approved by all");
}

TEST_F(PublicTest, ACertificateThatNamesAHiddenPlaceIsInNeither) {
  make_lot();
  state_certificate(1, "open", party(1));
  state_certificate(1, "telling", party(1) + "\",\"" + place(12));
  EXPECT_THAT(page(lot(1, "L7")), HasSubstr("No-open"));
  expect_nowhere(lot(1, "L7"), "No-telling");
  expect_nowhere(lot(1, "L7"), digits_of(place(12)));
}

}  // namespace
}  // namespace stocktrail::test
