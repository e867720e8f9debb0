#include "crypto/merkle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include "tests/support/merkle_reference.h"

namespace stocktrail {
namespace {

using test::numbered_leaves;
using test::reference_consistency;
using test::reference_path;
using test::reference_root;

constexpr std::size_t exhaustive_size_max = 130;

// Full subtrees of the numbered leaves, each computed once.
class Tree {
 public:
  explicit Tree(std::size_t size) : leaves_(numbered_leaves(size)) {
    for (std::size_t n = 0; n <= size; ++n) roots_.push_back(reference_root(first(n)));
  }
  test::Leaves first(std::size_t n) const { return std::span{leaves_}.first(n); }
  const Digest& leaf(std::size_t i) const { return leaves_[i]; }
  const Digest& root(std::size_t n) const { return roots_[n]; }
  /// Aborts the test program if a prover asks for a subtree that does not lie whole in the tree of `size`.
  NodeReader reader(std::size_t size) const {
    return [this, size](unsigned level, std::uint64_t index) {
      if ((index + 1) << level > size) ADD_FAILURE() << "asked for level " << level << " index " << index;
      const auto [node, is_new] = nodes_.try_emplace({level, index});
      if (is_new) node->second = test::reference_reader(leaves_)(level, index);
      return node->second;
    };
  }

