// ledger/master/goods.h: what the books of goods ask of master data beside places (master.h).
#pragma once

#include "ledger/master/master.h"

namespace stocktrail::master {

/// The product that a package holds, by the package's GTIN.
struct Package {
  gs1::Key product;
  std::int64_t contains = 0;  // Units of it.
};
std::optional<Package> package(const gs1::Key& gtin, const TableReader& tables);

/// Parties at whose places `issuer` may report: itself first, then those that a reporting policy names, by
/// id.
std::vector<std::string> reports_for(const gs1::Key& issuer, const TableReader& tables);

}  // namespace stocktrail::master
