// The body of a recall: what is accepted, and where and why the rest is refused; whose word counts.
#include "ledger/master/recall.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/master_rights.h"

namespace stocktrail::master {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::StartsWith;

constexpr std::string_view good = R"({"id":"R","goods":[{"product":"https://id.gs1.org/01/09521141012345")";

Result<Change> parsed(const std::string& text) {
  auto document = json::Document::parse(text);
  if (!document) return std::unexpected(document.error());
  return parse_change("recall", document->root());
}
std::string refused(const std::string& text) {
  const auto change = parsed(text);
  return change ? "accepted" : change.error().where + ": " + change.error().detail;
}
/// With these members of its goods, and of itself.
std::string body(const std::string& goods, const std::string& more = R"(,"reason":"Glass")") {
  return std::string(good) + goods + "}]" + more + "}";
}

TEST(RecallBody, WithAllMembers) {
  const auto change = parsed(
      body(R"(,"lots":["L7","A(b"],"serials":["2","1"])",
           R"(,"reason":"Glass","reasons":{"zh":"玻璃","en":"Glass"},"hazard":"Cuts","advice":"Bring it back",
          "contact":{"name":"Care","phone":"+49 (30) 123-4","email":"r@maker.example","url":"https://maker.example/r?a=1"},
          "links":[{"url":"https://maker.example/","title":"More","titles":{"de":"Mehr"}}],
          "from":"2026-07-20T00:00:00Z","withdrawn":true,"issuer":"https://id.gs1.org/417/9521141000014")"));
  ASSERT_TRUE(change) << change.error().where << " " << change.error().detail;
  const auto& notice = std::get<RecallNotice>(change->body);
  ASSERT_EQ(notice.goods.size(), 1U);
  EXPECT_THAT(notice.goods[0].lots, ElementsAre("A(b", "L7"));
  EXPECT_THAT(notice.goods[0].serials, ElementsAre("1", "2"));
  EXPECT_THAT(notice.reason.texts, ElementsAre(Pair("en", "Glass"), Pair("zh", "玻璃")));
  EXPECT_EQ(notice.contact.phone, "+49 (30) 123-4");
  EXPECT_EQ(notice.links[0].title.texts[0].second, "Mehr");
  EXPECT_TRUE(notice.withdrawn);
  EXPECT_TRUE(notice.from.has_value());
  EXPECT_EQ(notice.issuer->text(), operator_id);
  EXPECT_EQ(encode(*decode_change(encode(*change))), encode(*change));
  std::vector<std::string> keys;
  for (const gs1::Key& key : keys_of(notice.goods[0]))
    keys.emplace_back(key.ai(key.lot().empty() ? "21" : "10"));
  EXPECT_THAT(keys, ElementsAre("A(b", "L7", "1", "2"));
}

TEST(RecallBody, SaysWhatIsWrong) {
  EXPECT_EQ(refused(body("")), "accepted") << "all of the product";
  EXPECT_THAT(refused(body(R"(,"lots":[])")), StartsWith("$.recall.goods[0].lots: is empty"));
  EXPECT_THAT(refused(body(R"(,"lots":["A","A"])")), HasSubstr("twice"));
  EXPECT_THAT(refused(body(R"(,"lots":["has blank"])")), StartsWith("$.recall.goods[0].lots[0]: "));
  EXPECT_THAT(refused(body(R"(,"lots":["A(21)1"])")), "accepted") << "a lot may hold brackets";
  EXPECT_THAT(refused(body(R"(,"lots":["A\u001d211"])")), StartsWith("$.recall.goods[0].lots[0]: "));
  EXPECT_THAT(refused(body("", "")), HasSubstr("reason"));
  EXPECT_THAT(refused(R"({"id":"R","goods":[],"reason":"x"})"), StartsWith("$.recall.goods: is empty"));
  EXPECT_THAT(refused(body("", R"(,"reason":"x","hazards":{"de":"y"})")), StartsWith("$.recall.hazards"));
  EXPECT_THAT(refused(body("", R"(,"reason":"x","other":1)")), StartsWith("$.recall.other"));
  const std::string twice = std::string(good) + R"(},{"product":"(01)09521141012345"}],"reason":"x"})";
  EXPECT_THAT(refused(twice), HasSubstr("twice"));
  EXPECT_THAT(refused(R"({"id":"mock","goods":[{"product":"(01)09521141012345"}],"reason":"x"})"),
              StartsWith("$.recall.id: is a word of the interface"));
}

TEST(RecallBody, LinksAreHttpsAndNothingElse) {
  const auto link = [](const std::string& url) {
    return refused(body("", R"(,"reason":"x","links":[{"url":")" + url + R"("}])"));
  };
  EXPECT_EQ(link("https://maker.example/a?b=c#d"), "accepted");
  for (const char* bad :
       {"http://maker.example", "javascript:alert(1)", "https://", "//maker.example", "https:///x",
        "https://a b", "https://user@maker.example/", "https://x/\\\"onclick", "HTTPS//x"})
    EXPECT_THAT(link(bad), StartsWith("$.recall.links[0].url")) << bad;
  const auto contact = [](const std::string& member) {
    return refused(body("", R"(,"reason":"x","contact":{)" + member + "}"));
  };
  EXPECT_THAT(contact(R"("email":"a@b?subject=x")"), StartsWith("$.recall.contact.email"));
  EXPECT_THAT(contact(R"("email":"nobody")"), StartsWith("$.recall.contact.email"));
  EXPECT_THAT(contact(R"("phone":"call me")"), StartsWith("$.recall.contact.phone"));
}

TEST(RecallBody, HasLimits) {
  const auto lots = [](std::size_t count) {
    std::string text = R"(,"lots":["x0")";
    for (std::size_t i = 1; i < count; ++i) text += ",\"x" + std::to_string(i) + "\"";
    return body(text + "]");
  };
  EXPECT_EQ(refused(lots(RecallLimits::recall_lots_max)), "accepted");
  EXPECT_THAT(refused(lots(RecallLimits::recall_lots_max + 1)), HasSubstr("1000"));
  const auto reason = [](std::size_t bytes) {
    return refused(body("", R"(,"reason":")" + std::string(bytes, 'x') + "\""));
  };
  EXPECT_EQ(reason(RecallLimits::recall_text_bytes_max), "accepted");
  EXPECT_THAT(reason(RecallLimits::recall_text_bytes_max + 1), HasSubstr("2000"));
  std::string links = R"(,"reason":"x","links":[)";
  for (std::size_t i = 0; i <= RecallLimits::recall_links_max; ++i)
    links += std::string(i == 0 ? "" : ",") + R"({"url":"https://a.example/"})";
  EXPECT_THAT(refused(body("", links + "]")), StartsWith("$.recall.links"));
  std::string products = R"({"id":"R","reason":"x","goods":[)";
  for (std::size_t i = 0; i <= RecallLimits::recall_products_max; ++i)
    products += std::string(i == 0 ? "" : ",") + R"({"product":"(01)09521141012345"})";
  EXPECT_THAT(refused(products + "]}"), StartsWith("$.recall.goods: has 101"));
}

std::string of_milk(const std::string& id, const std::string& lots, const std::string& more = {}) {
  return join(R"({"id":")", id, R"(","reason":"Glass","goods":[{"product":")", milk, "\"") + lots + "}]" +
         more + "}";
}

std::string by(std::string_view issuer) {
  return join(R"(,"issuer":")", issuer, "\"");
}

