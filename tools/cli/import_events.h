// tools/cli/import_events.h: from rows and a mapping to EPCIS events. Pure: the same input gives the same
// bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ledger/epcis/time.h"
#include "tools/cli/csv.h"
#include "tools/cli/import_mapping.h"

namespace stocktrail::cli {

/// What a count says of a shelf: for what is not in the table (whole_shelf.h).
struct CountedRow {
  EventFrame frame;
  EventGoods goods;
  std::size_t line = 0;
};

/// What a row says that its author should look at.
struct ReceiptNote {
  std::size_t line = 0;
  std::string text;
  std::string hint = {};  // Of the server's words (books::advice_on), those in the text.
};

struct ImportedEvents {
  std::vector<std::string> texts;   // JSON, in the order of their first rows.
  std::vector<std::string> ids;     // The eventID of each.
  std::vector<std::size_t> lines;   // The CSV line of each event's first row.
  std::size_t rows = 0;             // That went into events.
  std::size_t rows_skipped = 0;     // By a rule with `skip`.
  std::vector<CountedRow> counted;  // Of events that set what is there.
  std::vector<ReceiptNote> notes;   // Short and over quantities, and advice.
};

/// What is not in the table.
struct ImportContext {
  std::string issuer = {};                   // For ids that are made here.
  std::optional<Micros> now = std::nullopt;  // Later times are faults; none: any time is taken.
};

using RowsDone = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Rows with the same event id make one event; they must then agree in all but the item and its quantity.
/// Quantities of the same class are added, exactly. Every fault of every row is told, each with its line and
/// column: the first as the error's place, the others in its text (faults.h).
Result<ImportedEvents> make_events(
    const CsvTable& table, const Mapping& mapping, const ImportContext& context = {},
    const RowsDone& progress = [](std::uint64_t, std::uint64_t) {});

/// Adds an event of a shelf's count, with an id made here; `line` is the row that it follows from.
void add_count(ImportedEvents& events, const std::string& issuer, EventFrame frame, const EventGoods& goods,
               std::size_t line);

}  // namespace stocktrail::cli
