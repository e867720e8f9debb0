// What was drawn without a lot, and what is told of lots later: the goods are of that lot wherever they went.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

/// Two lots of the product P and of the raw product R, of 30 each; the first is the one that is drawn first.
const std::vector<std::string> two_lots = {
    "MK 1T08:00 commissioning @MK L1=30 exp:100", "MK 1T09:00 commissioning @MK L2=30 exp:200",
    "MK 1T08:00 commissioning @MK R/R1=30 exp:100", "MK 1T09:00 commissioning @MK R/R2=30 exp:200"};

class Presumed : public ::testing::Test {
 protected:
  void tell(const std::vector<std::string>& lines) { told_.insert(told_.end(), lines.begin(), lines.end()); }

  /// "sellable@A L1=60?": presumed, of the product P. And what of it was sold, used and so on: "sold@A L1=5".
  std::string all() {
    const auto facts = tellers_.facts(told_);
    const books::Books books(facts, tellers_.directory());
    EXPECT_TRUE(books.unbalanced().empty());
    std::vector<std::string> parts;
    for (const books::Position& one : books.positions(end_, end_))
      if (one.good.product == tellers_.product("P"))
        parts.push_back(tellers_.text({one}) + (one.presumed ? "?" : ""));
    std::map<std::pair<std::string, std::string>, Amount> outside;
    for (const books::Posting& one : books.postings()) {
      const bool is_shown = one.account.kind == books::AccountKind::sold ||
                            one.account.kind == books::AccountKind::consumed ||
                            one.account.kind == books::AccountKind::relotted;
      if (is_shown && one.good.product == tellers_.product("P"))
        outside[{std::string(name_of(one.account.kind)), one.lot}] += one.amount;
    }
    for (const auto& [account, amount] : outside)
      if (!amount.is_zero())
        parts.push_back(account.first + " " + account.second + "=" + amount_text(one_, amount));
    return joined(std::move(parts));
  }
  /// What is recalled after the maker recalled this lot.
  std::string recalled(const std::string& lot, const std::string& on = "20T08:00") {
    std::vector<std::string> told = told_;
    told.push_back("MK " + on + " holding recalled " + lot + "=?");
    const auto facts = tellers_.facts(told);
    const books::Books books(facts, tellers_.directory());
    std::vector<books::Position> found;
    for (const books::Position& one : books.positions(end_, end_))
      if (one.account.status == books::Status::recalled) found.push_back(one);
    return tellers_.text(found);
  }
  std::string shown() {
    const auto facts = tellers_.facts(told_);
    return tellers_.text(books::Books(facts, tellers_.directory()).discrepancies(end_));
  }

  /// What happens in 60 days to three lots that MK made. Whoever tells a lot tells the truth.
  static std::vector<std::string> true_story(unsigned seed) {
    std::mt19937 random(seed);
    const auto upto = [&](std::size_t most) { return static_cast<int>(random() % most); };
    const std::string sites[] = {"MK", "S1", "S2", "S3"}, lots[] = {"L1", "L2", "L3"};
    std::map<std::string, std::map<std::string, int>> there;
    std::vector<std::string> told;
    for (const std::string& lot : lots) {
      there["MK"][lot] = 50;
      told.push_back("MK 1T08:00 commissioning @MK " + lot + "=50");
    }
    for (int day = 2; day < 60; ++day) {
      const std::string &at = sites[upto(4)], &lot = lots[upto(3)], &to = sites[upto(4)];
      const int amount = 1 + upto(9), what = upto(6);
      if (there[at][lot] < amount) continue;
      there[at][lot] -= amount;
      const std::string goods = (upto(3) == 0 ? lot : "") + "=" + std::to_string(amount);
      const std::string on = " " + std::to_string(day);
      if (what < 3 && to > at) {  // Nothing comes home.
        there[to][lot] += amount;
        told.push_back(at + on + "T08:00 shipping @" + at + " >" + to + " =" + std::to_string(amount));
        told.push_back(to + on + "T12:00 receiving @" + to + " <" + at + " =" + std::to_string(amount));
      } else if (what < 5) {
        told.push_back(at + on + "T08:00 retail_selling retail_sold @" + at + " " + goods);
      } else {
        told.push_back(at + on + "T08:00 " + goods + " makes F/F" + std::to_string(day) + "=1 @" + at);
      }
    }
    return told;
  }

