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

/// The item of which a GTIN with another indicator digit than 0 is a package (GS1 General Specifications,
/// "GTIN-14"); of others, itself.
gs1::Key base_item(const gs1::Key& gtin);
/// The GTINs that differ from this one in the indicator digit only, and itself; of one that is a package by
/// its number, itself.
std::vector<gs1::Key> packages_by_number(const gs1::Key& gtin);
/// Whose goods of this GTIN are: who stated it as a product, else the item of which it is a package, else the
/// product that names it as a package; empty: nobody did. Only that party, or the operator, says what they
/// are.
std::string goods_owner(const gs1::Key& gtin, const TableReader& tables);

/// Parties at whose places `issuer` may report: itself first, then those that a reporting policy names, by
/// id.
std::vector<std::string> reports_for(const gs1::Key& issuer, const TableReader& tables);

}  // namespace stocktrail::master
