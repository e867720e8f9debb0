#include "crypto/json.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <vector>

#include "crypto/detail/json_parts.h"
#include "crypto/detail/json_token.h"
#include "crypto/detail/json_tree.h"

namespace stocktrail::json {

namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::size_t parser_bytes_kept = 1024 * 1024;
constexpr std::size_t members_compared_pairwise = 32;

/// Walks simdjson's on-demand cursor once over the whole text, which makes it check all of the grammar
/// between tokens; the tokens themselves (strings, numbers, words) are checked here.
class Builder {
 public:
  explicit Builder(Tree& tree) : tree_(tree), source_(tree.source.get()) {}

  bool build(ondemand::document& document) {
    const std::string_view text = trim({source_, tree_.source_size});
    if (text.empty()) return refuse(source_, "the text is empty; a JSON value was expected");
    if (text.front() != '{' && text.front() != '[') return root_scalar(text);
    ondemand::value root;
    if (const auto error = document.get_value().get(root)) return refuse_grammar(text.data(), error);
    if (!value(root, 0, Slice{})) return false;
    const char* rest = nullptr;
    if (!document.current_location().get(rest)) return refuse(rest, "there is text after the JSON value");
    return true;
  }

  Error error() && { return std::move(error_); }

 private:
  bool refuse(const char* at, std::string detail) {
    error_ = {ErrorCode::invalid_argument, std::move(detail), "byte " + std::to_string(at - source_)};
    return false;
  }
  bool refuse_grammar(const char* at, simdjson::error_code error) {
    switch (error) {
      case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
        return refuse(at, "this array or object is not closed");
      case simdjson::INCORRECT_TYPE:
        return refuse(at, "a JSON value was expected here");
      default:
        return refuse(at, "a comma, a colon, a name in quotes or a closing bracket was expected here");
    }
  }

  bool value(ondemand::value v, std::size_t depth, Slice name) {
    const std::string_view token = v.raw_json_token();
    const char* const begin = token.data();
    const auto node = static_cast<std::uint32_t>(tree_.nodes.size());
    tree_.nodes.emplace_back().name = name;
    tree_.nodes[node].raw_begin = offset(begin);
    const char* end = nullptr;
    switch (*begin) {
      case '{':
        if (!object(v, depth, node, &end)) return false;
        break;
      case '[':
        if (!array(v, depth, node, &end)) return false;
        break;
      case '"': {
        ondemand::raw_json_string raw;
        if (const auto error = v.get_raw_json_string().get(raw)) return refuse_grammar(begin, error);
        Slice text;
        if (!string(begin, &text, &end)) return false;
        set(node, Kind::string);
        tree_.nodes[node].text = text;
        break;
      }
      default:  // simdjson steps over a number or word by itself.
        if (!word(node, trim(token), &end)) return false;
    }
    close(node, end);
    return true;
  }

  bool object(ondemand::value v, std::size_t depth, std::uint32_t node, const char** end) {
    const char* const begin = source_ + tree_.nodes[node].raw_begin;
    if (depth >= depth_max) return refuse_depth(begin);
    ondemand::object members;
    if (const auto error = v.get_object().get(members)) return refuse_grammar(begin, error);
    set(node, Kind::object);
    const char* last = begin + 1;
    std::uint32_t count = 0;
    for (auto result : members) {
      ondemand::field field;
      if (const auto error = std::move(result).get(field)) return refuse_grammar(last, error);
      Slice name;
      if (!string(field.key().raw() - 1, &name, &last)) return false;
      if (!value(field.value(), depth + 1, name)) return false;
      last = last_end_;
      ++count;
    }
    tree_.nodes[node].count = count & 0x1FFFFFFF;
    *end = after_bracket(last);
    return no_duplicates(node);
  }

  bool array(ondemand::value v, std::size_t depth, std::uint32_t node, const char** end) {
    const char* const begin = source_ + tree_.nodes[node].raw_begin;
    if (depth >= depth_max) return refuse_depth(begin);
    ondemand::array elements;
    if (const auto error = v.get_array().get(elements)) return refuse_grammar(begin, error);
    set(node, Kind::array);
    const char* last = begin + 1;
    std::uint32_t count = 0;
    for (auto result : elements) {
      ondemand::value element;
      if (const auto error = std::move(result).get(element)) return refuse_grammar(last, error);
      if (!value(element, depth + 1, Slice{})) return false;
      last = last_end_;
      ++count;
    }
    tree_.nodes[node].count = count & 0x1FFFFFFF;
    *end = after_bracket(last);
    return true;
  }

  bool refuse_depth(const char* at) {
    return refuse(at, "arrays and objects are nested deeper than " + std::to_string(depth_max) + " levels");
  }

