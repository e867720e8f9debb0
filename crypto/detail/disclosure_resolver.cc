#include "crypto/detail/disclosure_resolver.h"

#include <algorithm>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/json_writer.h"

namespace stocktrail {
namespace {

using json::Kind;
using json::Value;

struct Given {
  Digest digest{};
  std::optional<Value> name;  // Of an object member; an array element has none.
  std::optional<Value> value;
  bool used = false;
};

/// Where the resolver stands: in which event, at which pointer, inside which disclosure, how deep.
struct Place {
  std::size_t event = 0;
  std::string pointer;
  std::size_t parent = no_parent;
  std::size_t depth = 0;
};

class Resolver {
 public:
  Result<ResolvedEvents> resolve(const Value& events, std::span<const std::string_view> encoded) {
    if (!read_all(encoded) || !resolve_list(events) || !check_use())
      return std::unexpected(std::move(error_));
    return std::move(result_);
  }

 private:
  bool refuse(std::string detail, std::string where) {
    error_ = {ErrorCode::invalid_argument, std::move(detail), std::move(where)};
    return false;
  }
  bool refuse_at(std::string detail, const Place& place) {
    return refuse(std::move(detail), "events[" + std::to_string(place.event) + "]" + place.pointer);
  }
  static std::string name_of_disclosure(std::size_t number) { return "disclosure " + std::to_string(number); }

  bool read_all(std::span<const std::string_view> encoded) {
    given_.resize(encoded.size());
    result_.documents.reserve(encoded.size());
    result_.disclosures.reserve(encoded.size());
    for (std::size_t n = 0; n < encoded.size(); ++n) {
      if (!read(encoded[n], n)) return false;
      by_digest_.emplace_back(given_[n].digest, n);
      result_.disclosures.push_back({0, {}, no_parent, std::string(encoded[n])});
    }
    std::ranges::sort(by_digest_);
    const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
    const auto twin = std::ranges::adjacent_find(by_digest_, same);
    return twin == by_digest_.end() ||
           refuse("this disclosure is given twice", name_of_disclosure((twin + 1)->second));
  }

  bool read(std::string_view encoded, std::size_t number) {
    const std::optional<std::string> text = base64url_decode(encoded);
    if (!text) return refuse("a disclosure is unpadded base64url", name_of_disclosure(number));
    Result<json::Document> document = json::Document::parse(*text);
    if (!document)
      return refuse(document.error().detail, name_of_disclosure(number) + ", " + document.error().where);
    const Value root = document->root();
    if (!root.is(Kind::array) || root.size() < 2 || root.size() > 3) {
      return refuse("a disclosure is an array of a salt, the name of a member, and a value",
                    name_of_disclosure(number));
    }
    auto part = root.elements().begin();
    if (!(*part).is(Kind::string))
      return refuse("a disclosure begins with its salt, a string", name_of_disclosure(number));
    Given& given = given_[number];
    given.digest = sha256(encoded);
    if (root.size() == 3) {
      given.name = *++part;
      if (!given.name->is(Kind::string))
        return refuse("the name in a disclosure is a string", name_of_disclosure(number));
      if (is_reserved_name(given.name->string())) {
        return refuse("the names _sd and ... are reserved (RFC 9901, 7.1)", name_of_disclosure(number));
      }
    }
    given.value = *++part;
    result_.documents.push_back(std::move(*document));
    return true;
  }

  bool resolve_list(const Value& events) {
    for (const Value element : events.elements()) {
      Place place;
      place.event = result_.events.size();
      Value event = element;
      bool shown = true;
      if (is_placeholder(element)) {
        std::optional<std::size_t> number;
        if (!open_element(element, place, &number)) return false;
        shown = number.has_value();
        if (number) event = value_of(*number);
      }
      if (!shown) continue;
      if (!event.is(Kind::object)) return refuse_at("an event is an object, and this is not one", place);
      if (place.parent == no_parent && has_plain_member(event)) result_.plain_events.push_back(place.event);
      if (!add_event(event, place)) return false;
    }
    return true;
  }

  static bool has_plain_member(const Value& object) {
    return std::ranges::any_of(object.members(), [](const json::Member& m) { return m.name != "_sd"; });
  }

  bool add_event(const Value& event, const Place& place) {
    std::string text;
    bool changed = false;
    if (!resolve_value(event, place, &text, &changed)) return false;
    if (!changed) {
      result_.events.push_back(event);
      return true;
    }
    Result<json::Document> document = json::Document::parse(text);
    if (!document) return refuse_at(document.error().detail, place);
    result_.events.push_back(document->root());
    result_.texts.push_back(std::move(*document));
    return true;
  }

  /// Appends the text of `value` with all that was disclosed in it; its own bytes if it holds no digest.
  bool resolve_value(const Value& value, const Place& place, std::string* out, bool* changed) {
    if (place.depth > json::depth_max) return refuse_at("disclosures are nested too deep", place);
    const std::size_t start = out->size();
    bool inside = false;
    if (value.is(Kind::object) && !resolve_object(value, place, out, &inside)) return false;
    if (value.is(Kind::array) && !resolve_array(value, place, out, &inside)) return false;
    if (inside) {
      *changed = true;
    } else {
      out->resize(start);
      *out += value.raw();
    }
    return true;
  }

  bool resolve_object(const Value& object, const Place& place, std::string* out, bool* changed) {
    *out += '{';
    std::optional<Value> digests;
    for (const json::Member member : object.members()) {
      if (member.name == "...")
        return refuse_at("the name ... stands alone, in an element of an array", place);
      if (member.name == "_sd") {
        digests = member.value;
        *changed = true;
      } else if (!resolve_member(member.name, member.value, place, out, changed)) {
        return false;
      }
    }
    if (digests && !resolve_digests(*digests, object, place, out)) return false;
    if (out->back() == ',') out->pop_back();
    *out += '}';
    return true;
  }

