// tools/cli/import_mapping.h: how rows of somebody's CSV become EPCIS events, as a TOML file says it
// (docs/import.md). The home of toml++.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/result.h"
#include "tools/cli/csv.h"

namespace stocktrail::cli {

inline constexpr std::size_t mapping_bytes_max = 256 * 1024;
inline constexpr std::size_t mapping_rules_max = 100;

/// A text with columns in braces: "https://shop.example/item/{StockCode}". `{{` is a brace. Columns are
/// looked up once.
class Template {
 public:
  /// How a column's value goes in: as it is, or percent-encoded for a URI.
  enum class Values : unsigned char { as_is, uri_encoded };

  Template() = default;
  /// Names beside the columns: {rule}, {time} and {repeat}, which the caller gives to render().
  static Result<Template> parse(std::string_view text, const CsvTable& table, Values values);

  bool empty() const { return parts_.empty(); }
  struct Words {
    std::string_view rule, time;
    std::size_t repeat = 1;  // 1 for a row, 2 for the next row of the table with the same fields, ...
  };
  std::string render(const CsvRow& row, const Words& words) const;
  /// The first of its columns that has no text in this row.
  std::optional<std::size_t> empty_column(const CsvRow& row) const;

 private:
  enum class Kind : unsigned char { literal, column, rule, time, repeat };
  struct Part {
    Kind kind;
    std::string text;  // Of a literal.
    std::size_t column = 0;
  };
  std::vector<Part> parts_;
  Values values_ = Values::as_is;
};

enum class Sign : unsigned char { any, positive, negative, zero };
enum class Quantity : unsigned char { as_is, negated };

/// One way to read a row. The first rule whose conditions all hold is taken; a row that fits none is an
/// error.
struct Rule {
  std::string name;
  std::size_t column = 0;  // Of `prefix`.
  std::string prefix;      // The column's text begins so; empty: no condition.
  Sign sign = Sign::any;
  Quantity quantity = Quantity::as_is;
  bool skips = false;  // Rows of this rule make no event; they are counted.

  std::string action, biz_step, disposition;
  Template event_id, read_point, biz_location, item_class, item_epc;
  std::string transaction_type, source_type, destination_type;
  Template transaction, source, destination;
  std::vector<std::pair<std::string, Template>> ilmd;
};

struct Mapping {
  std::size_t time_column = 0;
  std::string time_format;  // strptime, e.g. "%Y-%m-%d %H:%M:%S".
  std::string time_offset;  // "+01:00"; a table of rows has one.
  std::size_t quantity_column = 0;
  bool has_quantity = false;  // Single items (item_epc) have none.
  std::string unit;           // UN/ECE Rec 20; empty: pieces.
  std::vector<Rule> rules;
};

/// The separator that the file asks for, needed before the table can be read.
Result<char> parse_separator(std::string_view toml);
/// Every name in the file is known, every column is there, every rule can make a whole event; else the line
/// and the fault.
Result<Mapping> parse_mapping(std::string_view toml, const CsvTable& table);

}  // namespace stocktrail::cli
