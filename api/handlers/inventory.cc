// What does not fit in the books of stock, and what one event posts in them.
#include <array>

#include "api/handlers/discrepancy_rows.h"
#include "api/handlers/handlers.h"
#include "api/handlers/settlements.h"
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

bool shows_posting(const Call& call, const books::Posting& posting) {
  const books::Account& account = posting.account;
  const TableReader& tables = call.view->tables();
  return shows_account(call.principal, account, tables) &&
         reads_book(call.principal, account.place, posting.good, tables) &&
         reads_book(call.principal, account.from, posting.good, tables);
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

constexpr auto columns = std::to_array<Column>({{"kind"},
                                                {"eventTime", Type::time},
                                                {"recordedAt", Type::time},
                                                {"place"},
                                                {"otherPlace"},
                                                {"item"},
                                                {"product"},
                                                {"lot"},
                                                {"quantity", Type::amount},
                                                {"unit"},
                                                {"statement", Type::whole},
                                                {"event", Type::whole},
                                                {"other.statement", Type::whole},
                                                {"other.event", Type::whole},
                                                {"id"},
                                                {"settledBy"},
                                                {"remedy"},
                                                {"state"},
                                                {"assigned.to"},
                                                {"assigned.by"},
                                                {"assigned.at", Type::time},
                                                {"assigned.statement", Type::whole},
                                                {"assigned.note"},
                                                {"acknowledged.by"},
                                                {"acknowledged.at", Type::time},
                                                {"acknowledged.statement", Type::whole},
                                                {"acknowledged.note"},
                                                {"acknowledged.quantity"},
                                                {"acknowledged.covers", Type::flag},
                                                {"settled.by"},
                                                {"settled.at", Type::time},
                                                {"settled.statement", Type::whole},
                                                {"settled.note"},
                                                {"settled.quantity"},
                                                {"settled.covers", Type::flag},
                                                {"eventID"},
                                                {"recallEnded", Type::flag}});

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
  const auto as_of = time_of(call.query, "asOf");
  if (!as_of) return Response::of(as_of.error());
  if (*as_of && query.place.empty())
    return Response::of(Error{ErrorCode::invalid_argument,
                              "what did not fit at a moment is told of one place: name it", "place"});
  query.when = {.as_of = *as_of, .known = *known};
  auto cursor = cursor_of(call);
  if (!cursor) return Response::of(cursor.error());
  query.cursor = std::move(*cursor);
  const auto wanted = wanted_discrepancies(call);
  if (!wanted) return Response::of(wanted.error());
  const auto states = wanted_states(call, query.when.known);
  if (!states) return Response::of(states.error());
  query.shows = [&](const books::Discrepancy& told, std::uint64_t open_since) {
    return (*wanted)(told) && (!*states || (*states)(told, open_since));
  };
  const inventory::DiscrepancyPage page = inventory::discrepancies(query, call.view->tables());
  StockTable table(call, "discrepancies", columns);
  for (const inventory::Discrepancy& one : page.discrepancies)
    if (shows_discrepancy(call.principal, one, call.view->tables())) {
      table.begin_row();
      add_discrepancy(table, one, call);
      add_work(table, one, query.when.known, call);
    }
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
