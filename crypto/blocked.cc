#include "crypto/blocked.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "crypto/bytes.h"
#include "crypto/sha256.h"

namespace stocktrail {
namespace {

constexpr std::string_view first_line = "stocktrail-blocked/v1";
constexpr std::int64_t last_second = 253'402'300'799;  // The end of the year 9999.

std::string text_of(const std::vector<BlockedGoods>& goods) {
  std::string text;
  for (const BlockedGoods& one : goods)
    text.append(one.path).append(1, ' ').append(std::to_string(one.statement)).append(1, '\n');
  return text;
}

/// No text of a checkpoint: that has three lines.
std::string head_of(const BlockedList& list, const Digest& goods) {
  std::string text(first_line);
  text.append(1, '\n').append(list.made_from.text());
  text.append(std::to_string(list.at)).append(1, '\n');
  text.append(list.complete ? "complete" : "cut").append(1, '\n');
  text.append(std::to_string(list.goods.size())).append(1, '\n');
  return text.append(base64_encode(goods)).append(1, '\n');
}

Error bad(std::string detail) {
  return {ErrorCode::invalid_argument, "This is no list of blocked goods: " + std::move(detail), {}};
}

/// Takes a line, without its end; nullopt: there is none.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool is_path(std::string_view path) {
  return path.starts_with("/01/") && std::ranges::all_of(path, [](char c) { return c > ' ' && c < 0x7F; });
}

Result<std::vector<BlockedGoods>> read_goods(std::string_view text) {
  std::vector<BlockedGoods> goods;
  while (!text.empty()) {
    const auto line = take_line(text);
    const std::size_t space = line ? line->rfind(' ') : std::string_view::npos;
    const auto statement =
        space != std::string_view::npos ? number_of(line->substr(space + 1)) : std::nullopt;
    if (!statement || !is_path(line->substr(0, space)))
      return std::unexpected(bad("line " + std::to_string(goods.size() + 1) + " of the goods is malformed."));
    if (goods.size() == blocked_goods_max) return std::unexpected(bad("it names too many goods."));
    goods.push_back({std::string(line->substr(0, space)), *statement});
    const bool is_sorted = goods.size() < 2 || goods[goods.size() - 2].path < goods.back().path;
    if (!is_sorted) return std::unexpected(bad("its goods are not in order."));
  }
  return goods;
}

Result<BlockedList> read_head(std::string_view text) {
  BlockedList list;
  if (take_line(text) != first_line) return std::unexpected(bad("it is of another kind or version."));
  std::string checkpoint;
  for (int i = 0; i < 3; ++i) checkpoint.append(take_line(text).value_or("")).append(1, '\n');
  const auto made_from = parse_checkpoint_text(checkpoint);
  if (!made_from) return std::unexpected(bad("the checkpoint in it is malformed."));
  list.made_from = *made_from;
  const auto at = number_of(take_line(text).value_or(""));
  if (!at || *at > static_cast<std::uint64_t>(last_second))
    return std::unexpected(bad("its time is malformed."));
  list.at = static_cast<std::int64_t>(*at);
  list.complete = take_line(text).value_or("") == "complete";
  return list;
}

}  // namespace

const BlockedGoods* BlockedList::find(std::string_view path) const {
  const auto found = std::ranges::lower_bound(goods, path, {}, &BlockedGoods::path);
  return found != goods.end() && found->path == path ? &*found : nullptr;
}

Digest digest_of(const std::vector<BlockedGoods>& goods) {
  return sha256(text_of(goods));
}

std::string sign_blocked(const BlockedList& list, const SigningKey& key) {
  const std::string goods = text_of(list.goods);
  return sign_note(head_of(list, sha256(goods)), list.made_from.origin, key) + '\n' + goods;
}

Result<BlockedList> open_blocked(std::string_view file, const NoteVerifier& log) {
  if (file.size() > blocked_bytes_max) return std::unexpected(bad("it is too large."));
  const std::size_t head_end = file.find("\n\n");
  const std::size_t note_end =
      head_end == std::string_view::npos ? head_end : file.find("\n\n", head_end + 2);
  if (note_end == std::string_view::npos) return std::unexpected(bad("it has no signature."));
  const auto note = parse_note(file.substr(0, note_end + 1));
  if (!note) return std::unexpected(note.error());
  auto list = read_head(note->text);
  if (!list) return list;
  if (list->made_from.origin != log.name() || !verify_note(*note, log))
    return fail(ErrorCode::bad_signature, "The list is not signed by the log " + log.name() + ".");
  const std::string_view goods = file.substr(note_end + 2);
  auto read = read_goods(goods);
  if (!read) return std::unexpected(std::move(read.error()));
  list->goods = *std::move(read);
  // One text for one list: numbers with leading zeros, another order or other goods are not what was signed.
  if (note->text != head_of(*list, sha256(goods)) || text_of(list->goods) != goods)
    return fail(ErrorCode::bad_signature, "The goods of the list are not those that the log signed.");
  return list;
}

}  // namespace stocktrail
