// tests/support/faulty_files.h: a file system that fails at a chosen operation, and that can forget what was
// never synced, as a machine does when its power fails. For RocksDB and the guard file alike.
#pragma once

#include <rocksdb/file_system.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace stocktrail::test {

enum class Fault {
  none,
  once,  // One operation fails; the next ones work.
  dead,  // Every operation from then on fails: a disk that is gone, or full.
};

class FaultyFiles final : public rocksdb::FileSystemWrapper {
 public:
  FaultyFiles() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "FaultyFiles"; }

  /// The operation number `at` from now, from 0, fails.
  void fail_at(std::uint64_t at, Fault fault);
  void heal() {
    fail_at(0, Fault::none);
    reads_fail_ = false;
  }
  /// From now on every read of a table file fails, as on a disk with bad sectors.
  void fail_reads() { reads_fail_ = true; }
  bool reads_fail() const { return reads_fail_; }
  /// What is said to be free on the disk; writes work all the same.
  void set_free_bytes(std::uint64_t bytes) { free_bytes_ = bytes; }
  /// Operations since fail_at(): writes, syncs, renames, removals, new files and directories.
  std::uint64_t operations() const { return operations_; }
  bool has_failed() const { return has_failed_; }
  /// Puts every file back to what was last synced. No file may be open.
  void lose_unsynced();

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomAccessFile(const std::string& name, const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                        rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomRWFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& name, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFreeSpace(const std::string&, const rocksdb::IOOptions&, std::uint64_t* bytes,
                                 rocksdb::IODebugContext*) override {
    *bytes = free_bytes_;
    return rocksdb::IOStatus::OK();
  }

  // For the files.
  rocksdb::IOStatus step();
  void appended_until_synced(const std::string& name, std::uint64_t size);
  void remember(const std::string& name, std::uint64_t offset, std::string old_bytes);
  void forget(const std::string& name);

 private:
  struct Overwritten {
    std::uint64_t offset = 0;
    std::string bytes;
  };
  std::atomic<std::uint64_t> operations_ = 0;
  std::uint64_t at_ = 0;
  std::atomic<Fault> fault_ = Fault::none;
  std::atomic<bool> has_failed_ = false;
  std::atomic<bool> reads_fail_ = false;
  std::atomic<std::uint64_t> free_bytes_ = 1ull << 40;
  std::mutex mutex_;
  std::map<std::string, std::uint64_t> synced_sizes_;            // Of files that were written with Append.
  std::map<std::string, std::vector<Overwritten>> overwritten_;  // What lies under bytes that are not synced.
};

}  // namespace stocktrail::test
