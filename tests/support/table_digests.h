// tests/support/table_digests.h: what a table holds, in a few letters.
#pragma once

#include <map>
#include <string>

#include "crypto/bytes.h"
#include "crypto/sha256.h"
#include "ledger/state/table_codec.h"
#include "ledger/state/table_specs.h"

namespace stocktrail::test {

inline std::string digest_of(Table table, const TableReader& tables) {
  std::string all;
  tables.scan(table, {}, {}, [&](std::string_view key, std::string_view value) {
    append_text(all, key);
    append_text(all, value);
    return true;
  });
  return all.empty() ? "empty" : hex_encode(sha256(all)).substr(0, 16);
}

/// Of every table that follows from the log, by name.
inline std::map<std::string, std::string> digests_of(const TableReader& tables) {
  std::map<std::string, std::string> digests;
  for (const TableSpec& spec : table_specs) {
    if (spec.origin != Origin::node) digests.emplace(spec.name, digest_of(spec.table, tables));
  }
  return digests;
}

}  // namespace stocktrail::test
