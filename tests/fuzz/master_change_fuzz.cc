// Any JSON as the body of any kind: a change or a refusal with a place, never an abort.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ledger/master/change.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stocktrail;
  const auto document = json::Document::parse({reinterpret_cast<const char*>(data), size});
  if (!document) return 0;
  for (const std::string_view kind :
       {"party", "key", "product", "certificate", "policy", "recall", "settlement", "order"}) {
    const auto change = master::parse_change(kind, document->root());
    ST_CHECK(change.has_value() ||
             (!change.error().detail.empty() && change.error().where.starts_with("$.")));
  }
  return 0;
}
