// What events tell of promised goods that leave: docs/promises.md, "What has left".
#include <gtest/gtest.h>

#include <random>

#include "tests/support/promises_fixture.h"
#include "tests/support/seed.h"

namespace stocktrail::test {
namespace {

using promises::State;

class DeparturesTest : public PromisesFixture {
 protected:
  static constexpr const char* document = R"(,"document":"urn:order:1")";

  DeparturesTest() {
    world.make(1, "a", 100, 1);
    granted(reserve("x", 8, "", document));
  }
  EventRef told(std::string_view step, int pieces, Micros at = now) {
    return world.leave(step, 1, "a", pieces, "urn:order:1", at);
  }
  EventRef told_item(std::string_view step, unsigned serial) {
    return world.leave(EventBuilder(epcis::EventType::object, epcis::Action::observe, 5'000)
                           .step(step)
                           .read_at(place(1))
                           .epc(item(1, std::to_string(serial))),
                       {"urn:order:1"}, now);
  }
  /// "left + still held".
  std::string state(const std::string& id = "x", Micros at = now) const {
    Amount left, held;
    const promises::Reservation one = world.find(id);
    for (const promises::HeldLine& line : one.lines)
      for (const promises::HeldPiece& piece : line.pieces_held) {
        left += piece.has_left();
        held += one.pending(piece, at) + piece.firm;
      }
    return left.text() + "+" + held.text();
  }
};

TEST_F(DeparturesTest, ACorrectionMayBeRecordedBeforeTheErrorOfWhatItCorrects) {
  const EventRef wrong = told("shipping", 8);
  told("shipping", 6);
  EXPECT_EQ(state(), "8+0");
  world.declare_error(wrong);
  EXPECT_EQ(state(), "6+2");
}

TEST_F(DeparturesTest, AnotherTellersReportStandsWhereOneIsDeclaredAnError) {
  const EventRef wrong = told("shipping", 8);
  world.leave("departing", 1, "a", 5, "urn:order:1", now, "https://carrier.example");
  world.declare_error(wrong);
  EXPECT_EQ(state(), "5+3");
}

TEST_F(DeparturesTest, ADocumentIsOneInAllSpellings) {
  granted(reserve("y", 3, "", R"(,"document":"urn:epc:id:gdti:4012345.00009.26b%2F7")"));
  world.leave("shipping", 1, "a", 2, "https://id.gs1.org/253/401234500009226b%2F7", now);
  EXPECT_EQ(state("y"), "2+1");
}

TEST_F(DeparturesTest, AVoidShipmentHasNotLeftAndIsSentAgain) {
  told("shipping", 4);
  told("void_shipping", 4);
  EXPECT_EQ(state(), "0+8");
  told("shipping", 4);
  EXPECT_EQ(state(), "4+4");
  told("shipping", 4);
  EXPECT_EQ(state(), "8+0");
  told("void_shipping", 0);  // All that was sent.
  EXPECT_EQ(state(), "0+8");
}

TEST_F(DeparturesTest, AVoidShipmentMayNameTheDocumentOnlyAndBeAnErrorItself) {
  told("shipping", 5);
  const EventRef voided = world.leave(EventBuilder(epcis::EventType::object, epcis::Action::observe, 6'000)
                                          .step("void_shipping")
                                          .quantity(lot(1, "a"), "2"),
                                      {"urn:order:1"}, now);
  EXPECT_EQ(state(), "3+5");
  world.declare_error(voided);
  EXPECT_EQ(state(), "5+3");
}

TEST_F(DeparturesTest, WithoutAPlaceAVoidShipmentCountsWhereItsIssuerMayReport) {
  told("shipping", 5);
  const auto voided = [&](std::string_view pieces) {
    world.leave(EventBuilder(epcis::EventType::object, epcis::Action::observe, 6'000)
                    .step("void_shipping")
                    .quantity(lot(1, "a"), pieces),
                {"urn:order:1"}, now, "https://stranger.example");
  };
  world.may_report = false;
  voided("2");
  voided("");
  EXPECT_EQ(state(), "5+3");
  world.may_report = true;
  voided("2");
  EXPECT_EQ(state(), "3+5");
}

TEST_F(DeparturesTest, AnItemLeavesOnceHoweverOftenItIsTold) {
  const EventRef first = told_item("retail_selling", 1);
  const EventRef again = told_item("retail_selling", 1);
  told_item("retail_selling", 2);
  EXPECT_EQ(state(), "2+6");
  world.declare_error(first);
  EXPECT_EQ(state(), "2+6");
  world.declare_error(again);
  EXPECT_EQ(state(), "1+7");
}

TEST_F(DeparturesTest, SalesAndShipmentsOfOneOrderAddUp) {
  told("retail_selling", 2);
  told("shipping", 3);
  EXPECT_EQ(state(), "5+3");
  // What is sent as sold is a sale: the same goods, told again.
  world.leave(EventBuilder(epcis::EventType::object, epcis::Action::observe, 7'000)
                  .step("shipping")
                  .disposition("retail_sold")
                  .read_at(place(1))
                  .quantity(lot(1, "a"), "2"),
              {"urn:order:1"}, now);
  EXPECT_EQ(state(), "5+3");
}

TEST_F(DeparturesTest, WhatWasReservedIsReservedAgainAfterAnError) {
  const EventRef wrong = told("shipping", 8);
  world.declare_error(wrong);
  EXPECT_EQ(world.find("x").state(now), State::reserved);
  EXPECT_EQ(world.find("x").state(seconds_in(900)), State::expired);
  EXPECT_EQ(world.shelf(1, seconds_in(900)).promised.text(), "0");
}

TEST_F(DeparturesTest, WhatLeftAndWasCommittedSinceIsFirmAfterAnError) {
  const EventRef wrong = told("shipping", 8);
  EXPECT_EQ(changed("commit", "x"), "");
  EXPECT_EQ(changed("commit", "x"), "conflict $.reservation.id") << "it is firm";
  world.declare_error(wrong, seconds_in(1'000));
  EXPECT_EQ(world.find("x").state(seconds_in(1'000)), State::committed);
}

TEST_F(DeparturesTest, WhatLeftBeforeAReservationWasMadeFulfilsNothingOfIt) {
  const EventRef before = told("shipping", 10);
  granted(reserve("y", 5, "", document));
  EXPECT_EQ(state("y"), "0+5");
  told("shipping", 2);
  EXPECT_EQ(state("y"), "2+3");
  world.declare_error(before);
  EXPECT_EQ(state("x"), "2+6");
  EXPECT_EQ(state("y"), "0+5") << "the oldest is served first";
}

TEST_F(DeparturesTest, OneEventOfSeveralDocumentsServesEachAsFarAsItHasRoom) {
  granted(reserve("y", 5, "", R"(,"document":"urn:order:2")"));
  const EventRef both = world.leave(EventBuilder(epcis::EventType::object, epcis::Action::observe, 8'000)
                                        .step("shipping")
                                        .read_at(place(1))
                                        .quantity(lot(1, "a"), "10"),
                                    {"urn:order:1", "urn:order:2"}, now);
  EXPECT_EQ(state("x"), "8+0");
  EXPECT_EQ(state("y"), "2+3");
  world.declare_error(both);
  EXPECT_EQ(state("x"), "0+8");
  EXPECT_EQ(state("y"), "0+5");
}

/// Reports of two tellers in random order, some of them declared errors at once or later.
TEST(DeparturesRandom, FollowFromWhatIsToldAndNotFromItsOrder) {
  struct Report {
    std::string_view step;
    int pieces;
    bool by_other, is_error;
  };
  constexpr std::string_view steps[] = {"retail_selling", "shipping", "departing", "void_shipping"};
  const std::uint64_t seed = test_seed();
  for (std::uint64_t round = 0; round < 40; ++round) {
    std::mt19937_64 random(seed + round);
    const auto pick = [&](std::uint64_t n) { return random() % n; };
    std::vector<Report> reports;
    std::map<std::string, std::map<std::string, int>> told;  // By way, and teller.
    for (std::uint64_t i = 0; i < 3 + pick(6); ++i) {
      const Report one{steps[pick(4)], static_cast<int>(1 + pick(6)), pick(2) == 0, pick(3) == 0};
      reports.push_back(one);
      const std::string way = one.step == "departing" ? "shipping" : std::string(one.step);
      if (!one.is_error) told[way][std::string(one.step) + (one.by_other ? "o" : "")] += one.pieces;
    }
    const auto most = [&](const char* way) {
      int greatest = 0;
      for (const auto& [teller, pieces] : told[way]) greatest = std::max(greatest, pieces);
      return greatest;
    };
    const int left = most("retail_selling") + std::max(0, most("shipping") - most("void_shipping"));
    for (int order = 0; order < 3; ++order) {
      std::ranges::shuffle(reports, random);
      PromiseWorld world;
      world.make(1, "a", 100, 1);
      ASSERT_TRUE(world.state(
          PromiseWorld::reserve("x", PromiseWorld::line(1, 9), R"(,"document":"urn:order:1")"), first_day));
      std::vector<EventRef> errors;
      for (const Report& one : reports) {
        const EventRef ref = world.leave(one.step, 1, "a", one.pieces, "urn:order:1", first_day,
                                         one.by_other ? "https://other.example" : "https://x.example");
        if (!one.is_error) continue;
        if (pick(2) == 0) {
          world.declare_error(ref);
        } else {
          errors.push_back(ref);
        }
      }
      for (const EventRef ref : errors) world.declare_error(ref);
      const promises::HeldPiece piece = world.find("x").lines[0].pieces_held[0];
      ASSERT_EQ(piece.has_left(), Amount::pieces(std::min(9, left))) << "STOCKTRAIL_SEED=" << seed + round;
      ASSERT_EQ(piece.pending + piece.has_left(), Amount::pieces(9));
      ASSERT_EQ(world.shelf(1, first_day).promised, piece.pending);
    }
  }
}

}  // namespace
}  // namespace stocktrail::test
