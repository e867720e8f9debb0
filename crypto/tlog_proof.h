// crypto/tlog_proof.h: C2SP tlog-proof: an inclusion proof and a signed checkpoint in one text file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crypto/checkpoint.h"

namespace stocktrail {

inline constexpr std::size_t tlog_proof_bytes_max = 256 * 1024;
inline constexpr std::size_t tlog_proof_path_max = 63;

/// Nothing in it is verified, and `extra` never is: whoever uses it has to bind it to the entry.
struct TlogProof {
  std::string extra;  // Opaque bytes, empty for no `extra` line.
  LeafIndex index{};
  std::vector<Digest> path;  // Leaf to root; at most tlog_proof_path_max.
  std::string checkpoint;    // The signed note, as it came.
};

std::string encode_tlog_proof(const TlogProof& proof);
/// Reads the form and that the checkpoint is a note; any accepted text is what encode_tlog_proof gives back.
Result<TlogProof> parse_tlog_proof(std::string_view text);

/// The checkpoint, once `log` is seen to have signed it and `entry` to be in its tree at the proof's index.
Result<Checkpoint> verify_tlog_proof(const TlogProof& proof, BytesView entry, const NoteVerifier& log);

}  // namespace stocktrail
