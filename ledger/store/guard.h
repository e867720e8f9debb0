// ledger/store/guard.h: remembers, outside the data directory, the last checkpoint that was signed, and how
// far the ordered log was then. An old copy of the data directory is behind it, and so can neither fork the
// log nor bring back a token that was revoked (docs/decisions/0003-guard.md).
//
// The file holds two slots of 4096 bytes, each a signed note, a zero byte and a line with the place in the
// ordered log, filled up with zero bytes (docs/formats.md, "Guard file"); they are written in turn, so that a
// torn write leaves the other one whole. The valid slot with the larger size, then the later place, counts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/checkpoint.h"
#include "crypto/result.h"
#include "ledger/state/log_position.h"

namespace rocksdb {
class Env;
class RandomRWFile;
class FileLock;
}  // namespace rocksdb

namespace stocktrail {

/// What a guard remembers.
struct LastSigned {
  Checkpoint checkpoint;
  std::string note;
  std::optional<Sequenced> at;  // nullopt: the program that wrote it kept no place.
};

/// What a database is, beside what its guard remembers. Whether its entries are those that were signed is for
/// who can make their root.
enum class Standing : std::uint8_t {
  newest,          // It goes on from there.
  lacks_entries,   // An old copy.
  lacks_controls,  // An old copy that has all entries: tokens that were revoked since are good in it.
};
Standing standing_of(TreeSize size, const Sequenced& at, const LastSigned& last);

class Guard {
 public:
  static constexpr std::size_t slot_bytes = 4'096;

  /// `<directory>/<key id, 8 hex digits>.guard`
  static std::filesystem::path path_of(const std::filesystem::path& directory, const NoteVerifier& log);

  /// Opens the guard of `log`; `not_found` if there is none; `unavailable` if another process holds it. `env`
  /// outlives it; null: the operating system's files.
  static Result<std::unique_ptr<Guard>> open(const std::filesystem::path& directory, const NoteVerifier& log,
                                             rocksdb::Env* env);
  /// Makes one that holds `note` and `at`, durably; replaces what may be there.
  static Result<std::unique_ptr<Guard>> create(const std::filesystem::path& directory,
                                               const NoteVerifier& log, const std::string& note,
                                               const Sequenced& at, rocksdb::Env* env);
  /// What all guards in the directory say, whatever their keys: no signature is checked.
  static std::vector<Checkpoint> all_said(const std::filesystem::path& directory);
  /// What a guard file says, without taking its lock: for audits beside a running server.
  static Result<LastSigned> read(const std::filesystem::path& directory, const NoteVerifier& log);
  ~Guard();

  /// What was signed last, as the file has it.
  const LastSigned& last_signed() const { return last_; }
  const std::string& last_note() const { return last_.note; }

  /// Writes the next checkpoint and place, durably: only then it may be given out. What is there already is
  /// not written again, and a place never goes back. After an error the guard is not used again.
  Result<void> advance(const Checkpoint& checkpoint, const std::string& note, const Sequenced& at);

  /// That the file is where it was, as it was written: `unavailable` if somebody moved or changed it.
  Result<void> check();

 private:
  Guard(rocksdb::Env* env, std::filesystem::path path);
  Result<void> lock();
  Result<void> open_file();
  Result<void> read_slots(const NoteVerifier& log);
  Result<void> choose_slot(std::string_view bytes, const NoteVerifier& log);
  Result<void> write_slot(const std::string& slot);

  rocksdb::Env* env_;
  std::filesystem::path path_;
  rocksdb::FileLock* lock_ = nullptr;
  std::unique_ptr<rocksdb::RandomRWFile> file_;
  LastSigned last_;
  std::string slots_;  // The file.
  unsigned next_slot_ = 0;
};

}  // namespace stocktrail
