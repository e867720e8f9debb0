#include "tools/cli/documents.h"

#include <algorithm>
#include <optional>
#include <ostream>

#include "crypto/json_writer.h"
#include "ledger/epcis/json/document.h"
#include "tools/cli/claims.h"
#include "tools/cli/faults.h"
#include "tools/cli/files.h"
#include "tools/cli/json_read.h"
#include "tools/cli/sheet_words.h"

namespace stocktrail::cli {
namespace {

std::unexpected<Error> told(const epcis::DocumentFaults& faults, const std::filesystem::path& file) {
  Error error{ErrorCode::invalid_argument, faults.faults.front().detail,
              file.string() + ": " + faults.faults.front().where};
  for (std::size_t i = 1; i < faults.faults.size(); ++i) {
    error.detail += "\n  " + faults.faults[i].where + ": " + faults.faults[i].detail;
  }
  return std::unexpected(std::move(error));
}

bool is_statement(std::string_view bytes) {
  return bytes.starts_with("eyJ") || bytes.substr(0, 200).contains("\"jws\"");
}

/// Every event that is ahead of this machine's clock.
Result<void> refuse_future_events(const epcis::CaptureDocument& document, Micros now) {
  std::vector<Error> faults;
  for (std::size_t i = 0; i < document.events.size(); ++i) {
    const Timestamp& time = document.events[i].event.event_time;
    if (auto fine = refuse_future(time, now); !fine) {
      fine.error().where = "eventList[" + std::to_string(i) + "].eventTime";
      faults.push_back(std::move(fine.error()));
    }
  }
  if (faults.empty()) return {};
  return std::unexpected(with_all(faults));
}

Result<std::vector<SignedStatement>> sign_document(std::string_view bytes, const std::filesystem::path& file,
                                                   const Signer& signer, std::optional<Micros> now) {
  const bool is_xml = bytes.starts_with('<') || bytes.starts_with("\xEF\xBB\xBF<");
  if (is_xml)
    return fail(ErrorCode::invalid_argument,
                "This is XML. Documents are read as EPCIS 2.0 JSON-LD (docs/epcis.md).", file.string());
  const auto document = epcis::parse_capture_document(bytes);
  if (!document) return told(document.error(), file);
  if (auto fine = now ? refuse_future_events(*document, *now) : Result<void>(); !fine) {
    fine.error().where = file.string() + ": " + fine.error().where;
    return std::unexpected(std::move(fine.error()));
  }
  std::vector<std::string> texts;
  for (const epcis::DocumentEvent& event : document->events) texts.push_back(event.text);
  auto made = sign_events(signer, document->context, texts, document->header);
  if (!made)
    made.error().where = file.string() + (made.error().where.empty() ? "" : ": " + made.error().where);
  return made;
}

/// A statement, and the file that it came from.
using Draft = std::pair<SignedStatement, std::filesystem::path>;

void write_refusal(json::Writer& writer, const Outbox::Refusal& refusal) {
  writer.begin_object().field("file", refusal.file.string());
  if (!refusal.source.empty()) writer.field("document", refusal.source.string());
  writer.field("detail", refusal.error.detail);
  if (!refusal.error.where.empty()) writer.field("where", refusal.error.where);
  writer.end_object();
}

constexpr std::size_t repeats_shown = 10;

/// What the receipts say of events that were recorded before, and of declarations of events that were not.
struct EventsTold {
  explicit EventsTold(const std::vector<std::string>& receipts, const SentBefore& sent) : before(sent) {
    for (const std::string& receipt : receipts) {
      const auto parsed = json::Document::parse(receipt);
      if (parsed) for_each(parsed->root(), "events", [&](const json::Value& event) { add(event); });
    }
  }
  void add(const json::Value& event) {
    const std::string id = text_of(event, "eventID");
    if (const auto first = nested(event, "repeats"))
      repeats.push_back(id + " (entry " + text_of(*first, "statement") + ", event " +
                        text_of(*first, "event") + ")");
    if (const std::string note = text_of(event, "note"); !note.empty()) notes.push_back(id + ": " + note);
    std::string hint = text_of(event, "hint");
    for (const std::string& told : before.hints)
      if (hint.starts_with(told)) hint.erase(0, hint.find_first_not_of(' ', told.size()));
    if (hint.empty()) return;
    const auto line = before.lines.find(id);
    const auto [found, is_new] =
        hints.try_emplace(hint, Hint{line == before.lines.end() ? id : line->second});
    ++found->second.events;
  }
  struct Hint {
    std::string first = {};  // The event that it is for, or its line.
    std::size_t events = 0;
  };
  const SentBefore& before;
  std::vector<std::string> repeats, notes;
  std::map<std::string, Hint> hints;
};

void tell_events(Session& session, const EventsTold& told) {
  const auto list = [&](const std::vector<std::string>& lines) {
    for (std::size_t i = 0; i < std::min(lines.size(), repeats_shown); ++i)
      session.out << "  " << lines[i] << '\n';
    if (lines.size() > repeats_shown)
      session.out << "  and " << lines.size() - repeats_shown << " more: see the receipts\n";
  };
  if (!told.repeats.empty()) {
    session.out << told.repeats.size() << " events were recorded before, and change nothing:\n";
    list(told.repeats);
  }
  if (!told.notes.empty()) {
    session.out << told.notes.size() << " declare errors in what is not there:\n";
    list(told.notes);
  }
  std::vector<std::string> hints;
  for (const auto& [text, hint] : told.hints)
    hints.push_back(hint.first +
                    (hint.events == 1 ? "" : " and " + std::to_string(hint.events - 1) + " more") + ": " +
                    text);
  if (!hints.empty()) session.out << "Hints, for what can be told better:\n";
  list(hints);
}

void tell_json(Session& session, const Outbox& outbox, const Outbox::Summary& summary) {
  json::Writer writer;
  writer.begin_object().key("sent").number(static_cast<std::uint64_t>(summary.sent));
  writer.key("repeated").number(static_cast<std::uint64_t>(summary.repeated));
  const SentBefore nothing;
  writer.key("eventsRepeated").number(std::uint64_t{EventsTold(summary.receipts, nothing).repeats.size()});
  writer.key("held").number(static_cast<std::uint64_t>(summary.held));
  writer.field("receiptsFolder", outbox.folder().string()).key("receipts").begin_array();
  for (const std::string& receipt : summary.receipts) writer.raw(receipt);
  writer.end_array().key("refused").begin_array();
  for (const Outbox::Refusal& refusal : summary.refused) write_refusal(writer, refusal);
  writer.end_array();
  if (summary.stopped) write_error(writer, *summary.stopped);
  writer.end_object();
  session.out << writer.text() << '\n';
}

void tell_refused(Session& session, const Outbox::Summary& summary) {
  session.err << "stocktrail: " << summary.sent << " sent, " << summary.refused.size() << " refused";
  for (const Outbox::Refusal& refusal : summary.refused) {
    const auto& file = refusal.source.empty() ? refusal.file : refusal.source;
    session.err << (summary.refused.size() > 1 ? "\n  " : ": ") << file.string() << ": "
                << (refusal.error.where.empty() ? "" : refusal.error.where + ": ") << refusal.error.detail;
  }
  session.err << "\nCorrect what is named, and give the command again.\n";
  if (summary.held > 0) {
    session.err << "stocktrail: " << summary.held
                << " later statements of the same issuer may rest on what was refused, and wait; "
                   "post without files sends them\n";
  }
}

Result<std::vector<SignedStatement>> statements_of(const std::filesystem::path& file,
                                                   const std::optional<Signer>& signer,
                                                   std::optional<Micros> now) {
  const auto bytes = read_file(file);
  if (!bytes) return std::unexpected(bytes.error());
  if (!is_statement(*bytes)) {
    if (signer) return sign_document(*bytes, file, *signer, now);
    return fail(ErrorCode::invalid_argument, "changed while it was read: it was a signed statement before",
                file.string());
  }
  std::string_view wire = *bytes;
  wire = wire.substr(0, wire.find_last_not_of("\r\n") + 1);
  const auto statement = Statement::parse(wire);
  if (!statement)
    return fail(statement.error().code, statement.error().detail,
                file.string() + ": " + statement.error().where);
  return std::vector<SignedStatement>{{statement->id(), std::string(wire), statement->events().size()}};
}

bool all_are_signed(const std::vector<std::filesystem::path>& files) {
  for (const auto& file : files) {
    const auto bytes = file == "-" ? fail(ErrorCode::not_found, "") : read_file(file);
    if (!bytes || !is_statement(*bytes)) return false;
  }
  return true;
}

}  // namespace

Result<std::size_t> add_files(Outbox& outbox, const std::vector<std::filesystem::path>& files, Future future,
                              Session& session) {
  std::optional<SigningKey> key;
  std::optional<Signer> signer;
  if (!all_are_signed(files)) {
    auto read = signing_key(session);
    if (!read) return std::unexpected(read.error());
    key = std::move(*read);
    const auto made = signer_of(session, *key);
    if (!made) return std::unexpected(made.error());
    signer.emplace(*made);
  }
  std::vector<Draft> all;
  std::optional<Micros> now;
  if (future == Future::refused) now = session.clock.now();
  for (const auto& file : files) {
    auto statements = statements_of(file, signer, now);
    if (!statements) return std::unexpected(statements.error());
    for (SignedStatement& statement : *statements) all.emplace_back(std::move(statement), file);
  }
  for (const auto& [statement, file] : all) {
    if (auto kept = outbox.put(statement, file); !kept) return std::unexpected(kept.error());
  }
  return all.size();
}

Result<void> add_document(Outbox& outbox, std::string_view text, const std::string& name,
                          const Signer& signer, Micros now) {
  const auto statements = sign_document(text, name, signer, now);
  if (!statements) return std::unexpected(statements.error());
  for (const SignedStatement& statement : *statements)
    if (auto kept = outbox.put(statement); !kept) return kept;
  return {};
}

Result<Exit> send_and_tell(Outbox& outbox, HttpClient& server, Session& session, const SentBefore& before) {
  Outbox::Summary summary = outbox.send(server, session);
  summary.repeated += before.recorded;
  if (session.json()) {
    tell_json(session, outbox, summary);
  } else {
    session.out << summary.sent << (summary.sent == 1 ? " statement is" : " statements are")
                << " new in the log, " << summary.repeated
                << " were there already.\nReceipts: " << outbox.folder().string() << '\n';
    tell_events(session, EventsTold(summary.receipts, before));
  }
  if (!summary.refused.empty()) tell_refused(session, summary);
  if (summary.stopped) {
    tell_error(*summary.stopped, session);
    return exit_of(*summary.stopped);
  }
  return summary.refused.empty() ? Exit::ok : Exit::refused;
}

}  // namespace stocktrail::cli
