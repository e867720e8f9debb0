// ledger/engine/audit_reader.h: the records of a stored log with their statements, read, parsed and verified
// by several threads ahead of the one that replays them.
#pragma once

#include <deque>
#include <future>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crypto/mutex.h"
#include "ledger/engine/admission.h"
#include "ledger/log/record.h"
#include "ledger/store/store.h"

namespace stocktrail {

struct OpenedStatement {
  Statement statement;
  /// Whether the candidate is read_as_kept(): nothing but its number of events ties it to the statement.
  bool is_as_kept = false;
  /// `signed_by` is set if the key was known when the statement was read ahead, and verified it; the replay
  /// says whether that key was valid.
  Candidate candidate;  // Of a kind that this program does not know: without kind, and without contents.
};

/// A record, and all that can be said of its statement without the state.
struct OpenedRecord {
  std::string key;               // In Table::records.
  std::optional<Record> record;  // Nothing: it cannot be read.
  /// Its opening is gone: what the folds read of it, which nothing ties to the entry any more.
  std::optional<FoldInput> kept = {};
  /// Else the statement is whole, the one that was recorded, and what the entry stands for.
  Result<OpenedStatement> opened = fail(ErrorCode::corrupted, "The record is damaged or missing.");
};

class RecordReader {
 public:
  static constexpr std::size_t keys_remembered_max = 65'536;

  /// `stored` outlives it.
  RecordReader(const Snapshot& stored, unsigned threads) : stored_(stored), threads_(threads) {}

  /// The next in log order; nullopt at the end.
  std::optional<OpenedRecord> next();

  /// A key that the replay saw registered: statements by it are verified ahead from now on.
  void learn(std::string_view key_id, const PublicKey& key);

 private:
  using Row = std::pair<std::string, std::string>;  // Key and bytes of a record.
  std::vector<Row> read_rows();
  void read_ahead();
  OpenedRecord open(Row row) const;
  Result<FoldInput> read_kept(std::string_view key) const;
  Result<OpenedStatement> reopen(std::string_view key, const Record& record) const;
  std::optional<PublicKey> known_key(std::string_view key_id) const;

  const Snapshot& stored_;
  const unsigned threads_;
  mutable Mutex mutex_;
  std::map<std::string, PublicKey, std::less<>> keys_ ST_GUARDED_BY(mutex_);  // By kid.
  std::string next_key_;                                                      // Where the rows go on.
  bool is_at_end_ = false;
  std::vector<OpenedRecord> opened_;  // The oldest chunk, from at_ on.
  std::size_t at_ = 0;
  // Last: its threads end before what they use.
  std::deque<std::future<std::vector<OpenedRecord>>> ahead_;
};

}  // namespace stocktrail
