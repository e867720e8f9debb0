// ledger/store/detail/kept_iterators.h: iterators cost more to make than to use, so those of a snapshot are
// kept for the next reading. Private to ledger/store.
#pragma once

#include <rocksdb/iterator.h>
#include <rocksdb/perf_level.h>

#include <array>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "crypto/mutex.h"
#include "ledger/store/layout.h"

namespace stocktrail {

/// RocksDB counts what it does for a thread, each comparison of keys; nobody reads that.
inline void stop_counting() {
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
}

/// Any thread.
class KeptIterators {
 public:
  using Pointer = std::unique_ptr<rocksdb::Iterator>;
  explicit KeptIterators(std::function<Pointer(Table)> make) : make_(std::move(make)) {}

  /// One iterator of one thread, given back at its end.
  class Lease {
   public:
    Lease(KeptIterators& owner, Table table) : owner_(owner), table_(table), it_(owner.take(table)) {
      stop_counting();
    }
    ~Lease() { owner_.give_back(table_, std::move(it_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    rocksdb::Iterator& operator*() const { return *it_; }
    rocksdb::Iterator* operator->() const { return it_.get(); }

   private:
    KeptIterators& owner_;
    const Table table_;
    Pointer it_;
  };

 private:
  static constexpr std::size_t kept = 4;  // Of a table.

  Pointer take(Table table) {
    {
      const MutexLock lock(mutex_);
      auto& idle = idle_[static_cast<std::size_t>(table)];
      if (!idle.empty()) {
        Pointer it = std::move(idle.back());
        idle.pop_back();
        return it;
      }
    }
    return make_(table);
  }
  void give_back(Table table, Pointer it) {
    const MutexLock lock(mutex_);
    auto& idle = idle_[static_cast<std::size_t>(table)];
    if (idle.size() < kept && it->status().ok()) idle.push_back(std::move(it));
  }

  const std::function<Pointer(Table)> make_;
  Mutex mutex_;
  std::array<std::vector<Pointer>, table_count> idle_ ST_GUARDED_BY(mutex_);
};

}  // namespace stocktrail
