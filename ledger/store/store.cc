#include "ledger/store/store.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>

#include <limits>
#include <vector>

#include "ledger/store/detail/rocks.h"
#include "ledger/store/detail/rocks_events.h"
#include "ledger/store/detail/rocks_snapshot.h"
#include "ledger/store/detail/store_options.h"

namespace stocktrail {
namespace {

// What most batches need is not asked of the kernel again.
constexpr std::size_t batch_bytes_kept = 16u << 20;

/// The families that a database has, to be opened; nothing but RocksDB's own of one that is not there.
Result<std::vector<rocksdb::ColumnFamilyDescriptor>> families_of(
    const StoreOptions& options, const rocksdb::DBOptions& db, const std::shared_ptr<rocksdb::Cache>& cache) {
  std::vector<std::string> names = {rocksdb::kDefaultColumnFamilyName};
  if (db.env->FileExists((options.directory / "CURRENT").string()).ok()) {
    const auto listed = rocksdb::DB::ListColumnFamilies(db, options.directory.string(), &names);
    if (!listed.ok()) return std::unexpected(open_error(options.directory, listed));
  }
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : names) families.emplace_back(name, family_options(name, cache));
  return families;
}

DiskWatch::FreeBytes free_bytes_of(const StoreOptions& options) {
  rocksdb::Env* env = options.env != nullptr ? options.env : rocksdb::Env::Default();
  return [env, place = options.directory.parent_path().string()]() -> std::optional<std::uint64_t> {
    std::uint64_t bytes = 0;
    if (!env->GetFreeSpace(place, &bytes).ok()) return std::nullopt;
    return bytes;
  };
}

Error short_of_room(const StoreOptions& options, const DiskWatch& disk) {
  return {ErrorCode::unavailable,
          "the disk of the data directory is nearly full. Free space on it until at least " +
              std::to_string((disk.wanted_bytes() >> 20) + 1) +
              " MiB are free, then restart the server: what was acknowledged is there",
          options.directory.string() + ", disk_read_only_below_bytes"};
}

}  // namespace

Store::Store(std::shared_ptr<Rocks> rocks) : rocks_(std::move(rocks)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const StoreOptions& options) {
  auto rocks = std::make_shared<Rocks>(options);
  auto disk = std::make_unique<DiskWatch>(options, free_bytes_of(options));
  if (!disk->take_reserve()) return open_short_of_room(options, short_of_room(options, *disk));
  rocksdb::DBOptions db = database_options(options);
  db.create_if_missing = true;
  db.listeners.push_back(
      make_error_listener([to = rocks.get()](const rocksdb::Status& status) { to->note_write(status); }));
  // RocksDB makes it, too, after a warning that it is not there.
  if (const auto made = db.env->CreateDirIfMissing(options.directory.string()); !made.ok())
    return std::unexpected(open_error(options.directory, made));
  const auto families = families_of(options, db, rocks->cache);
  if (!families) return std::unexpected(families.error());
  rocksdb::DB* raw = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const auto status = rocksdb::DB::Open(db, options.directory.string(), *families, &handles, &raw);
  if (!status.ok()) return std::unexpected(open_error(options.directory, status));
  rocks->db.reset(raw);
  rocks->opened = raw;
  if (const auto taken = rocks->take_families(handles); !taken.ok())
    return std::unexpected(open_error(options.directory, taken));
  rocks->disk = std::move(disk);
  rocks->disk->start([to = rocks.get(), options] {
    const MutexLock between_commits(to->writing);
    to->stop(short_of_room(options, *to->disk));
  });
  return std::unique_ptr<Store>(new Store(std::move(rocks)));
}

Result<std::unique_ptr<Store>> Store::open_short_of_room(const StoreOptions& options, Error reason) {
  rocksdb::Env* env = options.env != nullptr ? options.env : rocksdb::Env::Default();
  if (!env->FileExists((options.directory / "CURRENT").string()).ok()) {
    reason.detail = "A new log cannot be made: " + reason.detail + ".";
    return std::unexpected(std::move(reason));
  }
  auto lock = DatabaseLock::take(options.directory);
  if (!lock) return std::unexpected(std::move(lock.error()));
  auto store = open_read_only(options);
  if (!store) return store;
  (*store)->rocks_->lock = std::move(*lock);
  {
    const MutexLock guarded((*store)->rocks_->mutex);
    (*store)->rocks_->fault = std::move(reason);
  }
  return store;
}

Result<std::unique_ptr<Store>> Store::open_read_only(const StoreOptions& options) {
  auto rocks = std::make_shared<Rocks>(options);
  const rocksdb::DBOptions db = database_options(options);
  const auto families = families_of(options, db, rocks->cache);
  if (!families) return std::unexpected(families.error());
  rocksdb::DB* raw = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const auto status = rocksdb::DB::OpenForReadOnly(db, options.directory.string(), *families, &handles, &raw);
  if (!status.ok()) return std::unexpected(open_error(options.directory, status));
  rocks->db.reset(raw);
  if (const auto taken = rocks->take_families(handles); !taken.ok())
    return std::unexpected(open_error(options.directory, taken));
  return std::unique_ptr<Store>(new Store(std::move(rocks)));
}

std::shared_ptr<const Snapshot> Store::snapshot() const {
  return std::make_shared<RocksSnapshot>(rocks_, rocks_->live());
}

Result<void> Store::commit(const WriteSet& changes, Durability durability) {
  const MutexLock commits(rocks_->writing);
  if (auto broken = fault()) return std::unexpected(*broken);
  stop_counting();
  rocksdb::WriteBatch& batch = rocks_->batch;
  if (batch.GetDataSize() > batch_bytes_kept) batch = rocksdb::WriteBatch();
  batch.Clear();
  const auto tables = rocks_->live();
  BatchSink sink(batch, *tables);
  changes.write_to(sink);
  return rocks_->write(batch, durability);
}

Result<std::shared_ptr<const Snapshot>> Store::copy_to(const std::filesystem::path& directory) {
  const auto failed = [&](const rocksdb::Status& status) {
    return fail(ErrorCode::unavailable, "The database could not be copied: " + status.ToString() + ".",
                directory.string());
  };
  std::vector<Family> kept;
  {
    const MutexLock between_commits(rocks_->writing);
    for (const auto& [name, family] : rocks_->families) kept.push_back(family);
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  for (const Family& family : kept) handles.push_back(family.get());
  // So that little of the write-ahead log is left to be copied while commits wait.
  if (const auto flushed = rocks_->db->Flush(rocksdb::FlushOptions(), handles); !flushed.ok())
    return failed(flushed);
  const MutexLock between_commits(rocks_->writing);
  if (auto broken = fault()) return std::unexpected(*broken);
  rocksdb::Checkpoint* raw = nullptr;
  if (const auto made = rocksdb::Checkpoint::Create(rocks_->db.get(), &raw); !made.ok()) return failed(made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
  constexpr auto never_flush = std::numeric_limits<std::uint64_t>::max();
  if (const auto copied = checkpoint->CreateCheckpoint(directory.string(), never_flush); !copied.ok())
    return failed(copied);
  return snapshot();
}

std::optional<std::uint64_t> Store::free_bytes() const {
  const StoreOptions& options = rocks_->options;
  const auto free = free_bytes_of(options)();
  if (!free) return std::nullopt;
  const std::uint64_t kept = options.disk.read_only_below_bytes;
  return *free > kept ? *free - kept : 0;
}

std::optional<Error> Store::fault() const {
  return rocks_->first_fault();
}

}  // namespace stocktrail
