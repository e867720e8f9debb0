#include <gtest/gtest.h>

#include "crypto/json.h"
#include "tools/cli/faults.h"
#include "tools/cli/import_events.h"

namespace stocktrail::cli {
namespace {

constexpr std::string_view mapping_text = R"(
[rows]
time = "When"
time_format = "%d.%m.%Y %H:%M"
time_offset = "+01:00"
quantity = "Count"
[event]
id = "https://shop.example/{rule}/{Bill}"
item_class = "https://shop.example/item/{Code}"
biz_location = "https://id.gs1.org/414/9521321000018"
action = "OBSERVE"
[[rule]]
name = "void"
column = "Bill"
prefix = "X"
skip = true
[[rule]]
name = "return"
sign = "negative"
quantity = "negated"
biz_step = "receiving"
[[rule]]
name = "sale"
biz_step = "retail_selling"
)";

constexpr std::string_view header = "Bill,Code,Count,When\n";

Result<ImportedEvents> import(std::string_view rows, std::string_view mapping = mapping_text) {
  const auto table = CsvTable::parse(std::string(header) + std::string(rows));
  EXPECT_TRUE(table);
  const auto parsed = parse_mapping(mapping, *table);
  if (!parsed) return std::unexpected(parsed.error());
  return make_events(*table, *parsed);
}

TEST(Import, AMappingHasSoManyRulesAndNoMore) {
  const auto with_rules = [](std::size_t count) {
    std::string text(mapping_text);
    for (std::size_t i = 3; i < count; ++i)
      text += "[[rule]]\nname = \"r" + std::to_string(i) + "\"\nskip = true\n";
    return import("7,A,2,01.12.2010 08:26\n", text);
  };
  EXPECT_TRUE(with_rules(mapping_rules_max));
  ASSERT_FALSE(with_rules(mapping_rules_max + 1));
  EXPECT_TRUE(with_rules(mapping_rules_max + 1).error().detail.contains("1 to 100")) << "mapping_rules_max";
}

TEST(Import, RowsOfOneBillMakeOneEventAndEqualItemsAreAdded) {
  const auto events = import(
      "7,A,2,01.12.2010 08:26\n7,B c,1,01.12.2010 08:26\n7,A,0.5,01.12.2010 08:26\n8,A,1,02.12.2010 09:00\n");
  ASSERT_TRUE(events) << events.error().detail;
  ASSERT_EQ(events->texts.size(), 2U);
  EXPECT_EQ(
      events->texts[0],
      R"({"type":"ObjectEvent","eventID":"https://shop.example/sale/7","eventTime":"2010-12-01T08:26:00+01:00",)"
      R"("eventTimeZoneOffset":"+01:00","action":"OBSERVE","bizStep":"retail_selling",)"
      R"("bizLocation":{"id":"https://id.gs1.org/414/9521321000018"},"quantityList":[)"
      R"({"epcClass":"https://shop.example/item/A","quantity":2.5},)"
      R"({"epcClass":"https://shop.example/item/B%20c","quantity":1}]})");
  EXPECT_EQ(events->lines, (std::vector<std::size_t>{2, 5}));
  EXPECT_EQ(events->rows, 4U);
}

TEST(Import, TheFirstRuleThatFitsIsTaken) {
  const auto events = import("7,A,-2,01.12.2010 08:26\nX1,A,9,01.12.2010 08:26\n");
  ASSERT_TRUE(events) << events.error().detail;
  ASSERT_EQ(events->texts.size(), 1U);
  EXPECT_NE(events->texts[0].find(R"("bizStep":"receiving")"), std::string::npos);
  EXPECT_NE(events->texts[0].find(R"("quantity":2})"), std::string::npos);
  EXPECT_EQ(events->rows_skipped, 1U);
}

TEST(Import, SameRowsSameBytes) {
  const std::string_view rows = "7,A,2,01.12.2010 08:26\n8,B,1,02.12.2010 09:00\n";
  EXPECT_EQ(import(rows)->texts, import(rows)->texts);
}

TEST(Import, EqualRowsAreToldApartByTheirNumberAndKeepItWhenTheTableGrows) {
  std::string mapping(mapping_text);
  mapping.replace(mapping.find("{rule}/{Bill}"), 13, "{Bill}/{Code}/{repeat}");
  const std::string rows = "7,A,2,01.12.2010 08:26\n7,B,1,01.12.2010 08:26\n7,A,2,01.12.2010 08:26\n";
  const auto events = import(rows, mapping);
  ASSERT_TRUE(events) << events.error().detail;
  EXPECT_EQ(events->ids, (std::vector<std::string>{"https://shop.example/7/A/1", "https://shop.example/7/B/1",
                                                   "https://shop.example/7/A/2"}));
  auto grown = import(rows + "7,A,2,01.12.2010 08:26\n", mapping);
  ASSERT_TRUE(grown) << grown.error().detail;
  EXPECT_EQ(grown->ids.back(), "https://shop.example/7/A/3");
  grown->texts.pop_back();
  EXPECT_EQ(grown->texts, events->texts);
  EXPECT_TRUE(events->notes.empty());
}

TEST(Import, RowsThatStandTwiceAreToldToBeAdded) {
  const std::string rows = "7,A,2,01.12.2010 08:26\n7,B,1,01.12.2010 08:26\n7,A,2,01.12.2010 08:26\n";
  const auto events = import(rows);
  ASSERT_TRUE(events) << events.error().detail;
  ASSERT_EQ(events->notes.size(), 1U);
  EXPECT_EQ(events->notes[0].line, 4U);
  EXPECT_TRUE(events->notes[0].text.starts_with("the same as line 2 in all columns"))
      << events->notes[0].text;
  EXPECT_TRUE(import("7,A,2,01.12.2010 08:26\n7,A,3,01.12.2010 08:26\n")->notes.empty())
      << "not the same row";
  const auto many = import(rows + "7,A,2,01.12.2010 08:26\n7,B,1,01.12.2010 08:26\n");
  ASSERT_EQ(many->notes.size(), 1U) << "once, however many";
  EXPECT_TRUE(many->notes[0].text.contains("3 rows from here on")) << many->notes[0].text;
}

TEST(Import, WordsOfARuleHoldNoColumns) {
  std::string text(mapping_text);
  text.replace(text.find("\"receiving\""), 11, "\"{Code}\"");
  const auto events = import("7,A,2,01.12.2010 08:26\n", text);
  ASSERT_FALSE(events);
  EXPECT_TRUE(events.error().detail.contains("biz_step is the same for all rows")) << events.error().detail;
  EXPECT_EQ(events.error().where, "mapping line 21");
}

TEST(Import, RefusesRowsWithTheirLine) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"7,A,two,01.12.2010 08:26\n", "line 2, column \"Count\""},      // No number.
      {"7,A,1,2010-12-01 08:26\n", "line 2, column \"When\""},         // Another form of time.
      {"7,A,1,31.02.2010 08:26\n", "line 2, column \"When\""},         // No such day.
      {"7,A,1,01.12.2010 08:26 x\n", "line 2, column \"When\""},       // Something behind it.
      {"7,A,0,01.12.2010 08:26\n", "line 2, column \"Count\""},        // Nothing moved.
      {"7,A,1,01.12.2010 08:26\n7,A,1,01.12.2010 08:27\n", "line 3"},  // One bill, two times.
  };
  for (const auto& [rows, where] : cases) {
    const auto events = import(rows);
    ASSERT_FALSE(events) << rows;
    EXPECT_EQ(events.error().where, where) << rows << events.error().detail;
  }
}

