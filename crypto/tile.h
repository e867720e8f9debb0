// crypto/tile.h: C2SP tlog-tiles arithmetic: which 256-wide tiles hold a tree, and their paths. No I/O.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/merkle.h"
#include "crypto/result.h"

namespace stocktrail {

inline constexpr unsigned tile_height = 8;
inline constexpr std::uint64_t tile_width = 256;

/// Names a tile; `width` is 256 for a full one. Entry bundles use the same coordinates with level 0.
struct TileId {
  unsigned level = 0;       // 0 to 7: node level divided by 8.
  std::uint64_t index = 0;  // From the left.
  unsigned width = 256;     // 1 to 256.
  bool operator==(const TileId&) const = default;
};

/// `tile/<level>/<index>[.p/<width>]`, the index in groups of three digits: 1234067 is `x001/x234/067`.
std::string tile_path(const TileId& tile);
/// `tile/entries/<index>[.p/<width>]`.
std::string entries_path(const TileId& tile);
/// The reverse of the two, for the part after `tile/<level>/` or `tile/entries/`; nullopt for any other
/// spelling and for a tile that no tree of 2^64 - 1 entries has.
std::optional<TileId> parse_tile_index(unsigned level, std::string_view path);

/// True if a tree of `size` entries has this tile, at this width or wider.
bool tile_exists(const TileId& tile, TreeSize size);

/// The widest tile at `level` and `index` in a tree of `size` entries: full, or its partial right edge;
/// nullopt if it would be empty. For an entry bundle: level 0.
std::optional<TileId> widest_tile(unsigned level, std::uint64_t index, TreeSize size);

/// Fetches the bytes of a tile: width times 32 bytes.
using TileReader = std::function<Result<std::string>(const TileId&)>;

/// The digest of the full subtree of 2^level leaves that starts at leaf `index << level`, read from the one
/// tile that holds it in a tree of `size` entries. Fails as `read` does, with `corrupted` for a tile of a
/// wrong length, and with `invalid_argument` if the subtree does not lie in the tree.
Result<Digest> read_node(unsigned level, std::uint64_t index, TreeSize size, const TileReader& read);

/// The root over a power of two of digests, at most tile_width of them.
Digest tile_subtree(std::span<const Digest> hashes);

/// The hashes of a tile; nullopt if `bytes` is not 1 to 256 whole digests.
std::optional<std::vector<Digest>> decode_tile(std::string_view bytes);

/// Entry bundle: for each entry a big-endian uint16 length and its bytes.
std::string encode_entry_bundle(std::span<const Digest> entries);
/// Fails unless `bytes` is exactly `entries_expected` entries.
Result<std::vector<std::string>> decode_entry_bundle(std::string_view bytes, unsigned entries_expected);

}  // namespace stocktrail
