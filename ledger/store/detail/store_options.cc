#include "ledger/store/detail/store_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/memtablerep.h>
#include <rocksdb/merge_operator.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <string>

#include "ledger/store/detail/rocks_events.h"
#include "ledger/store/detail/sorting_memtable.h"
#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

constexpr int bloom_bits_per_key = 10;
constexpr std::size_t memtable_bytes_large = 32u << 20;
constexpr std::size_t memtable_bytes_small = 4u << 20;
constexpr std::size_t memtable_buckets = 1u << 17;
constexpr std::uint32_t bucket_entries_unsorted = 8;  // Lists that grow fast have hundreds.
constexpr std::uint64_t wal_bytes_max = 256u << 20;   // Bounds the time that a start after a crash takes.
constexpr int zstd_level = 1;
constexpr int restart_interval = 4;

class JoiningOperator : public rocksdb::MergeOperator {
 public:
  const char* Name() const override { return "stocktrail.join.v1"; }

  bool FullMergeV2(const MergeOperationInput& in, MergeOperationOutput* out) const override {
    std::size_t size = in.existing_value != nullptr ? in.existing_value->size() : 0;
    for (const auto& operand : in.operand_list) size += operand.size();
    out->new_value.clear();  // RocksDB's iterators hand in the string of the key before.
    out->new_value.reserve(size);
    if (in.existing_value != nullptr)
      out->new_value.assign(in.existing_value->data(), in.existing_value->size());
    for (const auto& operand : in.operand_list) out->new_value.append(operand.data(), operand.size());
    return true;
  }

  bool PartialMergeMulti(const rocksdb::Slice&, const std::deque<rocksdb::Slice>& operands, std::string* out,
                         rocksdb::Logger*) const override {
    out->clear();
    for (const auto& operand : operands) out->append(operand.data(), operand.size());
    return true;
  }
};

class ListsPrefix : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "stocktrail.lists.v1"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return {key.data(), lists_prefix_bytes({key.data(), key.size()})};
  }
  bool InDomain(const rocksdb::Slice&) const override { return true; }
};

class GroupPrefix : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "stocktrail.group.v1"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return {key.data(), std::min(key.size(), list_beginning_bytes_min)};
  }
  bool InDomain(const rocksdb::Slice&) const override { return true; }
};

class WholeKey : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "stocktrail.key.v1"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override { return key; }
  bool InDomain(const rocksdb::Slice&) const override { return true; }
};

// By what a table's memtable is hashed; nullptr for sorted ones. A sorted memtable would pay a search among
// strangers for each key of a table that is never walked.
std::shared_ptr<const rocksdb::SliceTransform> hashed_by(KeyOrder order) {
  switch (order) {
    case KeyOrder::hashed:
      return std::make_shared<WholeKey>();
    case KeyOrder::by_list:
      return std::make_shared<ListsPrefix>();
    case KeyOrder::grouped:
      return std::make_shared<GroupPrefix>();
    case KeyOrder::rising:
    case KeyOrder::sorted:
    case KeyOrder::hinted:
      return nullptr;
  }
  ST_CHECK(false);
}

std::size_t block_bytes_of(Table table) {
  if (table == Table::openings) return 16u << 10;  // One statement fills it.
  return table == Table::facts ? 4u << 10 : 8u << 10;
}

rocksdb::ColumnFamilyOptions table_options(const TableSpec& spec,
                                           const std::shared_ptr<rocksdb::Cache>& cache) {
  const auto hashed = hashed_by(spec.order);
  const bool is_rising = spec.order == KeyOrder::rising;
  rocksdb::BlockBasedTableOptions blocks;
  blocks.block_cache = cache;
  blocks.format_version = 5;
  blocks.cache_index_and_filter_blocks = true;  // So that cache_bytes_max bounds them too.
  blocks.pin_l0_filter_and_index_blocks_in_cache = true;
  blocks.whole_key_filtering = hashed == nullptr;  // Else its part of a key is in the filter.
  // Rising keys are asked for only when they are there.
  if (!is_rising) blocks.filter_policy.reset(rocksdb::NewBloomFilterPolicy(bloom_bits_per_key));
  blocks.block_size = block_bytes_of(spec.table);
  // Entries between two that are found by halving: a reader goes through half of them, one by one.
  blocks.block_restart_interval = restart_interval;

  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks));
  options.merge_operator = make_joining_operator();
  options.write_buffer_size = spec.is_small ? memtable_bytes_small : memtable_bytes_large;
  if (hashed != nullptr) {
    options.prefix_extractor = hashed;
    options.memtable_factory = make_sorting_memtables(std::unique_ptr<rocksdb::MemTableRepFactory>(
        rocksdb::NewHashLinkListRepFactory(memtable_buckets, 0, 0, false, bucket_entries_unsorted)));
  }
  if (spec.order == KeyOrder::hinted)
    options.memtable_insert_with_hint_prefix_extractor = std::make_shared<WholeKey>();
  // Files of a table with rising keys do not overlap: with one compression at all levels they go down whole,
  // and are compressed only once.
  const bool is_random = spec.content == Content::random;
  // A journey reads some twenty facts and lists far apart, and most of them are not in the cache: with zstd,
  // opening their blocks was a sixth of all that a page costs.
  const bool is_read_at_random = spec.table == Table::facts || spec.table == Table::items;
  const rocksdb::CompressionType of_text = is_read_at_random ? rocksdb::kLZ4Compression : rocksdb::kZSTD;
  const rocksdb::CompressionType last = is_random ? rocksdb::kNoCompression : of_text;
  options.compression = is_random || is_rising ? last : rocksdb::kLZ4Compression;
  options.bottommost_compression = last;
  options.bottommost_compression_opts.level = options.compression_opts.level = zstd_level;
  options.bottommost_compression_opts.enabled = true;
  options.level_compaction_dynamic_level_bytes = true;
  return options;
}

}  // namespace

std::shared_ptr<rocksdb::MergeOperator> make_joining_operator() {
  return std::make_shared<JoiningOperator>();
}

rocksdb::DBOptions database_options(const StoreOptions& options) {
  rocksdb::DBOptions db;
  if (options.env != nullptr) db.env = options.env;
  db.db_write_buffer_size = options.memtables_bytes;
  db.max_total_wal_size = wal_bytes_max;
  db.max_background_jobs = 2;
  db.info_log = make_reporting_logger(options.report);
  db.max_bgerror_resume_count = 0;
  // There is one writer, so nothing is to be gained from letting several fill the memtables.
  db.allow_concurrent_memtable_write = false;
  db.enable_write_thread_adaptive_yield = false;
  // Ends at the last whole commit: what follows a torn or bad one was never acknowledged, or the guard will
  // tell.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  db.paranoid_checks = true;
  db.max_open_files = 512;
  return db;
}

rocksdb::ColumnFamilyOptions family_options(std::string_view family,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  const std::string_view table = family.substr(0, family.find('.'));
  for (const TableSpec& spec : table_specs) {
    if (spec.name == table) return table_options(spec, cache);
  }
  rocksdb::ColumnFamilyOptions options;
  options.merge_operator = make_joining_operator();
  return options;
}

}  // namespace stocktrail
