// The table of owners in docs/inventory.md, told in every order. Whatever is told of owners changes nothing
// else: without it the books are the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "ledger/books/map_cells.h"
#include "tests/support/nonsense.h"
#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

struct Owned {
  const char* name;
  std::vector<std::string> told;
  std::string right;
};

const std::vector<Owned> cases = {
    {"nobody told: sold, and on their way whose they were",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 shipping @MK >B L1=60",
      "B 3T08:00 receiving @B L1=20"},
     "B L1 -=20; MK L1 -=40; way:B<-MK L1 -=40"},
    {"the buyer's, as it would be without a word",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 shipping @MK <MK(party) >B >B(party) L1=60",
      "B 3T08:00 receiving @B <MK(party) >B(party) L1=20"},
     "B L1 -=20; MK L1 -=40; way:B<-MK L1 -=40"},
    {"consigned: stays the maker's, by the word of the shop",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 shipping @MK >B L1=60",
      "B 3T08:00 receiving @B >MK(party) L1=60", "B 4T08:00 retail_selling @B L1=10"},
     "B L1 MK(party) by B=50; MK L1 -=40"},
    {"stored at a provider of logistics for the buyer; sent on: sold, or to its other hall",
     {"MK 2T08:00 shipping @MK >H >C(party) L1=60", "H 3T08:00 receiving @H L1=60",
      "H 4T08:00 shipping @H >S L1=15", "S 5T08:00 receiving @S L1=15", "H 4T09:00 shipping @H >H2 L1=10",
      "H 5T09:00 receiving @H2 L1=10"},
     "H L1 C(party)=35; H2 L1 C(party)=10; MK L1 -=-60; S L1 -=15"},
    {"what comes home is whose it was",
     {"H 1T08:00 receiving @H >C(party) L1=9", "H 2T08:00 shipping @H >S L1=9",
      "H 3T08:00 void_shipping @H L1=4"},
     "H L1 C(party) by H=4; way:S<-H L1 C(party) by H=5"},
    {"the receipt's word counts before that of the departure",
     {"MK 1T08:00 commissioning @MK L1=9", "MK 2T08:00 shipping @MK >B >MK(party) L1=9",
      "B 3T08:00 receiving @B >B(party) L1=9"},
     "B L1 -=9"},
    {"a carrier tells the owner that the sender did not",
     {"MK 1T08:00 commissioning @MK L1=9", "MK 2T08:00 shipping @MK >B L1=9",
      "MK 2T09:00 departing @MK >B >C(party) L1=9", "B 3T08:00 receiving @B L1=9"},
     "B L1 C(party)=9"},
    {"a confirming receipt tells the owner that the first did not, once",
     {"B 1T07:00 receiving @B #d1 L1=5", "MK 1T08:00 shipping @MK >B #d2 L1=10",
      "B 2T08:00 receiving @B #d2 L1=10", "B 3T08:00 accepting @B >C(party) #d2 L1=10",
      "B 4T08:00 storing @B >C(party) #d2 L1=10"},
     "B L1 -=5; B L1 C(party) by B=10; MK L1 -=-10"},
    {"a confirming receipt of a pallet, or of items, tells the owner",
     {"MK 2T08:00 packing @MK in:P1 L1=9", "MK 3T08:00 shipping @MK >H box:P1",
      "H 4T08:00 receiving @H box:P1", "H 5T08:00 accepting @H >C(party) box:P1",
      "MK 3T09:00 shipping @MK >S s:1/L1", "S 4T08:00 receiving @S s:1",
      "S 5T08:00 accepting @S >C(party) s:1"},
     "H L1 C(party) by H=9; MK L1 -=-10; S L1 C(party) by S=1"},
    {"one that tells it again changes nothing beside",
     {"B 1T07:00 receiving @B #d1 L1=5", "B 2T08:00 receiving @B >C(party) #d2 L1=10",
      "B 3T08:00 accepting @B >C(party) #d2 L1=10"},
     "B L1 -=5; B L1 C(party) by B=10"},
    {"one that tells another than the departure did",
     {"MK 1T08:00 shipping @MK >B >MK(party) L1=10", "B 2T08:00 receiving @B L1=10",
      "B 3T08:00 accepting @B >B(party) L1=8"},
     "B L1 -=8; B L1 MK(party)=2; MK L1 -=-10"},
    {"who sold it is not whose it is",
     {"B 1T08:00 receiving @B <MK(party) L1=9", "MK 2T08:00 shipping @MK <MK(party) >S L1=4",
      "S 3T08:00 receiving @S <MK(party) L1=4"},
     "B L1 -=9; MK L1 -=-4; S L1 -=4"},
    {"two owners of one lot: a sale is of the party of the place first, and presumed",
     {"B 1T08:00 receiving @B >B(party) L1=10", "B 2T08:00 receiving @B >C(party) #d2 L1=10",
      "B 4T08:00 retail_selling @B L1=12"},
     "B L1 C(party) by B~=8"},
    {"a sale of which the owner is told",
     {"B 1T08:00 receiving @B L1=10", "B 2T08:00 receiving @B >C(party) #d2 L1=10",
      "B 4T08:00 retail_selling @B <C(party) L1=4"},
     "B L1 -=10; B L1 C(party) by B=6"},
    {"a sale of what is told to be the own",
     {"B 1T08:00 receiving @B L1=10", "B 2T08:00 receiving @B >C(party) #d2 L1=10",
      "B 4T08:00 retail_selling @B <B(party) L1=4"},
     "B L1 -=6; B L1 C(party) by B=10"},
    {"sent of one owner",
     {"H 1T08:00 receiving @H L1=10", "H 2T08:00 receiving @H >C(party) #d2 L1=10",
      "H 4T08:00 shipping @H <C(party) >S L1=4"},
     "H L1 -=10; H L1 C(party) by H=6; way:S<-H L1 C(party) by H=4"},
    {"bought where it lies, by an event that moves nothing",
     {"B 1T08:00 receiving @B L1=10", "B 1T09:00 receiving @B >C(party) #d2 L1=10",
      "B 2T08:00 @B <C(party) >B(party) L1=4"},
     "B L1 -=14; B L1 C(party) by B=6"},
    {"sold where it lies, in its container",
     {"MK 1T08:00 commissioning @MK L1=9", "MK 2T08:00 packing @MK in:P1 L1=5",
      "MK 3T08:00 @MK <MK(party) >C(party) box:P1"},
     "MK L1 -=4; MK L1 C(party) by MK=5"},
    {"bought of somebody who has none of it: nothing changes",
     {"B 1T08:00 receiving @B >C(party) L1=10", "B 2T08:00 @B <A(party) >B(party) L1=4"},
     "B L1 C(party) by B=10"},
    {"bought by the word of a stranger: nothing changes",
     {"B 1T08:00 receiving @B L1=10", "A 2T08:00 @B <B(party) >A(party) L1=4"},
     "B L1 -=10"},
    {"what customers bring back is whose the lot is there",
     {"B 1T08:00 receiving @B >C(party) L1=10", "B 2T08:00 retail_selling @B L1=10",
      "B 3T08:00 receiving returned @B L1=1"},
     "B L1 C(party) by B=1"},
    {"made for somebody",
     {"MK 1T08:00 commissioning @MK >C(party) L1=9", "MK 2T08:00 shipping @MK >B L1=4"},
     "MK L1 C(party) by MK=5; way:B<-MK L1 C(party) by MK=4"},
    {"drawn without a lot: of the lot that it is set against",
     {"B 1T08:00 receiving @B >B(party) L1=10", "B 2T08:00 receiving @B >C(party) L2=10",
      "B 3T08:00 retail_selling @B =4", "B 4T08:00 retail_selling @B L1=8"},
     "B L2 C(party) by B=8"},
    {"sent without a lot: whose the lot is that comes",
     {"H 1T08:00 receiving @H L1=10", "H 2T08:00 receiving @H >C(party) L2=10",
      "H 3T08:00 shipping @H >H2 =4", "H 4T08:00 receiving @H2 L2=4"},
     "H L1 -=10; H L2 C(party) by H=6; H2 L2 C(party) by H=4"},
    {"a pallet takes its owners along",
     {"MK 1T08:00 commissioning @MK L1=9", "MK 2T08:00 packing @MK in:P1 L1=9",
      "MK 3T08:00 shipping @MK >H >C(party) box:P1", "H 4T08:00 receiving @H box:P1",
      "H 5T08:00 shipping @H >H2 box:P1", "H 6T08:00 receiving @H2 box:P1"},
     "H2 L1 C(party)=9"},
    {"a receipt that is missing is not told by what leaves",
     {"MK 1T08:00 commissioning @MK L1=9", "MK 2T08:00 packing @MK in:P1 L1=9",
      "MK 3T08:00 shipping @MK >H >C(party) box:P1", "H 5T08:00 shipping @H >S >A(party) box:P1"},
     "way:S<-H L1 C(party)=9"},
    {"items",
     {"MK 1T08:00 commissioning @MK s:1/L1", "MK 3T08:00 shipping @MK >B >C(party) s:1",
      "B 4T08:00 receiving @B s:1"},
     "B L1 C(party)=1"},
    {"a clock that is slow: the departure tells the owner all the same",
     {"MK 1T08:00 commissioning @MK L1=9", "MK 2T08:10 shipping @MK <MK(party) >B >C(party) L1=9",
      "B 2T08:00 receiving @B L1=9"},
     "B L1 C(party)=9"},
    {"sold before it came: only what is left is anybody's",
     {"B 1T08:00 retail_selling @B L1=4", "B 2T08:00 receiving @B >C(party) L1=10"},
     "B L1 C(party) by B=6"},
    {"a count finds more, or fewer",
     {"B 1T08:00 receiving @B >C(party) L1=10", "B 2T08:00 stock_taking @B L1=12",
      "B 3T08:00 receiving @B >C(party) L2=5", "B 4T08:00 stock_taking @B L2=4"},
     "B L1 C(party) by B=12; B L2 C(party) by B=4"},
    {"a count tells whose it is",
     {"B 1T08:00 stock_taking @B >C(party) L1=10", "B 2T08:00 retail_selling @B L1=3"},
     "B L1 C(party) by B=7"},
    {"called lost on its way",
     {"H 1T08:00 receiving @H >C(party) L1=10", "H 2T08:00 shipping @H >S >C(party) L1=10",
      "S 3T08:00 receiving @S L1=8", "S 3T09:00 accepting mismatch_quantity @S L1=8"},
     "S L1 C(party)=8"},
};