  Tellers tellers_;
  std::vector<std::string> told_ = two_lots;
  const Micros end_ = Tellers::at("90T08:00");
  const books::Good one_{tellers_.product("P"), {}};
};

TEST_F(Presumed, IsMarked) {
  EXPECT_EQ(all(), "sellable@MK L1=30; sellable@MK L2=30");
  tell({"MK 2T08:00 retail_selling retail_sold @MK =10"});
  EXPECT_EQ(all(), "sellable@MK L1=20?; sellable@MK L2=30; sold L1=10");
  tell({"MK 3T08:00 stock_taking @MK L1=20"});
  EXPECT_EQ(all(), "sellable@MK L1=20; sellable@MK L2=30; sold L1=10");
}

TEST_F(Presumed, WhatWasSoldIsOfTheLotOnWhichItFalls) {
  tell({"MK 2T08:00 retail_selling retail_sold @MK =40"});
  EXPECT_EQ(all(), "sellable@MK L2=20?; sold L1=30; sold L2=10");
  tell({"MK 3T08:00 retail_selling retail_sold @MK L1=5"});
  EXPECT_EQ(all(), "sellable@MK L2=15?; sold L1=30; sold L2=15");
}

TEST_F(Presumed, WhatWasMadeIsOfTheLotOnWhichItsDrawFalls) {
  tell({"MK 2T08:00 R/=20 makes F/F1=50 @MK"});
  EXPECT_EQ(recalled("R/R1"), "recalled@MK F/F1=50; recalled@MK R/R1=10");
  EXPECT_EQ(recalled("R/R2"), "recalled@MK R/R2=30");
  tell({"MK 3T08:00 retail_selling retail_sold @MK R/R1=30"});
  EXPECT_EQ(recalled("R/R1"), "") << "all of it was sold";
  EXPECT_EQ(recalled("R/R2"), "recalled@MK F/F1=50; recalled@MK R/R2=10");
}

TEST_F(Presumed, WhatWasSentIsOfTheLotOnWhichItsDrawFalls) {
  tell({"MK 2T08:00 shipping @MK >A =20"});
  const std::string sent = all();
  EXPECT_EQ(sent, "sellable@MK L1=10?; sellable@MK L2=30; way:sellable@A<-MK L1=20?");
  tell({"MK 4T08:00 retail_selling retail_sold @MK L1=30"});
  EXPECT_EQ(all(), "sellable@MK L2=10?; sold L1=30; way:sellable@A<-MK L2=20?");
  tell({"A 3T08:00 receiving @A =20"});
  EXPECT_EQ(all(), "sellable@A L2=20?; sellable@MK L2=10?; sold L1=30");
  EXPECT_EQ(recalled("L2"), "recalled@A L2=20; recalled@MK L2=10");
  EXPECT_EQ(recalled("L1"), "");
}

TEST_F(Presumed, IsFollowedOverSeveralSites) {
  tell({"MK 2T08:00 shipping @MK >A =20", "A 3T08:00 receiving @A =20", "A 4T08:00 shipping @A >B =12",
        "B 5T08:00 receiving @B =12", "A 6T08:00 retail_selling retail_sold @A =3",
        "B 6T08:00 =4 makes F/F1=9 @B", "B 7T08:00 retail_selling retail_sold @B =2",
        "B 8T08:00 shipping @B >C =1"});
  EXPECT_EQ(all(),
            "consumed L1=4; sellable@A L1=5?; sellable@B L1=5?; sellable@MK L1=10?; sellable@MK L2=30; "
            "sold L1=5; way:sellable@C<-B L1=1?");
  EXPECT_EQ(recalled("L1"),
            "recalled@A L1=5; recalled@B F/F1=9; recalled@B L1=5; recalled@MK L1=10; way:recalled@C<-B L1=1");
  tell({"MK 9T08:00 retail_selling retail_sold @MK L1=30"});
  EXPECT_EQ(all(),
            "consumed L2=4; sellable@A L2=5?; sellable@B L2=5?; sellable@MK L2=10?; sold L1=30; sold L2=5; "
            "way:sellable@C<-B L2=1?");
  EXPECT_EQ(recalled("L1"), "");
  EXPECT_EQ(recalled("L2"),
            "recalled@A L2=5; recalled@B F/F1=9; recalled@B L2=5; recalled@MK L2=10; way:recalled@C<-B L2=1");
}

