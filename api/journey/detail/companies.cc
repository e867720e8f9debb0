#include "api/journey/detail/companies.h"

#include <algorithm>
#include <array>

#include "ledger/master/master.h"

namespace stocktrail::api {
namespace {

/// Roles of parties that are no one's customers: carriers hold others' goods, the rest checks them.
constexpr std::array<std::string_view, 4> open_roles{"carrier", "authority", "laboratory", "operator"};

}  // namespace

bool Companies::has_open_role(std::string_view party) {
  const auto known = has_open_role_.find(party);
  if (known != has_open_role_.end()) return known->second;
  const auto id = gs1::parse_key(party);
  const auto found = id ? master::party(*id, tables_) : std::nullopt;
  const bool has =
      found && std::ranges::any_of(open_roles, [&](std::string_view role) { return found->has_role(role); });
  return has_open_role_.emplace(party, has).first->second;
}

bool Companies::is_named(std::string_view party) {
  return makers_.contains(party) || has_open_role(party);
}

const Companies::Place& Companies::place_of(const std::string& place) {
  const auto [at, is_new] = places_.try_emplace(place);
  const auto key = is_new ? gs1::parse_key(place) : Result<gs1::Key>(fail(ErrorCode::not_found, ""));
  if (key) {
    if (const auto found = master::place_or_whole(*key, tables_))
      at->second = {found->party.text(), found->place.is_public};
  }
  return at->second;
}

std::optional<std::string> Companies::hidden_by(const query::EventFacts& event, Way way) {
  const std::string& issuer = event.source.issuer;
  const bool names_issuer = is_named(issuer);
  if (way == Way::own) {
    const auto is_public = [&](const std::string& place) {
      return !place.empty() && place_of(place).is_public;
    };
    if (names_issuer || is_public(event.biz_location) || is_public(event.read_point)) return std::nullopt;
    return issuer;
  }
  if (!names_issuer) return issuer;
  for (const std::string* place : {&event.biz_location, &event.read_point}) {
    if (place->empty()) continue;
    const std::string& owner = place_of(*place).owner;
    if (!owner.empty() && !is_named(owner)) return owner;
  }
  return std::nullopt;
}

}  // namespace stocktrail::api