std::string text_of(Tellers& tellers, const books::Books& books) {
  std::map<std::string, std::string> names;
  for (const char* party : {"MK", "A", "B", "C", "H", "H2", "S"})
    for (const std::string& name : {std::string(party), std::string(party) + "(party)"})
      names[tellers.place(name)] = name;
  std::vector<std::string> parts;
  for (const books::OwnedPosition& one : books.owned()) {
    const bool is_on_the_way = one.kind == books::AccountKind::in_transit;
    std::string part = is_on_the_way ? "way:" + names[one.place] + "<-" + names[one.from] : names[one.place];
    part += " " + one.lot + " " + (one.owner.is_told() ? names[one.owner.party] : "-");
    if (!one.owner.by.empty()) part += " by " + names[one.owner.by].substr(0, names[one.owner.by].find('('));
    parts.push_back(part + (one.presumed ? "~=" : "=") + amount_text(one.good, one.amount));
  }
  return joined(std::move(parts));
}

void introduce(Tellers& tellers) {
  for (const char* site : {"MK", "A", "B", "C", "H", "S"}) tellers.place(site);
  tellers.owns("H", "H2");
}

/// Who tells may report at places of its own party.
std::vector<books::Fact> facts_of(Tellers& tellers, const std::vector<std::string>& lines) {
  std::vector<books::Fact> facts = tellers.facts(lines);
  for (books::Fact& fact : facts) fact.reports_for = {fact.issuer};
  return facts;
}

