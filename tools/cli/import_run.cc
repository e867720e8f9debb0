#include "tools/cli/import_run.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <ostream>
#include <span>

#include "crypto/json_writer.h"
#include "ledger/epcis/json/document.h"
#include "tools/cli/claims.h"
#include "tools/cli/documents.h"
#include "tools/cli/files.h"
#include "tools/cli/import_check.h"
#include "tools/cli/known_events.h"
#include "tools/cli/progress.h"
#include "tools/cli/sending.h"
#include "tools/cli/whole_shelf.h"

namespace stocktrail::cli {
namespace {

/// Who signs, as far as it is known before anything is signed.
Result<std::string> issuer_of(const Session& session) {
  return session.party.empty() ? Result<std::string>(std::string())
                               : id_of(session.party, gs1::Meaning::party, "--party");
}

Result<ImportedEvents> read_events(const ImportInput& input, const ImportTask& task, Session& session) {
  Progress line(session, "Reading " + input.file.string());
  const auto text = input.text ? Result<std::string>(*input.text) : read_file(input.file);
  if (!text) return std::unexpected(text.error());
  const auto separator = parse_separator(task.mapping, *text);
  if (!separator) return std::unexpected(separator.error());
  const auto table = CsvTable::parse(*text, *separator);
  if (!table) return std::unexpected(table.error());
  auto mapping = parse_mapping(task.mapping, *table);
  if (!mapping) return std::unexpected(mapping.error());
  if (*separator == ';' && mapping->decimal == DecimalMark::usual) mapping->decimal = DecimalMark::unclear;
  auto issuer = issuer_of(session);
  if (!issuer) return std::unexpected(issuer.error());
  ImportContext context{.issuer = std::move(*issuer)};
  if (task.future == Future::refused) context.now = session.clock.now();
  auto events = make_events(*table, *mapping, context,
                            [&line](std::uint64_t done, std::uint64_t total) { line.show(done, total); });
  if (!events) return events;
  auto advice = check_events(*events);
  if (!advice) return std::unexpected(advice.error());
  std::ranges::move(*advice, std::back_inserter(events->notes));
  return events;
}

/// A mapping that does not fit its table: only their author knows which of the two is wrong, unless it is one
/// of ours.
Error placed(Error error, const std::filesystem::path& file, const ImportTask& task) {
  if (error.where.starts_with("--")) return error;
  if (error.where.starts_with("mapping") && task.mapping_name.starts_with("sheet ")) {
    constexpr std::string_view ours = "In the mapping, ";
    if (error.detail.starts_with(ours)) error.detail.erase(0, ours.size());
    error.detail += " stocktrail " + task.mapping_name + " shows the columns.";
    error.where = file.string();
  } else if (error.where.starts_with("mapping")) {
    error.where = task.mapping_name + ": " + error.where + ", for " + file.string();
  } else if (error.where != file.string()) {
    error.where = file.string() + (error.where.empty() ? "" : ": " + error.where);
  }
  return error;
}

using Found = KnownEvents::Found;

std::unexpected<Error> changed(const ImportedEvents& events, std::size_t i, const KnownEvents& known) {
  const std::string place = known.place_of(events.ids[i]);
  const bool waits = place.starts_with("waits");
  return fail(
      ErrorCode::conflict,
      "The event " + events.ids[i] + " " + place + ", and its rows say something else now. " +
          (waits
               ? "Send it first with stocktrail post, or delete that file to sign the rows as they are now."
               : "What is logged stays. If the rows correct it: stocktrail declare-error " + events.ids[i] +
                     " --reason incorrect_data, and tell what is right under another id, or at another time "
                     "(docs/import.md, \"What was wrong\"). If they are further rows, put a column that "
                     "tells "
                     "them apart into the id, or {repeat} for rows that are equal."),
      "line " + std::to_string(events.lines[i]));
}

/// Keeps only the events that were not imported before: by the folder of receipts and, for whoever has a
/// token, by the log itself. Gives the numbers of the others.
struct Dropped {
  std::size_t logged = 0, waiting = 0;  // Waiting: signed by a run that could not send them.
  std::size_t declared = 0;             // Of the logged: errors, which count for nothing.
};
Result<Dropped> drop_known(ImportedEvents& events, KnownEvents& known, HttpClient* log,
                           std::string_view party) {
  ImportedEvents fresh;
  Dropped dropped;
  for (std::size_t i = 0; i < events.texts.size(); ++i) {
    Found found = known.find(events.ids[i], events.texts[i]);
    bool is_declared = known.is_declared(events.ids[i]);
    if (found == Found::nothing && log != nullptr) {
      const auto hash = epcis::hash_document(document_of(std::span(events.texts).subspan(i, 1)));
      if (!hash) return std::unexpected(hash.error());
      const auto logged = ask_for_event(*log, events.ids[i], hash->front().id, party);
      if (!logged) return std::unexpected(logged.error());
      found = logged->found;
      is_declared = is_declared || logged->is_declared;
    }
    if (found == Found::other_event) return changed(events, i, known);
    if (found == Found::same_event) {
      const bool waits = known.place_of(events.ids[i]).starts_with("waits");
      ++(waits ? dropped.waiting : dropped.logged);
      if (!waits && is_declared) ++dropped.declared;
      continue;
    }
    known.add(events.ids[i], events.texts[i], "is in an earlier file of this import");
    fresh.texts.push_back(std::move(events.texts[i]));
    fresh.ids.push_back(std::move(events.ids[i]));
    fresh.lines.push_back(events.lines[i]);
  }
  events.texts = std::move(fresh.texts);
  events.ids = std::move(fresh.ids);
  events.lines = std::move(fresh.lines);
  return dropped;
}

SentBefore what_is_known(const std::vector<ImportedEvents>& tables, const ImportTask& task) {
  SentBefore before;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    for (const ReceiptNote& note : tables[i].notes)
      if (!note.hint.empty() && !task.inputs[i].text) before.hints.push_back(note.hint);
    for (std::size_t k = 0; k < tables[i].ids.size(); ++k)
      before.lines.emplace(tables[i].ids[k],
                           task.inputs[i].file.string() + ": line " + std::to_string(tables[i].lines[k]));
  }
  return before;
}

Result<Exit> send_new(Session& session, const ImportTask& task, std::vector<ImportedEvents> tables) {
  const auto key = signing_key(session);
  if (!key) return std::unexpected(key.error());
  const auto signer = signer_of(session, *key);
  if (!signer) return std::unexpected(signer.error());
  auto outbox = open_outbox(task.folder, session);
  if (!outbox) return std::unexpected(outbox.error());
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  if (auto checked = outbox->refuse_other_log(**server); !checked) return std::unexpected(checked.error());
  auto known = KnownEvents::read(outbox->folder(), signer->party);
  if (!known) return std::unexpected(known.error());
  const bool has_token = !session.token.empty() || !session.token_file.empty();
  HttpClient* const log = has_token ? server->get() : nullptr;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const std::string file = task.inputs[i].file.string();
    const auto dropped = drop_known(tables[i], *known, log, signer->party);
    if (!dropped) {
      Error error = dropped.error();
      if (error.code == ErrorCode::conflict) error.where = file + ": " + error.where;
      return std::unexpected(std::move(error));
    }
    if (dropped->logged > 0)
      session.err << file << ": " << dropped->logged << " events were imported before\n";
    if (dropped->declared > 0)
      session.err
          << file << ": " << dropped->declared
          << " of them were declared errors, and do not count: what is right is told under another id, or "
             "at another time (docs/import.md, \"What was wrong\")\n";
    if (dropped->waiting > 0)
      session.err << file << ": " << dropped->waiting << " events were signed before, and wait in "
                  << outbox->folder().string() << " to be sent\n";
  }
  for (const ImportedEvents& events : tables) {
    const auto statements = sign_events(*signer, {}, events.texts);
    if (!statements) return std::unexpected(statements.error());
    for (const SignedStatement& statement : *statements) {
      if (auto kept = outbox->put(statement); !kept) return std::unexpected(kept.error());
    }
  }
  return send_and_tell(*outbox, **server, session, what_is_known(tables, task));
}

