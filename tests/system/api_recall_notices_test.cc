// What everyone is told of recalls that are statements: pages, the list of recalls and that of blocked goods.
#include <gmock/gmock.h>

#include "api/journey/public_journey.h"
#include "crypto/blocked.h"
#include "tests/support/recall_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using RecallNoticesTest = RecallFixture;

TEST_F(RecallNoticesTest, OfOneLotAreAllOnItsPage) {
  own(maker, 1);
  state(maker, {made(maker, goods, "10")});
  const auto because = [](std::string_view hazard) { return R"(,"hazard":")" + std::string(hazard) + "\""; };
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")"), because("Cuts"), "R-1").status, 201);
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")"), because("Poison"), "R-2").status, 201);
  EXPECT_THAT(page(goods), AllOf(HasSubstr("Cuts"), HasSubstr("Poison")));
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")"), R"(,"withdrawn":true)", "R-2").status, 201);
  EXPECT_THAT(page(goods), AllOf(HasSubstr("Cuts"), Not(HasSubstr("Poison"))));
}

TEST_F(RecallNoticesTest, AreAtMostSoManyOnAPageAndNobodyHidesThoseOfAnother) {  // journey_recalls_max
  constexpr unsigned authority = 8;
  own(maker, 1);
  state(maker, {made(maker, goods, "10")});
  admit(authority);
  const std::string office =
      R"({"id":")" + party(authority) + R"(","name":"Food office","roles":["authority"]})";
  ASSERT_EQ(post_json("/parties", office, operator_token_).status, 201);
  ASSERT_EQ(recall(authority, goods_of(1, R"("A")"), R"(,"hazard":"Poison")", "office").status, 201);
  const auto shown = [&] {
    const std::string text = page(goods);
    EXPECT_THAT(text, HasSubstr("Poison"));
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find("Glass splinters", at)) != std::string::npos; ++at) ++count;
    return count;
  };
  constexpr std::size_t most = api::JourneyLimits::journey_recalls_max;
  for (std::size_t i = 1; i < most; ++i)
    ASSERT_EQ(recall(maker, goods_of(1, R"("A")"), {}, "R-" + std::to_string(i)).status, 201);
  EXPECT_EQ(shown(), most);
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")"), {}, "R-more").status, 201);
  EXPECT_EQ(shown(), most);
}

TEST_F(RecallNoticesTest, OfSingleItemsNameThemOnThePageOfTheirLot) {
  own(maker, 1);
  const std::string bad = item(1, "s1"), good = item(1, "s2");
  state(
      maker,
      {R"({"type":"ObjectEvent","eventTime":"2026-07-10T06:45:00Z","eventTimeZoneOffset":"+00:00","action":"ADD","bizStep":"commissioning","epcList":[")" +
       bad + "\",\"" + good + R"("],"readPoint":{"id":")" + place(maker * 10 + 1) +
       R"("},"bizLocation":{"id":")" + place(maker * 10 + 1) + R"("},"ilmd":{"cbvmda:lotNumber":"A"}})"});
  ASSERT_EQ(recall(maker, R"({"product":")" + gtin(1) + R"(","serials":["s1"]})").status, 201);
  EXPECT_THAT(page(goods), AllOf(HasSubstr("Single items of this lot are recalled"), HasSubstr("s1"),
                                 Not(HasSubstr("Recalled: do not use"))));
  EXPECT_THAT(page(bad), HasSubstr("Recalled: do not use"));
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")"), {}, "R-2").status, 201);
  EXPECT_THAT(page(goods), HasSubstr("Recalled: do not use"));
}

