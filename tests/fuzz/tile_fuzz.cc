// Tile paths, tiles, entry bundles and the text forms of bytes: what is accepted has one spelling.
#include <cstdint>

#include "crypto/tile.h"

using namespace stocktrail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const unsigned choice = data[0];
  const std::string_view text = as_text({data + 1, size - 1});
  if (const std::optional<TileId> tile = parse_tile_index(choice % 9, text)) {
    ST_CHECK(tile_path(*tile) == "tile/" + std::to_string(choice % 9) + "/" + std::string(text));
    ST_CHECK(tile_exists(*tile, TreeSize{UINT64_MAX}));
  }
  if (const auto hashes = decode_tile(text)) ST_CHECK(hashes->size() * 32 == text.size());
  if (const auto entries = decode_entry_bundle(text, choice + 1)) {
    std::size_t bytes = 0;
    for (const std::string& entry : *entries) bytes += 2 + entry.size();
    ST_CHECK(entries->size() == choice + 1 && bytes == text.size());
  }
  if (const auto bytes = base64_decode(text)) ST_CHECK(base64_encode(as_bytes(*bytes)) == text);
  if (const auto bytes = base64url_decode(text)) ST_CHECK(base64url_encode(as_bytes(*bytes)) == text);
  if (const auto bytes = hex_decode(text)) ST_CHECK(hex_encode(as_bytes(*bytes)) == text);
  static_cast<void>(is_utf8(text));
  return 0;
}
