#include "crypto/merkle.h"

#include <algorithm>
#include <array>
#include <bit>

#include "crypto/result.h"

namespace stocktrail {
namespace {

constexpr std::uint8_t leaf_prefix = 0x00;
constexpr std::uint8_t node_prefix = 0x01;

// The size of the left part of a tree of `size` > 1 leaves: the largest power of two below `size`.
std::uint64_t left_part(std::uint64_t size) {
  return std::bit_floor(size - 1);
}

unsigned level_of(std::uint64_t power_of_two) {
  return static_cast<unsigned>(std::countr_zero(power_of_two));
}

// A run of leaves [begin, end) that is a node of the RFC 6962 tree: `begin` is a multiple of the smallest
// power of two that is not below its size.
struct Range {
  std::uint64_t begin, end;

  std::uint64_t size() const { return end - begin; }
  Range left() const { return {begin, begin + left_part(size())}; }
  Range right() const { return {begin + left_part(size()), end}; }
};

// Ragged ranges lie at the right edge only, and the right part of one may be ragged again: that is the
// recursion.
Digest range_digest(Range range, const NodeReader& node) {
  if (std::has_single_bit(range.size())) {
    const unsigned level = level_of(range.size());
    return node(level, range.begin >> level);
  }
  const Digest left = range_digest(range.left(), node);
  return hash_children(left, range_digest(range.right(), node));
}

// The position of a node and of the last node of its level, on the way from a leaf to the root.
struct Climb {
  std::uint64_t node, last;

  void up() {
    node >>= 1;
    last >>= 1;
  }
  bool is_right_child() const { return (node & 1) != 0; }
  // A node without a sibling stands for its parent too, until it is a right child.
  void skip_lonely_levels() {
    while (!is_right_child() && node != 0) up();
  }
};

}  // namespace

Digest hash_leaf(BytesView entry) {
  constexpr std::size_t entry_bytes_usual = 32;
  if (entry.size() == entry_bytes_usual) {
    std::array<std::uint8_t, 1 + entry_bytes_usual> block;
    block[0] = leaf_prefix;
    std::copy(entry.begin(), entry.end(), block.begin() + 1);
    return sha256(block);
  }
  return Sha256{}.update(BytesView{&leaf_prefix, 1}).update(entry).finish();
}

Digest hash_children(const Digest& left, const Digest& right) {
  std::array<std::uint8_t, 1 + 2 * std::tuple_size_v<Digest>> block;
  block[0] = node_prefix;
  std::copy(right.begin(), right.end(), std::copy(left.begin(), left.end(), block.begin() + 1));
  return sha256(block);
}

Digest empty_root() {
  return sha256(BytesView{});
}

std::optional<Frontier> Frontier::restore(TreeSize size, std::vector<Digest> peaks) {
  if (peaks.size() != static_cast<std::size_t>(std::popcount(to_u64(size)))) return std::nullopt;
  Frontier frontier;
  frontier.size_ = to_u64(size);
  frontier.peaks_ = std::move(peaks);
  return frontier;
}

LeafIndex Frontier::append(const Digest& leaf) {
  ST_CHECK(size_ != UINT64_MAX);
  Digest peak = leaf;
  for (int merges = std::countr_one(size_); merges > 0; --merges) {
    peak = hash_children(peaks_.back(), peak);
    peaks_.pop_back();
  }
  peaks_.push_back(peak);
  return LeafIndex{size_++};
}

Digest Frontier::root() const {
  if (peaks_.empty()) return empty_root();
  Digest root = peaks_.back();
  for (auto peak = peaks_.rbegin() + 1; peak != peaks_.rend(); ++peak) root = hash_children(*peak, root);
  return root;
}

std::vector<Digest> inclusion_proof(LeafIndex index, TreeSize size, const NodeReader& node) {
  ST_CHECK(to_u64(index) < to_u64(size));
  std::vector<Digest> proof;
  Range range{0, to_u64(size)};
  while (range.size() > 1) {
    const Range left = range.left(), right = range.right();
    const bool goes_left = to_u64(index) < left.end;
    proof.push_back(range_digest(goes_left ? right : left, node));
    range = goes_left ? left : right;
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

std::vector<Digest> consistency_proof(TreeSize first, TreeSize second, const NodeReader& node) {
  ST_CHECK(to_u64(first) > 0 && to_u64(first) <= to_u64(second));
  std::vector<Digest> proof;
  Range range{0, to_u64(second)};
  while (range.end != to_u64(first)) {
    const Range left = range.left(), right = range.right();
    const bool goes_left = to_u64(first) <= left.end;
    proof.push_back(range_digest(goes_left ? right : left, node));
    range = goes_left ? left : right;
  }
  // A range that begins at 0 is the whole first tree, whose root the verifier has.
  if (range.begin != 0) proof.push_back(range_digest(range, node));
  std::reverse(proof.begin(), proof.end());
  return proof;
}

bool verify_inclusion(const Digest& leaf, LeafIndex index, TreeSize size, const Digest& root,
                      std::span<const Digest> proof) {
  if (to_u64(index) >= to_u64(size)) return false;
  Climb climb{to_u64(index), to_u64(size) - 1};
  Digest digest = leaf;
  for (const Digest& sibling : proof) {
    if (climb.last == 0) return false;
    if (climb.is_right_child() || climb.node == climb.last) {
      digest = hash_children(sibling, digest);
      climb.skip_lonely_levels();
    } else {
      digest = hash_children(digest, sibling);
    }
    climb.up();
  }
  return climb.last == 0 && digest == root;
}

bool verify_consistency(TreeSize first, TreeSize second, const Digest& first_root, const Digest& second_root,
                        std::span<const Digest> proof) {
  if (to_u64(first) > to_u64(second)) return false;
  if (first == second && first_root != second_root) return false;
  if (first == TreeSize{0}) return first_root == empty_root() && proof.empty();
  if (first == second) return proof.empty();

  Climb climb{to_u64(first) - 1, to_u64(second) - 1};
  while (climb.is_right_child()) climb.up();
  // The first tree is one full subtree if its size is a power of two; then its root starts the proof unsaid.
  Digest first_digest = first_root;
  if (!std::has_single_bit(to_u64(first))) {
    if (proof.empty()) return false;
    first_digest = proof.front();
    proof = proof.subspan(1);
  }
  Digest second_digest = first_digest;
  for (const Digest& sibling : proof) {
    if (climb.last == 0) return false;
    if (climb.is_right_child() || climb.node == climb.last) {
      first_digest = hash_children(sibling, first_digest);
      second_digest = hash_children(sibling, second_digest);
      climb.skip_lonely_levels();
    } else {
      second_digest = hash_children(second_digest, sibling);
    }
    climb.up();
  }
  return climb.last == 0 && first_digest == first_root && second_digest == second_root;
}

}  // namespace stocktrail
