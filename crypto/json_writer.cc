#include "crypto/json_writer.h"

#include <charconv>

#include "crypto/result.h"

namespace stocktrail::json {
namespace {

template <typename Integer>
void append_integer(std::string& out, Integer value) {
  char digits[24];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
  ST_CHECK(error == std::errc{});
  out.append(digits, end);
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  constexpr char hex[] = "0123456789abcdef";
  out += "\\u00";
  out.push_back(hex[static_cast<unsigned char>(c) >> 4]);
  out.push_back(hex[static_cast<unsigned char>(c) & 15]);
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  out.push_back('"');
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, copied, i - copied);
    append_escaped(out, c);
    copied = i + 1;
  }
  out.append(text, copied);
  out.push_back('"');
}

// Each value calls separate() first, which places the comma; a key leaves the writer where no comma may come.
void Writer::separate() {
  ST_CHECK(nesting_.empty() ? out_.empty() : (nesting_.back() == '[') != after_key_);
  if (needs_comma_) out_.push_back(',');
  needs_comma_ = true;
  after_key_ = false;
}

Writer& Writer::begin_object() {
  separate();
  out_.push_back('{');
  nesting_.push_back('{');
  needs_comma_ = false;
  return *this;
}

Writer& Writer::end_object() {
  ST_CHECK(!nesting_.empty() && nesting_.back() == '{' && !after_key_);
  out_.push_back('}');
  nesting_.pop_back();
  needs_comma_ = true;
  return *this;
}

Writer& Writer::begin_array() {
  separate();
  out_.push_back('[');
  nesting_.push_back('[');
  needs_comma_ = false;
  return *this;
}

Writer& Writer::end_array() {
  ST_CHECK(!nesting_.empty() && nesting_.back() == '[');
  out_.push_back(']');
  nesting_.pop_back();
  needs_comma_ = true;
  return *this;
}

Writer& Writer::key(std::string_view name) {
  ST_CHECK(!nesting_.empty() && nesting_.back() == '{' && !after_key_);
  if (needs_comma_) out_.push_back(',');
  append_quoted(out_, name);
  out_.push_back(':');
  needs_comma_ = false;
  after_key_ = true;
  return *this;
}

Writer& Writer::string(std::string_view value) {
  separate();
  append_quoted(out_, value);
  return *this;
}

Writer& Writer::number(std::int64_t value) {
  separate();
  append_integer(out_, value);
  return *this;
}

Writer& Writer::number(std::uint64_t value) {
  separate();
  append_integer(out_, value);
  return *this;
}

Writer& Writer::boolean(bool value) {
  separate();
  out_ += value ? "true" : "false";
  return *this;
}

Writer& Writer::null() {
  separate();
  out_ += "null";
  return *this;
}

Writer& Writer::raw(std::string_view json) {
  ST_CHECK(!json.empty());
  separate();
  out_ += json;
  return *this;
}

}  // namespace stocktrail::json
