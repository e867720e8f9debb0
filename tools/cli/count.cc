// stocktrail count and stocktrail opening: what is on a shelf, in one line or as a sheet.
#include <algorithm>
#include <array>
#include <memory>

#include "crypto/ascii.h"
#include "tools/cli/commands.h"
#include "tools/cli/import_run.h"
#include "tools/cli/sheets.h"

namespace stocktrail::cli {
namespace {

struct CountOptions {
  std::string place, product, lot, quantity, unit, status, time;
  std::filesystem::path sheet, folder;
  bool check = false, whole_shelf = false;
};

/// The columns of the sheet, each with the option that is named like it.
std::array<std::pair<std::string_view, const std::string*>, 7> columns_of(const CountOptions& options) {
  return {{{"Time", &options.time},
           {"Place", &options.place},
           {"Product", &options.product},
           {"Lot", &options.lot},
           {"Quantity", &options.quantity},
           {"Unit", &options.unit},
           {"Status", &options.status}}};
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' ? "\"\"" : std::string(1, c));
  return out + "\"";
}

/// A sheet of one row.
std::string table_of(const CountOptions& options) {
  std::string header, row;
  for (const auto& [name, value] : columns_of(options)) {
    header += (header.empty() ? "" : ",") + std::string(name);
    row += (row.empty() ? "" : ",") + quoted(*value);
  }
  return header + "\n" + row + "\n";
}

std::string option_named(std::string_view column) {
  std::string option = "--" + std::string(column);
  std::ranges::transform(option, option.begin(), to_lower);
  return option;
}

/// The fault of a row is that of the option which gave its column.
std::string told_by_options(std::string text, const CountOptions& options) {
  for (const auto& [name, value] : columns_of(options)) {
    const std::string column = "line 2, column \"" + std::string(name) + "\"";
    for (std::size_t at = text.find(column); at != std::string::npos; at = text.find(column))
      text.replace(at, column.size(), option_named(name));
  }
  return text;
}

Result<void> refuse(const CountOptions& options) {
  const bool has_line = !options.product.empty() || !options.quantity.empty() || !options.place.empty();
  if (has_line && !options.sheet.empty())
    return fail(ErrorCode::invalid_argument, "Give --place, --product and --quantity, or a sheet of them.",
                "--sheet");
  if (!options.sheet.empty()) return {};
  for (const auto& [name, value] : columns_of(options)) {
    const bool is_needed = name == "Place" || name == "Product" || name == "Quantity";
    if (is_needed && value->empty())
      return fail(ErrorCode::invalid_argument,
                  "It is missing: a count is --place, --product and --quantity, or --sheet FILE.",
                  option_named(name));
  }
  return {};
}

Result<Exit> count(Session& session, const std::string& sheet, CountOptions options) {
  if (auto fine = refuse(options); !fine) return std::unexpected(fine.error());
  ImportTask task{.mapping = std::string(sheet_of(sheet).mapping),
                  .mapping_name = "sheet " + sheet,
                  .folder = options.folder};
  if (options.check) task.goal = ImportTask::Goal::check;
  if (options.whole_shelf) task.shelf = ImportTask::Shelf::whole;
  if (!options.sheet.empty()) {
    task.inputs.push_back({options.sheet});
    return run_import(session, task);
  }
  if (options.time.empty()) options.time = format_utc(session.clock.now());
  task.inputs.push_back({sheet, table_of(options)});
  auto done = run_import(session, task);
  if (!done) {
    Error error = done.error();
    error.where = told_by_options(std::move(error.where), options);
    if (error.where.starts_with(sheet + ": ")) error.where.erase(0, sheet.size() + 2);
    error.detail = told_by_options(std::move(error.detail), options);
    return std::unexpected(std::move(error));
  }
  return done;
}

Command command_of(Session& session, const std::string& name, const std::string& sheet,
                   const std::string& help) {
  const auto options = std::make_shared<CountOptions>();
  return {.name = name,
          .help = help,
          .options = {{"--place", &options->place, "The place (GLN, any spelling)"},
                      {"--product", &options->product, "The product (GTIN, any spelling)"},
                      {"--quantity", &options->quantity, "How many there are; 0: none"},
                      {"--lot", &options->lot, "Of this lot only"},
                      {"--unit", &options->unit, "UN/ECE Rec 20 unit, e.g. KGM; none: pieces"},
                      {"--status",
                       &options->status,
                       "In this status only",
                       Need::optional,
                       {"sellable", "held", "damaged", "expired", "recalled"}},
                      {"--time", &options->time,
                       "When: 2026-07-22 08:30, or with an offset of its own; none: now"},
                      {"--sheet", &options->sheet,
                       "CSV file of many counts, with the columns of stocktrail sheet " + sheet},
                      {"--whole-shelf", &options->whole_shelf,
                       "What the books have at the place, and is not counted now, is 0; needs a token"},
                      {"--receipts", &options->folder,
                       "Folder for statements and receipts (default: in ~/.local/state/stocktrail)"},
                      {"--check", &options->check, "Only check"}},
          .run = [&session, options, sheet] { return count(session, sheet, *options); }};
}

}  // namespace

Command count_command(Session& session) {
  return command_of(session, "count", "counts",
                    "Say what was counted at a place; signed with --party and --key");
}

Command opening_command(Session& session) {
  return command_of(session, "opening", "opening",
                    "Say what was there when the books began: a first count; signed with --party and --key");
}

}  // namespace stocktrail::cli
