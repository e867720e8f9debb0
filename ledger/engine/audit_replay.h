// ledger/engine/audit_replay.h: the records of a stored log folded anew, by the same code that the writer
// runs, into a database that is thrown away; and all bytes of both compared. What no fold reads is not
// written there: it is compared as it comes.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <future>
#include <limits>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/engine/applier.h"
#include "ledger/engine/audit.h"
#include "ledger/engine/audit_reader.h"
#include "ledger/engine/batch.h"
#include "ledger/engine/gate.h"
#include "ledger/engine/recent_values.h"
#include "ledger/log/tree_edge.h"
#include "ledger/store/store.h"

namespace stocktrail {

inline constexpr std::size_t doubts_max = 100;        // More say nothing new.
inline constexpr std::size_t unknown_kinds_max = 20;  // Told by name.

class AuditReplay {
 public:
  using Progress = std::function<void(std::uint64_t done, std::uint64_t total)>;

  /// All outlive it. What `stored` says in its tables is trusted nowhere.
  /// `database` is that of the snapshot: once it has a fault, what it says is not compared any more.
  /// The tables of `stale` folds are those of another program: they are not compared.
  AuditReplay(const Store& database, const Snapshot& stored, std::vector<Fold> stale, Store& rebuilt,
              unsigned threads, const Progress& progress)
      : database_(database),
        stored_(stored),
        stale_(std::move(stale)),
        rebuilt_(rebuilt),
        progress_(progress),
        threads_(threads),
        reader_(stored, threads) {}

  AuditReport run();
  /// The tree that the records give.
  const TreeEdge& edge() const { return edge_; }
  /// Every record was replayed, and what it gives can be compared.
  bool is_whole() const { return is_whole_; }

 private:
  void doubt(ErrorCode code, std::string detail, std::string where);
  void replay();
  void give_up(LeafIndex index, const Error& check);
  bool replay_one(LeafIndex index, OpenedRecord record);
  Result<void> check_place(const Record& record) const;
  Result<void> check_signature(OpenedStatement& opened, LeafIndex index);
  void replay_unknown_kind(LeafIndex index, const Record& record, OpenedStatement& opened);
  /// A doubt, unless statements of unknown kinds may be why.
  void doubt_if_judged(std::string detail, std::string where);
  void append(LeafIndex index, const Record& record, std::string_view wire, const StatementId& id,
              const FoldInput& input);
  void keep_outcome(LeafIndex index, promises::Stated& stated) const;
  void take_keys_of_kept();
  bool begin(LeafIndex index);
  Result<void> check_admission(OpenedStatement& opened, LeafIndex index, const Record& record);
  std::shared_ptr<const Snapshot> written() const;
  void commit();
  void finish_commit();
  /// One of `streamed`: its rows come in key order, and are compared with the stored ones at each commit.
  struct Stream {
    std::string next_key;  // Where the stored rows go on.
    bool is_over = false;  // Nothing more is compared: it differs, or is another program's.
  };
  static constexpr std::array streamed = {Table::records, Table::openings, Table::inputs, Table::facts};
  using Row = std::pair<std::string_view, std::string_view>;
  class Streams;
  bool is_stale(Table table) const;
  void doubt_table(Table table, std::string detail);
  void compare_rows(std::size_t stream, const std::vector<Row>& rows);
  void compare_ends();
  /// Tables that are compared when all is replayed.
  std::vector<Table> compared_whole() const;
  std::vector<Digest> digests_of_stored() const;         // Of these.
  void compare(std::span<const Digest> stored_digests);  // With these.
  void find_difference(Table table, const Snapshot& rebuilt);

  const Store& database_;
  const Snapshot& stored_;
  const std::vector<Fold> stale_;
  Store& rebuilt_;
  const Progress& progress_;
  const unsigned threads_;
  RecordReader reader_;
  AuditReport report_;
  TreeEdge edge_;
  Applier applier_;
  Gate gate_;
  RecentValues recent_;
  Micros last_recorded_at_{std::numeric_limits<std::int64_t>::min()};
  std::uint32_t last_rules_ = 0;
  std::shared_ptr<Batch> batch_;
  bool is_whole_ = true;
  std::set<std::uint64_t> kept_;  // Entries whose openings are gone.
  std::uint64_t total_ = 0;
  std::array<Stream, streamed.size()> streams_;
  std::vector<std::pair<Table, std::string>>
      differences_;  // Of the streams: they count where all else is well.
  /// The batch before batch_: it is written, and its streams are compared, while batch_ is folded. Last:
  /// its thread ends before what it uses.
  std::future<Result<void>> committing_;
};

}  // namespace stocktrail
