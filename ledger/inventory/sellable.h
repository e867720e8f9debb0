// ledger/inventory/sellable.h: what of one good at one site may be sold, for those who promise it.
#pragma once

#include <map>

#include "ledger/inventory/inventory.h"

namespace stocktrail::inventory {

struct SellableLot {
  std::string lot;  // Empty: not told.
  Amount amount;    // More than zero.
  std::optional<Micros> expires_at;
  std::map<std::string, Amount> parts;  // Where in the site it is; empty: not told. They may be negative.
};
struct Sellable {
  std::vector<SellableLot> lots;  // By lot. Neither recalled nor expired then.
  Amount missing;                 // What left and was never there; of sellable goods.
};
/// As the books are now, at a site with its parts; dates are judged at `on`. Single items that are recalled
/// are left out; a lot of which they are too many to be counted is left out whole. `party`: of the site.
Sellable sellable(const std::string& site, const std::optional<std::string>& party, const Good& good,
                  Micros on, const TableReader& tables);

/// What is on the way to a site, whoever sent it.
struct Coming {
  Amount amount;
  std::optional<Micros> sent_at;  // Of the oldest delivery that is open; none: of goods beyond a limit.
};
Coming on_the_way(const std::string& site, const Good& good, const TableReader& tables);

/// A delivery of which not all has arrived.
struct OpenDelivery {
  std::vector<std::string> documents, senders;  // Under which, and who said that it left.
  std::string from;                             // Empty: not told.
  Amount amount;
  std::vector<std::string> on_the_way;  // Of which lots it is.
  std::vector<SellableLot> lots;  // What of it may be sold, as lots are judged at `on`; parts are not told.
};
std::vector<OpenDelivery> open_deliveries(const std::string& site, const Good& good, Micros on,
                                          const TableReader& tables);

/// Goods of which the books have a cell there, in order.
struct GoodsPage {
  std::vector<Good> goods;
  std::string last;  // Cursor of the last; that of the query if there is none.
  bool has_more = false;
};
GoodsPage goods_at(const std::string& site, const std::string& product, const std::string& cursor,
                   std::size_t limit, const TableReader& tables);

/// The record since which the books have this good there; the greatest number if they have none.
std::uint64_t known_since(const std::string& site, const Good& good, const TableReader& tables);

}  // namespace stocktrail::inventory