  /// The grammar was checked: after the last element there is only white space, then the bracket.
  const char* after_bracket(const char* last) const {
    while (is_space(*last)) ++last;
    return last + 1;
  }

  /// `quote` is the opening quote of a string that simdjson found: it is closed, UTF-8, without control
  /// characters.
  bool string(const char* quote, Slice* slice, const char** end) {
    const char* const limit = source_ + tree_.source_size;
    const char* const begin = quote + 1;
    const char* p =
        static_cast<const char*>(std::memchr(begin, '"', static_cast<std::size_t>(limit - begin)));
    if (p == nullptr) return refuse(quote, "this string has no closing quote");
    const auto size = static_cast<std::size_t>(p - begin);
    if (std::memchr(begin, '\\', size) == nullptr) {
      *slice = {offset(begin), static_cast<std::uint32_t>(size) & 0x7FFFFFFF, 0};
      *end = p + 1;
      return true;
    }
    return escaped_string(begin, limit, slice, end);
  }

  bool escaped_string(const char* p, const char* limit, Slice* slice, const char** end) {
    const std::size_t start = tree_.unescaped.size();
    while (p < limit && *p != '"') {
      if (*p != '\\') {
        tree_.unescaped.push_back(*p++);
        continue;
      }
      const char* const after = unescape(p, limit, tree_.unescaped);
      if (after == nullptr) return refuse(p, "this escape is not one of JSON's, or half of a surrogate pair");
      p = after;
    }
    if (p >= limit) return refuse(limit, "a string has no closing quote");
    const auto size = static_cast<std::uint32_t>(tree_.unescaped.size() - start);
    *slice = {static_cast<std::uint32_t>(start), size & 0x7FFFFFFF, 1};
    *end = p + 1;
    return true;
  }

  bool word(std::uint32_t node, std::string_view token, const char** end) {
    if (token == "true" || token == "false") {
      set(node, Kind::boolean);
    } else if (token == "null") {
      set(node, Kind::null);
    } else if (is_number(token)) {
      set(node, Kind::number);
    } else {
      return refuse(source_ + tree_.nodes[node].raw_begin, "a JSON value was expected here");
    }
    *end = token.data() + token.size();
    return true;
  }

  /// The cursor cannot go into a scalar root; stage 1 of simdjson has checked UTF-8, quotes and control
  /// characters.
  bool root_scalar(std::string_view text) {
    tree_.nodes.emplace_back().raw_begin = offset(text.data());
    const char* end = nullptr;
    if (text.front() == '"') {
      Slice slice;
      if (!string(text.data(), &slice, &end)) return false;
      if (end != text.data() + text.size()) return refuse(end, "there is text after the JSON value");
      set(0, Kind::string);
      tree_.nodes[0].text = slice;
    } else if (!word(0, text, &end)) {
      return false;
    }
    close(0, end);
    return true;
  }

  bool no_duplicates(std::uint32_t node) {
    const std::uint32_t count = tree_.nodes[node].count;
    if (count < 2) return true;
    std::array<std::string_view, members_compared_pairwise> few;
    std::vector<std::string_view> many(count > few.size() ? count : 0);
    const std::span<std::string_view> names =
        many.empty() ? std::span(few).first(count) : std::span<std::string_view>(many);
    std::uint64_t seen = 0;  // A filter: a name can only be there twice if its bit was set before.
    bool unsure = false;
    std::size_t at = 0;
    for (std::uint32_t n = node + 1; n < tree_.nodes.size(); n = tree_.nodes[n].next) {
      const std::string_view text = tree_.text(tree_.nodes[n].name);
      const auto first = text.empty() ? 0u : static_cast<unsigned char>(text.front());
      const auto last = text.empty() ? 0u : static_cast<unsigned char>(text.back());
      const std::uint64_t bit = std::uint64_t{1} << ((first * 7 + last * 13 + text.size() * 29) & 63);
      unsure = unsure || (seen & bit) != 0;
      seen |= bit;
      names[at++] = text;
    }
    if (!unsure) return true;
    if (many.empty()) {
      for (std::size_t i = 1; i < names.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
          if (names[i] == names[j]) return refuse_duplicate(node, names[i]);
        }
      }
      return true;
    }
    std::ranges::sort(names);
    const auto twin = std::ranges::adjacent_find(names);
    return twin == names.end() || refuse_duplicate(node, *twin);
  }

  bool refuse_duplicate(std::uint32_t node, std::string_view name) {
    return refuse(source_ + tree_.nodes[node].raw_begin,
                  "this object has two members named \"" + std::string(name.substr(0, 100)) + "\"");
  }

