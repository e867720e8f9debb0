// What may be sold where single items are recalled by statements: told in many orders, and the same as
// positions.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "ledger/inventory/detail/recalled_here.h"
#include "ledger/inventory/detail/worklist.h"
#include "ledger/inventory/reach.h"
#include "ledger/inventory/sellable.h"
#include "tests/support/books_recorder.h"

namespace stocktrail::test {
namespace {

using inventory::SellableLot;

struct RecallCase {
  const char* name;
  std::vector<std::string> told;
  std::vector<int> recalled, lifted;  // Serials.
  std::string may_be_sold;            // "A L1=2; A.back L1=1", by part.
  const char* by = "MK";
  bool is_owner = true;
};

const std::string made = "MK 1T08:00 commissioning @MK s:1/L1 s:2/L1 s:3/L1",
                  packed = "MK 2T07:00 packing @MK in:P1 s:1 s:2 s:3",
                  sent_box = "MK 2T08:00 shipping @MK >A box:P1";

const std::vector<RecallCase>& cases() {
  static const std::vector<RecallCase> all = {
      {"where they were made", {made}, {1, 2}, {}, "MK L1=1"},
      {"nothing is recalled", {made}, {}, {}, "MK L1=3"},
      {"it has ended", {made}, {1, 2}, {1}, "MK L1=2"},
      {"sent and received by number",
       {made, "MK 2T08:00 shipping @MK >A s:1 s:2", "A 3T08:00 receiving @A s:1 s:2"},
       {1},
       {},
       "A L1=1; MK L1=1"},
      {"sent by number, received by quantity",
       {made, "MK 2T08:00 shipping @MK >A s:1 s:2 s:3", "A 3T08:00 receiving @A L1=3"},
       {1, 3},
       {},
       "A L1=1"},
      {"the same without a lot, to the party",
       {made, "MK 2T08:00 shipping @MK >CO(party) s:1 s:2 s:3", "CO 3T08:00 receiving @S1 =3"},
       {1, 3},
       {},
       "S1 L1=1"},
      {"the same long ago",
       {made, "MK 2T08:00 shipping @MK >A s:1 s:2 s:3", "A 3T08:00 receiving @A L1=3",
        "MK 40T08:00 commissioning @MK L2=1", "MK 41T08:00 shipping @MK >A L2=1"},
       {1, 3},
       {},
       "A L1=1"},
      {"on the way they are nowhere", {made, "MK 2T08:00 shipping @MK >A s:1 s:2"}, {1}, {}, "MK L1=1"},
      {"in a box", {made, packed}, {1, 2}, {}, "MK L1=1"},
      {"in a box that came", {made, packed, sent_box, "A 3T08:00 receiving @A box:P1"}, {2}, {}, "A L1=2"},
      {"in a box in a box",
       {made, packed, "MK 2T07:30 packing @MK in:C1 box:P1", "MK 2T08:00 shipping @MK >A box:C1",
        "A 3T08:00 receiving @A box:C1"},
       {2, 3},
       {},
       "A L1=1"},
      {"in a box on its way", {made, packed, sent_box}, {2}, {}, ""},
      {"out of their box",
       {made, packed, sent_box, "A 3T08:00 receiving @A box:P1", "A 3T09:00 unpacking @A out:P1 s:1 s:2"},
       {2, 3},
       {},
       "A L1=1"},
      {"in a room",
       {made, "MK 2T08:00 shipping @MK >A s:1 s:2 s:3", "A 3T08:00 receiving @A.back s:1 s:2",
        "A 3T08:00 receiving @A.shop s:3"},
       {1},
       {},
       "A.back L1=1; A.shop L1=1"},
      {"sold before", {made, "MK 2T08:00 retail_selling @MK s:1"}, {1, 2}, {}, "MK L1=1"},
      {"held", {made, "MK 2T08:00 holding non_sellable_other @MK s:1"}, {1, 2}, {}, "MK L1=1"},
      {"destroyed after it", {made, "MK 9T08:00 destroying @MK s:1"}, {1, 2}, {}, "MK L1=1"},
      {"beside others of the lot",
       {made, "MK 1T09:00 commissioning @MK L1=10 L2=4"},
       {1},
       {},
       "MK L1=9; MK L2=4"},
      {"by a stranger", {made}, {1}, {}, "MK L1=3", "S", false},
      {"by who made them", {made}, {1}, {}, "MK L1=2", "MK", false},
  };
  return all;
}

class Teller {
 public:
  explicit Teller(const RecallCase& one) : facts(tellers.facts(one.told)) {
    tellers.owns("CO", "S1");
    facts = tellers.facts(one.told);
    if (!one.recalled.empty()) facts.push_back(recall(one, one.recalled, {}, 0));
    if (!one.lifted.empty()) facts.push_back(recall(one, {}, one.lifted, 1));
  }

