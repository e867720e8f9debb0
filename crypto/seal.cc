#include "crypto/seal.h"

#include <sodium.h>

#include <algorithm>

#include "crypto/sha256.h"

namespace stocktrail {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

std::array<std::uint8_t, nonce_bytes> nonce_of(BytesView key, std::string_view text,
                                               std::string_view context) {
  // The digest of the context has a fixed length, so no other text and context give the same message.
  const Digest digest = sha256(context);
  std::string message(as_text(BytesView(digest)));
  message += text;
  const Digest mac = HmacSha256(key)(as_bytes(message));
  std::array<std::uint8_t, nonce_bytes> nonce{};
  std::copy_n(mac.begin(), nonce.size(), nonce.begin());
  return nonce;
}

}  // namespace

Seal::Seal(BytesView secret)
    : encryption_(HmacSha256(secret)(as_bytes("stocktrail/seal/encryption/v1"))),
      nonce_(HmacSha256(secret)(as_bytes("stocktrail/seal/nonce/v1"))) {}

Seal::~Seal() {
  sodium_memzero(encryption_.data(), encryption_.size());
  sodium_memzero(nonce_.data(), nonce_.size());
}

std::string Seal::seal(std::string_view text, std::string_view context) const {
  const auto nonce = nonce_of(nonce_, text, context);
  std::string out(nonce.size() + text.size() + tag_bytes, '\0');
  std::ranges::copy(nonce, out.begin());
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      reinterpret_cast<std::uint8_t*>(out.data()) + nonce.size(), nullptr, as_bytes(text).data(), text.size(),
      as_bytes(context).data(), context.size(), nullptr, nonce.data(), encryption_.data());
  return base64url_encode(as_bytes(out));
}

std::optional<std::string> Seal::open(std::string_view sealed, std::string_view context) const {
  const std::optional<std::string> bytes = base64url_decode(sealed);
  if (!bytes || bytes->size() < nonce_bytes + tag_bytes) return std::nullopt;
  const BytesView nonce = as_bytes(*bytes).first(nonce_bytes), rest = as_bytes(*bytes).subspan(nonce_bytes);
  std::string text(rest.size() - tag_bytes, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<std::uint8_t*>(text.data()), nullptr, nullptr, rest.data(), rest.size(),
      as_bytes(context).data(), context.size(), nonce.data(), encryption_.data());
  return failed == 0 ? std::optional(std::move(text)) : std::nullopt;
}

}  // namespace stocktrail
