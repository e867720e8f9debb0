// api/arrow/stream.h: rows as an Apache Arrow stream (columnar format 1.5, "IPC Streaming Format":
// https://arrow.apache.org/docs/format/Columnar.html): a schema, record batches, an end. Only the types that
// our tables have, uncompressed, without dictionaries. The home of FlatBuffers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/epcis/decimal.h"
#include "ledger/epcis/time.h"

namespace stocktrail::arrow {

inline constexpr std::string_view media_type = "application/vnd.apache.arrow.stream";

enum class Type : std::uint8_t {
  text,    // utf8
  amount,  // decimal128(38, 9): every Amount, exactly.
  whole,   // int64
  flag,    // bool
  time,    // timestamp[us, UTC]
  date,    // date32
};

/// Any of its values may be missing (null).
struct Column {
  std::string_view name;
  Type type = Type::text;
};

/// What a column of its type takes; `Micros` for times and dates, which are days in UTC.
using Value = std::variant<std::monostate, std::string_view, Amount, std::int64_t, bool, Micros>;

class StreamWriter {
 public:
  explicit StreamWriter(std::span<const Column> columns);

  /// One value for each column, of its type, or none.
  void add_row(std::span<const Value> row);
  /// The whole stream: its rows as one record batch, or none where there are no rows.
  std::string finish() &&;

 private:
  struct Vector {  // One column of the batch, as its buffers.
    Type type;
    std::string valid, ends, values;
    std::int64_t nulls = 0;
  };
  void add(Vector& vector, const Value& value) const;

  std::string out_;
  std::vector<Vector> vectors_;
  std::size_t rows_ = 0;
};

/// A stream in parts, so that pages of one table can be put together: the schema of the first, the batches of
/// each, `stream_end`.
struct StreamParts {
  std::string_view schema, batches;
};
/// nullopt: it is none, or is cut short.
std::optional<StreamParts> parts_of(std::string_view stream);

inline constexpr std::string_view stream_end{"\xff\xff\xff\xff\0\0\0\0", 8};

}  // namespace stocktrail::arrow
