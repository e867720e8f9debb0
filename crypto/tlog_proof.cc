#include "crypto/tlog_proof.h"

#include <optional>

#include "crypto/detail/text_lines.h"

namespace stocktrail {
namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_start = "extra ";
constexpr std::string_view index_start = "index ";

std::unexpected<Error> malformed(std::string detail, std::string where = {}) {
  return fail(ErrorCode::invalid_argument, std::move(detail), std::move(where));
}

}  // namespace

std::string encode_tlog_proof(const TlogProof& proof) {
  std::string text(first_line);
  text += '\n';
  if (!proof.extra.empty()) {
    text += extra_start;
    text += base64_encode(as_bytes(proof.extra));
    text += '\n';
  }
  text += index_start;
  text += std::to_string(to_u64(proof.index));
  text += '\n';
  for (const Digest& digest : proof.path) {
    text += base64_encode(digest);
    text += '\n';
  }
  text += '\n';
  text += proof.checkpoint;
  return text;
}

Result<TlogProof> parse_tlog_proof(std::string_view text) {
  if (text.size() > tlog_proof_bytes_max) {
    return fail(ErrorCode::too_large, "the proof is larger than tlog_proof_bytes_max");
  }
  if (take_line(text) != first_line)
    return malformed("the first line is not c2sp.org/tlog-proof@v1", "line 1");
  TlogProof proof;
  std::optional<std::string_view> line = take_line(text);
  if (line && line->starts_with(extra_start)) {
    std::optional<std::string> extra = base64_decode(line->substr(extra_start.size()));
    if (!extra || extra->empty()) return malformed("the extra data is empty or not base64", "line 2");
    proof.extra = std::move(*extra);
    line = take_line(text);
  }
  if (!line || !line->starts_with(index_start)) return malformed("there is no index line");
  const std::optional<std::uint64_t> index = parse_decimal(line->substr(index_start.size()));
  if (!index) return malformed("the index is not a decimal number without leading zeros");
  proof.index = LeafIndex{*index};
  while ((line = take_line(text)) && !line->empty()) {
    const std::string where = "proof hash " + std::to_string(proof.path.size() + 1);
    if (proof.path.size() == tlog_proof_path_max) {
      return fail(ErrorCode::too_large, "the proof has more hashes than tlog_proof_path_max", where);
    }
    const std::optional<Digest> digest = parse_digest(*line);
    if (!digest) return malformed("a proof hash is not 32 bytes in base64", where);
    proof.path.push_back(*digest);
  }
  if (!line) return malformed("there is no empty line before the checkpoint");
  if (const Result<Note> note = parse_note(text); !note) return std::unexpected(note.error());
  proof.checkpoint = text;
  return proof;
}

Result<Checkpoint> verify_tlog_proof(const TlogProof& proof, BytesView entry, const NoteVerifier& log) {
  Result<Checkpoint> checkpoint = open_checkpoint(proof.checkpoint, log);
  if (!checkpoint) return checkpoint;
  if (!verify_inclusion(hash_leaf(entry), proof.index, checkpoint->size, checkpoint->root, proof.path)) {
    return fail(ErrorCode::bad_signature, "the proof does not show that this entry is in the signed tree");
  }
  return checkpoint;
}

}  // namespace stocktrail
