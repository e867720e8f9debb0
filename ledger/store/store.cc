#include "ledger/store/store.h"

#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/perf_level.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <vector>

#include "crypto/mutex.h"
#include "ledger/store/database_lock.h"
#include "ledger/store/detail/disk_watch.h"
#include "ledger/store/detail/list_chunks.h"
#include "ledger/store/detail/list_iterators.h"
#include "ledger/store/detail/rocks_events.h"
#include "ledger/store/detail/store_options.h"
#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

constexpr std::size_t batch_bytes_kept = 4u << 20;

rocksdb::Slice slice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}
std::string_view text(const rocksdb::Slice& bytes) {
  return {bytes.data(), bytes.size()};
}

// The least key above all that begin with `prefix`; empty if there is none.
std::string after_prefix(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == static_cast<char>(0xff)) end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<std::uint8_t>(end.back()) + 1);
  return end;
}

}  // namespace

struct Store::Rocks {
  std::unique_ptr<DatabaseLock> lock;  // Of a database that is only read for want of room.
  mutable Mutex mutex;
  std::optional<Error> fault ST_GUARDED_BY(mutex);
  std::atomic<bool> is_readable = true;
  Mutex writing;              // Held while a commit runs.
  rocksdb::WriteBatch batch;  // Writer's thread: its memory is used again.
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  std::atomic<rocksdb::DB*> opened = nullptr;
  std::unique_ptr<rocksdb::DB> db;  // After what its threads use.
  std::unique_ptr<DiskWatch> disk;  // Last: its thread uses all of the above.

  ~Rocks() {
    disk.reset();
    for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }

  rocksdb::ColumnFamilyHandle* handle(Table table) const { return handles[static_cast<std::size_t>(table)]; }

  void note_read(const char* doing, const rocksdb::Status& status) {
    is_readable = false;
    const MutexLock guarded(mutex);
    if (fault && fault->code == ErrorCode::corrupted) return;
    fault = Error{ErrorCode::corrupted,
                  "stored data could not be read. Look at the disk of the data directory, then restart the "
                  "server and run an audit",
                  std::string("database, ") + doing + ": " + status.ToString()};
  }

  void note_write(const rocksdb::Status& status) {
    const std::string cause = status.IsNoSpace()
                                  ? "the disk of the data directory is full, and a write to it failed"
                                  : "a write to the disk of the data directory failed";
    const std::string remedy = status.IsNoSpace() ? "Free space on it" : "Look at it";
    stop(Error{
        ErrorCode::unavailable,
        cause + ". " + remedy +
            ", then restart the server: what was acknowledged is there, and clients send the rest again",
        "database, writing: " + status.ToString()});
  }

  // A writer that met a full disk once must not try again: RocksDB's own half-written files would follow.
  void stop(Error reason) {
    {
      const MutexLock guarded(mutex);
      if (!fault) fault = std::move(reason);
    }
    if (rocksdb::DB* database = opened) rocksdb::CancelAllBackgroundWork(database, false);
  }
};

class RocksSnapshot : public Snapshot {
 public:
  explicit RocksSnapshot(std::shared_ptr<Store::Rocks> rocks)
      : rocks_(std::move(rocks)),
        snapshot_(rocks_->db->GetSnapshot()),
        list_iterators_(
            std::make_unique<ListIterators>([this](Table table) { return make_list_iterator(table); })) {}
  ~RocksSnapshot() override {
    list_iterators_.reset();
    rocks_->db->ReleaseSnapshot(snapshot_);
  }
  RocksSnapshot(const RocksSnapshot&) = delete;
  RocksSnapshot& operator=(const RocksSnapshot&) = delete;

  std::optional<std::string> get(Table table, std::string_view key) const override {
    std::string value;
    const auto status = rocks_->db->Get(read_options(), rocks_->handle(table), slice(key), &value);
    if (status.ok()) return value;
    if (!status.IsNotFound()) rocks_->note_read("reading", status);
    return std::nullopt;
  }

  void scan(Table table, std::string_view prefix, std::string_view start,
            const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    auto options = read_options();
    options.total_order_seek = true;
    walk(table, prefix, start > prefix ? start : prefix, options, visit);
  }

  void scan_list(Table table, std::string_view key,
                 const std::function<bool(std::string_view)>& visit) const override {
    scan_list_from(table, key, EventRef{}, ListOrder::oldest_first, visit);
  }

