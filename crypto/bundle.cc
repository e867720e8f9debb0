#include "crypto/bundle.h"

#include <algorithm>

#include "crypto/detail/text_lines.h"

namespace stocktrail {
namespace {

constexpr std::string_view first_line = "stocktrail-proof/v1";
// The second version has one line more, and stands only where that is needed, so that older programs read the
// rest.
constexpr std::string_view first_line_hiding = "stocktrail-proof/v2";
constexpr std::string_view hiding_line = "events left out";
constexpr std::string_view index_start = "index ";
constexpr std::string_view blind_start = "blind ";
constexpr std::string_view path_start = "path ";
constexpr std::string_view statement_start = "statement ";

/// Takes lines off a proof file and knows their numbers, for messages.
class BundleParser {
 public:
  explicit BundleParser(std::string_view text) : rest_(text) {}

  Result<Bundle> parse() {
    if (rest_.size() > bundle_bytes_max) {
      return fail(ErrorCode::too_large,
                  "a proof file has at most " + std::to_string(bundle_bytes_max) + " bytes");
    }
    Bundle bundle;
    bundle.hides_events = next() == first_line_hiding;
    if (!bundle.hides_events && line_ != first_line)
      return refuse("the first line is stocktrail-proof/v1 or stocktrail-proof/v2");
    if (bundle.hides_events && next() != hiding_line)
      return refuse("the second line of stocktrail-proof/v2 is \"events left out\"");
    next();
    while (line_ && !line_->empty()) {
      if (bundle.entries.size() == bundle_entries_max) {
        return fail(ErrorCode::too_large,
                    "a proof file has at most " + std::to_string(bundle_entries_max) + " statements");
      }
      Result<BundleEntry> entry = parse_entry();
      if (!entry) return std::unexpected(std::move(entry.error()));
      if (!bundle.entries.empty() && entry->index <= bundle.entries.back().index) {
        return refuse("the statements stand in the order of their index");
      }
      bundle.entries.push_back(std::move(*entry));
    }
    if (!line_) return refuse("an empty line and the checkpoint were expected");
    if (const Result<Note> note = parse_note(rest_); !note) return std::unexpected(note.error());
    bundle.checkpoint = rest_;
    return bundle;
  }

 private:
  std::optional<std::string_view> next() {
    ++number_;
    return line_ = take_line(rest_);
  }

  /// What follows `start` in the present line, and moves on.
  std::optional<std::string_view> take(std::string_view start) {
    if (!line_ || !line_->starts_with(start)) return std::nullopt;
    const std::string_view value = line_->substr(start.size());
    next();
    return value;
  }

  Result<BundleEntry> parse_entry() {
    BundleEntry entry;
    const std::optional<std::string_view> index = take(index_start);
    const std::optional<std::uint64_t> number = index ? parse_decimal(*index) : std::nullopt;
    if (!number) return refuse("an index line with a decimal number was expected");
    entry.index = LeafIndex{*number};
    const std::optional<std::string_view> blind = take(blind_start);
    const std::optional<Digest> blind_bytes = blind ? parse_digest(*blind) : std::nullopt;
    if (!blind_bytes) return refuse("a blind line with 32 bytes in base64 was expected");
    entry.blind = *blind_bytes;
    while (const std::optional<std::string_view> path = take(path_start)) {
      const std::optional<Digest> digest = parse_digest(*path);
      if (!digest) return refuse("a path line with 32 bytes in base64 was expected");
      if (entry.path.size() == bundle_path_digests_max) return refuse("a path has at most 63 digests");
      entry.path.push_back(*digest);
    }
    const std::optional<std::string_view> statement = take(statement_start);
    const auto is_plain = [](char c) { return c > ' ' && c < 0x7F; };
    if (!statement || !std::ranges::all_of(*statement, is_plain))
      return refuse("a statement line with an SD-JWT was expected");
    entry.sd_jwt = *statement;
    return entry;
  }

  std::unexpected<Error> refuse(std::string detail) const {
    return fail(ErrorCode::invalid_argument, std::move(detail), "line " + std::to_string(number_));
  }

  std::string_view rest_;
  std::optional<std::string_view> line_;
  std::size_t number_ = 0;
};

void append_line(std::string& text, std::string_view start, std::string_view value) {
  text += start;
  text += value;
  text += '\n';
}

}  // namespace

std::string encode_bundle(const Bundle& bundle) {
  std::string text;
  append_line(text, bundle.hides_events ? first_line_hiding : first_line, "");
  if (bundle.hides_events) append_line(text, hiding_line, "");
  for (const BundleEntry& entry : bundle.entries) {
    append_line(text, index_start, std::to_string(to_u64(entry.index)));
    append_line(text, blind_start, base64_encode(entry.blind));
    for (const Digest& digest : entry.path) append_line(text, path_start, base64_encode(digest));
    append_line(text, statement_start, entry.sd_jwt);
  }
  text += '\n';
  text += bundle.checkpoint;
  return text;
}

Result<Bundle> parse_bundle(std::string_view text) {
  return BundleParser(text).parse();
}

}  // namespace stocktrail
