// ledger/ledger.h: the facade: admit, append, read, prove. One directory, one writer, any number of readers.
//
//   examine (any thread) -> append: Proposer (queue, batches) -> ordered log           sequenced
//                        -> Replica: stateful admission, tree, folds, ONE synced write  integrated
//                        -> Publisher: sign the new root, guard, view, receipts         published
//
// A root is signed only after its entries are durable. If a commit fails the outcome is unknown: the ledger
// turns read-only until a restart, and the same request again is safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/blocked.h"
#include "crypto/entry.h"
#include "crypto/tile.h"
#include "crypto/tlog_proof.h"
#include "ledger/engine/admission.h"
#include "ledger/files/held_keys.h"
#include "ledger/inventory/inventory.h"
#include "ledger/log/control.h"
#include "ledger/master/master.h"
#include "ledger/state/changes.h"
#include "ledger/store/disk_limits.h"
#include "ledger/trace/recalls.h"

namespace stocktrail {

struct LedgerLimits {
  std::size_t queue_statements_max = 4'096;  // Waiting for the writer; more is `overloaded`.
  std::size_t queue_bytes_max = 64 << 20;
  std::size_t queue_controls_max = 1'024;    // Waiting for the writer, likewise.
  std::size_t batch_statements_max = 1'024;  // In one synced commit.
  std::size_t batch_events_max = 1'024;  // Of some 6 MiB: more memory would be new to the kernel each time.
  std::chrono::microseconds commit_wait{3'000};  // At most, for statements that are being examined.
  DiskLimits disk;
};

struct LedgerOptions {
  std::filesystem::path directory;
  std::string origin;  // C2SP checkpoint origin; fixed when the log is made. Empty: the one it was made with.
  std::string operator_id;  // Party id of the operator, used when the log is made. Empty: `https://<origin>`.
  std::string operator_name;  // Empty: the origin.
  /// Where the guard file lives, which remembers the last signed checkpoint; never inside `directory`, so
  /// that a copy of the data does not carry it along. Empty: where this data had it before, else
  /// usual_guard_directory().
  std::filesystem::path guard_directory;
  std::filesystem::path backups_directory;  // Where copies go; only checked: nothing else may live there.
  /// The guard file is missing or damaged, or it knows controls that this data has not: the caller asserts
  /// that this data directory, with exactly so many entries, is the newest there is. Another number is
  /// refused. What a guard says of entries stands.
  std::optional<TreeSize> adopt;
  LostKey lost_key = LostKey::none;
  std::size_t cache_bytes_max = 256 << 20;
  LedgerLimits limits;
  /// Gets what only the operator should read, a line at a time: the database's warnings. Any thread.
  std::function<void(std::string_view)> report;
};

/// What an issuer gets back: enough to prove later, to anyone, that the statement is in the log.
struct Receipt {
  LeafIndex index{};
  Micros recorded_at{};
  Digest blind{};
  Digest statement_digest{};
  Digest entry{};
  bool repeated = false;  // The same statement was there already: this is its first receipt.
};

/// A consistent, immutable view of log and state. Cheap to take, safe from any thread, valid as long as its
/// Ledger.
class View {
 public:
  virtual ~View() = default;

  virtual const Checkpoint& checkpoint() const = 0;
  /// The signed note of checkpoint(); empty only if the ledger was opened on a copy for which it refuses to
  /// sign.
  virtual const std::string& signed_checkpoint() const = 0;

  /// Hashes of a tile (width x 32 bytes) or an entry bundle; not_found if the tree has no such tile.
  virtual Result<std::string> tile(const TileId& tile) const = 0;
  virtual Result<std::string> entries(const TileId& tile) const = 0;
  virtual Result<std::vector<Digest>> inclusion(LeafIndex index, TreeSize size) const = 0;
  virtual Result<std::vector<Digest>> consistency(TreeSize first, TreeSize second) const = 0;

  virtual Result<Receipt> receipt(LeafIndex index) const = 0;
  virtual Result<Statement> statement(LeafIndex index) const = 0;  // not_found also when erased.
  virtual Result<TlogProof> proof(LeafIndex index) const = 0;

  /// An event with its own text: the text is valid as long as the LoggedEvent.
  struct LoggedEvent {
    EventRef ref{};
    Statement statement;  // Of its events only those that were asked for need be read (Statement::reopen).
    epcis::Event event;
    std::string_view text;  // The event's own JSON, as signed.
    Micros recorded_at{};
  };
  virtual Result<LoggedEvent> event(EventRef ref) const = 0;
  virtual std::vector<Result<LoggedEvent>> events(std::span<const EventRef> refs) const = 0;  // Far cheaper.
  /// The events with this id, in log order (a repeat that declares an error has the id of its original);
  /// events_of_id_max at most, of each issuer about as many (ledger/state/event_index.h).
  virtual std::vector<EventRef> events_by_id(std::string_view event_id) const = 0;

