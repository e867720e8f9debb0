// What a failed check costs: the process, or what said that it may be caught.
#include "crypto/failed_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace stocktrail {
namespace {

using ::testing::HasSubstr;

void require(bool is_so) {
  ST_CHECK(is_so);
}

TEST(FailedCheck, CostsTheProcess) {
  EXPECT_DEATH(require(false), "broken promise: is_so");
}

TEST(FailedCheck, CostsWhatIsCaughtAndNoMore) {
  const auto shared = std::make_shared<int>(1);
  const auto failed = caught([owned = shared] {
    const auto more = owned;
    require(more == nullptr);
    return 7;
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::corrupted);
  EXPECT_THAT(failed.error().where, HasSubstr("crypto_failed_check_test.cc"));
  EXPECT_THAT(failed.error().where, HasSubstr("is_so"));
  EXPECT_EQ(shared.use_count(), 1) << "all that it held was let go";
  EXPECT_EQ(caught([] { return 7; }), 7);
  EXPECT_TRUE(caught([] { require(true); }));
}

TEST(FailedCheck, OfTheStandardLibraryIsOneToo) {
  const auto failed = caught([] { return std::vector<int>().at(1); });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::corrupted);
  EXPECT_THAT(failed.error().where, HasSubstr("vector"));
  EXPECT_FALSE(caught([] { return std::optional<int>().value(); }));
}

TEST(FailedCheck, IsCaughtByTheInnermost) {
  bool went_on = false;
  const auto outer = caught([&] {
    EXPECT_FALSE(caught([] { require(false); }));
    went_on = true;
  });
  EXPECT_TRUE(outer);
  EXPECT_TRUE(went_on);
  EXPECT_DEATH(require(false), "broken promise") << "and no longer than it lives";
}

TEST(FailedCheck, OfAnotherThreadCostsTheProcess) {
  EXPECT_DEATH(static_cast<void>(caught([] { std::thread([] { require(false); }).join(); }).has_value()),
               "broken promise");
}

}  // namespace
}  // namespace stocktrail
