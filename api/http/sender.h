// api/http/sender.h: in whose name a request uses memory and workers. Budgets are kept by token, and for
// those without one by address, so that nobody's load is everybody's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stocktrail::api {

struct Sender {
  std::string account;    // A token's id, or an address as client_of() gives it.
  bool is_known = false;  // It has a token that is good; half of every budget is kept for these.
};

/// What stands for a client's address: an IPv4 address whole, of an IPv6 address the /64, because that is
/// what one customer gets. "203.0.113.7", "2001:db8:1:2::/64"; an IPv4-mapped address is the IPv4 one.
/// nullopt for what is no address.
std::optional<std::string> client_of(std::string_view address);

/// The client that the last entry of an X-Forwarded-For header names; nullopt if that is no address.
std::optional<std::string> forwarded_client(std::string_view x_forwarded_for);

}  // namespace stocktrail::api
