// crypto/bundle.h: the proof file (`.stproof`): statements of one log, whole or redacted, with everything
// that shows that they are in the log and who signed them. It is checked offline with one thing from outside:
// the log's vkey. Text format: docs/formats.md, "Proof file".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/checkpoint.h"
#include "crypto/merkle.h"
#include "crypto/note.h"
#include "crypto/result.h"
#include "crypto/stated_keys.h"
#include "crypto/statement.h"

namespace stocktrail {

inline constexpr std::size_t bundle_bytes_max = 64 * 1024 * 1024;
inline constexpr std::size_t bundle_entries_max = 4'096;
inline constexpr std::size_t bundle_path_digests_max = 63;

struct BundleEntry {
  LeafIndex index{};
  Digest blind{};
  std::vector<Digest> path;  // Inclusion proof, leaf to root, in the tree of the checkpoint.
  std::string sd_jwt;        // RFC form; as much disclosed as the reader may see.
};

/// The first entry has index 0: the operator's own party statement. Parties and keys that the other
/// statements need are in the bundle too. Indices ascend.
struct Bundle {
  std::string checkpoint;  // The signed note with the log's signature and no other.
  std::vector<BundleEntry> entries;
  /// The log says that events of this journey are left out, because their issuers did not cut them so that
  /// what is public can be shown alone. Only the second version of the file can say so.
  bool hides_events = false;
};

std::string encode_bundle(const Bundle& bundle);

/// Refuses every text that encode_bundle would not give back. Nothing is verified.
Result<Bundle> parse_bundle(std::string_view text);

struct VerifiedStatement {
  LeafIndex index{};
  Statement statement;      // events() is what was disclosed.
  std::string issuer_name;  // As the newest party statement up to this one says.
  KeyHolder key_holder{};
  /// A later statement of this bundle that revokes the signing key from a time not after iat: a warning to
  /// print.
  std::optional<LeafIndex> key_revoked_by;
};

/// A statement of the bundle that does not hold, and why.
struct RefusedStatement {
  LeafIndex index{};
  Error why;
};

struct VerifiedBundle {
  bool hides_events = false;  // As in Bundle: nothing vouches for it.
  Checkpoint checkpoint;
  std::string operator_id, operator_name;
  std::vector<VerifiedStatement> statements;  // Those that hold, as in the bundle, the operator's first.
  std::vector<RefusedStatement> refused;      // The others. Empty: the whole file holds.
};

/// Checks the checkpoint's signature; then of each statement that it is in its tree, and its signature with a
/// key that statements before it in the bundle establish, at a time when it might sign (signing_time.h). A
/// statement that does not hold is told with its reason and counts for nothing; the others are judged without
/// it. An error is told only if nothing can hold: no signature by the log, or no operator's statement. What
/// it cannot show: that no later statement, left out of the bundle, revoked a key or corrected an event; ask
/// the log for that. Whether events are valid EPCIS is not looked at.
Result<VerifiedBundle> verify_bundle(const Bundle& bundle, const NoteVerifier& log);

}  // namespace stocktrail
