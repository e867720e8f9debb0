#include "crypto/checkpoint.h"

#include <optional>

#include "crypto/detail/text_lines.h"

namespace stocktrail {

std::string Checkpoint::text() const {
  return origin + "\n" + std::to_string(to_u64(size)) + "\n" + base64_encode(root) + "\n";
}

Result<Checkpoint> parse_checkpoint_text(std::string_view text) {
  const auto malformed = [](std::string detail, std::string where) {
    return fail(ErrorCode::invalid_argument, std::move(detail), std::move(where));
  };
  if (!is_note_text(text)) return malformed("a checkpoint is UTF-8 lines without control characters", "");
  const std::optional<std::string_view> origin = take_line(text);
  if (!origin || origin->empty()) return malformed("the origin is empty", "line 1");
  const std::optional<std::string_view> size_line = take_line(text);
  const std::optional<std::uint64_t> size = size_line ? parse_decimal(*size_line) : std::nullopt;
  if (!size) return malformed("the tree size is not a decimal number without leading zeros", "line 2");
  const std::optional<std::string_view> root_line = take_line(text);
  const std::optional<Digest> root = root_line ? parse_digest(*root_line) : std::nullopt;
  if (!root) return malformed("the root hash is not 32 bytes in base64", "line 3");
  if (!text.empty()) return malformed("a checkpoint of this log has no extension lines", "line 4");
  if (*size == 0 && *root != empty_root()) {
    return malformed("the root of an empty tree is the SHA-256 of no bytes", "line 3");
  }
  return Checkpoint{std::string(*origin), TreeSize{*size}, *root};
}

Result<Checkpoint> open_checkpoint(std::string_view note, const NoteVerifier& log) {
  const Result<Note> parsed = parse_note(note);
  if (!parsed) return std::unexpected(parsed.error());
  // The signature first: a text that nobody vouches for is not worth a word about its lines.
  if (!verify_note(*parsed, log)) {
    return fail(ErrorCode::bad_signature, "the checkpoint is not signed by the log key " + log.text());
  }
  Result<Checkpoint> checkpoint = parse_checkpoint_text(parsed->text);
  if (checkpoint && checkpoint->origin != log.name()) {
    return fail(ErrorCode::bad_signature, "the checkpoint is of another log than its key", "line 1");
  }
  return checkpoint;
}

std::string sign_checkpoint(const Checkpoint& checkpoint, const SigningKey& key) {
  return sign_note(checkpoint.text(), checkpoint.origin, key);
}

}  // namespace stocktrail