Result<void> complete_shelves(ImportedEvents& events, const std::filesystem::path& file, Session& session) {
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto issuer = issuer_of(session);
  if (!issuer) return std::unexpected(issuer.error());
  const auto zeros = count_whole_shelves(events, *issuer, **server, session);
  if (!zeros) return std::unexpected(zeros.error());
  constexpr std::size_t shown = 20;
  session.err << file.string() << ": " << zeros->size()
              << " products or lots of the books are not in it: counted as 0";
  for (std::size_t i = 0; i < std::min(zeros->size(), shown); ++i)
    session.err << (i == 0 ? ": " : ", ") << (*zeros)[i];
  session.err << (zeros->size() > shown ? ", and " + std::to_string(zeros->size() - shown) + " more" : "")
              << '\n';
  if (const auto checked = check_events(events); !checked) return std::unexpected(checked.error());
  return {};
}

void tell_table(Session& session, const std::string& file, const ImportedEvents& events) {
  session.err << file << ": " << events.texts.size() << " events from " << events.rows << " rows, "
              << events.rows_skipped << " rows skipped\n";
  for (const ReceiptNote& note : events.notes)
    session.err << file << ": line " << note.line << ": " << note.text << '\n';
}

Exit tell_checked(Session& session, const std::vector<ImportedEvents>& tables) {
  std::uint64_t events = 0, rows = 0, skipped = 0;
  for (const ImportedEvents& table : tables) {
    events += table.texts.size();
    rows += table.rows;
    skipped += table.rows_skipped;
  }
  if (session.json()) {
    json::Writer writer;
    writer.begin_object().key("events").number(events).key("rows").number(rows);
    writer.key("rowsSkipped").number(skipped).key("notes").begin_array();
    for (const ImportedEvents& table : tables)
      for (const ReceiptNote& note : table.notes)
        writer.begin_object()
            .key("line")
            .number(std::uint64_t{note.line})
            .field("text", note.text)
            .end_object();
    writer.end_array().end_object();
    session.out << writer.text() << '\n';
  } else {
    session.out << "No fault was found. Nothing was signed or sent.\n";
  }
  return Exit::ok;
}

}  // namespace

Result<Exit> run_import(Session& session, const ImportTask& task) {
  std::vector<ImportedEvents> tables;
  for (const ImportInput& input : task.inputs) {  // All are read and checked before anything is signed.
    auto events = read_events(input, task, session);
    if (!events) return std::unexpected(placed(events.error(), input.file, task));
    if (task.shelf == ImportTask::Shelf::whole) {
      if (auto done = complete_shelves(*events, input.file, session); !done)
        return std::unexpected(placed(done.error(), input.file, task));
    }
    if (!input.text) tell_table(session, input.file.string(), *events);
    tables.push_back(std::move(*events));
  }
  if (task.goal == ImportTask::Goal::check) return tell_checked(session, tables);
  if (task.goal == ImportTask::Goal::send) return send_new(session, task, std::move(tables));
  std::vector<std::string> all;
  for (const ImportedEvents& events : tables) all.insert(all.end(), events.texts.begin(), events.texts.end());
  session.out << document_of(all, format_utc(session.clock.now())) << '\n';
  return Exit::ok;
}

}  // namespace stocktrail::cli
