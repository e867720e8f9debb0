// The sample chain as data: every claim and event is valid on whatever day it is made, its books balance
// without a discrepancy, and its recall reaches what it must.
#include "ledger/epcis/json/event_reader.h"
#include "tools/demo/chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "crypto/json.h"
#include "ledger/epcis/json/context.h"
#include "ledger/master/change.h"
#include "tests/support/folded_world.h"

namespace stocktrail {
namespace {

using test::FoldedWorld;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr std::string_view tin = "https://id.gs1.org/01/09521003000022";
constexpr std::string_view place = "https://id.gs1.org/414/952100";

Micros day(std::string_view iso) {
  return *parse_date(iso);
}

demo::Chain chain_of(std::string_view iso) {
  auto chain = demo::make_chain(day(iso));
  if (!chain) ADD_FAILURE() << chain.error().detail;
  return std::move(*chain);
}

epcis::Event event_of(const demo::Event& event) {
  const auto document = json::Document::parse(event.text);
  ST_CHECK(document.has_value());
  auto parsed = epcis::parse_event(document->root(), epcis::Context(), "$");
  if (!parsed) ADD_FAILURE() << parsed.error().where << ": " << parsed.error().detail << '\n' << event.text;
  return std::move(*parsed);
}

std::string sample_of(const demo::Chain& chain, std::string_view kind) {
  const auto found = std::ranges::find(chain.samples, kind, &demo::Sample::kind);
  ST_CHECK(found != chain.samples.end());
  return found->id;
}

class DemoChain : public ::testing::Test {
 protected:
  DemoChain() {
    std::map<std::string, std::string> ids;
    for (const demo::Party& party : chain_.parties) ids[party.name] = party.id;
    for (const demo::Event& event : chain_.events) world_.add(event_of(event), ids.at(event.by));
  }

  /// "on_hand recalled 12.5 LTR" of all positions of a lot, or of one place.
  std::vector<std::string> books(const std::string& product, std::string_view lot,
                                 std::string_view at = {}) const {
    inventory::PositionQuery query;
    query.product = product;
    query.lot = lot;
    query.place = at;
    std::vector<std::string> lines;
    for (const auto& position : world_.positions(query)) {
      std::string line(inventory::name_of(position.account.kind));
      const bool is_inside = position.account.kind == inventory::AccountKind::on_hand ||
                             position.account.kind == inventory::AccountKind::in_transit;
      if (is_inside) line += " " + std::string(inventory::name_of(position.account.status));
      const books::Measure told = books::shown(position.good, position.amount);
      line += " " + told.amount.text();
      if (!told.unit.empty()) line += " " + told.unit;
      lines.push_back(line);
    }
    return lines;
  }

  std::set<std::string> reached(const std::string& from, trace::Direction direction) const {
    const auto key = gs1::parse_key(from);
    const trace::WalkLimits limits;
    const auto walk = trace::walk(*key, direction, limits, world_.tables);
    EXPECT_TRUE(walk.complete);
    std::set<std::string> keys;
    for (const trace::Step& step : walk.steps) keys.insert(step.key.text());
    for (const trace::TracedEvent& traced : walk.events) {
      const auto& event = world_.event(traced.event);
      if (event.biz_location) keys.insert(event.biz_location->text());
    }
    return keys;
  }

  std::string lot_number(std::string_view kind) const {
    return std::string(gs1::parse_key(sample_of(chain_, kind))->lot());
  }

