// api/handlers/stock_query.h: what the questions about stock have in common: their parameters, and whose
// stock it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/handlers/call.h"
#include "crypto/json_writer.h"
#include "ledger/inventory/inventory.h"

namespace stocktrail::api {

inline constexpr std::size_t stock_rows_preset = 100;
inline constexpr std::size_t stock_rows_max = 1'000;
// Limits of an age profile: borders between the ages, how far they reach, and positions that are added up.
inline constexpr std::size_t ages_max = 20;
inline constexpr std::uint64_t age_days_max = 36'500;
inline constexpr std::size_t aged_positions_max = 10'000;

/// A query value as a canonical key; empty if it is not given.
Result<std::string> key_text(const Query& query, std::string_view name);

/// A package that `product` named: stock is counted in what it holds, and told so.
struct AskedPackage {
  std::string id;
  std::string product;
  std::int64_t contains = 0;  // Of the product.
};
/// Stock is counted by product and lot, so an identifier of a lot names both. Empty: not given.
struct ProductAndLot {
  std::string product;
  std::optional<std::string> lot;
  std::optional<AskedPackage> package;
};
Result<ProductAndLot> product_and_lot(const Call& call);

/// As a member `package` of an answer; nothing without one.
void tell_package(json::Writer& w, const std::optional<AskedPackage>& package);

/// Before this time the books are done, while they still work on late events; empty: they do not.
std::string told_complete_until(const Call& call);

Result<std::optional<Micros>> time_of(const Query& query, std::string_view name);

/// `knownAt`, as how many entries the log had then; nullopt without one.
Result<std::optional<std::uint64_t>> known_at(const Call& call);

/// Only an auditor and the owner of a place may ask for it by name.
bool may_ask(const Call& call, const std::string& place);
bool may_ask(const Principal& principal, const std::string& place, const TableReader& tables);
Error not_your_place(std::string where);

/// `status`: one or several, with commas; empty: not given.
Result<std::vector<inventory::Status>> statuses_of(const Query& query);

/// The unit of a good, as a query names it.
std::string unit_name(const inventory::Good& good);

}  // namespace stocktrail::api
