// ledger/store/audit_lock.h: keeps a database closed to servers while its files are audited. A server
// compacts: it removes files that an audit is about to read, and the audit would call them missing.
#pragma once

#include <filesystem>
#include <memory>

#include "crypto/result.h"

namespace rocksdb {
class FileLock;
}  // namespace rocksdb

namespace stocktrail {

class AuditLock {
 public:
  /// `unavailable` if a server has the database open. Where the lock file cannot be written (a read-only file
  /// system, files of another user) it only looks: nothing then stops a server that starts later.
  static Result<std::unique_ptr<AuditLock>> take(const std::filesystem::path& database);
  ~AuditLock();
  AuditLock(const AuditLock&) = delete;
  AuditLock& operator=(const AuditLock&) = delete;

 private:
  AuditLock() = default;
  rocksdb::FileLock* lock_ = nullptr;
};

}  // namespace stocktrail
