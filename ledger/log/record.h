// ledger/log/record.h: what the log keeps for each entry, beside the statement itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/merkle.h"
#include "ledger/epcis/time.h"

namespace stocktrail {

/// Everything about a record that is not in its statement: what makes the fold deterministic.
struct Record {
  Micros recorded_at{};
  Digest blind{};
  Digest statement_digest{};
  Digest entry{};
  std::uint8_t rules = 0;  // By which it was admitted (log_batch.h); 0: by 2 or less.
  bool operator==(const Record&) const = default;
};

/// The stored form (record.proto).
std::string encode_record(const Record& record);
/// nullopt unless it is a whole record with digests of the right length.
std::optional<Record> decode_record(std::string_view bytes);

}  // namespace stocktrail
