// crypto/json.h: the one JSON reader (RFC 8259 as I-JSON, RFC 7493). Strict: UTF-8, no duplicate names, no
// lone surrogates, depth and size limits. Values keep their raw text, because signed bytes and exact decimals
// need it. The home of simdjson.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/result.h"

namespace stocktrail::json {

inline constexpr std::size_t document_bytes_max = 16 * 1024 * 1024;
inline constexpr std::size_t depth_max = 32;  // Levels of arrays and objects; a scalar has depth 0.

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

/// "an object", "a string", ...: for messages.
std::string_view describe(Kind kind);

class ElementRange;
class MemberRange;
struct Tree;  // Source text and nodes of a document; lives on the heap.

/// A value inside a Document: a small handle, copied freely, valid as long as the Document (moving a Document
/// keeps its values valid). Accessors of the wrong kind are bugs and abort; ask kind() first.
class Value {
 public:
  Kind kind() const;
  bool is(Kind k) const { return kind() == k; }
  /// The exact source text of this value, from its first to its last character.
  std::string_view raw() const;

  bool boolean() const;
  std::string_view string() const;  // Unescaped UTF-8.
  std::string_view number() const;  // The source text, e.g. "12.50".
  /// The number as an integer; nullopt with a fraction, exponent or out of range, and for -0.
  std::optional<std::int64_t> integer() const;

  std::size_t size() const;  // Elements or members.
  ElementRange elements() const;
  MemberRange members() const;                             // In source order.
  std::optional<Value> find(std::string_view name) const;  // Linear in the number of members.

 private:
  friend class Document;
  friend class ElementRange;
  friend class MemberRange;
  Value(const Tree* tree, std::uint32_t node) : tree_(tree), node_(node) {}
  const Tree* tree_;
  std::uint32_t node_;
};

struct Member {
  std::string_view name;  // Unescaped.
  Value value;
};

/// Forward range over the elements of an array.
class ElementRange {
 public:
  class Iterator {
   public:
    using value_type = Value;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::forward_iterator_tag;
    Iterator() = default;
    Value operator*() const { return {tree_, node_}; }
    Iterator& operator++();
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator&) const = default;

   private:
    friend class ElementRange;
    Iterator(const Tree* tree, std::uint32_t node) : tree_(tree), node_(node) {}
    const Tree* tree_ = nullptr;
    std::uint32_t node_ = 0;
  };
  Iterator begin() const { return {tree_, first_}; }
  Iterator end() const { return {tree_, last_}; }

 private:
  friend class Value;
  ElementRange(const Tree* tree, std::uint32_t first, std::uint32_t last)
      : tree_(tree), first_(first), last_(last) {}
  const Tree* tree_;
  std::uint32_t first_, last_;
};

/// Forward range over the members of an object, in source order.
class MemberRange {
 public:
  class Iterator {
   public:
    using value_type = Member;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::forward_iterator_tag;
    Iterator() = default;
    Member operator*() const;
    Iterator& operator++();
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator&) const = default;

   private:
    friend class MemberRange;
    Iterator(const Tree* tree, std::uint32_t node) : tree_(tree), node_(node) {}
    const Tree* tree_ = nullptr;
    std::uint32_t node_ = 0;
  };
  Iterator begin() const { return {tree_, first_}; }
  Iterator end() const { return {tree_, last_}; }

 private:
  friend class Value;
  MemberRange(const Tree* tree, std::uint32_t first, std::uint32_t last)
      : tree_(tree), first_(first), last_(last) {}
  const Tree* tree_;
  std::uint32_t first_, last_;
};

/// A parsed text, which it owns. Thread compatible.
class Document {
 public:
  /// An error's `where` is the place, "byte 17" (from 0); a text over the size limit is too_large.
  static Result<Document> parse(std::string_view text);
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  Value root() const;

 private:
  explicit Document(std::unique_ptr<Tree> tree);
  std::unique_ptr<Tree> tree_;
};

}  // namespace stocktrail::json
