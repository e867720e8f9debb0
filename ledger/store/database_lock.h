// ledger/store/database_lock.h: keeps a database closed to writers while its files are only read. A writer
// compacts: it removes files that the reader is about to open.
#pragma once

#include <filesystem>
#include <memory>

#include "crypto/result.h"

namespace rocksdb {
class FileLock;
}  // namespace rocksdb

namespace stocktrail {

class DatabaseLock {
 public:
  /// `unavailable` if a writer has the database open. Where the lock file cannot be written (a read-only file
  /// system, files of another user) it only looks: nothing then stops a writer that starts later.
  static Result<std::unique_ptr<DatabaseLock>> take(const std::filesystem::path& database);
  ~DatabaseLock();
  DatabaseLock(const DatabaseLock&) = delete;
  DatabaseLock& operator=(const DatabaseLock&) = delete;

 private:
  DatabaseLock() = default;
  rocksdb::FileLock* lock_ = nullptr;
};

}  // namespace stocktrail
