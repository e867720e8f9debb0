// The tree as it lies in the store: full tiles on disk and the right edge in memory, against the arithmetic
// of crypto/merkle.h over all leaves.
#include <gtest/gtest.h>

#include "ledger/log/record.h"
#include "ledger/log/tree_edge.h"
#include "ledger/store/layout.h"
#include "tests/support/memory_tables.h"

namespace stocktrail {
namespace {

Digest entry_number(std::uint64_t i) {
  return sha256("entry " + std::to_string(i));
}

class GrowingTree {
 public:
  void grow_to(std::uint64_t size) {
    for (std::uint64_t i = to_u64(edge.size()); i < size; ++i) {
      const Record record{.recorded_at = Micros{static_cast<std::int64_t>(i)}, .entry = entry_number(i)};
      tables.put(Table::records, index_key(LeafIndex{i}), encode_record(record));
      edge.append(hash_leaf(record.entry), [&](unsigned level, std::uint64_t index, std::string_view hashes) {
        tables.put(Table::tiles, tile_key(level, index), hashes);
      });
      frontier.append(hash_leaf(record.entry));
    }
  }
  MemoryTables tables;
  TreeEdge edge;
  Frontier frontier;
};

TEST(TreeEdge, LoadsWhatAppendingMade) {
  GrowingTree tree;
  for (const std::uint64_t size :
       {0u, 1u, 2u, 255u, 256u, 257u, 511u, 512u, 1000u, 65535u, 65536u, 65537u, 66000u}) {
    tree.grow_to(size);
    const auto loaded = TreeEdge::load(TreeSize{size}, tree.tables);
    ASSERT_TRUE(loaded.has_value()) << size;
    EXPECT_EQ(loaded->size(), TreeSize{size});
    EXPECT_EQ(loaded->root(), tree.frontier.root()) << size;
    EXPECT_EQ(tree.edge.root(), tree.frontier.root()) << size;
    for (unsigned level = 0; level < TreeEdge::level_count; ++level) {
      EXPECT_TRUE(std::ranges::equal(loaded->last_tile(level), tree.edge.last_tile(level)))
          << size << " " << level;
    }
  }
}

TEST(TreeReader, ProvesEveryKindOfPlaceAtEveryKindOfSize) {
  GrowingTree tree;
  tree.grow_to(66'000);
  const TreeReader reader(tree.tables, tree.edge);
  const std::vector<std::uint64_t> sizes = {1, 2, 255, 256, 257, 300, 65'535, 65'536, 65'537, 65'800, 66'000};
  for (const std::uint64_t size : sizes) {
    const auto root = reader.root(TreeSize{size});
    ASSERT_TRUE(root.has_value());
    for (const std::uint64_t index : {std::uint64_t{0}, size / 3, size / 2, size - 1}) {
      const auto proof = reader.inclusion(LeafIndex{index}, TreeSize{size});
      ASSERT_TRUE(proof.has_value());
      EXPECT_TRUE(
          verify_inclusion(hash_leaf(entry_number(index)), LeafIndex{index}, TreeSize{size}, *root, *proof));
    }
    for (const std::uint64_t second : sizes) {
      if (second < size) continue;
      const auto proof = reader.consistency(TreeSize{size}, TreeSize{second});
      ASSERT_TRUE(proof.has_value());
      EXPECT_TRUE(verify_consistency(TreeSize{size}, TreeSize{second}, *root, *reader.root(TreeSize{second}),
                                     *proof));
    }
  }
  EXPECT_EQ(*reader.root(TreeSize{66'000}), tree.frontier.root());
  EXPECT_EQ(*reader.root(TreeSize{0}), empty_root());
}

TEST(TreeReader, CutsPartialTilesOfAnyAge) {
  GrowingTree tree;
  tree.grow_to(600);
  const TreeReader reader(tree.tables, tree.edge);
  for (const unsigned width : {1u, 100u, 256u}) {
    const auto tile = reader.tile({.level = 0, .index = 1, .width = width});
    ASSERT_TRUE(tile.has_value());
    ASSERT_EQ(tile->size(), width);
    EXPECT_EQ(tile->back(), hash_leaf(entry_number(256 + width - 1)));
  }
  EXPECT_EQ(reader.tile({.level = 0, .index = 2, .width = 88})->size(), 88u);
  EXPECT_EQ(reader.tile({.level = 1, .index = 0, .width = 2})->size(), 2u);
  for (const TileId& absent : {TileId{0, 2, 89}, TileId{0, 2, 256}, TileId{0, 3, 1}, TileId{1, 0, 3},
                               TileId{2, 0, 1}, TileId{8, 0, 1}}) {
    const auto tile = reader.tile(absent);
    ASSERT_FALSE(tile.has_value());
    EXPECT_EQ(tile.error().code, ErrorCode::not_found);
  }
}

TEST(TreeReader, RefusesSizesThatTheTreeHasNot) {
  GrowingTree tree;
  tree.grow_to(10);
  const TreeReader reader(tree.tables, tree.edge);
  EXPECT_EQ(reader.inclusion(LeafIndex{10}, TreeSize{10}).error().code, ErrorCode::not_found);
  EXPECT_EQ(reader.inclusion(LeafIndex{0}, TreeSize{11}).error().code, ErrorCode::not_found);
  EXPECT_EQ(reader.consistency(TreeSize{0}, TreeSize{10}).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(reader.consistency(TreeSize{5}, TreeSize{4}).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(reader.consistency(TreeSize{5}, TreeSize{11}).error().code, ErrorCode::invalid_argument);
}

TEST(TreeReader, LostTileIsToldAsCorrupted) {
  GrowingTree tree;
  tree.grow_to(900);
  tree.tables.erase(Table::tiles, tile_key(0, 1));
  const TreeReader reader(tree.tables, tree.edge);
  EXPECT_EQ(reader.inclusion(LeafIndex{300}, TreeSize{900}).error().code, ErrorCode::corrupted);
  EXPECT_EQ(TreeEdge::load(TreeSize{900}, tree.tables).error().code, ErrorCode::corrupted);
}

TEST(Record, RoundTripsAndRefusesBrokenBytes) {
  const Record record{Micros{-5}, sha256("blind"), sha256("statement"), sha256("entry")};
  EXPECT_EQ(decode_record(encode_record(record)), record);
  EXPECT_EQ(decode_record(""), std::nullopt);
  EXPECT_EQ(decode_record(encode_record(record).substr(0, 40)), std::nullopt);
}

}  // namespace
}  // namespace stocktrail
