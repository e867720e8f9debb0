// Exact stock: positions, the postings that made them, and signed facts that contradict them.
#include "api/handlers/handlers.h"
#include "api/journey/shown_event.h"
#include "crypto/json_writer.h"

namespace stocktrail::api {
namespace {

constexpr std::size_t positions_preset = 100;
constexpr std::size_t positions_max = 1'000;
// A reader's own lines may be far apart among those of others; a page looks at so many pages of the ledger at
// most.
constexpr unsigned ledger_pages_max = 20;

void write_account(json::Writer& w, const inventory::Account& account) {
  w.field("account", inventory::name_of(account.kind));
  const bool is_place =
      account.kind == inventory::AccountKind::on_hand || account.kind == inventory::AccountKind::in_transit;
  if (is_place) w.field("status", inventory::name_of(account.status));
  if (!account.place.empty()) w.field("place", account.place);
  if (!account.from.empty()) w.field("from", account.from);
}

void write_good(json::Writer& w, const inventory::Good& good) {
  w.field("product", good.product);
  if (!good.lot.empty()) w.field("lot", good.lot);
  if (!good.unit.empty()) w.field("unit", good.unit);
}

void write_posting(json::Writer& w, const inventory::Posting& posting) {
  w.begin_object();
  write_account(w, posting.account);
  write_good(w, posting.good);
  w.key("quantity").raw(posting.amount.text()).end_object();
}

/// A query value as a canonical key; empty if it is not given.
Result<std::string> key_text(const Query& query, std::string_view name) {
  if (!query.find(name)) return std::string{};
  const auto key = identifier_of(query, name);
  if (!key) return std::unexpected(key.error());
  return key->text();
}

/// Stock is counted by product and lot, so an identifier of a lot names both.
Result<void> add_product(const Query& query, inventory::PositionQuery& wanted) {
  wanted.lot = query.find("lot").value_or("");
  if (!query.find("product")) return {};
  const auto key = identifier_of(query, "product");
  if (!key) return std::unexpected(key.error());
  if (!key->serial().empty()) {
    return fail(ErrorCode::invalid_argument, "name a product or a lot: items are not counted one by one",
                "product");
  }
  const std::string_view lot = key->lot();
  if (!lot.empty() && !wanted.lot.empty() && lot != wanted.lot) {
    return fail(ErrorCode::invalid_argument, "the identifier in `product` is of another lot", "lot");
  }
  if (!lot.empty()) wanted.lot = lot;
  wanted.product = key->product_key().value_or(*key).text();
  return {};
}

Result<inventory::PositionQuery> position_query(const Query& query) {
  inventory::PositionQuery wanted;
  auto place = key_text(query, "place");
  if (!place) return std::unexpected(place.error());
  if (const auto added = add_product(query, wanted); !added) return std::unexpected(added.error());
  wanted.place = std::move(*place);
  if (wanted.place.empty() && wanted.product.empty()) {
    return fail(ErrorCode::invalid_argument, "give a place, a product, or both", "place");
  }
  if (const auto text = query.find("asOf")) {
    const auto time = Timestamp::parse(*text);
    if (!time) return fail(time.error().code, time.error().detail, "asOf");
    wanted.as_of = time->at;
  }
  const auto limit = limit_of(query, positions_preset, positions_max);
  if (!limit) return std::unexpected(limit.error());
  wanted.limit = *limit;
  wanted.cursor = query.find("cursor").value_or("");
  return wanted;
}

/// Only an auditor and the owner of a place may ask for it by name.
bool may_ask(const Call& call, const std::string& place) {
  if (place.empty()) return true;
  return shows_account(call.principal,
                       {.kind = inventory::AccountKind::on_hand, .status = {}, .place = place, .from = {}},
                       call.view->tables());
}

}  // namespace

Response get_positions(Call& call) {
  auto query = position_query(call.query);
  if (!query) return Response::of(query.error());
  if (!may_ask(call, query->place)) {
    return Response::of(Error{ErrorCode::forbidden, "this place is not one of your party's", "place"});
  }
  inventory::PositionPage shown;
  shown.next = query->cursor;
  for (unsigned page = 0; page < ledger_pages_max; ++page) {
    auto found = inventory::positions(*query, call.view->tables());
    if (!found) return Response::of(found.error());
    for (inventory::Position& position : found->positions) {
      if (shows_account(call.principal, position.account, call.view->tables())) {
        shown.positions.push_back(std::move(position));
      }
    }
    shown.next = std::move(found->next);
    if (shown.next.empty() || !shown.positions.empty()) break;
    query->cursor = shown.next;
  }
  json::Writer w;
  w.begin_object().key("positions").begin_array();
  for (const inventory::Position& position : shown.positions) write_posting(w, position);
  w.end_array();
  if (query->as_of) w.field("asOf", format_utc(*query->as_of));
  w.key("logSize").number(to_u64(call.view->checkpoint().size));
  if (!shown.next.empty()) w.field("next", shown.next);
  w.end_object();
  return Response::json(std::move(w).text());
}

Response get_discrepancies(Call& call) {
  inventory::DiscrepancyQuery query;
  auto place = key_text(call.query, "place");
  if (!place) return Response::of(place.error());
  query.place = std::move(*place);
  if (query.place.empty() && call.principal.role != Role::auditor) {
    return Response::of(Error{ErrorCode::invalid_argument, "name a place of your party's", "place"});
  }
  if (!may_ask(call, query.place)) {
    return Response::of(Error{ErrorCode::forbidden, "this place is not one of your party's", "place"});
  }
  const auto limit = limit_of(call.query, positions_preset, positions_max);
  if (!limit) return Response::of(limit.error());
  query.limit = *limit;
  query.cursor = call.query.find("cursor").value_or("");
  const auto page = inventory::discrepancies(query, call.view->tables());
  if (!page) return Response::of(page.error());
  json::Writer w;
  w.begin_object().key("discrepancies").begin_array();
  for (const inventory::Discrepancy& d : page->discrepancies) {
    w.begin_object().field("kind", inventory::name_of(d.kind));
    w.key("statement").number(statement_of(d.event)).key("event").number(std::uint64_t{position_of(d.event)});
    w.field("eventTime", format_utc(d.event_time)).field("recordedAt", format_utc(d.recorded_at));
    if (!d.place.empty()) w.field("place", d.place);
    if (!d.other_place.empty()) w.field("otherPlace", d.other_place);
    if (!d.good.product.empty()) write_good(w, d.good);
    if (!d.item.empty()) w.field("item", d.item);
    if (!d.amount.is_zero()) w.key("quantity").raw(d.amount.text());
    w.end_object();
  }
  w.end_array();
  if (!page->next.empty()) w.field("next", page->next);
  w.end_object();
  return Response::json(std::move(w).text());
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
    const StatedEvent stated = stated_event(logged->statement, position_of(ref), logged->event);
    const EventSight sight = sight_of(call.principal, stated, {}, call.view->tables());
    if (sight.extent() != EventSight::Extent::whole) continue;  // Volumes: only for whom the event is whole.
    found = true;
    for (const inventory::Posting& posting : inventory::postings(ref, call.view->tables()))
      write_posting(w, posting);
  }
  w.end_array().end_object();
  if (!found) return Response::of(Error{ErrorCode::not_found, "there is no event here that you may see"});
  return Response::json(std::move(w).text());
}

}  // namespace stocktrail::api