TEST_F(Presumed, IsFollowedAfterTheDeliveryLeftItsLane) {
  tell({"MK 2T08:00 shipping @MK >A(party) =10", "A 3T08:00 receiving @A =10",
        "MK 30T08:00 shipping @MK >A(party) =1", "MK 40T08:00 retail_selling retail_sold @MK L1=28"});
  EXPECT_EQ(
      all(),
      "sellable@A L1=2?; sellable@A L2=8?; sellable@MK L2=21?; sold L1=28; way:sellable@A(party)<-MK L2=1?");
}

/// Part of the draws falls on another lot: what was made of any of them may be of both.
TEST_F(Presumed, WhatWasMadeMayBeOfBoth) {
  tell({"MK 2T08:00 R/=10 makes F/F1=50 @MK", "MK 2T09:00 R/=10 makes F/F2=50 @MK",
        "MK 3T08:00 R/R1=1 makes F/F3=5 @MK", "MK 4T08:00 destroying @MK R/R1=15"});
  const std::string made = "recalled@MK F/F1=50; recalled@MK F/F2=50";
  EXPECT_EQ(recalled("R/R2"), made + "; recalled@MK R/R2=24");
  EXPECT_EQ(recalled("R/R1"), made + "; recalled@MK F/F3=5");
  tell({"MK 5T08:00 destroying @MK R/R1=14"});
  EXPECT_EQ(recalled("R/R2"), made + "; recalled@MK R/R2=10");
  EXPECT_EQ(recalled("R/R1"), "recalled@MK F/F3=5") << "just what was told";
}

TEST_F(Presumed, WhatWasToldToBeMadeOfALotStays) {
  tell({"MK 2T08:00 R/=10 makes F/F1=50 @MK", "MK 2T09:00 R/R1=1 makes F/F1=5 @MK",
        "MK 4T08:00 destroying @MK R/R1=29"});
  EXPECT_EQ(recalled("R/R1"), "recalled@MK F/F1=55");
  EXPECT_EQ(recalled("R/R2"), "recalled@MK F/F1=55; recalled@MK R/R2=20");
}

/// A count told what was drawn of the lot, so it was used.
TEST_F(Presumed, WhatWasMadeOfACountedLotStays) {
  tell({"MK 2T08:00 R/=10 makes F/F1=50 @MK", "MK 3T08:00 stock_taking @MK R/R1=20",
        "MK 4T08:00 R/=5 makes F/F2=50 @MK", "MK 5T08:00 destroying @MK R/R1=20"});
  EXPECT_EQ(recalled("R/R1"), "recalled@MK F/F1=50");
  EXPECT_EQ(recalled("R/R2"), "recalled@MK F/F2=50; recalled@MK R/R2=25");
}

TEST_F(Presumed, CountsTellOfWhatWasDrawn) {
  tell(
      {"MK 2T08:00 R/=20 makes F/F1=50 @MK", "MK 2T08:00 shipping @MK >A =20", "A 3T08:00 receiving @A =20"});
  tell({"MK 4T08:00 stock_taking @MK R/R1=30 R/R2=10 L1=30 L2=10"});
  EXPECT_EQ(recalled("R/R2"), "recalled@MK F/F1=50; recalled@MK R/R2=10");
  EXPECT_EQ(recalled("L2"), "recalled@A L2=20; recalled@MK L2=10");
  EXPECT_EQ(shown(), "");
}

