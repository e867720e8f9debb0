#include "ledger/log/tree_edge.h"

#include <algorithm>
#include <bit>
#include <optional>

#include "ledger/log/layout.h"
#include "ledger/log/record.h"

namespace stocktrail {
namespace {

Error damaged(std::string_view what, std::uint64_t index) {
  return {ErrorCode::corrupted, "The store has no usable " + std::string(what) + " " + std::to_string(index) +
                                    ". Stop and audit the data directory."};
}

Result<std::vector<Digest>> stored_tile(unsigned level, std::uint64_t index, const TableReader& tables) {
  const auto bytes = tables.get(Table::tiles, tile_key(level, index));
  if (!bytes || bytes->size() != tile_width * sizeof(Digest)) return std::unexpected(damaged("tile", index));
  std::vector<Digest> hashes(tile_width);
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    std::ranges::copy(as_bytes(*bytes).subspan(i * sizeof(Digest), sizeof(Digest)), hashes[i].begin());
  }
  return hashes;
}

Result<Digest> stored_leaf(std::uint64_t index, const TableReader& tables) {
  const auto bytes = tables.get(Table::records, index_key(LeafIndex{index}));
  const auto record = bytes ? decode_record(*bytes) : std::nullopt;
  if (!record) return std::unexpected(damaged("record", index));
  return hash_leaf(record->entry);
}

}  // namespace

std::uint64_t full_tiles(TreeSize size, unsigned level) {
  const unsigned shift = tile_height * (level + 1);
  return shift >= 64 ? 0 : to_u64(size) >> shift;
}

std::string join_hashes(std::span<const Digest> hashes) {
  std::string out;
  out.reserve(hashes.size() * sizeof(Digest));
  for (const Digest& hash : hashes) out.append(as_text(hash));
  return out;
}

Result<TreeEdge> TreeEdge::load(TreeSize size, const TableReader& tables) {
  TreeEdge edge;
  for (std::uint64_t i = full_tiles(size, 0) * tile_width; i < to_u64(size); ++i) {
    auto leaf = stored_leaf(i, tables);
    if (!leaf) return std::unexpected(std::move(leaf.error()));
    edge.levels_[0].push_back(*leaf);
  }
  for (unsigned level = 1; level < level_count; ++level) {
    for (std::uint64_t i = full_tiles(size, level) * tile_width; i < full_tiles(size, level - 1); ++i) {
      const auto hashes = stored_tile(level - 1, i, tables);
      if (!hashes) return std::unexpected(hashes.error());
      edge.levels_[level].push_back(tile_subtree(*hashes));
    }
  }
  std::vector<Digest>
      peaks;  // Each bit of the size, from the highest, is a full subtree inside one edge tile.
  for (unsigned level = level_count; level-- > 0;) {
    const std::span<const Digest> hashes(edge.levels_[level]);
    std::size_t done = 0;
    for (unsigned bit = tile_height; bit-- > 0;) {
      const std::size_t width = std::size_t{1} << bit;
      if ((hashes.size() & width) == 0) continue;
      peaks.push_back(tile_subtree(hashes.subspan(done, width)));
      done += width;
    }
  }
  auto frontier = Frontier::restore(size, std::move(peaks));
  ST_CHECK(frontier.has_value());
  edge.frontier_ = std::move(*frontier);
  return edge;
}

void TreeEdge::append(const Digest& leaf, const TileSink& full_tile) {
  frontier_.append(leaf);
  Digest hash = leaf;
  for (unsigned level = 0; level < level_count; ++level) {
    levels_[level].push_back(hash);
    if (levels_[level].size() < tile_width) return;
    full_tile(level, full_tiles(size(), level) - 1, join_hashes(levels_[level]));
    hash = tile_subtree(levels_[level]);
    levels_[level].clear();
  }
}