TEST(Owners, AsTheTableSaysInEveryOrder) {
  for (const Owned& one : cases) {
    SCOPED_TRACE(one.name);
    std::vector<std::string> told = one.told;
    std::ranges::sort(told);
    do {
      Tellers tellers;
      introduce(tellers);
      const auto facts = facts_of(tellers, told);
      const books::Books books(facts, tellers.directory());
      ASSERT_EQ(text_of(tellers, books), one.right);
      ASSERT_TRUE(books.unbalanced().empty());
    } while (std::ranges::next_permutation(told).found);
  }
}

/// Without what was told of owners; the ends of deliveries stay.
std::vector<books::Fact> untold(std::vector<books::Fact> facts) {
  for (books::Fact& fact : facts) {
    fact.owner_before.clear();
    fact.owner_after.clear();
    fact.changes_owner = false;
  }
  return facts;
}

void expect_no_other_change(const std::vector<books::Fact>& facts, const Tellers& tellers) {
  const auto bare = untold(facts);
  const books::Books books(facts, tellers.directory()), without(bare, tellers.directory());
  const Micros end = Tellers::at("90T00:00");
  ASSERT_EQ(books.positions(end, end), without.positions(end, end));
  ASSERT_EQ(books.postings(), without.postings());
  ASSERT_EQ(books.discrepancies(end), without.discrepancies(end));
  ASSERT_TRUE(books.unbalanced().empty());
  for (const books::OwnedPosition& one : without.owned()) ASSERT_FALSE(one.owner.is_told());
}

