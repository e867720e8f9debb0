#include "crypto/blocked.h"

#include <algorithm>
#include <optional>

#include "crypto/bytes.h"
#include "crypto/detail/text_lines.h"
#include "crypto/sha256.h"

namespace stocktrail {
namespace {

constexpr std::string_view first_line = "stocktrail-blocked/v2";
constexpr std::int64_t last_second = 253'402'300'799;  // The end of the year 9999.

std::string text_of(const BlockedList& list) {
  std::string text;
  for (const BlockedGoods& one : list.goods)
    text.append(one.path).append(1, ' ').append(std::to_string(one.statement)).append(1, '\n');
  for (const std::string& product : list.cut) text.append(product).append(1, '\n');
  for (const BlockedPackage& one : list.packages)
    text.append(one.path).append(1, ' ').append(one.product).append(1, '\n');
  return text;
}

/// No text of a checkpoint: that has three lines.
std::string head_of(const BlockedList& list, const Digest& lines) {
  std::string text(first_line);
  text.append(1, '\n').append(list.made_from.text());
  text.append(std::to_string(list.at)).append(1, '\n');
  text.append(list.complete ? "complete" : "cut").append(1, '\n');
  for (const std::size_t count : {list.goods.size(), list.cut.size(), list.packages.size()})
    text.append(std::to_string(count)).append(1, '\n');
  return text.append(base64_encode(lines)).append(1, '\n');
}

Error bad(std::string detail) {
  return {ErrorCode::invalid_argument, "This is no list of blocked goods: " + std::move(detail), {}};
}

bool is_path(std::string_view path) {
  return path.starts_with("/01/") && std::ranges::all_of(path, [](char c) { return c > ' ' && c < 0x7F; });
}

struct Counts {
  std::size_t goods = 0, cut = 0, packages = 0;
};

/// The three parts, each in order.
class LineReader {
 public:
  LineReader(std::string_view text, BlockedList& list) : text_(text), list_(list) {}

  std::optional<Error> read(const Counts& counts) {
    if (counts.goods > blocked_goods_max || counts.cut > blocked_products_max ||
        counts.packages > blocked_products_max - counts.cut)
      return bad("it names too many goods.");
    const bool is_good =
        each(counts.goods, list_.goods, [](std::string_view line) { return goods_in(line); }) &&
        each(counts.cut, list_.cut, [](std::string_view line) { return product_in(line); }) &&
        each(counts.packages, list_.packages, [](std::string_view line) { return package_in(line); }) &&
        text_.empty();
    if (!is_good)
      return bad("line " + std::to_string(read_) + " of the goods is malformed, or not in order.");
    return std::nullopt;
  }

 private:
  static std::string_view path_of(const auto& one) { return one.path; }
  static std::string_view path_of(const std::string& product) { return product; }

  template <typename T>
  bool each(std::size_t count, std::vector<T>& list, const auto& parse) {
    for (; count > 0; --count) {
      ++read_;
      const auto line = take_line(text_);
      std::optional<T> one = line ? parse(*line) : std::nullopt;
      if (!one || (!list.empty() && path_of(list.back()) >= path_of(*one))) return false;
      list.push_back(*std::move(one));
    }
    ++read_;
    return true;
  }
  static std::optional<BlockedGoods> goods_in(std::string_view line) {
    const std::size_t space = line.rfind(' ');
    if (space == std::string_view::npos || !is_path(line.substr(0, space))) return std::nullopt;
    const auto statement = parse_decimal(line.substr(space + 1));
    return statement ? std::optional(BlockedGoods{std::string(line.substr(0, space)), *statement})
                     : std::nullopt;
  }
  static std::optional<std::string> product_in(std::string_view line) {
    return is_path(line) ? std::optional(std::string(line)) : std::nullopt;
  }
  static std::optional<BlockedPackage> package_in(std::string_view line) {
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    const std::string_view path = line.substr(0, space), product = line.substr(space + 1);
    return is_path(path) && is_path(product)
               ? std::optional(BlockedPackage{std::string(path), std::string(product)})
               : std::nullopt;
  }

  std::string_view text_;
  BlockedList& list_;
  std::size_t read_ = 0;
};

Result<BlockedList> read_head(std::string_view text, Counts& counts) {
  BlockedList list;
  if (take_line(text) != first_line) return std::unexpected(bad("it is of another kind or version."));
  std::string checkpoint;
  for (int i = 0; i < 3; ++i) checkpoint.append(take_line(text).value_or("")).append(1, '\n');
  const auto made_from = parse_checkpoint_text(checkpoint);
  if (!made_from) return std::unexpected(bad("the checkpoint in it is malformed."));
  list.made_from = *made_from;
  const auto at = parse_decimal(take_line(text).value_or(""));
  if (!at || *at > static_cast<std::uint64_t>(last_second))
    return std::unexpected(bad("its time is malformed."));
  list.at = static_cast<std::int64_t>(*at);
  list.complete = take_line(text).value_or("") == "complete";
  for (std::size_t* count : {&counts.goods, &counts.cut, &counts.packages}) {
    const auto number = parse_decimal(take_line(text).value_or(""));
    if (!number) return std::unexpected(bad("the number of its goods is malformed."));
    *count = *number;
  }
  return list;
}

}  // namespace

const BlockedGoods* BlockedList::find(std::string_view path) const {
  const auto found = std::ranges::lower_bound(goods, path, {}, &BlockedGoods::path);
  return found != goods.end() && found->path == path ? &*found : nullptr;
}

bool BlockedList::is_cut(std::string_view product) const {
  return std::ranges::binary_search(cut, product);
}

std::string_view BlockedList::product_of(std::string_view product) const {
  const auto found = std::ranges::lower_bound(packages, product, {}, &BlockedPackage::path);
  return found != packages.end() && found->path == product ? found->product : product;
}

Digest digest_of(const BlockedList& list) {
  return sha256((list.complete ? "complete\n" : "cut\n") + text_of(list));
}

std::string sign_blocked(const BlockedList& list, const SigningKey& key) {
  const std::string lines = text_of(list);
  return sign_note(head_of(list, sha256(lines)), list.made_from.origin, key) + '\n' + lines;
}

Result<BlockedList> open_blocked(std::string_view file, const NoteVerifier& log) {
  if (file.size() > blocked_bytes_max) return std::unexpected(bad("it is too large."));
  const std::size_t head_end = file.find("\n\n");
  const std::size_t note_end =
      head_end == std::string_view::npos ? head_end : file.find("\n\n", head_end + 2);
  if (note_end == std::string_view::npos) return std::unexpected(bad("it has no signature."));
  const auto note = parse_note(file.substr(0, note_end + 1));
  if (!note) return std::unexpected(note.error());
  Counts counts;
  auto list = read_head(note->text, counts);
  if (!list) return list;
  if (list->made_from.origin != log.name() || !verify_note(*note, log))
    return fail(ErrorCode::bad_signature, "The list is not signed by the log " + log.name() + ".");
  const std::string_view lines = file.substr(note_end + 2);
  if (auto fault = LineReader(lines, *list).read(counts)) return std::unexpected(*std::move(fault));
  // One text for one list: numbers with leading zeros, another order or other goods are not what was signed.
  if (note->text != head_of(*list, sha256(lines)) || text_of(*list) != lines)
    return fail(ErrorCode::bad_signature, "The goods of the list are not those that the log signed.");
  return list;
}

}  // namespace stocktrail
