#include "tools/cli/http_client.h"
#include "tools/cli/import_mapping.h"

namespace stocktrail::cli {

Result<Template> Template::parse(std::string_view text, const CsvTable& table, Values values) {
  Template made;
  made.values_ = values;
  std::string literal;
  const auto end_literal = [&] {
    if (!literal.empty()) made.parts_.push_back({.kind = Kind::literal, .text = std::move(literal)});
    literal.clear();
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at).starts_with("{{") || text.substr(at).starts_with("}}")) {
      literal.push_back(text[at++]);
      continue;
    }
    if (text[at] != '{') {
      literal.push_back(text[at]);
      continue;
    }
    const std::size_t close = text.find('}', at);
    if (close == std::string_view::npos) {
      return fail(ErrorCode::invalid_argument, "A brace is not closed in \"" + std::string(text) + "\".");
    }
    const std::string_view name = text.substr(at + 1, close - at - 1);
    end_literal();
    at = close;
    const bool may_be_empty = name.ends_with('?');
    const auto column = table.column(may_be_empty ? name.substr(0, name.size() - 1) : name);
    if (may_be_empty && !column && column.error().code == ErrorCode::not_found) continue;
    if (column) {
      made.parts_.push_back(
          {.kind = Kind::column, .text = {}, .column = *column, .may_be_empty = may_be_empty});
      continue;
    }
    if (column.error().code == ErrorCode::conflict)
      return fail(ErrorCode::invalid_argument,
                  column.error().detail + " (in \"" + std::string(text) + "\").");
    if (name == "rule") {
      made.parts_.push_back({.kind = Kind::rule, .text = {}});
    } else if (name == "time") {
      made.parts_.push_back({.kind = Kind::time, .text = {}});
    } else if (name == "repeat") {
      made.parts_.push_back({.kind = Kind::repeat, .text = {}});
    } else {
      return fail(ErrorCode::invalid_argument,
                  column.error().detail + " (in \"" + std::string(text) + "\").");
    }
  }
  end_literal();
  return made;
}

std::optional<std::size_t> Template::empty_column(const CsvRow& row) const {
  for (const Part& part : parts_) {
    if (part.kind == Kind::column && !part.may_be_empty && row.fields[part.column].empty())
      return part.column;
  }
  return std::nullopt;
}

std::optional<std::size_t> Template::first_column() const {
  for (const Part& part : parts_)
    if (part.kind == Kind::column) return part.column;
  return std::nullopt;
}

std::string Template::render(const CsvRow& row, const Words& words) const {
  std::string out;
  for (const Part& part : parts_) {
    switch (part.kind) {
      case Kind::literal:
        out += part.text;
        break;
      case Kind::rule:
        out += words.rule;
        break;
      case Kind::time:
        out += words.time;
        break;
      case Kind::repeat:
        out += std::to_string(words.repeat);
        break;
      case Kind::column: {
        const std::string& value = row.fields[part.column];
        out += values_ == Values::uri_encoded ? url_encode(value) : value;
        break;
      }
    }
  }
  return out;
}

}  // namespace stocktrail::cli
