// ledger/store/disk_limits.h: how much of its disk a database leaves free.
#pragma once

#include <cstdint>

namespace stocktrail {

struct DiskLimits {
  /// With fewer bytes free nothing more is written until a restart; 0: the disk is not watched.
  std::uint64_t read_only_below_bytes = 256ull << 20;
  /// Kept in a file of this size, and given back when writing stops for want of room; 0: none.
  std::uint64_t reserve_bytes = 64ull << 20;
};

}  // namespace stocktrail
