// ledger/state/log_position.h: places in the ordered log (ledger/log/ordered_log.h), which counts batches:
// those of statements, and those of controls alone, which add no entry to the tree.
#pragma once

#include <compare>
#include <cstdint>

#include "crypto/sha256.h"

namespace stocktrail {

struct LogPosition {
  std::uint64_t generation = 0;  // Rises when an operator seeds the log anew.
  std::uint64_t number = 0;      // Without holes; the first batch has 1, 0 is before it.
  auto operator<=>(const LogPosition&) const = default;
};

/// How far somebody has followed the ordered log.
struct Sequenced {
  LogPosition at;
  Digest chain{};  // Of the batch there and all before it.
  bool operator==(const Sequenced&) const = default;
};

}  // namespace stocktrail
