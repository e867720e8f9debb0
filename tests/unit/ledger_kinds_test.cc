#include "ledger/engine/kinds.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ledger/engine/folds.h"
#include "tests/support/ledger_world.h"

namespace stocktrail::test {
namespace {

TEST(StatementKinds, EachIsReadJudgedAndFoldedBySomething) {
  for (const StatementKind& kind : statement_kinds()) {
    SCOPED_TRACE(kind.name);
    EXPECT_EQ(find_kind(kind.name), &kind);
    EXPECT_NE(kind.read, nullptr);
    EXPECT_NE(kind.judge, nullptr);
    EXPECT_FALSE(kind.folds.empty());
    for (const std::string_view fold : kind.folds) {
      EXPECT_TRUE(std::ranges::any_of(all_folds(), [&](const Fold& one) { return one.name == fold; }))
          << fold;
    }
  }
  for (const Fold& fold : all_folds()) {
    EXPECT_TRUE(std::ranges::any_of(statement_kinds(),
                                    [&](const StatementKind& kind) {
                                      return std::ranges::find(kind.folds, fold.name) != kind.folds.end();
                                    }))
        << fold.name << " makes nothing of any kind.";
  }
}

TEST(StatementKinds, TheGateTakesThoseThatItKnowsAndNamesThem) {
  const TemporaryDirectory directory;
  LedgerWorld world(directory / "data");
  world.open();
  const Supplier maker = make_supplier(1);
  ASSERT_TRUE(world.admit(maker));
  const StatementDraft draft{.kind = "forecast",
                             .issuer = maker.id.text(),
                             .issued_at = 1'784'700'000,
                             .id = statement_id(7),
                             .body = R"({"of":"x"})"};
  const auto wire = sign_statement(draft, maker.key);
  ASSERT_TRUE(wire) << wire.error().detail;
  const auto statement = Statement::parse(*wire);
  ASSERT_TRUE(statement && verify(*statement, maker.key.public_key()));
  const auto refused = world.post(*wire);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(refused.error().detail,
            "This program knows statements of the kinds events, party, key, product, certificate, policy, "
            "reservation, recall, settlement and order, and this one is of kind \"forecast\". A newer "
            "program may take "
            "it.");
}

}  // namespace
}  // namespace stocktrail::test
