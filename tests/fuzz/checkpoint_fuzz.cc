// Checkpoint texts: whatever is accepted is written back byte for byte.
#include <cstdint>

#include "crypto/checkpoint.h"

using namespace stocktrail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text({data, size});
  if (const Result<Checkpoint> checkpoint = parse_checkpoint_text(text)) ST_CHECK(checkpoint->text() == text);
  return 0;
}