  demo::Chain chain_ = chain_of("2026-11-22");
  FoldedWorld world_;
};

TEST_F(DemoChain, ClaimsAreValid) {
  const auto check = [](std::string_view kind, const std::string& text) {
    const auto document = json::Document::parse(text);
    ASSERT_TRUE(document.has_value()) << text;
    const auto change = master::parse_change(kind, document->root());
    EXPECT_TRUE(change.has_value()) << change.error().where << ": " << change.error().detail;
  };
  for (const demo::Party& party : chain_.parties) {
    check("party", party.admission);
    if (!party.own.empty()) check("party", party.own);
  }
  for (const std::string& policy : chain_.policies) check("policy", policy);
  for (const demo::Claim& claim : chain_.claims) {
    check(claim.kind, claim.text);
    const bool has_picture = claim.picture.empty() || demo::picture(claim.picture);
    EXPECT_TRUE(has_picture) << claim.picture;
  }
}

TEST_F(DemoChain, EveryClaimAndEventIsByAPartyOfTheChain) {
  std::set<std::string> names;
  for (const demo::Party& party : chain_.parties) EXPECT_TRUE(names.insert(party.name).second) << party.name;
  for (const demo::Claim& claim : chain_.claims) EXPECT_THAT(names, Contains(claim.by));
  for (const demo::Event& event : chain_.events) EXPECT_THAT(names, Contains(event.by));
}

TEST_F(DemoChain, BooksBalanceWithoutADiscrepancy) {
  EXPECT_THAT(inventory::unbalanced(world_.tables), IsEmpty());
  EXPECT_THAT(world_.discrepancies(), IsEmpty());
}

TEST_F(DemoChain, TheGoodLotIsWhereItsEventsSay) {
  const std::string lot = lot_number("good");
  // 114 stocked and 6 serial tins; 54 sold by quantity; 3 serial tins sold, of which one came back; one
  // destroyed.
  EXPECT_THAT(books(std::string(tin), lot, std::string(place) + "6000029"),
              UnorderedElementsAre("on_hand sellable 62", "on_hand held 1"));
  EXPECT_THAT(books(std::string(tin), lot, std::string(place) + "4000021"),
              ElementsAre("on_hand sellable 480"));
  EXPECT_THAT(books(std::string(tin), lot), Contains("made -1200"));
  EXPECT_THAT(books(std::string(tin), lot), Contains("sold 56"));
  EXPECT_THAT(books(std::string(tin), lot), Contains("destroyed 1"));
}

TEST_F(DemoChain, NothingOfTheRecalledLotIsForSale) {
  const auto lines = books(std::string(tin), lot_number("recalled"));
  EXPECT_THAT(lines, Contains("made -600"));
  EXPECT_THAT(lines, AllOf(Contains("sold 12"), Contains("sold 7")));
  for (const std::string& line : lines) EXPECT_FALSE(line.contains("sellable")) << line;
}

TEST_F(DemoChain, MilkOfFarmBReachesTheRecalledLotAndItsShopsOnly) {
  const demo::Event* milk = nullptr;
  for (const demo::Event& event : chain_.events) {
    if (event.by == "farm_b") milk = &event;  // The last one: its second delivery.
  }
  ASSERT_NE(milk, nullptr);
  const std::string lot = event_of(*milk).objects.quantities.front().epc_class.text();
  const auto keys = reached(lot, trace::Direction::forwards);
  EXPECT_THAT(keys, Contains(sample_of(chain_, "recalled")));
  EXPECT_THAT(keys, Contains(std::string(place) + "6000036"));
  EXPECT_THAT(keys, Contains(std::string(place) + "7000028"));
  EXPECT_FALSE(keys.contains(sample_of(chain_, "good")));
  EXPECT_FALSE(keys.contains(sample_of(chain_, "second")));
}

TEST_F(DemoChain, ATinLeadsBackToBothFarms) {
  const auto keys = reached(sample_of(chain_, "item"), trace::Direction::backwards);
  EXPECT_THAT(keys, Contains(sample_of(chain_, "good")));
  EXPECT_THAT(keys, Contains(std::string(place) + "1000024"));
  EXPECT_THAT(keys, Contains(std::string(place) + "2000023"));
}

TEST(DemoChainDays, IsTheSameEveryDayButForItsDates) {
  const demo::Chain leap = chain_of("2028-02-29"), again = chain_of("2028-02-29"),
                    other = chain_of("2031-12-31");
  ASSERT_EQ(leap.events.size(), other.events.size());
  for (std::size_t i = 0; i < leap.events.size(); ++i) {
    EXPECT_EQ(leap.events[i].text, again.events[i].text);
    EXPECT_NE(leap.events[i].text, other.events[i].text);
    EXPECT_LT(to_i64(leap.events[i].at), to_i64(day("2028-02-29")));
  }
  EXPECT_NE(sample_of(leap, "good"), sample_of(other, "good"));
}

}  // namespace
}  // namespace stocktrail