  virtual const TableReader& tables() const = 0;
  /// So many entries have done all to these that they ever do (ledger/inventory/waiting.h): for changes().
  virtual TreeSize settled_size() const = 0;

  /// False once a read of the database has failed, through whichever view: what seems absent may be there, so
  /// nothing that was made from a view and looked at after it holds. read_only_reason() tells why.
  virtual bool is_readable() const = 0;

  /// True once something was asked of this view whose tables are being made anew (Ledger::rebuilding): they
  /// seem empty, so nothing that was made from this view holds. Each view() has its own.
  virtual bool has_lacked() const = 0;
};

/// Tables of the state that are made anew: the program that wrote them folded them in another way.
struct Rebuilding {
  std::string folds;                  // Their names, as "trace, inventory".
  std::uint64_t done = 0, total = 0;  // Entries.
};

class Ledger {
 public:
  /// Makes the directory and its keys on first use (log key, operator key and the operator's first
  /// statements), else opens and checks it: a database behind the last signed checkpoint opens read-only with
  /// `corrupted` as reason. A directory that others can read, or that holds something else, is refused, and
  /// so are keys that are not the log's, and a new log under a name for which the guard knows another one.
  static Result<std::unique_ptr<Ledger>> open(const LedgerOptions& options, Clock& clock,
                                              Randomness& randomness);
  /// What open() would refuse in the options, as far as can be seen without a database: makes nothing.
  static Result<void> check(const LedgerOptions& options);
  virtual ~Ledger() = default;  // Finishes what was accepted.

  /// The stateless half of admission, with the signer's key looked up in the newest view. Any thread.
  virtual Result<Candidate> examine(std::string_view wire) const = 0;

  using Done = std::move_only_function<void(Result<Receipt>)>;
  /// Queues; `done` is called once, on the publisher's thread, after the commit is durable and its checkpoint
  /// signed. A full queue answers `overloaded` at once, on the caller's thread.
  virtual void append(Candidate candidate, Done done) = 0;
  /// append() and wait: for tools and tests.
  virtual Result<Receipt> append_and_wait(Candidate candidate) = 0;

  using ControlsDone = std::move_only_function<void(Result<void>)>;
  /// Gives controls a place in the log, all or none, and waits until they are durable and view() shows them
  /// (ledger/engine/controls.h). Errors as those of append() that are no statement's.
  virtual Result<void> share(std::vector<Control> controls) = 0;

  virtual std::shared_ptr<const View> view() const = 0;
  virtual const ChangeFeed& changes() const = 0;
  virtual const NoteVerifier& verifier() const = 0;
  /// Why no statement is taken: a sentence for anyone, with what the operator has to do; the technical cause,
  /// for the operator only, stands in `where`.
  virtual std::optional<Error> read_only_reason() const = 0;
  /// While tables are made anew, beside the old ones and on a thread of its own. No statement is taken
  /// meanwhile (`unavailable`); reads go on of all that needs none of those tables (View::has_lacked).
  virtual std::optional<Rebuilding> rebuilding() const = 0;

  /// Copies the database, as it is between two commits, into `directory`, which must not exist: by hard
  /// links on the same file system. Gives its number of entries.
  virtual Result<TreeSize> copy_database(const std::filesystem::path& directory) const = 0;

  /// Since open(), except the queue: what waits now.
  struct Counters {
    std::uint64_t commits, statements, repeats, refused, events, queue_statements, queue_bytes,
        last_commit_micros;
  };
  virtual Counters counters() const = 0;

  /// The party that record 0 admits: it admits all others.
  virtual const gs1::Key& operator_id() const = 0;

  /// Signs as a party whose key the server holds (custodial), or as the operator. Fills what the draft leaves
  /// empty: issuer, time, id, seeds. `forbidden` if the server holds no valid key of that party.
  virtual Result<Candidate> sign_for(const gs1::Key& party, StatementDraft draft) = 0;
  virtual Result<std::string> sign_blocked(const BlockedList& list) const = 0;  // With the key of the log.

  /// Ids for a draft that are the same for the same `content`, so that it becomes one statement: the first
  /// for a new one, then as earlier programs made it. They follow from keys of this ledger, the first from
  /// one that never changes: proofs show the id, and nobody shall try out contents against it.
  virtual std::vector<StatementId> statement_ids_of(std::string_view content) const = 0;

  /// A secret for `purpose` that all nodes of this operator have, and nobody else.
  virtual Digest secret_for(std::string_view purpose) const = 0;

  /// Makes a key for a party with a `custodial` policy, shares it sealed, and registers it by a statement of
  /// the operator; gives the key that is there already, if one is. `forbidden` without the policy.
  virtual Result<PublicKey> make_custodial_key(const gs1::Key& party) = 0;
};

}  // namespace stocktrail
