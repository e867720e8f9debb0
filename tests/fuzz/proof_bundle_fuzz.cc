// Proof files: what is accepted is written back byte for byte, and verification never aborts.
#include <cstdint>

#include "tests/support/statement_fixtures.h"

using namespace stocktrail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const NoteVerifier log = stocktrail::testing::SmallLog("log.example/test").verifier();
  const std::string_view text = as_text({data, size});
  if (const Result<Bundle> bundle = parse_bundle(text)) {
    ST_CHECK(encode_bundle(*bundle) == text);
    static_cast<void>(verify_bundle(*bundle, log));
  }
  return 0;
}
