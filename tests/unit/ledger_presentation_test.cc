// The log keeps the presentation that came first; nothing of a later one is lost in silence.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/ledger_world.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;

TEST(PresentationTest, AFullerOneThatComesLaterIsRefusedWithTheReason) {
  TemporaryDirectory directory;
  LedgerWorld world(directory / "data");
  world.options.guard_directory = directory / "guard";
  world.open();
  const Supplier supplier = make_supplier(1);
  ASSERT_TRUE(world.admit(supplier));
  const std::string seeded =
      sign_events(supplier, 1, {commissioning(supplier, 1, "L1", 5), commissioning(supplier, 1, "L2", 5)});
  const Statement whole = Statement::parse(seeded).value();
  const std::string first_event = redact(whole, [](const DisclosurePath& path) { return path.event == 0; });
  const auto first = world.post(first_event);
  ASSERT_TRUE(first) << first.error().detail;
  for (const std::string& fuller : {seeded, disclose_all(whole)}) {
    const auto later = world.post(fuller);
    ASSERT_FALSE(later);
    EXPECT_EQ(later.error().code, ErrorCode::conflict);
    EXPECT_THAT(later.error().detail, HasSubstr("with fewer disclosures"));
  }
  const auto again = world.post(first_event);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->repeated);
}

std::string pieces_of(const LedgerWorld& world, const std::string& lot_number) {
  inventory::PositionQuery query;
  query.product = gtin(1);
  query.lot = lot_number;
  std::string text;
  const auto page = inventory::positions(query, world.ledger->view()->tables());
  for (const inventory::Position& position : page->positions)
    if (position.account.kind == inventory::AccountKind::on_hand) text += position.amount.text() + ";";
  return text;
}

// Why the refusal loses nothing: docs/decisions/0011.
TEST(PresentationTest, WhatTheFirstOneHidIsStatedAnewAndCountsOnce) {
  TemporaryDirectory directory;
  LedgerWorld world(directory / "data");
  world.options.guard_directory = directory / "guard";
  world.open();
  const Supplier supplier = make_supplier(1);
  ASSERT_TRUE(world.admit(supplier));
  const std::string shown = commissioning(supplier, 1, "L1", 5), hidden = commissioning(supplier, 1, "L2", 7);
  const Statement whole = Statement::parse(sign_events(supplier, 1, {shown, hidden})).value();
  ASSERT_TRUE(world.post(redact(whole, [](const DisclosurePath& path) { return path.event == 0; })));
  ASSERT_FALSE(world.post(disclose_all(whole)));
  EXPECT_EQ(pieces_of(world, "L2"), "") << "a refusal writes nothing";
  const auto again = world.post(sign_events(supplier, 2, {hidden}));
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_FALSE(again->repeated);
  EXPECT_EQ(pieces_of(world, "L1"), "5;");
  EXPECT_EQ(pieces_of(world, "L2"), "7;");
}

TEST(PresentationTest, OneThatDisclosesLessOrTheSameIsARepeat) {
  TemporaryDirectory directory;
  LedgerWorld world(directory / "data");
  world.options.guard_directory = directory / "guard";
  world.open();
  const Supplier supplier = make_supplier(1);
  ASSERT_TRUE(world.admit(supplier));
  const std::string seeded =
      sign_events(supplier, 1, {commissioning(supplier, 1, "L1", 5), commissioning(supplier, 1, "L2", 5)});
  ASSERT_TRUE(world.post(seeded));
  const Statement whole = Statement::parse(seeded).value();
  for (const std::string& other :
       {disclose_all(whole), redact(whole, [](const DisclosurePath& path) { return path.event == 0; })}) {
    const auto repeat = world.post(other);
    ASSERT_TRUE(repeat) << repeat.error().detail;
    EXPECT_TRUE(repeat->repeated);
  }
}

}  // namespace
}  // namespace stocktrail::test
