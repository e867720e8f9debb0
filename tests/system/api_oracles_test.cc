// No answer tells a stranger that something is there which he may not see: what is private is answered as
// what is unknown, by status and by words.
#include <gmock/gmock.h>

#include "api/http/url.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class OraclesTest : public ApiFixture {
 protected:
  OraclesTest() {
    admit(1);  // With place(12), which is not public.
    admit(2);
  }

  static std::string certificate(const std::string& id, bool is_public) {
    return R"({"id":")" + id +
           R"(","kind":"permit","title":"Permit","issuer":"Office","number":"7","subjects":[")" +
           lot(1, "L7") + R"("],"validFrom":"2026-01-01","public":)" + (is_public ? "true}" : "false}");
  }
  RawResponse state_certificate(unsigned by, const std::string& id, bool is_public) const {
    return post_statement(signed_body("certificate", by, certificate(id, is_public)));
  }
  RawResponse report(unsigned by, unsigned at_place, const std::string& id) const {
    return post_statement(
        signed_events(by, {lot_event("storing", "OBSERVE", lot(2, "M8"), 5, at_place,
                                     "2026-07-22T06:45:00.000Z", R"(,"eventID":")" + id + "\"")}));
  }
  /// An answer without what it says of the log's size and of the name that was asked for.
  static std::string without(std::string text, const std::string& asked) {
    for (std::size_t at = text.find(asked); at != std::string::npos; at = text.find(asked))
      text.replace(at, asked.size(), "#");
    return text;
  }

  /// The hint of a receipt, without the place that it names.
  static std::string hint_of(const RawResponse& receipt, unsigned at_place) {
    const std::string begin = R"("hint":")";
    const std::size_t from = receipt.body.find(begin);
    if (from == std::string::npos) return "none";
    const std::size_t first = from + begin.size();
    return without(receipt.body.substr(first, receipt.body.find('"', first) - first), place(at_place));
  }

  static constexpr unsigned hidden = 12, unknown = 99;
};

TEST_F(OraclesTest, IdsOfCertificatesThatAreNotPublic) {
  ASSERT_EQ(state_certificate(1, "P1", false).status, 201);
  EXPECT_EQ(state_certificate(2, "P1", false).status, 201) << "as if nobody had the id";
  EXPECT_EQ(state_certificate(2, "P2", false).status, 201);
  const std::string stranger = token_for(2, "party"), owner = token_for(1, "party");
  EXPECT_EQ(member(get("/certificates/P1", stranger).body, "statedBy"), party(2)) << "each its own";
  EXPECT_EQ(member(get("/certificates/P1", owner).body, "statedBy"), party(1));
  EXPECT_EQ(get("/certificates/P1").body, get("/certificates/P3").body);
  EXPECT_EQ(state_certificate(2, "P1", true).status, 201) << "nor when it becomes public";
  EXPECT_EQ(member(get("/certificates/P1").body, "statedBy"), party(2));
  EXPECT_EQ(member(get("/certificates/P1", owner).body, "statedBy"), party(1));
  const RawResponse taken = state_certificate(1, "P1", true);
  EXPECT_EQ(taken.status, 409) << "that one is public is no secret";
  EXPECT_THAT(taken.body, HasSubstr(party(2)));
  EXPECT_EQ(state_certificate(1, "P1", false).status, 201);
}

TEST_F(OraclesTest, ReportsAtPlacesThatAreNotPublic) {
  const RawResponse at_hidden = report(2, hidden, "urn:x:h"), at_unknown = report(2, unknown, "urn:x:u");
  EXPECT_EQ(at_hidden.status, 201) << at_hidden.body;
  EXPECT_EQ(at_unknown.status, 201) << at_unknown.body;
  EXPECT_THAT(at_hidden.body, HasSubstr("neither a public place nor one of yours"));
  EXPECT_EQ(hint_of(at_hidden, hidden), hint_of(at_unknown, unknown));
  EXPECT_EQ(report(2, 11, "urn:x:p").status, 403) << "whose a public place is, everybody may know";
  const std::string stranger = token_for(2, "party"), planner = token_for(2, "planner");
  for (const char* path : {"/inventory/positions?place=", "/inventory/discrepancies?place="}) {
    const RawResponse one = get(path + percent_encode(place(hidden)), stranger),
                      other = get(path + percent_encode(place(unknown)), stranger);
    EXPECT_EQ(one.status, other.status) << path;
    EXPECT_EQ(one.body, other.body) << path;
  }
  for (const std::string& token : {stranger, planner}) {
    const std::string positions = get("/inventory/positions?product=" + percent_encode(gtin(2)), token).body;
    EXPECT_THAT(positions, HasSubstr("\"positions\":[]"));
  }
  EXPECT_EQ(get("/inventory/postings?event=urn:x:h", stranger).body,
            get("/inventory/postings?event=urn:x:u", stranger).body);
  const auto seen = [&](const std::string& id, unsigned at_place) {
    const std::string body = get("/epcis/events/" + id, stranger).body;
    return without(body.substr(body.find("eventList")), place(at_place)).substr(0, 60);
  };
  EXPECT_EQ(seen("urn:x:h", hidden), seen("urn:x:u", unknown));
}

