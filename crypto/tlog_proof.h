// crypto/tlog_proof.h: C2SP tlog-proof: an inclusion proof and a signed checkpoint in one text file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crypto/checkpoint.h"

namespace stocktrail {

inline constexpr std::size_t tlog_proof_bytes_max = 64 * 1024;

struct TlogProof {
  std::string extra;  // Opaque bytes, empty for no `extra` line.
  LeafIndex index{};
  std::vector<Digest> path;   // Leaf to root; at most 63.
  std::string checkpoint;     // The signed note, as it came.
};

std::string encode_tlog_proof(const TlogProof& proof);
Result<TlogProof> parse_tlog_proof(std::string_view text);

/// The checkpoint, once `log` is seen to have signed it and `entry` to be in its tree at the proof's index.
Result<Checkpoint> verify_tlog_proof(const TlogProof& proof, BytesView entry, const NoteVerifier& log);

}  // namespace stocktrail