  bool resolve_member(std::string_view name, const Value& value, Place place, std::string* out,
                      bool* changed) {
    append_pointer(place.pointer, name);
    if (place.pointer.size() > pointer_bytes_max)
      return refuse("the names down to this value are too long", "events");
    ++place.depth;
    json::append_quoted(*out, name);
    *out += ':';
    if (!resolve_value(value, place, out, changed)) return false;
    *out += ',';
    return true;
  }

  /// Disclosed members follow the plain ones, in the order of their names: the text must not depend on the
  /// order in which a holder gave the disclosures.
  bool resolve_digests(const Value& digests, const Value& object, const Place& place, std::string* out) {
    if (!digests.is(Kind::array)) return refuse_at("_sd is an array of digests", place);
    std::vector<std::pair<std::string_view, std::size_t>> found;
    for (const Value digest : digests.elements()) {
      std::optional<std::size_t> number;
      if (!look_up(digest, place, &number)) return false;
      if (!number) continue;
      const std::optional<Value> name = given_[*number].name;
      if (!name)
        return refuse("a digest in _sd names this disclosure, which lacks a name",
                      name_of_disclosure(*number));
      found.emplace_back(name->string(), *number);
    }
    std::ranges::sort(found);
    if (!check_names(object, found, place)) return false;
    for (const auto& [name, number] : found) {
      Place inner = place;
      inner.parent = number;
      set_place(number, place, name);
      bool changed = false;
      if (!resolve_member(name, value_of(number), inner, out, &changed)) return false;
    }
    return true;
  }

  /// No name may come from two places.
  bool check_names(const Value& object, std::span<const std::pair<std::string_view, std::size_t>> found,
                   const Place& place) {
    std::vector<std::string_view> names;
    for (const json::Member member : object.members()) names.push_back(member.name);
    for (const auto& [name, number] : found) names.push_back(name);
    std::ranges::sort(names);
    const auto twin = std::ranges::adjacent_find(names);
    return twin == names.end() ||
           refuse_at("two disclosures or members here are named \"" + std::string(*twin) + "\"", place);
  }

  bool resolve_array(const Value& array, const Place& place, std::string* out, bool* changed) {
    *out += '[';
    std::size_t shown = 0;
    for (const Value element : array.elements()) {
      Place inner = place;
      inner.pointer += "/" + std::to_string(shown);
      ++inner.depth;
      Value value = element;
      if (is_placeholder(element)) {
        *changed = true;
        std::optional<std::size_t> number;
        if (!open_element(element, inner, &number)) return false;
        if (!number) continue;
        value = value_of(*number);
      }
      if (!resolve_value(value, inner, out, changed)) return false;
      *out += ',';
      ++shown;
    }
    if (out->back() == ',') out->pop_back();
    *out += ']';
    return true;
  }

  const Value& value_of(std::size_t number) const {
    const auto& value = given_[number].value;
    ST_CHECK(value);
    return *value;
  }

  static bool is_placeholder(const Value& element) { return element.is(Kind::object) && element.find("..."); }

  /// For the placeholder of an array element: the number of its disclosure, if it was given; moves `place`
  /// into it.
  bool open_element(const Value& element, Place& place, std::optional<std::size_t>* number) {
    if (element.size() != 1) return refuse_at("the name ... stands alone in its object", place);
    const auto digest = element.find("...");
    if (!digest || !look_up(*digest, place, number)) return false;
    if (!*number) return true;
    if (given_[**number].name) {
      return refuse("a digest in an array names this disclosure, which has a name",
                    name_of_disclosure(**number));
    }
    set_place(**number, place, {});
    place.parent = **number;
    return true;
  }

  bool look_up(const Value& digest, const Place& place, std::optional<std::size_t>* number) {
    const std::optional<std::string> bytes =
        digest.is(Kind::string) ? base64url_decode(digest.string()) : std::nullopt;
    if (!bytes || bytes->size() != Digest{}.size()) {
      return refuse_at("a digest is 43 characters of unpadded base64url", place);
    }
    Digest key{};
    std::ranges::copy(as_bytes(*bytes), key.begin());
    seen_.push_back(key);
    const auto at = std::ranges::lower_bound(by_digest_, std::pair(key, std::size_t{0}));
    if (at == by_digest_.end() || at->first != key) return true;
    if (given_[at->second].used)
      return refuse("the digest of this disclosure stands twice", name_of_disclosure(at->second));
    given_[at->second].used = true;
    *number = at->second;
    return true;
  }

  void set_place(std::size_t number, const Place& place, std::string_view name) {
    Disclosure& disclosure = result_.disclosures[number];
    disclosure.event = place.event;
    disclosure.pointer = place.pointer;
    if (given_[number].name) append_pointer(disclosure.pointer, name);
    disclosure.parent = place.parent;
  }

  bool check_use() {
    for (std::size_t n = 0; n < given_.size(); ++n) {
      if (!given_[n].used)
        return refuse("no digest of the statement names this disclosure", name_of_disclosure(n));
    }
    std::ranges::sort(seen_);
    if (std::ranges::adjacent_find(seen_) != seen_.end())
      return refuse("the same digest stands twice", "payload");
    return true;
  }

  ResolvedEvents result_;
  std::vector<Given> given_;
  std::vector<std::pair<Digest, std::size_t>> by_digest_;
  std::vector<Digest> seen_;
  Error error_;
};

}  // namespace

Result<ResolvedEvents> resolve_events(const Value& events, std::span<const std::string_view> encoded) {
  return Resolver().resolve(events, encoded);
}

}  // namespace stocktrail
