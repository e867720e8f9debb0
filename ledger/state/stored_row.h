// ledger/state/stored_row.h: rows that a fold reads back as it wrote them.
#pragma once

#include <string_view>

#include "crypto/result.h"
#include "ledger/state/struct_codec.h"

namespace stocktrail {

/// Bytes that encoded() did not give fail a check: whoever meets the damage pays for it
/// (crypto/failed_check.h), and nobody takes it for a row that is not there.
template <typename Row>
Row stored_row(std::string_view bytes) {
  auto row = decoded<Row>(bytes);
  ST_CHECK(row);
  return *std::move(row);
}

}  // namespace stocktrail
