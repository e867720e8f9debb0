// Why a line of a statement of account is there: the table in docs/inventory.md, section 18.
#include <gtest/gtest.h>

#include "ledger/inventory/movements.h"
#include "tests/support/test_data.h"

namespace stocktrail::inventory {
namespace {

constexpr const char* shop = "https://id.gs1.org/414/9521321000117";
constexpr const char* shelf = "https://id.gs1.org/414/9521321000117/254/7";
constexpr const char* hub = "https://id.gs1.org/414/9521321000018";

const Account at_shop{AccountKind::on_hand, shop, {}, {}};
const Account on_shelf{AccountKind::on_hand, shelf, {}, {}};
const Account to_shop{AccountKind::in_transit, shop, hub, {}};
const Account from_shop{AccountKind::in_transit, hub, shop, {}};

std::string_view rule(const Account& account, std::optional<Account> counter, int pieces) {
  Movement line;
  line.account = account;
  line.counter = std::move(counter);
  line.amount = Amount::pieces(pieces);
  return name_of(rule_of(line));
}
Account outside(AccountKind kind) {
  return {kind, shop, {}, {}};
}

using test::read_file;

TEST(MoveRule, OfGoodsOnHand) {
  EXPECT_EQ(rule(at_shop, to_shop, 1), "received");
  EXPECT_EQ(rule(at_shop, from_shop, -1), "sent");
  EXPECT_EQ(rule(on_shelf, from_shop, 1), "called_home") << "also to another part than it left";
  EXPECT_EQ(rule(on_shelf, at_shop, 1), "moved_inside");
  EXPECT_EQ(rule(at_shop, Account{AccountKind::on_hand, hub, {}, {}}, 1), "received")
      << "its departure with it";
  EXPECT_EQ(rule(at_shop, Account{AccountKind::on_hand, hub, {}, {}}, -1), "sent");
  EXPECT_EQ(rule(at_shop, Account{AccountKind::on_hand, shop, {}, Status::held}, -1), "restated");
  EXPECT_EQ(rule(at_shop, outside(AccountKind::made), 1), "made");
  EXPECT_EQ(rule(at_shop, outside(AccountKind::consumed), -1), "transformed");
  EXPECT_EQ(rule(at_shop, outside(AccountKind::sold), -1), "sold");
  EXPECT_EQ(rule(at_shop, outside(AccountKind::sold), 1), "brought_back");
  EXPECT_EQ(rule(at_shop, outside(AccountKind::destroyed), -1), "destroyed");
  EXPECT_EQ(rule(at_shop, outside(AccountKind::lost), -1), "lost");
  EXPECT_EQ(rule(at_shop, outside(AccountKind::lost), 1), "found");
  EXPECT_EQ(rule(at_shop, outside(AccountKind::destroyed), 1), "found");
  EXPECT_EQ(rule(at_shop, outside(AccountKind::unknown), 1), "not_reported");
  EXPECT_EQ(rule(at_shop, outside(AccountKind::counted), -1), "counted");
  EXPECT_EQ(rule(at_shop, outside(AccountKind::opening), 1), "opening");
  EXPECT_EQ(rule(at_shop, outside(AccountKind::relotted), 1), "other_lot");
  EXPECT_EQ(rule(at_shop, std::nullopt, 1), "several");
}

TEST(MoveRule, OfGoodsOnTheirWay) {
  EXPECT_EQ(rule(to_shop, at_shop, -1), "received");
  EXPECT_EQ(rule(from_shop, at_shop, 1), "sent");
  EXPECT_EQ(rule(from_shop, on_shelf, -1), "called_home");
  EXPECT_EQ(rule(to_shop, Account{AccountKind::in_transit, shop, hub, Status::damaged}, 1), "restated");
  EXPECT_EQ(rule(to_shop, Account{AccountKind::in_transit, "", hub, {}}, 1), "passed_on");
  EXPECT_EQ(rule(to_shop, outside(AccountKind::lost), -1), "lost");
}

TEST(MoveRule, EachIsInTheTable) {
  const std::string text = read_file(std::filesystem::path(STOCKTRAIL_TEST_DIR) / "../docs/inventory.md");
  for (std::size_t i = 0; i <= static_cast<std::size_t>(last_of(MoveRule())); ++i) {
    const std::string row = "  | `" + std::string(name_of(static_cast<MoveRule>(i))) + "` | ";
    EXPECT_NE(text.find(row), std::string::npos) << row;
  }
}

}  // namespace
}  // namespace stocktrail::inventory
