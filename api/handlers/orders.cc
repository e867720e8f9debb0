// Purchase and transfer orders: placed in the name of the token's party, and told with what has become of
// them to that party and to whom it ordered from.
#include <algorithm>
#include <array>

#include "api/handlers/handlers.h"
#include "api/handlers/orders.h"
#include "api/handlers/promise_words.h"
#include "api/handlers/stock_query.h"
#include "ledger/master/change.h"
#include "ledger/promises/on_order.h"

namespace stocktrail::api {
namespace {

using master::RecordedOrder;
using promises::LineProgress;
using promises::OrderProgress;
using promises::OrderState;

constexpr std::size_t orders_preset = 50, orders_max = 200;
constexpr std::string_view claim_path = "$.order";
constexpr std::uint64_t newest = ~std::uint64_t{0} >> 9;

Error told_of_order(Error error) {
  if (error.where.starts_with(claim_path)) error.where.replace(0, claim_path.size(), "$");
  return error;
}

void write_line(json::Writer& w, const master::OrderedLine& asked, const LineProgress& line) {
  SharedUnit unit(line.good);
  for (const Amount amount : {line.ordered, line.arrived, line.on_the_way}) unit.fit(amount);
  w.begin_object().field("product", line.good.product);
  if (unit.is_told()) w.field("unit", unit.unit());
  if (asked.product.text() != line.good.product)
    w.key("package")
        .begin_object()
        .field("id", asked.product.text())
        .key("contains")
        .number(line.pieces)
        .end_object();
  w.field("due", format_date(line.due)).key("ordered").raw(unit.text(line.ordered));
  w.key("arrived").raw(unit.text(line.arrived)).key("onTheWay").raw(unit.text(line.on_the_way));
  w.key("open").raw(unit.text(line.open())).end_object();
}

void write_order(json::Writer& w, const RecordedOrder& order, const OrderProgress& progress, Micros now) {
  const master::StockOrder& what = order.what;
  w.begin_object().field("id", what.id).field("party", order.party.text());
  w.field("state", promises::name_of(progress.state)).key("late").boolean(progress.is_late(now));
  w.field("document", what.document).field("place", what.place.text());
  if (what.supplier) w.field("supplier", what.supplier->text());
  if (what.from) w.field("from", what.from->text());
  if (!what.note.empty()) w.field("note", what.note);
  w.key("statement").number(order.statement).field("placedAt", format_utc(order.placed_at));
  w.field("recordedAt", format_utc(order.recorded_at)).key("lines").begin_array();
  for (std::size_t i = 0; i < what.lines.size(); ++i) write_line(w, what.lines[i], progress.lines[i]);
  w.end_array().key("complete").boolean(progress.complete).end_object();
}

Response told(const Call& call, const RecordedOrder& order, int status) {
  json::Writer w;
  inventory::Deliveries deliveries(call.view->tables());
  write_order(w, order, promises::progress_of(order, deliveries, call.view->tables()), call.app.clock.now());
  Response response = Response::json(std::move(w).text());
  response.status = status;
  return response;
}

/// The same again says the same, and is not recorded twice.
bool says_the_same(const RecordedOrder& before, const master::StockOrder& now) {
  if (now.lines.empty()) return before.what.closed == now.closed;
  return master::encode({before.what}) == master::encode({now});
}

void place(std::unique_ptr<Call> call, Responder respond) {
  const auto party = gs1::parse_key(call->principal.party);
  if (!party) return respond(Response::of(party.error()));
  const auto document = json::Document::parse(call->request.body);
  if (!document) return respond(Response::of(document.error()));
  if (!document->root().is(json::Kind::object))
    return respond(Response::of(Error{ErrorCode::invalid_argument, "must be an object", "$"}));
  const auto change = master::parse_change("order", document->root());
  if (!change) return respond(Response::of(told_of_order(change.error())));
  const auto& order = std::get<master::StockOrder>(change->body);
  const auto before = master::stock_order(party->text(), order.id, call->view->tables());
  if (before && says_the_same(*before, order)) return respond(told(*call, *before, 200));
  StatementDraft draft;
  draft.kind = "order";
  draft.body = call->request.body;
  auto candidate = call->app.ledger.sign_for(*party, std::move(draft));
  if (!candidate) return respond(Response::of(told_of_order(candidate.error())));
  store(
      std::move(call), *std::move(candidate), std::move(respond),
      [id = order.id, is_new = !before](Call& c, const Receipt&) {
        const auto placed = master::stock_order(c.principal.party, id, c.view->tables());
        if (!placed)
          return Response::of(Error{ErrorCode::corrupted, "an order was recorded and is not there"});
        Response response = told(c, *placed, is_new ? 201 : 200);
        if (is_new) response.set("Location", "/orders/" + percent_encode(id));
        return response;
      },
      [](Call&, const Error& error) { return Response::of(told_of_order(error)); });
}

/// Whose orders are asked for: an auditor says it, all others have those that concern them.
Result<gs1::Key> listed_for(const Call& call) {
  if (call.query.find("place")) {
    auto key = identifier_of(call.query, "place");
    if (!key) return key;
    const std::string site = books::place_of(key->text()).site;
    if (!may_ask(call, site)) return std::unexpected(not_your_place("place"));
    return gs1::parse_key(site);
  }
  const bool is_named = call.query.find("party").has_value();
  auto key = is_named ? identifier_of(call.query, "party") : gs1::parse_key(call.principal.party);
  if (!key) return key;
  if (call.principal.role != Role::auditor && key->text() != call.principal.party)
    return fail(ErrorCode::forbidden, "these are not orders of your party's", "party");
  return key;
}

bool is_wanted(std::string_view state, const OrderProgress& progress, Micros now) {
  if (state == "all") return true;
  if (state == "late") return progress.is_late(now);
  if (state == "open") return progress.state != OrderState::received && progress.state != OrderState::closed;
  return promises::name_of(progress.state) == state;
}

bool orders_product(const OrderProgress& progress, const std::string& product) {
  return product.empty() || std::ranges::any_of(progress.lines, [&](const LineProgress& line) {
           return line.good.product == product;
         });
}

/// Who has a place now sees nothing of what its party before ordered for it.
bool concerns(const Call& call, const RecordedOrder& order) {
  const std::string& reader = call.principal.party;
  return call.principal.role == Role::auditor || order.party.text() == reader ||
         (order.what.supplier && order.what.supplier->text() == reader);
}

Result<Response> orders_of(const Call& call, std::string_view state) {
  const auto of = listed_for(call);
  if (!of) return std::unexpected(of.error());
  const auto product = product_and_lot(call);
  if (!product) return std::unexpected(product.error());
  const auto limit = limit_of(call.query, orders_preset, orders_max);
  if (!limit) return std::unexpected(limit.error());
  const auto cursor = cursor_of(call);
  if (!cursor) return std::unexpected(cursor.error());
  const auto before = cursor->empty() ? newest : parse_number(*cursor, "cursor").value_or(newest);
  const Micros now = call.app.clock.now();
  const TableReader& tables = call.view->tables();
  const bool may_be_closed = state == "all" || state == "closed";
  const bool is_supplier = call.query.find("as") == "supplier";
  using enum master::OrderList;
  const master::OrderList list =
      is_supplier ? (may_be_closed ? asked : asked_open) : (may_be_closed ? placed : placed_open);
  std::size_t seen = 0, shown = 0, lines = 0;
  inventory::Deliveries deliveries(tables);
  std::uint64_t last = 0;
  bool has_more = false;
  json::Writer w;
  w.begin_object().key("orders").begin_array();
  master::each_order(list, *of, before, tables, [&](const RecordedOrder& order) {
    has_more =
        shown == *limit || seen++ == promises::awaited_orders_max || lines >= promises::awaited_lines_max;
    if (has_more) return false;
    last = order.first;
    if (!concerns(call, order)) return true;
    const OrderProgress progress = promises::progress_of(order, deliveries, tables);
    lines += order.what.lines.size();
    if (!is_wanted(state, progress, now) || !orders_product(progress, product->product)) return true;
    write_order(w, order, progress, now);
    ++shown;
    return true;
  });
  w.end_array();
  tell_package(w, product->package);
  if (has_more) w.field("next", page_cursor(call, std::to_string(last)));
  w.end_object();
  return Response::json(std::move(w).text());
}

}  // namespace

std::optional<Error> refuse_recorded_order(const Candidate& candidate, const TableReader& tables) {
  const auto* const order =
      candidate.change ? std::get_if<master::StockOrder>(&candidate.change->body) : nullptr;
  if (order == nullptr) return std::nullopt;
  const auto before = master::stock_order(candidate.issuer.text(), order->id, tables);
  if (!before || !says_the_same(*before, *order)) return std::nullopt;
  return Error{ErrorCode::conflict,
               "This order was recorded before, as it is now (entry " + std::to_string(before->statement) +
                   "), by another statement.",
               std::string(claim_path)};
}

void post_order(std::unique_ptr<Call> call, Responder respond) {
  const Errand errand = errand_of(*call);
  on_worker(errand, std::move(respond),
            [c = std::move(call)](Responder answer) mutable { place(std::move(c), std::move(answer)); });
}

Response get_orders(Call& call) {
  const std::string_view state = call.query.find("state").value_or("open");
  constexpr auto states =
      std::to_array<std::string_view>({"open", "late", "sent", "received", "closed", "all"});
  if (std::ranges::find(states, state) == states.end())
    return Response::of(
        Error{ErrorCode::invalid_argument, "must be open, late, sent, received, closed or all", "state"});
  const std::string_view as = call.query.find("as").value_or("buyer");
  if (as != "buyer" && as != "supplier")
    return Response::of(Error{ErrorCode::invalid_argument, "must be buyer or supplier", "as"});
  if (as == "supplier" && call.query.find("place"))
    return Response::of(
        Error{ErrorCode::invalid_argument, "a place is for what its own party ordered", "as"});
  auto answer = orders_of(call, state);
  return answer ? *std::move(answer) : Response::of(answer.error());
}

Response get_order(Call& call) {
  auto party = gs1::parse_key(call.principal.party);
  if (call.query.find("party")) party = identifier_of(call.query, "party");
  if (!party) return Response::of(party.error());
  const auto order = master::stock_order(party->text(), call.value(0), call.view->tables());
  if (!order || !concerns(call, *order))
    return Response::of(Error{ErrorCode::not_found, "there is no order with this id that you may see"});
  return told(call, *order, 200);
}

}  // namespace stocktrail::api
