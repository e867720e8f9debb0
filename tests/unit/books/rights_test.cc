// Nobody acts on things that are at places of others, however the event names its own place; an arrival where
// the issuer may report counts all the same.
#include <gtest/gtest.h>

#include <optional>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

const std::vector<std::string> stock_of_v = {
    "V 1T08:00 commissioning @V s:1/A", "V 1T08:01 commissioning @V s:2/A", "V 1T08:02 commissioning @V A=10",
    "V 1T09:00 packing @V in:P1 s:2"};
const std::string untouched = "sellable@V A=10";

struct Outcome {
  std::string positions, discrepancies;
};
/// Each party may report at its own place; who tells the line `for_v_too` also at that of V. Nobody has N.
/// The product is of V.
Outcome outcome_of(const std::vector<std::string>& lines, std::optional<std::size_t> for_v_too = {}) {
  Tellers tellers;
  for (const char* site : {"V", "O", "S"}) tellers.place(site);
  std::vector<books::Fact> facts = tellers.facts(lines);
  for (books::Fact& fact : facts) {
    fact.reports_for = {fact.issuer};
    const bool is_owner = fact.issuer == tellers.place("V(party)");
    fact.standings = {{tellers.product("P"), is_owner ? books::Standing::owner : books::Standing::other}};
  }
  if (for_v_too) facts.at(*for_v_too).reports_for.push_back(tellers.place("V(party)"));
  MapDirectory directory = tellers.directory();
  directory.party_of_site.erase(tellers.place("N"));
  const books::Books books(facts, directory);
  EXPECT_TRUE(books.unbalanced().empty());
  return {tellers.text(books.positions(Tellers::at("99T00:00"), Tellers::at("99T00:00"))),
          tellers.text(books.discrepancies(Tellers::at("99T00:00")))};
}
Outcome outcome_of(const std::string& told, bool for_v_too = false) {
  std::vector<std::string> lines = stock_of_v;
  lines.push_back(told);
  return outcome_of(lines, for_v_too ? std::optional(stock_of_v.size()) : std::nullopt);
}
/// Positions, and what does not fit.
std::string shown_after(const std::vector<std::string>& lines) {
  const Outcome outcome = outcome_of(lines);
  return outcome.positions + " | " + outcome.discrepancies;
}

/// The same after these, beside the stock of V.
std::string with_stock(std::vector<std::string> lines) {
  lines.insert(lines.begin(), stock_of_v.begin(), stock_of_v.end());
  return shown_after(lines);
}

TEST(BooksRights, NobodyMovesEndsRestatesOrPacksWhatIsAtAPlaceOfOthers) {
  for (const char* told :
       {"O 2T08:00 shipping @O >S s:1", "O 2T08:00 shipping s:1", "O 2T08:00 departing @O >O box:P1",
        "O 2T08:00 retail_selling s:1", "O 2T08:00 installing @O s:1", "O 2T08:00 destroying DELETE @O s:2",
        "O 2T08:00 destroying DELETE @O box:P1", "O 2T08:00 inspecting damaged @O s:1",
        "O 2T08:00 holding recalled @O box:P1", "O 2T08:00 s:1 makes @O", "O 2T08:00 packing @O in:P2 s:1",
        "O 2T08:00 unpacking @O out:P1", "O 2T08:00 unpacking out:P1 s:2"}) {
    const Outcome outcome = outcome_of(told);
    EXPECT_EQ(outcome.positions, untouched) << told;
    EXPECT_EQ(outcome.discrepancies, "not_entitled@V") << told;
  }
}

TEST(BooksRights, AnArrivalWhereTheIssuerMayReportCountsAndBothSeeIt) {
  const Outcome outcome = outcome_of("O 2T08:00 receiving @O s:1");
  EXPECT_EQ(outcome.positions, "sellable@O A=1; sellable@V A=9");
  EXPECT_EQ(outcome.discrepancies, "departure_not_told@O A=1");
}

