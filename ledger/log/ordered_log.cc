#include "ledger/log/ordered_log.h"

namespace stocktrail {

Digest next_chain(const Digest& before, std::string_view batch) {
  std::string joined(as_text(before));
  joined += as_text(sha256(batch));
  return sha256(joined);
}

}  // namespace stocktrail
