// ledger/state/struct_codec.h: structures as bytes. What is written and what is read are one list of members
// for each structure: a function `members(codec, structure)` beside the structure, which both codecs walk.
//
//   void members(auto& codec, Is<Place> auto& place) { codec.all(place.id, place.name); }
//
// Texts are `varint length || bytes`, identifiers as gs1::append_packed() in such a text, numbers varints,
// times zigzag varints, lists, sets and maps `varint count || elements`, optional values a byte and the
// value.
#pragma once

#include <map>
#include <optional>
#include <ranges>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "crypto/ed25519.h"
#include "ledger/epcis/decimal.h"
#include "ledger/epcis/time.h"
#include "ledger/gs1/key.h"
#include "ledger/state/stored_word.h"
#include "ledger/state/table_codec.h"

namespace stocktrail {

class Encoder {
 public:
  explicit Encoder(std::size_t usual_bytes = 0) { out_.reserve(usual_bytes); }
  void all(const auto&... values) { (one(values), ...); }
  std::string take() && { return std::move(out_); }
  const std::string& bytes() const { return out_; }
  void clear() { out_.clear(); }

 private:
  void one(std::string_view text) { append_text(out_, text); }
  void one(const std::string& text) { append_text(out_, text); }
  template <std::size_t size>
  void one(const Packed<size>& bytes) {
    out_ += bytes;
  }
  void one(const gs1::Key& key) {
    packed_.clear();
    gs1::append_packed(key, packed_);
    append_text(out_, packed_);
  }
  void one(const PublicKey& key) { out_ += as_text(key.bytes()); }
  void one(Micros at) { append_signed(out_, to_i64(at)); }
  void one(EventRef ref) { append_varint(out_, static_cast<std::uint64_t>(ref)); }
  void one(const Decimal& number) { all(number.coefficient(), number.scale()); }
  void one(Amount amount) { append_amount(out_, amount); }
  void one(bool flag) { out_.push_back(flag ? '\1' : '\0'); }
  void one(std::unsigned_integral auto number) { append_varint(out_, number); }
  void one(std::signed_integral auto number) { append_signed(out_, number); }
  template <StoredWord Word>
  void one(Word word) {
    append_varint(out_, static_cast<unsigned>(word));
  }
  template <typename A, typename B>
  void one(const std::pair<A, B>& pair) {
    all(pair.first, pair.second);
  }
  template <typename T>
  void one(const std::optional<T>& value) {
    one(value.has_value());
    if (value) one(*value);
  }
  void one(const std::ranges::sized_range auto& list) {
    append_varint(out_, list.size());
    for (const auto& element : list) one(element);
  }
  template <typename T>
  void one(const T& value)
    requires requires(Encoder& codec) { members(codec, value); }
  {
    members(*this, value);
  }

  std::string out_, packed_;
};

/// Bytes that no Encoder wrote make it fail: ok() is false, and what was read is worth nothing.
class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : in_(bytes) {}
  void all(auto&... values) { (one(values), ...); }
  bool ok() const { return in_.ok() && in_.done(); }  // All bytes were read, and fitted.

  /// A structure that cannot be made empty has a function `blank(std::type_identity<T>)` beside it.
  template <typename T>
  T make() {
    T value = [] {
      if constexpr (requires { blank(std::type_identity<T>()); }) {
        return blank(std::type_identity<T>());
      } else {
        return T();
      }
    }();
    one(value);
    return value;
  }

 private:
  std::uint64_t number() { return static_cast<std::uint64_t>(in_.varint()); }

  void one(std::string& text) { text = in_.text(); }
  void one(std::string_view& text) { text = in_.text(); }  // Into what is decoded.
  template <std::size_t size>
  void one(Packed<size>& bytes) {
    std::ranges::copy(in_.take(size), bytes.bytes.begin());
  }
  void one(gs1::Key& key) {
    auto read = gs1::unpack(in_.text());
    if (!read) return in_.fail();
    key = std::move(*read);
  }
  void one(PublicKey& key) {
    const std::string_view bytes = in_.take(key.bytes().size());
    if (!bytes.empty()) key = PublicKey::from_admitted_bytes(as_bytes(bytes));
  }
  void one(EventRef& ref) { ref = EventRef{number()}; }
  void one(Micros& at) { at = Micros{static_cast<std::int64_t>(in_.signed_varint())}; }
  void one(Decimal& number) {
    std::int64_t coefficient = 0;
    int scale = 0;
    all(coefficient, scale);
    const auto made = Decimal::of(coefficient, scale);
    if (!made) return in_.fail();
    number = *made;
  }
  void one(Amount& amount) { amount = in_.amount(); }
  void one(bool& flag) { flag = in_.byte() != 0; }
  void one(std::unsigned_integral auto& value) {
    value = static_cast<std::remove_cvref_t<decltype(value)>>(number());
  }
  void one(std::signed_integral auto& value) {
    value = static_cast<std::remove_cvref_t<decltype(value)>>(in_.signed_varint());
  }
  template <StoredWord Word>
  void one(Word& word) {
    const std::uint64_t read = number();
    if (read > static_cast<std::uint64_t>(last_of(word))) return in_.fail();
    word = static_cast<Word>(read);
  }
  template <typename A, typename B>
  void one(std::pair<A, B>& pair) {
    all(pair.first, pair.second);
  }
  template <typename T>
  void one(std::optional<T>& value) {
    value.reset();
    if (in_.byte() != 0) value = make<T>();
  }
  template <typename T>
  void one(std::vector<T>& list) {
    list.clear();
    for (std::uint64_t count = number(); count > 0 && in_.ok(); --count) list.push_back(make<T>());
  }
  template <typename T>
  void one(std::set<T>& values) {
    values.clear();
    for (auto count = number(); count > 0 && in_.ok(); --count) values.insert(values.end(), make<T>());
  }
  template <typename Key, typename T>
  void one(std::map<Key, T>& values) {
    values.clear();
    for (auto count = number(); count > 0 && in_.ok(); --count)
      values.insert(values.end(), make<std::pair<Key, T>>());
  }
  template <typename T>
  void one(T& value)
    requires requires(Decoder& codec) { members(codec, value); }
  {
    members(*this, value);
  }

  Unpacker in_;
};

template <typename... T>
std::string encoded(const T&... values) {
  Encoder codec(256);
  codec.all(values...);
  return std::move(codec).take();
}

/// nullopt for bytes that encoded() did not give.
template <typename T>
std::optional<T> decoded(std::string_view bytes) {
  Decoder codec(bytes);
  T value = codec.make<T>();
  return codec.ok() ? std::optional<T>(std::move(value)) : std::nullopt;
}

}  // namespace stocktrail
