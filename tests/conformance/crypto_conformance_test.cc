// Other people's vectors: RFC 6962 proofs (transparency-dev/merkle) and Ed25519 edge cases (C2SP/CCTV).
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "crypto/ed25519.h"
#include "crypto/json.h"
#include "crypto/merkle.h"
#include "tests/support/test_data.h"

namespace stocktrail {
namespace {

namespace fs = std::filesystem;

using test::test_data;

json::Document read_json(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  Result<json::Document> document =
      json::Document::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  if (!document) throw std::runtime_error(path.string() + ": " + document.error().detail);
  return std::move(*document);
}

std::vector<fs::path> json_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

// The vectors also hold "digests" of other lengths, as stand-ins for any root and as mistakes. A Digest
// cannot hold them, so each stands as its own hash: equal ones stay equal, and no proof leads to it.
Digest digest_of(json::Value text) {
  const std::string bytes = base64_decode(text.string()).value();
  Digest digest;
  if (bytes.size() != digest.size()) return sha256("not a digest: " + bytes);
  std::ranges::copy(as_bytes(bytes), digest.begin());
  return digest;
}

std::vector<Digest> proof_of(json::Value test) {
  std::vector<Digest> proof;
  const json::Value list = test.find("proof").value();
  if (list.is(json::Kind::null)) return proof;
  for (const json::Value hash : list.elements()) proof.push_back(digest_of(hash));
  return proof;
}

// Some indexes and sizes are meant as negative or as 2^64 - n: as unsigned numbers they are far out of the
// tree.
std::uint64_t number_of(json::Value test, std::string_view name) {
  const std::string_view text = test.find(name).value().number();
  return text.starts_with('-') ? static_cast<std::uint64_t>(std::stoll(std::string(text)))
                               : std::stoull(std::string(text));
}

bool wants_acceptance(json::Value test) {
  return !test.find("wantErr").value().boolean();
}

TEST(MerkleVectors, Inclusion) {
  ST_NEEDS(test_data("merkle"));
  std::size_t accepted = 0, refused = 0;
  for (const fs::path& path : json_files(test_data("merkle/inclusion"))) {
    const json::Document document = read_json(path);
    const json::Value test = document.root();
    const bool verdict = verify_inclusion(
        digest_of(test.find("leafHash").value()), LeafIndex{number_of(test, "leafIdx")},
        TreeSize{number_of(test, "treeSize")}, digest_of(test.find("root").value()), proof_of(test));
    // An empty leaf or root is no digest: nothing to verify, so refused before; two stand-ins would be equal.
    EXPECT_EQ(verdict && test.find("root")->string() != "", wants_acceptance(test)) << path;
    ++(verdict ? accepted : refused);
  }
  EXPECT_GE(accepted, 5u);
  EXPECT_GE(refused, 80u);
}

TEST(MerkleVectors, Consistency) {
  ST_NEEDS(test_data("merkle"));
  std::size_t accepted = 0, refused = 0, decided_otherwise = 0;
  for (const fs::path& path : json_files(test_data("merkle/consistency"))) {
    const json::Document document = read_json(path);
    const json::Value test = document.root();
    const bool verdict = verify_consistency(
        TreeSize{number_of(test, "size1")}, TreeSize{number_of(test, "size2")},
        digest_of(test.find("root1").value()), digest_of(test.find("root2").value()), proof_of(test));
    if (path.filename() == "size1-is-zero-and-size2-is-not-zero.json") {
      // docs/formats.md, "Entry and tree": the empty tree is a prefix of every tree.
      EXPECT_TRUE(verdict);
      ++decided_otherwise;
      continue;
    }
    EXPECT_EQ(verdict, wants_acceptance(test)) << path;
    ++(verdict ? accepted : refused);
  }
  EXPECT_EQ(decided_otherwise, 1u);
  EXPECT_GE(accepted, 5u);
  EXPECT_GE(refused, 80u);
}

TEST(Ed25519Vectors, AcceptsExactlyTheUnambiguousOnes) {
  ST_NEEDS(test_data("ed25519"));
  const std::set<std::string_view> ambiguous = {"low_order_A", "low_order_R", "non_canonical_A",
                                                "non_canonical_R", "low_order_residue"};
  const json::Document document = read_json(test_data("ed25519/cctv.json"));
  std::size_t cases = 0, accepted = 0;
  for (const json::Value test : document.root().elements()) {
    const std::string key_bytes = hex_decode(test.find("key")->string()).value();
    const std::string signature = hex_decode(test.find("sig")->string()).value();
    const std::optional<PublicKey> key = PublicKey::from_bytes(as_bytes(key_bytes));
    const bool verdict = key && verify(*key, as_bytes(test.find("msg")->string()), as_bytes(signature));
    bool wanted = true;
    if (const auto flags = test.find("flags"); flags && flags->is(json::Kind::array)) {
      for (const json::Value flag : flags->elements()) wanted = wanted && !ambiguous.contains(flag.string());
    }
    EXPECT_EQ(verdict, wanted) << test.find("number")->raw();
    ++cases;
    accepted += verdict ? 1 : 0;
  }
  EXPECT_EQ(cases, 914u);
  EXPECT_EQ(accepted, 43u);
}

}  // namespace
}  // namespace stocktrail
