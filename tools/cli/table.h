// tools/cli/table.h: rows of text for a person, in aligned columns.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace stocktrail::cli {

/// An identifier as a table shows it: GS1 Digital Links without their https://id.gs1.org, others as they are.
std::string short_id(const std::string& id);

enum class Align : unsigned char { left, right };

class Table {
 public:
  struct Column {
    std::string title;
    Align align = Align::left;
  };
  /// `if_none` is printed in place of a table without rows: a heading alone looks like a fault.
  explicit Table(std::vector<Column> columns, std::string if_none = "There is nothing to show.")
      : columns_(std::move(columns)), if_none_(std::move(if_none)) {}

  void add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  /// Without the columns that are empty in every row.
  void print(std::ostream& out) const;

 private:
  std::vector<Column> columns_;
  std::string if_none_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace stocktrail::cli
