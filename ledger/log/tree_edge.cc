#include "ledger/log/tree_edge.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <ranges>

#include "ledger/log/record.h"
#include "ledger/store/layout.h"

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
  edge.size_ = to_u64(size);
  const TileSink no_full_tile = [](unsigned, std::uint64_t, std::string_view) { ST_CHECK(false); };
  for (std::uint64_t i = full_tiles(size, 0) * tile_width; i < to_u64(size); ++i) {
    auto leaf = stored_leaf(i, tables);
    if (!leaf) return std::unexpected(std::move(leaf.error()));
    edge.push(0, *leaf, no_full_tile);
  }
  for (unsigned level = 1; level < level_count; ++level) {
    for (std::uint64_t i = full_tiles(size, level) * tile_width; i < full_tiles(size, level - 1); ++i) {
      const auto hashes = stored_tile(level - 1, i, tables);
      if (!hashes) return std::unexpected(hashes.error());
      edge.push(level * tile_height, tile_subtree(*hashes), no_full_tile);
    }
  }
  return edge;
}

void TreeEdge::append(const Digest& leaf, const TileSink& full_tile) {
  ++size_;
  push(0, leaf, full_tile);
}

void TreeEdge::push(unsigned level, Digest hash, const TileSink& full_tile) {
  for (;;) {
    Row& row = rows_[level];
    row.push_back(hash);
    if (row.size() % 2 != 0) return;
    hash = hash_children(row[row.size() - 2], row.back());
    if (++level % tile_height != 0) continue;
    const unsigned tiles = level / tile_height - 1;
    full_tile(tiles, full_tiles(size(), tiles) - 1, join_hashes(last_tile(tiles)));
    if (tiles == 0) {
      auto full = std::make_shared<FullTile>();
      full->index = full_tiles(size(), 0) - 1;
      std::ranges::move(rows_ | std::views::take(tile_height), full->rows.begin());
      newest_full_ = std::move(full);
    }
    for (unsigned below = level - tile_height; below < level; ++below) rows_[below].clear();
  }
}

Digest TreeEdge::root() const {
  if (size_ == 0) return empty_root();
  Digest root{};
  bool has_lower = false;
  for (unsigned level = 0; level < rows_.size(); ++level) {
    if ((size_ >> level & 1) == 0) continue;
    root = has_lower ? hash_children(rows_[level].back(), root) : rows_[level].back();
    has_lower = true;
  }
  return root;
}

const Digest* TreeEdge::node(unsigned level, std::uint64_t index) const {
  const unsigned shift = tile_height - level % tile_height;
  const std::uint64_t begin = full_tiles(size(), level / tile_height) << shift;
  if (index < begin) {
    const bool is_kept = level < tile_height && newest_full_ && newest_full_->index == index >> shift;
    return is_kept ? &newest_full_->rows[level][index - (newest_full_->index << shift)] : nullptr;
  }
  ST_CHECK(index - begin < rows_[level].size());
  return &rows_[level][index - begin];
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

// Gives nodes to the provers of merkle.h; keeps the full tile it read last, since neighbours in a proof share
// it, and the first error, since provers cannot fail.
struct TreeReader::NodeCache {
  const TreeReader& reader;
  TileId id{.level = TreeEdge::level_count};
  std::vector<Digest> hashes;
  std::optional<Error> error;

  Digest operator()(unsigned level, std::uint64_t index) {
    if (const Digest* node = reader.edge_.node(level, index)) return *node;
    const unsigned height = level % tile_height;
    const std::uint64_t first = index << height;
    const std::uint64_t offset = first % tile_width;
    if (!fetch(level / tile_height, first / tile_width)) return {};
    const std::size_t width = std::size_t{1} << height;
    return tile_subtree(std::span<const Digest>(hashes).subspan(offset, width));
  }

  bool fetch(unsigned level, std::uint64_t index) {
    if (error) return false;
    if (id.level == level && id.index == index) return true;
    id = {.level = level, .index = index, .width = tile_width};
    auto read = stored_tile(level, index, reader.tables_);
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
