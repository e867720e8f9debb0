// crypto/cosignature.h: C2SP tlog-cosignature, Ed25519 (type 0x04): a witness signs that at some time the
// log's largest consistent tree it had seen was this checkpoint. The line goes into the checkpoint's note.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "crypto/note.h"

namespace stocktrail {

/// The key of a witness, in the text form of a note verifier key with type 0x04.
class WitnessKey {
 public:
  static Result<WitnessKey> parse(std::string_view vkey);
  static Result<WitnessKey> make(std::string_view name, const PublicKey& key);
  const std::string& name() const { return name_; }
  std::uint32_t key_id() const { return key_id_; }
  const PublicKey& key() const { return key_; }
  std::string text() const;

 private:
  WitnessKey(std::string name, std::uint32_t key_id, PublicKey key)
      : name_(std::move(name)), key_id_(key_id), key_(key) {}
  std::string name_;
  std::uint32_t key_id_;
  PublicKey key_;
};

/// The time of a cosignature, in seconds since 1970; at most 2^63 - 1.
enum class CosignedAt : std::uint64_t {};

/// When `witness` cosigned `note`: the latest time if it did so more than once; nullopt if it did not, or if
/// a line that names its key does not verify.
std::optional<CosignedAt> verify_cosignature(const Note& note, const WitnessKey& witness);

/// The signature line of a witness for the checkpoint whose note text this is. Aborts on what is no note
/// text.
std::string cosignature_line(std::string_view text, std::string_view witness_name, CosignedAt at,
                             const SigningKey& key);

}  // namespace stocktrail
