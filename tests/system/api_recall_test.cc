// A recall on the consumer page, by socket: whose word counts, whatever a dishonest party states.
#include <gmock/gmock.h>

#include "api/journey/consumer_pages.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;

class RecallPageTest : public ApiFixture {
 protected:
  static constexpr unsigned honest = 1, dishonest = 2;

  RecallPageTest() {
    api_.reset();
    pages_ = &consumer_pages_;
    start();
    admit(honest);
    admit(dishonest);
  }
  ~RecallPageTest() override { api_.reset(); }

  void own(unsigned party_number, unsigned product) {
    const std::string claim = R"({"id":")" + gtin(product) + R"(","name":"Milk powder"})";
    const RawResponse stated = post_statement(signed_body("product", party_number, claim));
    ASSERT_EQ(stated.status, 201) << stated.body;
  }
  void state(unsigned party_number, std::vector<std::string> events) {
    const RawResponse made = post_statement(signed_events(party_number, std::move(events)));
    ASSERT_EQ(made.status, 201) << made.body;
  }
  static std::string event(unsigned party_number, std::string_view step, std::string_view action,
                           const std::string& thing, std::string_view day, const std::string& more = {}) {
    return lot_event(step, action, thing, 1, party_number * 10 + 1,
                     "2026-07-" + std::string(day) + "T06:45:00Z", more);
  }
  static std::string made(unsigned party_number, const std::string& thing, std::string_view day) {
    return event(party_number, "commissioning", "ADD", thing, day);
  }
  static std::string recalled(unsigned party_number, const std::string& thing, std::string_view day) {
    return event(party_number, "holding", "OBSERVE", thing, day, R"(,"disposition":"recalled")");
  }
  static std::string lifted(unsigned party_number, const std::string& thing, std::string_view day) {
    return event(party_number, "inspecting", "OBSERVE", thing, day,
                 R"(,"persistentDisposition":{"unset":["recalled"]})");
  }
  static std::string transformed(const std::string& input, const std::string& output, std::string_view day) {
    return R"({"type":"TransformationEvent","eventTime":"2026-07-)" + std::string(day) +
           R"(T06:45:00Z","eventTimeZoneOffset":"+00:00","inputQuantityList":[{"epcClass":")" + input +
           R"(","quantity":1}],"outputQuantityList":[{"epcClass":")" + output + R"(","quantity":1}]})";
  }
  static std::string packed(const std::string& thing, std::string_view day, unsigned into) {
    return R"({"type":"AggregationEvent","eventTime":"2026-07-)" + std::string(day) +
           R"(T06:45:00Z","eventTimeZoneOffset":"+00:00","action":"ADD","bizStep":"packing","parentID":")" +
           pallet(into) + R"(","childQuantityList":[{"epcClass":")" + thing + R"(","quantity":1}]})";
  }
  /// "authentic", "recalled", "unread", ...
  std::string verdict(const std::string& thing) {
    const std::string html = get("/p" + thing.substr(std::string("https://id.gs1.org").size())).body;
    for (const auto& [name, words] :
         {std::pair("authentic", "On record, no recall"), std::pair("recalled", "Recalled"),
          std::pair("unread", "not checked whole"), std::pair("unconfirmed", "not confirmed"),
          std::pair("on_record", "On record")}) {
      if (html.find(words, html.find("<h1")) < html.find("</h1>")) return name;
    }
    return html;
  }

  const std::string goods = lot(1, "A"), raw = lot(2, "RAW");

 private:
  api::ConsumerPages consumer_pages_{system_clock()};
};

TEST_F(RecallPageTest, IsHiddenByNoFlood) {
  own(honest, 1);
  state(honest, {made(honest, goods, "10")});
  EXPECT_EQ(verdict(goods), "authentic");
  const auto flood = [&](std::string_view day) {
    const std::vector<std::string> events(512, recalled(dishonest, goods, day));
    for (int i = 0; i < 3; ++i) state(dishonest, events);
  };
  flood("01");
  EXPECT_EQ(verdict(goods), "authentic") << "the newest events are read";
  flood("20");
  EXPECT_EQ(verdict(goods), "authentic") << "everybody's newest are read";
  state(honest, {recalled(honest, goods, "11")});
  EXPECT_EQ(verdict(goods), "recalled");
}

