// Both sides of each window of ledger/books/limits.h, and of each limit.
#include "ledger/books/limits.h"

#include <gtest/gtest.h>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

const std::string made = "MK 1T08:00 commissioning @MK L1=100";
const std::string sent = "MK 2T08:00 shipping @MK >A L1=60";
const std::string joined = "sellable@A L1=60; sellable@MK L1=40";

std::string shown(const std::vector<std::string>& lines) {
  Tellers tellers;
  const auto facts = tellers.facts(lines);
  const books::Books books(facts, tellers.directory());
  EXPECT_TRUE(books.unbalanced().empty());
  return tellers.text(books.discrepancies(Tellers::at("900T00:00")));
}
std::string at_end(const std::vector<std::string>& lines) {
  Tellers tellers;
  return now(tellers, lines);
}

TEST(BookWindows, ClockTolerance) {  // clock_tolerance: 15 minutes; zone_tolerance: 14 hours, if equal.
  EXPECT_EQ(at_end({made, sent, "A 2T07:45 receiving @A L1=50"}),
            "sellable@A L1=50; sellable@MK L1=40; way:sellable@A<-MK L1=10");
  EXPECT_EQ(shown({made, sent, "A 2T07:44 receiving @A L1=50"}),
            "not_received@A L1=60; unexpected_arrival@A L1=50");
  EXPECT_EQ(shown({made, sent, "A 1T18:00 receiving @A L1=60"}), "clock_differs@A L1=60");
  EXPECT_EQ(shown({made, sent, "A 1T17:59 receiving @A L1=60"}),
            "not_received@A L1=60; unexpected_arrival@A L1=60");
}

TEST(BookWindows, DepartureAge) {  // departure_age_max: 90 days.
  EXPECT_EQ(at_end({made, sent, "A 92T08:00 receiving @A L1=60"}), joined);
  EXPECT_EQ(at_end({made, sent, "A 92T08:01 receiving @A L1=60"}),
            "sellable@A L1=60; sellable@MK L1=40; way:sellable@A<-MK L1=60");
}

TEST(BookWindows, EqualQuantities) {  // equal_age_max: 14 days.
  const std::string first = "MK 2T08:00 shipping @MK >A L1=10", second = "MK 15T08:00 shipping @MK >A L1=20";
  EXPECT_EQ(shown({made, first, second, "A 16T08:00 receiving @A L1=10"}), "not_received@A L1=20");
  EXPECT_EQ(shown({made, first, second, "A 16T08:01 receiving @A L1=10"}),
            "not_received@A L1=10; not_received@A L1=10");
}

TEST(BookWindows, Departing) {  // departing_after_max: 3 days; retelling_after_max: 1 day, if it differs.
  const std::string on_its_way = "sellable@MK L1=40; way:sellable@A<-MK L1=60";
  EXPECT_EQ(at_end({made, sent, "MK 5T08:00 departing @MK >A L1=60"}), on_its_way);
  EXPECT_EQ(at_end({made, sent, "MK 5T08:01 departing @MK >A L1=60"}),
            "sellable@MK L1=-20; way:sellable@A<-MK L1=120");
  EXPECT_EQ(at_end({made, sent, "MK 3T08:00 departing @MK >A L1=30"}), on_its_way);
  EXPECT_EQ(at_end({made, sent, "MK 3T08:01 departing @MK >A L1=30"}),
            "sellable@MK L1=10; way:sellable@A<-MK L1=90");
}

TEST(BookWindows,
     Accepting) {  // accepting_after_max: 7 days; settled_age_max: 15 days, and nothing is forgotten.
  const std::string got = "A 3T08:00 receiving @A L1=60";
  EXPECT_EQ(at_end({made, sent, got, "A 10T08:00 accepting @A L1=60"}), joined);
  EXPECT_EQ(at_end({made, sent, got, "A 10T08:01 accepting @A L1=60"}),
            "sellable@A L1=120; sellable@MK L1=40");
  EXPECT_EQ(shown({"A 3T08:00 receiving @A L1=5", "A 18T08:00 receiving @A L1=6"}),
            "unexpected_arrival@A L1=5; unexpected_arrival@A L1=6");
  EXPECT_EQ(shown({"A 3T08:00 receiving @A L1=5", "A 18T08:01 receiving @A L1=6"}),
            "unexpected_arrival@A L1=5; unexpected_arrival@A L1=6");
}

