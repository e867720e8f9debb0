// What is in a container, and what did not fit, now and at a moment, as it is and as it was known; positions
// by status and unit. Over a real server.
#include <gmock/gmock.h>

#include <chrono>
#include <thread>

#include "api/http/url.h"
#include "ledger/inventory/contents.h"
#include "ledger/inventory/waiting.h"
#include "tests/support/api_fixture.h"
#include "tests/support/event_json.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class BoxContentsTest : public ApiFixture {
 protected:
  BoxContentsTest() {
    for (const unsigned number : {1U, 2U, 3U}) admit(number);
    maker = token_for(1, "planner");
    shop = token_for(2, "planner");
    stranger = token_for(3, "planner");
    admit(4);
    const std::string grant = R"({"id":"grant-1","type":"grant","role":"auditor","party":")" + party(4);
    EXPECT_EQ(post_json("/policies", grant + "\"}", operator_token_).status, 201);
    auditor = token_for(4, "auditor");
  }
  ~BoxContentsTest() override { api_.reset(); }

  /// What the fixture admits has places 11 and 12 of party 1, and so on.
  void state(unsigned number, const EventBuilder& event) {
    const RawResponse answer =
        post_statement(signed_events(number, {EventJson::of(event.build(++events_), "")}));
    ASSERT_EQ(answer.status, 201) << answer.body;
  }
  std::string now() const {
    const auto size = to_u64(ledger_->view()->checkpoint().size);
    return percent_encode(format_utc(ledger_->view()->receipt(LeafIndex{size - 1})->recorded_at));
  }
  static std::string time(std::int64_t at) { return percent_encode(format_utc(minute(at))); }

  RawResponse contents(unsigned container, const std::string& token, const std::string& more = {}) const {
    return get("/inventory/contents?container=" + percent_encode(pallet(container)) + more, token);
  }
  /// Each row in short.
  static std::vector<std::string> rows(const RawResponse& answer) {
    const json::Document document = parsed(answer.body);
    std::vector<std::string> found;
    const auto tail = [](std::string_view text) { return std::string(text.substr(text.rfind('/') + 1)); };
    for (const json::Value one : document.root().find("contents")->elements()) {
      std::string row = tail(one.find("in")->string()).substr(12) + ":";
      if (const auto inner = one.find("container")) row += " box " + tail(inner->string()).substr(12);
      if (const auto item = one.find("item")) row += " " + tail(item->string());
      if (const auto lot = one.find("lot")) row += " " + std::string(lot->string());
      if (const auto status = one.find("status")) row += " " + std::string(status->string());
      if (const auto quantity = one.find("quantity")) row += " " + std::string(quantity->raw());
      if (const auto unit = one.find("unit")) row += " " + std::string(unit->string());
      found.push_back(std::move(row));
    }
    return found;
  }
  /// A case with two pieces and 10 of a lot, on a pallet with kilograms, sent to the shop.
  void pack_and_send() {
    state(1, made(10).epc(item(1, "S1")).epc(item(1, "S2")).read_at(place(11)).located(place(11)));
    state(1, made(10).quantity(lot(2, "A"), "30").read_at(place(11)).located(place(11)));
    state(1, made(10).quantity(lot(3, "B"), "5", "KGM").read_at(place(11)).located(place(11)));
    state(1, packed(20)
                 .parent(pallet(1))
                 .epc(item(1, "S1"))
                 .epc(item(1, "S2"))
                 .quantity(lot(2, "A"), "10")
                 .read_at(place(11))
                 .located(place(11)));
    state(1, packed(30)
                 .parent(pallet(2))
                 .epc(pallet(1))
                 .quantity(lot(3, "B"), "2.5", "KGM")
                 .read_at(place(11))
                 .located(place(11)));
    state(1,
          observed(60).step("shipping").epc(pallet(2)).read_at(place(11)).located(place(11)).to(place(21)));
  }

  std::string maker, shop, stranger, auditor;

 private:
  unsigned events_ = 0;
};

std::string end(unsigned n) {
  return pallet(n).substr(pallet(n).rfind('/') + 1).substr(12);
}

