#include "crypto/tile.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "crypto/detail/text_lines.h"

namespace stocktrail {
namespace {

constexpr unsigned level_count = 8;  // 8 * 8 bits hold every tree size.
constexpr std::uint64_t group_base = 1000;
constexpr std::size_t digest_bytes = std::tuple_size_v<Digest>;
constexpr std::string_view partial_mark = ".p/";

// The number of hashes at `level` in a tree of `size` entries.
std::uint64_t hashes_at(unsigned level, TreeSize size) {
  return to_u64(size) >> (tile_height * level);
}

std::string three_digits(std::uint64_t group) {
  std::string digits = std::to_string(group);
  return std::string(3 - digits.size(), '0') + digits;
}

std::string index_path(const TileId& tile) {
  std::string path = three_digits(tile.index % group_base);
  for (std::uint64_t rest = tile.index / group_base; rest != 0; rest /= group_base) {
    path = "x" + three_digits(rest % group_base) + "/" + path;
  }
  if (tile.width != tile_width) path += std::string(partial_mark) + std::to_string(tile.width);
  return path;
}

// Three digits; nullopt for anything else.
std::optional<std::uint64_t> parse_group(std::string_view text) {
  if (text.size() != 3) return std::nullopt;
  std::uint64_t group = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    group = group * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return group;
}

std::optional<std::uint64_t> parse_groups(std::string_view path, std::uint64_t last_index) {
  std::uint64_t index = 0;
  for (bool first = true; path.starts_with('x'); first = false) {
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const std::optional<std::uint64_t> group = parse_group(path.substr(1, slash - 1));
    if (!group || (first && *group == 0)) return std::nullopt;
    index = index * group_base + *group;
    if (index > last_index) return std::nullopt;  // Also keeps the next product far from overflow.
    path.remove_prefix(slash + 1);
  }
  const std::optional<std::uint64_t> last = parse_group(path);
  if (!last) return std::nullopt;
  index = index * group_base + *last;
  if (index > last_index) return std::nullopt;
  return index;
}

}  // namespace

std::string tile_path(const TileId& tile) {
  return "tile/" + std::to_string(tile.level) + "/" + index_path(tile);
}

std::string entries_path(const TileId& tile) {
  return "tile/entries/" + index_path(tile);
}

std::optional<TileId> parse_tile_index(unsigned level, std::string_view path) {
  if (level >= level_count) return std::nullopt;
  TileId tile{level, 0, tile_width};
  if (const std::size_t mark = path.find(partial_mark); mark != std::string_view::npos) {
    const std::optional<std::uint64_t> width = parse_decimal(path.substr(mark + partial_mark.size()));
    if (!width || *width == 0 || *width >= tile_width) return std::nullopt;
    tile.width = static_cast<unsigned>(*width);
    path = path.substr(0, mark);
  }
  const std::uint64_t last_index = hashes_at(level, TreeSize{UINT64_MAX}) / tile_width;
  const std::optional<std::uint64_t> index = parse_groups(path, last_index);
  if (!index) return std::nullopt;
  tile.index = *index;
  if (!tile_exists(tile, TreeSize{UINT64_MAX})) return std::nullopt;
  return tile;
}

bool tile_exists(const TileId& tile, TreeSize size) {
  const std::optional<TileId> widest = widest_tile(tile.level, tile.index, size);
  return widest && tile.width >= 1 && tile.width <= widest->width;
}

std::optional<TileId> widest_tile(unsigned level, std::uint64_t index, TreeSize size) {
  if (level >= level_count) return std::nullopt;
  const std::uint64_t hashes = hashes_at(level, size);
  if (index > hashes / tile_width) return std::nullopt;
  const std::uint64_t width = std::min(tile_width, hashes - index * tile_width);
  if (width == 0) return std::nullopt;
  return TileId{level, index, static_cast<unsigned>(width)};
}

Result<Digest> read_node(unsigned level, std::uint64_t index, TreeSize size, const TileReader& read) {
  // The node is over `span` hashes of a tile, at most half a tile: a whole one is a hash of the level above.
  const unsigned tile_level = level / tile_height;
  const std::uint64_t span = std::uint64_t{1} << (level % tile_height);
  const std::uint64_t spans_per_tile = tile_width / span;
  const std::optional<TileId> tile = widest_tile(tile_level, index / spans_per_tile, size);
  const std::uint64_t begin = index % spans_per_tile * span;
  if (!tile || begin + span > tile->width) {
    return fail(ErrorCode::invalid_argument, "the tree has no such node");
  }
  const Result<std::string> bytes = read(*tile);
  if (!bytes) return std::unexpected(bytes.error());
  const std::optional<std::vector<Digest>> hashes = decode_tile(*bytes);
  if (!hashes || hashes->size() != tile->width) {
    return fail(ErrorCode::corrupted, "a tile has not the length that its width asks for", tile_path(*tile));
  }
  return tile_subtree(std::span{*hashes}.subspan(begin, span));
}

Digest tile_subtree(std::span<const Digest> hashes) {
  ST_CHECK(std::has_single_bit(hashes.size()) && hashes.size() <= tile_width);
  std::vector<Digest> row(hashes.begin(), hashes.end());
  while (row.size() > 1) {
    for (std::size_t i = 0; i < row.size() / 2; ++i) row[i] = hash_children(row[2 * i], row[2 * i + 1]);
    row.resize(row.size() / 2);
  }
  return row.front();
}

std::optional<std::vector<Digest>> decode_tile(std::string_view bytes) {
  const std::size_t width = bytes.size() / digest_bytes;
  if (bytes.size() % digest_bytes != 0 || width == 0 || width > tile_width) return std::nullopt;
  std::vector<Digest> hashes(width);
  std::memcpy(hashes.data(), bytes.data(), bytes.size());
  return hashes;
}

std::string encode_entry_bundle(std::span<const Digest> entries) {
  std::string bundle;
  bundle.reserve(entries.size() * (2 + digest_bytes));
  for (const Digest& entry : entries) {
    bundle.push_back('\0');
    bundle.push_back(static_cast<char>(digest_bytes));
    bundle += as_text(entry);
  }
  return bundle;
}

Result<std::vector<std::string>> decode_entry_bundle(std::string_view bytes, unsigned entries_expected) {
  if (entries_expected < 1 || entries_expected > tile_width) {
    return fail(ErrorCode::invalid_argument, "an entry bundle holds 1 to 256 entries");
  }
  std::vector<std::string> entries;
  entries.reserve(entries_expected);
  while (entries.size() < entries_expected) {
    const std::string where = "entry " + std::to_string(entries.size());
    if (bytes.size() < 2) return fail(ErrorCode::corrupted, "the entry bundle ends before this entry", where);
    const std::size_t length = std::size_t{as_bytes(bytes)[0]} << 8 | as_bytes(bytes)[1];
    bytes.remove_prefix(2);
    if (bytes.size() < length)
      return fail(ErrorCode::corrupted, "the entry bundle ends in this entry", where);
    entries.emplace_back(bytes.substr(0, length));
    bytes.remove_prefix(length);
  }
  if (!bytes.empty()) return fail(ErrorCode::corrupted, "the entry bundle has bytes after its last entry");
  return entries;
}

}  // namespace stocktrail