TEST(BooksRights, NothingComesToNobodyFromAPlaceOfOthers) {
  for (const char* told :
       {"O 2T08:00 receiving s:1", "O 2T08:00 accepting @N s:1", "O 2T08:00 stock_taking s:1",
        "O 2T08:00 cycle_counting @N s:2", "O 2T08:00 storing @N box:P1", "O 2T08:00 arriving box:P1",
        "O 2T08:00 commissioning @N s:1/A", "O 2T08:00 stocking @N s:2"}) {
    const Outcome outcome = outcome_of(told);
    EXPECT_EQ(outcome.positions, untouched) << told;
    EXPECT_EQ(outcome.discrepancies, "not_entitled@V") << told;
  }
  for (const char* told : {"O 2T08:00 receiving @N s:1", "O 2T08:00 receiving @N s:2"})
    EXPECT_EQ(outcome_of(told, true).positions, "sellable@N A=1; sellable@V A=9") << told;
}

TEST(BooksRights, WhatWasSentComesToAPlaceThatNobodyHas) {
  const auto after = [](std::vector<std::string> lines) {
    lines.insert(lines.begin(), stock_of_v.begin(), stock_of_v.end());
    return outcome_of(lines).positions;
  };
  const std::string there = "sellable@N A=1; sellable@V A=9";
  for (const char* thing : {"s:1", "box:P1"})
    for (const char* end : {" >N ", " "})
      for (const char* received :
           {"O 2T10:00 receiving @N ", "O 2T08:55 receiving @N ", "O 2T00:00 receiving @N "})
        EXPECT_EQ(after({std::string("V 2T09:00 shipping @V") + end + thing, received + std::string(thing)}),
                  there)
            << thing << end << received;
}

// Who has nothing to do with goods on their way brings them to no place that nobody has, from where their
// receiver could not have them; carriers do, where they were sent to nobody named, and tell that they pass.
TEST(BooksRights, WhatIsOnItsWayComesToNobodyOnlyByItsEnds) {
  for (const std::string thing : {"s:1", "box:P1"}) {
    const std::string sent = "V 2T09:00 shipping @V >S " + thing;
    for (const char* told : {"O 2T10:00 receiving ", "O 2T10:00 receiving @N ", "O 2T10:00 storing @N ",
                             "O 2T10:00 stock_taking @N ", "O 2T00:00 receiving @N "}) {
      EXPECT_EQ(with_stock({sent, told + thing, "S 3T10:00 receiving @S " + thing}),
                "sellable@S A=1; sellable@V A=9 | not_entitled@V")
          << told << thing;
      EXPECT_EQ(with_stock({sent, told + thing, "O 2T11:00 retail_selling @N " + thing,
                            "S 3T10:00 receiving @S " + thing}),
                "sellable@S A=1; sellable@V A=9 | not_entitled@V; not_entitled@V")
          << told << thing;
    }
    EXPECT_EQ(with_stock({sent, "O 2T10:00 arriving @N " + thing, "S 3T10:00 receiving @S " + thing}),
              "sellable@S A=1; sellable@V A=9 | ")
        << thing;
  }
}

// Serial numbers are guessed, and events are dated before those of others.
TEST(BooksRights, WhoSpeaksForTheProductSaysWhatAPieceIs) {
  const std::vector<std::string> true_story = {
      "V 3T08:00 commissioning @V s:7/L", "V 3T09:00 packing @V in:P7 s:7", "V 3T10:00 shipping @V >S box:P7",
      "S 4T10:00 receiving @S box:P7", "S 5T10:00 retail_selling @S s:7"};
  const auto after = [&](std::vector<std::string> lines, std::size_t events) {
    lines.insert(lines.end(), true_story.begin(), true_story.begin() + static_cast<std::ptrdiff_t>(events));
    return shown_after(lines);
  };
  EXPECT_EQ(after({}, 4), "sellable@S L=1 | ");
  const std::string made = "O 1T08:00 commissioning @O s:7/FAKE", theirs = "sellable@O FAKE=1; ",
                    twice = "made_twice@V L=1";
  EXPECT_EQ(after({made}, 1), theirs + "sellable@V L=1 | made_twice@V FAKE=1");
  EXPECT_EQ(after({made}, 4), theirs + "sellable@S L=1 | made_twice@V FAKE=1");
  EXPECT_EQ(after({made}, 5), "sellable@O FAKE=1 | made_twice@V FAKE=1");
  EXPECT_EQ(after({made, "O 2T08:00 retail_selling @O s:7"}, 4), "sellable@S L=1 | made_twice@V FAKE=1");
  EXPECT_EQ(after({made, "O 2T08:00 packing @O in:P8 s:7", "O 2T09:00 shipping @O >S box:P8"}, 4),
            "sellable@S L=1; way:sellable@S<-O FAKE=1 | made_twice@V FAKE=1; not_received@S FAKE=1");
  EXPECT_EQ(after({"O 1T08:00 receiving @O s:7/FAKE"}, 4),
            theirs + "sellable@S L=1 | two_places@V FAKE=1; unexpected_arrival@O FAKE=1");
  // Told by a clock or in a shift that was a little before the maker's: it is the piece.
  EXPECT_EQ(after({"V 3T05:00 shipping @V >O s:7", "O 3T07:00 receiving @O s:7"}, 1), "sellable@O L=1 | ");
  // Whoever makes it for the owner, and no owner tells it again elsewhere.
  EXPECT_EQ(shown_after({"O 1T08:00 commissioning @O s:7/L", "O 2T08:00 shipping @O >V s:7",
                         "V 3T08:00 commissioning @V s:7", "V 3T09:00 receiving @V s:7"}),
            "sellable@V L=1 | made_twice@V L=1");
}

