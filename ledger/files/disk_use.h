// ledger/files/disk_use.h: what a data directory takes of its disk, and what is left.
#pragma once

#include <cstdint>
#include <filesystem>

namespace stocktrail {

struct DiskUse {
  std::uint64_t free_bytes = 0;      // For this process.
  std::uint64_t database_bytes = 0;  // All files of the database, the write-ahead log among them.
  std::uint64_t log_bytes = 0;       // Its write-ahead log: what a start after a crash reads again.
};

/// Looks at each file of the database; what cannot be told is 0.
DiskUse disk_use(const std::filesystem::path& data);

}  // namespace stocktrail