TEST(BookWindows, ShippingWhatWasSold) {  // sale_shipped_after_max: 14 days.
  const std::string sold = "MK 2T08:00 retail_selling retail_sold @MK L1=2";
  EXPECT_EQ(at_end({made, sold, "MK 16T08:00 shipping retail_sold @MK L1=2"}), "sellable@MK L1=98");
  EXPECT_EQ(at_end({made, sold, "MK 16T08:01 shipping retail_sold @MK L1=2"}), "sellable@MK L1=96");
}

TEST(BookLimits, Announced) {  // announced_max: an arrival whose clock is slow finds so many.
  for (const std::size_t count : {books::announced_max, books::announced_max + 1}) {
    std::vector<std::string> lines{"MK 1T08:00 commissioning @MK L1=2000"};
    const auto line = [](std::size_t minute, const std::string& who, const std::string& rest) {
      char time[48];
      std::snprintf(time, sizeof time, " 2T%02zu:%02zu ", minute / 60, minute % 60);
      return who + time + rest;
    };
    for (std::size_t i = 0; i < count; ++i)
      lines.push_back(line(i, "MK", "shipping @MK >A L1=1 #d" + std::to_string(i)));
    lines.push_back(line(count - 11, "A", "receiving @A L1=1 #d" + std::to_string(count - 1)));
    EXPECT_EQ(shown(lines).contains("unexpected_arrival"), count > books::announced_max);
  }
}

TEST(BookLimits,
     DeparturesAhead) {  // departures_ahead_max: a box that is received by a date went so many ways.
  for (const std::size_t hops : {books::departures_ahead_max, books::departures_ahead_max + 1}) {
    std::vector<std::string> lines{"S0 1T08:00 commissioning @S0 L1=5", "S0 1T09:00 packing @S0 in:B1 L1=5"};
    const auto site = [](std::size_t number) { return "S" + std::to_string(number); };
    for (std::size_t i = 0; i < hops; ++i) {
      char time[32];
      std::snprintf(time, sizeof time, " 2T%02zu:00 ", 4 + i);
      lines.push_back(site(i) + time + "shipping @" + site(i) + " >" + site(i + 1) + " box:B1");
    }
    lines.push_back(site(hops) + " 2T00:00 receiving @" + site(hops) + " box:B1");
    EXPECT_EQ(shown(lines).contains("departure_not_told"), hops > books::departures_ahead_max)
        << shown(lines);
  }
}

TEST(BookLimits, SalesRemembered) {
  for (const std::size_t count : {books::sales_remembered_max, books::sales_remembered_max + 1}) {
    std::vector<std::string> lines{made};
    for (std::size_t i = 0; i < count; ++i)
      lines.push_back("MK 2T08:00 retail_selling retail_sold @MK L1=1 id:" + std::to_string(i));
    lines.push_back("MK 3T08:00 shipping retail_sold @MK L1=" + std::to_string(count));
    const std::size_t forgotten = count - books::sales_remembered_max;  // Is a sale of its own.
    EXPECT_EQ(at_end(lines), "sellable@MK L1=" + std::to_string(100 - count - forgotten));
  }
}

TEST(BookLimits, DeliveriesOfALane) {  // lane_deliveries_max
  std::vector<std::string> lines{"MK 1T08:00 commissioning @MK L1=2000"};
  for (std::size_t i = 0; i < books::lane_deliveries_max; ++i)
    lines.push_back("MK 2T08:00 shipping @MK >A L1=1 #d" + std::to_string(1000 + i));
  std::vector<std::string> all = lines;
  all.emplace_back("A 4T08:00 receiving @A L1=1 #d1000");
  EXPECT_EQ(at_end(all), "sellable@A L1=1; sellable@MK L1=1000; way:sellable@A<-MK L1=999");
  lines.emplace_back("MK 3T08:00 shipping @MK >A L1=1 #d9");
  lines.emplace_back("A 4T08:00 receiving @A L1=1000");
  // One can be joined no more: it stays on its way.
  EXPECT_EQ(at_end(lines), "sellable@A L1=1000; sellable@MK L1=999; way:sellable@A<-MK L1=1");
}