TEST_F(Rights, ARecallIsOfWhoseGoodsTheyAre) {
  EXPECT_THAT(farm_states("recall", of_milk("r", "")), HasSubstr("nobody has stated"));
  EXPECT_EQ(farm_states("recall", of_milk("early", R"(,"lots":["A"])")), "") << "it may have made them";
  EXPECT_TRUE(recall("early", farm_id, tables())->revisions.back().entitled.empty());
  ASSERT_EQ(farm_states("product", join(R"({"id":")", milk, R"(","name":"Milk"})")), "");
  EXPECT_THAT(shop_states("recall", of_milk("s", R"(,"lots":["A"])")),
              HasSubstr("forbidden: $.recall.goods[0].product"));
  EXPECT_EQ(farm_states("recall", of_milk("r", "")), "");
  EXPECT_THAT(recall("r", farm_id, tables())->revisions.back().entitled, ElementsAre(key(milk)));
  EXPECT_THAT(shop_states("recall", of_milk("r", "", by(farm_id))), HasSubstr("forbidden: $.recall.issuer"));
  EXPECT_EQ(operator_states("recall", of_milk("r", R"(,"lots":["A"])")), "") << "an authority may revise any";
  const auto now = recall("r", farm_id, tables());
  EXPECT_EQ(now->issuer, farm_id);
  ASSERT_EQ(now->revisions.size(), 2U);
  EXPECT_EQ(now->revisions[1].stated_by, operator_id);
  EXPECT_EQ(operator_states("recall", of_milk("r", "", R"(,"withdrawn":true)")), "");
  EXPECT_TRUE(recall("r", farm_id, tables())->revisions.back().goods.empty());
  EXPECT_EQ(recalls_of(key(milk), tables()).size(), 2U);
  EXPECT_EQ(recalls({}, 10, tables()).size(), 2U);
  const std::vector<Recall> first = recalls({}, 1, tables());
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(recalls(place_of(first.front()), 10, tables()).size(), 1U);
}

