// tests/support/log_fixture.h: a small log in memory with a fixed key: entries, tree and signed checkpoints.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crypto/checkpoint.h"
#include "crypto/merkle.h"
#include "crypto/tile.h"

namespace stocktrail::test {

inline SigningKey fixed_key(std::string_view name) {
  return *SigningKey::from_seed(sha256(name));
}

class LogFixture {
 public:
  static constexpr std::string_view origin = "log.example/stocktrail-test";

  explicit LogFixture(std::size_t size) : key_(fixed_key("log key")) {
    for (std::size_t i = 0; i < size; ++i) append(sha256("entry " + std::to_string(i)));
  }

  void append(const Digest& entry) {
    entries_.push_back(entry);
    Digest node = hash_leaf(entry);
    for (unsigned level = 0;; ++level) {
      if (levels_.size() == level) levels_.emplace_back();
      levels_[level].push_back(node);
      if (levels_[level].size() % 2 != 0) break;
      node = hash_children(levels_[level].end()[-2], node);
    }
    frontier_.append(hash_leaf(entry));
  }

  const Digest& entry(std::size_t index) const { return entries_[index]; }
  std::span<const Digest> entries() const { return entries_; }
  TreeSize size() const { return frontier_.size(); }
  Checkpoint checkpoint() const { return {std::string(origin), size(), frontier_.root()}; }
  std::string signed_checkpoint() const { return sign_checkpoint(checkpoint(), key_); }
  const SigningKey& key() const { return key_; }
  NoteVerifier verifier() const { return *NoteVerifier::make(origin, key_.public_key()); }

  NodeReader reader() const {
    return [this](unsigned level, std::uint64_t index) { return levels_.at(level).at(index); };
  }
  /// The bytes of a tile that exists.
  std::string tile(const TileId& id) const {
    std::string bytes;
    for (std::uint64_t i = 0; i < id.width; ++i) {
      bytes += as_text(levels_.at(id.level * tile_height).at(id.index * tile_width + i));
    }
    return bytes;
  }

 private:
  SigningKey key_;
  std::vector<Digest> entries_;
  std::vector<std::vector<Digest>> levels_;  // Full subtrees of 2^level leaves.
  Frontier frontier_;
};

}  // namespace stocktrail::test
