#include "tools/cli/csv.h"

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/bytes.h"
#include "tools/cli/faults.h"

namespace stocktrail::cli {
namespace {

std::string_view without_mark(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  return text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text;
}

bool has_text(const CsvRow& row) {
  return std::ranges::any_of(row.fields,
                             [](const std::string& field) { return !without_blanks(field).empty(); });
}

/// The number of the first line that is not UTF-8.
std::size_t spoilt_line(std::string_view text) {
  std::size_t line = 1;
  for (std::size_t end = text.find('\n'); end != text.npos && is_utf8(text.substr(0, end));
       end = text.find('\n')) {
    text.remove_prefix(end + 1);
    ++line;
  }
  return line;
}

class Reader {
 public:
  Reader(std::string_view text, char separator) : text_(without_mark(text)), separator_(separator) {
    if (!named_separator(text)) return;
    at_ = std::min(text_.find('\n'), text_.size());
    skip_line_end();
  }

  bool at_end() const { return at_ == text_.size(); }
  bool skip_line_end() {
    if (text_.substr(at_).starts_with("\r\n")) {
      at_ += 2;
    } else if (!at_end() && text_[at_] == '\n') {
      at_ += 1;
    } else {
      return false;
    }
    ++line_;
    return true;
  }

  Result<CsvRow> row() {
    CsvRow row{.line = line_, .fields = {}};
    while (true) {
      auto field = at_end() || text_[at_] != '"' ? plain() : quoted();
      if (!field) return std::unexpected(field.error());
      if (field->size() > csv_field_bytes_max) return refuse("a field of more than 64 KiB");
      row.fields.push_back(std::move(*field));
      if (row.fields.size() > csv_columns_max) return refuse("more than 1000 columns");
      if (!at_end() && text_[at_] == separator_) {
        ++at_;
        continue;
      }
      if (at_end() || skip_line_end()) return row;
      return refuse("text after a closing quote; inside quotes a quote is written twice");
    }
  }

 private:
  Result<std::string> plain() {
    const auto end =
        std::min(text_.find_first_of(std::string{separator_, '\n', '\r', '"'}, at_), text_.size());
    if (end < text_.size() && text_[end] == '"') {
      return refuse("a quote inside a field without quotes; put the whole field in quotes");
    }
    if (end < text_.size() && text_[end] == '\r' && !text_.substr(end).starts_with("\r\n")) {
      return refuse("a carriage return that does not end the line");
    }
    std::string field(text_.substr(at_, end - at_));
    at_ = end;
    return field;
  }

  Result<std::string> quoted() {
    std::string field;
    const std::size_t first_line = line_;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        if (!text_.substr(at_).starts_with("\"\"")) {
          ++at_;
          return field;
        }
        ++at_;
      }
      if (text_[at_] == '\n') ++line_;
      field.push_back(text_[at_]);
    }
    line_ = first_line;
    return refuse("a quote that is opened here and never closed");
  }

  std::unexpected<Error> refuse(std::string_view what) const {
    return fail(ErrorCode::invalid_argument, "The CSV has " + std::string(what) + ".",
                "line " + std::to_string(line_));
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace

std::string_view without_blanks(std::string_view text) {
  constexpr std::array<std::string_view, 3> blanks{" ", "\t", "\u00A0"};
  for (bool is_done = false; !is_done;) {
    is_done = true;
    for (const std::string_view blank : blanks) {
      if (text.starts_with(blank)) {
        text.remove_prefix(blank.size());
        is_done = false;
      }
      if (text.ends_with(blank)) {
        text.remove_suffix(blank.size());
        is_done = false;
      }
    }
  }
  return text;
}

std::optional<char> named_separator(std::string_view text) {
  constexpr std::string_view name = "sep=";
  std::string_view line = without_mark(text);
  line = line.substr(0, line.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.size() != name.size() + 1 || !line.starts_with(name)) return std::nullopt;
  return line.back();
}

Result<CsvTable> CsvTable::parse(std::string_view text, char separator) {
  constexpr std::string_view zip = "PK\x03\x04";  // What .xlsx and .ods files begin with.
  if (text.starts_with(zip)) {
    return fail(ErrorCode::invalid_argument,
                "This is a spreadsheet or another archive, and no CSV. Save it as \"CSV UTF-8\" there.");
  }
  if (!is_utf8(text)) {
    return fail(
        ErrorCode::invalid_argument,
        "The CSV is not UTF-8, but of an older kind, in which letters like ä are other bytes. Save it as "
        "\"CSV UTF-8\" in the spreadsheet, or convert it (iconv -f WINDOWS-1252 -t UTF-8).",
        "line " + std::to_string(spoilt_line(text)));
  }
  CsvTable table;
  std::vector<Error> misfits;
  Reader reader(text, separator);
  while (!reader.at_end()) {
    if (reader.skip_line_end()) continue;
    auto row = reader.row();
    if (!row) return std::unexpected(row.error());
    if (!has_text(*row)) continue;
    if (table.header_.empty()) {
      table.header_ = std::move(row->fields);
      continue;
    }
    if (row->fields.size() != table.header_.size()) {
      misfits.push_back({ErrorCode::invalid_argument,
                         "This row has " + std::to_string(row->fields.size()) + " fields, the header has " +
                             std::to_string(table.header_.size()) + ".",
                         "line " + std::to_string(row->line)});
      continue;
    }
    table.rows_.push_back(std::move(*row));
  }
  if (table.header_.empty())
    return fail(ErrorCode::invalid_argument, "The CSV is empty; a header line is expected.");
  if (!misfits.empty()) return std::unexpected(with_all(misfits));
  return table;
}

std::string CsvTable::columns_told() const {
  constexpr std::size_t most = 20;
  std::string told = header_.size() == 1 ? "its only column is" : "it has";
  for (std::size_t i = 0; i < std::min(header_.size(), most); ++i)
    told += (i == 0 ? " \"" : ", \"") + header_[i] + "\"";
  if (header_.size() > most) told += " and " + std::to_string(header_.size() - most) + " more";
  return header_.size() == 1 ? told + "; is the separator another?" : told;
}

Result<std::size_t> CsvTable::column(std::string_view name) const {
  const auto quoted = "\"" + std::string(name) + "\"";
  const auto is_it = [&](std::string_view title) { return without_blanks(title) == without_blanks(name); };
  const auto found = std::ranges::find_if(header_, is_it);
  if (found == header_.end())
    return fail(ErrorCode::not_found, "The table has no column " + quoted + ": " + columns_told());
  if (std::find_if(found + 1, header_.end(), is_it) != header_.end())
    return fail(ErrorCode::conflict, "The table has several columns " + quoted);
  return static_cast<std::size_t>(found - header_.begin());
}

}  // namespace stocktrail::cli
