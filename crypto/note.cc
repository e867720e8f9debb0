#include "crypto/note.h"

#include <algorithm>
#include <array>

#include "crypto/detail/vkey.h"

namespace stocktrail {
namespace {

constexpr std::uint8_t ed25519_type = 0x01;
constexpr std::size_t key_id_bytes = 4;
constexpr std::string_view signature_line_start = "\u2014 ";  // Em dash, space.

std::unexpected<Error> malformed(std::string detail, std::string where = {}) {
  return fail(ErrorCode::invalid_argument, std::move(detail), std::move(where));
}

// Unicode White_Space beyond ASCII (PropList.txt), as UTF-8.
constexpr std::array<std::string_view, 19> wide_spaces = {
    "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
    "\u2007", "\u2008", "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

bool is_control(char c) {
  return static_cast<std::uint8_t>(c) < 0x20;
}

std::array<std::uint8_t, key_id_bytes> big_endian(std::uint32_t key_id) {
  return {static_cast<std::uint8_t>(key_id >> 24), static_cast<std::uint8_t>(key_id >> 16),
          static_cast<std::uint8_t>(key_id >> 8), static_cast<std::uint8_t>(key_id)};
}

std::uint32_t read_big_endian(BytesView four) {
  return std::uint32_t{four[0]} << 24 | std::uint32_t{four[1]} << 16 | std::uint32_t{four[2]} << 8 | four[3];
}

Result<NoteSignature> parse_signature_line(std::string_view line, std::size_t number) {
  const std::string where = "signature " + std::to_string(number);
  if (!line.starts_with(signature_line_start))
    return malformed("a signature line starts with an em dash", where);
  line.remove_prefix(signature_line_start.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return malformed("a signature line has a name and a signature", where);
  const std::string_view name = line.substr(0, space);
  if (!is_note_name(name)) return malformed("the key name is empty or has a space or plus", where);
  const std::optional<std::string> bytes = base64_decode(line.substr(space + 1));
  if (!bytes) return malformed("the signature is not base64", where);
  if (bytes->size() <= key_id_bytes) return malformed("the signature is shorter than its key id", where);
  return NoteSignature{std::string(name), read_big_endian(as_bytes(*bytes)), bytes->substr(key_id_bytes)};
}

}  // namespace

bool is_note_name(std::string_view name) {
  if (name.empty() || !is_utf8(name)) return false;
  if (std::ranges::any_of(name, [](char c) { return is_control(c) || c == ' ' || c == '+'; })) return false;
  return std::ranges::none_of(wide_spaces, [&](std::string_view space) { return name.contains(space); });
}

bool is_note_text(std::string_view text) {
  return text.ends_with('\n') && is_utf8(text) &&
         std::ranges::none_of(text, [](char c) { return is_control(c) && c != '\n'; });
}

std::uint32_t note_key_id(std::string_view name, std::uint8_t type, const PublicKey& key) {
  const Digest digest =
      Sha256{}.update(name).update("\n").update(BytesView{&type, 1}).update(key.bytes()).finish();
  return read_big_endian(BytesView{digest}.first(key_id_bytes));
}

std::string note_signature_line(std::string_view name, std::uint32_t key_id, BytesView signature) {
  const auto id = big_endian(key_id);
  std::string bytes(as_text(id));
  bytes += as_text(signature);
  std::string line(signature_line_start);
  line += name;
  line += ' ';
  line += base64_encode(as_bytes(bytes));
  line += '\n';
  return line;
}

Result<NoteVerifier> NoteVerifier::parse(std::string_view vkey) {
  Result<VkeyParts> parts = parse_vkey(vkey, ed25519_type);
  if (!parts) return std::unexpected(std::move(parts.error()));
  return NoteVerifier(std::move(parts->name), parts->key_id, parts->key);
}

Result<NoteVerifier> NoteVerifier::make(std::string_view name, const PublicKey& key) {
  Result<VkeyParts> parts = make_vkey(name, ed25519_type, key);
  if (!parts) return std::unexpected(std::move(parts.error()));
  return NoteVerifier(std::move(parts->name), parts->key_id, parts->key);
}

std::string NoteVerifier::text() const {
  return vkey_text({name_, key_id_, key_}, ed25519_type);
}

Result<Note> parse_note(std::string_view bytes) {
  if (bytes.size() > note_bytes_max)
    return fail(ErrorCode::too_large, "the note is larger than note_bytes_max");
  if (!is_note_text(bytes)) return malformed("a note is UTF-8 lines without control characters");
  const std::size_t blank = bytes.rfind("\n\n");
  if (blank == std::string_view::npos) return malformed("the note has no blank line before its signatures");
  Note note{std::string(bytes.substr(0, blank + 1)), {}};
  std::string_view rest = bytes.substr(blank + 2);
  if (rest.empty()) return malformed("the note has no signature");
  while (!rest.empty()) {
    if (note.signatures.size() == note_signatures_max) {
      return fail(ErrorCode::too_large, "the note has more signatures than note_signatures_max");
    }
    const std::size_t line_end = rest.find('\n');
    Result<NoteSignature> signature =
        parse_signature_line(rest.substr(0, line_end), note.signatures.size() + 1);
    if (!signature) return std::unexpected(std::move(signature.error()));
    note.signatures.push_back(std::move(*signature));
    rest.remove_prefix(line_end + 1);
  }
  return note;
}

std::string sign_note(std::string_view text, std::string_view name, const SigningKey& key) {
  ST_CHECK(is_note_text(text) && is_note_name(name));
  const Signature signature = key.sign(as_bytes(text));
  std::string note(text);
  note += '\n';
  note += note_signature_line(name, note_key_id(name, ed25519_type, key.public_key()), signature);
  return note;
}

bool verify_note(const Note& note, const NoteVerifier& verifier) {
  bool signed_by_it = false;
  for (const NoteSignature& signature : note.signatures) {
    if (signature.name != verifier.name() || signature.key_id != verifier.key_id()) continue;
    if (!verify(verifier.key(), as_bytes(note.text), as_bytes(signature.signature))) return false;
    signed_by_it = true;
  }
  return signed_by_it;
}

}  // namespace stocktrail
