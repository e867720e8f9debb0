#include "ledger/store/layout.h"

#include <algorithm>
#include <vector>

#include "crypto/result.h"

namespace stocktrail {
namespace {

void append_list_prefix(std::string& out, std::string_view beginning, std::size_t rest_bytes) {
  const std::size_t size = beginning.size() + rest_bytes;
  ST_CHECK(size <= list_key_bytes_max);
  out.push_back(static_cast<char>(size >> 8));
  out.push_back(static_cast<char>(size & 0xff));
  out.append(beginning);
}

}  // namespace

std::string encode_u64(std::uint64_t number) {
  std::string out(8, '\0');
  for (std::size_t i = 8; i-- > 0; number >>= 8) out[i] = static_cast<char>(number & 0xff);
  return out;
}

std::optional<std::uint64_t> decode_u64(std::string_view bytes) {
  if (bytes.size() != 8) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : bytes) number = number << 8 | static_cast<std::uint8_t>(c);
  return number;
}

std::string index_key(LeafIndex index) {
  return encode_u64(to_u64(index));
}

std::string tile_key(unsigned level, std::uint64_t index) {
  return static_cast<char>(level) + encode_u64(index);
}

Packed<16> statement_key(std::string_view issuer, const StatementId& id) {
  std::string text;
  text.reserve(issuer.size() + 1 + id.size());
  text.append(issuer).push_back('\0');
  text.append(as_text(id));
  return hashed_key(text);
}

std::string list_prefix(std::string_view key) {
  return lists_prefix(key, 0);
}

std::string lists_prefix(std::string_view beginning, std::size_t rest_bytes) {
  std::string out;
  append_list_prefix(out, beginning, rest_bytes);
  return out;
}

std::size_t lists_prefix_bytes(std::string_view key) {
  if (key.size() < 2) return key.size();
  const std::size_t size =
      std::size_t{static_cast<std::uint8_t>(key[0])} << 8 | static_cast<std::uint8_t>(key[1]);
  return std::min({key.size(), size + 2, list_beginning_bytes_min + 2});
}

void write_chunk_key(std::string_view key, EventRef epoch, std::string& out) {
  out.clear();
  append_list_prefix(out, key, 0);
  append_ref(out, epoch);
}

std::string_view list_of_chunk(std::string_view chunk_key) {
  constexpr std::size_t length_bytes = 2;
  ST_CHECK(chunk_key.size() >= length_bytes + sizeof(EventRef));
  return chunk_key.substr(length_bytes, chunk_key.size() - length_bytes - sizeof(EventRef));
}

std::optional<EventRef> epoch_of_chunk(std::string_view stored_key, std::string_view prefix) {
  if (!stored_key.starts_with(prefix)) return std::nullopt;
  const auto epoch = decode_u64(stored_key.substr(prefix.size()));
  return epoch ? std::optional(EventRef{*epoch}) : std::nullopt;
}

Visit visit_elements(std::string_view chunk, ListOrder order,
                     const std::function<bool(std::string_view)>& visit) {
  if (order == ListOrder::oldest_first) return visit_elements(chunk, visit);
  std::vector<std::string_view> elements;
  const Visit whole = visit_elements(chunk, [&](std::string_view element) {
    elements.push_back(element);
    return true;
  });
  if (whole == Visit::malformed) return whole;
  for (auto element = elements.rbegin(); element != elements.rend(); ++element)
    if (!visit(*element)) return Visit::stopped;
  return Visit::complete;
}

void add_element(std::pmr::string& chunk, std::string_view element) {
  std::size_t size = element.size();
  for (; size >= 0x80; size >>= 7) chunk.push_back(static_cast<char>(size | 0x80));
  chunk.push_back(static_cast<char>(size));
  chunk.append(element);
}

std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 63 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return number;
  }
  return std::nullopt;
}

}  // namespace stocktrail
