#include "crypto/detail/disclosure.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <optional>

#include "crypto/bytes.h"
#include "crypto/json_writer.h"

namespace stocktrail {
namespace {

constexpr std::size_t salt_bytes = 16;
constexpr std::size_t field_digests_multiple = 8;
constexpr std::string_view events_pointer =
    "events";  // No pointer of an event: those are empty or begin with '/'.

constexpr std::string_view quantity_lists[] = {"quantityList", "childQuantityList", "inputQuantityList",
                                               "outputQuantityList"};
constexpr std::string_view identifier_lists[] = {"epcList", "childEPCs", "inputEPCList", "outputEPCList"};

enum class List : std::uint8_t { none, identifiers, quantities };

List list_of(std::string_view name) {
  if (std::ranges::find(identifier_lists, name) != std::end(identifier_lists)) return List::identifiers;
  if (std::ranges::find(quantity_lists, name) != std::end(quantity_lists)) return List::quantities;
  return List::none;
}

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits;
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  ST_CHECK(error == std::errc{});
  out.append(digits.data(), end);
}

void append_placeholder(std::string& out, std::string_view digest) {
  out += R"({"...":")";
  out += digest;
  out += "\"}";
}

/// Where a thread builds the texts of one event after the other: this is the hot path of every statement, and
/// allocations were half of its time.
struct Buffers {
  std::string pointer;  // Of the member, element or quantity in hand.
  std::string event, member, element, quantity;
  std::string message, encoded;
  std::vector<DigestText> digests;
};
Buffers& buffers_of_thread() {
  thread_local Buffers buffers;
  return buffers;
}

/// Derives one event. A disclosure holds the digests of those inside it, so each is closed after its
/// children, though it stands before them in the list.
class Deriver {
 public:
  Deriver(const DisclosureSeed& seed, std::size_t event_number, std::vector<Disclosure>* out)
      : hmac_(seed), event_number_(event_number), out_(out) {}

  DigestText event(const json::Value& event) {
    const std::size_t self = open("", no_parent);
    std::vector<DigestText>& digests = buffers_.digests;
    digests.clear();
    for (const json::Member member : event.members()) digests.push_back(field(member, self));
    const std::size_t count = digests.size();
    const std::size_t padded =
        (count + field_digests_multiple - 1) / field_digests_multiple * field_digests_multiple;
    for (std::size_t n = count; n < padded; ++n) digests.push_back(decoy("", n - count));
    std::ranges::sort(digests, {}, [](const DigestText& digest) { return as_text(digest); });
    std::string& text = begin(buffers_.event, "");
    text += R"({"_sd":[)";
    for (const DigestText& digest : digests) {
      text += '"';
      text += as_text(digest);
      text += "\",";
    }
    text.back() = ']';
    text += "}]";
    return close(self, text);
  }

  DigestText decoy(std::string_view pointer, std::size_t number) {
    buffers_.message = "decoy";
    buffers_.message += pointer;
    buffers_.message += '/';
    append_number(buffers_.message, number);
    return digest_text(hmac_(as_bytes(buffers_.message)));
  }

 private:
  DigestText field(const json::Member& member, std::size_t parent) {
    buffers_.pointer.clear();
    append_pointer(buffers_.pointer, member.name);
    const std::size_t self = open(buffers_.pointer, parent);
    std::string& text = begin(buffers_.member, buffers_.pointer);
    json::append_quoted(text, member.name);
    text += ',';
    const List list = member.value.is(json::Kind::array) ? list_of(member.name) : List::none;
    if (list == List::none) {
      text += member.value.raw();
    } else {
      append_list(text, member.value, list, self);
    }
    text += ']';
    return close(self, text);
  }

  /// The list at `buffers_.pointer`.
  void append_list(std::string& text, const json::Value& list, List kind, std::size_t parent) {
    text += '[';
    const std::size_t count = list.size(), pointer_size = buffers_.pointer.size();
    std::size_t n = 0;
    for (const json::Value element : list.elements()) {
      if (n > 0) text += ',';
      buffers_.pointer += '/';
      append_number(buffers_.pointer, n++);
      append_placeholder(text, as_text(this->element(element, kind, parent)));
      buffers_.pointer.resize(pointer_size);
    }
    const std::size_t padded = count == 0 ? 0 : std::bit_ceil(count);
    for (; n < padded; ++n) {
      text += ',';
      append_placeholder(text, as_text(decoy(buffers_.pointer, n - count)));
    }
    text += ']';
  }

  DigestText element(const json::Value& value, List kind, std::size_t parent) {
    const std::size_t self = open(buffers_.pointer, parent);
    std::string& text = begin(buffers_.element, buffers_.pointer);
    const std::optional<json::Value> quantity =
        kind == List::quantities && value.is(json::Kind::object) ? value.find("quantity") : std::nullopt;
    if (quantity) {
      append_quantity_element(text, value, *quantity, self);
    } else {
      text += value.raw();
    }
    text += ']';
    return close(self, text);
  }

