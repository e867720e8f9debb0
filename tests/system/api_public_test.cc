// What a person with a code learns from page, trace and proof file, and what not: volumes, codes of others,
// and what strangers say about other people's things.
#include <gmock/gmock.h>

#include "api/consumer_pages.h"
#include "api/url.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

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

}  // namespace
}  // namespace stocktrail::test