  void scan_list_from(Table table, std::string_view key, EventRef from, ListOrder order,
                      const std::function<bool(std::string_view)>& visit) const override {
    const ListIterators::Lease it(*list_iterators_, table);
    const std::string prefix = list_prefix(key);
    const auto visit_chunk = [&](std::string_view chunk) {
      const Visit end = visit_elements(chunk, order, visit);
      if (end == Visit::malformed) note_malformed();
      return end == Visit::complete;
    };
    if (order == ListOrder::oldest_first) {
      visit_chunks_from(*it, prefix, from, visit_chunk);
    } else {
      visit_chunks_before(*it, prefix, from, [this] { return newest_epoch(); }, visit_chunk);
    }
    if (!it->status().ok()) rocks_->note_read("scanning", it->status());
  }

  void scan_lists(Table table, std::string_view beginning, std::size_t rest_bytes,
                  const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    ST_CHECK(beginning.size() >= list_beginning_bytes_min);
    const ListIterators::Lease it(*list_iterators_, table);
    const std::string prefix = lists_prefix(beginning, rest_bytes);
    for (it->Seek(slice(prefix)); it->Valid() && text(it->key()).starts_with(prefix);) {
      const std::string list(text(it->key()).substr(0, prefix.size() + rest_bytes));
      bool wants_more = true;
      const Visit whole = visit_elements(text(it->value()), [&](std::string_view first) {
        wants_more = visit(std::string_view(list).substr(prefix.size()), first);
        return false;
      });
      if (whole == Visit::malformed) return note_malformed();
      if (!wants_more) return;
      const std::string next = after_prefix(list);
      if (next.empty()) return;
      it->Seek(slice(next));
    }
    if (!it->status().ok()) rocks_->note_read("scanning", it->status());
  }

  std::optional<std::pair<std::string, std::string>> last(Table table) const override {
    auto options = read_options();
    options.total_order_seek = true;
    const std::unique_ptr<rocksdb::Iterator> it(rocks_->db->NewIterator(options, rocks_->handle(table)));
    it->SeekToLast();
    if (it->Valid()) return std::pair{it->key().ToString(), it->value().ToString()};
    if (!it->status().ok()) rocks_->note_read("scanning", it->status());
    return std::nullopt;
  }

  void note_damage(Table table) const override {
    const std::string doing = "reading table " + std::string(name_of(table));
    rocks_->note_read(doing.c_str(), rocksdb::Status::Corruption("malformed value"));
  }

  bool is_readable() const override { return rocks_->is_readable; }

 private:
  /// Straight to the list's bucket of a hashed memtable.
  ListIterators::Pointer make_list_iterator(Table table) const {
    auto options = read_options();
    options.prefix_same_as_start = true;
    return ListIterators::Pointer(rocks_->db->NewIterator(options, rocks_->handle(table)));
  }

  EventRef newest_epoch() const {
    const auto epoch = get(Table::meta, meta_key::epoch);
    const auto first = epoch ? decode_u64(std::string_view(*epoch).substr(0, 8)) : std::nullopt;
    return first ? EventRef{*first} : last_event_ref;
  }

  rocksdb::ReadOptions read_options() const {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_;
    return options;
  }

  void note_malformed() const {
    rocks_->note_read("reading a list", rocksdb::Status::Corruption("malformed chunk"));
  }

  void walk(Table table, std::string_view prefix, std::string_view from, rocksdb::ReadOptions& options,
            const auto& visit) const {
    const std::string end = after_prefix(prefix);
    const rocksdb::Slice bound = slice(end);
    if (!end.empty()) options.iterate_upper_bound = &bound;
    const std::unique_ptr<rocksdb::Iterator> it(rocks_->db->NewIterator(options, rocks_->handle(table)));
    for (it->Seek(slice(from)); it->Valid(); it->Next()) {
      if (!visit(text(it->key()), text(it->value()))) return;
    }
    if (!it->status().ok()) rocks_->note_read("scanning", it->status());
  }

  std::shared_ptr<Store::Rocks> rocks_;
  const rocksdb::Snapshot* snapshot_;
  std::unique_ptr<ListIterators> list_iterators_;  // They end before the snapshot.
};

