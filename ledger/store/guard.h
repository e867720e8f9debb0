// ledger/store/guard.h: remembers, outside the data directory, the last checkpoint that was signed. An old
// copy of the data directory is behind it, and so cannot fork the log (docs/decisions/0003-guard.md).
//
// The file holds two slots of 4096 bytes, each a signed note filled up with zero bytes; they are written in
// turn, so that a torn write leaves the other one whole. The valid slot with the larger size counts.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "crypto/checkpoint.h"
#include "crypto/result.h"

namespace rocksdb {
class Env;
class RandomRWFile;
class FileLock;
}  // namespace rocksdb

namespace stocktrail {

class Guard {
 public:
  static constexpr std::size_t slot_bytes = 4'096;

  /// `<directory>/<key id, 8 hex digits>.guard`
  static std::filesystem::path path_of(const std::filesystem::path& directory, const NoteVerifier& log);

  /// Opens the guard of `log`; `not_found` if there is none; `unavailable` if another process holds it. `env`
  /// outlives it; null: the operating system's files.
  static Result<std::unique_ptr<Guard>> open(const std::filesystem::path& directory, const NoteVerifier& log,
                                             rocksdb::Env* env);
  /// Makes one that holds `note`, durably; replaces what may be there.
  static Result<std::unique_ptr<Guard>> create(const std::filesystem::path& directory,
                                               const NoteVerifier& log, const std::string& note,
                                               rocksdb::Env* env);
  /// The size of a log of the same name but with another key, as its guard in the same directory tells it;
  /// nullopt if there is none. Its signature cannot be checked here.
  static std::optional<TreeSize> size_of_namesake(const std::filesystem::path& directory,
                                                  const NoteVerifier& log);
  /// What a guard file says, without taking its lock: for audits beside a running server.
  static Result<Checkpoint> read(const std::filesystem::path& directory, const NoteVerifier& log);
  ~Guard();

  /// What was signed last, as the file has it.
  const Checkpoint& last_signed() const { return last_; }
  const std::string& last_note() const { return last_note_; }

  /// Writes the next checkpoint, durably: only then it may be given out. The one that is there already is not
  /// written again. After an error the guard is not used again.
  Result<void> advance(const Checkpoint& checkpoint, const std::string& note);

 private:
  Guard(rocksdb::Env* env, std::filesystem::path path);
  Result<void> lock();
  Result<void> open_file();
  Result<void> read_slots(const NoteVerifier& log);
  Result<void> choose_slot(std::string_view bytes, const NoteVerifier& log);
  Result<void> write_slot(const std::string& note);

  rocksdb::Env* env_;
  std::filesystem::path path_;
  rocksdb::FileLock* lock_ = nullptr;
  std::unique_ptr<rocksdb::RandomRWFile> file_;
  Checkpoint last_;
  std::string last_note_;
  unsigned next_slot_ = 0;
};

}  // namespace stocktrail
