// What readers keep of parsed statements, and what goes.
#include "ledger/engine/statement_cache.h"

#include <gtest/gtest.h>

#include "tests/support/ledger_world.h"

namespace stocktrail {
namespace {

using test::make_supplier;

Statement statement(std::uint64_t number) {
  const auto supplier = make_supplier(1);
  auto parsed =
      Statement::parse(test::sign_events(supplier, number, {test::commissioning(supplier, 1, "A", 1)}));
  ST_CHECK(parsed.has_value());
  return std::move(*parsed);
}

TEST(StatementCache, WhatWasNotAskedForLongestGoes) {
  const Statement one = statement(1), two = statement(2), three = statement(3);
  const std::size_t statement_cache_bytes_max = one.wire().size() + two.wire().size() + 100;
  StatementCache cache(statement_cache_bytes_max);
  cache.add(LeafIndex{1}, one);
  cache.add(LeafIndex{2}, two);
  EXPECT_TRUE(cache.find(LeafIndex{1}).has_value());
  cache.add(LeafIndex{3}, three);
  EXPECT_FALSE(cache.find(LeafIndex{2}).has_value());
  EXPECT_TRUE(cache.find(LeafIndex{1}).has_value());
  EXPECT_EQ(cache.find(LeafIndex{3})->digest(), three.digest());
  cache.add(LeafIndex{2}, two);
  EXPECT_TRUE(cache.find(LeafIndex{2}).has_value()) << "the room of what went is free again";
}

}  // namespace
}  // namespace stocktrail
