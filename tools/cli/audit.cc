// stocktrail audit: a live log over HTTP, or a data directory.
#include <algorithm>
#include <array>
#include <memory>

#include "crypto/json_writer.h"
#include "ledger/engine/audit.h"
#include "tools/cli/audit_log.h"
#include "tools/cli/commands.h"
#include "tools/cli/files.h"
#include "tools/cli/log_key.h"
#include "tools/cli/progress.h"
#include "tools/cli/sending.h"
#include "tools/settings/server_url.h"

namespace stocktrail::cli {
namespace {

struct Options {
  std::filesystem::path directory, state, guard, checkpoint;
  std::string vkey;
};

/// What an auditor remembers of a log: its key and the last good checkpoint, as `<vkey>\n\n<note>`.
struct Memory {
  std::string vkey;
  std::string checkpoint;
};

/// Nothing is remembered only if there is no file: a damaged one would else pass for a first audit, and what
/// it remembered would be overwritten.
Result<Memory> recall(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::status(path, ignored).type() == std::filesystem::file_type::not_found) return Memory{};
  const auto text = read_file(path, 2 * note_bytes_max);
  if (!text) return std::unexpected(text.error());
  const std::size_t middle = text->find("\n\n");
  Memory memory{text->substr(0, middle), middle == std::string::npos ? "" : text->substr(middle + 2)};
  if (!NoteVerifier::parse(memory.vkey) || memory.checkpoint.empty()) {
    return fail(
        ErrorCode::corrupted,
        "This is no state file of an audit, or it is damaged. Restore it, or name another with --state: "
        "without it nobody can tell whether the log was rewritten since.",
        path.string());
  }
  return memory;
}

std::filesystem::path state_file(const Options& options, const Session& session) {
  if (!options.state.empty()) return options.state;
  return state_directory() / "audit" / settings::host_of(session.server);
}

Result<NoteVerifier> key_for(const Options& options, const Memory& memory, HttpClient& server,
                             Session& session) {
  if (!options.vkey.empty()) return log_key(options.vkey);
  if (!memory.vkey.empty()) return NoteVerifier::parse(memory.vkey);
  const auto text = server.fetch("/log/vkey", "text/plain");
  if (!text) return std::unexpected(text.error());
  const std::string line = text->substr(0, text->find('\n'));
  session.err << "First audit of this log: its own key is taken on trust, and remembered: " << line << '\n';
  return NoteVerifier::parse(line);
}

enum class Anchor : unsigned char {
  found,    // The end of the log was compared with what was kept elsewhere.
  missing,  // Nothing was: entries that were cut off cannot be noticed.
};

struct Verdict {
  std::string what;  // "the log ...", "the ledger in ..."
  std::vector<std::string> doubts = {};
  Anchor anchor = Anchor::found;
  std::string numbers_json = {}, numbers_text = {};
};

Exit tell(Session& session, const Verdict& verdict) {
  const bool is_unguarded = verdict.anchor == Anchor::missing;
  const Exit status = !verdict.doubts.empty() ? Exit::refused : is_unguarded ? Exit::unguarded : Exit::ok;
  if (session.json()) {
    constexpr std::array<std::string_view, 2> good{"good", "unguarded"};
    json::Writer writer;
    writer.begin_object().field("verdict", verdict.doubts.empty() ? good.at(is_unguarded) : "doubt");
    writer.key("audit").raw(verdict.numbers_json).key("doubts").begin_array();
    for (const std::string& doubt : verdict.doubts) writer.string(doubt);
    writer.end_array().end_object();
    session.out << writer.text() << '\n';
    return status;
  }
  for (const std::string& doubt : verdict.doubts) session.out << "DOUBT: " << doubt << '\n';
  session.out << verdict.numbers_text << '\n';
  if (is_unguarded) {
    session.out << "UNGUARDED: no guard file and no checkpoint was found to compare the end with, so entries "
                   "that were cut off cannot be noticed. Name the guard's directory with --guard, or a "
                   "checkpoint that was kept elsewhere with --checkpoint.\n";
  }
  session.out << (!verdict.doubts.empty() ? "NOT GOOD: "
                  : is_unguarded          ? "GOOD AS FAR AS IT GOES: "
                                          : "GOOD: ")
              << verdict.what << (verdict.doubts.empty() ? " holds." : " does not hold.") << '\n';
  return status;
}

/// The file of --checkpoint: a note; nothing if none was named.
Result<std::string> given_checkpoint(const Options& options) {
  if (options.checkpoint.empty()) return std::string();
  auto note = read_file(options.checkpoint, note_bytes_max);
  if (note && note->empty())
    return fail(ErrorCode::invalid_argument, "The checkpoint file is empty.", options.checkpoint.string());
  return note;
}

/// What the log must continue, by rising size: as this auditor saw it last, and as --checkpoint says.
Result<std::vector<Checkpoint>> seen_before(const Options& options, const Memory& memory,
                                            const std::filesystem::path& state, const NoteVerifier& log) {
  const auto note = given_checkpoint(options);
  if (!note) return std::unexpected(note.error());
  std::vector<Checkpoint> seen;
  for (const auto& [text, file] :
       {std::pair(&memory.checkpoint, &state), std::pair(&*note, &options.checkpoint)}) {
    if (text->empty()) continue;
    const auto checkpoint = open_checkpoint(*text, log);
    if (!checkpoint) {
      return fail(ErrorCode::corrupted,
                  "This checkpoint is not by the log's key " + log.text() + ": " + checkpoint.error().detail,
                  file->string());
    }
    seen.push_back(*checkpoint);
  }
  std::ranges::sort(seen, {}, [](const Checkpoint& checkpoint) { return to_u64(checkpoint.size); });
  return seen;
}

/// Kinds that a newer program may know.
std::string told_unknown(const std::set<std::string, std::less<>>& kinds) {
  std::string names;
  for (const std::string& kind : kinds) names += (names.empty() ? "" : ", ") + kind;
  return names.empty() ? "" : " Good signatures, but of kinds unknown to this program: " + names + ".";
}

/// What to do where an address shows another log than it did: a rewritten one, or one that was set up anew.
std::string if_set_up_anew(const std::filesystem::path& state, std::string_view server) {
  return "If another log was set up at " + std::string(server) +
         " and this is known to you, remove the state file " + state.string() +
         ", which remembers the one before, and audit again; if not, this is what an audit is for: ask its "
         "operator, and keep the file.";
}

Result<Exit> audit_live(Session& session, const Options& options) {
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto path = state_file(options, session);
  const auto memory = recall(path);
  if (!memory) return std::unexpected(memory.error());
  const auto log = key_for(options, *memory, **server, session);
  if (!log) return std::unexpected(log.error());
  const auto seen = seen_before(options, *memory, path, *log);
  if (!seen) return std::unexpected(seen.error());
  const auto show = [](Progress& line) {
    return [&line](std::uint64_t done, std::uint64_t total) { line.show(done, total); };
  };
  Progress entries(session, "Reading the log");
  auto audit = audit_log(**server, *log, *seen, show(entries));
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
  // One that this key did not sign tells nothing, not even its name.
  const bool is_known = !audit->checkpoint.origin.empty();
  if (!is_known && options.vkey.empty() && !memory->vkey.empty())
    audit->doubts.push_back(if_set_up_anew(path, session.server));
  json::Writer numbers;
  numbers.begin_object()
      .field("log", audit->checkpoint.origin)
      .key("size")
      .number(to_u64(audit->checkpoint.size));
  numbers.field("root", base64_encode(audit->checkpoint.root)).key("tiles").number(audit->tiles);
  numbers.key("statements").number(audit->statements);
  if (!audit->unknown_kinds.empty()) {
    numbers.key("unknownKinds").begin_array();
    for (const std::string& kind : audit->unknown_kinds) numbers.string(kind);
    numbers.end_array();
  }
  const bool continues = !seen->empty() && audit->doubts.empty();
  if (continues) numbers.key("consistentWithSize").number(to_u64(seen->back().size));
  numbers.end_object();
  std::string text = std::to_string(to_u64(audit->checkpoint.size)) + " entries and " +
                     std::to_string(audit->tiles) + " tiles read, root " +
                     base64_encode(audit->checkpoint.root) + ", ";
  if (continues)
    text += "continues the " + std::to_string(to_u64(seen->back().size)) + " entries seen before";
  if (!continues)
    text += seen->empty() ? "nothing seen before" : "not compared in full with what was seen before";
  text += has_token
              ? ", " + std::to_string(audit->statements) +
                    " statements opened and their signatures checked." + told_unknown(audit->unknown_kinds)
              : ". Statements stay closed without an auditor's token.";
  return tell(session, {.what = "the log " + (is_known ? audit->checkpoint.origin : "at " + session.server),
                        .doubts = audit->doubts,
                        .numbers_json = numbers.text(),
                        .numbers_text = text});
}

/// What to compare the end of a directory with.
Result<AuditOptions> anchors(const Options& options) {
  AuditOptions anchors;
  anchors.guard_directory = options.guard;
  auto note = given_checkpoint(options);
  if (!note) return std::unexpected(note.error());
  anchors.checkpoint = std::move(*note);
  std::string vkey = options.vkey;
  if (!options.state.empty()) {
    auto memory = recall(options.state);
    if (!memory) return std::unexpected(memory.error());
    if (memory->checkpoint.empty())
      return fail(ErrorCode::unavailable, "There is no such file, so nothing to compare the directory with.",
                  options.state.string());
    if (anchors.checkpoint.empty()) anchors.checkpoint = memory->checkpoint;
    if (vkey.empty()) vkey = memory->vkey;
  }
  if (vkey.empty()) return anchors;
  auto log = log_key(vkey);
  if (!log) return std::unexpected(log.error());
  anchors.log = std::move(*log);
  return anchors;
}

void write_size(json::Writer& writer, std::string_view name, const std::optional<TreeSize>& size) {
  if (size) writer.key(name).begin_object().key("size").number(to_u64(*size)).end_object();
}

/// What the database would say in words of its own.
Result<void> check_directory(const std::filesystem::path& directory) {
  std::error_code unknown;
  if (!std::filesystem::exists(directory, unknown))
    return fail(ErrorCode::unavailable, "There is no such directory.", directory.string());
  if (!std::filesystem::is_directory(directory / "db", unknown))
    return fail(ErrorCode::invalid_argument,
                "This is no data directory: name the one that `stocktraild --data` has, with db/ in it.",
                directory.string());
  return {};
}

void write_unknown_kinds(json::Writer& numbers, const AuditReport& report) {
  if (report.unknown_kinds.empty()) return;
  numbers.key("unknownKinds").begin_object();
  for (const auto& [kind, count] : report.unknown_kinds) numbers.key(kind).number(count);
  numbers.end_object().key("notJudged").begin_array();
  for (const Error& found : report.not_judged) numbers.string(found.where + ": " + found.detail);
  numbers.end_array();
}

/// What was not looked at as all else, for people.
std::string told_of_others(const AuditReport& report) {
  std::string told;
  if (report.as_kept > 0) {
    told +=
        " Of " + std::to_string(report.as_kept) +
        " statements today's program refuses what they say; what was read of them when they were admitted "
        "is taken as it is kept.";
  }
  if (report.unknown_kinds.empty()) return told;
  told += " Of kinds that this program does not know:";
  for (const auto& [kind, count] : report.unknown_kinds)
    told += (told.ends_with(':') ? " " : ", ") + kind + " (" + std::to_string(count) + ")";
  told += "; those statements are in the log and signed, and were not replayed.";
  for (const Error& found : report.not_judged)
    told += "\nNot judged, since it may come of them: " + found.where + ": " + found.detail;
  return told;
}

Result<Exit> audit_files(Session& session, const Options& options) {
  if (auto fine = check_directory(options.directory); !fine) return std::unexpected(fine.error());
  const auto against = anchors(options);
  if (!against) return std::unexpected(against.error());
  Progress line(session, "Auditing");
  const auto report = audit_directory(
      options.directory, [&](std::uint64_t done, std::uint64_t total) { line.show(done, total); }, *against);
  if (!report) {
    Error error = report.error();
    if (error.code == ErrorCode::bad_signature)
      error.where = (options.checkpoint.empty() ? options.state : options.checkpoint).string();
    return std::unexpected(std::move(error));
  }
  Verdict verdict{.what = "the ledger in " + options.directory.string(),
                  .anchor = report->is_anchored() ? Anchor::found : Anchor::missing};
  for (const Error& doubt : report->doubts)
    verdict.doubts.push_back(doubt.where + (doubt.where.empty() ? "" : ": ") + doubt.detail);
  if (!verdict.doubts.empty()) verdict.anchor = Anchor::found;  // There is worse to tell.
  json::Writer numbers;
  numbers.begin_object().key("size").number(to_u64(report->size));
  numbers.key("statements").number(report->statements);
  numbers.key("events").number(report->events).key("erased").number(report->erased);
  numbers.key("tokens").number(report->tokens).key("heldKeys").number(report->held_keys);
  numbers.key("files").number(report->files);
  write_size(numbers, "guard", report->guard);
  write_size(numbers, "checkpoint", report->checkpoint);
  if (!report->not_compared.empty()) numbers.key("notCompared").string(report->not_compared);
  if (report->as_kept > 0) numbers.key("readAsKept").number(report->as_kept);
  write_unknown_kinds(numbers, *report);
  verdict.numbers_json = numbers.end_object().text();
  verdict.numbers_text =
      std::to_string(to_u64(report->size)) + " entries, " + std::to_string(report->statements) +
      " statements and " + std::to_string(report->events) + " events replayed, " +
      std::to_string(report->erased) + " erased. Beside the log, " + std::to_string(report->tokens) +
      " tokens, " + std::to_string(report->held_keys) + " held keys and " + std::to_string(report->files) +
      " files looked through (docs/operations.md, \"Audit\").";
  for (const auto& [name, size] :
       {std::pair("The guard", report->guard), std::pair("The checkpoint", report->checkpoint)}) {
    if (size && verdict.doubts.empty())
      verdict.numbers_text +=
          " " + std::string(name) + " of " + std::to_string(to_u64(*size)) + " entries is a beginning of it.";
  }
  if (!report->not_compared.empty())
    verdict.numbers_text += " Not compared: the tables of " + report->not_compared +
                            ", which another version of the program made; the server makes them anew.";
  verdict.numbers_text += told_of_others(*report);
  return tell(session, verdict);
}

Result<Exit> audit(Session& session, const Options& options) {
  if (!options.directory.empty()) return audit_files(session, options);
  if (!options.guard.empty())
    return fail(ErrorCode::invalid_argument,
                "A guard is compared with a data directory: name that, or leave this out for the live log.",
                "--guard");
  return audit_live(session, options);
}

}  // namespace

Command audit_command(Session& session) {
  const auto options = std::make_shared<Options>();
  return {
      .name = "audit",
      .help =
          "Check the whole log of --server, and with an auditor's token every statement; or a data "
          "directory: everything is replayed and compared",
      .options = {{"directory", &options->directory,
                   "Data directory of a server that is stopped; none: the live log"},
                  {"--guard", &options->guard,
                   "Directory of the guard file that the end of a data directory must match (default: where "
                   "its server had it)"},
                  {"--checkpoint", &options->checkpoint,
                   "File with a signed checkpoint that was kept elsewhere: the log must continue it"},
                  {.name = "--vkey",
                   .target = &options->vkey,
                   .help = "The log's key, a text or a file; default: as at the first audit",
                   .environment = "STOCKTRAIL_VKEY"},
                  {"--state", &options->state,
                   "File with what was seen before of a live log (default: in ~/.local/state/stocktrail); "
                   "a data directory is compared with it only if it is named"}},
      .run = [&session, options] { return audit(session, *options); }};
}

}  // namespace stocktrail::cli
