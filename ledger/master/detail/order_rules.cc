#include "ledger/master/detail/order_rules.h"

#include <algorithm>

#include "ledger/master/detail/layout.h"

namespace stocktrail::master {
namespace {

bool is_place_of(const gs1::Key& place, const gs1::Key& party, const TableReader& tables) {
  const auto owner = place_or_whole(place, tables);
  return owner && owner->party == party;
}

/// The place is registered for all to see, and not of this party. Of places that are not public nothing is
/// said: who names one may know it from its supplier, and who guesses learns nothing.
bool is_seen_elsewhere(const gs1::Key& place, const gs1::Key& party, const TableReader& tables) {
  const auto owner = place_or_whole(place, tables);
  return owner && owner->place.is_public && owner->party != party;
}

bool counts_pieces(const std::string& unit) {
  return unit.empty() || unit == "EA" || unit == "H87" || unit == "C62";
}

/// What is stated to be weighed is not ordered by the piece, nor the other way round: it would never be
/// there.
std::optional<Error> refuse_units(const StockOrder& order, const TableReader& tables) {
  for (std::size_t i = 0; i < order.lines.size(); ++i) {
    const OrderedLine& line = order.lines[i];
    const auto known = product(line.product, tables);
    if (!known || counts_pieces(known->unit) == counts_pieces(line.unit)) continue;
    return Error{ErrorCode::invalid_argument,
                 line.product.text() + " is counted in " +
                     (counts_pieces(known->unit) ? std::string("pieces: leave the unit out")
                                                 : known->unit + ": order it in that"),
                 "$.order.lines[" + std::to_string(i) + "].unit"};
  }
  return std::nullopt;
}

}  // namespace

/// A party orders for its own places: what it orders shows as awaited there. A document is one order's, so
/// that what moves under it counts once. Whom and where an order is for stays as it was.
std::optional<Error> refuse_order(const StockOrder& order, const gs1::Key& issuer,
                                  const TableReader& tables) {
  const auto before = stock_order(issuer.text(), order.id, tables);
  if (order.lines.empty()) {
    if (before) return std::nullopt;
    return Error{ErrorCode::not_found,
                 issuer.text() + " has placed no order \"" + order.id + "\": there is nothing to close",
                 "$.order.id"};
  }
  if (!is_place_of(order.place, issuer, tables))
    return Error{ErrorCode::forbidden,
                 order.place.text() + " is no place of " + issuer.text() + ", so it orders nothing for it",
                 "$.order.place"};
  if (order.supplier && (!party(*order.supplier, tables) || *order.supplier == issuer))
    return Error{
        ErrorCode::not_found,
        order.supplier->text() + (*order.supplier == issuer
                                      ? " is the party itself: of a transfer name the site, in \"from\""
                                      : " is no registered party: the operator must admit it first"),
        "$.order.supplier"};
  if (order.from && (order.supplier ? is_seen_elsewhere(*order.from, *order.supplier, tables)
                                    : !is_place_of(*order.from, issuer, tables)))
    return Error{ErrorCode::not_found,
                 order.from->text() + " is no registered place of " + order.supplier.value_or(issuer).text(),
                 "$.order.from"};
  const auto with_document = tables.get(Table::master, ordered_key(issuer, order.document));
  if (with_document && *with_document != order.id)
    return Error{ErrorCode::conflict,
                 "the order \"" + *with_document + "\" has this document: one document is one order",
                 "$.order.document"};
  const bool is_another =
      before && (before->what.place != order.place || before->what.supplier != order.supplier);
  if (is_another)
    return Error{ErrorCode::conflict,
                 "the order is for another place or supplier: close it, and place this one under another id",
                 "$.order.id"};
  return refuse_units(order, tables);
}

}  // namespace stocktrail::master
