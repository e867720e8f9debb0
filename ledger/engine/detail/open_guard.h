// ledger/engine/detail/open_guard.h: what a start makes of the guard: whether this data directory is the
// newest copy of its log, and what to do if it is not, or if nobody can tell (docs/decisions/0003-guard.md).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "ledger/ledger.h"
#include "ledger/log/tree_edge.h"
#include "ledger/store/guard.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace stocktrail {

/// The end of the log, as the database has it.
struct StoredEnd {
  const TreeEdge& edge;
  const Sequenced& at;
  const TableReader& tables;
};

struct OpenedGuard {
  std::unique_ptr<Guard> guard;  // nullptr: refuses to sign.
  std::optional<Error> refusal;
  /// The copy lacks controls, and was adopted: the ordered log goes on in this generation, and no token that
  /// was issued before is good any more. 0: it lacks nothing.
  std::uint64_t generation = 0;
};

/// The guard of a log that has its key. `invalid_argument` if `options.adopt` is not the size of this log.
Result<OpenedGuard> open_guard(const LedgerOptions& options, const SigningKey& log_key,
                               const NoteVerifier& log, const StoredEnd& stored, rocksdb::Env* env);

/// Why a new log of this name may not begin, as far as can be seen before its key is made.
Result<void> check_new_log(const LedgerOptions& options, const std::string& origin);

/// The name under which a guard here knows a log of this key; empty if none does.
std::string name_of_log(const LedgerOptions& options, const PublicKey& log_key);

/// The guard of a new log, which is there before its key has its name: so a key without a guard always means
/// a copy. One of an empty log is what an interrupted start leaves; nothing was ever signed with its key.
Result<OpenedGuard> make_guard(const LedgerOptions& options, const SigningKey& log_key,
                               const NoteVerifier& log, rocksdb::Env* env);

/// The sentences of standing_of(), with the remedy; nullopt for the newest copy.
std::optional<Error> refusal_of(Standing standing, TreeSize size, const LastSigned& last);

}  // namespace stocktrail