  void append_quantity_element(std::string& text, const json::Value& value, const json::Value& quantity,
                               std::size_t parent) {
    buffers_.pointer += "/quantity";
    const std::size_t self = open(buffers_.pointer, parent);
    std::string& inner = begin(buffers_.quantity, buffers_.pointer);
    inner += R"("quantity",)";
    inner += quantity.raw();
    inner += ']';
    text += R"({"_sd":[")";
    text += as_text(close(self, inner));
    text += "\"]";
    for (const json::Member member : value.members()) {
      if (member.name == "quantity") continue;
      text += ',';
      json::append_quoted(text, member.name);
      text += ':';
      text += member.value.raw();
    }
    text += '}';
  }

  /// `["<salt>",` in one of the buffers.
  std::string& begin(std::string& text, std::string_view pointer) const {
    const Digest mac = hmac_(as_bytes(pointer));
    text = "[\"";
    append_base64url(text, BytesView(mac).first(salt_bytes));
    text += "\",";
    return text;
  }

  std::size_t open(std::string_view pointer, std::size_t parent) {
    if (out_ == nullptr) return no_parent;
    out_->push_back({event_number_, std::string(pointer), parent, {}});
    return out_->size() - 1;
  }

  DigestText close(std::size_t self, std::string_view text) {
    buffers_.encoded.clear();
    append_base64url(buffers_.encoded, as_bytes(text));
    if (out_ != nullptr) (*out_)[self].encoded = buffers_.encoded;
    return digest_text(sha256(buffers_.encoded));
  }

  DigestText digest_text(const Digest& digest) {
    DigestText text;
    base64url_encode(digest, text);
    return text;
  }

  HmacSha256 hmac_;
  std::size_t event_number_;
  std::vector<Disclosure>* out_;  // Null: the digest alone is asked for.
  Buffers& buffers_ = buffers_of_thread();
};

/// Walks a value with the pointer to where it stands.
class NameCheck {
 public:
  explicit NameCheck(std::string& pointer) : pointer_(pointer) {}

  std::optional<Error> fault_in(const json::Value& value) {
    if (value.is(json::Kind::object)) return fault_in_object(value);
    if (!value.is(json::Kind::array)) return std::nullopt;
    std::size_t n = 0;
    for (const json::Value element : value.elements()) {
      const std::size_t size = pointer_.size();
      if (is_container(element)) pointer_ += "/" + std::to_string(n);
      if (std::optional<Error> fault = fault_in(element)) return fault;
      pointer_.resize(size);
      ++n;
    }
    return std::nullopt;
  }

 private:
  static bool is_container(const json::Value& value) {
    return value.is(json::Kind::object) || value.is(json::Kind::array);
  }

  std::optional<Error> fault_in_object(const json::Value& object) {
    for (const json::Member member : object.members()) {
      if (is_reserved_name(member.name)) {
        return Error{ErrorCode::invalid_argument, "the names _sd and ... are reserved (RFC 9901)", pointer_};
      }
      const std::size_t size = pointer_.size();
      if (!is_container(member.value) && size + 1 + 2 * member.name.size() <= pointer_bytes_max) continue;
      append_pointer(pointer_, member.name);
      if (pointer_.size() > pointer_bytes_max) {
        return Error{ErrorCode::too_large, "the names down to this value are too long",
                     pointer_.substr(0, size)};
      }
      if (std::optional<Error> fault = fault_in(member.value)) return fault;
      pointer_.resize(size);
    }
    return std::nullopt;
  }

  std::string& pointer_;
};

}  // namespace

std::optional<Error> find_name_fault(const json::Value& value) {
  std::string pointer;
  return NameCheck(pointer).fault_in(value);
}

bool is_standard_cut(std::string_view pointer) {
  if (pointer.empty()) return true;
  const std::size_t after_member = pointer.find('/', 1);
  if (after_member == pointer.npos) return true;
  const List list = list_of(pointer.substr(1, after_member - 1));
  const std::size_t after_element = pointer.find('/', after_member + 1);
  if (list == List::none || after_element == pointer.npos) return list != List::none;
  return list == List::quantities && pointer.substr(after_element) == "/quantity";
}

void append_pointer(std::string& pointer, std::string_view name) {
  pointer += '/';
  for (const char c : name) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

DigestText event_digest(const json::Value& event, const DisclosureSeed& seed) {
  return Deriver(seed, 0, nullptr).event(event);
}

DigestText event_digest(const json::Value& event, const DisclosureSeed& seed, std::size_t event_number,
                        std::vector<Disclosure>& out) {
  return Deriver(seed, event_number, &out).event(event);
}

std::string event_salt(const DisclosureSeed& seed) {
  return base64url_encode(BytesView(HmacSha256(seed)(as_bytes(""))).first(salt_bytes));
}

std::vector<DigestText> event_decoys(const DisclosureSeed& seed, std::size_t count) {
  Deriver deriver(seed, 0, nullptr);
  std::vector<DigestText> decoys;
  for (std::size_t n = count; n < std::bit_ceil(count); ++n) {
    decoys.push_back(deriver.decoy(events_pointer, n - count));
  }
  return decoys;
}

}  // namespace stocktrail
