// stocktrail audit: a live log over HTTP, or a data directory.
#include <CLI/CLI.hpp>
#include <memory>

#include "crypto/json_writer.h"
#include "ledger/ledger.h"
#include "tools/cli/audit_log.h"
#include "tools/cli/files.h"
#include "tools/cli/log_key.h"
#include "tools/cli/outbox.h"
#include "tools/cli/progress.h"

namespace stocktrail::cli {
namespace {

struct AuditOptions {
  std::filesystem::path directory, state;
  std::string vkey;
};

/// What an auditor remembers of a log: its key and the last good checkpoint, as `<vkey>\n\n<note>`.
struct Memory {
  std::string vkey;
  std::string checkpoint;
};

Memory recall(const std::filesystem::path& path) {
  const auto text = read_file(path, 2 * note_bytes_max);
  const std::size_t middle = text ? text->find("\n\n") : std::string::npos;
  if (middle == std::string::npos) return {};
  return {text->substr(0, middle), text->substr(middle + 2)};
}

std::filesystem::path state_file(const AuditOptions& options, const Session& session) {
  if (!options.state.empty()) return options.state;
  std::string host = session.server.substr(session.server.find("://") + 3);
  std::replace(host.begin(), host.end(), '/', '_');
  return state_directory() / "audit" / host;
}

Result<NoteVerifier> key_for(const AuditOptions& options, const Memory& memory, HttpClient& server,
                             Session& session) {
  if (!options.vkey.empty()) return log_key(options.vkey);
  if (!memory.vkey.empty()) return NoteVerifier::parse(memory.vkey);
  const auto text = server.fetch("/log/vkey", "text/plain");
  if (!text) return std::unexpected(text.error());
  const std::string line = text->substr(0, text->find('\n'));
  session.err << "First audit of this log: its own key is taken on trust, and remembered: " << line << '\n';
  return NoteVerifier::parse(line);
}

Exit tell(Session& session, std::string_view what, const std::vector<std::string>& doubts,
          const std::string& numbers_json, const std::string& numbers_text) {
  if (session.json()) {
    json::Writer writer;
    writer.begin_object().field("verdict", doubts.empty() ? "good" : "doubt").key("audit").raw(numbers_json);
    writer.key("doubts").begin_array();
    for (const std::string& doubt : doubts) writer.string(doubt);
    writer.end_array().end_object();
    session.out << writer.text() << '\n';
  } else {
    for (const std::string& doubt : doubts) session.out << "DOUBT: " << doubt << '\n';
    session.out << numbers_text << '\n'
                << (doubts.empty() ? "GOOD: " : "NOT GOOD: ") << what
                << (doubts.empty() ? " holds." : " does not hold.") << '\n';
  }
  return doubts.empty() ? Exit::ok : Exit::refused;
}

Result<Exit> audit_live(Session& session, const AuditOptions& options) {
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto path = state_file(options, session);
  const Memory memory = recall(path);
  const auto log = key_for(options, memory, **server, session);
  if (!log) return std::unexpected(log.error());
  std::optional<Checkpoint> seen;
  if (!memory.checkpoint.empty()) {
    const auto checkpoint = open_checkpoint(memory.checkpoint, *log);
    if (!checkpoint)
      return fail(ErrorCode::corrupted, "The checkpoint that was seen before is not by this key.",
                  path.string());
    seen = *checkpoint;
  }
  const auto show = [](Progress& line) {
    return [&line](std::uint64_t done, std::uint64_t total) { line.show(done, total); };
  };
  Progress entries(session, "Reading the log");
  auto audit = audit_log(**server, *log, seen, show(entries));
  if (!audit) return std::unexpected(audit.error());
  const bool has_token = !session.token.empty() || !session.token_file.empty();
  if (has_token && audit->doubts.empty()) {
    Progress statements(session, "Opening statements");
    if (auto opened = audit_statements(**server, *audit, show(statements)); !opened)
      return std::unexpected(opened.error());
  }
  if (audit->doubts.empty()) {
    if (auto made = make_directory(path.parent_path()); !made) return std::unexpected(made.error());
    if (auto kept = write_file(path, log->text() + "\n\n" + audit->signed_checkpoint); !kept)
      return std::unexpected(kept.error());
  }
  json::Writer numbers;
  numbers.begin_object()
      .field("log", audit->checkpoint.origin)
      .key("size")
      .number(to_u64(audit->checkpoint.size));
  numbers.field("root", base64_encode(audit->checkpoint.root)).key("tiles").number(audit->tiles);
  numbers.key("statements").number(audit->statements);
  if (seen) numbers.key("consistentWithSize").number(to_u64(seen->size));
  numbers.end_object();
  std::string text = std::to_string(to_u64(audit->checkpoint.size)) + " entries and " +
                     std::to_string(audit->tiles) + " tiles read, root " +
                     base64_encode(audit->checkpoint.root) + ", ";
  text += seen ? "continues the " + std::to_string(to_u64(seen->size)) + " entries seen before"
               : "nothing seen before";
  text += has_token
              ? ", " + std::to_string(audit->statements) + " statements opened and their signatures checked."
              : ". Statements stay closed without an auditor's token.";
  return tell(session, "the log " + audit->checkpoint.origin, audit->doubts, numbers.text(), text);
}

Result<Exit> audit_files(Session& session, const AuditOptions& options) {
  Progress line(session, "Auditing");
  const auto report = audit_directory(
      options.directory, [&](std::uint64_t done, std::uint64_t total) { line.show(done, total); });
  if (!report) return std::unexpected(report.error());
  std::vector<std::string> doubts;
  for (const Error& doubt : report->doubts)
    doubts.push_back(doubt.where + (doubt.where.empty() ? "" : ": ") + doubt.detail);
  json::Writer numbers;
  numbers.begin_object()
      .key("size")
      .number(to_u64(report->size))
      .key("statements")
      .number(report->statements);
  numbers.key("events").number(report->events).key("erased").number(report->erased).end_object();
  const std::string text = std::to_string(to_u64(report->size)) + " entries, " +
                           std::to_string(report->statements) + " statements and " +
                           std::to_string(report->events) + " events replayed, " +
                           std::to_string(report->erased) + " erased.";
  return tell(session, "the ledger in " + options.directory.string(), doubts, numbers.text(), text);
}

}  // namespace

void add_audit(CLI::App& app, Run& chosen) {
  const auto options = std::make_shared<AuditOptions>();
  CLI::App* command = app.add_subcommand(
      "audit",
      "Check the whole log of --server, and with an auditor's token every statement; or a data directory: "
      "everything is replayed and compared");
  command->add_option("directory", options->directory,
                      "Data directory of a server that is stopped; none: the live log");
  command
      ->add_option("--vkey", options->vkey, "The log's key, a text or a file; default: as at the first audit")
      ->envname("STOCKTRAIL_VKEY");
  command->add_option("--state", options->state,
                      "File with what was seen before (default: in ~/.local/state/stocktrail)");
  command->callback([&chosen, options] {
    chosen = [options](Session& session) {
      return options->directory.empty() ? audit_live(session, *options) : audit_files(session, *options);
    };
  });
}

}  // namespace stocktrail::cli