TEST(Import, RefusesMappingsThatCannotMakeEvents) {
  const auto without = [](std::string_view part) {
    std::string text(mapping_text);
    text.replace(text.find(part), part.size(), "");
    return text;
  };
  const auto with = [](std::string_view part, std::string_view other) {
    std::string text(mapping_text);
    text.replace(text.find(part), part.size(), other);
    return text;
  };
  for (const std::string& mapping :
       {without("time = \"When\""), without("quantity = \"Count\""), without("name = \"sale\""),
        without("action = \"OBSERVE\""), without("id = \"https://shop.example/{rule}/{Bill}\""),
        with("{Code}", "{Colour}"), with("\"When\"", "\"Then\""),
        with("sign = \"negative\"", "sign = \"minus\""),
        with("biz_step = \"receiving\"", "bizStep = \"receiving\""), with("[event]", "[events]"),
        with("\"receiving\"", "\"{Code}\""), with("{Bill}", "{Bill"), with("skip = true", "skip = yes"),
        std::string("")}) {
    const auto events = import("7,A,2,01.12.2010 08:26\n", mapping);
    ASSERT_FALSE(events) << mapping;
    EXPECT_FALSE(events.error().detail.empty());
  }
}

TEST(Import, SingleItemsMakeAnEpcList) {
  const std::string_view mapping = R"(
[rows]
time = "When"
time_format = "%Y-%m-%d"
time_offset = "+00:00"
[[rule]]
name = "made"
id = "urn:made:{Bill}"
action = "ADD"
biz_step = "commissioning"
item_epc = "https://id.gs1.org/01/09521321000018/21/{Code}"
ilmd = { "cbvmda:lotNumber" = "{Bill}" }
)";
  const auto events = import("L1,1,,2026-01-02\nL1,2,,2026-01-02\n", mapping);
  ASSERT_TRUE(events) << events.error().detail;
  ASSERT_EQ(events->texts.size(), 1U);
  EXPECT_NE(
      events->texts[0].find(
          R"("ilmd":{"cbvmda:lotNumber":"L1"},"epcList":[)"
          R"("https://id.gs1.org/01/09521321000018/21/1","https://id.gs1.org/01/09521321000018/21/2"])"),
      std::string::npos);
  EXPECT_FALSE(import("L1,1,,2026-01-02\nL1,1,,2026-01-02\n", mapping)) << "one item twice in one event";
}

