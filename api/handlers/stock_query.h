// api/handlers/stock_query.h: what the questions about stock have in common: their parameters, and whose
// stock it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/handlers/call.h"
#include "ledger/inventory/inventory.h"

namespace stocktrail::api {

inline constexpr std::size_t stock_rows_preset = 100;
inline constexpr std::size_t stock_rows_max = 1'000;

/// A query value as a canonical key; empty if it is not given.
Result<std::string> key_text(const Query& query, std::string_view name);

/// Stock is counted by product and lot, so an identifier of a lot names both. Empty: not given.
struct ProductAndLot {
  std::string product;
  std::optional<std::string> lot;
};
Result<ProductAndLot> product_and_lot(const Query& query);

Result<std::optional<Micros>> time_of(const Query& query, std::string_view name);

/// `knownAt`, as how many entries the log had then; nullopt without one.
Result<std::optional<std::uint64_t>> known_at(const Call& call);

/// Only an auditor and the owner of a place may ask for it by name.
bool may_ask(const Call& call, const std::string& place);
Error not_your_place(std::string where);

}  // namespace stocktrail::api