// Who fills a list loses its own from it.
TEST(BookLimits, NobodyCrowdsOutOthers) {
  std::vector<std::string> lines{"MK 1T08:00 commissioning @MK L1=100", "MK 1T09:00 packing @MK in:P1 L1=44",
                                 "X 1T08:00 commissioning @X L1=3000", "MK 2T08:00 shipping @MK >A box:P1",
                                 "MK 2T08:00 shipping @MK >A L1=10 #d1"};
  for (std::size_t i = 0; i <= books::lane_deliveries_max; ++i)
    lines.push_back("X 2T09:00 shipping @X >A L1=1 id:" + std::to_string(i));
  lines.emplace_back("A 4T08:00 receiving @A box:P1");
  lines.emplace_back("A 4T08:00 receiving @A L1=10 #d1");
  EXPECT_TRUE(at_end(lines).starts_with("sellable@A L1=54; sellable@MK L1=46; ")) << at_end(lines);

  lines = {"MK 1T08:00 commissioning @MK L1=100", "MK 2T08:00 retail_selling retail_sold @MK L1=5 #d1"};
  for (std::size_t i = 0; i <= books::sales_remembered_max; ++i)
    lines.push_back("X 2T09:00 retail_selling retail_sold @X L1=1 #d1 id:" + std::to_string(i));
  lines.emplace_back("MK 3T08:00 shipping retail_sold @MK L1=5 #d1");
  EXPECT_TRUE(at_end(lines).find("sellable@MK L1=95") != std::string::npos) << at_end(lines);
}

TEST(BookLimits, EndsOfASite) {  // ends_scanned_max
  for (const std::size_t count : {books::ends_scanned_max, books::ends_scanned_max + 1}) {
    std::vector<std::string> lines{"MK 1T08:00 commissioning @MK L1=2000"};
    for (std::size_t i = 0; i < count; ++i)
      lines.push_back("MK 2T08:00 shipping @MK >E" + std::to_string(i) + " L1=1");
    lines.push_back("MK 3T08:00 void_shipping @MK L1=" + std::to_string(count));
    const std::string missing = "not_there@MK L1=1";
    EXPECT_EQ(shown(lines).contains(missing), count > books::ends_scanned_max);
  }
}

TEST(BookLimits, DepthOfBoxes) {  // box_depth_max
  std::vector<std::string> lines{made, "MK 1T09:00 packing @MK in:B1 L1=1"};
  for (std::size_t i = 2; i <= books::box_depth_max; ++i)
    lines.push_back("MK 1T" + std::to_string(9 + i / 60) + ":" + (i < 10 ? "0" : "") + std::to_string(i) +
                    " packing @MK in:B" + std::to_string(i) + " box:B" + std::to_string(i - 1));
  lines.push_back("MK 2T08:00 shipping @MK >A box:B" + std::to_string(books::box_depth_max));
  lines.push_back("A 3T08:00 receiving @A box:B" + std::to_string(books::box_depth_max));
  EXPECT_EQ(shown(lines), "");
  EXPECT_EQ(at_end(lines), "sellable@A L1=1; sellable@MK L1=99");
  lines.push_back("MK 1T10:00 packing @MK in:B99 box:B" + std::to_string(books::box_depth_max));
  EXPECT_EQ(shown(lines), "too_much@MK");
}

TEST(BookLimits, BoxesThatMoveAtOnce) {  // boxes_moved_max
  for (const std::size_t count : {books::boxes_moved_max - 1, books::boxes_moved_max}) {
    std::vector<std::string> lines{"MK 1T08:00 commissioning @MK L1=2000"};
    for (std::size_t i = 0; i < count; ++i) {
      lines.push_back("MK 1T09:00 packing @MK in:B" + std::to_string(i) + " L1=1");
      lines.push_back("MK 1T10:00 packing @MK in:P1 box:B" + std::to_string(i));
    }
    lines.emplace_back("MK 2T08:00 shipping @MK >A box:P1");
    const bool too_many = count == books::boxes_moved_max;
    EXPECT_EQ(shown(lines).contains("too_much"), too_many);
    const std::size_t moved = count - (too_many ? 1 : 0);
    EXPECT_EQ(at_end(lines), "sellable@MK L1=" + std::to_string(2000 - moved) +
                                 "; way:sellable@A<-MK L1=" + std::to_string(moved));
  }
}

TEST(BookLimits, LotsOfARecall) {  // recalled_lots_max, with the recalled one.
  const auto shown_of = [](std::size_t outputs) {
    Tellers tellers;
    auto facts = tellers.facts({"MK 1T08:00 commissioning @MK R/R1=9", "MK 2T08:00 R/R1=9 makes Z=1 @MK",
                                "MK 3T08:00 holding recalled R/R1=?", "MK 4T08:00 retail_selling @MK Z=1"});
    books::Line line = facts[1].outputs.lines.front();
    for (std::size_t i = 1; i < outputs; ++i) {
      line.lot = "A" + std::to_string(i);
      facts[1].outputs.lines.push_back(line);
    }
    const books::Books books(facts, tellers.directory());
    return tellers.text(books.discrepancies(Tellers::at("900T00:00")));
  };
  EXPECT_TRUE(shown_of(books::recalled_lots_max - 1).contains("sold_recalled"));
  EXPECT_EQ(shown_of(books::recalled_lots_max), "");
}

