// crypto/checkpoint.h: C2SP tlog-checkpoint: origin, size, root hash, as a signed note. No extension lines.
#pragma once

#include <string>
#include <string_view>

#include "crypto/merkle.h"
#include "crypto/note.h"

namespace stocktrail {

struct Checkpoint {
  std::string origin;
  TreeSize size{};
  Digest root{};

  /// The note text: three lines, each with its newline.
  std::string text() const;
  bool operator==(const Checkpoint&) const = default;
};

/// Reads the note text. Refuses leading zeros, extension lines, anything that text() would not give back, and
/// an empty tree whose root is not empty_root().
Result<Checkpoint> parse_checkpoint_text(std::string_view text);

/// Reads a signed checkpoint and checks that `log` signed it and that its origin is the key's name.
Result<Checkpoint> open_checkpoint(std::string_view note, const NoteVerifier& log);

/// The signed note, under the origin as the key's name (the origin must be a note name: checked, a bug
/// aborts).
std::string sign_checkpoint(const Checkpoint& checkpoint, const SigningKey& key);

}  // namespace stocktrail
