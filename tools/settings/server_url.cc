#include "tools/settings/server_url.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "crypto/ascii.h"

namespace stocktrail::settings {
namespace {

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = to_lower(c);
  return lower;
}

bool is_host(std::string_view host) {
  const bool is_v6 = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
  const std::string_view letters = is_v6 ? host.substr(1, host.size() - 2) : host;
  return !letters.empty() && std::ranges::all_of(letters, [is_v6](char c) {
    return is_lower(c) || is_digit(c) || c == '.' || c == '-' || c == '_' ||
           (is_v6 && (c == ':' || c == '%'));
  });
}

}  // namespace

Result<std::string> normal_server(std::string_view text) {
  const auto refuse = [&] {
    return fail(ErrorCode::invalid_argument, "\"" + std::string(text) +
                                                 "\" is no address of a server: http://127.0.0.1:8080 or "
                                                 "https://host is expected, without a path.");
  };
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return refuse();
  const std::string scheme = lower_case(text.substr(0, colon));
  if (scheme != "http" && scheme != "https") return refuse();
  std::string host = lower_case(text.substr(colon + 3));
  while (host.ends_with('/')) host.pop_back();
  std::uint16_t port = scheme == "http" ? 80 : 443;
  const std::uint16_t usual_port = port;
  if (const std::size_t at = host.rfind(':'); at != std::string::npos && !host.ends_with(']')) {
    const char* const last = host.data() + host.size();
    const auto [end, failed] = std::from_chars(host.data() + at + 1, last, port);
    if (failed != std::errc() || end != last || port == 0) return refuse();
    host.resize(at);
  }
  if (!is_host(host)) return refuse();
  return scheme + "://" + host + (port == usual_port ? "" : ":" + std::to_string(port));
}

std::string host_of(std::string_view server) {
  return std::string(server.substr(server.find("://") + 3));
}

}  // namespace stocktrail::settings
