// tools/cli/stock.h: what the commands about stock have in common: what they ask, read to the last page, and
// the forms in which they show it.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/json.h"
#include "tools/cli/session.h"
#include "tools/cli/table.h"

namespace stocktrail::cli {

/// Path and query of a question, put together.
class StockQuery {
 public:
  explicit StockQuery(std::string path) : target_(std::move(path)) {}
  /// Nothing, if the value is not given.
  StockQuery& add(std::string_view name, const std::optional<std::string>& value);
  const std::string& target() const { return target_; }

 private:
  std::string target_;
};

struct StockView {
  std::string member;                  // The list in a JSON answer.
  std::vector<Table::Column> columns;  // For people; one that is empty in all rows is not shown.
  std::function<std::vector<std::string>(const json::Value& row)> cells;
  std::string if_none;                                                  // Said in place of an empty table.
  std::function<void(const json::Value& page, bool is_first)> look_at;  // At each answer, if it is set.
  std::function<std::string()> summary;                                 // Below the table, if it is set;
  std::function<void(json::Writer& all)> summary_json;                  // and as members of the JSON answer.
  std::size_t rows_wanted = 0;                                          // No more are shown; 0: all of them.
  std::size_t rows_of_page = 1'000;  // The most that the server gives at once.
  bool is_one_page = false;          // The answer has no further ones.
};

/// What the server's rows are handed on as, page by page as they come. Neither: a table, or one JSON
/// document.
struct StockForm {
  bool csv = false;
  std::filesystem::path arrow = {};  // The file to write; "-": standard output.
};
/// With `--csv` and `--arrow`.
std::vector<settings::Option> with_forms(std::vector<settings::Option> options, StockForm& form);

Result<Exit> show_stock(Session& session, const StockQuery& query, const StockView& view,
                        const StockForm& form);

/// "2026-07-22T08:00:00Z": a time without a fraction that is zero.
std::string short_time(std::string text);
/// `pieces` where a row has no unit.
std::string unit_of(const json::Value& row);

}  // namespace stocktrail::cli