  std::uint32_t offset(const char* p) const { return static_cast<std::uint32_t>(p - source_); }
  void set(std::uint32_t node, Kind kind) { tree_.nodes[node].kind = static_cast<std::uint32_t>(kind) & 7; }
  void close(std::uint32_t node, const char* end) {
    tree_.nodes[node].raw_size = offset(end) - tree_.nodes[node].raw_begin;
    tree_.nodes[node].next = static_cast<std::uint32_t>(tree_.nodes.size());
    last_end_ = end;
  }

  Tree& tree_;
  const char* const source_;
  const char* last_end_ = nullptr;  // Where the value that was closed last ends.
  Error error_;
};

/// What simdjson's first pass found, told with its place.
Error stage_one_fault(simdjson::error_code error, std::string_view text) {
  const auto refused = [](std::string detail, std::size_t at) {
    return Error{ErrorCode::invalid_argument, std::move(detail), "byte " + std::to_string(at)};
  };
  switch (error) {
    case simdjson::EMPTY:
      return refused("the text is empty; a JSON value was expected", 0);
    case simdjson::UTF8_ERROR:
      return refused("the text is not well-formed UTF-8", utf8_fault(text));
    case simdjson::UNCLOSED_STRING:
      return refused("a string has no closing quote", string_fault(text));
    case simdjson::UNESCAPED_CHARS:
      return refused("a string holds a control character that is not escaped", string_fault(text));
    default:
      return refused("the text is not JSON", 0);
  }
}

/// Making a parser allocates, so one is kept for each thread.
ondemand::parser& parser_of_thread() {
  thread_local ondemand::parser parser(document_bytes_max);
  return parser;
}

/// Unless a huge text made it huge.
void let_go_if_huge(ondemand::parser& parser, std::size_t text_bytes) {
  if (text_bytes > parser_bytes_kept) parser = ondemand::parser(document_bytes_max);
}

bool find_parts_in(ondemand::object& object, std::string_view one, std::string_view list, const auto& part_of,
                   Parts& parts) {
  for (auto result : object) {
    ondemand::field field;
    std::string_view name;
    if (std::move(result).get(field) || field.unescaped_key().get(name)) return false;
    if (name == one) parts.one = trim(part_of(field.value().raw_json_token()));
    ondemand::array elements;
    if (name != list) continue;
    if (field.value().get_array().get(elements)) return false;
    for (auto element : elements) {
      ondemand::object item;
      std::string_view raw;
      if (element.get_object().get(item) || item.raw_json().get(raw)) return false;
      parts.list.push_back(part_of(raw));
    }
  }
  return !parts.one.empty() && !parts.list.empty();
}

}  // namespace

std::optional<Parts> find_parts(std::string_view text, std::string_view one, std::string_view list) {
  const simdjson::padded_string padded(text);
  ondemand::parser& parser = parser_of_thread();
  Parts parts;
  bool found = false;
  {
    ondemand::document document;
    ondemand::object object;
    const auto part_of = [&](std::string_view part) {
      return text.substr(static_cast<std::size_t>(part.data() - padded.data()), part.size());
    };
    found = !parser.iterate(padded).get(document) && !document.get_object().get(object) &&
            find_parts_in(object, one, list, part_of, parts);
  }
  let_go_if_huge(parser, text.size());
  return found ? std::optional(std::move(parts)) : std::nullopt;
}

Document::Document(std::unique_ptr<Tree> tree) : tree_(std::move(tree)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Value Document::root() const {
  return {tree_.get(), 0};
}

Result<Document> Document::parse(std::string_view text) {
  if (text.size() > document_bytes_max) {
    return fail(ErrorCode::too_large,
                "the JSON text has more than " + std::to_string(document_bytes_max) + " bytes");
  }
  auto tree = std::make_unique<Tree>();
  tree->source = std::make_unique_for_overwrite<char[]>(text.size() + simdjson::SIMDJSON_PADDING);
  std::ranges::copy(text, tree->source.get());  // Of an empty text the bytes may stand nowhere.
  std::memset(tree->source.get() + text.size(), 0, simdjson::SIMDJSON_PADDING);
  tree->source_size = text.size();
  tree->nodes.reserve(text.size() / 16 + 8);

  ondemand::parser& parser = parser_of_thread();
  ondemand::document document;
  const auto error =
      parser.iterate(tree->source.get(), text.size(), text.size() + simdjson::SIMDJSON_PADDING).get(document);
  if (error) return std::unexpected(stage_one_fault(error, text));
  Builder builder(*tree);
  const bool built = builder.build(document);
  let_go_if_huge(parser, text.size());
  if (!built) return std::unexpected(std::move(builder).error());
  return Document(std::move(tree));
}

}  // namespace stocktrail::json
