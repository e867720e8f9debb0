// ledger/log/tree_edge.h: the right edge of the Merkle tree in tiles: all nodes of the last, not yet full
// tile of each level, and of the newest full one of the lowest, so that the proofs of new entries, which
// every receipt carries, are looked up and not hashed anew. With the full tiles of the store it is the whole
// tree; a copy of it is what a View keeps.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/merkle.h"
#include "crypto/result.h"
#include "crypto/tile.h"
#include "ledger/state/table.h"

namespace stocktrail {

class TreeEdge {
 public:
  static constexpr unsigned level_count = 8;

  TreeEdge() = default;  // Of the empty tree.
  /// Reads it from the records and the full tiles. `corrupted` if one of them is missing or malformed.
  static Result<TreeEdge> load(TreeSize size, const TableReader& tables);

  /// Gets each tile that `append` fills.
  using TileSink = std::function<void(unsigned level, std::uint64_t index, std::string_view hashes)>;
  void append(const Digest& leaf, const TileSink& full_tile);

  TreeSize size() const { return TreeSize{size_}; }
  Digest root() const;
  /// The hashes of the last tile of a level: 0 to 255 of them.
  std::span<const Digest> last_tile(unsigned level) const { return rows_[level * tile_height]; }
  /// The root of the 2^level entries from index * 2^level on, all of which the tree has; nullptr if it lies
  /// in a full tile that is not kept. Valid until append().
  const Digest* node(unsigned level, std::uint64_t index) const;

 private:
  using Row = std::vector<Digest>;  // Neighbours at one level of the tree.
  struct FullTile {
    std::uint64_t index = 0;
    std::array<Row, tile_height> rows;
  };

  /// Adds a node and those above it that are whole now; a tile that is full goes to the sink.
  void push(unsigned level, Digest hash, const TileSink& full_tile);

  std::uint64_t size_ = 0;
  // For each level of the tree its nodes inside the last tile: an odd one waits for its sibling.
  std::array<Row, level_count * tile_height> rows_;
  std::shared_ptr<const FullTile> newest_full_;  // Of tile level 0, since the start of the program.
};

/// How many full tiles a tree of `size` entries has at `level`.
std::uint64_t full_tiles(TreeSize size, unsigned level);

/// The hashes of tiles, out of the store for full tiles, out of `edge` for the last one.
class TreeReader {
 public:
  /// Both must outlive the reader.
  TreeReader(const TableReader& tables, const TreeEdge& edge) : tables_(tables), edge_(edge) {}

  /// The first `width` hashes of a tile; `not_found` if the tree has no such tile, `corrupted` if the store
  /// lost it.
  Result<std::vector<Digest>> tile(const TileId& id) const;

  Result<std::vector<Digest>> inclusion(LeafIndex index, TreeSize size) const;
  Result<std::vector<Digest>> consistency(TreeSize first, TreeSize second) const;
  Result<Digest> root(TreeSize size) const;

 private:
  struct NodeCache;
  const TableReader& tables_;
  const TreeEdge& edge_;
};

std::string join_hashes(std::span<const Digest> hashes);

}  // namespace stocktrail
