// Absolute URIs that are no GS1 keys: parties by DID, places by URL, transactions by URN, EPC schemes without
// GS1 key.
#include <algorithm>

#include "crypto/ascii.h"
#include "crypto/bytes.h"
#include "ledger/gs1/detail/key_builder.h"

namespace stocktrail::gs1 {
namespace {

// RFC 3986, 2.2 and 2.3: unreserved and reserved characters.
constexpr bool is_uri_character(char c) {
  return is_letter_or_digit(c) ||
         std::string_view("-._~:/?#[]@!$&'()*+,;=").find(c) != std::string_view::npos;
}

std::unexpected<Error> refuse_uri(std::string_view uri, std::string_view why) {
  return fail(ErrorCode::invalid_argument, "\"" + std::string(uri.substr(0, 100)) + "\" " + std::string(why));
}

void append_lower(std::string& out, std::string_view text) {
  std::ranges::transform(text, std::back_inserter(out), to_lower);
}

/// The authority in lower case but for user information, without a port that is the scheme's own.
Result<std::size_t> append_authority(std::string_view uri, std::string_view scheme, std::string_view rest,
                                     std::string& out) {
  const std::size_t end = std::min(rest.find_first_of("/?#", 2), rest.size());
  std::string_view authority = rest.substr(2, end - 2);
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos)
    return refuse_uri(uri, "holds user information before the host: leave it out");
  const std::size_t colon = authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
  std::string_view host = authority.substr(0, colon);
  std::string_view port = colon == std::string_view::npos ? std::string_view{} : authority.substr(colon + 1);
  if (host.empty()) return refuse_uri(uri, "has no host");
  if (!std::ranges::all_of(port, is_digit) || port.size() > 5) return refuse_uri(uri, "has a malformed port");
  out += "//";
  append_lower(out, host);
  const bool is_default = (scheme == "http" && port == "80") || (scheme == "https" && port == "443");
  if (!port.empty() && !is_default) out.append(1, ':').append(port);
  return end;
}

/// RFC 8141: the namespace has no case; a UUID has none either (RFC 4122).
Result<std::size_t> append_namespace(std::string_view uri, std::string_view rest, std::string& out) {
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos || colon < 2 || colon + 1 == rest.size() ||
      !std::ranges::all_of(rest.substr(0, colon), [](char c) { return is_letter_or_digit(c) || c == '-'; }))
    return refuse_uri(uri, "is no URN: write urn:<namespace>:<name>");
  append_lower(out, rest.substr(0, colon + 1));
  if (!out.ends_with(":uuid:")) return colon + 1;
  append_lower(out, rest.substr(colon + 1));
  return rest.size();
}

/// Appends what has no case rules of its own. Escapes get capitals; bytes beyond ASCII become escapes (RFC
/// 3987, 3.1).
Result<void> append_rest(std::string_view uri, std::string_view rest, std::string& out) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const char c = rest[i];
    if (c == '%') {
      if (i + 2 >= rest.size() || !is_hex_digit(rest[i + 1]) || !is_hex_digit(rest[i + 2]))
        return refuse_uri(uri, "has a % that is not followed by two hexadecimal digits");
      out.append({'%', to_upper(rest[i + 1]), to_upper(rest[i + 2])});
      i += 2;
    } else if (const auto byte = static_cast<unsigned char>(c); byte >= 0x80) {
      out.append({'%', hex[byte >> 4], hex[byte & 15]});
    } else if (is_uri_character(c)) {
      out += c;
    } else {
      return refuse_uri(uri, "has a character at position " +
                                 std::to_string(uri.size() - rest.size() + i + 1) +
                                 " that no URI may hold: percent-encode it");
    }
  }
  return {};
}

}  // namespace

Result<Key> make_uri_key(std::string_view uri, KeyType type) {
  const std::size_t colon = uri.find(':');
  if (colon == std::string_view::npos || !is_uri_scheme(uri.substr(0, colon)))
    return refuse_uri(
        uri,
        "is no identifier: write a GS1 Digital Link such as https://id.gs1.org/01/09521141012345, an "
        "EPC URN or another absolute URI");
  if (!is_utf8(uri)) return refuse_uri(uri.substr(0, 0), "is not UTF-8");
  std::string text;
  text.reserve(uri.size());
  append_lower(text, uri.substr(0, colon));
  const std::string scheme = text;
  text += ':';
  std::string_view rest = uri.substr(colon + 1);
  if (rest.empty()) return refuse_uri(uri, "has nothing after its scheme");
  const bool is_web = scheme == "http" || scheme == "https";
  if (is_web && !rest.starts_with("//"))
    return refuse_uri(uri, "has no host: write " + scheme + "://<host>/...");
  if (is_web || scheme == "urn") {
    auto used = is_web ? append_authority(uri, scheme, rest, text) : append_namespace(uri, rest, text);
    if (!used) return std::unexpected(used.error());
    rest.remove_prefix(*used);
  }
  const std::size_t checked = text.size();
  // Host and namespace were appended in lower case; they hold no character that the rest may not hold.
  if (!std::ranges::all_of(text.substr(0, checked), [](char c) { return is_uri_character(c) || c == '%'; }))
    return refuse_uri(uri, "has a character in its host or namespace that no URI may hold");
  if (auto fine = append_rest(uri, rest, text); !fine) return std::unexpected(fine.error());
  // Escapes of characters beyond ASCII lengthen it; the canonical text must be an identifier again.
  if (text.size() > identifier_bytes_max)
    return fail(ErrorCode::too_large,
                "an identifier may have at most " + std::to_string(identifier_bytes_max) +
                    " bytes, also when its characters beyond ASCII are percent-encoded");
  return KeyBuilder::make(type, std::move(text), {});
}

}  // namespace stocktrail::gs1
