// Recalls that are statements: what they say, for everyone; and what they reach, for whom it concerns.
#include <algorithm>
#include <chrono>

#include "api/handlers/handlers.h"
#include "api/handlers/recall_reach.h"
#include "crypto/json_writer.h"
#include "ledger/inventory/lots.h"
#include "ledger/master/change.h"

namespace stocktrail::api {
namespace {

constexpr std::size_t recalls_preset = 50, recalls_max = 1'000;
constexpr std::string_view short_cache = "public, max-age=30";

void write_if(json::Writer& w, std::string_view name, std::string_view value) {
  if (!value.empty()) w.field(name, value);
}

void write_texts(json::Writer& w, std::string_view name, std::string_view names,
                 const master::RecallText& text) {
  write_if(w, name, text.text);
  if (text.texts.empty()) return;
  w.key(names).begin_object();
  for (const auto& [language, one] : text.texts) w.field(language, one);
  w.end_object();
}

void write_numbers(json::Writer& w, std::string_view name, const std::vector<std::string>& numbers) {
  if (numbers.empty()) return;
  w.key(name).begin_array();
  for (const std::string& number : numbers) w.string(number);
  w.end_array();
}

/// With what of it does not count: its issuer is not known to have made it.
void write_goods(json::Writer& w, const master::RecallRevision& now, const TableReader& tables) {
  w.key("goods").begin_array();
  for (const master::RecallGoods& goods : now.goods) {
    w.begin_object().field("product", goods.product.text());
    write_numbers(w, "lots", goods.lots);
    write_numbers(w, "serials", goods.serials);
    const std::vector<gs1::Key> idle = idle_keys(now, goods, tables);
    if (!idle.empty()) {
      w.key("notCounting").begin_array();
      for (const gs1::Key& key : idle) w.string(key.text());
      w.end_array();
    }
    w.end_object();
  }
  w.end_array();
}

void write_contact(json::Writer& w, const master::RecallNotice& notice) {
  w.key("contact").begin_object();
  write_if(w, "name", notice.contact_name);
  write_if(w, "phone", notice.phone);
  write_if(w, "email", notice.email);
  write_if(w, "url", notice.url);
  w.end_object();
}

void write_recall(json::Writer& w, const master::Recall& recall, const TableReader& tables) {
  const master::RecallNotice& notice = recall.notice;
  const master::RecallRevision& now = recall.revisions.back();
  w.begin_object().field("id", notice.id).field("issuer", recall.issuer);
  w.field("status", now.goods.empty() ? "withdrawn" : "active");
  w.field("from", format_utc(recall.revisions.front().from));
  write_goods(w, now, tables);
  write_texts(w, "reason", "reasons", notice.reason);
  write_texts(w, "hazard", "hazards", notice.hazard);
  write_texts(w, "advice", "advices", notice.advice);
  write_contact(w, notice);
  w.key("links").begin_array();
  for (const master::RecallLink& link : notice.links) {
    w.begin_object().field("url", link.url);
    write_texts(w, "title", "titles", link.title);
    w.end_object();
  }
  w.end_array().key("revisions").begin_array();
  for (const master::RecallRevision& one : recall.revisions) {
    w.begin_object().key("statement").number(one.statement).field("statedBy", one.stated_by);
    w.field("recordedAt", format_utc(one.recorded_at)).field("from", format_utc(one.from)).end_object();
  }
  w.end_array().end_object();
}

Response cacheable(json::Writer& w, const Principal& principal) {
  Response response = Response::json(std::move(w).text());
  if (principal.role == Role::anyone) response.set("Cache-Control", std::string(short_cache));
  return response;
}

void write_amount(json::Writer& w, const inventory::Good& good, Amount amount) {
  const books::Measure told = books::shown(good, amount);
  if (!told.unit.empty()) w.field("unit", told.unit);
  w.key("quantity").raw(told.amount.text());
}

/// Whom to call: the party of a place.
void write_place(json::Writer& w, std::string_view member, const std::string& place,
                 const TableReader& tables) {
  if (place.empty()) return;
  w.key(member).begin_object().field("id", place);
  const auto key = gs1::parse_key(place);
  const auto owner = key ? master::place_or_whole(*key, tables) : std::nullopt;
  if (owner) write_if(w, "name", owner->place.name);
  const auto party = owner ? master::party(owner->party, tables)
                     : key ? master::party(*key, tables)
                           : std::nullopt;
  if (party)
    w.key("party").begin_object().field("id", party->id.text()).field("name", party->name).end_object();
  w.end_object();
}

void write_row(json::Writer& w, const ReachRow& row, const TableReader& tables) {
  w.begin_object().field("account", inventory::name_of(row.position.account.kind));
  write_place(w, "place", row.position.account.place, tables);
  write_place(w, "from", row.position.account.from, tables);
  w.field("product", row.position.good.product);
  write_if(w, "lot", row.position.lot);
  write_if(w, "item", row.item);
  write_amount(w, row.position.good, row.position.amount);
  if (row.position.presumed) w.key("presumed").boolean(true);
  w.end_object();
}

void write_reach(json::Writer& w, const RecallReach& reach, const TableReader& tables) {
  w.key("lots").begin_array();
  for (const inventory::ReachedLot& lot : reach.lots) {
    w.begin_object().field("product", lot.product);
    write_if(w, "lot", lot.lot);
    w.key("depth").number(std::uint64_t{lot.depth}).end_object();
  }
  w.end_array().key("totals").begin_array();
  for (const auto& [of, amount] : reach.totals) {
    w.begin_object().field("account", inventory::name_of(of.first)).field("product", of.second.product);
    write_amount(w, of.second, amount);
    w.end_object();
  }
  w.end_array().key("rows").begin_array();
  for (const ReachRow& row : reach.rows) write_row(w, row, tables);
  w.end_array().key("lotNotTold").begin_array();
  for (const ReachRow& row : reach.without_lot) write_row(w, row, tables);
  w.end_array();
  w.key("complete").boolean(reach.complete).key("onlyOwnPlaces").boolean(!reach.is_whole);
}

Response no_such_recall() {
  return Response::of(Error{ErrorCode::not_found, "there is no recall with this id"});
}

Response reach_answer(Call& call, const std::vector<master::RecallGoods>& goods, ReachOf of,
                      std::string_view id) {
  const auto began = std::chrono::steady_clock::now();
  const RecallReach reach = recall_reach(goods, of, call.principal, call.view->tables());
  const auto took = std::chrono::steady_clock::now() - began;
  json::Writer w;
  w.begin_object();
  write_if(w, "id", id);
  if (of == ReachOf::mock) w.key("mock").boolean(true);
  write_reach(w, reach, call.view->tables());
  w.key("logSize").number(to_u64(call.view->checkpoint().size));
  w.key("tookMilliseconds")
      .number(
          static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count()));
  w.end_object();
  return Response::json(std::move(w).text());
}

}  // namespace

