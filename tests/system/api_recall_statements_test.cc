// Recalls that are statements, by socket: what they block, in whatever order things are recorded, what each
// reader is told, and what a consumer sees.
#include <gmock/gmock.h>

#include "api/journey/consumer_pages.h"
#include "crypto/blocked.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class RecallStatementsTest : public ApiFixture {
 protected:
  static constexpr unsigned maker = 1, shop = 2, stranger = 3;
  static constexpr const char* sellable = R"("status":"sellable")";

  RecallStatementsTest() {
    api_.reset();
    pages_ = &consumer_pages_;
    start();
    for (const unsigned party_number : {maker, shop, stranger}) admit(party_number);
    auditor_ = make_auditor();
    maker_token_ = token_for(maker, "party");
    shop_token_ = token_for(shop, "party");
  }
  ~RecallStatementsTest() override { api_.reset(); }

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
    return R"({"type":"TransformationEvent","eventTime":"2026-07-)" + std::string(day) +
           R"(T06:45:00Z","eventTimeZoneOffset":"+00:00","bizStep":"commissioning","readPoint":{"id":")" +
           place(maker * 10 + 1) + R"("},"bizLocation":{"id":")" + place(maker * 10 + 1) +
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

TEST_F(RecallStatementsTest, BlocksTheLotWhereverItIsAndIsLifted) {
  own(maker, 1);
  state(maker, {made(maker, goods, "10"), shipped(goods, "11")});
  state(shop, {event(shop, "receiving", "OBSERVE", goods, "12")});
  state(maker, {made(maker, lot(1, "B"), "13"), shipped(lot(1, "B"), "14")});  // On its way.
  ASSERT_EQ(recall(maker, goods_of(1, R"("A","B")")).status, 201);
  EXPECT_THAT(positions(1),
              AllOf(HasSubstr(R"("account":"on_hand","status":"recalled")"),
                    HasSubstr(R"("account":"in_transit","status":"recalled")"), Not(HasSubstr(sellable))));
  EXPECT_THAT(positions(1, "&asOf=2026-07-13T00:00:00Z"), HasSubstr(sellable));
  EXPECT_THAT(page(goods), HasSubstr("Recalled: do not use"));
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")")).status, 201);  // B was checked.
  EXPECT_THAT(positions(1, "&lot=B"), AllOf(HasSubstr(sellable), Not(HasSubstr("recalled"))));
  EXPECT_THAT(positions(1, "&lot=A"), HasSubstr("recalled"));
  EXPECT_THAT(page(lot(1, "B")), Not(HasSubstr("do not use")));
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")"), R"(,"withdrawn":true)").status, 201);
  EXPECT_THAT(positions(1), Not(HasSubstr("recalled")));
  EXPECT_THAT(page(goods), Not(HasSubstr("do not use")));
  EXPECT_EQ(member(get("/recalls/R-1").body, "status"), "withdrawn");
}

TEST_F(RecallStatementsTest, BlocksWhatWasMadeOfItAlsoIfThatIsToldLater) {
  own(maker, 1);
  own(maker, 2);
  state(maker, {made(maker, raw, "10")});
  ASSERT_EQ(recall(maker, goods_of(2, R"("RAW")")).status, 201);
  state(maker, {transformed(raw, goods, "11")});
  EXPECT_THAT(positions(1), HasSubstr("recalled"));
  EXPECT_THAT(page(goods), AllOf(HasSubstr("Recalled: do not use"), HasSubstr("Glass splinters")));
  EXPECT_THAT(reach(maker_token_),
              AllOf(HasSubstr(R"("lot":"RAW","depth":0)"), HasSubstr(R"("lot":"A","depth":1)"),
                    HasSubstr(R"("complete":true)")));
}

TEST_F(RecallStatementsTest, CountsOnceItsMakerIsKnown) {  // Nobody registered the product.
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")"), R"(,"from":"2026-07-20T00:00:00Z")").status, 201);
  EXPECT_THAT(get("/recalls/R-1").body, HasSubstr("notCounting"));
  state(maker, {made(maker, goods, "10")});
  EXPECT_THAT(get("/recalls/R-1").body, Not(HasSubstr("notCounting")));
  EXPECT_THAT(positions(1), HasSubstr("recalled"));
  EXPECT_THAT(page(goods), HasSubstr("Recalled: do not use"));
}

