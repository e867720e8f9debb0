// ledger/engine/backup.h: copies of a data directory that a running server makes, that an audit checks, and
// that are put back without forking the log.
//
// A copy is a directory like the data directory, and a manifest beside its files: JSON, one object a line.
// The first line tells the log, its size and a checkpoint that the copy contains; each other line a file with
// its length and SHA-256.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "ledger/ledger.h"

namespace stocktrail {

struct BackupManifest {
  struct File {
    std::string path;  // Below the copy, with '/'.
    std::uint64_t bytes = 0;
    std::string sha256;  // Hexadecimal.
  };
  std::string log;         // The log's key, as /log/vkey has it.
  TreeSize size{};         // Entries in the copy.
  std::string checkpoint;  // Signed by the log, of these entries or of the first of them.
  Micros made_at{};
  std::vector<File> files;

  std::uint64_t bytes() const;
};

/// Copies the data directory `data` of a running ledger to `to`, which must not exist; the name is there only
/// when all of the copy is durable. Until then it lies in unfinished_copy(). The database is as it was
/// between two commits; commits wait for a moment, while its files are linked.
Result<BackupManifest> back_up(const Ledger& ledger, const std::filesystem::path& data,
                               const std::filesystem::path& to, Clock& clock);

/// Where a copy is made that is to be `to`; told apart by the log, since others may copy to the same place.
std::filesystem::path unfinished_copy(const std::filesystem::path& to, const NoteVerifier& log);

/// Removes what copies of this log that were cut off have left in `backups` and in the data directory, while
/// none is being made.
void drop_unfinished_copies(const std::filesystem::path& backups, const std::filesystem::path& data,
                            const NoteVerifier& log);

/// `not_found` if there is no manifest: the directory is no copy that back_up() made.
Result<BackupManifest> read_manifest(const std::filesystem::path& copy);

/// What differs from the manifest: each file that was changed, is missing or is not named.
std::vector<Error> check_backup(const std::filesystem::path& copy, const BackupManifest& manifest);

/// Whether a log may go on from a copy, as far as the guard knows.
enum class Restored : std::uint8_t {
  newest,          // The guard knows nothing that the copy has not.
  without_guard,   // There is no good guard: start once with `adopt`, if no other copy was ever used after
                   // this one.
  lacks_controls,  // Tokens, held keys and files are older than the guard: likewise, if no newer copy is
                   // left.
};

/// Checks `copy` and puts it at `data`, which must not exist, be empty, or hold what a restore that was cut
/// off has left; durable, and for the owner only.
/// `conflict` if the log signed more than the copy holds: a server would only show it, and entries would be
/// missing. An empty `guard` is where the copied server had it, or usual_guard_directory().
Result<Restored> restore_backup(const std::filesystem::path& copy, const std::filesystem::path& data,
                                std::filesystem::path guard);

}  // namespace stocktrail
