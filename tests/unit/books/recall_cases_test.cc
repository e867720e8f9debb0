// Recalls by statements: what was known of them when a sale was told without a lot.
#include <gtest/gtest.h>

#include <map>
#include <set>

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

/// Whether a lot of 40 is recalled after S, who owns the raw lot, told that it is made of that, and recalled
/// that; `before` is who told its making before, `after` who told it then. In whatever order of times.
class WhoseWordCarries : public ::testing::Test {
 protected:
  struct Making {
    const char* by;
    books::Standing standing;
  };
  void told_by(const Making& making, const std::string& event) {
    facts_.push_back(tellers_.fact(std::string(making.by) + " " + event));
    facts_.back().standings = {{tellers_.product("P"), making.standing}};
    facts_.back().order = facts_.size();
  }
  void made_by(const Making& making) {
    told_by(making, "2T08:00 commissioning @" + std::string(making.by) + " L1=40 exp:290");
  }
  void made_of_raw_by(const Making& making) {
    told_by(making, "1T08:00 R/R1=1 makes L1=1 @" + std::string(making.by) + " exp:3");
  }
  /// "recalled", "expired", or nothing.
  std::string fate() {
    facts_.push_back(tellers_.fact("S 5T08:00 holding recalled R/R1=?"));
    facts_.back().notice = Fact::Notice{1, {tellers_.product("R")}, {}, Tellers::at("5T08:00")};
    const books::Books books(facts_, tellers_.directory());
    std::set<std::string> found;
    for (const books::Position& one : books.positions(Tellers::at("9T08:00"), Tellers::at("9T08:00")))
      if (one.good.product == tellers_.product("P")) found.emplace(name_of(one.account.status));
    EXPECT_EQ(found.size(), 1U);
    return *found.begin();
  }
  Tellers tellers_;
  std::vector<Fact> facts_;
  const Making owner_{"MK", books::Standing::owner}, stranger_{"S", books::Standing::other},
      contractor_{"C", books::Standing::other}, reporter_{"C", books::Standing::reporter},
      authority_{"AU", books::Standing::authority};
};

TEST_F(WhoseWordCarries, NotAStrangersOfTheLotOfAnOwner) {
  made_by(owner_);
  made_of_raw_by(stranger_);
  EXPECT_EQ(fate(), "sellable");
}
TEST_F(WhoseWordCarries, NorIfTheStrangerWasFirst) {
  made_of_raw_by(stranger_);
  made_by(owner_);
  EXPECT_EQ(fate(), "sellable");
}
TEST_F(WhoseWordCarries, OfWhoMakesForTheOwner) {
  made_of_raw_by(contractor_);
  EXPECT_EQ(fate(), "recalled");
}
TEST_F(WhoseWordCarries, NotOfWhoTellsAfterIt) {
  made_by(contractor_);
  made_of_raw_by(stranger_);
  EXPECT_EQ(fate(), "sellable");
}
TEST_F(WhoseWordCarries, OfWhoReportsForTheOwnerWhoeverWasFirst) {
  made_by(stranger_);
  made_by(owner_);
  made_of_raw_by(reporter_);
  EXPECT_EQ(fate(), "recalled");
}
TEST_F(WhoseWordCarries, OfAnAuthorityBesideTheOthers) {
  made_by(contractor_);
  made_of_raw_by(authority_);
  EXPECT_EQ(fate(), "recalled");
}
TEST_F(WhoseWordCarries, AnAuthorityTakesItFromNobody) {
  made_of_raw_by(contractor_);
  made_by(authority_);
  EXPECT_EQ(fate(), "recalled");
}

/// Positions after an event that recalls the lot of `MK` without a quantity.
std::string after_recall_by(const std::string& who, books::Standing standing) {
  Tellers tellers;
  std::vector<Fact> facts =
      tellers.facts({"MK 1T08:00 commissioning @MK L1=40", who + " 2T08:00 commissioning @" + who + " L1=1",
                     who + " 5T08:00 holding recalled L1=?"});
  facts[0].standings = {{tellers.product("P"), books::Standing::owner}};
  for (const std::size_t i : {1U, 2U}) facts[i].standings = {{tellers.product("P"), standing}};
  for (std::size_t i = 0; i < facts.size(); ++i) facts[i].order = i;
  const Micros end = Tellers::at("9T08:00");
  return tellers.text(books::Books(facts, tellers.directory()).positions(end, end));
}

TEST(BookRecalls, ByAnEventOfWhoMadeAPieceOfTheLotOfAnotherAreOfNothingElsewhere) {
  EXPECT_EQ(after_recall_by("S", books::Standing::other), "sellable@MK L1=40; sellable@S L1=1");
  EXPECT_EQ(after_recall_by("AU", books::Standing::authority), "recalled@AU L1=1; recalled@MK L1=40");
}

}  // namespace
}  // namespace stocktrail::test