// Each of them costs the page the opening of an event.
TEST_F(RecallPageTest, OfAnIngredientIsHiddenByNoFloodOfSmallEvents) {
  own(honest, 1);
  own(honest, 2);
  state(honest, {made(honest, raw, "01"), transformed(raw, goods, "10")});
  state(honest, {recalled(honest, raw, "11")});
  EXPECT_EQ(verdict(goods), "recalled");
  for (unsigned i = 0; i < 12; ++i) {
    std::vector<std::string> events;
    for (unsigned n = 0; n < 512; ++n) events.push_back(packed(goods, "02", 512 * i + n));
    state(dishonest, std::move(events));
  }
  EXPECT_EQ(verdict(goods), "recalled");
}

TEST_F(RecallPageTest, IsNotLiftedByAStranger) {
  own(honest, 1);
  state(honest, {made(honest, goods, "10"), recalled(honest, goods, "11")});
  state(dishonest, {made(dishonest, goods, "01"), lifted(dishonest, goods, "12")});
  EXPECT_EQ(verdict(goods), "recalled");
  state(honest, {lifted(honest, goods, "13")});
  EXPECT_EQ(verdict(goods), "authentic");
}

TEST_F(RecallPageTest, MakersAreThoseOfTheLogAndNotOfEventTimes) {  // Nobody registered the product.
  state(honest, {made(honest, goods, "10")});
  state(dishonest, {made(dishonest, goods, "01"), recalled(dishonest, goods, "11")});
  EXPECT_EQ(verdict(goods), "unconfirmed");
  state(honest, {recalled(honest, goods, "11")});
  EXPECT_EQ(verdict(goods), "recalled");
  state(dishonest, {lifted(dishonest, goods, "12")});
  EXPECT_EQ(verdict(goods), "recalled");
}

TEST_F(RecallPageTest, ABackDatedMakingIsNotTheOwners) {
  own(honest, 1);
  state(honest, {made(honest, goods, "10")});
  state(dishonest, {made(dishonest, goods, "01")});
  EXPECT_EQ(verdict(goods), "authentic");
}

TEST_F(RecallPageTest, ComesFromInputsOnlyAsTheOwnerTellsThem) {
  own(honest, 1);
  own(dishonest, 2);
  state(honest, {made(honest, goods, "10")});
  state(dishonest,
        {made(dishonest, raw, "01"), transformed(raw, goods, "02"), recalled(dishonest, raw, "11")});
  EXPECT_EQ(verdict(goods), "authentic");
  EXPECT_EQ(verdict(raw), "recalled");
  state(honest, {transformed(raw, goods, "09")});
  EXPECT_EQ(verdict(goods), "recalled");
}

TEST_F(RecallPageTest, AReadingThatWasCutGivesNoGoodVerdict) {
  own(honest, 1);
  state(honest, {made(honest, goods, "10")});
  std::string below = goods;
  for (unsigned i = 0; i < 13; ++i) {  // Deeper than journey_depth_max.
    const std::string input = lot(1, "D" + std::to_string(i));
    state(honest, {transformed(input, below, "09")});
    below = input;
  }
  EXPECT_EQ(verdict(goods), "unread");
}

TEST_F(RecallPageTest, OfAPalletIsThatOfWhatIsInItHoweverMuchThatIs) {
  own(honest, 1);
  std::string epcs;
  for (int i = 0; i < 1'100; ++i) epcs += (i == 0 ? "\"" : ",\"") + item(1, std::to_string(i)) + "\"";
  const auto event_of = [&](std::string_view type, std::string_view members) {
    return R"({"type":")" + std::string(type) +
           R"(","eventTime":"2026-07-10T06:45:00Z","eventTimeZoneOffset":"+00:00","action":"ADD",)" +
           std::string(members) + "}";
  };
  const std::string list = "[" + epcs + "]";
  state(honest, {event_of("ObjectEvent",
                          R"("bizStep":"commissioning","ilmd":{"cbvmda:lotNumber":"A"},"epcList":)" + list),
                 event_of("AggregationEvent",
                          R"("bizStep":"packing","parentID":")" + pallet(1) + R"(","childEPCs":)" + list)});
  EXPECT_EQ(verdict(pallet(1)), "unread");
  state(honest, {recalled(honest, goods, "11")});
  EXPECT_EQ(verdict(pallet(1)), "recalled");
}

TEST_F(RecallPageTest, AnEventIsFoundByItsIdWhateverOthersGaveTheSame) {
  const std::string id = R"(,"eventID":"urn:x:victim")";
  const std::vector<std::string> flood(200, event(dishonest, "storing", "OBSERVE", goods, "01", id));
  state(dishonest, flood);
  state(honest, {event(honest, "storing", "OBSERVE", raw, "02", id)});
  const std::string found = get("/epcis/events/urn%3Ax%3Avictim", token_for(honest, "party")).body;
  EXPECT_THAT(found, HasSubstr(raw));
}

}  // namespace
}  // namespace stocktrail::test