TEST(BooksRights, WithoutAPlaceNobodyTakesForAThingThatHasEnded) {
  const std::vector<std::string> sold = {"V 1T10:00 shipping @V >S s:1 A=5", "S 1T11:00 receiving @S s:1 A=5",
                                         "S 1T12:00 retail_selling @S s:1"};
  for (const char* told : {"O 2T08:00 shipping >O s:1", "O 2T08:00 inspecting damaged s:1"}) {
    std::vector<std::string> lines = stock_of_v;
    lines.insert(lines.end(), sold.begin(), sold.end());
    lines.push_back(told);
    EXPECT_EQ(shown_after(lines), "sellable@S A=5; sellable@V A=4 | not_entitled@S") << told;
  }
}

TEST(BooksRights, WithoutAPlaceNoStockIsRestatedForAThingOnItsWay) {
  for (const char* teller : {"V", "O"}) {
    std::vector<std::string> lines = stock_of_v;
    lines.push_back("V 1T10:00 shipping @V >S s:1");
    lines.push_back(std::string(teller) + " 2T08:00 inspecting damaged s:1");
    lines.push_back("S 3T08:00 receiving @S s:1");
    EXPECT_EQ(shown_after(lines), "sellable@S A=1; sellable@V A=9 | status_found_nothing@V A=1") << teller;
  }
}

// An empty cage on a pallet is off it when it is seen elsewhere, or goes by itself.
TEST(BooksRights, ACarrierIsLoadedWhereItIsWhateverPalletItWasOn) {
  const std::vector<std::string> out = {"V 1T10:00 packing @V in:P2 box:C1",
                                        "V 1T11:00 shipping @V >S box:P2", "S 1T12:00 receiving @S box:P2"};
  const std::vector<std::string> again = {"V 3T08:00 packing @V in:C1 s:1", "V 3T09:00 shipping @V >O box:C1",
                                          "O 4T08:00 receiving @O box:C1"};
  for (const std::vector<std::string>& home :
       {std::vector<std::string>{},
        {"S 2T08:00 unpacking @S out:P2 box:C1"},
        {"S 2T08:00 shipping @S >V box:C1", "V 2T09:00 receiving @V box:C1"}}) {
    std::vector<std::string> lines = stock_of_v;
    for (const auto& part : {out, home, again}) lines.insert(lines.end(), part.begin(), part.end());
    EXPECT_EQ(shown_after(lines), "sellable@O A=1; sellable@V A=9 | ") << home.size();
  }
}

// Who loads a shipping unit elsewhere, dated before its shipment, bars that (docs/threat-model.md): its
// sender tells the loading again.
TEST(BooksRights, AShippingUnitIsWhereItWasLoadedLast) {
  const std::string packed = "V 2T08:00 packing @V in:P7 A=3", taken = "O 2T09:00 packing @O in:P7 B=1",
                    again = "V 2T09:30 packing @V in:P7 A=3", sent = "V 2T10:00 shipping @V >S box:P7",
                    came = "S 3T10:00 receiving @S box:P7";
  EXPECT_EQ(with_stock({packed, taken, sent}), "sellable@V A=10 | not_entitled@O");
  EXPECT_EQ(with_stock({packed, taken, again, sent, came}), "sellable@S A=3; sellable@V A=7 | ");
}

