// tools/demo/chain.h: the sample chain: who takes part, what they state, and what they report, from the
// story's first day to today.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace stocktrail::demo {

enum class Actor : unsigned char {
  farm_a,
  farm_b,
  plant,
  laboratory,
  carrier,
  distributor,
  stores,
  online,
  authority
};
inline constexpr std::array actors{Actor::farm_a,     Actor::farm_b,  Actor::plant,
                                   Actor::laboratory, Actor::carrier, Actor::distributor,
                                   Actor::stores,     Actor::online,  Actor::authority};

std::string_view name_of(Actor actor);
std::string party_id(Actor actor);
/// Digits with their GS1 check digit.
std::string with_check(std::string_view digits);

/// A master-data statement that its actor signs.
struct Claim {
  Actor by;
  std::string kind, body;
  std::string picture;  // Name of the picture to name as its file; empty: none.
};

/// Events that one actor signs together, in order.
struct Report {
  Actor by;
  std::vector<std::string> events;
};

/// What the operator states: the party with its public key, and the policies.
std::string party_claim(Actor actor, std::string_view jwk);
std::vector<std::string> policies();

std::vector<Claim> claims(std::chrono::sys_days today);
/// In the order in which they are to be sent.
std::vector<Report> reports(std::chrono::sys_days today);

std::string good_lot_path();
std::string recalled_lot_path();
std::string shop_place();
std::string product_id();

}  // namespace stocktrail::demo
