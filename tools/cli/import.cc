// stocktrail import: CSV rows as signed events (docs/import.md).
#include <memory>
#include <span>

#include "crypto/json_writer.h"
#include "ledger/epcis/json/document.h"
#include "tools/cli/claims.h"
#include "tools/cli/commands.h"
#include "tools/cli/documents.h"
#include "tools/cli/files.h"
#include "tools/cli/import_events.h"
#include "tools/cli/known_events.h"
#include "tools/cli/progress.h"
#include "tools/cli/sending.h"

namespace stocktrail::cli {
namespace {

struct ImportOptions {
  std::vector<std::filesystem::path> files;
  std::filesystem::path mapping, folder;
  bool dry_run = false;
};

constexpr std::string_view context = R"(["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"])";

std::string document_of(std::span<const std::string> events) {
  std::string document =
      R"({"@context":)" + std::string(context) +
      R"(,"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2000-01-01T00:00:00Z","epcisBody":{"eventList":[)";
  for (std::size_t i = 0; i < events.size(); ++i) document += (i > 0 ? "," : "") + events[i];
  return document + "]}}";
}

/// The rules of EPCIS, with the fault's place told as a line of the table.
Result<void> check(const ImportedEvents& events) {
  for (std::size_t first = 0; first < events.texts.size(); first += epcis::document_events_max) {
    const std::size_t last = std::min(events.texts.size(), first + epcis::document_events_max);
    const auto checked =
        epcis::parse_capture_document(document_of(std::span(events.texts).subspan(first, last - first)));
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

Result<ImportedEvents> read_events(const std::filesystem::path& file, std::string_view mapping_text,
                                   Session& session) {
  Progress line(session, "Reading " + file.string());
  const auto text = read_file(file);
  if (!text) return std::unexpected(text.error());
  const auto separator = parse_separator(mapping_text);
  if (!separator) return std::unexpected(separator.error());
  const auto table = CsvTable::parse(*text, *separator);
  if (!table) return std::unexpected(table.error());
  const auto mapping = parse_mapping(mapping_text, *table);
  if (!mapping) return std::unexpected(mapping.error());
  auto events = make_events(*table, *mapping,
                            [&line](std::uint64_t done, std::uint64_t total) { line.show(done, total); });
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

using Found = KnownEvents::Found;

std::unexpected<Error> changed(const ImportedEvents& events, std::size_t i, const KnownEvents& known) {
  const std::string place = known.place_of(events.ids[i]);
  const bool waits = place.starts_with("waits");
  return fail(
      ErrorCode::conflict,
      "The event " + events.ids[i] + " " + place + ", and its rows say something else now. " +
          (waits ? "Send it first with stocktrail post, or delete that file to sign the rows as they are now."
                 : "What is logged stays: put a column that tells later rows apart into the id, or {repeat} "
                   "for rows that are equal."),
      "line " + std::to_string(events.lines[i]));
}

/// Keeps only the events that were not imported before: by the folder of receipts and, for whoever has a
/// token, by the log itself. Gives the number of the others.
Result<std::size_t> drop_known(ImportedEvents& events, KnownEvents& known, HttpClient* log) {
  ImportedEvents fresh;
  for (std::size_t i = 0; i < events.texts.size(); ++i) {
    Result<Found> found = known.find(events.ids[i], events.texts[i]);
    if (*found == Found::nothing && log != nullptr) {
      const auto hash = epcis::hash_document(document_of(std::span(events.texts).subspan(i, 1)));
      if (!hash) return std::unexpected(hash.error());
      found = ask_for_event(*log, events.ids[i], hash->front().id);
      if (!found) return std::unexpected(found.error());
    }
    if (*found == Found::other_event) return changed(events, i, known);
    if (*found == Found::same_event) continue;
    known.add(events.ids[i], events.texts[i], "is in an earlier file of this import");
    fresh.texts.push_back(std::move(events.texts[i]));
    fresh.ids.push_back(std::move(events.ids[i]));
  }
  const std::size_t dropped = events.ids.size() - fresh.ids.size();
  events.texts = std::move(fresh.texts);
  return dropped;
}

Result<Exit> send_new(Session& session, const ImportOptions& options, std::vector<ImportedEvents> tables) {
  const auto key = signing_key(session);
  if (!key) return std::unexpected(key.error());
  const auto signer = signer_of(session, *key);
  if (!signer) return std::unexpected(signer.error());
  auto outbox = open_outbox(options.folder, session);
  if (!outbox) return std::unexpected(outbox.error());
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  if (auto checked = outbox->refuse_other_log(**server); !checked) return std::unexpected(checked.error());
  auto known = KnownEvents::read(outbox->folder(), signer->party);
  if (!known) return std::unexpected(known.error());
  const bool has_token = !session.token.empty() || !session.token_file.empty();
  HttpClient* const log = has_token ? server->get() : nullptr;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const auto dropped = drop_known(tables[i], *known, log);
    if (!dropped) {
      Error error = dropped.error();
      if (error.code == ErrorCode::conflict) error.where = options.files[i].string() + ": " + error.where;
      return std::unexpected(std::move(error));
    }
    if (*dropped > 0)
      session.err << options.files[i].string() << ": " << *dropped << " events were imported before\n";
  }
  for (const ImportedEvents& events : tables) {
    const auto statements = sign_events(*signer, {}, events.texts);
    if (!statements) return std::unexpected(statements.error());
    for (const SignedStatement& statement : *statements) {
      if (auto kept = outbox->put(statement); !kept) return std::unexpected(kept.error());
    }
  }
  return send_and_tell(*outbox, **server, session);
}

Result<Exit> import(Session& session, const ImportOptions& options) {
  const auto mapping_text = read_file(options.mapping, mapping_bytes_max);
  if (!mapping_text) return std::unexpected(mapping_text.error());
  std::vector<ImportedEvents> tables;
  std::vector<std::string> all;
  for (const auto& file : options.files) {  // All are read and checked before anything is signed.
    auto events = read_events(file, *mapping_text, session);
    if (!events) {
      Error error = events.error();
      // A mapping that does not fit its table: only their author knows which of the two is wrong.
      if (error.where.starts_with("mapping")) {
        error.where = options.mapping.string() + ": " + error.where + ", for " + file.string();
      } else if (error.where != file.string()) {
        error.where = file.string() + (error.where.empty() ? "" : ": " + error.where);
      }
      return std::unexpected(std::move(error));
    }
    session.err << file.string() << ": " << events->texts.size() << " events from " << events->rows
                << " rows, " << events->rows_skipped << " rows skipped\n";
    if (options.dry_run) all.insert(all.end(), events->texts.begin(), events->texts.end());
    tables.push_back(std::move(*events));
  }
  if (options.dry_run) {
    show_document(session, all);
    return Exit::ok;
  }
  return send_new(session, options, std::move(tables));
}

}  // namespace

Command import_command(Session& session) {
  const auto options = std::make_shared<ImportOptions>();
  return {
      .name = "import",
      .help = "Turn rows of CSV files into signed events and send them; the same rows again change nothing",
      .options = {{"files", &options->files, "CSV files with a header line, UTF-8", Need::required},
                  {"--mapping", &options->mapping,
                   "TOML file that says what the columns mean (docs/import.md)", Need::required},
                  {"--receipts", &options->folder,
                   "Folder for statements and receipts (default: in ~/.local/state/stocktrail)"},
                  {"--dry-run", &options->dry_run, "Only check, and print the events as one EPCIS document"}},
      .run = [&session, options] { return import(session, *options); }};
}

}  // namespace stocktrail::cli
