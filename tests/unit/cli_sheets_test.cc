// The sheets that need no mapping: what their rows become, and what is wrong with them.
#include "tools/cli/sheets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/cli/import_check.h"
#include "tools/cli/sheet_words.h"

namespace stocktrail::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

Result<ImportedEvents> read(std::string_view sheet, std::string_view csv) {
  const std::string_view mapping_text = sheet_of(sheet).mapping;
  const auto table = CsvTable::parse(csv, *parse_separator(mapping_text, csv));
  if (!table) return std::unexpected(table.error());
  const auto mapping = parse_mapping(mapping_text, *table);
  if (!mapping) return std::unexpected(mapping.error());
  auto events = make_events(*table, *mapping, {.issuer = "urn:example:shop", .now = std::nullopt});
  if (events) {
    const auto checked = check_events(*events);
    if (!checked) return std::unexpected(checked.error());
    events->notes.insert(events->notes.end(), checked->begin(), checked->end());
  }
  return events;
}

std::string told(const Result<ImportedEvents>& events) {
  return events ? "taken" : events.error().where + ": " + events.error().detail;
}

TEST(Sheets, EverySampleIsTaken) {
  for (const Sheet& sheet : sheets()) EXPECT_EQ(told(read(sheet.name, sheet.sample)), "taken") << sheet.name;
}

