#include "crypto/cosignature.h"

#include <algorithm>
#include <array>

#include "crypto/detail/vkey.h"

namespace stocktrail {
namespace {

constexpr std::uint8_t cosignature_type = 0x04;
constexpr std::size_t time_bytes = 8;
constexpr std::uint64_t last_time = INT64_MAX;

std::string cosigned_message(std::string_view text, std::uint64_t at) {
  std::string message = "cosignature/v1\ntime " + std::to_string(at) + "\n";
  message += text;
  return message;
}

std::uint64_t read_time(BytesView bytes) {
  std::uint64_t time = 0;
  for (const std::uint8_t byte : bytes.first(time_bytes)) time = time << 8 | byte;
  return time;
}

}  // namespace

Result<WitnessKey> WitnessKey::parse(std::string_view vkey) {
  Result<VkeyParts> parts = parse_vkey(vkey, cosignature_type);
  if (!parts) return std::unexpected(std::move(parts.error()));
  return WitnessKey(std::move(parts->name), parts->key_id, parts->key);
}

Result<WitnessKey> WitnessKey::make(std::string_view name, const PublicKey& key) {
  Result<VkeyParts> parts = make_vkey(name, cosignature_type, key);
  if (!parts) return std::unexpected(std::move(parts.error()));
  return WitnessKey(std::move(parts->name), parts->key_id, parts->key);
}

std::string WitnessKey::text() const {
  return vkey_text({name_, key_id_, key_}, cosignature_type);
}

std::optional<CosignedAt> verify_cosignature(const Note& note, const WitnessKey& witness) {
  std::optional<CosignedAt> latest;
  for (const NoteSignature& line : note.signatures) {
    if (line.name != witness.name() || line.key_id != witness.key_id()) continue;
    const BytesView bytes = as_bytes(line.signature);
    if (bytes.size() != time_bytes + std::tuple_size_v<Signature>) return std::nullopt;
    const std::uint64_t at = read_time(bytes);
    if (at > last_time) return std::nullopt;
    if (!verify(witness.key(), as_bytes(cosigned_message(note.text, at)), bytes.subspan(time_bytes))) {
      return std::nullopt;
    }
    latest = std::max(latest.value_or(CosignedAt{0}), CosignedAt{at});
  }
  return latest;
}

std::string cosignature_line(std::string_view text, std::string_view witness_name, CosignedAt at,
                             const SigningKey& key) {
  const auto seconds = static_cast<std::uint64_t>(at);
  ST_CHECK(is_note_text(text) && is_note_name(witness_name) && seconds <= last_time);
  std::string stamped;
  for (int shift = 56; shift >= 0; shift -= 8) stamped.push_back(static_cast<char>(seconds >> shift));
  stamped += as_text(key.sign(as_bytes(cosigned_message(text, seconds))));
  return note_signature_line(witness_name, note_key_id(witness_name, cosignature_type, key.public_key()),
                             as_bytes(stamped));
}

}  // namespace stocktrail
