#include "tests/support/lot_cases.h"
#include "tests/support/ended_cases.h"

#include <gtest/gtest.h>

namespace stocktrail::test {
namespace {

TEST(BookRules, LotsThatAreToldOfWhatIsOnItsWay) {
  expect_books(lot_cases());
}

TEST(BookRules, WhatHadEndedAndIsThereAfterAll) {
  expect_books(ended_cases());
}

}  // namespace
}  // namespace stocktrail::test
