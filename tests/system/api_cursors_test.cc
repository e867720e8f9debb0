// Cursors lead through all that a reader may see, tell nothing, and are good for nothing else.
#include <gmock/gmock.h>

#include "api/http/url.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAreArray;

class CursorsTest : public ApiFixture {
 protected:
  CursorsTest() {
    admit(1);
    admit(2);
  }

  void state(unsigned number, const std::vector<std::string>& events) const {
    const RawResponse made = post_statement(signed_events(number, events));
    ASSERT_EQ(made.status, 201) << made.body;
  }
  std::string made(const std::string& lot_id, int quantity, unsigned at_place) const {
    return lot_event("commissioning", "ADD", lot_id, quantity, at_place, "2026-07-22T06:45:00.000Z");
  }

  struct Pages {
    std::vector<std::string> rows;  // Raw JSON.
    std::vector<std::string> cursors;
  };
  Pages all(const std::string& path, const std::string& list, const std::string& token) const {
    Pages pages;
    std::string next;
    do {
      const RawResponse page = get(path + (path.contains('?') ? "&" : "?") + "limit=1" +
                                       (next.empty() ? "" : "&cursor=" + percent_encode(next)),
                                   token);
      EXPECT_EQ(page.status, 200) << page.body;
      const json::Document document = parsed(page.body);
      for (const json::Value row : document.root().find(list)->elements()) pages.rows.emplace_back(row.raw());
      next = member(page.body, "next");
      if (!next.empty()) pages.cursors.push_back(next);
    } while (!next.empty() && pages.rows.size() < 100);
    return pages;
  }

  const std::string of_product = "/inventory/positions?product=" + percent_encode(gtin(1));
};

TEST_F(CursorsTest, PositionsOfOthersAreNeitherShownNorTold) {
  state(1, {made(lot(1, "HOME-GROWN-A"), 10, 11), made(lot(1, "HOME-GROWN-B"), 20, 12),
            made(lot(1, "HOME-GROWN-C"), 30, 12)});
  for (int i = 0; i < 5; ++i)
    state(2, {made(lot(1, "FOREIGN-" + std::to_string(i)), 5, 21), made(lot(1, "FOREIGN-X"), 5, 22)});
  const std::string token = token_for(1, "planner");
  const Pages own = all(of_product, "positions", token);
  ASSERT_THAT(own.rows, SizeIs(3));
  EXPECT_THAT(own.cursors, SizeIs(2)) << "no page is empty, and no cursor follows the last row";
  for (const std::string& cursor : own.cursors) {
    const std::string told = cursor + base64url_decode(cursor).value_or("");
    for (const std::string& secret :
         {std::string("FOREIGN"), std::string("HOME-GROWN"), place(21), place(22)})
      EXPECT_THAT(told, Not(HasSubstr(secret)));
  }
  const std::string whole = get(of_product, token).body;
  for (const std::string& row : own.rows) EXPECT_THAT(whole, HasSubstr(row));
}

TEST_F(CursorsTest, GoodsOnTheWayBetweenOwnPlacesAreListedOnce) {
  state(1, {made(lot(1, "A"), 10, 11),
            lot_event("shipping", "OBSERVE", lot(1, "A"), 4, 11, "2026-07-22T07:45:00.000Z",
                      R"(,"destinationList":[{"type":"location","destination":")" + place(12) + "\"}]"),
            lot_event("shipping", "OBSERVE", lot(1, "A"), 3, 11, "2026-07-22T08:45:00.000Z",
                      R"(,"destinationList":[{"type":"location","destination":")" + place(21) + "\"}]")});
  const Pages own = all(of_product, "positions", token_for(1, "planner"));
  EXPECT_THAT(own.rows, SizeIs(3)) << "on hand, to the own place, to the other party's";
  EXPECT_THAT(all(of_product, "positions", token_for(2, "planner")).rows, SizeIs(1));
}

TEST_F(CursorsTest, ACursorIsGoodForItsReaderAndQueryOnly) {
  state(1, {made(lot(1, "A"), 10, 11), made(lot(1, "B"), 20, 12), made(lot(2, "C"), 20, 12)});
  const std::string planner = token_for(1, "planner");
  const std::string cursor = member(get(of_product + "&limit=1", planner).body, "next");
  ASSERT_FALSE(cursor.empty());
  const std::string with = "&cursor=" + percent_encode(cursor);
  EXPECT_EQ(get(of_product + with, planner).status, 200);
  EXPECT_EQ(get(of_product + with + "&limit=7", planner).status, 200) << "the size of a page may change";
  EXPECT_EQ(get(of_product + with, token_for(1, "planner")).status, 200)
      << "another token of the same reader";
  EXPECT_EQ(get(of_product + with, token_for(2, "planner")).status, 400);
  EXPECT_EQ(get(of_product + with, token_for(1, "party")).status, 400);
  EXPECT_EQ(get("/inventory/positions?product=" + percent_encode(gtin(2)) + with, planner).status, 400);
  EXPECT_EQ(get("/inventory/discrepancies?place=" + percent_encode(place(11)) + with, planner).status, 400);
  EXPECT_EQ(get("/parties?" + with.substr(1)).status, 400);
  for (std::size_t i = 0; i < cursor.size(); i += 7) {
    std::string changed = cursor;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    const RawResponse refused = get(of_product + "&cursor=" + changed, planner);
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(member(refused.body, "where"), "cursor");
  }
  restart();
  EXPECT_EQ(get(of_product + with, planner).status, 200) << "the key is the ledger's, not the process's";
}

TEST_F(CursorsTest, EveryPagedListIsReadToItsEnd) {
  const Pages parties = all("/parties", "parties", {});
  EXPECT_THAT(parties.rows, SizeIs(3));
  for (int i = 0; i < 3; ++i) {  // More goes out than there was.
    state(1, {lot_event("retail_selling", "OBSERVE", lot(1, "L" + std::to_string(i)), 1, 11,
                        "2026-07-22T06:45:00.000Z")});
  }
  const std::string query = "/inventory/discrepancies?place=" + percent_encode(place(11));
  const Pages discrepancies = all(query, "discrepancies", token_for(1, "party"));
  EXPECT_THAT(discrepancies.rows, SizeIs(3));
  EXPECT_THAT(discrepancies.cursors, SizeIs(2));
}

}  // namespace
}  // namespace stocktrail::test
