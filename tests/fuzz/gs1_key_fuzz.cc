// Any text as an identifier: if it is taken, its canonical text is taken as the same key, and so is its
// element string.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ledger/gs1/key.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stocktrail;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  std::vector<gs1::Attribute> attributes;
  for (const auto& read : {gs1::parse_key(text), gs1::parse_digital_link(text, &attributes),
                           gs1::parse_digital_link_path(text), gs1::parse_element_string(text)}) {
    if (!read) {
      ST_CHECK(!read.error().detail.empty());
      continue;
    }
    const auto again = gs1::parse_key(read->text());
    ST_CHECK(again.has_value() && *again == *read && again->type() == read->type());
    if (read->path().empty()) continue;
    const auto elements = gs1::parse_element_string(gs1::element_string(*read));
    ST_CHECK(elements.has_value() && *elements == *read && elements->lot() == read->lot());
    if (const auto lot = read->lot_key()) ST_CHECK(lot->gtin() == read->gtin() && lot->lot() == read->lot());
  }
  return 0;
}