TEST(BooksRights, WhoItWasSentToBringsItAnywhere) {
  for (const std::string thing : {"s:1", "box:P1"}) {
    const std::string sent = "V 2T09:00 shipping @V >S " + thing;
    EXPECT_EQ(with_stock({sent, "S 2T10:00 receiving @N " + thing}),
              "sellable@N A=1; sellable@V A=9 | arrived_elsewhere@S A=1");
    EXPECT_EQ(with_stock({sent, "O 2T10:00 receiving @O " + thing}),
              "sellable@O A=1; sellable@V A=9 | arrived_elsewhere@S A=1");
  }
  // Whoever sends it on elsewhere makes it vanish for nobody.
  for (const std::string thing : {"s:1", "box:P1"}) {
    const std::vector<std::string> come = {"V 2T09:00 shipping @V >S " + thing,
                                           "O 2T10:00 receiving @O " + thing};
    const auto sent_on = [&](const std::string& end) {
      return with_stock({come[0], come[1], "O 2T11:00 shipping @O " + end + thing});
    };
    EXPECT_EQ(sent_on(">N "),
              "sellable@V A=9; way:sellable@N<-O A=1 | arrived_elsewhere@S A=1; not_received@N A=1");
    EXPECT_EQ(sent_on(">S "), "sellable@V A=9; way:sellable@S<-O A=1 | not_received@S A=1");
  }
  // Received without a place, and once more with it: they come from there.
  EXPECT_EQ(with_stock({"V 2T09:00 shipping @V >S s:1 s:2", "S 2T10:00 receiving s:1",
                        "S 3T10:00 receiving @S s:1 s:2"}),
            "sellable@S A=2; sellable@V A=8 | unexpected_arrival@S A=1");
  EXPECT_EQ(with_stock({"V 2T09:00 shipping @V >S box:P1", "S 2T10:00 receiving box:P1",
                        "S 3T10:00 receiving @S box:P1"}),
            "sellable@S A=1; sellable@V A=9 | ");
}

TEST(BooksRights, OnlyWhoMayReportAtItsEndsEndsADeliveryByItsDocument) {
  const std::string sent = "V 1T10:00 shipping @V >S A=4 #d1";
  for (const char* issuer : {"V", "S", "O"}) {
    Tellers tellers;
    for (const char* site : {"V", "O", "S"}) tellers.place(site);
    const std::string lost = std::string(issuer) + " 2T08:00 stolen A=4 #d1";
    const std::string home = std::string(issuer) + " 2T09:00 void_shipping A=4 #d1";
    for (const std::string& told : {lost, home}) {
      auto facts = tellers.facts({stock_of_v[2], sent, told});
      for (books::Fact& fact : facts) fact.reports_for = {fact.issuer};
      const books::Books books(facts, tellers.directory());
      const bool may = *issuer == 'V' || (*issuer == 'S' && told == lost);
      const std::string right = !may           ? "sellable@V A=6; way:sellable@S<-V A=4"
                                : told == lost ? "sellable@V A=6"
                                               : "sellable@V A=10";
      EXPECT_EQ(tellers.text(books.positions(Tellers::at("99T00:00"), Tellers::at("99T00:00"))), right)
          << told;
      const std::string shown = tellers.text(books.discrepancies(Tellers::at("99T00:00")));
      EXPECT_EQ(shown.find("not_entitled@V A=4") != std::string::npos, !may) << told << ": " << shown;
    }
  }
}

