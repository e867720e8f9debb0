// The keys of stored lists. Identifiers have limits of their own, so that a longer key is a bug.
#include "ledger/store/layout.h"

#include <gtest/gtest.h>

namespace stocktrail {
namespace {

TEST(LayoutDeathTest, AListsKeyHasALimit) {
  const std::string key(list_key_bytes_max, 'k');
  EXPECT_EQ(list_prefix(key).size(), 2 + list_key_bytes_max);
  EXPECT_DEATH(list_prefix(key + "k"), "list_key_bytes_max");
}

}  // namespace
}  // namespace stocktrail
