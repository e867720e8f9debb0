// crypto/merkle.h: RFC 6962 Merkle tree arithmetic. Pure functions, no storage: an auditor needs this,
// bytes.h and checkpoint.h, and nothing else.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "crypto/sha256.h"

namespace stocktrail {

/// Position of an entry in the log, from 0.
enum class LeafIndex : std::uint64_t {};
/// Number of entries in a tree.
enum class TreeSize : std::uint64_t {};

constexpr std::uint64_t to_u64(LeafIndex index) {
  return static_cast<std::uint64_t>(index);
}
constexpr std::uint64_t to_u64(TreeSize size) {
  return static_cast<std::uint64_t>(size);
}

Digest hash_leaf(BytesView entry);                              // SHA-256(0x00 || entry)
Digest hash_children(const Digest& left, const Digest& right);  // SHA-256(0x01 || left || right)
Digest empty_root();                                            // SHA-256 of no bytes.

/// The right edge of a tree: enough to append and to know the root; at most 64 digests.
class Frontier {
 public:
  Frontier() = default;  // Of the empty tree.
  /// `peaks` as peaks() gave them; nullopt if their count does not fit `size`.
  static std::optional<Frontier> restore(TreeSize size, std::vector<Digest> peaks);
  LeafIndex append(const Digest& leaf);
  TreeSize size() const { return TreeSize{size_}; }
  Digest root() const;                                         // Of the empty tree: SHA-256 of no bytes.
  const std::vector<Digest>& peaks() const { return peaks_; }  // Largest subtree first.

 private:
  std::uint64_t size_ = 0;
  std::vector<Digest> peaks_;
};

/// Gives the digest of the full subtree of 2^level leaves that starts at leaf `index << level`.
/// Throws nothing; a prover calls it only for subtrees that lie whole in the tree.
using NodeReader = std::function<Digest(unsigned level, std::uint64_t index)>;

/// The sibling digests from leaf to root (RFC 9162, 2.1.3.1). Aborts if `index` is not below `size`.
std::vector<Digest> inclusion_proof(LeafIndex index, TreeSize size, const NodeReader& node);
/// RFC 9162, 2.1.4.1. Aborts if `first` is zero or above `second`; empty if they are equal.
std::vector<Digest> consistency_proof(TreeSize first, TreeSize second, const NodeReader& node);

/// True only if `proof` (sibling digests, leaf to root) shows that `leaf` is at `index` in the tree of
/// `size` leaves with this `root` (RFC 9162, 2.1.3.2). Any other input is false, never an abort.
bool verify_inclusion(const Digest& leaf, LeafIndex index, TreeSize size, const Digest& root,
                      std::span<const Digest> proof);

/// True only if `proof` shows that the tree of `first` leaves with `first_root` is a prefix of the tree of
/// `second` leaves with `second_root` (RFC 9162, 2.1.4.2). Sizes of zero: see docs/formats.md. Never aborts.
bool verify_consistency(TreeSize first, TreeSize second, const Digest& first_root, const Digest& second_root,
                        std::span<const Digest> proof);

}  // namespace stocktrail