// Documents count up: who guesses one must not learn how much was sent, nor take it, nor say that it is lost.
TEST(BooksRights, ADocumentOpensNoDeliveryOfOthers) {
  const std::string to_s = "V 1T10:00 shipping @V >S A=4 #d1", to_nobody = "V 1T10:00 shipping @V A=4 #d1";
  const std::string open = "sellable@V A=6; way:sellable@S<-V A=4 | not_received@S A=4";
  EXPECT_EQ(shown_after({stock_of_v[2], to_s, "O 2T08:00 receiving @O A=? #d1"}),
            open + "; quantity_not_told@O A=0");
  EXPECT_EQ(shown_after({stock_of_v[2], to_s, "O 2T08:00 accepting mismatch_quantity @O A=0 #d1"}), open);
  EXPECT_EQ(shown_after({stock_of_v[2], to_s, "O 2T08:00 receiving @O A=9 #d1"}),
            "sellable@O A=9; sellable@V A=6; way:sellable@S<-V A=4 | not_received@S A=4; "
            "unexpected_arrival@O A=9");
  EXPECT_EQ(shown_after({stock_of_v[2], to_s, "S 2T08:00 receiving @S A=? #d1"}),
            "sellable@S A=4; sellable@V A=6 | ");
  EXPECT_EQ(shown_after({stock_of_v[2], to_s, "S 2T08:00 accepting mismatch_quantity @S A=3 #d1"}),
            "sellable@S A=3; sellable@V A=6 | ");
  const std::string untold = "sellable@V A=6; way:sellable@<-V A=4 | not_received@ A=4";
  EXPECT_EQ(shown_after({stock_of_v[2], to_nobody, "O 2T08:00 receiving @O A=? #d1"}),
            untold + "; quantity_not_told@O A=0");
  EXPECT_EQ(shown_after({stock_of_v[2], to_nobody, "O 2T08:00 accepting mismatch_quantity @O A=1 #d1"}),
            "sellable@O A=1; sellable@V A=6 | ");
  EXPECT_EQ(shown_after({stock_of_v[2], to_nobody, "V 2T08:00 receiving @S A=? #d1"}),
            "sellable@S A=4; sellable@V A=6 | ");
}

TEST(BooksRights, WhosePlaceItWasWhenTheEventWasRecorded) {
  for (const auto& [record, right] : std::map<std::uint64_t, std::string>{
           {5, "sellable@V A=9"}, {10, untouched}, {15, untouched}, {20, "sellable@V A=9"}}) {
    Tellers tellers;
    std::vector<std::string> lines = stock_of_v;
    lines.push_back("O 2T08:00 installing @O s:1");
    for (const char* site : {"V", "O"}) tellers.place(site);
    MapDirectory directory = tellers.directory();
    directory.party_until[{tellers.place("V"), 10}] = std::nullopt;
    directory.party_until[{tellers.place("V"), 20}] = tellers.place("V(party)");
    directory.party_of_site[tellers.place("V")] = tellers.place("O(party)");
    std::vector<books::Fact> facts = tellers.facts(lines);
    for (books::Fact& fact : facts) fact.reports_for = {fact.issuer};
    facts.back().record = record;
    const books::Books books(facts, directory);
    EXPECT_EQ(tellers.text(books.positions(Tellers::at("99T00:00"), Tellers::at("99T00:00"))), right)
        << record;
  }
}

TEST(BooksRights, WhoMayReportThereMayMoveIt) {
  EXPECT_EQ(outcome_of("O 2T08:00 shipping @V >S s:1", true).positions,
            "sellable@V A=9; way:sellable@S<-V A=1");
  EXPECT_EQ(outcome_of("O 2T08:00 destroying DELETE box:P1", true).positions, "sellable@V A=9");
}

TEST(BooksRights, AMakerRecallsSingleThingsWhereverTheyAre) {
  const std::vector<std::string> sold_on = {"V 1T10:00 shipping @V >S s:1 box:P1",
                                            "S 1T11:00 receiving @S s:1 box:P1"};
  const auto after = [&](std::vector<std::string> told) {
    Tellers tellers;
    std::vector<std::string> lines = stock_of_v;
    lines.insert(lines.end(), sold_on.begin(), sold_on.end());
    lines.insert(lines.end(), told.begin(), told.end());
    for (const char* site : {"V", "O", "S"}) tellers.place(site);
    std::vector<books::Fact> facts = tellers.facts(lines);
    for (books::Fact& fact : facts) fact.reports_for = {fact.issuer};
    const books::Books books(facts, tellers.directory());
    EXPECT_TRUE(books.unbalanced().empty());
    return tellers.text(books.positions(Tellers::at("99T00:00"), Tellers::at("99T00:00")));
  };
  EXPECT_EQ(after({"V 2T08:00 holding recalled s:1"}), "recalled@S A=1; sellable@S A=1; sellable@V A=8");
  EXPECT_EQ(after({"V 2T08:00 holding recalled @V s:1"}), "recalled@S A=1; sellable@S A=1; sellable@V A=8");
  EXPECT_EQ(after({"V 2T08:00 holding recalled box:P1"}), "recalled@S A=1; sellable@S A=1; sellable@V A=8");
  EXPECT_EQ(after({"O 2T08:00 holding recalled s:1"}), "sellable@S A=2; sellable@V A=8");
  EXPECT_EQ(after({"V 2T08:00 holding recalled s:1", "V 3T08:00 holding unset:recalled s:1"}),
            "sellable@S A=2; sellable@V A=8");
}

