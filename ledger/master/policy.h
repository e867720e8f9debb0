// ledger/master/policy.h: what the operator lets a party do: report at places of another, have its key held
// here, or act in a role (docs/formats.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/gs1/key.h"

namespace stocktrail::master {

enum class PolicyType : std::uint8_t { reporting = 0, custodial = 1, grant = 2 };
constexpr PolicyType last_of(PolicyType) {
  return PolicyType::grant;
}
std::string_view name_of(PolicyType type);

struct Policy {
  std::string id;
  PolicyType type{};
  gs1::Key party;
  std::optional<gs1::Key> places_of;  // reporting: whose places.
  std::string role;                   // grant: "auditor".
  bool revoked = false;
  std::uint64_t statement = 0;
};

}  // namespace stocktrail::master