  /// As promises find it, and as positions tell it.
  std::string sellable(const BooksRecorder& recorder) const {
    std::vector<std::string> found;
    const Micros on = Tellers::at("90T00:00");
    for (const std::string& site : sites(recorder)) {
      const auto party = tellers.directory().party_of(site);
      for (const SellableLot& lot : inventory::sellable(site, party, good, on, recorder.tables()).lots)
        for (const auto& [part, amount] : lot.parts) add(found, part.empty() ? site : part, lot.lot, amount);
    }
    return joined(std::move(found));
  }
  std::string positions(const BooksRecorder& recorder) const {
    std::vector<std::string> found;
    inventory::PositionQuery query;
    query.product = good.product;
    query.on = Tellers::at("90T00:00");
    query.recalled_items = [&](const std::string&) { return items; };
    const auto page = inventory::positions(query, recorder.tables());
    for (const inventory::Position& one : page->positions)
      if (one.account.kind == books::AccountKind::on_hand && one.account.status == books::Status::sellable)
        add(found, one.account.place, one.lot, one.amount);
    return joined(std::move(found));
  }

  Tellers tellers;
  std::vector<books::Fact> facts;
  const books::Good good{tellers.product("P"), {}};
  std::vector<std::string> items;  // That were ever recalled.

 private:
  std::set<std::string> sites(const BooksRecorder& recorder) const {
    std::set<std::string> found;
    recorder.tables().scan(Table::directory, "B", {}, [&](std::string_view key, auto) {
      found.insert(inventory::CellName(key).key().at(0));
      return true;
    });
    return found;
  }
  void add(std::vector<std::string>& found, const std::string& place, const std::string& lot,
           Amount amount) const {
    if (amount.is_zero()) return;
    const books::Position one{
        {books::AccountKind::on_hand, place, {}, books::Status::sellable}, good, lot, false, amount};
    std::string text = tellers.text({one});
    found.push_back(text.substr(text.find('@') + 1));
  }
  books::Fact recall(const RecallCase& one, const std::vector<int>& named, const std::vector<int>& lifted,
                     std::uint64_t number) {
    const auto goods = [&](const std::vector<int>& serials) {
      books::What what;
      for (const int serial : serials) {
        items.push_back(good.product + "/21/" + std::to_string(serial));
        what.items.push_back({items.back(), good, {}});
      }
      return what;
    };
    books::Fact fact;
    fact.event = {1'000 + number, number};
    fact.issuer = tellers.place(std::string(one.by) + "(party)");
    fact.id = "recall " + std::to_string(number);
    fact.at = Tellers::at(number == 0 ? "5T08:00" : "6T08:00");
    fact.deed = books::Deed::block;
    fact.what = goods(named);
    fact.notice.emplace(7, std::vector<std::string>(), goods(lifted));
    if (one.is_owner) fact.notice->entitled = {good.product};
    return fact;
  }
};

TEST(RecalledItems, AreNotThereToBeSoldInWhateverOrderIsTold) {
  std::mt19937 random(7);
  for (const RecallCase& one : cases()) {
    SCOPED_TRACE(one.name);
    Teller teller(one);
    for (int order = 0; order < 12; ++order) {
      BooksRecorder recorder(teller.tellers.directory());
      for (const books::Fact& fact : teller.facts) recorder.record({&fact, 1});
      recorder.expect_right(one.name);
      EXPECT_EQ(teller.sellable(recorder), one.may_be_sold);
      EXPECT_EQ(teller.positions(recorder), one.may_be_sold);
      if (HasFailure()) return;
      std::ranges::shuffle(teller.facts, random);
    }
  }
}

/// "sold@MK L1=10?": what went out, and whether its lot is only presumed.
std::string outside(const Teller& teller, const BooksRecorder& recorder) {
  std::vector<std::string> found;
  inventory::PositionQuery query;
  query.product = teller.good.product;
  const auto page = inventory::positions(query, recorder.tables());
  for (const inventory::Position& one : page->positions) {
    if (one.account.kind != books::AccountKind::sold && one.account.kind != books::AccountKind::consumed)
      continue;
    const books::Position line{one.account, one.good, one.lot, false, one.amount};
    const std::string text = teller.tellers.text({line});
    found.push_back(std::string(name_of(one.account.kind)) + text.substr(text.find('@')) +
                    (one.presumed ? "?" : ""));
  }
  return joined(std::move(found));
}

TEST(PresumedLots, AreMarkedWhereTheirGoodsWent) {
  std::mt19937 random(7);
  const std::string lots = "MK 1T08:00 commissioning @MK L1=30 L2=30",
                    sale = "MK 2T08:00 retail_selling @MK =10", use = "MK 2T09:00 =4 makes F/F1=1 @MK",
                    of_lot = "MK 3T08:00 retail_selling @MK L2=5";
  const std::vector<std::pair<std::vector<std::string>, std::string>> all = {
      {{lots, sale}, "sold@MK L1=10?"},
      {{lots, sale, of_lot}, "sold@MK L1=10?; sold@MK L2=5"},
      {{lots, of_lot, use}, "consumed@MK L1=4?; sold@MK L2=5"},
      {{lots, sale, use, of_lot, "MK 4T08:00 stock_taking @MK L1=16"},
       "consumed@MK L1=4; sold@MK L1=10; sold@MK L2=5"},
      {{lots, sale, "MK 3T08:00 retail_selling @MK L1=30"}, "sold@MK L1=30; sold@MK L2=10?"},
  };
  for (const auto& [told, right] : all) {
    Teller teller({"", told, {}, {}, {}});
    for (int order = 0; order < 6; ++order) {
      BooksRecorder recorder(teller.tellers.directory());
      for (const books::Fact& fact : teller.facts) recorder.record({&fact, 1});
      EXPECT_EQ(outside(teller, recorder), right);
      std::ranges::shuffle(teller.facts, random);
    }
  }
}

TEST(RecalledItems, BeyondTheLimitNothingOfTheirLotIsSold) {
  RecallCase many{"many", {"MK 1T09:00 commissioning @MK L2=4"}, {}, {}, {}};
  std::string making = "MK 1T08:00 commissioning @MK";
  for (int serial = 0; serial < static_cast<int>(inventory::recalled_keys_max) + 50; ++serial) {
    making += " s:" + std::to_string(serial) + "/L1";
    if (serial > 20) many.recalled.push_back(serial);
  }
  many.told.push_back(making);
  Teller teller(many);
  BooksRecorder recorder(teller.tellers.directory());
  recorder.record(teller.facts);
  while (recorder.is_behind()) recorder.go_on(10'000);
  EXPECT_EQ(teller.sellable(recorder), "MK L2=4");
}

}  // namespace
}  // namespace stocktrail::test
