// tools/cli/import_events.h: from rows and a mapping to EPCIS events. Pure: the same input gives the same
// bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tools/cli/csv.h"
#include "tools/cli/import_mapping.h"

namespace stocktrail::cli {

struct ImportedEvents {
  std::vector<std::string> texts;  // JSON, in the order of their first rows.
  std::vector<std::string> ids;    // The eventID of each.
  std::vector<std::size_t> lines;  // The CSV line of each event's first row.
  std::size_t rows = 0;            // That went into events.
  std::size_t rows_skipped = 0;    // By a rule with `skip`.
};

using RowsDone = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Rows with the same event id make one event; they must then agree in all but the item and its quantity.
/// Quantities of the same class are added, exactly. The first fault is told with its line.
Result<ImportedEvents> make_events(
    const CsvTable& table, const Mapping& mapping,
    const RowsDone& progress = [](std::uint64_t, std::uint64_t) {});

}  // namespace stocktrail::cli
