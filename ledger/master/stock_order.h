// ledger/master/stock_order.h: purchase and transfer orders as statements: what a party wants brought to a
// place, and by when. docs/formats.md, "Orders", has the shape; docs/inventory.md, "On order", says what
// becomes of one.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ledger/epcis/decimal.h"
#include "ledger/master/master.h"

namespace stocktrail::master {

struct OrderLimits {
  static constexpr std::size_t order_lines_max = 500;
  static constexpr std::size_t order_text_bytes_max = 200;  // Of a document or note.
};

struct OrderedLine {
  gs1::Key product;  // A packaging level stands for what it holds.
  std::string unit;  // Rec 20; empty: pieces.
  Decimal quantity;
  Micros due{};  // The first moment (UTC) of the day by the end of which it is to be there.
};

/// What a statement says; the next one of the same party and id replaces it.
struct StockOrder {
  std::string id;
  std::string document;              // By which despatches and arrivals name it: an absolute URI.
  gs1::Key place;                    // A site.
  std::optional<gs1::Key> supplier;  // The party that is asked to send it,
  std::optional<gs1::Key> from;      // the site that it is to come from, or both.
  std::string note;
  std::vector<OrderedLine> lines;  // None where it is closed: those that it had.
  bool closed = false;             // Nothing more is awaited.
};

/// As it stands.
struct RecordedOrder {
  gs1::Key party;
  StockOrder what;
  std::uint64_t first = 0;  // Statements: that placed it,
  Micros placed_at{};
  std::uint64_t statement = 0;  // and that said what it says now.
  Micros recorded_at{};
};
std::optional<RecordedOrder> stock_order(std::string_view party, std::string_view id,
                                         const TableReader& tables);

/// Apart, so that nobody's own orders are lost among those in which others name it.
enum class OrderList : char {
  placed = 'v',       // By a party, or for a site.
  placed_open = 'i',  // Of these, those that are not closed.
  asked = 'm',        // Of a party that is to supply them.
  asked_open = 'z',
};
/// Newest first: calls `visit(order)` for each that was placed before the statement `before`, until it gives
/// false.
void each_order(OrderList list, const gs1::Key& of, std::uint64_t before, const TableReader& tables,
                const std::function<bool(const RecordedOrder&)>& visit);

}  // namespace stocktrail::master
