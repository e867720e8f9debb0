#include "crypto/entry.h"

#include <string>
#include <string_view>

namespace stocktrail {

Digest entry_of(const Digest& blind, const Digest& statement_digest) {
  using namespace std::string_view_literals;
  std::string bytes("stocktrail/entry/v1\0"sv);
  bytes += as_text(blind);
  bytes += as_text(statement_digest);
  return sha256(bytes);
}

}  // namespace stocktrail
