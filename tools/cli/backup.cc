// stocktrail backup and restore: a copy of a running server's data, and how it is put back.
#include <chrono>
#include <memory>
#include <thread>

#include "crypto/json_writer.h"
#include "ledger/engine/backup.h"
#include "tools/cli/commands.h"
#include "tools/cli/json_read.h"
#include "tools/cli/sending.h"

namespace stocktrail::cli {
namespace {

constexpr std::chrono::milliseconds poll_period{250};

Result<Exit> back_up_server(Session& session) {
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto begun = (*server)->post("/backups", "", "application/json");
  if (!begun) return std::unexpected(begun.error());
  if (!begun->is_success()) return std::unexpected(begun->error());
  while (true) {
    const auto answer = (*server)->fetch("/backups/latest");
    if (!answer) return std::unexpected(answer.error());
    const auto document = json::Document::parse(*answer);
    if (!document) return std::unexpected(document.error());
    const json::Value state = document->root();
    const std::string is = text_of(state, "state");
    if (is == "running") {
      std::this_thread::sleep_for(poll_period);
      continue;
    }
    if (is != "done")
      return fail(ErrorCode::unavailable, "The backup failed: " + text_of(state, "detail"),
                  text_of(state, "name"));
    if (session.json()) {
      session.out << *answer << '\n';
    } else {
      session.out << "The backup " << text_of(state, "name")
                  << " is in the server's directory of backups: " << text_of(state, "entries") << " entries, "
                  << text_of(state, "files") << " files, " << text_of(state, "bytes")
                  << " bytes. Copy it to another machine, and check it there: "
                  << "stocktrail audit " << text_of(state, "name") << '\n';
    }
    return Exit::ok;
  }
}

struct RestoreOptions {
  std::filesystem::path copy, data, guard;
};

Result<Exit> restore(Session& session, const RestoreOptions& options) {
  const auto restored = restore_backup(options.copy, options.data, options.guard);
  if (!restored) return std::unexpected(restored.error());
  const auto manifest = read_manifest(options.copy);
  if (!manifest) return std::unexpected(manifest.error());
  const std::string entries = std::to_string(to_u64(manifest->size));
  if (session.json()) {
    json::Writer w;
    w.begin_object().field("data", options.data.string()).key("entries").number(to_u64(manifest->size));
    w.key("guarded").boolean(*restored == Restored::newest);
    w.key("lacksControls").boolean(*restored == Restored::lacks_controls).end_object();
    session.out << w.text() << '\n';
    return Exit::ok;
  }
  session.out << "The copy of " << entries << " entries is at " << options.data.string()
              << ", as its manifest has it.\n";
  if (*restored == Restored::newest) {
    session.out << "The guard knows of no later entry: start the server.\n";
    return Exit::ok;
  }
  if (*restored == Restored::lacks_controls) {
    session.out << "It holds all entries that the log signed, but the guard knows that tokens, held keys or "
                   "files came since.\n"
                   "  1. Look for a newer copy: in this one tokens that were revoked since are good.\n"
                   "  2. If there is none, start the server once with --adopt "
                << entries
                << ": the log goes on, every token that the copy knows is revoked,\n"
                   "     and a new one of the operator is in "
                << (options.data / "operator.token").string() << ".\n";
    return Exit::ok;
  }
  session.out << "There is no good guard here, so nobody can tell whether the log went on after this copy.\n"
                 "  1. Compare with what others saw last: a checkpoint, a receipt, an audit's state. If one "
                 "has more than "
              << entries
              << " entries, the log has ended;\n"
                 "     see docs/operations.md, \"The disk is gone\".\n"
                 "  2. If none has, and no other copy was ever used after this one, start the server once "
                 "with --adopt "
              << entries << ".\n";
  return Exit::ok;
}

}  // namespace

Command backup_command(Session& session) {
  return {
      .name = "backup",
      .help =
          "Have the running server copy its data into its directory of backups, with the operator's token",
      .run = [&session] { return back_up_server(session); }};
}

Command restore_command(Session& session) {
  const auto options = std::make_shared<RestoreOptions>();
  return {.name = "restore",
          .help = "Check a backup and put it back, unless the log went on after it",
          .options = {{"backup", &options->copy, "Directory that `stocktrail backup` made", Need::required},
                      {"--data", &options->data, "Data directory to make; empty, or not there yet",
                       Need::required},
                      {"--guard", &options->guard,
                       "Directory of the guard file (default: where the copied server had it)"}},
          .run = [&session, options] { return restore(session, *options); }};
}

}  // namespace stocktrail::cli