TEST_F(RecallNoticesTest, AreToldOnThePageInTheReadersLanguageAndEscaped) {
  own(maker, 1);
  state(maker, {made(maker, goods, "10")});
  ASSERT_EQ(
      recall(
          maker, goods_of(1, R"("A")"),
          R"(,"reasons":{"zh":"玻璃碎片"},"hazard":"<script>alert(1)</script>","advice":"Bring it back",)"
          R"("contact":{"phone":"+49 30 1234","email":"r@maker.example","url":"https://maker.example/r?a=1&b=2"})")
          .status,
      201);
  const std::string english = page(goods, "?lang=en"), chinese = page(goods, "?lang=zh");
  EXPECT_THAT(english,
              AllOf(HasSubstr("Glass splinters"), HasSubstr("&lt;script&gt;"), Not(HasSubstr("<script>")),
                    HasSubstr("Bring it back"), HasSubstr("tel:+49"), HasSubstr("mailto:r@maker.example"),
                    HasSubstr("https://maker.example/r?a=1&amp;b=2")));
  EXPECT_THAT(chinese, AllOf(HasSubstr("玻璃碎片"), Not(HasSubstr("Glass splinters"))));
}

TEST_F(RecallNoticesTest, AreAtMostSoManyBytesOfAPage) {  // recalls_bytes_max
  own(maker, 1);
  const std::string long_text(2'000, 'x');
  std::string texts = R"(,"hazard":"x","advice":"x")";
  for (const char* const name : {"reasons", "hazards", "advices"}) {
    texts += std::string(",\"") + name + "\":{";
    for (char c = 'a'; c <= 'z'; ++c)
      texts += std::string(c == 'a' ? "" : ",") + "\"d" + c + "\":\"" + long_text + "\"";
    texts += "}";
  }
  constexpr unsigned count = 12;
  for (unsigned i = 0; i < count; ++i)
    ASSERT_EQ(recall(maker, goods_of(1, R"("A")"), texts, "R-" + std::to_string(10 + i)).status, 201);
  std::string cursor;
  unsigned pages = 0, told = 0;
  do {
    const RawResponse page = get("/recalls?limit=1000" + (cursor.empty() ? "" : "&cursor=" + cursor));
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_LT(page.body.size(), 1'300'000U);
    for (unsigned i = 0; i < count; ++i) told += page.body.contains("\"R-" + std::to_string(10 + i) + "\"");
    cursor = member(page.body, "next");
    ++pages;
  } while (!cursor.empty() && pages < count);
  EXPECT_EQ(told, count);
  EXPECT_EQ(pages, 2U);
}

TEST_F(RecallNoticesTest, AreListedForEveryone) {
  own(maker, 1);
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")"), {}, "a").status, 201);
  ASSERT_EQ(recall(maker, goods_of(1, R"("B")"), {}, "b").status, 201);
  EXPECT_EQ(get("/recalls?limit=1000").status, 200);
  EXPECT_EQ(get("/recalls?limit=1001").status, 400) << "recalls_max";
  const std::string first = get("/recalls?limit=1").body;
  EXPECT_THAT(first, AllOf(HasSubstr(R"("id":"a")"), Not(HasSubstr(R"("id":"b")"))));
  EXPECT_THAT(get("/recalls?limit=1&cursor=" + member(first, "next")).body, HasSubstr(R"("id":"b")"));
  EXPECT_EQ(get("/recalls/c").status, 404);
}

TEST_F(RecallNoticesTest, TillsGetASignedListThatCachesKeep) {
  own(maker, 1);
  const auto log = NoteVerifier::parse(ledger_->verifier().text());
  const auto list = [&] { return get("/recalls/blocked"); };
  const auto paths = [&] {
    const auto read = open_blocked(list().body, *log);
    EXPECT_TRUE(read) << read.error().detail;
    std::vector<std::string> found;
    for (const BlockedGoods& one : read->goods) found.push_back(one.path);
    return found;
  };
  const auto path_of = [](const std::string& id) {
    return id.substr(std::string("https://id.gs1.org").size());
  };
  EXPECT_THAT(paths(), ::testing::IsEmpty());
  state(maker, {made(maker, goods, "10"), made(maker, raw, "10"), transformed(raw, lot(3, "C"), "11")});
  const std::string tag(list().header("etag"));
  EXPECT_EQ(
      request(
          {.method = "GET", .target = "/recalls/blocked", .extra_headers = "If-None-Match: " + tag + "\r\n"})
          .status,
      304)
      << "nothing was recalled since";
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")")).status, 201);
  state(maker, {event(maker, "holding", "OBSERVE", raw, "12", R"(,"disposition":"recalled")")});
  EXPECT_THAT(paths(), ::testing::ElementsAre(path_of(goods))) << "that event names a quantity";
  ASSERT_EQ(recall(maker, goods_of(2, R"("RAW")") + R"(,{"product":")" + gtin(1) + R"(","serials":["s9"]})",
                   {}, "R-2")
                .status,
            201);
  EXPECT_THAT(paths(), ::testing::ElementsAre(path_of(goods), path_of(item(1, "s9")), path_of(raw),
                                              path_of(lot(3, "C"))));
  EXPECT_NE(list().header("etag"), tag);
  ASSERT_EQ(recall(maker, goods_of(2, R"("RAW")"), R"(,"withdrawn":true)", "R-2").status, 201);
  EXPECT_THAT(paths(), ::testing::ElementsAre(path_of(goods)));
}

