// Whose goods are of which nobody told the owner, and what an owner finds of its own: from the tables.
#include <gtest/gtest.h>

#include "tests/support/books_recorder.h"

namespace stocktrail::test {
namespace {

class Shelves {
 public:
  explicit Shelves(const std::vector<std::string>& lines) : recorder_(tellers_.directory()) {
    for (const char* site : {"MK", "M2", "DC", "B", "C"}) tellers_.place(site);
    tellers_.owns("MK", "M2");
    for (books::Fact fact : tellers_.facts(lines)) {
      fact.reports_for = {fact.issuer};
      recorder_.record({&fact, 1});
    }
  }
  /// "MK L1=40; B L1=60 ?": party, lot and amount at a site, presumed with a mark; with what is on its way to
  /// it and from it.
  std::string at(const std::string& site, inventory::When when = {}) {
    inventory::PositionQuery query = by_owner();
    query.place = tellers_.place(site);
    query.when = when;
    return text_of(query);
  }
  /// What others have of a party; with the party by whose word.
  std::string of(const std::string& party, inventory::When when = {}) {
    inventory::PositionQuery query = by_owner();
    query.when = when;
    query.owner = tellers_.place(party + "(party)");
    query.owned = [&](const books::Account& account, const books::Good&, const std::string& by) {
      return by.empty() ? std::nullopt : std::optional(account);
    };
    return text_of(query);
  }
  std::string name(const std::string& party) {
    for (const char* one : {"MK", "DC", "B", "C"})
      if (tellers_.place(std::string(one) + "(party)") == party) return one;
    return party;
  }

 private:
  inventory::PositionQuery by_owner() {
    inventory::PositionQuery query;
    query.party_of = [this](const std::string& site) {
      return tellers_.directory().party_of(site).value_or("");
    };
    return query;
  }
  std::string text_of(const inventory::PositionQuery& query) {
    std::vector<std::string> parts;
    const auto page = inventory::positions(query, recorder_.tables());
    for (const inventory::Position& one : page->positions)
      if (one.account.kind == books::AccountKind::on_hand ||
          one.account.kind == books::AccountKind::in_transit)
        parts.push_back((one.account.kind == books::AccountKind::in_transit ? "way " : "") + name(one.owner) +
                        " " + one.lot + "=" + amount_text(one.good, one.amount) +
                        (one.owner_told ? " told" : "") + (one.owner_presumed ? " ?" : ""));
    return joined(std::move(parts));
  }

  Tellers tellers_;
  BooksRecorder recorder_;
};

TEST(Owned, IsThePartyOfThePlaceWhereNobodyTold) {
  Shelves shelves({"MK 1T08:00 commissioning @MK L1=90", "MK 1T09:00 commissioning @M2 L1=10",
                   "MK 2T08:00 shipping @MK >B L1=60", "B 3T08:00 receiving @B L1=62",
                   "B 3T09:00 stock_taking @B L1=65", "B 4T08:00 shipping @B >C L1=5"});
  EXPECT_EQ(shelves.at("MK"), "MK L1=30");
  EXPECT_EQ(shelves.at("M2"), "MK L1=10");
  EXPECT_EQ(shelves.at("B"), "B L1=60; way B L1=5");
  EXPECT_EQ(shelves.at("C"), "way B L1=5") << "not yet bought";
  EXPECT_EQ(shelves.at("B", {.as_of = Tellers::at("2T09:00"), .known = {}}), "way MK L1=60");
}

TEST(Owned, IsToldForAMomentAndAsItWasKnown) {
  const std::vector<std::string> told{"B 1T08:00 receiving @B L1=10", "B 3T08:00 @B <B(party) >C(party) L1=4",
                                      "B 2T08:00 retail_selling @B <C(party) L1=1"};
  Shelves shelves(told);
  EXPECT_EQ(shelves.at("B"), "B L1=5; C L1=4 told");
  EXPECT_EQ(shelves.at("B", {.as_of = Tellers::at("2T09:00"), .known = {}}), "B L1=9");
  EXPECT_EQ(shelves.at("B", {.as_of = {}, .known = 3}), "B L1=6; C L1=4 told");
  EXPECT_EQ(shelves.of("C", {.as_of = {}, .known = 1}), "");
  EXPECT_EQ(shelves.of("C", {.as_of = Tellers::at("3T08:00"), .known = {}}), "C L1=4 told");
}

TEST(Owned, IsFoundWhereverItLies) {
  Shelves shelves({"MK 1T08:00 commissioning @MK L1=90", "MK 2T08:00 shipping @MK >B >C(party) L1=60",
                   "B 3T08:00 receiving @B >C(party) L1=60", "MK 2T09:00 shipping @MK >DC >C(party) L1=9",
                   "DC 3T08:00 receiving @DC L1=9", "MK 4T08:00 commissioning @M2 >C(party) L2=4"});
  EXPECT_EQ(shelves.of("C"), "C L1=60 told; C L2=4 told") << "at the centre by the word of its sender only";
  EXPECT_EQ(shelves.of("MK"), "") << "nobody told";
}

TEST(Owned, SplitsTheStatusesOfALotByGuess) {
  Shelves shelves({"B 1T08:00 receiving @B >B(party) L1=6", "B 2T09:00 receiving @B >C(party) #d2 L1=4",
                   "B 4T08:00 holding non_sellable_other @B L1=3"});
  std::size_t guessed = 0;
  const std::string all = shelves.at("B");
  for (const char letter : all) guessed += letter == '?' ? 1 : 0;
  EXPECT_EQ(guessed, 3U) << all;
}

}  // namespace
}  // namespace stocktrail::test