// Who tells that very many lots were made of one hides nobody else's.
TEST(BookLimits, NobodyHidesRecalledLotsOfOthers) {
  Tellers tellers;
  auto facts = tellers.facts({"MK 1T08:00 commissioning @MK R/R1=9", "A 2T07:00 R/R1=1 makes Y=1 @A",
                              "MK 2T08:00 R/R1=9 makes Z=1 @MK", "MK 3T08:00 holding recalled R/R1=?",
                              "MK 4T08:00 retail_selling @MK Z=1"});
  books::Line line = facts[1].outputs.lines.front();
  for (std::size_t i = 0; i <= books::recalled_lots_max; ++i) {
    line.lot = "A" + std::to_string(i);
    facts[1].outputs.lines.push_back(line);
  }
  const books::Books books(facts, tellers.directory());
  EXPECT_TRUE(tellers.text(books.discrepancies(Tellers::at("900T00:00"))).contains("sold_recalled@MK"));
}

TEST(BookLimits, LotsThatAreCompared) {  // lots_compared_max: of more, those that came first.
  for (const std::size_t count : {books::lots_compared_max, books::lots_compared_max + 1}) {
    std::vector<std::string> lines;
    for (std::size_t i = 1; i < count; ++i)
      lines.push_back("MK 1T08:00 commissioning @MK L" + std::to_string(i) +
                      "=1 exp:90 id:" + std::to_string(i));
    lines.emplace_back("MK 1T09:00 commissioning @MK Z=1 exp:80");
    lines.emplace_back("MK 2T08:00 retail_selling retail_sold @MK =1");
    const bool is_first = count == books::lots_compared_max;
    EXPECT_EQ(at_end(lines).contains(" Z=1"), !is_first) << count;
    EXPECT_EQ(at_end(lines).contains(" L1=1"), is_first) << count;
  }
}

TEST(BookLimits, LotsThatAreInRecalledOnes) {  // recall_marks_max
  const auto shown_of = [](std::size_t outputs) {
    Tellers tellers;
    auto facts = tellers.facts({"MK 1T08:00 commissioning @MK R/R1=1", "MK 2T08:00 R/R1=1 makes Z/A1=1 @MK",
                                "MK 3T08:00 holding recalled R/R1=?"});
    const auto fill = [](std::vector<books::Line>& lines, std::size_t count) {
      books::Line line = lines.front();
      lines.clear();
      for (std::size_t i = 1; i <= count; ++i) {
        line.lot = std::to_string(i);
        lines.push_back(line);
      }
    };
    for (books::Fact& fact : facts) fill(fact.what.lines, books::linked_lots_max);
    fill(facts[1].outputs.lines, outputs);
    const books::Books books(facts, tellers.directory());
    return tellers.text(books.discrepancies(Tellers::at("900T00:00")));
  };
  constexpr std::size_t outputs = books::recall_marks_max / books::linked_lots_max;
  EXPECT_EQ(shown_of(outputs), "");
  EXPECT_TRUE(shown_of(outputs + 1).contains("too_much"));
}

TEST(BookLimits, ManyLotsMadeOfMany) {  // linked_lots_max
  const auto shown_of = [](std::size_t used, std::size_t outputs) {
    Tellers tellers;
    auto facts =
        tellers.facts({"MK 1T08:00 commissioning @MK R/R1=1", "MK 2T08:00 R/R1=1 makes Z/A1=1 @MK",
                       "MK 3T08:00 holding recalled R/R2=?", "MK 4T08:00 retail_selling @MK Z/A17=1"});
    const auto fill = [](std::vector<books::Line>& lines, const std::string& name, std::size_t count) {
      books::Line line = lines.front();
      lines.clear();
      for (std::size_t i = 1; i <= count; ++i) {
        line.lot = name + std::to_string(i);
        lines.push_back(line);
      }
    };
    fill(facts[0].what.lines, "R", used);
    fill(facts[1].what.lines, "R", used);
    fill(facts[1].outputs.lines, "A", outputs);
    const books::Books books(facts, tellers.directory());
    return tellers.text(books.discrepancies(Tellers::at("900T00:00")));
  };
  constexpr std::size_t few = books::linked_lots_max, many = few + 1;
  const std::string recalled = "sold_recalled@MK A17=1";
  EXPECT_EQ(shown_of(few, many), recalled);
  EXPECT_EQ(shown_of(100, many), recalled + "; too_much@MK");
}

}  // namespace
}  // namespace stocktrail::test