/// It was 21 lines for each lot, so that 24 recalls of one party left no room for those of others.
TEST_F(RecallNoticesTest, TillsGetALotOnceForAllItsPackages) {
  std::string packages, lots;
  for (unsigned i = 20; i < 40; ++i)
    packages += (packages.empty() ? R"({"id":")" : R"(,{"id":")") + gtin(i) + R"(","contains":6})";
  const std::string claim =
      R"({"id":")" + gtin(1) + R"(","name":"Milk powder","packaging":[)" + packages + "]}";
  ASSERT_EQ(post_statement(signed_body("product", maker, claim)).status, 201);
  for (unsigned i = 0; i < 500; ++i) lots += (i == 0 ? "\"L" : ",\"L") + std::to_string(i) + '"';
  ASSERT_EQ(recall(maker, goods_of(1, lots)).status, 201);
  const auto log = NoteVerifier::parse(ledger_->verifier().text());
  const auto read = open_blocked(get("/recalls/blocked").body, *log);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->goods.size(), 500U);
  EXPECT_EQ(read->packages.size(), 20U);
  EXPECT_TRUE(read->complete);
  const auto path_of = [](const std::string& id) {
    return id.substr(std::string("https://id.gs1.org").size());
  };
  EXPECT_EQ(read->product_of(path_of(gtin(27))), path_of(gtin(1)));
}

TEST_F(RecallNoticesTest, TillsAreToldWhichItemsEventsRecallAndWhatIsHeldEverywhere) {
  own(maker, 1);
  const auto told = [](const std::string& named, const std::string& more) {
    return R"({"type":"ObjectEvent","eventTime":"2026-07-12T06:45:00Z","eventTimeZoneOffset":"+00:00",)"
           R"("action":"OBSERVE","bizStep":"holding",)" +
           named + more + "}";
  };
  const std::string one = item(1, "s1"), items = R"("epcList":[")" + one + "\"]";
  const std::string whole = R"("quantityList":[{"epcClass":")" + goods + "\"}]";
  const std::string recalled = R"(,"disposition":"recalled")",
                    held = R"(,"disposition":"non_sellable_other")";
  state(maker,
        {made(maker, goods, "10"),
         R"({"type":"ObjectEvent","eventTime":"2026-07-10T06:45:00Z","eventTimeZoneOffset":"+00:00",)"
         R"("action":"ADD","bizStep":"commissioning",)" +
             items + R"(,"readPoint":{"id":")" + place(11) + R"("},"bizLocation":{"id":")" + place(11) +
             R"("},"ilmd":{"cbvmda:lotNumber":"D"}})",
         R"({"type":"AggregationEvent","eventTime":"2026-07-11T06:45:00Z","eventTimeZoneOffset":"+00:00",)"
         R"("action":"ADD","bizStep":"packing","parentID":")" +
             pallet(1) + R"(","childEPCs":[")" + one + R"("],"readPoint":{"id":")" + place(11) + "\"}}"});
  const auto log = NoteVerifier::parse(ledger_->verifier().text());
  const auto paths = [&] {
    const auto read = open_blocked(get("/recalls/blocked").body, *log);
    EXPECT_TRUE(read) << read.error().detail;
    std::string found;
    for (const BlockedGoods& blocked : read->goods)
      found += blocked.path.substr(blocked.path.find('/', 4)) + " ";
    return found;
  };
  EXPECT_EQ(paths(), "");
  state(maker, {told(whole, held), told(items, recalled)});
  EXPECT_EQ(paths(), "/10/A /21/s1 ");
  state(maker, {event(maker, "shipping", "OBSERVE", goods, "13")});
  EXPECT_EQ(paths(), "/10/A /21/s1 ");
  state(maker, {told(items, R"(,"persistentDisposition":{"unset":["recalled"]})"),
                told(whole, R"(,"disposition":"sellable_accessible")")});
  EXPECT_EQ(paths(), "");
  state(maker, {R"({"type":"ObjectEvent","eventTime":"2026-07-14T06:45:00Z","eventTimeZoneOffset":"+00:00",)"
                R"("action":"OBSERVE","bizStep":"holding","disposition":"recalled","epcList":[")" +
                pallet(1) + R"("],"readPoint":{"id":")" + place(11) + "\"}}"});
  EXPECT_EQ(paths(), "/21/s1 ") << "with the pallet that it is on";
}

}  // namespace
}  // namespace stocktrail::test
