#include "tools/cli/csv.h"

#include <gtest/gtest.h>

namespace stocktrail::cli {
namespace {

std::vector<std::vector<std::string>> rows_of(std::string_view text, char separator = ',') {
  const auto table = CsvTable::parse(text, separator);
  EXPECT_TRUE(table) << table.error().detail;
  std::vector<std::vector<std::string>> rows;
  if (table) {
    for (const CsvRow& row : table->rows()) rows.push_back(row.fields);
  }
  return rows;
}

TEST(Csv, ReadsWhatRfc4180Writes) {
  using Rows = std::vector<std::vector<std::string>>;
  EXPECT_EQ(rows_of("a,b\n1,2\n"), (Rows{{"1", "2"}}));
  EXPECT_EQ(rows_of("a,b\r\n1,2\r\n"), (Rows{{"1", "2"}}));
  EXPECT_EQ(rows_of("a,b\n1,2"), (Rows{{"1", "2"}}));
  EXPECT_EQ(rows_of("a,b\n\"\",1\n"), (Rows{{"", "1"}}));
  EXPECT_EQ(rows_of("a;b\n1,5;2\n", ';'), (Rows{{"1,5", "2"}}));
  EXPECT_EQ(rows_of("a,b\n\"1, 2\",\"say \"\"hi\"\"\"\n"), (Rows{{"1, 2", "say \"hi\""}}));
  EXPECT_EQ(rows_of("a,b\n\"1\r\n2\",3\n"), (Rows{{"1\r\n2", "3"}}));
  EXPECT_EQ(rows_of("\xEF\xBB\xBF"
                    "a,b\n1,2\n\n"),
            (Rows{{"1", "2"}}));
  EXPECT_EQ(rows_of("a\n"), Rows{});
}

TEST(Csv, PassesOverWhatASpreadsheetLeaves) {
  using Rows = std::vector<std::vector<std::string>>;
  EXPECT_EQ(rows_of("a;b;c\n1;2;3\n;;\n;;;;;;\n \t;\u00A0;\n4;5;6\n", ';'),
            (Rows{{"1", "2", "3"}, {"4", "5", "6"}}));
  const auto named = CsvTable::parse("\xEF\xBB\xBFsep=;\r\na ; b\r\n1;2\r\n", ';');
  ASSERT_TRUE(named) << named.error().detail;
  EXPECT_EQ(named->rows()[0].line, 3U);
  EXPECT_EQ(named->column("b").value(), 1U);
  EXPECT_EQ(named_separator("sep=;"), ';');
  EXPECT_EQ(named_separator("sep=;;\n"), std::nullopt);
  EXPECT_EQ(named_separator("a;sep=;\n"), std::nullopt);
  EXPECT_EQ(without_blanks(" \ta b\u00A0 "), "a b");
  EXPECT_EQ(without_blanks("\u00A0"), "");
}

TEST(Csv, KnowsLinesAndColumns) {
  const auto table = CsvTable::parse("name,count\n\"two\nlines\",1\nnext,2\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows()[0].line, 2U);
  EXPECT_EQ(table->rows()[1].line, 4U);
  EXPECT_EQ(table->column("count").value(), 1U);
  EXPECT_EQ(table->column("Count").error().code, ErrorCode::not_found);
}

TEST(Csv, ColumnsOfOneNameAreToldApartFromNone) {
  const auto table = CsvTable::parse("a,b,a\n1,2,3\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->column("b").value(), 1U);
  EXPECT_EQ(table->column("a").error().code, ErrorCode::conflict);
}

TEST(Csv, RefusesWithTheLine) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""},                         // Nothing at all.
      {"a,b\n1\n", "line 2"},           // Too few fields.
      {"a,b\n1,2\n1,2,3\n", "line 3"},  // Too many.
      {"a,b\n1,\"2\n", "line 2"},       // A quote that is never closed.
      {"a,b\n1,\"2\"x\n", "line 2"},    // Text after a quote.
      {"a,b\n1,2\"\n", "line 2"},       // A quote inside a plain field.
      {"a,b\n1\r,2\n", "line 2"},       // A carriage return on its own.
      {"a,b\n1,\xFF\n", "line 2"},      // No UTF-8.
  };
  for (const auto& [text, where] : cases) {
    const auto table = CsvTable::parse(text);
    ASSERT_FALSE(table) << text;
    EXPECT_EQ(table.error().where, where) << text;
    EXPECT_FALSE(table.error().detail.empty());
  }
}

TEST(Csv, HoldsItsLimits) {
  EXPECT_TRUE(CsvTable::parse("a\n" + std::string(csv_field_bytes_max, 'x') + "\n"));
  EXPECT_FALSE(CsvTable::parse("a\n" + std::string(csv_field_bytes_max + 1, 'x') + "\n"));
  EXPECT_TRUE(CsvTable::parse("a" + std::string(csv_columns_max - 1, ',') + "\n"));
  EXPECT_FALSE(CsvTable::parse("a" + std::string(csv_columns_max, ',') + "\n"));
}

}  // namespace
}  // namespace stocktrail::cli
