#include "ledger/store/detail/sorting_memtable.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <new>
#include <utility>
#include <vector>

#include "crypto/mutex.h"

namespace stocktrail {
namespace {

using rocksdb::MemTableRep;
using Compare = MemTableRep::KeyComparator;

/// An entry with the beginning of its key as two numbers, which tell most keys apart without a look at them.
struct Headed {
  std::array<std::uint64_t, 2> head{};
  const char* entry = nullptr;
};

Headed headed(const char* entry, const Compare& compare) {
  Headed one{.entry = entry};
  constexpr std::size_t trailer_bytes = 8;  // Sequence number and kind, after the key.
  const rocksdb::Slice key = compare.decode_key(entry);
  const std::size_t size = std::min(key.size() - trailer_bytes, sizeof(one.head));
  for (std::size_t i = 0; i < sizeof(one.head); ++i) {
    const std::uint64_t byte = i < size ? static_cast<std::uint8_t>(key[i]) : 0;
    one.head[i / 8] = one.head[i / 8] << 8 | byte;
  }
  return one;
}

class SortedIterator final : public MemTableRep::Iterator {
 public:
  SortedIterator(const std::vector<const char*>& entries, const Compare& compare) : compare_(compare) {
    sorted_.reserve(entries.size());
    for (const char* entry : entries) sorted_.push_back(headed(entry, compare));
    std::ranges::sort(sorted_, [&](const Headed& a, const Headed& b) {
      return a.head != b.head ? a.head < b.head : compare(a.entry, b.entry) < 0;
    });
  }

  bool Valid() const override { return at_ < sorted_.size(); }
  const char* key() const override { return sorted_[at_].entry; }
  void Next() override { ++at_; }
  void Prev() override { at_ = at_ == 0 ? sorted_.size() : at_ - 1; }
  void Seek(const rocksdb::Slice& internal_key, const char*) override {
    const auto is_below = [&](const Headed& one) { return compare_(one.entry, internal_key) < 0; };
    at_ = place_of(std::ranges::partition_point(sorted_, is_below));
  }
  void SeekForPrev(const rocksdb::Slice& internal_key, const char*) override {
    const auto is_not_above = [&](const Headed& one) { return compare_(one.entry, internal_key) <= 0; };
    at_ = place_of(std::ranges::partition_point(sorted_, is_not_above));
    Prev();
  }
  void SeekToFirst() override { at_ = 0; }
  void SeekToLast() override {
    at_ = sorted_.size();
    Prev();
  }

 private:
  std::size_t place_of(std::vector<Headed>::const_iterator entry) const {
    return static_cast<std::size_t>(entry - sorted_.begin());
  }

  const Compare& compare_;
  std::vector<Headed> sorted_;
  std::size_t at_ = 0;
};

class SortingMemtable final : public MemTableRep {
 public:
  SortingMemtable(std::unique_ptr<MemTableRep> hashed, const Compare& compare, rocksdb::Allocator* allocator)
      : MemTableRep(allocator), hashed_(std::move(hashed)), compare_(compare) {}

  // One thread writes: it allocates an entry, fills it, and inserts it.
  rocksdb::KeyHandle Allocate(std::size_t size, char** entry) override {
    const rocksdb::KeyHandle handle = hashed_->Allocate(size, entry);
    allocated_ = *entry;
    return handle;
  }
  void Insert(rocksdb::KeyHandle handle) override {
    hashed_->Insert(handle);
    const MutexLock lock(mutex_);
    entries_.push_back(allocated_);
    bytes_.store(entries_.capacity() * sizeof(entries_[0]), std::memory_order_relaxed);
  }
  bool Contains(const char* key) const override { return hashed_->Contains(key); }
  void MarkReadOnly() override { hashed_->MarkReadOnly(); }
  void MarkFlushed() override { hashed_->MarkFlushed(); }
  void Get(const rocksdb::LookupKey& key, void* argument, bool (*visit)(void*, const char*)) override {
    hashed_->Get(key, argument, visit);
  }
  // Asked at every insertion.
  std::size_t ApproximateMemoryUsage() override {
    return hashed_->ApproximateMemoryUsage() + bytes_.load(std::memory_order_relaxed);
  }
  // One for an arena is ended without being freed, and nobody else can use that arena: its place is here.
  Iterator* GetIterator(rocksdb::Arena* arena) override {
    std::vector<const char*> entries;
    Place* place = nullptr;
    {
      const MutexLock lock(mutex_);
      entries = entries_;
      if (arena != nullptr) place = &places_.emplace_back();
    }
    if (place == nullptr) return new SortedIterator(entries, compare_);
    return new (place) SortedIterator(entries, compare_);
  }
  Iterator* GetDynamicPrefixIterator(rocksdb::Arena* arena) override {
    return hashed_->GetDynamicPrefixIterator(arena);
  }

 private:
  struct alignas(SortedIterator) Place {
    std::array<std::byte, sizeof(SortedIterator)> bytes;
  };

  const std::unique_ptr<MemTableRep> hashed_;
  const Compare& compare_;
  const char* allocated_ = nullptr;
  Mutex mutex_;
  std::vector<const char*> entries_ ST_GUARDED_BY(mutex_);  // As they came.
  std::atomic<std::size_t> bytes_ = 0;                      // Of entries_.
  std::deque<Place> places_ ST_GUARDED_BY(mutex_);
};

class SortingMemtables final : public rocksdb::MemTableRepFactory {
 public:
  explicit SortingMemtables(std::unique_ptr<rocksdb::MemTableRepFactory> hashed)
      : hashed_(std::move(hashed)) {}

  const char* Name() const override { return "stocktrail.sorting.v1"; }
  using rocksdb::MemTableRepFactory::CreateMemTableRep;
  MemTableRep* CreateMemTableRep(const Compare& compare, rocksdb::Allocator* allocator,
                                 const rocksdb::SliceTransform* transform, rocksdb::Logger* logger) override {
    std::unique_ptr<MemTableRep> hashed(hashed_->CreateMemTableRep(compare, allocator, transform, logger));
    return new SortingMemtable(std::move(hashed), compare, allocator);
  }

 private:
  const std::unique_ptr<rocksdb::MemTableRepFactory> hashed_;
};

}  // namespace

std::shared_ptr<rocksdb::MemTableRepFactory> make_sorting_memtables(
    std::unique_ptr<rocksdb::MemTableRepFactory> hashed) {
  return std::make_shared<SortingMemtables>(std::move(hashed));
}

}  // namespace stocktrail
