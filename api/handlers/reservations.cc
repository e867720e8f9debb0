// Reservations: made and changed in the name of the token's party, and told to it and to whose stock it is.
#include <algorithm>

#include "api/access/visibility.h"
#include "api/handlers/handlers.h"
#include "api/handlers/promise_words.h"
#include "api/handlers/stock_query.h"

namespace stocktrail::api {
namespace {

using promises::Action;
using promises::Order;
using promises::Reservation;

Response answered(const Call& call, const Reservation& reservation, Micros now, int status) {
  Response response = Response::json(reservation_json(reservation, now, call.view->tables()));
  response.status = status;
  return response;
}

/// What became of the pieces of a reservation.
struct Sums {
  Amount held, firm, left, lapsed, to_commit;
};
Sums sums_of(const Reservation& reservation, Micros now) {
  Sums all;
  for (const promises::HeldLine& line : reservation.lines)
    for (const promises::HeldPiece& one : line.pieces_held) {
      const Amount pending = reservation.pending(one, now);
      all.held += pending + one.firm;
      all.firm += one.firm;
      all.left += one.has_left();
      all.lapsed += one.lapsed(pending);
      all.to_commit += pending + (now < reservation.expires_at ? one.left_pending : Amount());
    }
  return all;
}

/// Whether nothing is left for a change of the whole: it was done before. What has lapsed was not.
bool is_done(const Order& order, const Reservation& reservation, Micros now) {
  const Sums all = sums_of(reservation, now);
  switch (order.action) {
    case Action::commit:
      return order.parts.empty() && order.request.empty() && all.to_commit.is_zero() &&
             all.lapsed.is_zero() && !(all.firm + all.left).is_zero();
    case Action::fulfil:
      return order.parts.empty() && order.request.empty() && all.held.is_zero() && all.lapsed.is_zero() &&
             !all.left.is_zero();
    case Action::release:
      return order.parts.empty() && order.request.empty() && all.held.is_zero();
    case Action::extend:  // It holds so long already.
      return !all.held.is_zero() && all.held != all.firm &&
             promises::expiry_of(order, now) <= reservation.expires_at;
    default:
      return false;
  }
}

/// The answer to an order that is recorded; nullopt if it is not. An id that stands for another is an error.
Result<std::optional<Response>> before(const Call& call, const Order& order, const gs1::Key& party) {
  const TableReader& tables = call.view->tables();
  const Micros now = call.app.clock.now();
  const auto repeat = promises::is_repeat(order, party, tables);
  if (!repeat) return std::unexpected(repeat.error());
  const auto found = promises::find_reservation(party.text(), order.reservation, tables);
  if (!found || !(*repeat || is_done(order, *found, now))) return std::nullopt;
  if (order.action == Action::reserve)
    if (auto ended = promises::over(*found, now)) return std::unexpected(*std::move(ended));
  return answered(call, *found, now, 200);
}

Response insufficient(const Call& call, const Order& order, const gs1::Key& party, const Error& error) {
  Problem problem = Problem::of(told_of_body(error));
  problem.code = "insufficient";
  problem.more =
      available_json(order, promises::offer(order, party, call.app.clock.now(), call.view->tables()));
  return Response::of(std::move(problem));
}

Response stored(Call& call, const Order& order, const Receipt& receipt) {
  const auto found = promises::find_reservation(call.principal.party, order.reservation, call.view->tables());
  if (!found) return Response::of(Error{ErrorCode::corrupted, "a reservation was recorded and is not there"});
  const bool is_new = order.action == Action::reserve;
  Response response = answered(call, *found, receipt.recorded_at, is_new ? 201 : 200);
  if (is_new) response.set("Location", "/inventory/reservations/" + percent_encode(order.reservation));
  return response;
}

Response refused(const Call& call, const Order& order, const gs1::Key& party, const Error& error) {
  // The same order, sent twice at one moment: the second is told what became of the first.
  if (error.code == ErrorCode::conflict) {
    auto done = before(call, order, party);
    if (done && *done) return **std::move(done);
    const bool is_short = order.action == Action::reserve && error.where.starts_with("$.reservation.lines");
    if (is_short) return insufficient(call, order, party, error);
  }
  return Response::of(told_of_body(error));
}

void state(std::unique_ptr<Call> call, Action action, Responder respond) {
  const auto party = gs1::parse_key(call->principal.party);
  if (!party) return respond(Response::of(party.error()));
  auto draft = draft_of(*call, action);
  if (!draft) return respond(Response::of(draft.error()));
  const auto document = json::Document::parse(draft->body);
  if (!document) return respond(Response::of(document.error()));
  auto order = promises::parse_order(document->root());
  if (!order) return respond(Response::of(told_of_body(order.error())));
  auto done = before(*call, *order, *party);
  if (!done) return respond(Response::of(told_of_body(done.error())));
  if (*done) return respond(**std::move(done));
  auto candidate = call->app.ledger.sign_for(*party, *std::move(draft));
  if (!candidate) return respond(Response::of(candidate.error()));
  store(
      std::move(call), *std::move(candidate), std::move(respond),
      [order = *order](Call& c, const Receipt& receipt) { return stored(c, order, receipt); },
      [order = *order, by = *party](Call& c, const Error& error) { return refused(c, order, by, error); });
}

/// What changes no reservation of the token's party is told as in force, and no more.
void state_only(std::unique_ptr<Call> call, Action action, Responder respond) {
  const auto party = gs1::parse_key(call->principal.party);
  if (!party) return respond(Response::of(party.error()));
  auto draft = draft_of(*call, action);
  if (!draft) return respond(Response::of(told_of_body(draft.error())));
  auto candidate = call->app.ledger.sign_for(*party, *std::move(draft));
  if (!candidate) return respond(Response::of(told_of_body(candidate.error())));
  store(
      std::move(call), *std::move(candidate), std::move(respond),
      [](Call&, const Receipt& receipt) {
        json::Writer w;
        w.begin_object().key("statement").number(to_u64(receipt.index));
        w.field("recordedAt", format_utc(receipt.recorded_at)).end_object();
        return Response::json(std::move(w).text());
      },
      [](Call&, const Error& error) { return Response::of(told_of_body(error)); });
}

void on_worker_state(std::unique_ptr<Call> call, Action action, Responder respond) {
  const Errand errand = errand_of(*call);
  on_worker(errand, std::move(respond), [c = std::move(call), action](Responder answer) mutable {
    state(std::move(c), action, std::move(answer));
  });
}

void on_worker_state_only(std::unique_ptr<Call> call, Action action, Responder respond) {
  const Errand errand = errand_of(*call);
  on_worker(errand, std::move(respond), [c = std::move(call), action](Responder answer) mutable {
    state_only(std::move(c), action, std::move(answer));
  });
}

/// Whose reservations are asked for: an auditor says it, all others have their own.
Result<std::string> party_of(const Call& call) {
  if (!call.query.find("party")) return call.principal.party;
  const auto key = identifier_of(call.query, "party");
  if (!key) return std::unexpected(key.error());
  if (call.principal.role != Role::auditor && key->text() != call.principal.party)
    return fail(ErrorCode::forbidden, "these are not reservations of your party's", "party");
  return key->text();
}

Result<Response> promises_at(const Call& call, const std::string& state) {
  promises::PromiseQuery query;
  const auto place = identifier_of(call.query, "place");
  if (!place) return std::unexpected(place.error());
  query.site = books::place_of(place->text()).site;
  const auto product = product_and_lot(call);
  if (!product) return std::unexpected(product.error());
  query.product = product->product;
  const bool is_own = may_ask(call, query.site);
  // At places of others, the reader's own promises.
  if (!is_own || call.query.find("party")) {
    const auto party = party_of(call);
    if (!party) return std::unexpected(party.error());
    query.party = *party;
  }
  if (state == "uncovered") query.which = promises::PromiseQuery::Which::uncovered;
  const auto limit = limit_of(call.query, stock_rows_preset, stock_rows_max);
  if (!limit) return std::unexpected(limit.error());
  query.limit = *limit;
  const auto cursor = cursor_of(call);
  if (!cursor) return std::unexpected(cursor.error());
  query.cursor = *cursor;
  const auto page = promises::promises(query, call.app.clock.now(), call.view->tables());
  json::Writer w;
  w.begin_object().key("promises").begin_array();
  for (const promises::Promise& one : page.promises) {
    const bool is_wanted =
        (state != "reserved" || !one.pending.is_zero()) && (state != "committed" || !one.firm.is_zero());
    if (is_wanted) write_promise(w, one);
  }
  w.end_array();
  tell_package(w, product->package);
  if (page.has_more) w.field("next", page_cursor(call, page.last));
  w.end_object();
  return Response::json(std::move(w).text());
}

Result<Response> reservations_of(const Call& call, const std::string& state) {
  if (state == "uncovered" || call.query.find("product"))
    return fail(ErrorCode::invalid_argument, "name a place, too", "place");
  const auto party = party_of(call);
  if (!party) return std::unexpected(party.error());
  const auto limit = limit_of(call.query, stock_rows_preset, stock_rows_max);
  if (!limit) return std::unexpected(limit.error());
  const auto cursor = cursor_of(call);
  if (!cursor) return std::unexpected(cursor.error());
  const Micros now = call.app.clock.now();
  const auto page = promises::reservations(
      *party, *cursor, *limit,
      [&](const Reservation& one) { return state.empty() || promises::name_of(one.state(now)) == state; },
      call.view->tables());
  json::Writer w;
  w.begin_object().key("reservations").begin_array();
  for (const Reservation& one : page.reservations) w.raw(reservation_json(one, now, call.view->tables()));
  w.end_array();
  if (page.has_more) w.field("next", page_cursor(call, page.last));
  w.end_object();
  return Response::json(std::move(w).text());
}

}  // namespace

void post_reservation(std::unique_ptr<Call> call, Responder respond) {
  on_worker_state(std::move(call), Action::reserve, std::move(respond));
}
void post_commit(std::unique_ptr<Call> call, Responder respond) {
  on_worker_state(std::move(call), Action::commit, std::move(respond));
}
void post_fulfil(std::unique_ptr<Call> call, Responder respond) {
  on_worker_state(std::move(call), Action::fulfil, std::move(respond));
}
void post_release(std::unique_ptr<Call> call, Responder respond) {
  on_worker_state(std::move(call), Action::release, std::move(respond));
}
void post_extend(std::unique_ptr<Call> call, Responder respond) {
  on_worker_state(std::move(call), Action::extend, std::move(respond));
}

void post_kept(std::unique_ptr<Call> call, Responder respond) {
  on_worker_state_only(std::move(call), Action::keep, std::move(respond));
}
void post_expected(std::unique_ptr<Call> call, Responder respond) {
  on_worker_state_only(std::move(call), Action::expect, std::move(respond));
}
void post_withdraw(std::unique_ptr<Call> call, Responder respond) {
  on_worker_state_only(std::move(call), Action::withdraw, std::move(respond));
}

Response get_reservation(Call& call) {
  const auto party = party_of(call);
  if (!party) return Response::of(party.error());
  const auto found = promises::find_reservation(*party, call.value(0), call.view->tables());
  if (!found)
    return Response::of(Error{ErrorCode::not_found, "there is no reservation with this id that you may see"});
  return answered(call, *found, call.app.clock.now(), 200);
}

Response get_reservations(Call& call) {
  const std::string state(call.query.find("state").value_or(""));
  constexpr auto states = std::to_array<std::string_view>(
      {"", "reserved", "committed", "fulfilled", "released", "expired", "withdrawn", "uncovered"});
  if (std::ranges::find(states, state) == states.end())
    return Response::of(
        Error{ErrorCode::invalid_argument,
              "must be reserved, committed, fulfilled, released, expired, withdrawn or uncovered", "state"});
  auto answer = call.query.find("place") ? promises_at(call, state) : reservations_of(call, state);
  return answer ? *std::move(answer) : Response::of(answer.error());
}

}  // namespace stocktrail::api
