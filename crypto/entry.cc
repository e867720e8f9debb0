#include "crypto/entry.h"

#include <algorithm>
#include <string_view>

namespace stocktrail {

Digest entry_of(const Digest& blind, const Digest& statement_digest) {
  constexpr std::string_view name("stocktrail/entry/v1\0", 20);
  std::array<std::uint8_t, name.size() + 2 * sizeof(Digest)> bytes;
  auto at = std::ranges::copy(name, bytes.begin()).out;
  at = std::ranges::copy(blind, at).out;
  std::ranges::copy(statement_digest, at);
  return sha256(bytes);
}

}  // namespace stocktrail