TEST(Owners, ChangeNoTotalLotOrStatus) {
  for (const Owned& one : cases) {
    SCOPED_TRACE(one.name);
    Tellers tellers;
    introduce(tellers);
    expect_no_other_change(facts_of(tellers, one.told), tellers);
  }
}

/// Of whatever anybody posts; the sum over owners is what is there.
TEST(Owners, ChangeNothingOfNonsense) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    Tellers tellers;
    Nonsense nonsense(seed);
    std::mt19937_64 random(seed);
    std::vector<std::string> lines = nonsense.lines(static_cast<int>(20 + seed % 60));
    for (std::string& line : lines) {
      static constexpr std::array owners = {
          "", "", " >A(party)", " >B(party)", " <MK(party)", " <A(party) >C(party)"};
      line.insert(line.find(" id:"), owners[random() % owners.size()]);
    }
    auto facts = tellers.facts(lines);
    expect_no_other_change(facts, tellers);
    const books::Books books(facts, tellers.directory());
    std::ranges::shuffle(facts, random);
    const books::Books again(facts, tellers.directory());
    ASSERT_EQ(again.owned(), books.owned());
  }
}

TEST(Owners, OfALotAreNoMoreThanTheLimit) {
  Tellers tellers;
  tellers.place("B");
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < books::owners_of_lot_max + 9; ++i)
    lines.push_back("B 1T08:00 receiving @B >X" + std::to_string(i) + "(party) #d" + std::to_string(i) +
                    " L1=1");
  const auto facts = tellers.facts(lines);
  const books::Books books(facts, tellers.directory());
  Amount sum;
  for (const books::OwnedPosition& one : books.owned()) {
    EXPECT_TRUE(one.presumed);
    sum += one.amount;
  }
  EXPECT_EQ(books.owned().size(), books::owners_of_lot_max);
  EXPECT_EQ(sum, Amount::pieces(static_cast<std::int64_t>(lines.size()))) << "the others are with the first";
  EXPECT_TRUE(books.unbalanced().empty());
}

}  // namespace
}  // namespace stocktrail::test
