// Every business step and disposition of CBV 2.0 is in the tables of docs/inventory.md, and does what
// they say.
#include <gtest/gtest.h>

#include <map>

#include "ledger/books/advice.h"
#include "ledger/epcis/cbv.h"
#include "tests/support/event_builder.h"
#include "tests/support/test_data.h"
#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

const std::string made = "MK 1T08:00 commissioning @MK L1=100";

std::string after(const std::string& told) {
  Tellers tellers;
  return now(tellers, {made, "MK 2T08:00 " + told});
}

TEST(BookWords, AreAllInTheDocument) {
  const std::string text = read_file(std::filesystem::path(STOCKTRAIL_TEST_DIR) / "../docs/inventory.md");
  for (const auto vocabulary : {epcis::Vocabulary::biz_step, epcis::Vocabulary::disposition})
    for (const std::string_view word : epcis::standard_words(vocabulary))
      EXPECT_TRUE(text.contains("`" + std::string(word) + "`")) << word;
}

TEST(BookWords, EachStepPostsWhatTheTableSays) {
  const std::map<std::string_view, std::string> posts = {
      {"commissioning", "sellable@MK L1=110"},
      {"creating_class_instance", "sellable@MK L1=110"},
      {"shipping", "sellable@MK L1=90; way:sellable@<-MK L1=10"},
      {"consigning", "sellable@MK L1=90; way:sellable@<-MK L1=10"},
      {"departing", "sellable@MK L1=90; way:sellable@<-MK L1=10"},
      {"receiving", "sellable@MK L1=110"},
      {"accepting", "sellable@MK L1=110"},
      {"retail_selling", "sellable@MK L1=90"},
      {"dispensing", "sellable@MK L1=90"},
      {"installing", "sellable@MK L1=90"},
      {"destroying", "sellable@MK L1=90"},
      {"decommissioning", "sellable@MK L1=90"},
      {"stock_taking", "sellable@MK L1=10"},
      {"cycle_counting", "sellable@MK L1=10"},
  };
  for (const std::string_view step : epcis::standard_words(epcis::Vocabulary::biz_step)) {
    const auto found = posts.find(step);
    EXPECT_EQ(after(std::string(step) + " @MK L1=10"),
              found == posts.end() ? "sellable@MK L1=100" : found->second)
        << step;
  }
}

TEST(BookWords, EachDispositionTellsItsStatus) {
  const std::map<std::string_view, std::string> statuses = {
      {"inactive", "held"},           {"mismatch_class", "held"},    {"mismatch_instance", "held"},
      {"needs_replacement", "held"},  {"no_pedigree_match", "held"}, {"non_conformant", "held"},
      {"non_sellable_other", "held"}, {"returned", "held"},          {"unavailable", "held"},
      {"damaged", "damaged"},         {"expired", "expired"},        {"recalled", "recalled"},
  };
  for (const std::string_view word : epcis::standard_words(epcis::Vocabulary::disposition)) {
    const auto found = statuses.find(word);
    std::string right = "sellable@MK L1=100";
    if (found != statuses.end()) right = "sellable@MK L1=90";
    if (found != statuses.end())
      right = found->second < "sellable" ? found->second + "@MK L1=10; " + right : right;
    EXPECT_EQ(after("holding " + std::string(word) + " @MK L1=10"),
              word == "stolen" || word == "destroyed" || word == "disposed" ? "sellable@MK L1=90" : right)
        << word;
  }
}

// One event has one hash, however its time is spelled; so it must stand for its day, or not, by what the hash
// sees.
TEST(BookWords, ATimeStandsForItsDayHoweverItIsSpelled) {
  const auto stands = [](std::string_view time, const std::string& offset) {
    Tellers tellers;
    Tellers::Told told = tellers.told("A 1T08:00 receiving @A =1");
    told.event.event_time = Timestamp::parse(time).value();
    told.event.time_zone_offset = offset;
    return books::fact_of(told.event, told.issuer, told.text, tellers.directory()).date_only;
  };
  EXPECT_TRUE(stands("2026-10-05T00:00:00+02:00", "+02:00"));
  EXPECT_TRUE(stands("2026-10-04T22:00:00Z", "+02:00"));
  EXPECT_TRUE(stands("2026-10-05T05:00:00.000+07:00", "+02:00"));
  EXPECT_TRUE(stands("2026-10-05T05:30:00Z", "-05:30"));
  EXPECT_TRUE(stands("2026-10-04T21:59:59.999501Z", "+02:00"));  // The hash has whole milliseconds.
  EXPECT_FALSE(stands("2026-10-04T21:59:59.999499Z", "+02:00"));
  EXPECT_FALSE(stands("2026-10-05T00:00:00Z", "+02:00"));
  EXPECT_FALSE(stands("2026-10-05T00:00:00.001+02:00", "+02:00"));
  EXPECT_FALSE(stands("2026-10-05T00:01:00+02:00", "+02:00"));
}

TEST(BookWords, ActionsMakeAndEnd) {
  EXPECT_EQ(after("DELETE @MK L1=10"), "sellable@MK L1=90");
  EXPECT_EQ(after("DELETE stolen @MK L1=10"), "sellable@MK L1=90");
  EXPECT_EQ(after("stolen @MK L1=10"), "sellable@MK L1=90");
  EXPECT_EQ(after("destroyed @MK L1=10"), "sellable@MK L1=90");
}

TEST(BookWords, TheIlmdOfATransformationIsOfWhatItMakes) {
  const MapDirectory directory;
  const epcis::Event event =
      transformed(0).quantity(gtin(1), "20").output(gtin(2), "50").of_lot("F1").build();
  const books::Fact fact = books::fact_of(event, party(1), "hash", directory);
  EXPECT_EQ(fact.what.lines.at(0).lot, "");
  EXPECT_EQ(fact.outputs.lines.at(0).lot, "F1");
}

TEST(BookWords, ADocumentIsAskedForWhereNoPalletJoins) {
  const auto sent = [] { return observed(0).step("shipping").quantity(gtin(1), "20"); };
  EXPECT_NE(books::advice_on(sent().build()), "");
  EXPECT_EQ(books::advice_on(sent().epc(pallet(1)).build()), "");
}

}  // namespace
}  // namespace stocktrail::test
