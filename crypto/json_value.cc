#include <charconv>

#include "crypto/detail/json_tree.h"
#include "crypto/json.h"

namespace stocktrail::json {
namespace {

const Node& at(const Tree* tree, std::uint32_t node) {
  return tree->nodes[node];
}

}  // namespace

std::string_view describe(Kind kind) {
  switch (kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return "true or false";
    case Kind::number:
      return "a number";
    case Kind::string:
      return "a string";
    case Kind::array:
      return "an array";
    case Kind::object:
      return "an object";
  }
  return "a value";
}

Kind Value::kind() const {
  return static_cast<Kind>(at(tree_, node_).kind);
}

std::string_view Value::raw() const {
  const Node& node = at(tree_, node_);
  return {tree_->source.get() + node.raw_begin, node.raw_size};
}

bool Value::boolean() const {
  ST_CHECK(is(Kind::boolean));
  return raw().front() == 't';
}

std::string_view Value::string() const {
  ST_CHECK(is(Kind::string));
  return tree_->text(at(tree_, node_).text);
}

std::string_view Value::number() const {
  ST_CHECK(is(Kind::number));
  return raw();
}

std::optional<std::int64_t> Value::integer() const {
  const std::string_view text = number();
  std::int64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || stop != text.data() + text.size() || text == "-0") return std::nullopt;
  return value;
}

std::size_t Value::size() const {
  ST_CHECK(is(Kind::array) || is(Kind::object));
  return at(tree_, node_).count;
}

ElementRange Value::elements() const {
  ST_CHECK(is(Kind::array));
  return {tree_, node_ + 1, at(tree_, node_).next};
}

MemberRange Value::members() const {
  ST_CHECK(is(Kind::object));
  return {tree_, node_ + 1, at(tree_, node_).next};
}

std::optional<Value> Value::find(std::string_view name) const {
  for (const Member member : members()) {
    if (member.name == name) return member.value;
  }
  return std::nullopt;
}

ElementRange::Iterator& ElementRange::Iterator::operator++() {
  node_ = at(tree_, node_).next;
  return *this;
}

MemberRange::Iterator& MemberRange::Iterator::operator++() {
  node_ = at(tree_, node_).next;
  return *this;
}

Member MemberRange::Iterator::operator*() const {
  return {tree_->text(at(tree_, node_).name), Value(tree_, node_)};
}

}  // namespace stocktrail::json