TEST_F(BoxContentsTest, AreToldRowByRowWhereverTheContainerIs) {
  pack_and_send();
  const std::string one = end(1), two = end(2);
  const auto all =
      UnorderedElementsAre(two + ": B sellable 2.5 KGM", two + ": box " + one, one + ": A sellable 10",
                           one + ": S1 sellable 1", one + ": S2 sellable 1");
  const RawResponse sent = contents(2, shop);
  ASSERT_EQ(sent.status, 200) << sent.body;
  EXPECT_THAT(rows(sent), all);
  EXPECT_EQ(member(sent.body, "account"), "in_transit");
  EXPECT_EQ(member(sent.body, "place"), place(21));
  EXPECT_EQ(member(sent.body, "from"), place(11));
  EXPECT_THAT(rows(contents(1, maker)),
              UnorderedElementsAre(one + ": A sellable 10", one + ": S1 sellable 1", one + ": S2 sellable 1"))
      << "it went with the pallet";
  EXPECT_EQ(member(contents(1, maker).body, "in"), pallet(2));
  state(2, observed(100).step("receiving").epc(pallet(2)).read_at(place(21)).located(place(21)));
  EXPECT_THAT(rows(contents(2, shop)), all);
  EXPECT_EQ(member(contents(2, shop).body, "account"), "on_hand");
  state(2, unpacked(110)
               .parent(pallet(1))
               .epc(item(1, "S1"))
               .quantity(lot(2, "A"), "4")
               .read_at(place(21))
               .located(place(21)));
  EXPECT_THAT(rows(contents(1, shop)), UnorderedElementsAre(one + ": A sellable 6", one + ": S2 sellable 1"));
  EXPECT_THAT(rows(contents(2, auditor)),
              UnorderedElementsAre(two + ": B sellable 2.5 KGM", two + ": box " + one, one + ": A sellable 6",
                                   one + ": S2 sellable 1"));
}

TEST_F(BoxContentsTest, AtAMomentAndAsTheyWereKnown) {
  pack_and_send();
  const std::string then = now();
  state(2, observed(100).step("receiving").epc(pallet(2)).read_at(place(21)).located(place(21)));
  state(1, packed(15)
               .parent(pallet(1))
               .quantity(lot(2, "A"), "3")
               .read_at(place(11))
               .located(place(11)));  // Late.
  EXPECT_THAT(rows(contents(1, maker, "&asOf=" + time(16))), ElementsAre(end(1) + ": A sellable 3"));
  EXPECT_THAT(rows(contents(1, maker, "&asOf=" + time(40))),
              UnorderedElementsAre(end(1) + ": A sellable 13", end(1) + ": S1 sellable 1",
                                   end(1) + ": S2 sellable 1"));
  const RawResponse known = contents(1, maker, "&knownAt=" + then);
  EXPECT_THAT(rows(known), UnorderedElementsAre(end(1) + ": A sellable 10", end(1) + ": S1 sellable 1",
                                                end(1) + ": S2 sellable 1"));
  EXPECT_EQ(member(known.body, "account"), "in_transit");
  EXPECT_EQ(contents(1, maker, "&asOf=" + time(16) + "&knownAt=" + then).status, 404) << "nothing was known";
}

TEST_F(BoxContentsTest, AreOnlyForWhoMayReadTheStockThere) {
  pack_and_send();
  EXPECT_EQ(contents(2, stranger).status, 404);
  const RawResponse unknown = contents(9, stranger);
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(member(contents(2, stranger).body, "detail"), member(unknown.body, "detail"));
  state(2, observed(100).step("receiving").epc(pallet(2)).read_at(place(21)).located(place(21)));
  EXPECT_EQ(contents(2, maker).status, 404) << "it is the shop's now";
  EXPECT_EQ(contents(2, maker, "&asOf=" + time(70)).status, 200) << "it was on its way then";
  EXPECT_EQ(contents(2, shop, "&asOf=" + time(40)).status, 404) << "it was the maker's then";
  EXPECT_EQ(member(get("/inventory/contents", shop).body, "where"), "container");
  EXPECT_EQ(get("/inventory/contents?container=box", shop).status, 400);
}

