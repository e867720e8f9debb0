#include "crypto/ed25519.h"

#include <sodium.h>

#include <algorithm>

#include "crypto/result.h"

namespace stocktrail {
namespace {

static_assert(crypto_sign_BYTES == std::tuple_size_v<Signature>);
static_assert(crypto_sign_PUBLICKEYBYTES == 32 && crypto_sign_SEEDBYTES == 32);

// sodium_init may be called by many threads and more than once; the static makes it one call for us.
void ensure_sodium() {
  static const int status = sodium_init();
  ST_CHECK(status >= 0);
}

constexpr std::array<std::uint8_t, crypto_core_ed25519_BYTES> identity_point = {1};

// crypto_core_ed25519_is_valid_point would also refuse points of mixed order, for which
// crypto_sign_verify_detached accepts signatures. So the rule is put together from point additions, which
// refuse what is not on the curve.
bool is_admissible(BytesView bytes) {
  std::array<std::uint8_t, crypto_core_ed25519_BYTES> point;
  if (crypto_core_ed25519_add(point.data(), bytes.data(), identity_point.data()) != 0) return false;
  if (!std::ranges::equal(point, bytes)) return false;  // Encoded again it differs: it was not canonical.
  constexpr int doublings_to_cofactor = 3;
  for (int i = 0; i < doublings_to_cofactor; ++i) {
    if (crypto_core_ed25519_add(point.data(), point.data(), point.data()) != 0) return false;
  }
  return point != identity_point;
}

}  // namespace

std::optional<PublicKey> PublicKey::from_bytes(BytesView bytes) {
  if (bytes.size() != crypto_sign_PUBLICKEYBYTES) return std::nullopt;
  ensure_sodium();
  if (!is_admissible(bytes)) return std::nullopt;
  PublicKey key;
  std::copy(bytes.begin(), bytes.end(), key.bytes_.begin());
  return key;
}

PublicKey PublicKey::from_admitted_bytes(BytesView bytes) {
  ST_CHECK(bytes.size() == crypto_sign_PUBLICKEYBYTES);
  PublicKey key;
  std::copy(bytes.begin(), bytes.end(), key.bytes_.begin());
  return key;
}

bool verify(const PublicKey& key, BytesView message, BytesView signature) {
  if (signature.size() != crypto_sign_BYTES) return false;
  return crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.bytes().data()) ==
         0;
}

std::string thumbprint(const PublicKey& key) {
  // RFC 7638: the required members in lexicographic order, without white space (RFC 8037 names them for OKP
  // keys).
  constexpr std::string_view before = R"({"crv":"Ed25519","kty":"OKP","x":")", after = R"("})";
  constexpr std::size_t digits = base64url_characters(crypto_sign_PUBLICKEYBYTES);
  std::array<char, before.size() + digits + after.size()> jwk;
  std::ranges::copy(before, jwk.begin());
  base64url_encode(key.bytes(), std::span(jwk).subspan(before.size(), digits));
  std::ranges::copy(after, jwk.end() - after.size());
  return base64url_encode(sha256(std::string_view(jwk.data(), jwk.size())));
}

void SigningKey::Wipe::operator()(std::uint8_t* secret) const {
  sodium_free(secret);
}

SigningKey SigningKey::generate() {
  std::array<std::uint8_t, crypto_sign_SEEDBYTES> seed;
  random_bytes(seed);
  std::optional<SigningKey> key = from_seed(seed);
  sodium_memzero(seed.data(), seed.size());
  ST_CHECK(key.has_value());
  return std::move(*key);
}

std::optional<SigningKey> SigningKey::from_seed(BytesView seed) {
  if (seed.size() != crypto_sign_SEEDBYTES) return std::nullopt;
  ensure_sodium();
  SigningKey key;
  key.secret_.reset(static_cast<std::uint8_t*>(sodium_malloc(crypto_sign_SECRETKEYBYTES)));
  ST_CHECK(key.secret_ != nullptr);
  ST_CHECK(crypto_sign_seed_keypair(key.public_.bytes_.data(), key.secret_.get(), seed.data()) == 0);
  ST_CHECK(sodium_mprotect_readonly(key.secret_.get()) == 0);
  return key;
}

Signature SigningKey::sign(BytesView message) const {
  ST_CHECK(secret_ != nullptr);
  Signature signature;
  ST_CHECK(crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), secret_.get()) ==
           0);
  return signature;
}

std::array<std::uint8_t, 32> SigningKey::seed() const {
  ST_CHECK(secret_ != nullptr);
  std::array<std::uint8_t, 32> seed;
  ST_CHECK(crypto_sign_ed25519_sk_to_seed(seed.data(), secret_.get()) == 0);
  return seed;
}

void random_bytes(std::span<std::uint8_t> out) {
  ensure_sodium();
  randombytes_buf(out.data(), out.size());
}

}  // namespace stocktrail
