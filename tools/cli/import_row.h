// tools/cli/import_row.h: one row under the rule that fits it: an event's frame, its goods, and all that is
// wrong with it. Private to import_events.cc.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tools/cli/import_events.h"

namespace stocktrail::cli {

class ImportRow {
 public:
  /// Faults are added to `faults`. All must outlive it.
  ImportRow(const CsvTable& table, const Mapping& mapping, const CsvRow& row, std::vector<Error>& faults)
      : table_(table), mapping_(mapping), row_(row), faults_(faults) {}

  /// The quantity of its column; nothing where that is empty, or wrong.
  std::optional<Amount> quantity();
  /// The first rule that fits; null if none does, which is a fault.
  const Rule* rule_for(const std::optional<Amount>& quantity);

  /// With the id that the rule's template gives, if it has one. `repeat`: see Template::Words.
  EventFrame frame(const Rule& rule, const ImportContext& context, std::size_t repeat);
  /// What the row names; nothing for a row of a box alone.
  std::optional<EventGoods> goods(const Rule& rule, const std::optional<Amount>& quantity);
  /// What was sent, and how that differs from what came; empty if they agree or the row does not say.
  std::string difference(const Rule& rule, const std::optional<Amount>& quantity);

  void fault(std::optional<std::size_t> column, std::string what);

 private:
  using Reader = std::function<Result<std::string>(std::string_view)>;
  bool has(const Template& pattern) const;  // A text in this row that is more than blanks.
  /// The text of an identifier: a fault where a column in it is empty, unless all of it is.
  std::string identifier(const Template& pattern);
  std::string read(const Template& pattern, const Reader& reader);
  void read_places(const Rule& rule, EventFrame& frame);
  void read_status(const Rule& rule, EventFrame& frame);
  std::optional<EventGoods> named_goods(const Rule& rule);

  const CsvTable& table_;
  const Mapping& mapping_;
  const CsvRow& row_;
  std::vector<Error>& faults_;
  Template::Words words_;
  std::string time_;  // Which words_ shows.
};

}  // namespace stocktrail::cli
