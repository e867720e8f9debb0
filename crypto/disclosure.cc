#include "crypto/disclosure.h"

#include <algorithm>
#include <array>
#include <bit>
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

std::string decoy_digest(const HmacSha256& hmac, std::string_view pointer, std::size_t number) {
  std::string message = "decoy";
  message += pointer;
  message += '/';
  message += std::to_string(number);
  return base64url_encode(hmac(as_bytes(message)));
}

void append_placeholder(std::string& out, std::string_view digest) {
  out += R"({"...":")";
  out += digest;
  out += "\"}";
}

/// Derives one event. A disclosure holds the digests of those inside it, so each is closed after its
/// children, though it stands before them in the list.
class Deriver {
 public:
  Deriver(const DisclosureSeed& seed, std::size_t event_number, std::vector<Disclosure>* out)
      : hmac_(seed), event_number_(event_number), out_(out) {}

  std::string event(const json::Value& event) {
    const std::size_t self = open("", no_parent);
    std::vector<std::string> digests;
    digests.reserve(event.size() + field_digests_multiple);
    for (const json::Member member : event.members()) digests.push_back(field(member, self));
    const std::size_t count = digests.size();
    const std::size_t padded =
        (count + field_digests_multiple - 1) / field_digests_multiple * field_digests_multiple;
    for (std::size_t n = count; n < padded; ++n) digests.push_back(decoy_digest(hmac_, "", n - count));
    std::ranges::sort(digests);
    std::string text = begin_text("");
    text += R"({"_sd":[)";
    for (const std::string& digest : digests) {
      text += '"';
      text += digest;
      text += "\",";
    }
    text.back() = ']';
    text += "}]";
    return close(self, text);
  }

 private:
  std::string field(const json::Member& member, std::size_t parent) {
    std::string pointer;
    append_pointer(pointer, member.name);
    const std::size_t self = open(pointer, parent);
    std::string text = begin_text(pointer);
    json::append_quoted(text, member.name);
    text += ',';
    const List list = member.value.is(json::Kind::array) ? list_of(member.name) : List::none;
    if (list == List::none) {
      text += member.value.raw();
    } else {
      append_list(text, member.value, list, pointer, self);
    }
    text += ']';
    return close(self, text);
  }

  void append_list(std::string& text, const json::Value& list, List kind, const std::string& pointer,
                   std::size_t parent) {
    text += '[';
    const std::size_t count = list.size();
    std::size_t n = 0;
    for (const json::Value element : list.elements()) {
      if (n > 0) text += ',';
      append_placeholder(text, this->element(element, kind, pointer + "/" + std::to_string(n), parent));
      ++n;
    }
    const std::size_t padded = count == 0 ? 0 : std::bit_ceil(count);
    for (; n < padded; ++n) {
      text += ',';
      append_placeholder(text, decoy_digest(hmac_, pointer, n - count));
    }
    text += ']';
  }

  std::string element(const json::Value& value, List kind, const std::string& pointer, std::size_t parent) {
    const std::size_t self = open(pointer, parent);
    std::string text = begin_text(pointer);
    if (kind == List::quantities && value.is(json::Kind::object) && value.find("quantity")) {
      append_quantity_element(text, value, pointer, self);
    } else {
      text += value.raw();
    }
    text += ']';
    return close(self, text);
  }

  void append_quantity_element(std::string& text, const json::Value& value, const std::string& pointer,
                               std::size_t parent) {
    text += R"({"_sd":[")";
    const std::string quantity_pointer = pointer + "/quantity";
    const std::size_t self = open(quantity_pointer, parent);
    std::string quantity = begin_text(quantity_pointer);
    quantity += R"("quantity",)";
    quantity += value.find("quantity")->raw();
    quantity += ']';
    text += close(self, quantity);
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

  /// `["<salt>",`
  std::string begin_text(std::string_view pointer) const {
    const Digest mac = hmac_(as_bytes(pointer));
    std::string text;
    text.reserve(192);
    text += "[\"";
    text += base64url_encode(BytesView(mac).first(salt_bytes));
    text += "\",";
    return text;
  }

  std::size_t open(std::string_view pointer, std::size_t parent) {
    if (out_ == nullptr) return no_parent;
    out_->push_back({event_number_, std::string(pointer), parent, {}});
    return out_->size() - 1;
  }

  std::string close(std::size_t self, const std::string& text) {
    std::string encoded = base64url_encode(as_bytes(text));
    std::string digest = base64url_encode(sha256(encoded));
    if (out_ != nullptr) (*out_)[self].encoded = std::move(encoded);
    return digest;
  }

  HmacSha256 hmac_;
  std::size_t event_number_;
  std::vector<Disclosure>* out_;  // Null: the digest alone is asked for.
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

std::string event_digest(const json::Value& event, const DisclosureSeed& seed) {
  return Deriver(seed, 0, nullptr).event(event);
}

std::string event_digest(const json::Value& event, const DisclosureSeed& seed, std::size_t event_number,
                         std::vector<Disclosure>& out) {
  return Deriver(seed, event_number, &out).event(event);
}

std::vector<std::string> event_decoys(const DisclosureSeed& seed, std::size_t count) {
  const HmacSha256 hmac(seed);
  std::vector<std::string> decoys;
  for (std::size_t n = count; n < std::bit_ceil(count); ++n) {
    decoys.push_back(decoy_digest(hmac, events_pointer, n - count));
  }
  return decoys;
}

}  // namespace stocktrail