// The owner keeps his books, and learns who reported at his place.
TEST_F(OraclesTest, WhatAStrangerReportsAtAHiddenPlaceCountsForNothing) {
  ASSERT_EQ(post_statement(signed_events(1, {lot_event("commissioning", "ADD", lot(2, "M8"), 120, hidden,
                                                       "2026-07-21T06:45:00.000Z")}))
                .status,
            201);
  const std::string sale = lot_event("retail_selling", "OBSERVE", lot(2, "M8"), 100, hidden,
                                     "2026-07-22T06:45:00.000Z", R"(,"eventID":"urn:x:sale")");
  EXPECT_EQ(post_statement(signed_events(2, {sale})).status, 201);
  const std::string owner = token_for(1, "party"), here = percent_encode(place(hidden));
  EXPECT_THAT(get("/inventory/positions?place=" + here, owner).body, HasSubstr("\"quantity\":120"));
  EXPECT_THAT(get("/inventory/discrepancies?place=" + here, owner).body, HasSubstr("not_entitled"));
  EXPECT_THAT(get("/epcis/events/urn:x:sale", owner).body, HasSubstr(place(hidden)));
}

TEST_F(OraclesTest, AClaimOfAPlaceDoesNotTellWhoseItIs) {
  const auto claim = [&](unsigned at_place, const std::string& part = {}) {
    return post_statement(signed_body("party", 2,
                                      R"({"id":")" + party(2) + R"(","name":"Party 2","places":[{"id":")" +
                                          place(at_place) + part + R"(","name":"Mine"}]})"));
  };
  for (const char* part : {"", "/254/1"}) {
    const RawResponse of_hidden = claim(hidden, part);
    EXPECT_EQ(of_hidden.status, 409);
    EXPECT_THAT(of_hidden.body, Not(HasSubstr(party(1))));
  }
  EXPECT_THAT(claim(11).body, HasSubstr(party(1))) << "whose a public place is, everybody may know";
}

TEST_F(OraclesTest, AClaimedPlaceTellsNothingOfWhatWasReportedThereBefore) {
  const auto ship = [&](const std::string& thing, int quantity) {
    const RawResponse sent = post_statement(signed_events(
        1,
        {lot_event("shipping", "OBSERVE", thing, quantity, 11, "2026-07-22T06:45:00.000Z",
                   R"(,"destinationList":[{"type":"location","destination":")" + place(unknown) + "\"}]")}));
    ASSERT_EQ(sent.status, 201) << sent.body;
  };
  const std::string stranger = token_for(2, "party");
  const auto told = [&] {
    return get("/trace?id=" + percent_encode(lot(1, "L7")), stranger).body +
           get("/trace?id=" + percent_encode(lot(1, "L8")), stranger).body +
           get("/inventory/positions?place=" + percent_encode(place(unknown)), stranger).body +
           get("/inventory/positions", stranger).body + get("/statements/3", stranger).body +
           get("/inventory/changes?after=0", stranger).body +
           get("/inventory/discrepancies?place=" + percent_encode(place(unknown)), stranger).body;
  };
  const std::string claim = R"({"id":")" + party(2) + R"(","name":"Party 2","places":[{"id":")" +
                            place(unknown) + R"(","name":"Mine","public":false}]})";
  ship(lot(1, "L7"), 77'777'777);
  EXPECT_THAT(told(), Not(HasSubstr("77777777")));
  ASSERT_EQ(post_statement(signed_body("party", 2, claim)).status, 201);
  EXPECT_THAT(told(), AllOf(Not(HasSubstr("77777777")), Not(HasSubstr("stock.changed"))));
  ship(lot(2, "L8"), 88'888'888);
  EXPECT_THAT(told(), AllOf(Not(HasSubstr("77777777")), HasSubstr("88888888"))) << "what is sent there now";
  StatementDraft confirmation;
  confirmation.kind = "party";
  confirmation.body = claim;
  auto confirmed = ledger_->sign_for(ledger_->operator_id(), std::move(confirmation));
  ASSERT_TRUE(confirmed && ledger_->append_and_wait(std::move(*confirmed)));
  EXPECT_THAT(told(), HasSubstr("77777777")) << "the operator says that it is its place";
}

