// Any JSON as the body of a reservation: an order or a refusal with a place, never an abort; and an order is
// read back as it was kept. Any bytes as what was kept: an order or none.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ledger/promises/promises.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stocktrail;
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  (void)promises::decode_stated(bytes);
  const auto document = json::Document::parse(bytes);
  if (!document) return 0;
  const auto order = promises::parse_order(document->root());
  if (!order) {
    ST_CHECK(!order.error().detail.empty() && order.error().where.starts_with("$."));
    return 0;
  }
  const auto again = promises::decode_stated(promises::encode({*order, std::nullopt}));
  ST_CHECK(again && promises::content_of(again->order) == promises::content_of(*order));
  return 0;
}