TEST(Sheets, ACountIsAnEventOfEachGoodAndMayBeNothing) {
  const auto events = read("counts",
                           "Time;Place;Product;Quantity\n2026-07-22T08:30+02:00;9521321000018;95200002;0\n"
                           "2026-07-22T08:30+02:00;9521321000018;(01)09521321000506(10)L7;3\n");
  ASSERT_EQ(told(events), "taken");
  ASSERT_EQ(events->texts.size(), 2U);
  EXPECT_THAT(events->texts[0],
              HasSubstr(R"("eventTime":"2026-07-22T08:30:00+02:00","eventTimeZoneOffset":"+02:00")"));
  EXPECT_THAT(events->texts[0],
              HasSubstr(R"("bizStep":"stock_taking","readPoint":{"id":"https://id.gs1.org/414/)"));
  EXPECT_THAT(
      events->texts[0],
      HasSubstr(R"("quantityList":[{"epcClass":"https://id.gs1.org/01/00000095200002","quantity":0}])"));
  EXPECT_THAT(events->texts[1], HasSubstr("/01/09521321000506/10/L7"));
}

TEST(Sheets, ACountWithADateOnlyIsAdvisedOnceAtItsFirstLine) {
  const auto events =
      read("counts",
           "Time,Place,Product,Quantity\n2026-07-22T08:30Z,9521321000018,9521321000506,1\n"
           "2026-07-22Z,9521321000018,9521321000506,1\n2026-07-23Z,9521321000018,9521321000506,1\n");
  ASSERT_EQ(told(events), "taken");
  ASSERT_EQ(events->notes.size(), 1U);
  EXPECT_EQ(events->notes.front().line, 3U);
  EXPECT_THAT(events->notes.front().text, HasSubstr("hint, for 2 events from here on: A count"));
}

TEST(Sheets, TheIdIsMadeOfAllButTheQuantityAndTheIssuer) {
  const std::string_view one = "Time,Place,Product,Quantity\n2026-07-22Z,9521321000018,9521321000506,1\n";
  const std::string_view two = "Time,Place,Product,Quantity\n2026-07-22Z,9521321000018,9521321000506,2\n";
  const std::string_view other = "Time,Place,Product,Quantity\n2026-07-22Z,9521321000025,9521321000506,1\n";
  const auto id = [](std::string_view csv) { return read("counts", csv)->ids.front(); };
  EXPECT_EQ(id(one), id(two));
  EXPECT_NE(id(one), id(other));
  EXPECT_NE(made_event_id("urn:a", "x"), made_event_id("urn:b", "x"));
  EXPECT_THAT(id(one), testing::MatchesRegex(
                           "urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
}

TEST(Sheets, EveryFaultNamesLineAndColumn) {
  const auto events = read("counts",
                           "Time,Place,Product,Lot,Quantity,Status\n"
                           "2206-02-31,9521321000018,9521321000506,L,1,\n"
                           "2026-07-22,9521321000017,9521321000500,L,-1,broken\n"
                           "2026-07-22,,,,,\n");
  ASSERT_FALSE(events);
  const std::string all = told(events);
  for (const char* const fault :
       {"line 2, column \"Time\"", "line 3, column \"Place\"", "line 3, column \"Product\"",
        "line 3, column \"Quantity\"", "line 3, column \"Status\"", "line 4, column \"Place\"",
        "line 4, column \"Product\"", "line 4, column \"Quantity\""})
    EXPECT_THAT(all, HasSubstr(fault));
  EXPECT_THAT(all, Not(HasSubstr("line 2, column \"Lot\"")));
}

TEST(Sheets, AFaultOfALotIsToldAtItsColumn) {
  const std::string faults =
      told(read("counts",
                "Time,Place,Product,Lot,Quantity\n2026-07-22Z,9521321000018,9521321000506,Lä1,1\n"
                "2026-07-22Z,9521321000018,9521321000506,L23456789012345678901234,1\n"));
  EXPECT_THAT(faults, HasSubstr("line 2, column \"Lot\""));
  EXPECT_THAT(faults, HasSubstr("line 3, column \"Lot\""));
  EXPECT_THAT(faults, Not(HasSubstr("\"Product\"")));
}

TEST(Sheets, BlanksAroundWordsAreNoPartOfThem) {
  const auto plain = read("counts",
                          "Time,Place,Product,Lot,Quantity,Unit,Status\n"
                          "2026-07-22 08:00Z,9521321000018,9521321000506,L7,1.5,KGM,damaged\n");
  const auto blank = read("counts",
                          " Time,Place ,Product,Lot,Quantity,Unit,Status\n"
                          "2026-07-22 08:00Z , 9521321000018,9521321000506 , L7\u00A0, 1.5 ,KGM , damaged\n");
  ASSERT_EQ(told(blank), "taken");
  EXPECT_EQ(blank->texts, plain->texts);
  EXPECT_THAT(told(read("receipts",
                        "Time,Place,Supplier,Document,Product,Quantity\n"
                        "2026-07-22Z,9521321000018,9521141000014,DA-7 ,9521321000506,1\n")),
              HasSubstr("has a blank at its beginning or end"));
}

TEST(Sheets, ANumberThatASpreadsheetShortenedIsToldAsSuch) {
  const std::string faults =
      told(read("counts", "Time;Place;Product;Quantity\n2026-07-22Z;9,5217E+12;9.5217E+12;1\n"));
  EXPECT_THAT(faults, HasSubstr("\"9,5217E+12\" is how a spreadsheet shortens a long number"));
  EXPECT_THAT(faults, HasSubstr("\"9.5217E+12\" is how"));
}

TEST(Sheets, AReceiptNamesItsDocumentAndTellsWhatDiffers) {
  const auto events =
      read("receipts",
           "Time,Place,Supplier,Document,Product,Sent,Quantity,Status,Rest\n"
           "2026-07-22 08:00,9521321000018,9521141000014,DA 7,9521321000506,10,8,,\n"
           "2026-07-22 08:00,9521321000018,9521141000014,DA 7,9521321000513,10,12,,\n"
           "2026-07-22 08:00,9521321000018,,urn:example:da:7,9521321000520,5,4,damaged,closed\n"
           "2026-07-22 08:00,9521321000018,9521141000014,DA 7,9521321000537,5,0,,\n");
  ASSERT_EQ(told(events), "taken");
  EXPECT_EQ(events->rows_skipped, 1U) << "nothing has come of it yet";
  ASSERT_EQ(events->texts.size(), 3U);
  EXPECT_THAT(
      events->texts[0],
      HasSubstr(R"([{"type":"desadv","bizTransaction":"urn:epcglobal:cbv:bt:9521141000014:DA%207"}])"));
  EXPECT_THAT(events->texts[0], HasSubstr(R"("bizStep":"receiving")"));
  EXPECT_THAT(events->texts[2], HasSubstr(R"("bizStep":"accepting","disposition":"mismatch_quantity",)"
                                          R"("persistentDisposition":{"set":["damaged"]})"));
  ASSERT_EQ(events->notes.size(), 3U);
  EXPECT_EQ(events->notes[0].text, "2 fewer than the 10 that were sent");
  EXPECT_EQ(events->notes[1].text, "2 more than the 10 that were sent");
}

TEST(Sheets, APalletHasWhatStandsBelowIt) {
  const auto events = read("pallets",
                           "SSCC,Time,Step,Place,To,Product,Lot,Serial,Quantity\n"
                           "095213210000000018,2026-07-22 07:00,packing,9521321000018,,9521321000506,L7,,40\n"
                           ",,,,,9521321000506,L8,,2\n"
                           ",,,,,9521321000513,,S1,\n"
                           "095213210000000018,2026-07-22 09:00,shipping,9521321000018,9521321000025,,,,\n");
  ASSERT_EQ(told(events), "taken");
  ASSERT_EQ(events->texts.size(), 2U);
  EXPECT_THAT(events->texts[0],
              HasSubstr(R"("parentID":"https://id.gs1.org/00/095213210000000018","childEPCs":)"
                        R"(["https://id.gs1.org/01/09521321000513/21/S1"],"childQuantityList":[)"));
  EXPECT_THAT(events->texts[0], HasSubstr("/10/L8"));
  EXPECT_THAT(events->texts[1], HasSubstr(R"("epcList":["https://id.gs1.org/00/095213210000000018"])"));
  EXPECT_THAT(events->texts[1], HasSubstr(R"("destinationList":[{"type":"location",)"));
  EXPECT_THAT(
      told(read("pallets",
                "SSCC,Time,Step,Place,Product,Quantity\n,2026-07-22,packing,9521321000018,95200002,1\n")),
      HasSubstr("line 2, column \"SSCC\""));
}

TEST(Sheets, ADateIsItsDayAndATimeHasAnOffset) {
  EXPECT_EQ(moment_of("2026-07-22", iso_time, "+02:00")->time, "2026-07-22T00:00:00");
  EXPECT_EQ(moment_of("2026-07-22 08:30", iso_time, "+02:00")->offset, "+02:00");
  EXPECT_EQ(moment_of("2026-07-22T08:30:15Z", iso_time, "+02:00")->offset, "+00:00");
  EXPECT_EQ(moment_of("2026-07-22 08:30:15.25+01:00", iso_time, "Z")->time, "2026-07-22T08:30:15.25");
  EXPECT_TRUE(moment_of("2026-07-22", iso_time, local_offset));
  EXPECT_EQ(moment_of("22.07.2026 08:30 ", iso_time, "+02:00")->time, "2026-07-22T08:30:00");
  EXPECT_EQ(moment_of("2.7.2026", iso_time, "+02:00")->time, "2026-07-02T00:00:00");
  EXPECT_THAT(moment_of("46346", iso_time, "+02:00").error().detail, HasSubstr("spreadsheet"));
  EXPECT_THAT(moment_of("46346,3125", "%d.%m.%Y", "+02:00").error().detail, HasSubstr("spreadsheet"));
  for (const char* const text :
       {"", "22/07/2026", "22.07.26", "31.02.2026", "2026-07-22 8", "2026-07-22 08:30 +2", "2026-07-22x"})
    EXPECT_FALSE(moment_of(text, iso_time, "+02:00")) << text;
}

}  // namespace
}  // namespace stocktrail::cli
