// stocktrail import: CSV rows as signed events (docs/import.md).
#include <memory>

#include "tools/cli/commands.h"
#include "tools/cli/files.h"
#include "tools/cli/import_mapping.h"
#include "tools/cli/import_run.h"
#include "tools/cli/sheets.h"

namespace stocktrail::cli {
namespace {

struct ImportOptions {
  std::vector<std::filesystem::path> files;
  std::filesystem::path mapping, folder;
  std::string sheet;
  bool dry_run = false, check = false, whole_shelf = false, future = false;
};

Result<Exit> import(Session& session, const ImportOptions& options) {
  if (!options.mapping.empty() && !options.sheet.empty())
    return fail(ErrorCode::invalid_argument, "Give one of --mapping and --sheet, not both.", "--mapping");
  if (options.mapping.empty() && options.sheet.empty())
    return fail(ErrorCode::invalid_argument,
                "Say what the columns mean: --mapping FILE, or --sheet for those of stocktrail sheet.",
                "--mapping");
  ImportTask task{.mapping = {}, .mapping_name = options.mapping.string(), .folder = options.folder};
  if (options.sheet.empty()) {
    auto text = read_file(options.mapping, mapping_bytes_max);
    if (!text) return std::unexpected(text.error());
    task.mapping = std::move(*text);
  } else {
    task.mapping = sheet_of(options.sheet).mapping;
    task.mapping_name = "sheet " + options.sheet;
  }
  for (const auto& file : options.files) task.inputs.push_back({file});
  if (options.dry_run) task.goal = ImportTask::Goal::print;
  if (options.check) task.goal = ImportTask::Goal::check;
  if (options.whole_shelf) task.shelf = ImportTask::Shelf::whole;
  if (options.future) task.future = Future::taken;
  return run_import(session, task);
}

}  // namespace

Command import_command(Session& session) {
  const auto options = std::make_shared<ImportOptions>();
  return {
      .name = "import",
      .help = "Turn rows of CSV files into signed events and send them; the same rows again change nothing",
      .options = {{"files", &options->files, "CSV files with a header line, UTF-8", Need::required},
                  {"--mapping", &options->mapping,
                   "TOML file that says what the columns mean (docs/import.md)"},
                  {"--sheet", &options->sheet, "The columns are those that stocktrail sheet prints",
                   Need::optional, sheet_names()},
                  {"--receipts", &options->folder,
                   "Folder for statements and receipts (default: in ~/.local/state/stocktrail)"},
                  {"--whole-shelf", &options->whole_shelf,
                   "What the books have at a counted place, and no row counts there, is 0; needs a token"},
                  {"--allow-future", &options->future, "Take times that have not come yet"},
                  {"--check", &options->check, "Only check"},
                  {"--dry-run", &options->dry_run, "Only check, and print the events as one EPCIS document"}},
      .run = [&session, options] { return import(session, *options); }};
}

}  // namespace stocktrail::cli
