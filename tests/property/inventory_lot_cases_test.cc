// The cases of lots that are told late, recorded one event after the other, in many orders.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/support/books_recorder.h"
#include "tests/support/lot_cases.h"

namespace stocktrail::test {
namespace {

TEST(Replay, LotsAreToldInAnyOrder) {
  std::mt19937 random(1);
  for (const BookCase& one : lot_cases()) {
    SCOPED_TRACE(one.name);
    Tellers tellers;
    std::vector<books::Fact> facts = tellers.facts(one.told);
    for (int turn = 0; turn < 6; ++turn) {  // As they happened, backwards, and shuffled.
      if (turn == 1) std::ranges::reverse(facts);
      if (turn > 1) std::ranges::shuffle(facts, random);
      BooksRecorder recorder(tellers.directory());
      for (std::size_t i = 0; i < facts.size(); ++i) recorder.record(std::span(facts).subspan(i, 1));
      recorder.expect_right(one.name);
      if (HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace stocktrail::test
