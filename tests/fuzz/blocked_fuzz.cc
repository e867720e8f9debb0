// Lists of blocked goods: whatever is accepted is what the log signed, and is written back byte for byte.
#include <cstdint>

#include "crypto/blocked.h"
#include "crypto/sha256.h"

using namespace stocktrail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const SigningKey key = *SigningKey::from_seed(sha256("log"));
  static const NoteVerifier log = *NoteVerifier::make("log.example/test", key.public_key());
  const std::string_view text = as_text({data, size});
  if (const auto list = open_blocked(text, log)) ST_CHECK(sign_blocked(*list, key) == text);
  return 0;
}
