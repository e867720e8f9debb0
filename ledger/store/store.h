// ledger/store/store.h: the tables on disk: one RocksDB with a column family for each Table. One thread
// commits; any number of threads read snapshots. A fault of the disk, or want of room on it, is remembered:
// from then on fault() tells it, commit refuses, and nothing is written in the background; reads go on. After
// a fault of a read, snapshots tell that they cannot be relied on.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/result.h"
#include "ledger/state/table.h"
#include "ledger/store/disk_limits.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace stocktrail {

struct StoreOptions {
  std::filesystem::path directory;
  rocksdb::Env* env = nullptr;               // nullptr: the operating system's files.
  std::size_t cache_bytes_max = 256u << 20;  // Blocks of all tables, uncompressed.
  std::size_t memtables_bytes = 0;           // Of all tables together; 0: as many as each has of its own.
  DiskLimits disk = {.read_only_below_bytes = 0, .reserve_bytes = 0};  // The reserve lies beside `directory`.
  std::function<void(std::string_view)> report = {};                   // Gets RocksDB's warnings. Any thread.
};

enum class Durability : std::uint8_t {
  synced,  // On disk when commit() returns.
  none,    // Lost if the process ends: for rebuilds that are thrown away.
};

/// What one commit changes. Keys are stored keys: lists are chunked already (see batch.h).
class WriteSet {
 public:
  virtual ~WriteSet() = default;
  struct Sink {
    virtual ~Sink() = default;
    virtual void put(Table table, std::string_view key, std::string_view value) = 0;
    virtual void erase(Table table, std::string_view key) = 0;
    virtual void extend(Table table, std::string_view key, std::string_view elements) = 0;  // Concatenates.
    /// Which tables it wants to be told of.
    virtual bool takes(Table) const { return true; }
  };
  virtual void write_to(Sink& sink) const = 0;
};

/// Everything that was committed before a moment; keeps that moment's bytes, and the database, open. Any
/// thread.
class Snapshot : public TableReader {
 public:
  /// The greatest key of a table and its value.
  virtual std::optional<std::pair<std::string, std::string>> last(Table table) const = 0;
  /// False once a read of this store has failed, through whichever snapshot: what seems absent may be there.
  virtual bool is_readable() const = 0;
};

class Store {
 public:
  /// Makes the database if there is none. Holds its lock: a second opener gets an error that says so. On a
  /// disk that is short of room a database that is there is only read: fault() tells so from the start.
  static Result<std::unique_ptr<Store>> open(const StoreOptions& options);
  /// For audits: takes no lock and writes nothing; sees what was on disk at this moment.
  static Result<std::unique_ptr<Store>> open_read_only(const StoreOptions& options);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  std::shared_ptr<const Snapshot> snapshot() const;

  /// All or nothing. An error means that the outcome is unknown until the database is opened anew.
  Result<void> commit(const WriteSet& changes, Durability durability);

  /// Copies the database, as it is between two commits, into `directory`, which must not exist: by hard links
  /// where the file system is the same. Gives what the copy holds. An error after a fault.
  Result<std::shared_ptr<const Snapshot>> copy_to(const std::filesystem::path& directory);

  /// Why it is only read: written for anyone, with the remedy; the technical cause stands in `where`. The
  /// first reason counts, but that a read failed outweighs the others.
  std::optional<Error> fault() const;

  /// The free bytes of its disk, as far as can be told; what has to stay free is not counted.
  std::optional<std::uint64_t> free_bytes() const;

 private:
  friend class RocksSnapshot;
  friend class TablesBeside;
  struct Rocks;
  explicit Store(std::shared_ptr<Rocks> rocks);
  static Result<std::unique_ptr<Store>> open_short_of_room(const StoreOptions& options, Error reason);
  std::shared_ptr<Rocks> rocks_;  // Snapshots share it, so that they may outlive the Store.
};

}  // namespace stocktrail
