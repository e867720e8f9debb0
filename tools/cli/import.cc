// stocktrail import: CSV rows as signed events (docs/import.md).
#include <CLI/CLI.hpp>
#include <memory>

#include "crypto/json_writer.h"
#include "ledger/epcis/document.h"
#include "tools/cli/claims.h"
#include "tools/cli/documents.h"
#include "tools/cli/files.h"
#include "tools/cli/import_events.h"

namespace stocktrail::cli {
namespace {

struct ImportOptions {
  std::vector<std::filesystem::path> files;
  std::filesystem::path mapping, folder;
  bool dry_run = false;
};

constexpr std::string_view context = R"(["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"])";

/// The rules of EPCIS, with the fault's place told as a line of the table.
Result<void> check(const ImportedEvents& events) {
  for (std::size_t first = 0; first < events.texts.size(); first += epcis::document_events_max) {
    const std::size_t last = std::min(events.texts.size(), first + epcis::document_events_max);
    std::string document =
        R"({"@context":)" + std::string(context) +
        R"(,"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2000-01-01T00:00:00Z","epcisBody":{"eventList":[)";
    for (std::size_t i = first; i < last; ++i) document += (i > first ? "," : "") + events.texts[i];
    const auto checked = epcis::parse_capture_document(document + "]}}");
    if (checked) continue;
    Error fault = checked.error().faults.front();
    const std::size_t bracket = fault.where.find('[');
    const std::size_t place =
        bracket == std::string::npos ? 0 : std::strtoul(fault.where.c_str() + bracket + 1, nullptr, 10);
    fault.where = "line " + std::to_string(events.lines.at(std::min(first + place, last - 1))) + ", event " +
                  fault.where;
    return std::unexpected(std::move(fault));
  }
  return {};
}

Result<ImportedEvents> read_events(const std::filesystem::path& file, std::string_view mapping_text) {
  const auto text = read_file(file);
  if (!text) return std::unexpected(text.error());
  const auto separator = parse_separator(mapping_text);
  if (!separator) return std::unexpected(separator.error());
  const auto table = CsvTable::parse(*text, *separator);
  if (!table) return std::unexpected(table.error());
  const auto mapping = parse_mapping(mapping_text, *table);
  if (!mapping) return std::unexpected(mapping.error());
  auto events = make_events(*table, *mapping);
  if (!events) return events;
  if (auto checked = check(*events); !checked) return std::unexpected(checked.error());
  return events;
}

void show_document(Session& session, const std::vector<std::string>& texts) {
  session.out << R"({"@context":)" << context
              << R"(,"type":"EPCISDocument","schemaVersion":"2.0","creationDate":")"
              << format_utc(session.clock.now()) << R"(","epcisBody":{"eventList":[)";
  for (std::size_t i = 0; i < texts.size(); ++i) session.out << (i > 0 ? ",\n" : "\n") << texts[i];
  session.out << "\n]}}\n";
}

Result<Exit> import(Session& session, const ImportOptions& options) {
  const auto mapping_text = read_file(options.mapping, mapping_bytes_max);
  if (!mapping_text) return std::unexpected(mapping_text.error());
  std::vector<std::vector<std::string>> files;
  std::vector<std::string> all;
  for (const auto& file : options.files) {  // All are read and checked before anything is signed.
    auto events = read_events(file, *mapping_text);
    if (!events) {
      Error error = events.error();
      const auto& faulty = error.where.starts_with("mapping") ? options.mapping : file;
      error.where = faulty.string() + (error.where.empty() ? "" : ": " + error.where);
      return std::unexpected(std::move(error));
    }
    session.err << file.string() << ": " << events->texts.size() << " events from " << events->rows
                << " rows, " << events->rows_skipped << " rows skipped\n";
    if (options.dry_run) all.insert(all.end(), events->texts.begin(), events->texts.end());
    files.push_back(std::move(events->texts));
  }
  if (options.dry_run) {
    show_document(session, all);
    return Exit::ok;
  }
  const auto key = signing_key(session);
  if (!key) return std::unexpected(key.error());
  const auto signer = signer_of(session, *key);
  if (!signer) return std::unexpected(signer.error());
  auto outbox = open_outbox(options.folder, session);
  if (!outbox) return std::unexpected(outbox.error());
  for (const auto& texts : files) {
    const auto statements = sign_events(*signer, {}, texts);
    if (!statements) return std::unexpected(statements.error());
    for (const SignedStatement& statement : *statements) {
      if (auto kept = outbox->put(statement); !kept) return std::unexpected(kept.error());
    }
  }
  return send_and_tell(*outbox, session);
}

}  // namespace

void add_import(CLI::App& app, Run& chosen) {
  const auto options = std::make_shared<ImportOptions>();
  CLI::App* command = app.add_subcommand(
      "import",
      "Turn rows of CSV files into signed events and send them; the same rows again change nothing");
  command->add_option("files", options->files, "CSV files with a header line, UTF-8")->required();
  command
      ->add_option("--mapping", options->mapping,
                   "TOML file that says what the columns mean (docs/import.md)")
      ->required();
  command->add_option("--receipts", options->folder,
                      "Folder for statements and receipts (default: in ~/.local/state/stocktrail)");
  command->add_flag("--dry-run", options->dry_run, "Only check, and print the events as one EPCIS document");
  command->callback(
      [&chosen, options] { chosen = [options](Session& session) { return import(session, *options); }; });
}

}  // namespace stocktrail::cli
