#include "ledger/epcis/json/detail/reading.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

#include "crypto/ascii.h"
#include "crypto/edit_distance.h"
#include "ledger/epcis/event.h"
#include "ledger/epcis/json/detail/context_state.h"
#include "ledger/epcis/json/detail/terms.h"

namespace stocktrail::epcis {
namespace {

constexpr std::size_t shown_bytes_max = 60;

// Cut to what a message can hold, never inside a UTF-8 sequence.
std::string cut(std::string_view text) {
  if (text.size() <= shown_bytes_max) return std::string(text);
  std::size_t end = shown_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "...";
}

bool is_plain_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return is_letter_or_digit(c) || c == '_'; });
}

// What another module told, as one of our sentences.
std::string sentence(std::string detail) {
  if (!detail.empty() && detail.back() != '.') detail += '.';
  return detail;
}

}  // namespace

std::string Path::text() const {
  if (up_ == nullptr) return std::string(name_);
  std::string text = up_->text();
  if (index_ != no_index) return text + "[" + std::to_string(index_) + "]";
  if (is_plain_name(name_)) {
    text += '.';
    text += cut(name_);
  } else {
    text += "['";
    text += cut(name_);
    text += "']";
  }
  return text;
}

bool Reading::fail(const Path& path, std::string detail, ErrorCode code) {
  if (!is_full()) faults_.push_back(Error{code, std::move(detail), path.text()});
  return false;
}

bool Reading::is_full() const {
  return faults_.size() >= event_faults_max;
}

std::vector<Error> Reading::faults() && {
  ST_CHECK(!faults_.empty());
  return std::move(faults_);
}

Error Reading::fault() && {
  return std::move(*this).faults().front();
}

std::string shown(const json::Value& value) {
  const bool is_large = value.is(json::Kind::object) || value.is(json::Kind::array);
  return is_large ? std::string(json::describe(value.kind())) : cut(value.raw());
}

std::string shown(std::string_view text) {
  std::string quoted = "\"";
  quoted += cut(text);
  quoted += '"';
  return quoted;
}

bool is_absolute_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon + 1 == text.size()) return false;
  return is_uri_scheme(text.substr(0, colon)) && std::ranges::none_of(text.substr(colon + 1), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte <= 0x20 || byte == 0x7F || c == '"' || c == '<' || c == '>' || c == '\\' || c == '`';
         });
}

bool read_string(Reading& reading, const json::Value& value, const Path& path, std::string_view& out) {
  if (!value.is(json::Kind::string)) {
    return reading.fail(path, "expected a string, found " + shown(value) + "; write it in quotes.");
  }
  out = value.string();
  if (out.size() > gs1::identifier_bytes_max) {
    return reading.fail(path, "the text is longer than 2048 bytes; shorten it.", ErrorCode::too_large);
  }
  if (out.empty()) return reading.fail(path, "the text is empty; give a value or leave the field out.");
  return true;
}

namespace {

/// The text of an identifier in full; `storage` holds it where a prefix was expanded.
bool read_identifier(Reading& reading, const json::Value& value, const Path& path, std::string_view& out,
                     std::string& storage) {
  if (!read_string(reading, value, path, out)) return false;
  Result<std::string_view> full = reading.context().expand_value(Context::ValueKind::id, out, storage);
  if (!full) {
    // The URN helps more than "sgtin:...".
    if (const Result<gs1::Key> key = gs1::parse_key(out); !key)
      return reading.fail(path, sentence(key.error().detail), key.error().code);
    return reading.fail(path, std::move(full.error().detail), full.error().code);
  }
  out = *full;
  return true;
}

}  // namespace