namespace {

Error open_error(const std::filesystem::path& directory, const rocksdb::Status& status) {
  const std::string where = directory.string();
  if (status.IsIOError() && status.ToString().find("lock") != std::string::npos) {
    return {ErrorCode::unavailable, "Another process has this data directory open: " + where +
                                        ". Stop it, or choose another directory."};
  }
  if (status.IsCorruption()) {
    return {ErrorCode::corrupted, "The database in " + where + " is damaged (" + status.ToString() +
                                      "). Restore the newest copy of the data directory."};
  }
  return {ErrorCode::unavailable, "The database in " + where + " cannot be opened: " + status.ToString()};
}

class BatchSink : public WriteSet::Sink {
 public:
  BatchSink(rocksdb::WriteBatch& batch, const std::vector<rocksdb::ColumnFamilyHandle*>& handles)
      : batch_(batch), handles_(handles) {}

  // A WriteBatch in memory fails only for keys or values of 4 GiB.
  void put(Table table, std::string_view key, std::string_view value) override {
    ST_CHECK(batch_.Put(handle(table), slice(key), slice(value)).ok());
  }
  void erase(Table table, std::string_view key) override {
    ST_CHECK(batch_.Delete(handle(table), slice(key)).ok());
  }
  void extend(Table table, std::string_view key, std::string_view elements) override {
    ST_CHECK(batch_.Merge(handle(table), slice(key), slice(elements)).ok());
  }

 private:
  rocksdb::ColumnFamilyHandle* handle(Table table) const { return handles_[static_cast<std::size_t>(table)]; }
  rocksdb::WriteBatch& batch_;
  const std::vector<rocksdb::ColumnFamilyHandle*>& handles_;
};

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
  auto rocks = std::make_shared<Rocks>();
  auto disk = std::make_unique<DiskWatch>(options, free_bytes_of(options));
  if (!disk->take_reserve()) return open_short_of_room(options, short_of_room(options, *disk));
  rocksdb::DBOptions db = database_options(options);
  db.create_if_missing = true;
  db.create_missing_column_families = true;
  db.listeners.push_back(
      make_error_listener([to = rocks.get()](const rocksdb::Status& status) { to->note_write(status); }));
  // RocksDB makes it, too, after a warning that it is not there.
  if (const auto made = db.env->CreateDirIfMissing(options.directory.string()); !made.ok())
    return std::unexpected(open_error(options.directory, made));
  rocksdb::DB* raw = nullptr;
  const auto status =
      rocksdb::DB::Open(db, options.directory.string(), column_families(options), &rocks->handles, &raw);
  if (!status.ok()) return std::unexpected(open_error(options.directory, status));
  rocks->db.reset(raw);
  rocks->opened = raw;
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
  auto rocks = std::make_shared<Rocks>();
  rocksdb::DB* raw = nullptr;
  const auto status = rocksdb::DB::OpenForReadOnly(database_options(options), options.directory.string(),
                                                   column_families(options), &rocks->handles, &raw);
  if (!status.ok()) return std::unexpected(open_error(options.directory, status));
  rocks->db.reset(raw);
  return std::unique_ptr<Store>(new Store(std::move(rocks)));
}

std::shared_ptr<const Snapshot> Store::snapshot() const {
  return std::make_shared<RocksSnapshot>(rocks_);
}

Result<void> Store::commit(const WriteSet& changes, Durability durability) {
  const MutexLock commits(rocks_->writing);
  if (auto broken = fault()) return std::unexpected(*broken);
  // RocksDB counts each comparison of keys for this thread; nobody reads that.
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
  rocksdb::WriteBatch& batch = rocks_->batch;
  if (batch.GetDataSize() > batch_bytes_kept) batch = rocksdb::WriteBatch();
  batch.Clear();
  BatchSink sink(batch, rocks_->handles);
  changes.write_to(sink);
  rocksdb::WriteOptions options;
  options.sync = durability == Durability::synced;
  options.disableWAL = durability == Durability::none;
  const auto status = rocks_->db->Write(options, &batch);
  if (status.ok()) return {};
  rocks_->note_write(status);
  return std::unexpected(*fault());
}

Result<std::shared_ptr<const Snapshot>> Store::copy_to(const std::filesystem::path& directory) {
  const auto failed = [&](const rocksdb::Status& status) {
    return fail(ErrorCode::unavailable, "The database could not be copied: " + status.ToString() + ".",
                directory.string());
  };
  // So that little of the write-ahead log is left to be copied while commits wait.
  if (const auto flushed = rocks_->db->Flush(rocksdb::FlushOptions(), rocks_->handles); !flushed.ok())
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

std::optional<Error> Store::fault() const {
  const MutexLock lock(rocks_->mutex);
  return rocks_->fault;
}

}  // namespace stocktrail
