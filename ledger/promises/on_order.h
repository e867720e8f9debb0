// ledger/promises/on_order.h: what has become of purchase and transfer orders, and what is still awaited at a
// site, and when. Worked out from the books when it is asked for; docs/inventory.md, "On order".
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/inventory/documents.h"
#include "ledger/master/stock_order.h"
#include "ledger/state/table.h"

namespace stocktrail::promises {

/// Orders of a site that are not closed: so many are looked at, the newest first,
inline constexpr std::size_t awaited_orders_max = 10'000;
/// until they have so many lines.
inline constexpr std::size_t awaited_lines_max = 50'000;

struct LineProgress {
  books::Good good;
  std::int64_t pieces = 1;  // Of it in one of what was ordered.
  Micros due{};             // The first moment of its day.
  Amount ordered, arrived, on_the_way;
  Amount open() const { return ordered - arrived - on_the_way; }
};

enum class OrderState : std::uint8_t {
  open,      // Nothing of it has left, or less than was ordered.
  sent,      // All of it has, and not all has arrived.
  received,  // All has arrived.
  closed,    // Its party awaits nothing more, or the place is another's now.
};
std::string_view name_of(OrderState state);

struct OrderProgress {
  std::vector<LineProgress> lines;  // In the order of the statement.
  OrderState state = OrderState::open;
  bool complete = true;  // False: of some line the books are not its party's to read.

  /// Whether something of it has not arrived on the day that it was due. `now`: any moment.
  bool is_late(Micros now) const;
};
/// The line of one good that is due first gets what has moved first.
OrderProgress progress_of(const master::RecordedOrder& order, inventory::Deliveries& deliveries,
                          const TableReader& tables);

/// What has not left yet of one good for a site.
struct Awaited {
  books::Good good;
  std::string site;
  Micros due{};
  Amount amount;
  auto operator<=>(const Awaited&) const = default;
};
struct AwaitedList {
  std::vector<Awaited> awaited;  // By good, then day; of one day added up.
  bool complete = true;          // False: a limit cut it.
};
/// `of`: a site, or a party that placed orders. `product`: empty: all. `counts`: others are passed over;
/// empty: none is.
AwaitedList awaited(const gs1::Key& of, std::string_view product, const TableReader& tables,
                    const std::function<bool(const master::RecordedOrder&)>& counts = {});

}  // namespace stocktrail::promises