/// "shipping" of an item from a place; wherever it is.
std::string item_at(const std::string& step, const std::string& action, const std::string& item,
                    unsigned at_place, unsigned day) {
  return R"({"type":"ObjectEvent","eventTime":"2026-07-)" + std::to_string(day) +
         R"(T06:45:00.000Z","eventTimeZoneOffset":"+00:00","action":")" + action + R"(","bizStep":")" + step +
         R"(","epcList":[")" + item + R"("],"readPoint":{"id":")" + place(at_place) +
         R"("},"bizLocation":{"id":")" + place(at_place) + "\"}}";
}

// Serial numbers can be guessed: an event about a thing of others leads to no place of theirs, nor to one of
// who told it.
TEST_F(OraclesTest, WhereAThingOfOthersIs) {
  constexpr unsigned hidden_of_other = 22;
  ASSERT_EQ(post_statement(signed_body("party", 2,
                                       R"({"id":")" + party(2) + R"(","name":"Party 2","places":[{"id":")" +
                                           place(21) + R"(","name":"Yard","public":true},{"id":")" +
                                           place(hidden_of_other) + R"(","name":"Vault","public":false}]})"))
                .status,
            201);
  const auto state = [&](unsigned by, const std::string& event) {
    const RawResponse stated = post_statement(signed_events(by, {event}));
    ASSERT_EQ(stated.status, 201) << stated.body;
  };
  const auto item = [](const std::string& serial) { return gtin(1) + "/21/" + serial; };
  int day = 10;
  for (const char* step : {"destroying", "holding", "retail_selling", "shipping", "receiving"}) {
    state(1, item_at("commissioning", "ADD", item(step), hidden, 10));
    state(2, item_at(step, "OBSERVE", item(step), hidden_of_other, static_cast<unsigned>(++day)));
  }
  const auto told = [&](unsigned reader, unsigned at_place) {
    const std::string token = token_for(reader, "party");
    return get("/inventory/discrepancies?place=" + percent_encode(place(at_place)), token).body +
           get("/inventory/discrepancies/changes?after=0", token).body;
  };
  EXPECT_THAT(told(2, hidden_of_other), AllOf(HasSubstr("not_entitled"), HasSubstr(place(hidden_of_other)),
                                              Not(HasSubstr(place(hidden))), Not(HasSubstr(R"("other":)"))));
  EXPECT_THAT(told(1, hidden), AllOf(HasSubstr("not_entitled"), HasSubstr("departure_not_told"),
                                     HasSubstr(place(hidden)), Not(HasSubstr(place(hidden_of_other)))));
}

TEST_F(OraclesTest, OrdersAndSettlementsAtPlacesThatAreNotPublic) {
  const auto order = [&](unsigned from) {
    const std::string number = std::to_string(from);
    return post_statement(signed_body("order", 2,
                                      R"({"id":"O)" + number + R"(","document":"urn:x:o)" + number +
                                          R"(","place":")" + place(21) + R"(","supplier":")" + party(1) +
                                          R"(","from":")" + place(from) +
                                          R"(","due":"2026-12-24","lines":[{"product":")" + gtin(1) +
                                          R"(","quantity":1}]})"))
        .status;
  };
  EXPECT_EQ(order(hidden), 201);
  EXPECT_EQ(order(unknown), 201);
  EXPECT_EQ(order(11), 201);
  admit(3);
  EXPECT_EQ(order(31), 404) << "whose a public place is, everybody may know";
  const auto settle = [&](unsigned at_place) {
    const RawResponse refused = post_statement(signed_body(
        "settlement", 2,
        R"({"id":"AAAAAAAAAAAAAAAAAAAAAA","action":"assign","to":"me","place":")" + place(at_place) + "\"}"));
    return std::to_string(refused.status) + without(refused.body, place(at_place));
  };
  EXPECT_EQ(settle(hidden), settle(unknown));
}

