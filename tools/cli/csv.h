// tools/cli/csv.h: a strict reader of CSV (RFC 4180) with a header line. Fields keep their text; nothing is
// guessed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"

namespace stocktrail::cli {

inline constexpr std::size_t csv_field_bytes_max = 64 * 1024;
inline constexpr std::size_t csv_columns_max = 1'000;

struct CsvRow {
  std::size_t line = 0;  // Of its first character, from 1.
  std::vector<std::string> fields;
};

/// Without the blanks, tabs and no-break spaces around it: a spreadsheet does not show them.
std::string_view without_blanks(std::string_view text);

/// The separator that a spreadsheet names in a first line `sep=;`; nothing where there is none.
std::optional<char> named_separator(std::string_view text);

class CsvTable {
 public:
  /// Line ends may be LF or CRLF; a UTF-8 byte order mark and named_separator() are skipped; lines without
  /// any text are too. Errors name the line: text after a closing quote, a quote that is never closed, no
  /// UTF-8; and all rows with more or fewer fields than the header.
  static Result<CsvTable> parse(std::string_view text, char separator = ',');

  const std::vector<std::string>& header() const { return header_; }
  const std::vector<CsvRow>& rows() const { return rows_; }
  /// For a message: which columns there are, and, of a single one, that the separator may be another.
  std::string columns_told() const;
  /// The number of the column of this name, blanks around it aside; `not_found` if there is none, `conflict`
  /// if there are several.
  Result<std::size_t> column(std::string_view name) const;

 private:
  std::vector<std::string> header_;
  std::vector<CsvRow> rows_;
};

}  // namespace stocktrail::cli