bool read_uri(Reading& reading, const json::Value& value, const Path& path, std::string& out) {
  if (!value.is(json::Kind::string)) {
    return reading.fail(path, "expected a URI in quotes, found " + shown(value) +
                                  R"(; write an address such as "https://example.com/..." or "urn:...".)");
  }
  std::string_view text;
  std::string storage;
  if (!read_identifier(reading, value, path, text, storage)) return false;
  out = text;
  if (is_absolute_uri(out)) return true;
  return reading.fail(path, "expected an absolute URI, found " + shown(out) +
                                R"(; write an address such as "https://example.com/..." or "urn:...".)");
}

bool read_number(Reading& reading, const json::Value& value, const Path& path, std::string_view& out) {
  if (!value.is(json::Kind::number)) {
    return reading.fail(path, "expected a number, found " + shown(value) +
                                  "; write a JSON number without quotes, such as 20 or 12.5.");
  }
  out = value.number();
  return true;
}

bool read_time(Reading& reading, const json::Value& value, const Path& path, Timestamp& out) {
  if (!value.is(json::Kind::string)) {
    return reading.fail(path, "expected a date and time in quotes, found " + shown(value) +
                                  R"(; write it like "2026-07-22T06:45:00+02:00".)");
  }
  std::string_view text;
  if (!read_string(reading, value, path, text)) return false;
  Result<Timestamp> time = Timestamp::parse(text);
  if (!time) return reading.fail(path, sentence(std::move(time.error().detail)));
  out = *std::move(time);
  return true;
}

namespace {

bool is_sensor_word(Vocabulary vocabulary) {
  return vocabulary == Vocabulary::sensor_property_type || vocabulary == Vocabulary::component ||
         vocabulary == Vocabulary::sensor_alert_type;
}

}  // namespace

Result<Word> word_of(Vocabulary vocabulary, std::string_view text, const Context& context) {
  // The words of the standard are terms of its own, inner context: no other declaration reaches them.
  const auto words = standard_words(vocabulary);
  if (std::ranges::binary_search(words, text)) return parse_word(vocabulary, text);
  // Prefixes of GS1 mean one thing everywhere; parse_word reads them and tells them as they were written.
  if (text.starts_with("cbv:") || text.starts_with("gs1:")) return parse_word(vocabulary, text);
  std::string storage;
  const Result<std::string_view> full = context.expand_value(Context::ValueKind::vocab, text, storage);
  if (full) return parse_word(vocabulary, *full);
  // Published sensor data use prefixes that nobody declared; JSON-LD takes such a word as the URI that it
  // looks like, and so do we: nothing is counted by it.
  if (is_sensor_word(vocabulary)) return parse_word(vocabulary, text);
  return std::unexpected(full.error());
}

bool read_word(Reading& reading, Vocabulary vocabulary, const json::Value& value, const Path& path,
               Word& out) {
  std::string_view text;
  if (!read_string(reading, value, path, text)) return false;
  Result<Word> word = word_of(vocabulary, text, reading.context());
  if (!word) return reading.fail(path, sentence(std::move(word.error().detail)));
  out = *std::move(word);
  return true;
}

bool read_key(Reading& reading, const json::Value& value, const Path& path, gs1::Key& out) {
  if (!value.is(json::Kind::string)) {
    return reading.fail(path, "expected an identifier in quotes, found " + shown(value) +
                                  R"(; write a URI such as "https://id.gs1.org/01/09521141012345/21/2017".)");
  }
  std::string_view text;
  std::string storage;
  if (!read_identifier(reading, value, path, text, storage)) return false;
  Result<gs1::Key> key = gs1::parse_key(text);
  if (!key) return reading.fail(path, sentence(std::move(key.error().detail)), key.error().code);
  if (text.data() == storage.data()) reading.note_prefixed(value.string(), *key);
  out = *std::move(key);
  return true;
}

bool expect_list(Reading& reading, const json::Value& value, const Path& path, std::size_t items_max) {
  if (!value.is(json::Kind::array)) {
    return reading.fail(path,
                        "expected a list, found " + shown(value) + "; put it in square brackets: [...].");
  }
  if (value.size() > items_max) {
    return reading.fail(path,
                        "the list has " + std::to_string(value.size()) + " elements, at most " +
                            std::to_string(items_max) + " are taken; split the event.",
                        ErrorCode::too_large);
  }
  return true;
}

bool expect_object(Reading& reading, const json::Value& value, const Path& path, std::string_view example) {
  if (value.is(json::Kind::object)) return true;
  return reading.fail(path,
                      "expected an object, found " + shown(value) + "; write " + std::string(example) + ".");
}

std::string_view closest(std::string_view name, std::span<const std::string_view> candidates) {
  const auto lower = [](std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), to_lower);
    return out;
  };
  std::string_view best;
  std::size_t least = 3;
  for (const std::string_view candidate : candidates) {
    const std::size_t d = edit_distance(lower(name), lower(candidate));
    if (d < least && d * 3 <= name.size()) {  // Two changes in a word of four letters make another word.
      least = d;
      best = candidate;
    }
  }
  return best;
}

namespace {

constexpr std::array<std::string_view, 6> value_keywords = {"@id",       "@type", "@value",
                                                            "@language", "@list", "@set"};

bool check_name(Reading& reading, std::string_view name, const Path& path) {
  if (const std::optional<QualifiedName> parts = reading.context().resolve(name)) {
    if (parts->space.starts_with(answer_namespace)) {
      return reading.fail(path, shown(name) + " is what a server adds to its answers; leave it out.");
    }
    if (parts->space != epcis_namespace) return true;
    return reading.fail(path,
                        find_term(parts->local) != Term::unknown
                            ? shown(name) + " is a field of EPCIS itself; write " + shown(parts->local) + "."
                            : shown(name) +
                                  " is in the namespace of EPCIS, which has no such field; "
                                  "use a prefix of your own.");
  }
  const std::string prefix(name.substr(0, name.find(':')));
  return reading.fail(path, "the prefix " + shown(prefix) + " is not declared; add {" + shown(prefix) +
                                R"(: "https://..."} to "@context", or write the name as a full address.)");
}

// Inside an extension, names without a prefix belong to whoever made the extension; prefixes must still be
// declared, because otherwise nobody could tell later what was meant.
bool check_extension_value(Reading& reading, const json::Value& value, const Path& path) {
  if (value.is(json::Kind::array)) {
    std::size_t index = 0;
    for (const json::Value& element : value.elements()) {
      if (!check_extension_value(reading, element, path.element(index++))) return false;
    }
    return true;
  }
  if (!value.is(json::Kind::object)) return true;
  const Context& outer = reading.context();
  std::optional<Context> inner;
  if (const std::optional<json::Value> own = value.find("@context")) {
    Result<Context> extended = outer.extended(*own, path.text());
    if (!extended) {
      return reading.fail(Path(extended.error().where), extended.error().detail, extended.error().code);
    }
    inner = *std::move(extended);
    reading.use(*inner);
  }
  bool is_good = true;
  for (const json::Member& member : value.members()) {
    const Path here = path.member(member.name);
    if (member.name == "@context") continue;
    if (member.name.starts_with('@')) {
      if (std::ranges::find(value_keywords, member.name) == value_keywords.end()) {
        is_good = reading.fail(here, "this JSON-LD keyword is not supported in an extension; leave it out.");
        break;
      }
      continue;
    }
    is_good = (member.name.find(':') == std::string_view::npos || check_name(reading, member.name, here)) &&
              check_extension_value(reading, member.value, here);
    if (!is_good) break;
  }
  reading.use(outer);
  return is_good;
}

}  // namespace

bool read_extension(Reading& reading, const json::Member& member, const Path& path,
                    std::span<const std::string_view> candidates) {
  if (member.name.find(':') != std::string_view::npos) {
    return check_name(reading, member.name, path) && check_extension_value(reading, member.value, path);
  }
  if (reading.context().own(member.name)) return check_extension_value(reading, member.value, path);
  std::string detail = "the field " + shown(member.name) + " is not part of EPCIS 2.0 here; ";
  if (const std::string_view near = closest(member.name, candidates); !near.empty()) {
    detail += "did you mean " + shown(near) + "? If not, give ";
  } else {
    detail += "give ";
  }
  return reading.fail(path, detail + "a field of your own a prefix that \"@context\" declares, such as " +
                                shown("ext:" + std::string(member.name)) + ".");
}

}  // namespace stocktrail::epcis
