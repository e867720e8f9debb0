#include "api/http/sender.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace stocktrail::api {
namespace {

constexpr std::array<unsigned char, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::string text_of(int family, const void* bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  return ::inet_ntop(family, bytes, text.data(), text.size()) != nullptr ? text.data() : std::string{};
}

}  // namespace

std::optional<std::string> client_of(std::string_view address) {
  const std::string text(address.substr(0, address.find('%')));  // Without a zone.
  in_addr four{};
  if (::inet_pton(AF_INET, text.c_str(), &four) == 1) return text_of(AF_INET, &four);
  in6_addr six{};
  if (::inet_pton(AF_INET6, text.c_str(), &six) != 1) return std::nullopt;
  if (std::equal(mapped_prefix.begin(), mapped_prefix.end(), six.s6_addr))
    return text_of(AF_INET, six.s6_addr + mapped_prefix.size());
  std::memset(six.s6_addr + 8, 0, 8);
  return text_of(AF_INET6, &six) + "/64";
}

std::optional<std::string> forwarded_client(std::string_view x_forwarded_for) {
  std::string_view last = x_forwarded_for.substr(x_forwarded_for.rfind(',') + 1);
  while (last.starts_with(' ') || last.starts_with('\t')) last.remove_prefix(1);
  while (last.ends_with(' ') || last.ends_with('\t')) last.remove_suffix(1);
  if (last.starts_with('[')) last = last.substr(1, last.find(']') - 1);
  return client_of(last);
}

}  // namespace stocktrail::api
