// What does not fit in the books of stock, and what one event posts in them.
#include <algorithm>
#include <array>

#include "api/handlers/handlers.h"
#include "api/handlers/stock_query.h"
#include "api/handlers/stock_table.h"
#include "api/handlers/worklist.h"
#include "api/journey/shown_event.h"
#include "crypto/json_writer.h"
#include "ledger/master/master.h"

namespace stocktrail::api {
namespace {

void write_account(json::Writer& w, const inventory::Account& account) {
  w.field("account", inventory::name_of(account.kind));
  const bool is_place =
      account.kind == inventory::AccountKind::on_hand || account.kind == inventory::AccountKind::in_transit;
  if (is_place) w.field("status", inventory::name_of(account.status));
  if (!account.place.empty()) w.field("place", account.place);
  if (!account.from.empty()) w.field("from", account.from);
}

void write_good(json::Writer& w, const inventory::Good& good, const std::string& lot) {
  w.field("product", good.product);
  if (!lot.empty()) w.field("lot", lot);
}

/// In a unit of Rec 20; pieces have none.
void write_amount(json::Writer& w, const inventory::Good& good, Amount amount) {
  const books::Measure told = books::shown(good, amount);
  if (!told.unit.empty()) w.field("unit", told.unit);
  w.key("quantity").raw(told.amount.text());
}

void write_posting(json::Writer& w, const books::Posting& posting) {
  w.begin_object().field("at", format_utc(posting.at));
  write_account(w, posting.account);
  write_good(w, posting.good, posting.lot);
  write_amount(w, posting.good, posting.amount);
  w.end_object();
}

/// A place of another that is not public has no name where the reader's own report is all that leads to it.
bool may_name(const Call& call, const std::string& place) {
  if (place.empty() || call.principal.role == Role::auditor) return true;
  const auto key = gs1::parse_key(place);
  const auto owner = key ? master::place_or_whole(*key, call.view->tables()) : std::nullopt;
  return !owner || owner->place.is_public || owner->party.text() == call.principal.party;
}

bool is_of_reader(const Call& call, const std::string& place, const inventory::Good& good) {
  return reads_book(call.principal, place, good, call.view->tables());
}

bool shows_posting(const Call& call, const books::Posting& posting) {
  return shows_account(call.principal, posting.account, call.view->tables()) &&
         is_of_reader(call, posting.account.place, posting.good) &&
         is_of_reader(call, posting.account.from, posting.good);
}

bool shows_discrepancy(const Call& call, const inventory::Discrepancy& one) {
  const EventRef event = one.event.value_or(event_ref(one.open_since, 0));
  return std::ranges::all_of(std::array{one.told.place, one.told.other_place}, [&](const std::string& place) {
    return event >= reads_from(call.principal, place, call.view->tables()) &&
           is_of_reader(call, place, one.told.good);
  });
}

/// Those that one report at a place is enough for, whatever was at the other.
bool is_of_one_report(inventory::DiscrepancyKind kind) {
  using enum inventory::DiscrepancyKind;
  return kind == departure_not_told || kind == two_places || kind == made_twice || kind == seen_after_end;
}

/// What is reported at a place that another has registered and not made public posts nothing. So that its
/// reporter does not learn that, nobody is shown the postings of events at places that might be such ones:
/// only at registered places that are public, or where the issuer may report.
bool shows_postings(const View::LoggedEvent& logged, const TableReader& tables) {
  const auto issuer = gs1::parse_key(logged.statement.issuer());
  const auto is_known = [&](const std::optional<gs1::Key>& place) {
    if (!place) return true;
    const auto owner = master::place_or_whole(*place, tables);
    return owner && issuer && (owner->place.is_public || master::may_report_at(*issuer, *place, tables));
  };
  return is_known(logged.event.read_point) && is_known(logged.event.biz_location);
}

constexpr auto columns = std::to_array<std::string_view>({"kind",
                                                          "eventTime",
                                                          "recordedAt",
                                                          "place",
                                                          "otherPlace",
                                                          "item",
                                                          "product",
                                                          "lot",
                                                          "quantity",
                                                          "unit",
                                                          "statement",
                                                          "event",
                                                          "other.statement",
                                                          "other.event",
                                                          "id",
                                                          "settledBy",
                                                          "remedy",
                                                          "assigned.to",
                                                          "assigned.by",
                                                          "assigned.at",
                                                          "assigned.statement",
                                                          "assigned.note",
                                                          "acknowledged.by",
                                                          "acknowledged.at",
                                                          "acknowledged.statement",
                                                          "acknowledged.note",
                                                          "acknowledged.quantity",
                                                          "acknowledged.covers"});

void add_discrepancy(StockTable& table, const inventory::Discrepancy& one, const Call& call) {
  const books::Discrepancy& told = one.told;
  table.begin_row();
  table.add("kind", inventory::name_of(told.kind));
  table.add("eventTime", format_utc(told.since));
  const std::uint64_t record = one.event ? statement_of(*one.event) : one.open_since;
  if (const auto receipt = call.view->receipt(LeafIndex{record}))
    table.add("recordedAt", format_utc(receipt->recorded_at));
  table.add("place", told.place);
  if (!is_of_one_report(told.kind) || may_name(call, told.other_place))
    table.add("otherPlace", told.other_place);
  table.add("item", told.thing);
  table.add("product", told.good.product);
  if (!told.good.product.empty()) table.add("lot", told.lot);
  if (!told.amount.is_zero()) add_amount(table, told.good, told.amount);
  if (one.event) {
    table.add_number("statement", statement_of(*one.event));
    table.add_number("event", std::uint64_t{position_of(*one.event)});
  }
  if (one.other) {
    table.add_number("other.statement", statement_of(*one.other));
    table.add_number("other.event", std::uint64_t{position_of(*one.other)});
  }
  add_work(table, one, call);
}

}  // namespace

Response get_discrepancies(Call& call) {
  inventory::DiscrepancyQuery query;
  auto place = key_text(call.query, "place");
  if (!place) return Response::of(place.error());
  query.place = books::place_of(*place).site;  // Discrepancies are those of a site.
  if (query.place.empty() && call.principal.role != Role::auditor) {
    return Response::of(Error{ErrorCode::invalid_argument, "name a place of your party's", "place"});
  }
  if (!may_ask(call, query.place)) {
    return Response::of(not_your_place("place"));
  }
  const auto limit = limit_of(call.query, stock_rows_preset, stock_rows_max);
  if (!limit) return Response::of(limit.error());
  query.limit = *limit;
  const auto known = known_at(call);
  if (!known) return Response::of(known.error());
  query.known = *known;
  auto cursor = cursor_of(call);
  if (!cursor) return Response::of(cursor.error());
  query.cursor = std::move(*cursor);
  auto wanted = wanted_discrepancies(call);
  if (!wanted) return Response::of(wanted.error());
  query.shows = *std::move(wanted);
  const inventory::DiscrepancyPage page = inventory::discrepancies(query, call.view->tables());
  StockTable table(call, "discrepancies", columns);
  for (const inventory::Discrepancy& one : page.discrepancies)
    if (shows_discrepancy(call, one)) add_discrepancy(table, one, call);
  return table.answer([](json::Writer&) {}, page.has_more ? page_cursor(call, page.last) : std::string{});
}

Response get_postings(Call& call) {
  const auto id = call.query.find("event");
  if (!id) return Response::of(Error{ErrorCode::invalid_argument, "this parameter must be given", "event"});
  json::Writer w;
  w.begin_object().key("postings").begin_array();
  bool found = false;
  for (const EventRef ref : events_named(*id, *call.view)) {
    const auto logged = call.view->event(ref);
    if (!logged) continue;
    const StatedEvent stated = stated_event(logged->statement, ref, logged->event);
    const EventSight sight = sight_of(call.principal, stated, {}, call.view->tables());
    if (sight.extent() != EventSight::Extent::whole) continue;  // Volumes: only for whom the event is whole.
    found = true;
    if (call.principal.role != Role::auditor && !shows_postings(*logged, call.view->tables())) continue;
    for (books::Posting& posting : inventory::postings(ref, call.view->tables())) {  // Also at the other end.
      if (!shows_posting(call, posting)) continue;
      if (!may_name(call, posting.account.from)) posting.account.from.clear();
      write_posting(w, posting);
    }
  }
  w.end_array().end_object();
  if (!found) return Response::of(Error{ErrorCode::not_found, "there is no event here that you may see"});
  return Response::json(std::move(w).text());
}

}  // namespace stocktrail::api