TEST_F(Presumed, WhatIsToldAtTheOtherEndIsNotPresumed) {
  tell({"MK 2T08:00 shipping @MK >A =20", "A 3T08:00 receiving @A L1=20"});
  EXPECT_EQ(all(), "sellable@A L1=20; sellable@MK L1=10; sellable@MK L2=30");
  tell({"MK 4T08:00 retail_selling retail_sold @MK L1=30"});
  EXPECT_EQ(shown(), "not_there@MK L1=20") << "and none of it falls on L2";
}

TEST_F(Presumed, ALotThatIsToldLateIsThatOfWhatWasDrawn) {
  tell({"MK 2T08:00 shipping @MK >A =20", "A 3T08:00 receiving @A =20", "A 3T09:00 =12 makes F/F1=9 @A",
        "A 3T10:00 retail_selling retail_sold @A =3", "A 4T08:00 accepting @A L2=20"});
  EXPECT_EQ(all(), "consumed L2=12; sellable@A L2=5?; sellable@MK L1=30; sellable@MK L2=10; sold L2=3");
  EXPECT_EQ(recalled("L2"), "recalled@A F/F1=9; recalled@A L2=5; recalled@MK L2=10");
}

/// What is told of goods where they are tells of where they came from.
TEST_F(Presumed, ALotThatIsToldFurtherOnIsThatOfWhatWasSent) {
  tell({"MK 2T08:00 shipping @MK >A =30", "A 3T08:00 receiving @A =30", "A 4T08:00 shipping @A >B =30",
        "B 5T08:00 receiving @B =30"});
  EXPECT_EQ(recalled("L1"), "recalled@B L1=30");
  tell({"B 6T08:00 retail_selling retail_sold @B L2=30"});
  EXPECT_EQ(all(), "sellable@MK L1=30; sold L2=30");
  EXPECT_EQ(recalled("L1"), "recalled@MK L1=30");
}

TEST_F(Presumed, WhatWasSentWasNotSoldBesides) {
  tell({"MK 2T08:00 shipping @MK >A =20", "A 3T08:00 receiving @A =20",
        "MK 4T08:00 retail_selling retail_sold @MK =35"});
  EXPECT_EQ(all(), "sellable@A L1=20?; sellable@MK L2=5?; sold L1=10; sold L2=25");
  tell({"A 6T08:00 retail_selling retail_sold @A L2=20"});
  EXPECT_EQ(all(), "sellable@MK L1=5?; sold L1=25; sold L2=30");
}

/// Used, sold and sent before it came, by clocks or because its receipt was told late.
TEST_F(Presumed, WhatWasDrawnBeforeItCameIsOfWhatCame) {
  tell({"MK 2T08:00 Z/=4 makes F/F1=9 @MK", "MK 2T08:30 shipping @MK >A Z/=3", "A 2T10:00 receiving @A Z/=3",
        "MK 2T08:40 retail_selling retail_sold @MK Z/=2"});
  EXPECT_EQ(recalled("Z/Z1"), "");
  tell({"MK 2T09:00 commissioning @MK Z/Z1=20"});
  EXPECT_EQ(recalled("Z/Z1"), "recalled@A Z/Z1=3; recalled@MK F/F1=9; recalled@MK Z/Z1=11");
}

TEST_F(Presumed, OfMoreLotsThanTheLimitSomeAreNoted) {  // fed_lots_max: 16.
  for (int i = 1; i <= 17; ++i)
    tell({"MK 2T08:00 Z/=1 makes F/F" + std::to_string(i) + "=9 @MK id:" + std::to_string(i)});
  const std::string none = "not_there@MK =17";
  EXPECT_EQ(shown(), none) << "they may never come";
  tell({"MK 2T09:00 commissioning @MK Z/Z1=20"});
  EXPECT_EQ(shown(), "too_much@MK");
}

std::string minute_of_day_2(int number) {
  const std::string hour = std::to_string(100 + number / 60), minute = std::to_string(100 + number % 60);
  return " 2T" + hour.substr(1) + ":" + minute.substr(1) + " ";
}

