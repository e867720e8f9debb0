#include "ledger/store/tables_beside.h"

#include <algorithm>
#include <charconv>

#include "ledger/store/detail/rocks.h"
#include "ledger/store/detail/rocks_snapshot.h"

namespace stocktrail {
namespace {

/// The generation in a family's name: 0 for one that is named like its table.
std::uint64_t generation_of(std::string_view family) {
  std::uint64_t generation = 0;
  const std::size_t dot = family.find('.');
  if (dot != std::string_view::npos)
    std::from_chars(family.data() + dot + 1, family.data() + family.size(), generation);
  return generation;
}

std::string family_name(Table table, std::string_view generation) {
  return std::string(name_of(table)) + '.' + std::string(generation);
}

std::uint64_t bytes_in(rocksdb::DB& db, const Families& families, std::span<const Table> tables) {
  std::uint64_t sum = 0;
  for (const Table table : tables) {
    for (const char* of : {"rocksdb.total-sst-files-size", "rocksdb.size-all-mem-tables"}) {
      std::uint64_t bytes = 0;
      if (families.handle(table) != nullptr && db.GetIntProperty(families.handle(table), of, &bytes))
        sum += bytes;
    }
  }
  return sum;
}

}  // namespace

TablesBeside::TablesBeside(Store& store) : store_(store) {
  Store::Rocks& rocks = *store.rocks_;
  std::string generation;
  if (!rocks.db->Get(rocksdb::ReadOptions(), slice(store_key::beside), &generation).ok()) return;
  auto found = std::make_shared<Families>();
  const MutexLock commits(rocks.writing);
  for (const TableSpec& spec : table_specs) {
    const auto it = rocks.families.find(family_name(spec.table, generation));
    if (it != rocks.families.end()) (*found)[spec.table] = it->second;
  }
  beside_ = std::move(found);
}

TablesBeside::~TablesBeside() = default;

bool TablesBeside::holds(std::span<const Table> tables) const {
  return beside_ != nullptr && std::ranges::all_of(table_specs, [&](const TableSpec& spec) {
           const bool is_there = beside_->handle(spec.table) != nullptr;
           return is_there == (std::ranges::find(tables, spec.table) != tables.end());
         });
}

Result<void> TablesBeside::begin(std::span<const Table> tables) {
  if (auto dropped = drop(); !dropped) return dropped;
  Store::Rocks& rocks = *store_.rocks_;
  const MutexLock commits(rocks.writing);
  std::uint64_t newest = 0;
  for (const auto& [name, family] : rocks.families) newest = std::max(newest, generation_of(name));
  const std::string generation = std::to_string(newest + 1);
  auto made = std::make_shared<Families>();
  for (const Table table : tables) {
    const auto status = rocks.create_family(family_name(table, generation), (*made)[table]);
    if (status.ok()) continue;
    rocks.note_write(status);
    return std::unexpected(*rocks.first_fault());
  }
  // All of them are there before they count.
  rocksdb::WriteBatch batch;
  ST_CHECK(batch.Put(slice(store_key::beside), generation).ok());
  if (auto written = rocks.write(batch, Durability::synced); !written) return written;
  beside_ = std::move(made);
  return {};
}

std::shared_ptr<const Snapshot> TablesBeside::snapshot() const {
  ST_CHECK(beside_ != nullptr);
  return std::make_shared<RocksSnapshot>(store_.rocks_, beside_);
}

Result<void> TablesBeside::commit(const WriteSet& changes) {
  ST_CHECK(beside_ != nullptr);
  Store::Rocks& rocks = *store_.rocks_;
  const MutexLock commits(rocks.writing);
  if (auto broken = store_.fault()) return std::unexpected(std::move(*broken));
  rocksdb::WriteBatch batch;
  BatchSink sink(batch, *beside_);
  changes.write_to(sink);
  return rocks.write(batch, Durability::synced);
}

Result<void> TablesBeside::take_places(std::span<const Table> tables, const WriteSet& changes) {
  ST_CHECK(beside_ != nullptr);
  Store::Rocks& rocks = *store_.rocks_;
  {
    const MutexLock commits(rocks.writing);
    if (auto broken = store_.fault()) return std::unexpected(std::move(*broken));
    rocksdb::WriteBatch batch;
    auto next = std::make_shared<Families>(*rocks.live());
    for (const Table table : tables) {
      Family& family = (*next)[table] = beside_->of[static_cast<std::size_t>(table)];
      ST_CHECK(family != nullptr);
      ST_CHECK(batch.Put(store_key::family_of(table), family->GetName()).ok());
    }
    ST_CHECK(batch.Delete(slice(store_key::beside)).ok());
    BatchSink sink(batch, *next);
    changes.write_to(sink);
    if (auto written = rocks.write(batch, Durability::synced); !written) return written;
    const MutexLock guarded(rocks.mutex);
    rocks.tables = std::move(next);
  }
  beside_.reset();
  return drop_others();
}

Result<void> TablesBeside::drop() {
  if (beside_ != nullptr) {
    // First that nobody goes on with them: families of which some are dropped must not count.
    Store::Rocks& rocks = *store_.rocks_;
    const MutexLock commits(rocks.writing);
    rocksdb::WriteBatch batch;
    ST_CHECK(batch.Delete(slice(store_key::beside)).ok());
    if (auto written = rocks.write(batch, Durability::synced); !written) return written;
    beside_.reset();
  }
  return drop_others();
}

Result<void> TablesBeside::drop_others() {
  Store::Rocks& rocks = *store_.rocks_;
  const MutexLock commits(rocks.writing);
  const auto live = rocks.live();
  for (auto it = rocks.families.begin(); it != rocks.families.end();) {
    const bool is_kept = it->first == rocksdb::kDefaultColumnFamilyName ||
                         std::ranges::find(live->of, it->second) != live->of.end();
    if (is_kept) {
      ++it;
      continue;
    }
    if (auto status = rocks.db->DropColumnFamily(it->second.get()); !status.ok()) {
      rocks.note_write(status);
      return std::unexpected(*rocks.first_fault());
    }
    it = rocks.families.erase(it);
  }
  return {};
}

std::uint64_t TablesBeside::bytes_of(const Store& store, std::span<const Table> live) {
  return bytes_in(*store.rocks_->db, *store.rocks_->live(), live);
}

std::uint64_t TablesBeside::bytes() const {
  if (beside_ == nullptr) return 0;
  std::vector<Table> all;
  for (const TableSpec& spec : table_specs) all.push_back(spec.table);
  return bytes_in(*store_.rocks_->db, *beside_, all);
}

}  // namespace stocktrail
