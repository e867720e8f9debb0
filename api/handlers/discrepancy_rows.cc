#include "api/handlers/discrepancy_rows.h"

#include <algorithm>
#include <array>

#include "api/access/visibility.h"
#include "api/handlers/worklist.h"
#include "api/journey/shown_event.h"
#include "ledger/inventory/lots.h"
#include "ledger/inventory/reach.h"
#include "ledger/master/master.h"

namespace stocktrail::api {
namespace {

/// Those that one report is enough for, wherever its thing is: neither the one nor the other side learns by
/// it of a place that it would not know.
bool is_of_one_report(inventory::DiscrepancyKind kind) {
  using enum inventory::DiscrepancyKind;
  constexpr std::array kinds = {departure_not_told, two_places,   made_twice,
                                seen_after_end,     not_entitled, arrived_elsewhere};
  return std::ranges::find(kinds, kind) != kinds.end();
}

bool is_own(const Call& call, EventRef ref) {
  const auto logged = call.view->event(ref);
  return logged && logged->statement.issuer() == call.principal.party;
}

/// What an event names that posts nothing: by which id it is known, and the first of its goods where the
/// discrepancy names none.
void add_goods(StockTable& table, const std::string& thing, EventRef ref, const Call& call) {
  const auto logged = call.view->event(ref);
  if (!logged) return;
  const StatedEvent stated = stated_event(logged->statement, logged->ref, logged->event);
  const EventSight sight = sight_of(call.principal, stated, {}, call.view->tables());
  if (sight.extent() != EventSight::Extent::whole) return;
  table.add("eventID", shown_event_id(*logged, sight, *call.view));
  if (!thing.empty()) return;
  const auto& [things, quantities] = std::tie(logged->event.objects.epcs, logged->event.objects.quantities);
  if (things.empty() && quantities.empty()) return;
  const gs1::Key& first = quantities.empty() ? things.front() : quantities.front().epc_class;
  if (const auto product = first.product_key()) table.add("product", product->text());
  table.add("lot", first.lot());
  if (quantities.empty()) table.add("item", first.text());
}

/// Whether that recall, or another, still stands. What was sold while it did stays told.
void add_end_of_recall(StockTable& table, const books::Discrepancy& told, const Call& call) {
  const TableReader& tables = call.view->tables();
  inventory::Lots lots({}, call.app.clock.now(), tables);
  const auto recalled = inventory::Status::recalled;
  bool stands = lots.status(told.good.product, told.lot, inventory::Status::sellable) == recalled;
  if (!stands && !told.thing.empty()) {
    const inventory::ItemPlace item = inventory::place_of_item(told.thing, {}, tables);
    stands = item.recalled_by || item.account.status == recalled;
  }
  if (!stands) table.add_flag("recallEnded", true);
}

}  // namespace

bool may_name(const Call& call, const std::string& place) {
  if (place.empty() || call.principal.role == Role::auditor) return true;
  const auto key = gs1::parse_key(place);
  const auto owner = key ? master::place_or_whole(*key, call.view->tables()) : std::nullopt;
  return !owner || owner->place.is_public || owner->party.text() == call.principal.party;
}

bool shows_discrepancy(const Principal& reader, const inventory::Discrepancy& one,
                       const TableReader& tables) {
  const EventRef event = one.event.value_or(event_ref(one.open_since, 0));
  return std::ranges::all_of(std::array{one.told.place, one.told.other_place}, [&](const std::string& place) {
    return event >= reads_from(reader, place, tables) && reads_book(reader, place, one.told.good, tables);
  });
}

void add_discrepancy(StockTable& table, const inventory::Discrepancy& one, const Call& call) {
  const books::Discrepancy& told = one.told;
  table.add("kind", inventory::name_of(told.kind));
  table.add_time("eventTime", told.since);
  const std::uint64_t record = one.event ? statement_of(*one.event) : one.open_since;
  if (const auto receipt = call.view->receipt(LeafIndex{record}))
    table.add_time("recordedAt", receipt->recorded_at);
  const auto may_tell = [&](const std::string& place) {
    return !is_of_one_report(told.kind) || may_name(call, place);
  };
  if (may_tell(told.place)) table.add("place", told.place);
  if (may_tell(told.other_place)) table.add("otherPlace", told.other_place);
  table.add("item", told.thing);
  table.add("product", told.good.product);
  if (!told.good.product.empty()) table.add("lot", told.lot);
  if (!told.amount.is_zero()) add_amount(table, told.good, told.amount);
  if (one.event) {
    table.add_number("statement", statement_of(*one.event));
    table.add_number("event", std::uint64_t{position_of(*one.event)});
  }
  const bool tells_all = may_tell(told.place) && may_tell(told.other_place);
  if (one.other && (tells_all || is_own(call, *one.other))) {
    table.add_number("other.statement", statement_of(*one.other));
    table.add_number("other.event", std::uint64_t{position_of(*one.other)});
  }
  if (one.event && told.good.product.empty()) add_goods(table, told.thing, *one.event, call);
  if (told.kind == inventory::DiscrepancyKind::sold_recalled) add_end_of_recall(table, told, call);
  add_remedy(table, told);
}

}  // namespace stocktrail::api
