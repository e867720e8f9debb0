// api/access/role.h: who asks. Roles exist from the first day; what each may read is in visibility.h, what
// each may call in routes.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stocktrail::api {

enum class Role : std::uint8_t {
  anyone,     // No token.
  party,      // A supplier, carrier or store: its own contents, and what names it.
  planner,    // Stock of the party's own places.
  auditor,    // Everything, nothing to write; needs a grant in the log.
  operator_,  // Runs the server; admits parties and makes tokens; of contents no more than its own party.
};

std::string_view name_of(Role role);  // "anyone", "party", "planner", "auditor", "operator".
std::optional<Role> parse_role(std::string_view name);

/// Whom a request speaks for, once its token was checked.
struct Principal {
  Role role = Role::anyone;
  std::string party = {};     // Canonical party key; empty for anyone.
  std::string token_id = {};  // Empty for anyone.
};

/// A set of roles, for the route table.
class Roles {
 public:
  constexpr Roles(Role role) : bits_(bit(role)) {}  // NOLINT(google-explicit-constructor): a role is a set.
  constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  friend constexpr Roles operator|(Roles a, Roles b) { return Roles(a.bits_ | b.bits_); }

 private:
  explicit constexpr Roles(unsigned bits) : bits_(bits) {}
  static constexpr unsigned bit(Role role) { return 1U << static_cast<unsigned>(role); }
  unsigned bits_;
};
constexpr Roles operator|(Role a, Role b) {
  return Roles(a) | Roles(b);
}

inline constexpr Roles everyone =
    Role::anyone | Role::party | Role::planner | Role::auditor | Role::operator_;

}  // namespace stocktrail::api