TEST_F(Presumed, WhatWasMadeBeyondTheLimitIsReachedByWayOfTheLot) {  // lots_followed_max: 1,000.
  tell({"MK 1T08:00 commissioning @MK S/S1=2000 exp:100", "MK 1T09:00 commissioning @MK S/S2=2000 exp:200"});
  for (int i = 1; i <= 1001; ++i)
    tell({"MK" + minute_of_day_2(i) + "S/=1 makes F/F" + std::to_string(10'000 + i) + "=1 @MK"});
  const auto reached = [&] { return std::ranges::count(recalled("S/S2"), '@'); };
  EXPECT_EQ(reached(), 1) << "the lot itself";
  tell({"MK 3T08:00 retail_selling retail_sold @MK S/S1=1000"});
  EXPECT_EQ(shown(), "too_much@MK S1=0");
  EXPECT_EQ(reached(), 1002) << "all of them";
}

TEST_F(Presumed, WhatWasSentBeyondTheLimitIsNoted) {  // ends_followed_max: 1,000.
  tell({"MK 1T08:00 commissioning @MK S/S1=1001 exp:100", "MK 1T09:00 commissioning @MK S/S2=2000 exp:200"});
  for (int i = 1; i <= 1001; ++i) {
    const std::string to = "T" + std::to_string(i);
    tell({"MK" + minute_of_day_2(i) + "shipping @MK >" + to + " S/=1",
          to + minute_of_day_2(i) + "receiving @" + to + " S/=1"});
  }
  std::vector<std::string> before = told_;
  tell({"MK 3T08:00 retail_selling retail_sold @MK S/S1=1000"});
  EXPECT_EQ(shown(), "");
  told_ = before;
  tell({"MK 3T08:00 retail_selling retail_sold @MK S/S1=1001"});
  EXPECT_EQ(shown(), "too_much@MK S1=0");
}

/// Each lot that came without being told may have been another one, if its lorry had that.
TEST_F(Presumed, LorriesBeyondTheLimitAreNoted) {  // ends_followed_max: 1,000; nine of each lot.
  for (int i = 101; i <= 212; ++i) {
    const std::string at = minute_of_day_2(i), lot = "S/S" + std::to_string(i) + "=1";
    tell({"MK" + at + "commissioning @MK " + lot, "MK" + at + "shipping @MK >A S/=1",
          "A" + at + "receiving @A S/=1"});
  }
  const std::vector<std::string> before = told_;
  tell({"A 3T08:00 retail_selling retail_sold @A S/S999=111"});
  EXPECT_EQ(shown(), "");
  told_ = before;
  tell({"A 3T08:00 retail_selling retail_sold @A S/S999=112"});
  EXPECT_EQ(shown(), "too_much@MK S210=0");
}

TEST_F(Presumed, WhatCameLongAgoBeyondTheLimitIsNoted) {  // came_max: 1,000.
  for (int i = 1; i <= 1001; ++i) {
    const std::string at = minute_of_day_2(i), lot = "S" + std::to_string(i);
    tell({"MK" + at + "commissioning @MK S/" + lot + "=1", "MK" + at + "shipping @MK >A S/=1",
          "A" + at + "receiving @A S/=1"});
  }
  tell({"MK 30T08:00 commissioning @MK S/S0=10", "MK 30T09:00 shipping @MK >A S/=1",
        "A 30T10:00 receiving @A S/=1"});
  const std::vector<std::string> before = told_;
  tell({"MK 31T08:00 retail_selling retail_sold @MK S/S1=1"});
  EXPECT_EQ(shown(), "");
  told_ = before;
  tell({"MK 31T08:00 retail_selling retail_sold @MK S/S1001=1"});
  EXPECT_EQ(shown(), "too_much@MK S1001=0");
}

TEST_F(Presumed, ContentsOfABoxAndGoodsOnTheirWayAreUsed) {
  tell({"MK 1T10:00 packing @MK in:P1 R/=20", "MK 2T08:00 box:P1 makes F/F1=9 @MK",
        "MK 2T08:00 shipping @MK >A =5", "A 3T08:00 =5 makes F/F2=9 @A <MK"});
  EXPECT_EQ(recalled("R/R1"), "recalled@MK F/F1=9; recalled@MK R/R1=10");
  EXPECT_EQ(recalled("L1"), "recalled@A F/F2=9; recalled@MK L1=25");
  tell({"MK 4T08:00 destroying @MK R/R1=30"});
  EXPECT_EQ(recalled("R/R2"), "recalled@MK F/F1=9; recalled@MK R/R2=10");
}

/// What was used falls on several lots at once: each of them is in what was made.
TEST_F(Presumed, WhatWasMadeIsOfEachLotOnWhichItsDrawFalls) {
  tell({"MK 1T10:00 commissioning @MK R/R3=30 exp:300", "MK 2T08:00 R/=30 makes F/F1=9 @MK",
        "MK 3T08:00 retail_selling @MK R/R2=20", "MK 4T08:00 retail_selling @MK R/R1=30"});
  EXPECT_EQ(recalled("R/R1"), "");
  EXPECT_EQ(recalled("R/R2"), "recalled@MK F/F1=9");
  EXPECT_EQ(recalled("R/R3"), "recalled@MK F/F1=9; recalled@MK R/R3=10");
}

TEST_F(Presumed, WhatWasMadeIsOfAllLotsThatComeAtOnce) {
  tell({"A 2T08:00 Q/=20 makes F/F1=9 @A", "MK 1T08:00 commissioning @MK Q/Q1=10 Q/Q2=10",
        "MK 2T10:00 shipping @MK >A Q/Q1=10 Q/Q2=10 #d1", "A 3T08:00 receiving @A Q/Q1=10 Q/Q2=10 #d1"});
  EXPECT_EQ(recalled("Q/Q1"), "recalled@A F/F1=9");
  EXPECT_EQ(recalled("Q/Q2"), "recalled@A F/F1=9");
}

/// Goods of several lots go from place to place; some of what happens to them is told with their lot, and
/// some without. No lot is more than was made of it, and nothing is left to explain.
TEST_F(Presumed, EachLotIsWhatWasMade) {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(seed);
    const std::vector<std::string> told = true_story(seed);
    const auto facts = tellers_.facts(told);
    const books::Books books(facts, tellers_.directory());
    EXPECT_TRUE(books.unbalanced().empty());
    std::map<std::pair<books::AccountKind, std::string>, Amount> sums;
    for (const books::Posting& one : books.postings())
      if (one.good.product == tellers_.product("P")) sums[{one.account.kind, one.lot}] += one.amount;
    for (const auto& [account, amount] : sums) {
      const auto& [kind, lot] = account;
      const std::string found = std::string(name_of(kind)) + " " + lot + "=" + amount_text(one_, amount);
      EXPECT_FALSE(kind != books::AccountKind::made && amount.is_negative()) << found;
      EXPECT_FALSE(kind == books::AccountKind::relotted && !amount.is_zero()) << found;
    }
    for (const books::Position& one : books.positions(end_, end_))
      EXPECT_FALSE(one.amount.is_negative()) << tellers_.text({one});
  }
}

/// Of whatever lot something was used at a site, a recall reaches something that was made there.
TEST_F(Presumed, NoRecallOfWhatWasUsedIsSilent) {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(seed);
    told_ = true_story(seed);
    const auto facts = tellers_.facts(told_);
    const books::Books books(facts, tellers_.directory());
    std::map<std::pair<std::string, std::string>, Amount> used;  // By lot and site.
    for (const books::Posting& one : books.postings())
      if (one.account.kind == books::AccountKind::consumed) used[{one.lot, one.account.place}] += one.amount;
    for (const auto& [what, amount] : used) {
      if (amount.is_zero()) continue;
      const std::string site = tellers_.text({{{{}, what.second, {}, {}}, one_, {}, false, amount}});
      const std::string at = site.substr(site.find('@'), site.find(' ') - site.find('@'));
      EXPECT_THAT(recalled(what.first, "80T08:00"), ::testing::HasSubstr("recalled" + at + " F/"))
          << joined(told_);
    }
  }
}

}  // namespace
}  // namespace stocktrail::test
