#include "ledger/engine/detail/open_guard.h"

#include <algorithm>

#include "ledger/files/durable_file.h"

namespace stocktrail {
namespace {

OpenedGuard refuse(std::string detail, std::string cause) {
  return {.guard = nullptr,
          .refusal = Error{ErrorCode::corrupted, std::move(detail), "guard, " + std::move(cause)}};
}

std::string text_of(TreeSize size) {
  return std::to_string(to_u64(size));
}

Result<OpenedGuard> check_against(std::unique_ptr<Guard> guard, const std::string& guard_file,
                                  const LedgerOptions& options, const StoredEnd& stored) {
  const LastSigned& last = guard->last_signed();
  const Standing standing = standing_of(stored.edge.size(), stored.at, last);
  if (standing != Standing::lacks_entries) {
    const auto root = TreeReader(stored.tables, stored.edge).root(last.checkpoint.size);
    if (!root || *root != last.checkpoint.root) {
      return refuse("the entries in this data directory are not those that the log signed at size " +
                        text_of(last.checkpoint.size) + ". Run an audit, and put back the newest copy",
                    guard_file + " has another root");
    }
  }
  if (standing == Standing::lacks_controls && options.adopt && last.at)
    return OpenedGuard{std::move(guard), std::nullopt, last.at->at.generation + 1};
  if (auto refusal = refusal_of(standing, stored.edge.size(), last))
    return refuse(std::move(refusal->detail), guard_file + " is ahead");
  return OpenedGuard{.guard = std::move(guard), .refusal = std::nullopt};
}

Result<std::unique_ptr<Guard>> create(const LedgerOptions& options, const NoteVerifier& log,
                                      const std::string& note, const Sequenced& at, rocksdb::Env* env) {
  const auto& directory = options.guard_directory;
  if (auto above = make_directory_through(directory.parent_path()); !above)
    return std::unexpected(std::move(above.error()));
  return Guard::create(directory, log, note, at, env);
}

}  // namespace

std::optional<Error> refusal_of(Standing standing, TreeSize size, const LastSigned& last) {
  switch (standing) {
    case Standing::newest:
      return std::nullopt;
    case Standing::lacks_entries:
      return Error{ErrorCode::corrupted, "this data directory holds " + text_of(size) +
                                             " entries, but the log has signed " +
                                             text_of(last.checkpoint.size) +
                                             ": it is an old copy, and signing would fork the log. Put back "
                                             "the newest copy"};
    case Standing::lacks_controls:
      return Error{ErrorCode::corrupted,
                   "this data directory is an old copy: it holds all entries that the log signed, but not "
                   "what came beside them since, so that tokens which were revoked are good in it, and "
                   "later tokens, held keys and files are unknown. Put back the newest copy; or, if there "
                   "is none, start once with --adopt " +
                       text_of(size) + ": the log goes on, and every token that this copy knows is revoked"};
  }
  return std::nullopt;
}

Result<OpenedGuard> open_guard(const LedgerOptions& options, const SigningKey& log_key,
                               const NoteVerifier& log, const StoredEnd& stored, rocksdb::Env* env) {
  const TreeSize size = stored.edge.size();
  if (options.adopt && *options.adopt != size) {
    return fail(ErrorCode::invalid_argument,
                "This data directory holds " + text_of(size) + " entries, not " + text_of(*options.adopt) +
                    ". Look whether it is the copy that you mean; and leave the option out once a start with "
                    "it went well.",
                "adopt");
  }
  const std::string file = Guard::path_of(options.guard_directory, log).string();
  auto guard = Guard::open(options.guard_directory, log, env);
  if (guard) return check_against(std::move(*guard), file, options, stored);
  const bool is_damaged = guard.error().code == ErrorCode::corrupted;
  if (!is_damaged && guard.error().code != ErrorCode::not_found)
    return std::unexpected(std::move(guard.error()));
  if (!options.adopt) {
    return refuse("the guard, which remembers the last signed checkpoint, is " +
                      std::string(is_damaged ? "damaged" : "missing") +
                      ", so that nobody can tell whether this data directory is the newest copy. " +
                      (is_damaged ? "Put back the newest guard file" : "Move its file here") +
                      "; or, if no other copy was ever used after this one, start once with --adopt " +
                      text_of(size),
                  is_damaged ? guard.error().detail : file + " is missing");
  }
  const Checkpoint now{.origin = log.name(), .size = size, .root = stored.edge.root()};
  auto made = create(options, log, sign_checkpoint(now, log_key), stored.at, env);
  if (!made) return std::unexpected(std::move(made.error()));
  return OpenedGuard{.guard = std::move(*made), .refusal = std::nullopt};
}

Result<void> check_new_log(const LedgerOptions& options, const std::string& origin) {
  if (options.adopt) {
    return fail(ErrorCode::invalid_argument,
                "There is no log in " + options.directory.string() +
                    " to adopt. Look whether the data directory is the one that you mean.",
                "adopt");
  }
  TreeSize size{};
  for (const Checkpoint& said : Guard::all_said(options.guard_directory))
    if (said.origin == origin) size = std::max(size, said.size);
  if (to_u64(size) == 0) return {};
  return fail(ErrorCode::conflict,
              "The guard in " + options.guard_directory.string() + " knows a log " + origin + " of " +
                  text_of(size) +
                  " entries, and this data directory holds none. If its data is lost, put back a copy "
                  "(stocktrail restore); a new log needs a new name.",
              "origin");
}

std::string name_of_log(const LedgerOptions& options, const PublicKey& log_key) {
  for (const Checkpoint& said : Guard::all_said(options.guard_directory)) {
    const auto log = NoteVerifier::make(said.origin, log_key);
    if (log && Guard::read(options.guard_directory, *log)) return said.origin;
  }
  return {};
}

Result<OpenedGuard> make_guard(const LedgerOptions& options, const SigningKey& log_key,
                               const NoteVerifier& log, rocksdb::Env* env) {
  const Checkpoint empty{.origin = log.name(), .size = TreeSize{0}, .root = empty_root()};
  auto guard = create(options, log, sign_checkpoint(empty, log_key), Sequenced(), env);
  if (!guard) return std::unexpected(std::move(guard.error()));
  return OpenedGuard{.guard = std::move(*guard), .refusal = std::nullopt};
}

}  // namespace stocktrail
