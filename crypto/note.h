// crypto/note.h: C2SP signed-note: a text, a blank line and signature lines. Ed25519 note keys (type 0x01) and
// timestamped cosignatures (type 0x04, C2SP tlog-cosignature).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/ed25519.h"
#include "crypto/result.h"

namespace stocktrail {

inline constexpr std::size_t note_bytes_max = 64 * 1024;
inline constexpr std::size_t note_signatures_max = 64;

/// A note verifier key, `<name>+<hex key id>+<base64(0x01 || key)>`: the line that /log/vkey serves.
class NoteVerifier {
 public:
  static Result<NoteVerifier> parse(std::string_view vkey);
  static Result<NoteVerifier> make(std::string_view name, const PublicKey& key);  // A name has no space or plus.
  const std::string& name() const { return name_; }
  std::uint32_t key_id() const { return key_id_; }
  const PublicKey& key() const { return key_; }
  std::string text() const;

 private:
  NoteVerifier(std::string name, std::uint32_t key_id, PublicKey key)
      : name_(std::move(name)), key_id_(key_id), key_(key) {}
  std::string name_;
  std::uint32_t key_id_;
  PublicKey key_;
};

/// One signature line: `— <name> <base64(key id || signature)>`.
struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  std::string signature;  // Raw bytes after the key id.
};

/// A note split into text (with its final newline) and signatures; nothing verified yet.
struct Note {
  std::string text;
  std::vector<NoteSignature> signatures;
};

Result<Note> parse_note(std::string_view bytes);
/// `text` must end with a newline; gives the note with one signature.
std::string sign_note(std::string_view text, std::string_view name, const SigningKey& key);
/// True if one of the signatures is by `verifier`; a line that names that key with a bad signature makes it false.
bool verify_note(const Note& note, const NoteVerifier& verifier);

}  // namespace stocktrail
