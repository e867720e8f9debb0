// crypto/detail/json_tree.h: how json.cc lays out a document in memory, for json_value.cc to read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace stocktrail::json {

// Nodes stand in source order, each container before its content, so that `next` (the node after the whole
// subtree) is all that is needed to walk. Texts are slices of the source, or of `unescaped` where an escape
// had to be resolved.
struct Slice {
  std::uint32_t begin = 0;
  std::uint32_t size : 31 = 0;
  std::uint32_t is_unescaped : 1 = 0;
};

struct Node {
  std::uint32_t raw_begin = 0;
  std::uint32_t raw_size = 0;
  Slice name;  // Of a member of an object.
  Slice text;  // Of a string.
  std::uint32_t next = 0;
  std::uint32_t kind : 3 = 0;
  std::uint32_t count : 29 = 0;  // Elements or members.
};

struct Tree {
  std::unique_ptr<char[]> source;  // With simdjson's padding after it.
  std::size_t source_size = 0;
  std::vector<Node> nodes;
  std::string unescaped;

  std::string_view text(Slice slice) const {
    return {(slice.is_unescaped ? unescaped.data() : source.get()) + slice.begin, slice.size};
  }
};

}  // namespace stocktrail::json