 private:
  std::vector<Digest> leaves_, roots_;
  mutable std::map<std::pair<unsigned, std::uint64_t>, Digest> nodes_;
};

TEST(Merkle, HashesAsTheRfcSays) {
  EXPECT_EQ(hex_encode(empty_root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex_encode(hash_leaf({})), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  for (const std::size_t size : {0, 1, 31, 32, 33, 64, 1000}) {
    const std::string entry(size, 'e');
    EXPECT_EQ(hash_leaf(as_bytes(entry)), test::reference_leaf(entry)) << size;
  }
  const Digest a = sha256("a"), b = sha256("b");
  EXPECT_EQ(hash_children(a, b), sha256("\1" + std::string(as_text(a)) + std::string(as_text(b))));
  EXPECT_NE(hash_children(a, b), hash_children(b, a));
}

TEST(Merkle, FrontierHasTheRootOfEveryPrefix) {
  const Tree tree(600);
  Frontier frontier;
  for (std::size_t n = 0; n < 600; ++n) {
    ASSERT_EQ(to_u64(frontier.size()), n);
    ASSERT_EQ(frontier.root(), tree.root(n));
    ASSERT_EQ(frontier.peaks().size(), static_cast<std::size_t>(std::popcount(n)));
    std::optional<Frontier> restored = Frontier::restore(frontier.size(), frontier.peaks());
    ASSERT_TRUE(restored);
    ASSERT_EQ(restored->append(tree.leaf(n)), frontier.append(tree.leaf(n)));
    ASSERT_EQ(restored->root(), frontier.root());
  }
}

TEST(Merkle, FrontierRefusesPeaksThatDoNotFit) {
  EXPECT_FALSE(Frontier::restore(TreeSize{0}, {Digest{}}));
  EXPECT_FALSE(Frontier::restore(TreeSize{5}, {Digest{}}));
  EXPECT_FALSE(Frontier::restore(TreeSize{UINT64_MAX}, std::vector<Digest>(63)));
  EXPECT_TRUE(Frontier::restore(TreeSize{UINT64_MAX}, std::vector<Digest>(64)));
}

TEST(MerkleDeathTest, FrontierNeverWrapsRound) {
  std::optional<Frontier> full = Frontier::restore(TreeSize{UINT64_MAX}, std::vector<Digest>(64));
  EXPECT_DEATH(full->append(Digest{}), "broken promise");
}

TEST(Merkle, EveryInclusionProofOfEverySmallTree) {
  const Tree tree(exhaustive_size_max);
  for (std::size_t size = 1; size <= exhaustive_size_max; ++size) {
    for (std::size_t index = 0; index < size; ++index) {
      const std::vector<Digest> proof = inclusion_proof(LeafIndex{index}, TreeSize{size}, tree.reader(size));
      ASSERT_EQ(proof, reference_path(index, tree.first(size))) << index << " of " << size;
      const auto accepts = [&](std::size_t i, std::size_t n) {
        return verify_inclusion(tree.leaf(index), LeafIndex{i}, TreeSize{n}, tree.root(size), proof);
      };
      ASSERT_TRUE(accepts(index, size)) << index << " of " << size;
      for (std::size_t other = 0; other <= size; ++other) {
        ASSERT_EQ(accepts(other, size), other == index) << index << " as " << other << " of " << size;
      }
    }
  }
}

TEST(Merkle, EveryConsistencyProofOfEverySmallTree) {
  const Tree tree(exhaustive_size_max);
  for (std::size_t second = 1; second <= exhaustive_size_max; ++second) {
    std::vector<std::vector<Digest>> proofs(second + 1);
    for (std::size_t first = 1; first <= second; ++first) {
      proofs[first] = consistency_proof(TreeSize{first}, TreeSize{second}, tree.reader(second));
      ASSERT_EQ(proofs[first], reference_consistency(first, tree.first(second))) << first << " to " << second;
    }
    // A proof shows its own pair of trees, and another first tree only where the proofs are the same digests.
    for (std::size_t first = 1; first <= second; ++first) {
      for (std::size_t other = 1; other <= second; ++other) {
        ASSERT_EQ(verify_consistency(TreeSize{other}, TreeSize{second}, tree.root(other), tree.root(second),
                                     proofs[first]),
                  proofs[first] == proofs[other])
            << "the proof of " << first << " shown for " << other << " to " << second;
      }
    }
  }
}

// Every way to damage a proof by a bit, a digest more or less, or a swap.
std::vector<std::vector<Digest>> damaged(const std::vector<Digest>& proof) {
  std::vector<std::vector<Digest>> all;
  for (std::size_t i = 0; i < proof.size(); ++i) {
    for (const std::size_t byte : {0, 17, 31}) {
      all.push_back(proof);
      all.back()[i][byte] ^= 1;
    }
    all.push_back(proof);
    all.back().erase(all.back().begin() + static_cast<std::ptrdiff_t>(i));
    if (i > 0) {
      all.push_back(proof);
      std::swap(all.back()[i - 1], all.back()[i]);
    }
  }
  for (std::size_t i = 0; i <= proof.size(); ++i) {
    all.push_back(proof);
    all.back().insert(all.back().begin() + static_cast<std::ptrdiff_t>(i), Digest{});
  }
  return all;
}

TEST(Merkle, NoDamagedProofIsAccepted) {
  const Tree tree(40);
  for (std::size_t size = 1; size <= 40; ++size) {
    for (std::size_t i = 0; i < size; ++i) {
      for (const auto& proof : damaged(inclusion_proof(LeafIndex{i}, TreeSize{size}, tree.reader(size)))) {
        ASSERT_FALSE(verify_inclusion(tree.leaf(i), LeafIndex{i}, TreeSize{size}, tree.root(size), proof));
      }
      const std::size_t first = i + 1;
      for (const auto& proof :
           damaged(consistency_proof(TreeSize{first}, TreeSize{size}, tree.reader(size)))) {
        ASSERT_FALSE(
            verify_consistency(TreeSize{first}, TreeSize{size}, tree.root(first), tree.root(size), proof))
            << first << " to " << size;
      }
    }
  }
}

TEST(Merkle, TheEmptyTreeIsAPrefixOfEveryTree) {
  const Digest root = sha256("some root");
  EXPECT_TRUE(verify_consistency(TreeSize{0}, TreeSize{0}, empty_root(), empty_root(), {}));
  EXPECT_TRUE(verify_consistency(TreeSize{0}, TreeSize{7}, empty_root(), root, {}));
  EXPECT_FALSE(verify_consistency(TreeSize{0}, TreeSize{7}, root, root, {}));
  EXPECT_FALSE(verify_consistency(TreeSize{0}, TreeSize{0}, root, root, {}));
  EXPECT_FALSE(verify_consistency(TreeSize{0}, TreeSize{0}, empty_root(), root, {}));
  EXPECT_FALSE(verify_consistency(TreeSize{0}, TreeSize{7}, empty_root(), root, std::vector<Digest>(1)));
  EXPECT_FALSE(verify_consistency(TreeSize{7}, TreeSize{0}, root, empty_root(), {}));
}

TEST(Merkle, HugeSizesAreNoAborts) {
  const std::vector<Digest> proof(64);
  for (const std::uint64_t size : {std::uint64_t{1} << 63, UINT64_MAX - 1, UINT64_MAX}) {
    for (const std::uint64_t index : {std::uint64_t{0}, size / 2, size - 1, size}) {
      EXPECT_FALSE(verify_inclusion(Digest{}, LeafIndex{index}, TreeSize{size}, Digest{}, proof));
      EXPECT_FALSE(verify_consistency(TreeSize{index}, TreeSize{size}, Digest{}, sha256("x"), proof));
    }
    std::size_t asked = 0;
    const NodeReader counting = [&asked](unsigned, std::uint64_t) { return ++asked, Digest{}; };
    EXPECT_LE(inclusion_proof(LeafIndex{size / 2}, TreeSize{size}, counting).size(), 64u);
    EXPECT_LE(consistency_proof(TreeSize{size / 2}, TreeSize{size}, counting).size(), 65u);
    EXPECT_LE(asked, 256u);
  }
}

TEST(MerkleDeathTest, AProverAsksOnlyForWhatIsThere) {
  const NodeReader none = [](unsigned, std::uint64_t) { return Digest{}; };
  EXPECT_DEATH(inclusion_proof(LeafIndex{5}, TreeSize{5}, none), "broken promise");
  EXPECT_DEATH(consistency_proof(TreeSize{0}, TreeSize{5}, none), "broken promise");
  EXPECT_DEATH(consistency_proof(TreeSize{6}, TreeSize{5}, none), "broken promise");
}

}  // namespace
}  // namespace stocktrail
