// Notes and note keys: whatever is accepted is written back byte for byte.
#include <cstdint>

#include "crypto/cosignature.h"
#include "crypto/note.h"

using namespace stocktrail;

namespace {

std::string write_back(const Note& note) {
  std::string bytes = note.text + "\n";
  for (const NoteSignature& line : note.signatures) {
    bytes += note_signature_line(line.name, line.key_id, as_bytes(line.signature));
  }
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const PublicKey key = SigningKey::from_seed(sha256("log key"))->public_key();
  static const NoteVerifier verifier = *NoteVerifier::make("log.example/stocktrail-test", key);
  static const WitnessKey witness = *WitnessKey::make("witness.example/w1", key);
  const std::string_view text = as_text({data, size});
  if (const Result<Note> note = parse_note(text)) {
    ST_CHECK(write_back(*note) == text);
    static_cast<void>(verify_note(*note, verifier));
    static_cast<void>(verify_cosignature(*note, witness));
  }
  if (const Result<NoteVerifier> log_key = NoteVerifier::parse(text)) ST_CHECK(log_key->text() == text);
  if (const Result<WitnessKey> witness_key = WitnessKey::parse(text)) ST_CHECK(witness_key->text() == text);
  return 0;
}
