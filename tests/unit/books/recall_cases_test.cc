// Recalls by statements: what was known of them when a sale was told without a lot.
#include <gtest/gtest.h>

#include <map>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

using books::Fact;

/// What is left of the lots A and B, of 50 each, after a sale of 30 without a lot on day 10. A is the older
/// one, and is recalled from day 5 on by a statement that was recorded at this time; empty: it is not.
std::map<std::string, Amount> left_of_each(const std::string& recorded) {
  Tellers tellers;
  std::vector<Fact> facts =
      tellers.facts({"MK 1T08:00 commissioning @MK A=50", "MK 2T08:00 commissioning @MK B=50",
                     "MK 10T08:00 retail_selling retail_sold @MK =30"});
  if (!recorded.empty()) {
    Fact recall = tellers.fact("MK 5T08:00 holding recalled A=?");
    recall.notice = Fact::Notice{1, {tellers.product("P")}, {}, Tellers::at(recorded)};
    facts.push_back(std::move(recall));
  }
  const Micros end = Tellers::at("300T08:00");
  const books::Books books(facts, tellers.directory());
  std::map<std::string, Amount> left;
  for (const books::Position& position : books.positions(end, end)) {
    left[position.lot] += position.amount;
    const bool is_recalled = position.account.status == books::Status::recalled;
    EXPECT_EQ(is_recalled, position.lot == "A" && !recorded.empty());
  }
  return left;
}

TEST(BookRecalls, OneThatIsRecordedLaterMovesNoEarlierSaleToAnotherLot) {
  const std::map<std::string, Amount> of_a{{"A", Amount::pieces(20)}, {"B", Amount::pieces(50)}};
  const std::map<std::string, Amount> of_b{{"A", Amount::pieces(50)}, {"B", Amount::pieces(20)}};
  EXPECT_EQ(left_of_each({}), of_a) << "the older one";
  EXPECT_EQ(left_of_each("15T08:00"), of_a) << "nobody at the till could know it";
  EXPECT_EQ(left_of_each("6T08:00"), of_b) << "it was known, so the other one was sold";
}

}  // namespace
}  // namespace stocktrail::test
