// Proof files: whatever is accepted is written back byte for byte, and verifying it never aborts.
#include <cstdint>

#include "crypto/tlog_proof.h"

using namespace stocktrail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const PublicKey key = SigningKey::from_seed(sha256("log key"))->public_key();
  static const NoteVerifier verifier = *NoteVerifier::make("log.example/stocktrail-test", key);
  const std::string_view text = as_text({data, size});
  if (const Result<TlogProof> proof = parse_tlog_proof(text)) {
    ST_CHECK(encode_tlog_proof(*proof) == text);
    static_cast<void>(verify_tlog_proof(*proof, as_bytes(proof->extra), verifier));
    // Past the signature too, which no fuzzer forges.
    const TreeSize tree{size * 7919};
    static_cast<void>(verify_inclusion(sha256(text), proof->index, tree, sha256("root"), proof->path));
    static_cast<void>(
        verify_consistency(TreeSize{to_u64(proof->index)}, tree, sha256("a"), sha256("b"), proof->path));
  }
  return 0;
}
