// The cases of lots that are told late, recorded one event after the other, in many orders.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/support/books_recorder.h"
#include "tests/support/ended_cases.h"
#include "tests/support/lot_cases.h"

namespace stocktrail::test {
namespace {

void expect_any_order(const std::vector<BookCase>& cases) {
  std::mt19937 random(1);
  for (const BookCase& one : cases) {
    SCOPED_TRACE(one.name);
    Tellers tellers;
    std::vector<books::Fact> facts = tellers.facts(one.told);
    for (int turn = 0; turn < 6; ++turn) {  // As they happened, backwards, and shuffled.
      if (turn == 1) std::ranges::reverse(facts);
      if (turn > 1) std::ranges::shuffle(facts, random);
      BooksRecorder recorder(tellers.directory());
      for (std::size_t i = 0; i < facts.size(); ++i) recorder.record(std::span(facts).subspan(i, 1));
      recorder.expect_right(one.name);
      if (::testing::Test::HasFatalFailure()) return;
    }
  }
}

TEST(Replay, LotsAreToldInAnyOrder) {
  expect_any_order(lot_cases());
}

TEST(Replay, WhatHadEndedIsThereInAnyOrder) {
  expect_any_order(ended_cases());
}

}  // namespace
}  // namespace stocktrail::test
