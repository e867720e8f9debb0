// ledger/promises/detail/supply.h: what may be promised of a shelf, as the books and the rights are now.
#pragma once

#include "ledger/inventory/sellable.h"
#include "ledger/promises/detail/rows.h"

namespace stocktrail::promises {

/// What of the shelf may be sold at that time.
inventory::Sellable sellable_of(const Shelf& shelf, Micros at, const TableReader& tables);
Stock stock_of(const Shelf& shelf, Micros at, const TableReader& tables);
Stock stock_of(const inventory::Sellable& sellable);

/// What is claimed of the shelf at that time.
Claims claims_at(const Shelf& shelf, Micros now, const TableReader& tables);

/// Whether `issuer` may promise what is at the site: where it is registered, and they may report. `forbidden`
/// where anybody may know that they may not; a place that is not public looks as if nothing was there.
Result<bool> may_promise_at(const gs1::Key& issuer, const std::string& site, const TableReader& tables);

/// The shelves of one order, each with what lines before have taken.
class Supply {
 public:
  Supply(const gs1::Key& issuer, Micros at, const TableReader& tables)
      : issuer_(issuer), at_(at), tables_(tables) {}

  /// How much of it could be had.
  Result<Amount> could(const Shelf& shelf, const Condition& condition, const std::string& channel,
                       Amount wanted);
  /// Takes what can be had, `wanted` at most.
  Result<std::vector<Pick>> take(const Shelf& shelf, const Condition& condition, const std::string& channel,
                                 Amount wanted);

 private:
  struct Open {
    Stock stock;
    Claims claims;
    Keeps keeps;
  };
  static std::vector<Pick> pick_for(const Open& now, const Condition& condition, const std::string& channel,
                                    Amount wanted);
  Result<Open*> open(const Shelf& shelf);

  const gs1::Key& issuer_;
  Micros at_;
  const TableReader& tables_;
  std::map<Shelf, Open> shelves_;
  std::map<std::string, bool> sites_;
};

}  // namespace stocktrail::promises
