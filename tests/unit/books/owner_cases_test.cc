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
    {"nobody told",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 shipping @MK >B L1=60",
      "B 3T08:00 receiving @B L1=60"},
     "B L1 -=60; MK L1 -=40"},
    {"sold: the buyer's when it has arrived, and not before",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 shipping @MK >B >B(party) L1=60",
      "B 3T08:00 receiving @B L1=20"},
     "B L1 B(party) by B=20; MK L1 -=40; way:B<-MK L1 -=40"},
    {"consigned: stays the maker's, by the word of the shop",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 shipping @MK >B L1=60",
      "B 3T08:00 receiving @B >MK(party) L1=60", "B 4T08:00 retail_selling @B L1=10"},
     "B L1 MK(party) by B=50; MK L1 -=40"},
    {"bought by a third party, and stored at a provider of logistics",
     {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 shipping @MK >H >C(party) L1=60",
      "H 3T08:00 receiving @H L1=60", "H 4T08:00 shipping @H >S L1=15", "S 5T08:00 receiving @S L1=15"},
     "H L1 C(party)=45; MK L1 -=40; S L1 C(party)=15"},
    {"the receipt's word counts before that of the departure",
     {"MK 1T08:00 commissioning @MK L1=9", "MK 2T08:00 shipping @MK >B >MK(party) L1=9",
      "B 3T08:00 receiving @B >B(party) L1=9"},
     "B L1 B(party) by B=9"},
    {"a carrier tells the owner that the sender did not",
     {"MK 1T08:00 commissioning @MK L1=9", "MK 2T08:00 shipping @MK >B L1=9",
      "MK 2T09:00 departing @MK >B >C(party) L1=9", "B 3T08:00 receiving @B L1=9"},
     "B L1 C(party)=9"},
    {"two owners of one lot: a sale is of the party of the place first, and presumed",
     {"B 1T08:00 receiving @B >B(party) L1=10", "B 2T08:00 receiving @B >C(party) #d2 L1=10",
      "B 4T08:00 retail_selling @B L1=12"},
     "B L1 C(party) by B~=8"},
    {"a sale of which the owner is told",
     {"B 1T08:00 receiving @B >B(party) L1=10", "B 2T08:00 receiving @B >C(party) #d2 L1=10",
      "B 4T08:00 retail_selling @B <C(party) L1=4"},
     "B L1 B(party) by B=10; B L1 C(party) by B=6"},
    {"bought where it lies, by an event that moves nothing",
     {"B 1T08:00 receiving @B >C(party) L1=10", "B 2T08:00 @B <C(party) >B(party) L1=4"},
     "B L1 B(party) by B=4; B L1 C(party) by B=6"},
    {"what customers bring back is whose the lot is there",
     {"B 1T08:00 receiving @B >C(party) L1=10", "B 2T08:00 retail_selling @B L1=10",
      "B 3T08:00 receiving returned @B L1=1"},
     "B L1 C(party) by B=1"},
    {"made for somebody",
     {"MK 1T08:00 commissioning @MK >C(party) L1=9", "MK 2T08:00 shipping @MK >B L1=4"},
     "MK L1 C(party) by MK=5; way:B<-MK L1 C(party) by MK=4"},
    {"called home: whose it was",
     {"MK 1T08:00 commissioning @MK L1=9", "MK 2T08:00 shipping @MK >B >B(party) L1=9",
      "MK 3T08:00 void_shipping @MK L1=4"},
     "MK L1 -=4; way:B<-MK L1 -=5"},
    {"drawn without a lot: of the lot that it is set against",
     {"B 1T08:00 receiving @B >B(party) L1=10", "B 2T08:00 receiving @B >C(party) L2=10",
      "B 3T08:00 retail_selling @B =4", "B 4T08:00 retail_selling @B L1=8"},
     "B L2 C(party) by B=8"},
    {"a pallet takes its owners along",
     {"MK 1T08:00 commissioning @MK L1=9", "MK 2T08:00 packing @MK in:P1 L1=9",
      "MK 3T08:00 shipping @MK >B >B(party) box:P1", "B 4T08:00 receiving @B box:P1"},
     "B L1 B(party) by B=9"},
    {"items",
     {"MK 1T08:00 commissioning @MK s:1/L1", "MK 3T08:00 shipping @MK >B >B(party) s:1",
      "B 4T08:00 receiving @B s:1"},
     "B L1 B(party) by B=1"},
    {"a clock that is slow: the departure tells the owner all the same",
     {"MK 1T08:00 commissioning @MK L1=9", "MK 2T08:10 shipping @MK >B >B(party) L1=9",
      "B 2T08:00 receiving @B L1=9"},
     "B L1 B(party) by B=9"},
    {"sold before it came: only what is left is anybody's",
     {"B 1T08:00 retail_selling @B L1=4", "B 2T08:00 receiving @B >C(party) L1=10"},
     "B L1 C(party) by B=6"},
    {"a count finds more, or fewer",
     {"B 1T08:00 receiving @B >C(party) L1=10", "B 2T08:00 stock_taking @B L1=12",
      "B 3T08:00 receiving @B >C(party) L2=5", "B 4T08:00 stock_taking @B L2=4"},
     "B L1 C(party) by B=12; B L2 C(party) by B=4"},
};

std::string text_of(Tellers& tellers, const books::Books& books) {
  std::map<std::string, std::string> names;
  for (const char* party : {"MK", "A", "B", "C", "H", "S"})
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
      for (const char* site : {"MK", "B", "C", "H", "S"}) tellers.place(site);
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
    for (const char* site : {"MK", "B", "C", "H", "S"}) tellers.place(site);
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
