// Openings and closings of discrepancies, as pages or as a stream (api/handlers/feed.h).
#include <algorithm>

#include "api/handlers/discrepancy_rows.h"
#include "api/handlers/feed.h"
#include "api/handlers/handlers.h"
#include "api/handlers/stock_query.h"
#include "api/handlers/worklist.h"
#include "crypto/json_writer.h"
#include "ledger/inventory/discrepancy_changes.h"

namespace stocktrail::api {
namespace {

using inventory::ChangePlace;
using inventory::DiscrepancyChange;

/// "17": after all of what the first 17 entries of the log changed; "17-2": and two changes of the next one.
std::string text_of(const ChangePlace& place) {
  std::string text = std::to_string(place.record);
  if (place.changes > 0) text.append("-").append(std::to_string(place.changes));
  return text;
}

Result<ChangePlace> parse_place(std::string_view text) {
  const std::size_t dash = std::min(text.find('-'), text.size());
  const auto record = parse_number(text.substr(0, dash), "after");
  const auto changes =
      dash == text.size() ? Result<std::uint64_t>(0) : parse_number(text.substr(dash + 1), "after");
  if (record && changes) return ChangePlace{*record, *changes};
  return fail(ErrorCode::invalid_argument,
              "write `next` of a page or the id of a change, or a number of entries of the log", "after");
}

std::string_view name_of(DiscrepancyChange::Kind kind) {
  switch (kind) {
    case DiscrepancyChange::Kind::opened:
      return "discrepancy.opened";
    case DiscrepancyChange::Kind::changed:
      return "discrepancy.changed";
    case DiscrepancyChange::Kind::closed:
      return "discrepancy.closed";
  }
  return {};
}

/// At a place that was asked for, or at any of the reader's.
bool is_wanted(const books::Discrepancy& told, const std::string& site, const Call& call) {
  if (!site.empty())
    return books::place_of(told.place).site == site || books::place_of(told.other_place).site == site;
  const auto is_own = [&](const std::string& place) { return !place.empty() && may_ask(call, place); };
  return is_own(told.place) || is_own(told.other_place);
}

FeedItem item_of(const DiscrepancyChange& change, const Call& call) {
  const inventory::Discrepancy one =
      inventory::with_events(change.told, change.open_since, call.view->tables());
  StockTable row(call);
  row.begin_row();
  add_discrepancy(row, one, call);
  FeedItem item{.id = text_of(change.next), .event = name_of(change.kind), .data = {}};
  json::Writer w;
  w.begin_object()
      .field("id", item.id)
      .field("change", item.event)
      .key("statement")
      .number(change.next.record);
  if (const auto receipt = call.view->receipt(LeafIndex{change.next.record}))
    w.field("recordedAt", format_utc(receipt->recorded_at));
  if (change.was) w.key("was").raw(books::shown(change.told.good, *change.was).amount.text());
  w.key("discrepancy").raw(row.rows().front()).end_object();
  item.data = std::move(w).text();
  return item;
}

Result<FeedPage> read_changes(const Call& call, const std::string& after) {
  const auto place = key_text(call.query, "place");
  if (!place) return std::unexpected(place.error());
  const std::string site = books::place_of(*place).site;
  if (!may_ask(call, site)) return std::unexpected(not_your_place("place"));
  const auto wanted = wanted_discrepancies(call);
  if (!wanted) return std::unexpected(wanted.error());
  const auto limit = limit_of(call.query, stock_rows_preset, stock_rows_max);
  if (!limit) return std::unexpected(limit.error());
  const auto from = parse_place(after);
  if (!from) return std::unexpected(from.error());
  const TableReader& tables = call.view->tables();
  inventory::DiscrepancyChangeQuery query{
      .after = *from, .end = to_u64(call.view->settled_size()), .limit = *limit};
  query.shows = [&](const DiscrepancyChange& change) {
    return (*wanted)(change.told) && is_wanted(change.told, site, call) &&
           shows_discrepancy(call.principal, inventory::with_events(change.told, change.open_since, tables),
                             tables);
  };
  const inventory::DiscrepancyChangePage found = inventory::discrepancy_changes(query, tables);
  FeedPage page{.items = {}, .next = text_of(found.next), .has_more = found.has_more};
  // Who came from a place beyond the end, of a log that was set back, is told where the end is.
  if (!found.has_more) page.next = place_now(*call.view);
  for (const DiscrepancyChange& change : found.changes) page.items.push_back(item_of(change, call));
  return page;
}

}  // namespace

void get_discrepancy_changes(std::unique_ptr<Call> call, Responder respond) {
  answer_feed(std::move(call), std::move(respond), read_changes);
}

}  // namespace stocktrail::api
