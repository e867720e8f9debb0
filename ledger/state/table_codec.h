// ledger/state/table_codec.h: how keys and values of the state tables are packed: varints, big-endian refs,
// hashed keys. Deterministic: one value has one packing. Bytes that no writer of ours made fail a check,
// which costs the request that read them, or stops the writer before it commits (crypto/failed_check.h).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/result.h"
#include "crypto/sha256.h"
#include "ledger/epcis/decimal.h"
#include "ledger/state/table.h"

namespace stocktrail {

__extension__ typedef unsigned __int128 UInt128;  // As wide as an Amount.
inline constexpr std::size_t bytes_of_longest_varint = 19;

/// A key, or a part of one, of a known size: it stands where it is used, and not on the heap.
template <std::size_t size>
struct Packed {
  std::array<char, size> bytes;
  // NOLINTNEXTLINE(google-explicit-constructor): a key is its bytes.
  operator std::string_view() const { return {bytes.data(), size}; }
  bool operator==(const Packed&) const = default;
  /// As tables sort keys: by unsigned bytes.
  auto operator<=>(const Packed& other) const { return std::string_view(*this) <=> std::string_view(other); }
};
template <std::size_t a, std::size_t b>
Packed<a + b> operator+(const Packed<a>& first, const Packed<b>& second) {
  Packed<a + b> joined;
  std::ranges::copy(second.bytes, std::ranges::copy(first.bytes, joined.bytes.begin()).out);
  return joined;
}

/// The first 16 bytes of SHA-256: a short key for a long text. Whoever finds two texts with one key did 2^64
/// work.
inline Packed<16> hashed_key(std::string_view text) {
  const Digest digest = sha256(text);
  Packed<16> key;
  std::ranges::copy(as_text(BytesView(digest).first(16)), key.bytes.begin());
  return key;
}

/// Eight bytes, big-endian: refs sort in log order.
inline Packed<8> packed_ref(EventRef ref) {
  Packed<8> out;
  auto value = static_cast<std::uint64_t>(ref);
  for (std::size_t i = out.bytes.size(); i-- > 0; value >>= 8) out.bytes[i] = static_cast<char>(value & 0xFF);
  return out;
}
inline void append_ref(std::string& out, EventRef ref) {
  out += packed_ref(ref);
}

inline void append_varint(std::string& out, UInt128 value) {
  std::array<char, bytes_of_longest_varint> bytes;
  std::size_t size = 0;
  for (; value >= 0x80; value >>= 7) bytes[size++] = static_cast<char>((value & 0x7F) | 0x80);
  bytes[size++] = static_cast<char>(value);
  out.append(bytes.data(), size);
}
/// Zigzag: small negative numbers stay short.
inline UInt128 zigzag(Int128 value) {
  return value < 0 ? (static_cast<UInt128>(-(value + 1)) << 1 | 1) : static_cast<UInt128>(value) << 1;
}
inline Int128 unzigzag(UInt128 value) {
  const auto half = static_cast<Int128>(value >> 1);
  return (value & 1) != 0 ? -half - 1 : half;
}
inline void append_signed(std::string& out, Int128 value) {
  append_varint(out, zigzag(value));
}
/// Whole numbers, the common case, are short; others carry all nine decimals. The lowest bit tells which.
inline void append_amount(std::string& out, Amount amount) {
  constexpr Int128 one = 1'000'000'000;
  const bool whole = amount.nanos() % one == 0;
  append_varint(out, zigzag(whole ? amount.nanos() / one : amount.nanos()) << 1 | (whole ? 0 : 1));
}
inline void append_text(std::string& out, std::string_view text) {
  append_varint(out, text.size());
  out += text;
}

/// Reads what the functions above appended. Bytes that they cannot have written end it: from then on it gives
/// zeros and empty texts, done() is true and ok() is false, so that no stored byte can abort a reader.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}

  /// All bytes were read, and a writer of ours made them.
  void check_end() const { ST_CHECK(ok_ && rest_.empty()); }

  bool done() const { return rest_.empty(); }
  std::size_t left() const { return rest_.size(); }
  bool ok() const { return ok_; }
  void fail() {
    ok_ = false;
    rest_ = {};
  }

  std::uint8_t byte() {
    const std::string_view taken = take(1);
    return taken.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(taken[0]);
  }
  EventRef ref() {
    std::uint64_t value = 0;
    for (const char c : take(8)) value = value << 8 | static_cast<std::uint8_t>(c);
    return EventRef{value};
  }
  UInt128 varint() {
    // Nearly all fit a word, where shifts are cheap.
    constexpr std::size_t bytes_of_word = 9;
    std::uint64_t word = 0;
    const std::size_t size = std::min(rest_.size(), bytes_of_word);
    for (std::size_t i = 0; i < size; ++i) {
      const auto next = static_cast<std::uint8_t>(rest_[i]);
      word |= static_cast<std::uint64_t>(next & 0x7F) << 7 * i;
      if (next >= 0x80) continue;
      rest_.remove_prefix(i + 1);
      return word;
    }
    return long_varint();
  }
  /// How many elements follow, of a byte each at least.
  std::size_t count() {
    const UInt128 number = varint();
    if (number <= rest_.size()) return static_cast<std::size_t>(number);
    fail();
    return 0;
  }
  Int128 signed_varint() { return unzigzag(varint()); }
  Amount amount() {
    constexpr Int128 one = 1'000'000'000;
    const UInt128 head = varint();
    Int128 nanos = unzigzag(head >> 1);
    if ((head & 1) == 0 && __builtin_mul_overflow(nanos, one, &nanos)) {
      fail();
      return {};
    }
    return Amount::from_nanos(nanos);
  }
  std::string_view text() {
    const UInt128 size = varint();
    if (size <= rest_.size()) return take(static_cast<std::size_t>(size));
    fail();
    return {};
  }
  std::string_view take(std::size_t size) {
    if (size > rest_.size()) {
      fail();
      return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

 private:
  UInt128 long_varint() {
    UInt128 value = 0;
    for (unsigned shift = 0; shift < 128; shift += 7) {
      const std::uint8_t next = byte();
      value |= static_cast<UInt128>(next & 0x7F) << shift;
      if (next < 0x80) return value;
    }
    fail();
    return 0;
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace stocktrail
