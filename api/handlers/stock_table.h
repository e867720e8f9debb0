// api/handlers/stock_table.h: a page of rows about stock in the media type that the client wants most: JSON,
// one JSON object a line (application/x-ndjson), CSV (RFC 4180, with a header line), or an Apache Arrow
// stream. What is not told, or empty, is missing: in CSV an empty field, in Arrow null.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/arrow/stream.h"
#include "api/handlers/call.h"
#include "crypto/json_writer.h"
#include "ledger/inventory/inventory.h"

namespace stocktrail::api {

inline constexpr std::string_view stock_types =
    "application/json text/csv application/x-ndjson application/vnd.apache.arrow.stream";

using arrow::Column;
using arrow::Type;

class StockTable {
 public:
  /// `member` holds the rows of a JSON answer; `columns` are those of CSV and Arrow, in this order.
  /// "counter.place" is `place` of an object `counter`; the members of one object are added one after
  /// another.
  StockTable(const Call& call, std::string_view member, std::span<const Column> columns);
  /// Rows alone, for rows().
  explicit StockTable(const Call& call) : call_(call), form_(Form::lines) {}

  void begin_row();
  void add(std::string_view column, std::string_view text);  // Nothing, if it is empty.
  /// Made by the server: in CSV as it is, so that it can be sent back.
  void add_id(std::string_view column, std::string_view id);
  void add_number(std::string_view column, std::string_view number);
  void add_number(std::string_view column, std::int64_t number);
  void add_number(std::string_view column, std::uint64_t number) {
    add_number(column, static_cast<std::int64_t>(number));
  }
  void add_flag(std::string_view column, bool value);
  void add_time(std::string_view column, Micros at);
  void add_date(std::string_view column, Micros day);
  /// Words separated by blanks: in JSON an array of them.
  void add_words(std::string_view column, std::string_view words);

  /// `about` writes what a JSON answer tells beside its rows. `next` is the cursor of the next page; empty:
  /// there is none. It is told in JSON, and in a Link header (RFC 8288); so is, in a header Complete-Until,
  /// how far the books are done while they work on late events (ledger/inventory/waiting.h).
  Response answer(const std::function<void(json::Writer&)>& about, const std::string& next);

  /// Each row as one JSON object; the table is empty then.
  std::vector<std::string> rows();

 private:
  enum class Form : std::uint8_t { json, lines, csv, arrow };
  enum class Kind : std::uint8_t { text, id, number, words };
  struct Field {
    std::string_view column;
    std::string text;
    Kind kind;
    arrow::Value value = {};  // Of what is no text.
  };

  void end_row();
  static void write_value(json::Writer& w, const Field& field);
  void write_json_row();
  void write_csv_row();
  void write_arrow_row();
  const Field* field(std::string_view column) const;

  const Call& call_;
  std::string_view member_;
  std::span<const Column> columns_;
  Form form_;
  std::vector<Field> row_;
  bool is_in_row_ = false;
  std::string out_;
  std::optional<arrow::StreamWriter> stream_;
};

/// Its account, status, place and from.
/// What is told of a position beside its goods and amounts.
void add_facts(StockTable& table, const inventory::Position& position);
void add_account(StockTable& table, const inventory::Account& account);

/// Its quantity, and its unit of Rec 20: pieces have none.
void add_amount(StockTable& table, const inventory::Good& good, Amount amount);

}  // namespace stocktrail::api
