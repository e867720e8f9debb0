// tests/support/past_the_gate.h: what today's admission would refuse, put into a log, as a program with older
// rules admitted it.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "ledger/engine/admission.h"
#include "ledger/log/record.h"
#include "ledger/store/store.h"

namespace stocktrail::test {

/// Rows that are written behind the program's back.
struct Behind final : WriteSet {
  std::vector<std::tuple<Table, std::string, std::string>> rows;
  void write_to(Sink& sink) const override {
    for (const auto& [table, key, value] : rows) sink.put(table, key, value);
  }
};

inline void write_behind(const std::filesystem::path& database, const Behind& behind) {
  auto store = Store::open({.directory = database});
  ST_CHECK(store.has_value());
  ST_CHECK((*store)->commit(behind, Durability::synced).has_value());
}

/// The envelope of one statement with what was read of another.
inline Candidate with_contents_of(const Statement& read, const Statement& logged, const PublicKey& signer) {
  auto candidate = read_contents(read);
  ST_CHECK(candidate.has_value());
  candidate->wire = logged.wire();
  candidate->digest = logged.digest();
  candidate->id = logged.id();
  candidate->key_id = logged.key_id();
  candidate->issued_at = logged.issued_at();
  candidate->signed_by = signer;
  return *std::move(candidate);
}

/// All records of a closed directory were admitted by these rules.
inline void put_rules(const std::filesystem::path& database, RulesVersion rules) {
  Behind behind;
  {
    const auto store = Store::open_read_only({.directory = database});
    ST_CHECK(store.has_value());
    (*store)->snapshot()->scan(Table::records, {}, {}, [&](std::string_view key, std::string_view bytes) {
      auto record = decode_record(bytes);
      ST_CHECK(record.has_value());
      record->rules = static_cast<std::uint8_t>(rules);
      behind.rows.emplace_back(Table::records, key, encode_record(*record));
      return true;
    });
  }
  write_behind(database, behind);
}

}  // namespace stocktrail::test
