// What becomes of the status of a lot: by its date, and by recalls of it and of what it was made of.
#include <gtest/gtest.h>

#include <algorithm>

#include "ledger/books/made_of.h"
#include "ledger/inventory/detail/history.h"
#include "ledger/inventory/detail/worklist.h"
#include "ledger/inventory/lots.h"
#include "ledger/inventory/reach.h"
#include "tests/support/memory_tables.h"

namespace stocktrail::test {
namespace {

using inventory::CellKind;
using inventory::Lots;
using inventory::Status;

class LotsTest : public ::testing::Test {
 protected:
  void put(const std::string& lot, const books::LotCard& card) {
    const inventory::CellName name{CellKind::lot, {"p", lot}};
    inventory::Page page;
    page.add({});
    page.parts = inventory::parts_of(card);
    inventory::write_head(id_of(name), {.name = name, .concludes = false, .page = page}, tables_);
  }
  static books::LotCard recalled(std::int64_t at) {
    books::LotCard card;
    card.makers["maker"];
    card.blocks.push_back({Micros{at}, Status::recalled, true, {}, "maker", 0, false});
    return card;
  }
  Status status(const std::string& lot, Status told = Status::sellable, std::int64_t on = 100) const {
    return Lots({}, Micros{on}, tables_).status("p", lot, told);
  }
  MemoryTables tables_;
};

TEST_F(LotsTest, ExpireOnTheirDay) {
  books::LotCard card;
  card.makers["maker"].expires_at = Micros{50};
  put("L", card);
  EXPECT_EQ(status("L", Status::sellable, 49), Status::sellable);
  EXPECT_EQ(status("L", Status::sellable, 50), Status::expired);
  EXPECT_EQ(status("L", Status::damaged, 50), Status::damaged);
  EXPECT_EQ(status("unknown"), Status::sellable);
}

TEST_F(LotsTest, AreRecalledWithWhatTheyWereMadeOf) {
  put("raw", recalled(10));
  books::LotCard dough, bread;
  for (books::LotCard* made : {&dough, &bread}) made->makers["maker"];
  dough.inputs[{"p", "raw"}] = {"maker"};
  bread.inputs[{"p", "dough"}] = {"maker"};
  put("dough", dough);
  put("bread", bread);
  EXPECT_EQ(status("bread", Status::held), Status::recalled);
  EXPECT_EQ(Lots({.as_of = Micros{9}, .known = {}}, Micros{100}, tables_).status("p", "bread", Status::held),
            Status::held);
}

// Of twenty mixings of all lots of one day into all of the next: whoever asks for each lot asks for each
// once.
TEST_F(LotsTest, ThatGoIntoManyAreReadOnce) {
  constexpr std::size_t days = 20, wide = 30;
  const auto name = [](std::size_t day, std::size_t i) {
    return std::to_string(day) + "-" + std::to_string(i);
  };
  for (std::size_t day = 0; day < days; ++day) {
    books::LotCard card;
    card.makers["maker"];
    for (std::size_t i = 0; day > 0 && i < wide; ++i) card.inputs[{"p", name(day - 1, i)}] = {"maker"};
    for (std::size_t i = 0; i < wide; ++i) put(name(day, i), card);
  }
  put(name(0, 7), recalled(10));
  Lots lots({}, Micros{100}, tables_);
  const std::size_t before = tables_.reads;
  for (std::size_t day = days; day-- > 0;) {
    for (std::size_t i = 0; i < wide; ++i) {
      const bool is_recalled = day > 0 || i == 7;
      EXPECT_EQ(lots.status("p", name(day, i), Status::held), is_recalled ? Status::recalled : Status::held)
          << name(day, i);
    }
  }
  EXPECT_LE(tables_.reads - before, 2 * days * wide);
}

TEST_F(LotsTest, OfWhichTooManyWentInAreLookedAtAsFarAsTheLimit) {
  books::LotCard mixed;
  mixed.makers["maker"];
  const auto put_in = [&](const std::string& lot) { mixed.inputs[{"p", lot}] = {"maker"}; };
  for (std::size_t i = 0; i < books::lot_inputs_max; ++i) put_in("a" + std::to_string(i));
  mixed.inputs.erase(std::prev(mixed.inputs.end()));
  put_in("z");  // The last that is looked at: the lot itself is one of them.
  put("z", recalled(1));
  mixed.inputs.erase(mixed.inputs.begin());
  put("mixed", mixed);
  EXPECT_EQ(status("mixed"), Status::recalled);
  put_in("a");
  put("mixed", mixed);
  EXPECT_EQ(status("mixed"), Status::sellable);
}

TEST_F(LotsTest, WhoseMixingsAreTooManyAreLookedAtAsFarAsTheLimit) {
  constexpr std::size_t mixed = 400, inputs = books::lot_links_max / mixed - 1;
  const auto made_of = [](const std::string& letter, std::size_t count) {
    books::LotCard card;
    card.makers["maker"];
    for (std::size_t i = 0; i < count; ++i)
      card.inputs[{"p", letter + std::to_string(1'000 + i)}] = {"maker"};
    return card;
  };
  for (std::size_t i = 0; i < mixed; ++i) put("m" + std::to_string(1'000 + i), made_of("i", inputs));
  books::LotCard last = made_of("i", inputs - 1);  // The first of them is looked at last.
  last.inputs[{"p", "z"}] = {"maker"};
  put("m1000", last);
  put("z", recalled(1));
  put("all", made_of("m", mixed));
  EXPECT_EQ(status("all"), Status::recalled);
  put("m1001", made_of("i", inputs + 1));
  EXPECT_EQ(status("all"), Status::sellable);
}

TEST_F(LotsTest, ReachAsFarAsTheLimit) {
  books::LotCard from;
  books::LotCard made;
  made.makers["maker"];
  made.inputs[{"p", "0"}] = {"maker"};
  const auto add = [&](const std::string& lot) {
    from.outputs.insert({"maker", {"p", lot}});
    put(lot, made);
  };
  for (std::size_t i = 1; i <= inventory::reach_lots_max; ++i) add(std::to_string(i));
  put("0", from);
  inventory::Reach reach = inventory::reach_of({{"p", "0", 0}}, tables_);
  EXPECT_EQ(reach.lots.size(), inventory::reach_lots_max + 1) << "and the one that was asked for";
  EXPECT_TRUE(reach.complete);
  EXPECT_EQ(reach.lots.back().depth, 1U);
  add("one more");
  put("0", from);
  reach = inventory::reach_of({{"p", "0", 0}}, tables_);
  EXPECT_EQ(reach.lots.size(), inventory::reach_lots_max + 1);
  EXPECT_FALSE(reach.complete);

  made.makers = {{"other", {}}};  // Who tells of very many hides what others made of none.
  made.inputs = {{{"p", "0"}, {"other"}}};
  from.outputs.insert({"other", {"p", "of another"}});
  put("of another", made);
  put("0", from);
  reach = inventory::reach_of({{"p", "0", 0}}, tables_);
  EXPECT_EQ(reach.lots.back().lot, "of another");
  EXPECT_EQ(reach.lots.size(), inventory::reach_lots_max + 2);
}

TEST_F(LotsTest, AreLookedAtAsFarAsTheLimit) {  // reach_looked_at_max: of those that anybody named.
  const auto name = [&](const std::string& lot) {
    tables_.put(Table::directory, inventory::directory_prefix('T', {"p", lot}), {});
  };
  const auto reaches_last = [&] {
    const auto lots = inventory::reach_of({{"p", std::string(inventory::every_lot), 0}}, tables_).lots;
    return std::ranges::any_of(lots, [](const auto& one) { return one.lot == "z"; });
  };
  books::LotCard made;
  made.makers["maker"];
  put("z", made);
  name("z");
  for (std::size_t i = 1; i < inventory::reach_looked_at_max; ++i) name(std::to_string(i));
  EXPECT_TRUE(reaches_last());
  name("0");
  EXPECT_FALSE(reaches_last());
}

/// The card of a lot that went into very many is long: it is read once for all of them, not once for each.
TEST_F(LotsTest, ThatWentIntoManyAreReadOnceForTheBlockedOnes) {
  constexpr int count = 50;
  books::LotCard base = recalled(10);
  for (int i = 0; i < count; ++i) {
    books::LotCard made;
    made.makers["maker"];
    made.inputs[{"p", "base"}] = {"maker"};
    made.recalled_of.insert({"p", "base"});
    base.outputs.insert({"maker", {"p", std::to_string(i)}});
    put(std::to_string(i), made);
    tables_.put(Table::directory, inventory::directory_prefix('R', {"p", std::to_string(i)}), {});
  }
  put("base", base);
  const std::size_t before = tables_.gets(Table::cells);
  int blocked = 0;
  inventory::blocked_lots(tables_, [&](const inventory::BlockedLot&) { return ++blocked > 0; });
  EXPECT_EQ(blocked, count);
  EXPECT_EQ(tables_.gets(Table::cells) - before, count + 1U);
}

}  // namespace
}  // namespace stocktrail::test
