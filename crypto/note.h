// crypto/note.h: C2SP signed-note: a text, a blank line and signature lines, with Ed25519 note keys (type
// 0x01). Timestamped cosignatures of witnesses (type 0x04) are in crypto/cosignature.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/ed25519.h"
#include "crypto/result.h"

namespace stocktrail {

/// Room for the 16 signatures of 5 kB (post-quantum witnesses) that the format asks verifiers to accept.
inline constexpr std::size_t note_bytes_max = 128 * 1024;
inline constexpr std::size_t note_signatures_max = 64;

/// A note verifier key, `<name>+<hex key id>+<base64(0x01 || key)>`: the line that /log/vkey serves.
class NoteVerifier {
 public:
  static Result<NoteVerifier> parse(std::string_view vkey);
  static Result<NoteVerifier> make(std::string_view name,
                                   const PublicKey& key);  // A name has no space or plus.
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

/// True if `name` may name a key: UTF-8, not empty, no Unicode space, no control character, no plus.
bool is_note_name(std::string_view name);
/// True if `text` may be the text of a note: UTF-8, no control character but newline, and a newline at its
/// end.
bool is_note_text(std::string_view text);
/// The first four bytes of SHA-256(name || newline || type || public key): the key id of signed-note.
std::uint32_t note_key_id(std::string_view name, std::uint8_t type, const PublicKey& key);
/// One signature line with its newline; `signature` is what stands after the key id.
std::string note_signature_line(std::string_view name, std::uint32_t key_id, BytesView signature);

/// The last empty line parts text and signatures. Refuses what is above the limits, other control characters,
/// bad names and any line that note_signature_line would not give back.
Result<Note> parse_note(std::string_view bytes);
/// The note with one signature. Aborts if is_note_text or is_note_name says no: signing such a thing is a
/// bug.
std::string sign_note(std::string_view text, std::string_view name, const SigningKey& key);
/// True if one of the signatures is by `verifier`; a line that names that key with a bad signature makes it
/// false.
bool verify_note(const Note& note, const NoteVerifier& verifier);

}  // namespace stocktrail
