#include "ledger/store/database_lock.h"

#include <fcntl.h>
#include <rocksdb/env.h>
#include <unistd.h>

namespace stocktrail {
namespace {

std::unexpected<Error> held(const std::filesystem::path& database) {
  return fail(
      ErrorCode::unavailable,
      "Another process has this data directory open, and changes its files while they are read. Stop it.",
      database.parent_path().string());
}

// True only if it is known that another process holds the lock.
bool is_held_by_another(const std::filesystem::path& lock_file) {
  const int file = ::open(lock_file.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  struct flock wanted = {};
  wanted.l_type = F_WRLCK;
  wanted.l_whence = SEEK_SET;
  const bool is_held = ::fcntl(file, F_GETLK, &wanted) == 0 && wanted.l_type != F_UNLCK;
  ::close(file);
  return is_held;
}

}  // namespace

Result<std::unique_ptr<DatabaseLock>> DatabaseLock::take(const std::filesystem::path& database) {
  std::unique_ptr<DatabaseLock> taken(new DatabaseLock());
  const std::filesystem::path lock_file = database / "LOCK";
  const bool is_there = ::access(lock_file.c_str(), F_OK) == 0;
  if (::access((is_there ? lock_file : database).c_str(), W_OK) != 0) {
    if (is_held_by_another(lock_file)) return held(database);
    return taken;
  }
  if (!rocksdb::Env::Default()->LockFile(lock_file.string(), &taken->lock_).ok()) {
    taken->lock_ = nullptr;
    return held(database);
  }
  return taken;
}

DatabaseLock::~DatabaseLock() {
  if (lock_ != nullptr) rocksdb::Env::Default()->UnlockFile(lock_).PermitUncheckedError();
}

}  // namespace stocktrail