Response get_recalls(Call& call) {
  const auto limit = limit_of(call.query, recalls_preset, recalls_max);
  if (!limit) return Response::of(limit.error());
  const auto after = cursor_of(call);
  if (!after) return Response::of(after.error());
  const TableReader& tables = call.view->tables();
  const std::vector<master::Recall> page = master::recalls(*after, *limit, tables);
  json::Writer w;
  w.begin_object().key("recalls").begin_array();
  for (const master::Recall& recall : page) write_recall(w, recall, tables);
  w.end_array();
  if (page.size() == *limit) w.field("next", page_cursor(call, page.back().notice.id));
  w.end_object();
  return cacheable(w, call.principal);
}

Response get_recall(Call& call) {
  const auto recall = master::recall(call.value(0), call.view->tables());
  if (!recall) return no_such_recall();
  json::Writer w;
  write_recall(w, *recall, call.view->tables());
  return cacheable(w, call.principal);
}

Response get_recall_reach(Call& call) {
  const auto recall = master::recall(call.value(0), call.view->tables());
  if (!recall) return no_such_recall();
  const bool is_its_own = recall->issuer == call.principal.party && call.principal.role != Role::planner;
  return reach_answer(call, counting_goods(recall->revisions.back(), call.view->tables()),
                      is_its_own ? ReachOf::own_recall : ReachOf::recall_of_another, recall->notice.id);
}

/// As if such a recall were stated; nothing is.
Response post_mock_recall(Call& call) {
  const auto body = json::Document::parse(call.request.body);
  if (!body) return Response::of(body.error());
  const auto goods = master::parse_recalled_goods(body->root());
  if (!goods) return Response::of(goods.error());
  return reach_answer(call, *goods, ReachOf::mock, {});
}

}  // namespace stocktrail::api
