#include "ledger/gs1/key.h"

#include <array>

#include "ledger/gs1/detail/key_builder.h"

namespace stocktrail::gs1 {
namespace {

/// Calls `visit(code, value as written)` for each pair of the canonical path; stops when it gives false.
template <typename Visit>
void for_each_pair(std::string_view path, Visit visit) {
  while (path.size() > 1) {
    const std::size_t value_at = path.find('/', 1) + 1;
    const std::size_t end = std::min(path.find('/', value_at), path.size());
    if (!visit(path.substr(1, value_at - 2), path.substr(value_at, end - value_at))) return;
    path.remove_prefix(end);
  }
}

std::string_view find_aside(std::string_view aside, std::string_view code) {
  while (!aside.empty()) {
    const std::size_t equals = aside.find('=');
    const std::size_t end = aside.find('\x1D', equals);
    if (aside.substr(0, equals) == code) return aside.substr(equals + 1, end - equals - 1);
    aside.remove_prefix(end + 1);
  }
  return {};
}

Key make_key(Element primary, Element qualifier) {
  Scratch scratch;
  Elements elements{primary, {qualifier}, qualifier.ai.empty() ? 0u : 1u};
  auto built = build_key(elements, scratch);
  ST_CHECK(built.has_value());  // The values come from a checked key.
  return std::move(*built);
}

}  // namespace

std::string_view name_of(KeyType type) {
  static constexpr std::array<std::string_view, 23> names{
      "gtin", "lgtin", "sgtin", "sscc",  "gln", "sgln",         "pgln", "grai",
      "giai", "gsrn",  "gsrnp", "gdti",  "gcn", "cpi",          "gid",  "itip",
      "upui", "ginc",  "gsin",  "imovn", "gmn", "payment_slip", "uri"};
  static_assert(names.size() == static_cast<std::size_t>(KeyType::uri) + 1);
  return names[static_cast<std::size_t>(type)];
}

std::string_view Key::path() const {
  if (type_ == KeyType::uri || type_ == KeyType::gid || type_ == KeyType::imovn || text_.empty()) return {};
  return std::string_view(text_).substr(canonical_host.size());
}

std::string_view Key::ai(std::string_view code) const {
  // A value that is escaped in the text stands decoded in aside_, so that must be asked first.
  if (!aside_.empty())
    if (const std::string_view value = find_aside(aside_, code); !value.empty()) return value;
  std::string_view found;
  for_each_pair(path(), [&](std::string_view ai, std::string_view value) {
    if (ai != code) return true;
    found = value;
    return false;
  });
  return found;
}

std::optional<Key> Key::lot_key() const {
  const std::string_view of_product = gtin();
  const std::string_view in_lot = lot();
  if (of_product.empty() || in_lot.empty()) return std::nullopt;
  return make_key({"01", of_product}, {"10", in_lot});
}

std::optional<Key> Key::product_key() const {
  const std::string_view of_product = gtin();
  if (of_product.empty()) return std::nullopt;
  // The key is whole: there is nothing to check, and nothing to escape in digits.
  return KeyBuilder::make(KeyType::gtin, std::string(canonical_host).append("/01/").append(of_product), {});
}

std::string element_string(const Key& key) {
  std::string out;
  const auto append = [&out](std::string_view ai, std::string_view value) {
    if (value.empty()) return;
    out.append(1, '(').append(ai).append(1, ')');
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (bracketed_code_length(value, i) != 0) out += '\\';
      out += value[i];
    }
  };
  bool is_primary = true;
  for_each_pair(key.path(), [&](std::string_view ai, std::string_view) {
    append(ai, key.ai(ai));
    // What is told beside the identity comes between, as in a path: variant, lot, then serial.
    if (is_primary) {
      append("22", key.ai("22"));
      if (!key.serial().empty()) append("10", key.lot());
    }
    is_primary = false;
    return true;
  });
  append("7040", key.ai("7040"));
  return out;
}

namespace {

constexpr std::uint8_t on_canonical_host = 0x80;

}  // namespace

void append_packed(const Key& key, std::string& out) {
  std::string_view text = key.text();
  auto head = static_cast<std::uint8_t>(key.type());
  if (text.starts_with(canonical_host)) {
    text.remove_prefix(canonical_host.size());
    head |= on_canonical_host;
  }
  out.push_back(static_cast<char>(head));
  out += text;
  const std::string_view aside = KeyBuilder::aside(key);
  if (!aside.empty()) out.append(1, '\0').append(aside);  // No text holds a zero byte.
}

std::optional<Key> unpack(std::string_view packed) {
  if (packed.empty()) return std::nullopt;
  const auto head = static_cast<std::uint8_t>(packed.front());
  const auto type = static_cast<KeyType>(head & ~on_canonical_host);
  if (type > KeyType::uri) return std::nullopt;
  packed.remove_prefix(1);
  const std::size_t end = std::min(packed.find('\0'), packed.size());
  std::string text((head & on_canonical_host) != 0 ? canonical_host : std::string_view());
  text += packed.substr(0, end);
  return KeyBuilder::make(type, std::move(text),
                          std::string(packed.substr(std::min(end + 1, packed.size()))));
}

std::string document_name(std::string_view uri) {
  // Nearly all name none, and each document of each event is asked for.
  const bool may_be_gdti = uri.contains("253") || uri.contains("gdti");
  const auto key = may_be_gdti ? parse_key(uri) : fail(ErrorCode::not_found, "");
  return key && key->type() == KeyType::gdti ? key->text() : std::string(uri);
}

}  // namespace stocktrail::gs1