TEST_F(RecallStatementsTest, IsRefusedWhereItsWordCannotCount) {
  own(maker, 1);
  const RawResponse refused = recall(stranger, goods_of(1, R"("A")"));
  EXPECT_EQ(refused.status, 403) << refused.body;
  EXPECT_THAT(refused.body, HasSubstr("$.recall.goods[0].product"));
  EXPECT_EQ(recall(stranger, R"({"product":")" + gtin(5) + "\"}").status, 403);
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")")).status, 201);
  EXPECT_EQ(recall(stranger, goods_of(3, R"("A")")).status, 409) << "the id is another's";
  EXPECT_EQ(recall(maker, goods_of(1, R"("A")"), R"(,"from":"2099-01-01T00:00:00Z")").status, 400);
  EXPECT_EQ(recall(maker, goods_of(1, R"("A")"), R"x(,"links":[{"url":"javascript:alert(1)"}])x").status,
            400);
  state(stranger, {made(stranger, lot(7, "X"), "10")});
  ASSERT_EQ(recall(stranger, goods_of(7, R"("X")"), {}, "S-1").status, 201) << "what it made";
  EXPECT_EQ(recall(stranger, goods_of(7, R"("A")"), {}, "S-2").status, 201);
  EXPECT_THAT(get("/recalls/S-2").body, HasSubstr("notCounting"));
}

TEST_F(RecallStatementsTest, OfAllOfAProduct) {
  own(maker, 1);
  state(maker, {made(maker, goods, "10"), made(maker, lot(1, "B"), "11"), made(maker, gtin(1), "11")});
  ASSERT_EQ(recall(maker, R"({"product":")" + gtin(1) + "\"}").status, 201);
  EXPECT_THAT(positions(1), Not(HasSubstr(sellable)));
  EXPECT_THAT(page(lot(1, "B")), HasSubstr("Recalled: do not use"));
  EXPECT_THAT(page(gtin(1)), HasSubstr("Recalled: do not use"));
}

TEST_F(RecallStatementsTest, OfOneItemAlsoInContainersOfDepthThree) {
  own(maker, 1);
  const std::string bad = item(1, "s1"), good = item(1, "s2");
  const auto packed = [&](const std::string& what, unsigned into, std::string_view minute) {
    return R"({"type":"AggregationEvent","eventTime":"2026-07-11T06:)" + std::string(minute) +
           R"(:00Z","eventTimeZoneOffset":"+00:00","action":"ADD","bizStep":"packing","parentID":")" +
           pallet(into) + R"(","childEPCs":[")" + what + R"("],"readPoint":{"id":")" + place(maker * 10 + 1) +
           R"("},"bizLocation":{"id":")" + place(maker * 10 + 1) + "\"}}";
  };
  state(
      maker,
      {R"({"type":"ObjectEvent","eventTime":"2026-07-10T06:45:00Z","eventTimeZoneOffset":"+00:00","action":"ADD","bizStep":"commissioning","epcList":[")" +
       bad + "\",\"" + good + R"("],"readPoint":{"id":")" + place(maker * 10 + 1) +
       R"("},"bizLocation":{"id":")" + place(maker * 10 + 1) + R"("},"ilmd":{"cbvmda:lotNumber":"A"}})"});
  state(maker, {packed(bad, 1, "00"), packed(pallet(1), 2, "10"), packed(pallet(2), 3, "20")});
  ASSERT_EQ(recall(maker, R"({"product":")" + gtin(1) + R"(","serials":["s1"]})").status, 201);
  EXPECT_THAT(positions(1), AllOf(HasSubstr(R"("status":"recalled")"), HasSubstr(R"("status":"sellable")"),
                                  HasSubstr(R"("quantity":1)"), Not(HasSubstr(R"("quantity":2)"))));
  EXPECT_THAT(reach(maker_token_), HasSubstr(bad));
  EXPECT_THAT(page(bad), HasSubstr("Recalled: do not use"));
  EXPECT_THAT(page(good), Not(HasSubstr("do not use")));
}

