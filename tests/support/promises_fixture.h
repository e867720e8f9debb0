// tests/support/promises_fixture.h: a world of promises in which each thing that is done is one short line.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/support/promise_world.h"

namespace stocktrail::test {

class PromisesFixture : public ::testing::Test {
 protected:
  static constexpr Micros now = seconds_in(0);
  static constexpr std::int64_t day = 86'400;

  /// "a 2, b 1; c 1": lots and quantities of each line; or the error and where.
  std::string granted(const promises::Order& order, Micros at = now) {
    const auto outcome = world.state(order, at);
    if (!outcome) return std::string(name_of(outcome.error().code)) + " " + outcome.error().where;
    std::string text;
    for (const promises::Granted& line : outcome->lines)
      text += (text.empty() ? "" : "; ") + PromiseWorld::from(line);
    return text;
  }
  std::string changed(const std::string& action, const std::string& id, Micros at = now,
                      const std::string& more = {}) {
    return granted(PromiseWorld::change(action, id, more), at);
  }
  /// Of product 1 at place 1.
  std::string promisable(Micros at = now, const promises::Condition& condition = {}) const {
    return world.shelf(1, at, condition).promisable.text();
  }
  static promises::Order reserve(const std::string& id, int quantity, const std::string& of_line = {},
                                 const std::string& more = {}) {
    return PromiseWorld::reserve(id, PromiseWorld::line(1, quantity, {1}, of_line), more);
  }

  PromiseWorld world;
};

}  // namespace stocktrail::test
