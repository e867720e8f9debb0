// Our own cases of real chains (../shared/cases/inventory, README there), each with the positions that the
// rules of docs/inventory.md give, in the order in which they were recorded and in others.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <random>
#include <set>

#include "crypto/json.h"
#include "tests/support/inventory_case.h"
#include "tests/support/test_data.h"
#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

/// By the name of the case; tests/system/inventory_cases_test.py holds the server to the same. Two logs hold
/// less than their notes: dup-same-id has no sale, same-event-no-eventid neither sale nor repeat.
std::map<std::string, std::string> right_positions() {
  std::map<std::string, std::string> right;
  const auto document =
      json::Document::parse(read_file(STOCKTRAIL_TEST_DIR "/conformance/inventory_cases.json"));
  if (!document) {
    ADD_FAILURE() << document.error().detail;
    return right;
  }
  for (const json::Member& one : document->root().members()) right.emplace(one.name, one.value.string());
  return right;
}

std::string positions(const InventoryCase& read, std::span<const books::Fact> facts) {
  const books::Books books(facts, read.directory);
  EXPECT_TRUE(books.unbalanced().empty());
  return text(read, books.positions(Tellers::at("900T00:00"), Tellers::at("40T00:00")));
}

TEST(InventoryCases, EachHasTheRightPositions) {
  ST_NEEDS(test_cases("inventory"));
  const std::map<std::string, std::string> right = right_positions();
  std::size_t count = 0, fits = 0;
  for (const auto& path : files_in(test_cases("inventory"), ".json")) {
    const std::string name = path.stem().string();
    SCOPED_TRACE(name);
    const auto known = right.find(name);
    if (known == right.end()) {
      ADD_FAILURE() << "a case that this test does not know";
      continue;
    }
    ++count;
    InventoryCase read = read_inventory_case(path);
    if (name.starts_with("same-event-no-eventid")) read.facts.push_back(read.facts.front());
    const std::string got = positions(read, read.facts);
    EXPECT_EQ(got, known->second);
    if (got == known->second) ++fits;
    std::minstd_rand random(1);
    for (int turn = 0; turn < 20; ++turn) {
      std::ranges::shuffle(read.facts, random);
      ASSERT_EQ(positions(read, read.facts), got);
    }
  }
  EXPECT_EQ(count, right.size());
  std::cout << fits << " of " << count << " cases are right\n";
}

/// Of parties that are registered with their places, each with a policy for the places at which it reports.
void give_rights(InventoryCase& read) {
  std::map<std::string, std::set<std::string>> reports_for;
  for (const auto& [site, party] : read.directory.party_of_site) read.directory.parties.insert(party);
  for (const books::Fact& fact : read.facts) {
    reports_for[fact.issuer].insert(fact.issuer);
    for (const std::string& site : {fact.before.site, fact.after.site})
      if (const auto party = read.directory.party_of(site)) reports_for[fact.issuer].insert(*party);
  }
  for (books::Fact& fact : read.facts)
    fact.reports_for.assign(reports_for[fact.issuer].begin(), reports_for[fact.issuer].end());
}

TEST(InventoryCases, RightsBarNothingThatIsTrue) {
  ST_NEEDS(test_cases("inventory"));
  const std::map<std::string, std::string> right = right_positions();
  for (const auto& path : files_in(test_cases("inventory"), ".json")) {
    const std::string name = path.stem().string();
    InventoryCase read = read_inventory_case(path);
    if (name.starts_with("same-event-no-eventid")) read.facts.push_back(read.facts.front());
    give_rights(read);
    EXPECT_EQ(positions(read, read.facts), right.at(name)) << name;
  }
}

}  // namespace
}  // namespace stocktrail::test
