#include "tests/support/lot_cases.h"

#include <gtest/gtest.h>

namespace stocktrail::test {
namespace {

TEST(BookRules, LotsThatAreToldOfWhatIsOnItsWay) {
  expect_books(lot_cases());
}

}  // namespace
}  // namespace stocktrail::test
