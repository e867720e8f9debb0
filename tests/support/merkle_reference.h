// tests/support/merkle_reference.h: the Merkle tree as RFC 6962, section 2.1 writes it: recursive, over the
// list of leaves, slow and plain. What the product computes is compared with this.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "crypto/merkle.h"

namespace stocktrail::test {

using Leaves = std::span<const Digest>;

inline Digest reference_hash(std::string text) {
  return sha256(text);
}

inline Digest reference_leaf(std::string_view entry) {
  return reference_hash(std::string(1, '\0').append(entry));
}

inline std::size_t reference_split(std::size_t n) {
  std::size_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/// MTH(D[n]), from leaf hashes.
inline Digest reference_root(Leaves leaves) {
  if (leaves.empty()) return reference_hash("");
  if (leaves.size() == 1) return leaves[0];
  const std::size_t k = reference_split(leaves.size());
  std::string text(1, '\1');
  text += as_text(reference_root(leaves.first(k)));
  text += as_text(reference_root(leaves.subspan(k)));
  return reference_hash(text);
}

/// PATH(m, D[n]).
inline std::vector<Digest> reference_path(std::size_t m, Leaves leaves) {
  if (leaves.size() == 1) return {};
  const std::size_t k = reference_split(leaves.size());
  const bool left = m < k;
  std::vector<Digest> path =
      left ? reference_path(m, leaves.first(k)) : reference_path(m - k, leaves.subspan(k));
  path.push_back(reference_root(left ? leaves.subspan(k) : leaves.first(k)));
  return path;
}

enum class Subtree { known, unknown };  // The boolean b of SUBPROOF: is this subtree the whole first tree?

/// SUBPROOF(m, D[n], b).
inline std::vector<Digest> reference_consistency(std::size_t m, Leaves leaves,
                                                 Subtree subtree = Subtree::known) {
  if (m == leaves.size()) {
    return subtree == Subtree::known ? std::vector<Digest>{} : std::vector<Digest>{reference_root(leaves)};
  }
  const std::size_t k = reference_split(leaves.size());
  std::vector<Digest> proof = m <= k ? reference_consistency(m, leaves.first(k), subtree)
                                     : reference_consistency(m - k, leaves.subspan(k), Subtree::unknown);
  proof.push_back(reference_root(m <= k ? leaves.subspan(k) : leaves.first(k)));
  return proof;
}

/// The hashes of the entries "0", "1", ...
inline std::vector<Digest> numbered_leaves(std::size_t count) {
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(reference_leaf(std::to_string(i)));
  return leaves;
}

/// Full subtrees of a list of leaves, as a prover reads them.
inline NodeReader reference_reader(Leaves leaves) {
  return [leaves](unsigned level, std::uint64_t index) {
    return reference_root(leaves.subspan(index << level, std::size_t{1} << level));
  };
}

}  // namespace stocktrail::test
