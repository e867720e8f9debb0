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
#include "tools/cli/event_text.h"
#include "tools/cli/sheet_words.h"

namespace stocktrail::cli {

inline constexpr std::size_t mapping_bytes_max = 256 * 1024;
inline constexpr std::size_t mapping_rules_max = 100;

/// A text with columns in braces: "https://shop.example/item/{StockCode}". `{{` is a brace. A column that may
/// be empty, or missing, ends with a question mark: {Lot?}. Columns are looked up once.
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
  /// The first of its columns that has no text in this row and must have one.
  std::optional<std::size_t> empty_column(const CsvRow& row) const;
  /// The column that a fault in its text is told at: its first.
  std::optional<std::size_t> first_column() const;

 private:
  enum class Kind : unsigned char { literal, column, rule, time, repeat };
  struct Part {
    Kind kind;
    std::string text;  // Of a literal.
    std::size_t column = 0;
    bool may_be_empty = false;
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
  std::optional<std::size_t> column;  // Of `prefix`; a table may lack it.
  std::string prefix;                 // The column's text begins so; empty: no condition.
  Sign sign = Sign::any;
  Quantity quantity = Quantity::as_is;
  bool skips = false;  // Rows of this rule make no event; they are counted.

  EventType type = EventType::object;
  std::string action, biz_step, disposition;
  Template event_id;
  bool makes_id =
      false;  // Of what the event says beside quantities (made_event_id()), in place of `event_id`.
  Template read_point, biz_location, item_class, item_epc;
  std::string transaction_type, source_type, destination_type;
  Template transaction, source, destination;
  // As people write them (sheet_words.h), in place of identifiers.
  Template place, product, lot, serial, box, status, unit, document, document_of, from, to;
  Template sent;  // What a despatch advice says: told beside what arrived.
  std::vector<std::pair<std::string, Template>> ilmd;
};

struct Mapping {
  std::size_t time_column = 0;
  std::string time_format;  // strptime, e.g. "%Y-%m-%d %H:%M:%S", or "iso" (moment_of()).
  std::string time_offset;  // "+01:00", or "local".
  std::size_t quantity_column = 0;
  bool has_quantity = false;  // Single items (item_epc) have none.
  DecimalMark decimal = DecimalMark::usual;
  std::string date_format;  // Of the dates in ilmd; empty: as they are to stand there.
  std::string unit;         // UN/ECE Rec 20; empty: pieces.
  // A row in which the first of these is empty belongs to the last that has it: it takes from there what is
  // empty in the others, too.
  std::vector<std::size_t> fill_down;
  std::vector<Rule> rules;
};

/// Whether events of this step set what is there, so that 0 is a quantity.
bool is_count(std::string_view biz_step);

/// The separator that the mapping names, needed before the table can be read; else the one that the table's
/// first line names (named_separator()), or the comma, semicolon or tab that stands most often in its header.
Result<char> parse_separator(std::string_view toml, std::string_view csv);
/// Every name in the file is known, every column is there, every rule can make a whole event; else the line
/// and the fault.
Result<Mapping> parse_mapping(std::string_view toml, const CsvTable& table);

}  // namespace stocktrail::cli