TEST_F(BoxContentsTest, OfALargeContainerAreCut) {
  constexpr std::size_t pieces = 450;  // An event names at most 500 things.
  for (std::size_t first = 0; first <= inventory::contents_rows_max; first += pieces) {
    EventBuilder making = made(10), packing = packed(20);
    for (std::size_t i = first; i < first + pieces; ++i) {
      making.epc(item(1, std::to_string(i)));
      packing.epc(item(1, std::to_string(i)));
    }
    state(1, making.read_at(place(11)).located(place(11)));
    state(1, packing.parent(pallet(1 + static_cast<unsigned>(first / pieces) % 2))
                 .read_at(place(11))
                 .located(place(11)));
  }
  state(1, packed(30).parent(pallet(3)).epc(pallet(1)).epc(pallet(2)).read_at(place(11)).located(place(11)));
  // What great boxes are told goes on in shares.
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while (inventory::is_behind(ledger_->view()->tables()) && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_THAT(contents(1, maker).body, HasSubstr("\"complete\":true"));
  const RawResponse all = contents(3, maker);
  ASSERT_EQ(all.status, 200) << all.body.substr(0, 300);
  EXPECT_EQ(rows(all).size(), inventory::contents_rows_max);
  EXPECT_THAT(all.body, HasSubstr("\"complete\":false"));
}

TEST_F(BoxContentsTest, WhatDidNotFitAtAMoment) {
  const std::string at = "/inventory/discrepancies?place=" + percent_encode(place(11));
  const auto kinds = [&](const std::string& more) {
    const json::Document document = parsed(get(at + more, maker).body);
    std::vector<std::string> found;
    for (const json::Value one : document.root().find("discrepancies")->elements())
      found.push_back(std::string(one.find("kind")->string()) + " " +
                      std::string(one.find("quantity")->raw()));
    return found;
  };
  state(1, made(10).quantity(lot(2, "A"), "30").read_at(place(11)).located(place(11)));
  state(1, observed(60)
               .step("shipping")
               .quantity(lot(2, "A"), "20")
               .read_at(place(11))
               .located(place(11))
               .to(place(21)));
  state(
      1,
      observed(70).step("retail_selling").quantity(lot(2, "A"), "12").read_at(place(11)).located(place(11)));
  state(2, observed(100).step("receiving").quantity(lot(2, "A"), "18").read_at(place(21)).located(place(21)));
  const std::string then = now();
  state(1, made(200).quantity(lot(2, "A"), "2").read_at(place(11)).located(place(11)));
  state(2, observed(300).step("receiving").quantity(lot(2, "A"), "2").read_at(place(21)).located(place(21)));
  EXPECT_THAT(kinds(""), IsEmpty());
  EXPECT_THAT(kinds("&asOf=" + time(50)), IsEmpty());
  EXPECT_THAT(kinds("&asOf=" + time(65)), ElementsAre("not_received 20"));
  EXPECT_THAT(kinds("&asOf=" + time(80)), ElementsAre("not_received 20", "not_there 2"));
  EXPECT_THAT(kinds("&kind=not_there&asOf=" + time(80)), ElementsAre("not_there 2"));
  EXPECT_THAT(kinds("&asOf=" + time(150)), ElementsAre("not_received 2", "not_there 2"));
  EXPECT_THAT(kinds("&asOf=" + time(250)), ElementsAre("not_received 2"));
  EXPECT_THAT(kinds("&asOf=" + time(400)), IsEmpty());
  EXPECT_THAT(kinds("&asOf=" + time(400) + "&knownAt=" + then), ElementsAre("not_received 2", "not_there 2"));
  EXPECT_EQ(member(get("/inventory/discrepancies?asOf=" + time(80), auditor).body, "where"), "place");
}

TEST_F(BoxContentsTest, PositionsByStatusAndUnit) {
  state(1, made(10).quantity(lot(2, "A"), "30").read_at(place(11)).located(place(11)));
  state(1, made(10).quantity(lot(3, "B"), "5", "KGM").read_at(place(11)).located(place(11)));
  state(1, observed(20)
               .step("holding")
               .quantity(lot(2, "A"), "4")
               .read_at(place(11))
               .located(place(11))
               .disposition("non_sellable_other"));
  const auto lines = [&](const std::string& more) {
    const json::Document document = parsed(get("/inventory/positions?" + more, maker).body);
    std::vector<std::string> found;
    for (const json::Value one : document.root().find("positions")->elements())
      found.push_back(std::string(one.find("status")->string()) + " " +
                      std::string(one.find("quantity")->raw()));
    return found;
  };
  EXPECT_THAT(lines("status=held"), ElementsAre("held 4"));
  EXPECT_THAT(lines("status=sellable,held&unit=EA"), UnorderedElementsAre("sellable 26", "held 4"));
  EXPECT_THAT(lines("unit=GRM"), ElementsAre("sellable 5")) << "grams and kilograms are of one kind";
  EXPECT_THAT(lines("status=recalled"), IsEmpty());
  EXPECT_EQ(member(get("/inventory/positions?status=good", maker).body, "where"), "status");
  EXPECT_THAT(get("/inventory/positions?product=" + percent_encode(gtin(2)) + "&status=held", auditor).body,
              AllOf(HasSubstr("\"held\""), Not(HasSubstr("\"made\""))))
      << "outside nothing has a status";
}

}  // namespace
}  // namespace stocktrail::test