TEST_F(RecallStatementsTest, WhoSellsItAfterwardsIsListed) {
  own(maker, 1);
  own(maker, 2);
  state(maker, {made(maker, raw, "10"), transformed(raw, goods, "11"), shipped(goods, "12")});
  state(shop, {event(shop, "receiving", "OBSERVE", goods, "13"),
               event(shop, "retail_selling", "DELETE", goods, "21")});
  const std::string list = "/inventory/discrepancies?place=" + place(shop * 10 + 1);
  EXPECT_THAT(get(list, shop_token_).body, Not(HasSubstr("sold_recalled")));
  ASSERT_EQ(recall(maker, goods_of(2, R"("RAW")"), R"(,"from":"2026-07-20T00:00:00Z")").status, 201);
  EXPECT_THAT(get(list, shop_token_).body, HasSubstr("sold_recalled")) << "made of what was recalled";
  ASSERT_EQ(recall(maker, goods_of(2, R"("RAW")"), R"(,"withdrawn":true)").status, 201);
  EXPECT_THAT(get(list, shop_token_).body, HasSubstr("sold_recalled")) << "it was recalled then";
}

TEST_F(RecallStatementsTest, TellsVolumesOnlyToWhomTheyConcern) {
  own(maker, 1);
  state(maker, {made(maker, goods, "10"), shipped(goods, "11")});
  state(shop, {event(shop, "receiving", "OBSERVE", goods, "12")});
  state(shop, {lot_event("inspecting", "OBSERVE", goods, 4, shop * 10 + 1, "2026-07-12T07:00:00Z",
                         R"(,"disposition":"damaged")")});  // One row all the same.
  const std::string body = R"({"goods":[)" + goods_of(1, R"("A")") + "]}";
  const auto mock = [&](const std::string& reader) { return post_json("/recalls/mock", body, reader); };
  EXPECT_EQ(mock({}).status, 401);
  EXPECT_THAT(mock(maker_token_).body,
              AllOf(Not(HasSubstr(place(21))), HasSubstr(R"("onlyOwnPlaces":true)")));
  EXPECT_THAT(mock(auditor_).body,
              AllOf(HasSubstr(place(21)), HasSubstr(R"("mock":true)"), HasSubstr("tookMilliseconds"),
                    HasSubstr(R"("quantity":10)"), Not(HasSubstr(R"("quantity":4)"))));
  const auto all_lots = [&](const std::string& reader) {
    return post_json("/recalls/mock", R"({"goods":[{"product":")" + gtin(1) + R"("}]})", reader).body;
  };
  EXPECT_THAT(all_lots(shop_token_), HasSubstr(R"("lot":"A")")) << "it has some";
  EXPECT_THAT(all_lots(token_for(stranger, "party")), HasSubstr(R"("lots":[])"));
  EXPECT_THAT(all_lots(operator_token_),
              AllOf(HasSubstr(R"("lots":[])"), HasSubstr(R"("onlyOwnPlaces":true)")));
  EXPECT_THAT(positions(1), Not(HasSubstr("recalled"))) << "nothing was stated";
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")")).status, 201);
  EXPECT_THAT(reach(maker_token_),
              AllOf(HasSubstr(place(21)), HasSubstr(R"("quantity":10)"), HasSubstr("Party 2")));
  EXPECT_THAT(reach(shop_token_), AllOf(HasSubstr(place(21)), HasSubstr(R"("onlyOwnPlaces":true)")));
  EXPECT_THAT(reach(token_for(stranger, "party")),
              AllOf(Not(HasSubstr(place(21))), HasSubstr(R"("rows":[])")));
  EXPECT_EQ(get("/recalls/R-1/reach").status, 401);
  EXPECT_EQ(get("/recalls/none/reach", maker_token_).status, 404);
}

TEST_F(RecallStatementsTest, AreToldOnThePageInTheReadersLanguageAndEscaped) {
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

TEST_F(RecallStatementsTest, AreListedForEveryone) {
  own(maker, 1);
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")"), {}, "a").status, 201);
  ASSERT_EQ(recall(maker, goods_of(1, R"("B")"), {}, "b").status, 201);
  const std::string first = get("/recalls?limit=1").body;
  EXPECT_THAT(first, AllOf(HasSubstr(R"("id":"a")"), Not(HasSubstr(R"("id":"b")"))));
  EXPECT_THAT(get("/recalls?limit=1&cursor=" + member(first, "next")).body, HasSubstr(R"("id":"b")"));
  EXPECT_EQ(get("/recalls/c").status, 404);
}

TEST_F(RecallStatementsTest, TillsGetASignedListThatCachesKeep) {
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

}  // namespace
}  // namespace stocktrail::test