// Asked for as the owner's, a place of others tells what a place tells that nobody has: also where such goods
// are told to be there.
TEST_F(OraclesTest, StockOfOnesOwnAtPlacesThatAreNotPublic) {
  const auto list = [](const char* name, const std::string& entries) {
    return ",\"" + std::string(name) + "List\":[" + entries + "]";
  };
  const auto owner = [](const char* name, unsigned number) {
    return R"({"type":"owning_party",")" + std::string(name) + R"(":")" + party(number) + "\"}";
  };
  const auto state = [&](unsigned by, const std::string& event) {
    const RawResponse stated = post_statement(signed_events(by, {event}));
    ASSERT_EQ(stated.status, 201) << stated.body;
  };
  // Whoever tells itself as the owner, of what it sends or as if it bought it there, learns nothing.
  state(1, lot_event("commissioning", "ADD", lot(2, "M8"), 120, hidden, "2026-07-20T06:45:00.000Z"));
  for (const unsigned at : {hidden, unknown}) {
    const std::string to = R"({"type":"location","destination":")" + place(at) + "\"},";
    state(2, lot_event("shipping", "OBSERVE", lot(2, "M8"), 5, 21, "2026-07-21T06:45:00.000Z",
                       list("destination", to + owner("destination", 2))));
    state(2, lot_event("storing", "OBSERVE", lot(2, "M8"), 5, at, "2026-07-21T07:45:00.000Z",
                       list("destination", owner("destination", 2))));
    std::string bought =
        lot_event("holding", "OBSERVE", lot(2, "M8"), 7, at, "2026-07-21T08:45:00.000Z",
                  list("source", owner("source", 1)) + list("destination", owner("destination", 2)));
    const std::string step = R"("bizStep":"holding",)";
    ASSERT_NE(bought.find(step), std::string::npos) << bought;
    state(2, bought.erase(bought.find(step), step.size()));
  }
  const std::string stranger = token_for(2, "party"), self = "owner=" + percent_encode(party(2));
  const std::string of_keeper = "&product=" + percent_encode(gtin(3));  // What the stranger sent, it knows.
  const auto asked = [&](unsigned at, const std::string& more) {
    return get("/inventory/positions?" + self + "&place=" + percent_encode(place(at)) + more, stranger);
  };
  const auto expect_nothing = [&](const std::string& when) {
    for (const char* more : {"", "&asOf=2026-07-23T00:00:00Z", "&knownAt=2099-01-01T00:00:00Z", "&limit=1"}) {
      const RawResponse of_hidden = asked(hidden, more), of_unknown = asked(unknown, more);
      EXPECT_EQ(of_hidden.status, 200) << when << more << of_hidden.body;
      EXPECT_EQ(of_hidden.body, of_unknown.body) << when << more;
    }
    EXPECT_THAT(get("/inventory/positions?" + self + of_keeper, stranger).body, Not(HasSubstr(place(hidden))))
        << when;
  };
  expect_nothing("told by itself");
  EXPECT_THAT(get("/inventory/positions?" + self, stranger).body, Not(HasSubstr("\"quantity\":7")));
  const std::string keeper = token_for(1, "party"), here = "place=" + percent_encode(place(hidden));
  EXPECT_THAT(get("/inventory/positions?" + here, keeper).body, HasSubstr("\"quantity\":120"))
      << "nor does it change what is there";
  // The keeper tells that 9 of what is there are its own: it gets the sum, and not where.
  state(1, lot_event("receiving", "OBSERVE", lot(3, "M9"), 9, hidden, "2026-07-22T06:45:00.000Z",
                     list("destination", owner("destination", 2))));
  expect_nothing("told by the keeper");
  EXPECT_THAT(get("/inventory/positions?" + self, stranger).body, HasSubstr("\"quantity\":9"));
}

}  // namespace
}  // namespace stocktrail::test
