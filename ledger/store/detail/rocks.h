// ledger/store/detail/rocks.h: the open database that a Store, its snapshots and a rebuild share. Includes
// RocksDB: for ledger/store only.
#pragma once

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "crypto/mutex.h"
#include "ledger/state/table_specs.h"
#include "ledger/store/database_lock.h"
#include "ledger/store/detail/disk_watch.h"
#include "ledger/store/store.h"

namespace stocktrail {

inline rocksdb::Slice slice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}
inline std::string_view text(const rocksdb::Slice& bytes) {
  return {bytes.data(), bytes.size()};
}

Error open_error(const std::filesystem::path& directory, const rocksdb::Status& status);

/// A column family, for as long as somebody reads it: one that was dropped keeps its rows until then.
using Family = std::shared_ptr<rocksdb::ColumnFamilyHandle>;

/// Which column family holds each table. None: the database has no such table.
struct Families {
  std::array<Family, table_count> of{};
  rocksdb::ColumnFamilyHandle* handle(Table table) const { return of[static_cast<std::size_t>(table)].get(); }
  Family& operator[](Table table) { return of[static_cast<std::size_t>(table)]; }
};

/// Puts changes into a WriteBatch, of the tables that have a family.
class BatchSink final : public WriteSet::Sink {
 public:
  BatchSink(rocksdb::WriteBatch& batch, const Families& families) : batch_(batch), families_(families) {}

  // A WriteBatch in memory fails only for keys or values of 4 GiB.
  void put(Table table, std::string_view key, std::string_view value) override {
    ST_CHECK(batch_.Put(families_.handle(table), slice(key), slice(value)).ok());
  }
  void erase(Table table, std::string_view key) override {
    ST_CHECK(batch_.Delete(families_.handle(table), slice(key)).ok());
  }
  void extend(Table table, std::string_view key, std::string_view elements) override {
    ST_CHECK(batch_.Merge(families_.handle(table), slice(key), slice(elements)).ok());
  }
  bool takes(Table table) const override { return families_.handle(table) != nullptr; }

 private:
  rocksdb::WriteBatch& batch_;
  const Families& families_;
};

struct Store::Rocks {
  explicit Rocks(const StoreOptions& given)
      : options(given), cache(rocksdb::NewLRUCache(given.cache_bytes_max)) {}
  ~Rocks() { disk.reset(); }

  /// After the database is open: takes its families over, and finds those of the tables. A table that has
  /// none gets one; of a database that is only read it has no rows.
  rocksdb::Status take_families(const std::vector<rocksdb::ColumnFamilyHandle*>& handles);
  rocksdb::Status create_family(const std::string& name, Family& made) ST_REQUIRES(writing);
  Family own(rocksdb::ColumnFamilyHandle* raw);
  std::shared_ptr<const Families> live() const;

  void note_read(const char* doing, const rocksdb::Status& status);
  void note_write(const rocksdb::Status& status);
  // A writer that met a full disk once must not try again: RocksDB's own half-written files would follow.
  void stop(Error reason);
  Result<void> write(rocksdb::WriteBatch& changes, Durability durability) ST_REQUIRES(writing);
  std::optional<Error> first_fault() const;

  const StoreOptions options;
  const std::shared_ptr<rocksdb::Cache> cache;
  std::unique_ptr<DatabaseLock> lock;  // Of a database that is only read for want of room.
  mutable Mutex mutex;
  std::optional<Error> fault ST_GUARDED_BY(mutex);
  std::atomic<bool> is_readable = true;
  Mutex writing;                               // Held while a commit runs.
  rocksdb::WriteBatch batch;                   // Writer's thread: its memory is used again.
  std::atomic<rocksdb::DB*> opened = nullptr;  // If it is written, too.
  std::unique_ptr<rocksdb::DB> db;             // After what its threads use, before its families.
  std::map<std::string, Family, std::less<>> families ST_GUARDED_BY(writing);  // All of them, by name.
  std::shared_ptr<const Families> tables ST_GUARDED_BY(mutex);                 // See live().
  std::unique_ptr<DiskWatch> disk;  // Last: its thread uses all of the above.
};

/// Keys of RocksDB's own "default" family, in which the store keeps its books.
namespace store_key {
/// The name of the family that holds a table; absent: it is named like the table.
std::string family_of(Table table);
/// The generation of the tables that a rebuild makes now.
inline constexpr std::string_view beside = "beside";
}  // namespace store_key

}  // namespace stocktrail