TEST_F(Rights, IdsOfRecallsAreEachPartysOwn) {
  const std::string others =
      join(R"({"id":"r","reason":"x","goods":[{"product":")", milk, R"(","lots":["A"]}]})");
  ASSERT_EQ(farm_states("product", join(R"({"id":")", milk, R"(","name":"Milk"})")), "");
  const std::string beer = R"({"id":"https://id.gs1.org/01/09521141012345","name":"Beer"})";
  ASSERT_EQ(shop_states("product", beer), "");
  const auto of_beer = [](const std::string& more = {}) {
    return R"({"id":"r","reason":"x","goods":[{"product":"(01)09521141012345"}])" + more + "}";
  };
  ASSERT_EQ(shop_states("recall", of_beer()), "") << "the number that the farm is about to use";
  ASSERT_EQ(farm_states("recall", others), "");
  EXPECT_EQ(recalls_named("r", tables()).size(), 2U);
  EXPECT_TRUE(recall("r", shop_id, tables())->is_first_of_id);
  EXPECT_FALSE(recall("r", farm_id, tables())->is_first_of_id);
  ASSERT_EQ(operator_states("recall", others), "") << "that of its product";
  EXPECT_EQ(recall("r", farm_id, tables())->revisions.size(), 2U);
  ASSERT_EQ(operator_states("recall", of_milk("r", "", by(operator_id))), "") << "its own, if it says so";
  EXPECT_EQ(recall("r", operator_id, tables())->revisions.size(), 1U);
  ASSERT_EQ(operator_states("recall", of_beer(R"(,"withdrawn":true)" + by(shop_id))), "");
  EXPECT_TRUE(recall("r", shop_id, tables())->revisions.back().goods.empty());
  EXPECT_THAT(operator_states("recall", of_milk("none", "", by(farm_id))),
              HasSubstr("not_found: $.recall.issuer"));
  EXPECT_EQ(recalls_of(key(milk), tables()).size(), 2U);
}

TEST_F(Rights, WhatAnAuthorityStatedOfARecallOnlyAnAuthorityReduces) {
  const auto lots = [](const std::string& some) { return of_milk("r", R"(,"lots":[)" + some + "]"); };
  ASSERT_EQ(farm_states("recall", lots(R"("A")")), "") << "nobody owns it";
  ASSERT_EQ(operator_states("recall", lots(R"("A","B")")), "");
  EXPECT_THAT(farm_states("recall", lots(R"("A")")), HasSubstr("forbidden: $.recall.goods"));
  EXPECT_THAT(farm_states("recall", of_milk("r", R"(,"lots":["A","B"])", R"(,"withdrawn":true)")),
              HasSubstr("forbidden: $.recall.withdrawn"));
  ASSERT_EQ(farm_states("recall", lots(R"("A","B")")), "") << "its texts are its own";
  EXPECT_THAT(recall("r", farm_id, tables())->revisions.back().entitled, ElementsAre(key(milk)))
      << "it still counts";
  EXPECT_THAT(farm_states("recall", lots(R"("A","B","C")")), HasSubstr("under another id"))
      << "of C the authority said nothing";
  EXPECT_THAT(farm_states("recall", lots(R"("A")")), HasSubstr("forbidden"))
      << "however often it is repeated";
  ASSERT_EQ(operator_states("recall", lots(R"("A")")), "");
  ASSERT_EQ(farm_states("recall", lots(R"("A")")), "");
  ASSERT_EQ(operator_states("recall", of_milk("r", "", R"(,"withdrawn":true)")), "");
  EXPECT_EQ(farm_states("recall", lots(R"("D")")), "") << "nothing of the authority's is left";
}

TEST_F(Rights, ARevisionTakesNoEffectBeforeTheOneBefore) {
  ASSERT_EQ(farm_states("product", join(R"({"id":")", milk, R"(","name":"Milk"})")), "");
  ASSERT_EQ(farm_states("recall", of_milk("r", "", R"(,"from":"1970-01-01T00:00:03Z")")), "");
  ASSERT_EQ(farm_states("recall", of_milk("r", "", R"(,"from":"1970-01-01T00:00:01Z")")), "");
  ASSERT_EQ(farm_states("recall", of_milk("r", "")), "");
  const auto now = recall("r", farm_id, tables());
  EXPECT_EQ(now->revisions[0].from, Micros{3'000'000});
  EXPECT_EQ(now->revisions[1].from, Micros{3'000'000});
  EXPECT_EQ(now->revisions[2].from, now->revisions[2].recorded_at);
}

TEST_F(Rights, ARecallHasSoManyRevisions) {  // recall_revisions_max
  ASSERT_EQ(farm_states("product", join(R"({"id":")", milk, R"(","name":"Milk"})")), "");
  for (std::size_t i = 0; i < RecallLimits::recall_revisions_max; ++i)
    ASSERT_EQ(farm_states("recall", of_milk("r", "")), "");
  EXPECT_THAT(farm_states("recall", of_milk("r", "")), HasSubstr("as many as there may be"));
  const std::string withdrawn = of_milk("r", "", R"(,"withdrawn":true)");
  EXPECT_EQ(farm_states("recall", withdrawn), "") << "goods are never blocked for good";
  EXPECT_THAT(farm_states("recall", withdrawn), HasSubstr("as many as there may be"));
}

}  // namespace
}  // namespace stocktrail::master
