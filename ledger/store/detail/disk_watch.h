// ledger/store/detail/disk_watch.h: the room on a database's disk: a reserve, and a look at the free bytes
// many times a second. RocksDB must not meet a full disk: it would leave half of what it was about to write.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <thread>

#include "crypto/mutex.h"
#include "ledger/store/store.h"

namespace stocktrail {

class DiskWatch {
 public:
  /// Gives the free bytes of the disk; nullopt where they cannot be told, and then nothing is watched.
  using FreeBytes = std::function<std::optional<std::uint64_t>()>;

  DiskWatch(const StoreOptions& options, FreeBytes free_bytes);
  ~DiskWatch();  // Ends the watching; the reserve stays.
  DiskWatch(const DiskWatch&) = delete;
  DiskWatch& operator=(const DiskWatch&) = delete;

  /// Makes the reserve if there is none. False if fewer bytes are free than wanted_bytes().
  bool take_reserve();
  /// What has to be free so that the database may be written: opening it writes the content of its
  /// write-ahead log once more.
  std::uint64_t wanted_bytes() const;
  /// Calls `on_short`, once and on a thread of the watch, as soon as the disk is short of room. The reserve
  /// is given back first, so that what is being written can still end.
  void start(std::function<void()> on_short);
  void give_back_reserve();

 private:
  bool has_reserve() const;
  bool has_free(std::uint64_t bytes) const;
  /// A while; false if the watch ends.
  bool waits();
  void watch(const std::function<void()>& on_short);

  const std::uint64_t read_only_below_bytes_;
  const std::uint64_t reserve_bytes_;
  const std::filesystem::path database_;
  const std::filesystem::path reserve_file_;
  const FreeBytes free_bytes_;
  Mutex mutex_;
  Condition stop_;
  bool stopping_ ST_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace stocktrail
