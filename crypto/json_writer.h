// crypto/json_writer.h: writes JSON text to a string. It exists because exact decimals and stored signed text
// go out as they are (`raw`), which no value-tree library allows. Output is compact and deterministic.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace stocktrail::json {

/// Appends `text` as a quoted JSON string: only `"`, `\` and control characters are escaped.
void append_quoted(std::string& out, std::string_view text);

/// Streaming writer: commas are placed by it, nesting is checked by ST_CHECK.
///   Writer w; w.begin_object().key("size").number(3).end_object(); std::move(w).text();
class Writer {
 public:
  Writer& begin_object();
  Writer& end_object();
  Writer& begin_array();
  Writer& end_array();
  Writer& key(std::string_view name);
  Writer& string(std::string_view value);
  Writer& number(std::int64_t value);
  Writer& number(std::uint64_t value);
  Writer& number(int value) { return number(std::int64_t{value}); }
  Writer& number(unsigned value) { return number(std::uint64_t{value}); }
  Writer& boolean(bool value);
  Writer& null();
  Writer& raw(std::string_view json);  // Trusted JSON text, e.g. a stored event or an exact decimal.

  /// Shorthand for key + string.
  Writer& field(std::string_view name, std::string_view value) { return key(name).string(value); }

  const std::string& text() const& { return out_; }
  std::string text() && { return std::move(out_); }

 private:
  void separate();
  std::string out_;
  std::string nesting_;  // '{' or '[' for each open level.
  bool needs_comma_ = false;
  bool after_key_ = false;
};

}  // namespace stocktrail::json
