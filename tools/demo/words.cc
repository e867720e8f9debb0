#include "tools/demo/words.h"

#include <charconv>

namespace stocktrail::demo {
namespace {

constexpr std::int64_t day_micros = 86'400'000'000;

}  // namespace

Result<void> Words::add(std::string_view name, std::string_view text) {
  auto filled = fill(text);
  if (!filled) return std::unexpected(std::move(filled.error()));
  words_.insert_or_assign(std::string(name), std::move(*filled));
  return {};
}

Result<std::string> Words::fill(std::string_view text) const {
  std::string out;
  for (;;) {
    const std::size_t open = text.find("{{");
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    const std::size_t close = text.find("}}", open);
    if (close == std::string_view::npos) {
      return fail(ErrorCode::invalid_argument, "A word of the sample chain is not closed.");
    }
    auto word = replacement(text.substr(open + 2, close - open - 2));
    if (!word) return word;
    out += *word;
    text.remove_prefix(close + 2);
  }
}

Result<std::string> Words::moment(std::string_view text) const {
  const std::size_t space = text.find(' ');
  if (!text.starts_with("day") || space == std::string_view::npos) {
    return fail(ErrorCode::invalid_argument,
                "\"" + std::string(text) + "\" is no moment like \"day-93 05:40\".");
  }
  auto day = date(text.substr(3, space - 3));
  if (!day) return day;
  return *day + "T" + std::string(text.substr(space + 1)) + ":00" + std::string(chain_offset);
}

Result<std::string> Words::replacement(std::string_view name) const {
  if (const auto word = words_.find(name); word != words_.end()) return word->second;
  if (name.starts_with("day")) return date(name.substr(3));
  if (name.starts_with("code")) {
    const auto iso = date(name.substr(4));  // 2026-10-23
    if (!iso) return iso;
    return iso->substr(2, 2) + iso->substr(5, 2) + iso->substr(8, 2);
  }
  return fail(ErrorCode::invalid_argument, "\"" + std::string(name) + "\" is no word of the sample chain.");
}

Result<std::string> Words::date(std::string_view offset) const {
  std::int64_t days = 0;
  if (offset.starts_with('+')) offset.remove_prefix(1);
  const auto [end, error] = std::from_chars(offset.data(), offset.data() + offset.size(), days);
  if (!offset.empty() && (error != std::errc{} || end != offset.data() + offset.size())) {
    return fail(ErrorCode::invalid_argument, "\"" + std::string(offset) + "\" is no number of days.");
  }
  return format_date(Micros{to_i64(day_) + days * day_micros});
}

}  // namespace stocktrail::demo