Result<std::vector<Digest>> TreeReader::tile(const TileId& id) const {
  if (id.level >= TreeEdge::level_count || !tile_exists(id, edge_.size())) {
    return fail(ErrorCode::not_found, "The log has no such tile yet; look at the size in the checkpoint.");
  }
  if (id.index < full_tiles(edge_.size(), id.level)) {
    auto hashes = stored_tile(id.level, id.index, tables_);
    if (hashes) hashes->resize(id.width);
    return hashes;
  }
  const auto hashes = edge_.last_tile(id.level);
  ST_CHECK(id.width <= hashes.size());
  return std::vector<Digest>(hashes.begin(), hashes.begin() + id.width);
}

// Gives nodes to the provers of merkle.h; keeps the tile it read last, since neighbours in a proof share it,
// and the first error, since provers cannot fail.
struct TreeReader::NodeCache {
  const TreeReader& reader;
  TileId id{.level = TreeEdge::level_count};
  std::vector<Digest> hashes;
  std::optional<Error> error;

  Digest operator()(unsigned level, std::uint64_t index) {
    const unsigned height = level % tile_height;
    const std::uint64_t first = index << height;
    const std::uint64_t offset = first % tile_width;
    if (!fetch(level / tile_height, first / tile_width)) return {};
    const std::size_t width = std::size_t{1} << height;
    ST_CHECK(offset + width <= hashes.size());  // A prover asks for whole subtrees only.
    return tile_subtree(std::span<const Digest>(hashes).subspan(offset, width));
  }

  bool fetch(unsigned level, std::uint64_t index) {
    if (error) return false;
    if (id.level == level && id.index == index) return true;
    const bool is_full = index < full_tiles(reader.edge_.size(), level);
    const auto last_width = static_cast<unsigned>(reader.edge_.last_tile(level).size());
    id = {.level = level, .index = index, .width = is_full ? static_cast<unsigned>(tile_width) : last_width};
    auto read = reader.tile(id);
    if (!read) {
      error = std::move(read.error());
      return false;
    }
    hashes = std::move(*read);
    return true;
  }
};

Result<std::vector<Digest>> TreeReader::inclusion(LeafIndex index, TreeSize size) const {
  if (to_u64(size) > to_u64(edge_.size()) || to_u64(index) >= to_u64(size)) {
    return fail(ErrorCode::not_found, "The tree of that size has no such entry; the log has " +
                                          std::to_string(to_u64(edge_.size())) + " entries.");
  }
  NodeCache nodes{.reader = *this, .hashes = {}, .error = {}};
  auto proof = inclusion_proof(index, size, std::ref(nodes));
  if (nodes.error) return std::unexpected(std::move(*nodes.error));
  return proof;
}

Result<std::vector<Digest>> TreeReader::consistency(TreeSize first, TreeSize second) const {
  if (to_u64(first) == 0 || to_u64(first) > to_u64(second) || to_u64(second) > to_u64(edge_.size())) {
    return fail(ErrorCode::invalid_argument,
                "Sizes must satisfy 1 <= first <= second <= " + std::to_string(to_u64(edge_.size())) + ".");
  }
  NodeCache nodes{.reader = *this, .hashes = {}, .error = {}};
  auto proof = consistency_proof(first, second, std::ref(nodes));
  if (nodes.error) return std::unexpected(std::move(*nodes.error));
  return proof;
}

Result<Digest> TreeReader::root(TreeSize size) const {
  ST_CHECK(to_u64(size) <= to_u64(edge_.size()));
  if (to_u64(size) == 0) return empty_root();
  NodeCache nodes{.reader = *this, .hashes = {}, .error = {}};
  std::vector<Digest> peaks;
  std::uint64_t done = 0;
  for (unsigned level = 64; level-- > 0;) {
    if ((to_u64(size) >> level & 1) == 0) continue;
    peaks.push_back(nodes(level, done >> level));
    done += std::uint64_t{1} << level;
  }
  if (nodes.error) return std::unexpected(std::move(*nodes.error));
  Digest root = peaks.back();
  for (std::size_t i = peaks.size() - 1; i-- > 0;) root = hash_children(peaks[i], root);
  return root;
}

}  // namespace stocktrail
