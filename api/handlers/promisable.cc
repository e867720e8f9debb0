// Available to promise: what of the stock at a place is promised to nobody.
#include "api/access/visibility.h"
#include "api/handlers/handlers.h"
#include "api/handlers/promise_words.h"
#include "api/handlers/stock_query.h"
#include "ledger/inventory/sellable.h"
#include "ledger/promises/due.h"
#include "ledger/promises/outlook.h"

namespace stocktrail::api {
namespace {

struct Asked {
  std::string site, product, channel;
  std::optional<AskedPackage> package;
  promises::Condition condition;
  std::optional<Micros> until;
  std::size_t limit = stock_rows_preset;
  std::string cursor;
};

Result<Asked> asked_by(const Call& call) {
  Asked asked;
  const auto place = identifier_of(call.query, "place");
  if (!place) return std::unexpected(place.error());
  asked.site = books::place_of(place->text()).site;
  asked.channel = call.query.find("channel").value_or("");
  const auto named = product_and_lot(call);
  if (!named) return std::unexpected(named.error());
  asked.product = named->product;
  asked.package = named->package;
  asked.condition.lot = named->lot.value_or("");
  if (const auto date = call.query.find("lastsUntil")) {
    const auto day = parse_date(*date);
    if (!day) return fail(ErrorCode::invalid_argument, day.error().detail, "lastsUntil");
    if (asked.condition.lot.empty()) asked.condition.lasts_until = *day;
  }
  const auto until = time_of(call.query, "until");
  if (!until) return std::unexpected(until.error());
  if (*until && asked.product.empty())
    return fail(ErrorCode::invalid_argument, "name a product: what is to come is worked out for one",
                "until");
  asked.until = *until;
  const auto limit = limit_of(call.query, stock_rows_preset, stock_rows_max);
  if (!limit) return std::unexpected(limit.error());
  asked.limit = *limit;
  const auto cursor = cursor_of(call);
  if (!cursor) return std::unexpected(cursor.error());
  asked.cursor = *cursor;
  return asked;
}

/// Who may promise what is at a place may see what can be promised of it; so may an auditor.
Result<void> refuse(const Call& call, const std::string& site) {
  if (call.principal.role == Role::auditor) return {};
  const auto party = gs1::parse_key(call.principal.party);
  if (party && promises::may_promise(*party, site, call.view->tables())) return {};
  return fail(ErrorCode::forbidden, "your party may promise nothing of this place", "place");
}

void write_outlook(json::Writer& w, const std::vector<promises::Prospect>& outlook, const SharedUnit& unit) {
  w.key("outlook").begin_array();
  for (const promises::Prospect& one : outlook) {
    w.begin_object().field("at", format_utc(one.at)).key("sellable").raw(unit.text(one.sellable));
    w.key("promised")
        .raw(unit.text(one.promised))
        .key("promisable")
        .raw(unit.text(one.promisable))
        .end_object();
  }
  w.end_array();
}

/// What is sent to the place and has not arrived.
struct OnTheWay {
  inventory::Coming all;
  std::map<Micros, Amount> due;  // Where that was told.
};
OnTheWay on_the_way(const promises::Shelf& shelf, Micros now, const TableReader& tables) {
  OnTheWay coming{.all = inventory::on_the_way(shelf.site, shelf.good, tables), .due = {}};
  for (const promises::Arriving& one : promises::arriving(shelf, now, tables))
    if (one.due) coming.due[*one.due] += one.amount;
  return coming;
}

void write_on_the_way(json::Writer& w, const OnTheWay& coming, const SharedUnit& unit) {
  w.key("onTheWay").begin_object().key("quantity").raw(unit.text(coming.all.amount));
  if (coming.all.sent_at) w.field("sentAt", format_utc(*coming.all.sent_at));
  if (!coming.due.empty()) {
    w.key("due").begin_array();
    for (const auto& [at, amount] : coming.due)
      w.begin_object().field("at", format_utc(at)).key("quantity").raw(unit.text(amount)).end_object();
    w.end_array();
  }
  w.end_object();
}

void write_shelf(json::Writer& w, const promises::Shelf& shelf, const promises::ShelfState& state,
                 const OnTheWay& coming, const std::vector<promises::Prospect>& outlook) {
  SharedUnit unit(shelf.good);
  for (const Amount amount : {state.sellable, state.promised, state.promisable}) unit.fit(amount);
  for (const promises::StockedLot& lot : state.lots) unit.fit(lot.amount);
  for (const auto& [channel, amount] : state.keeps) unit.fit(amount);
  unit.fit(coming.all.amount);
  for (const auto& [due, amount] : coming.due) unit.fit(amount);
  for (const promises::Prospect& one : outlook)
    for (const Amount amount : {one.sellable, one.promised, one.promisable}) unit.fit(amount);
  w.begin_object().field("place", shelf.site).field("product", shelf.good.product);
  if (unit.is_told()) w.field("unit", unit.unit());
  w.key("sellable").raw(unit.text(state.sellable)).key("promised").raw(unit.text(state.promised));
  w.key("promisable").raw(unit.text(state.promisable)).key("lots").begin_array();
  for (const promises::StockedLot& lot : state.lots) {
    w.begin_object();
    if (!lot.lot.empty()) w.field("lot", lot.lot);
    w.key("quantity").raw(unit.text(lot.amount));
    if (lot.expires_at) w.field("expiresAt", format_utc(*lot.expires_at));
    w.end_object();
  }
  w.end_array();
  if (!coming.all.amount.is_zero()) write_on_the_way(w, coming, unit);
  if (!state.keeps.empty()) {
    w.key("kept").begin_array();
    for (const auto& [channel, amount] : state.keeps) {
      w.begin_object().field("channel", channel).key("quantity").raw(unit.text(amount)).end_object();
    }
    w.end_array();
  }
  if (!outlook.empty()) write_outlook(w, outlook, unit);
  w.end_object();
}

}  // namespace

Response get_promisable(Call& call) {
  const auto asked = asked_by(call);
  if (!asked) return Response::of(asked.error());
  if (const auto refused = refuse(call, asked->site); !refused) return Response::of(refused.error());
  const TableReader& tables = call.view->tables();
  const std::uint64_t since = statement_of(reads_from(call.principal, asked->site, tables));
  const inventory::GoodsPage page =
      inventory::goods_at(asked->site, asked->product, asked->cursor, asked->limit, tables);
  const Micros now = call.app.clock.now();
  json::Writer w;
  w.begin_object().key("promisable").begin_array();
  for (const books::Good& good : page.goods) {
    if (inventory::known_since(asked->site, good, tables) < since) continue;
    const promises::Shelf shelf{asked->site, good};
    const auto state = promises::shelf_state(shelf, asked->condition, asked->channel, now, tables);
    // There is nothing to tell of goods that have no such lot.
    if (asked->condition != promises::Condition{} && state.sellable.is_zero()) continue;
    std::vector<promises::Prospect> outlook;
    if (asked->until)
      outlook = promises::outlook(shelf, asked->condition, asked->channel, now, *asked->until, tables);
    write_shelf(w, shelf, state, on_the_way(shelf, now, tables), outlook);
  }
  w.end_array();
  tell_package(w, asked->package);
  w.key("logSize").number(to_u64(call.view->checkpoint().size));
  if (const auto until = told_complete_until(call); !until.empty()) w.field("completeUntil", until);
  if (page.has_more) w.field("next", page_cursor(call, page.last));
  w.end_object();
  return Response::json(std::move(w).text());
}

}  // namespace stocktrail::api