TEST(BooksRights, WhoLoadsABoxAnewLeavesWhatWasInItWhereItWas) {
  EXPECT_EQ(outcome_of("O 2T08:00 packing @O in:P1 A=5").positions, untouched);
  EXPECT_EQ(outcome_of("O 2T08:00 packing in:P1 A=5").discrepancies, "not_entitled@V");
}

// Items that come by quantity leave no trace in their record: who has such goods may send them by number.
TEST(BooksRights, AnItemIsSentFromAPlaceThatHasSuchGoods) {
  const std::string made = "V 1T08:00 commissioning @V s:1/A s:2/A",
                    by_quantity = "V 1T09:00 shipping @V >O A=2", came = "O 1T10:00 receiving @O A=2";
  EXPECT_EQ(
      shown_after({made, by_quantity, came, "O 2T08:00 shipping @O >S s:1", "S 2T12:00 receiving @S s:1"}),
      "sellable@O A=1; sellable@S A=1 | ");
  EXPECT_EQ(shown_after({made, "V 2T00:00 shipping @V >O s:1", "O 2T00:00 receiving @O s:1",
                         "O 2T00:00 shipping @O >S s:1", "S 2T00:00 receiving @S s:1"}),
            "sellable@S A=1; sellable@V A=1 | ");
  EXPECT_EQ(shown_after({made, "V 1T09:00 packing @V in:P1 s:1", "V 2T00:00 shipping @V >O box:P1",
                         "O 2T00:00 receiving @O box:P1", "O 2T00:00 shipping @O >S box:P1",
                         "S 2T00:00 receiving @S box:P1"}),
            "sellable@S A=1; sellable@V A=1 | ");
  EXPECT_EQ(shown_after({made, "V 1T09:00 packing @V in:P1 s:1", "O 2T00:00 shipping @O >S s:2 box:P1"}),
            "sellable@V A=2 | not_entitled@V; not_entitled@V");
}

TEST(BooksRights, APieceOfOnesOwnTakesNoneOfOthersAlong) {
  const std::vector<std::string> own{"O 1T08:30 commissioning @O s:9/A", "O 1T08:31 packing @O in:P9 s:9"};
  for (const std::string told :
       {"O 2T08:00 shipping @O >S s:9 s:1", "O 2T08:00 shipping @O >S s:1 s:9",
        "O 2T08:00 retail_selling @O s:9 s:1", "O 2T08:00 retail_selling @O box:P9 s:1",
        "O 2T08:00 shipping @O >S box:P9 s:1", "O 2T00:00 shipping @O >S s:9 s:1"}) {
    std::vector<std::string> lines = stock_of_v;
    lines.push_back(own[0]);
    if (told.find("box") != std::string::npos) lines.push_back(own[1]);
    lines.push_back(told);
    EXPECT_NE(outcome_of(lines).positions.find("sellable@V A=10"), std::string::npos) << told;
  }
}

// It takes effect with the arrival, whose issuer has no such right.
TEST(BooksRights, ADepartureByASlowClockIsJudgedByWhoToldIt) {
  const auto after_receipt_at = [](const std::string& time) {
    std::vector<std::string> lines = stock_of_v;
    lines.push_back("O 2T10:05 shipping @O >S s:1");
    lines.push_back("S 2T" + time + " receiving @S s:1");
    return outcome_of(lines, stock_of_v.size()).positions;
  };
  EXPECT_EQ(after_receipt_at("10:06"), "sellable@S A=1; sellable@V A=9");
  EXPECT_EQ(after_receipt_at("10:04"), "sellable@S A=1; sellable@V A=9");
}

TEST(BooksRights, WhatElseTheEventNamesCounts) {
  const Outcome outcome = outcome_of("O 2T08:00 commissioning @O B=3");
  EXPECT_EQ(outcome.positions, "sellable@O B=3; " + untouched);
}

}  // namespace
}  // namespace stocktrail::test