TEST(Import, AnIdNeedsAllItsColumns) {
  const auto events = import("7,A,1,01.12.2010 08:26\n,B,1,01.12.2010 08:26\n");
  ASSERT_FALSE(events);
  EXPECT_EQ(events.error().where, "line 3, column \"Bill\"");
}

TEST(Import, GoodsHaveAName) {
  const auto events = import("7,,1,01.12.2010 08:26\n");
  ASSERT_FALSE(events);
  EXPECT_EQ(events.error().where, "line 2, column \"Code\"");
}

TEST(Import, EveryFaultOfEveryRowIsTold) {
  const auto events = import("7,,two,01.12.2010 08:26\n8,A,1,02.12.2010 09:00\n9,A,1,soon\n");
  ASSERT_FALSE(events);
  EXPECT_EQ(events.error().where, "line 2, column \"Count\"");
  for (const char* const other : {"line 2, column \"Code\"", "line 4, column \"When\""})
    EXPECT_NE(events.error().detail.find(other), std::string::npos) << events.error().detail;
  std::string many;
  for (std::size_t i = 0; i < faults_shown + 3; ++i) many += "7,A,two,01.12.2010 08:26\n";
  EXPECT_TRUE(import(many).error().detail.ends_with("\n  and 3 more"));
  const auto misfits = CsvTable::parse("A,B\n1\n1,2\n1,2,3\n");
  ASSERT_FALSE(misfits);
  EXPECT_EQ(misfits.error().where, "line 2");
  EXPECT_NE(misfits.error().detail.find("line 4: "), std::string::npos);
}

TEST(Import, ATimeThatHasNotComeIsASlip) {
  const auto table = CsvTable::parse(std::string(header) + "7,A,1,01.12.2206 08:26\n");
  const auto mapping = parse_mapping(mapping_text, *table);
  ASSERT_TRUE(mapping);
  EXPECT_TRUE(make_events(*table, *mapping)) << "whoever gives no time has no present";
  const auto events =
      make_events(*table, *mapping, {.issuer = {}, .now = Timestamp::parse("2026-07-22T08:00:00Z")->at});
  ASSERT_FALSE(events);
  EXPECT_EQ(events.error().where, "line 2, column \"When\"");
}

TEST(Import, TheSeparatorIsTheOneOfTheHeader) {
  for (const char separator : {',', ';', '\t'}) {
    const std::string csv = std::string("A") + separator + "B" + separator + "C\n1,2;3\t,,;;\t\t\t\t";
    EXPECT_EQ(parse_separator("", csv), separator);
    EXPECT_EQ(parse_separator("[rows]\nseparator = \"|\"", csv), '|');
  }
  EXPECT_EQ(parse_separator("", "Only one"), ',');
  EXPECT_EQ(parse_separator("", "sep=;\nA,B,C;D\n"), ';');
}

TEST(Import, AColumnThatIsUsedHasANameOfItsOwn) {
  for (const std::string_view twice : {"Bill,Code,Count,When,Code\n", "Bill,Code,Count,When,Count\n"}) {
    const auto table = CsvTable::parse(std::string(twice) + "7,A,1,01.12.2010 08:26,2\n");
    ASSERT_TRUE(table);
    const auto mapping = parse_mapping(mapping_text, *table);
    ASSERT_FALSE(mapping) << twice;
    EXPECT_NE(mapping.error().detail.find("several"), std::string::npos) << mapping.error().detail;
  }
  const auto unused = CsvTable::parse("Bill,Code,Count,When,Note,Note\n7,A,1,01.12.2010 08:26,,\n");
  ASSERT_TRUE(unused);
  EXPECT_TRUE(parse_mapping(mapping_text, *unused));
}

}  // namespace
}  // namespace stocktrail::cli
