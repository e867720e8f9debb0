#include "ledger/engine/audit_reader.h"

#include "crypto/entry.h"
#include "crypto/failed_check.h"
#include "ledger/engine/kinds.h"
#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

// Few, since each may have statement_bytes_max; enough that starting a thread for them does not count.
constexpr std::size_t chunk_records = 16;

/// All that can be said of it without its contents.
Result<OpenedStatement> opened_of_unknown_kind(Statement statement) {
  auto issuer = gs1::parse_key(statement.issuer());
  if (!issuer) return std::unexpected(std::move(issuer.error()));
  Candidate candidate;
  candidate.wire = statement.wire();
  candidate.digest = statement.digest();
  candidate.id = statement.id();
  candidate.key_id = statement.key_id();
  candidate.issued_at = statement.issued_at();
  candidate.issuer = std::move(*issuer);
  return OpenedStatement{std::move(statement), false, std::move(candidate)};
}

}  // namespace

std::optional<OpenedRecord> RecordReader::next() {
  while (at_ == opened_.size()) {
    read_ahead();
    if (ahead_.empty()) return std::nullopt;
    opened_ = ahead_.front().get();
    ahead_.pop_front();
    at_ = 0;
    read_ahead();
  }
  return std::move(opened_[at_++]);
}

void RecordReader::learn(std::string_view key_id, const PublicKey& key) {
  const MutexLock lock(mutex_);
  if (keys_.size() < keys_remembered_max) keys_.emplace(key_id, key);
}

std::optional<PublicKey> RecordReader::known_key(std::string_view key_id) const {
  const MutexLock lock(mutex_);
  const auto found = keys_.find(key_id);
  return found == keys_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<RecordReader::Row> RecordReader::read_rows() {
  std::vector<Row> rows;
  stored_.scan(Table::records, {}, next_key_, [&](std::string_view key, std::string_view bytes) {
    rows.emplace_back(key, bytes);
    return rows.size() < chunk_records;
  });
  if (!rows.empty()) next_key_ = rows.back().first + '\0';  // The least key after it.
  is_at_end_ = rows.size() < chunk_records;
  return rows;
}

void RecordReader::read_ahead() {
  while (!is_at_end_ && ahead_.size() <= threads_) {
    auto rows = read_rows();
    if (rows.empty()) return;
    ahead_.push_back(std::async(std::launch::async, [this, rows = std::move(rows)]() mutable {
      std::vector<OpenedRecord> opened;
      for (Row& row : rows) {
        std::string key = row.first;
        auto read = caught([&] { return open(std::move(row)); });
        opened.push_back(read ? *std::move(read) : OpenedRecord{.key = std::move(key), .record = {}});
      }
      return opened;
    }));
  }
}

OpenedRecord RecordReader::open(Row row) const {
  OpenedRecord opened{.key = std::move(row.first), .record = decode_record(row.second)};
  if (!opened.record) return opened;
  if (entry_of(opened.record->blind, opened.record->statement_digest) != opened.record->entry) {
    opened.opened = fail(ErrorCode::corrupted, "The entry is not the hash of blind and statement.");
    return opened;
  }
  opened.opened = reopen(opened.key, *opened.record);
  if (!opened.opened && opened.opened.error().code == ErrorCode::not_found) {
    auto inputs = read_kept(opened.key);
    if (inputs) opened.kept = *std::move(inputs);
  }
  if (!opened.opened) return opened;
  auto& [statement, is_as_kept, candidate] = *opened.opened;
  const auto key = known_key(statement.key_id());
  if (key && verify(statement, *key)) candidate.signed_by = *key;
  return opened;
}

// What the folds read of it when it was admitted.
Result<FoldInput> RecordReader::read_kept(std::string_view key) const {
  const auto index = decode_u64(key);
  auto inputs = index ? read_inputs(LeafIndex{*index}, 1, stored_) : fail(ErrorCode::corrupted, "");
  if (!inputs) return std::unexpected(std::move(inputs.error()));
  return std::move(inputs->front());
}

// Parses the opening of a record and ties it to its entry: whoever changed a byte of either is found here.
Result<OpenedStatement> RecordReader::reopen(std::string_view key, const Record& record) const {
  const auto wire = stored_.get(Table::openings, key);
  if (!wire)
    return fail(ErrorCode::not_found, "The statement is missing, and no entry says that it was erased.");
  auto statement = Statement::parse(*wire);
  if (!statement) {
    return fail(ErrorCode::corrupted, "The stored statement cannot be read: " + statement.error().detail);
  }
  if (statement->digest() != record.statement_digest) {
    return fail(ErrorCode::corrupted, "The stored statement is not the one that was recorded.");
  }
  if (find_kind(statement->kind()) == nullptr) return opened_of_unknown_kind(std::move(*statement));
  auto candidate = read_contents(*statement, record.rules);
  const bool is_as_kept = !candidate && record.rules < named_rules;
  if (is_as_kept) {
    auto kept = read_kept(key);
    auto admitted = kept ? read_as_kept(*statement, *std::move(kept)) : std::unexpected(kept.error());
    if (admitted) candidate = std::move(admitted);
  }
  if (!candidate) return std::unexpected(std::move(candidate.error()));
  return OpenedStatement{std::move(*statement), is_as_kept, std::move(*candidate)};
}

}  // namespace stocktrail
