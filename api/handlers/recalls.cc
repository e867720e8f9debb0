// Recalls that are statements: what they say, for everyone; and what they reach, for whom it concerns.
#include <algorithm>
#include <chrono>
#include <ranges>

#include "api/handlers/handlers.h"
#include "api/handlers/recall_reach.h"
#include "api/handlers/written.h"
#include "crypto/json_writer.h"
#include "ledger/engine/fold_input.h"
#include "ledger/inventory/lots.h"
#include "ledger/master/change.h"

namespace stocktrail::api {
namespace {

constexpr std::size_t recalls_max = 1'000, recalls_preset = 50;
constexpr std::size_t recalls_bytes_max = 1'024 * 1'024;  // A page ends beyond them.
constexpr std::string_view short_cache = "public, max-age=30";

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

void write_keys(json::Writer& w, std::string_view name, const std::vector<gs1::Key>& keys) {
  if (keys.empty()) return;
  w.key(name).begin_array();
  for (const gs1::Key& key : keys) w.string(key.text());
  w.end_array();
}

/// `tables`: with what of it does not count, because its issuer is not known to have made it; null: without.
void write_goods(json::Writer& w, std::string_view name, const master::RecallRevision& revision,
                 const TableReader* tables) {
  w.key(name).begin_array();
  for (const master::RecallGoods& goods : revision.goods) {
    w.begin_object().field("product", goods.product.text());
    write_numbers(w, "lots", goods.lots);
    write_numbers(w, "serials", goods.serials);
    if (tables != nullptr) write_keys(w, "notCounting", idle_keys(revision, goods, *tables));
    w.end_object();
  }
  w.end_array();
}

/// What a recall that was withdrawn had named until then.
void write_released(json::Writer& w, const master::Recall& recall) {
  for (const master::RecallRevision& revision : std::views::reverse(recall.revisions))
    if (!revision.goods.empty()) return write_goods(w, "released", revision, nullptr);
}

void write_unrecorded(json::Writer& w, const std::vector<master::RecallGoods>& goods,
                      const TableReader& tables) {
  const std::vector<Unrecorded> all = unrecorded(goods, tables);
  if (all.empty()) return;
  w.key("notOnRecord").begin_array();
  for (const Unrecorded& one : all) {
    w.begin_object().field("id", one.key.text());
    write_keys(w, "near", one.near);
    w.end_object();
  }
  w.end_array();
}

enum class Revisions : unsigned char { brief, with_goods };

void write_revisions(json::Writer& w, const master::Recall& recall, Revisions how) {
  w.key("revisions").begin_array();
  for (const master::RecallRevision& one : recall.revisions) {
    w.begin_object().key("statement").number(one.statement).field("statedBy", one.stated_by);
    w.field("recordedAt", format_utc(one.recorded_at)).field("from", format_utc(one.from));
    if (how == Revisions::with_goods) write_goods(w, "goods", one, nullptr);
    w.end_object();
  }
  w.end_array();
}

void write_recall(json::Writer& w, const master::Recall& recall, Revisions how, const TableReader& tables) {
  const master::RecallNotice& notice = recall.notice;
  const master::RecallRevision& now = recall.revisions.back();
  w.begin_object().field("id", notice.id).field("issuer", recall.issuer);
  w.field("status", now.goods.empty() ? "withdrawn" : "active");
  w.field("from", format_utc(recall.revisions.front().from));
  write_goods(w, "goods", now, &tables);
  if (now.goods.empty()) write_released(w, recall);
  write_texts(w, "reason", "reasons", notice.reason);
  write_texts(w, "hazard", "hazards", notice.hazard);
  write_texts(w, "advice", "advices", notice.advice);
  write_contact(w, notice.contact);
  w.key("links").begin_array();
  for (const master::RecallLink& link : notice.links) {
    w.begin_object().field("url", link.url);
    write_texts(w, "title", "titles", link.title);
    w.end_object();
  }
  w.end_array();
  write_revisions(w, recall, how);
  w.end_object();
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
  if (party) {
    w.key("party").begin_object().field("id", party->id.text()).field("name", party->name);
    if (party->contact) write_contact(w, *party->contact);
    w.end_object();
  }
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
  if (!row.sold_after.is_zero())
    w.key("soldAfterRecall").raw(books::shown(row.position.good, row.sold_after).amount.text());
  w.end_object();
}

/// How many others have some is told to whoever recalled it, and in a mock recall to whoever owns all of it.
bool tells_others(Call& call, const std::vector<master::RecallGoods>& goods, ReachOf of) {
  if (of != ReachOf::mock) return of == ReachOf::own_recall;
  return call.principal.role == Role::party && std::ranges::all_of(goods, [&](const auto& one) {
           const auto known = master::product(one.product, call.view->tables());
           return known && known->owner == call.principal.party;
         });
}

enum class Others : unsigned char { told, untold };

void write_reach(json::Writer& w, const RecallReach& reach, Others others, const TableReader& tables) {
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
  if (others == Others::told && !reach.is_whole)
    w.key("othersConcerned").number(std::uint64_t{reach.others.size()});
}

/// The one of the path; where several have its id, of the party that the query names, or that asks.
Result<master::Recall> asked_recall(Call& call) {
  const TableReader& tables = call.view->tables();
  std::vector<master::Recall> all = master::recalls_named(call.value(0), tables);
  if (call.query.find("issuer")) {
    const auto issuer = identifier_of(call.query, "issuer");
    if (!issuer) return std::unexpected(issuer.error());
    std::erase_if(all, [&](const master::Recall& one) { return one.issuer != issuer->text(); });
  }
  if (all.empty()) return fail(ErrorCode::not_found, "there is no recall with this id");
  const auto own = std::ranges::find(all, call.principal.party, &master::Recall::issuer);
  if (own != all.end()) return std::move(*own);
  if (all.size() == 1) return std::move(all.front());
  return fail(ErrorCode::conflict,
              std::to_string(all.size()) + " parties have a recall with this id: say whose you mean",
              "issuer");
}

/// `recall`: null of a mock recall.
Response reach_answer(Call& call, const std::vector<master::RecallGoods>& goods, ReachOf of,
                      const master::Recall* recall) {
  const auto began = std::chrono::steady_clock::now();
  RecallReach reach = recall_reach(goods, of, call.principal, call.view->tables());
  if (recall != nullptr) split_sales(reach, *recall, call.view->tables());
  const auto took = std::chrono::steady_clock::now() - began;
  json::Writer w;
  w.begin_object();
  if (recall != nullptr) w.field("id", recall->notice.id).field("issuer", recall->issuer);
  if (of == ReachOf::mock) w.key("mock").boolean(true);
  write_reach(w, reach, tells_others(call, goods, of) ? Others::told : Others::untold, call.view->tables());
  write_unrecorded(w, goods, call.view->tables());
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
  json::Writer w;
  w.begin_object().key("recalls").begin_array();
  std::string last = *after;
  bool has_more = true;
  for (std::size_t told = 0; told < *limit && has_more && w.text().size() < recalls_bytes_max; ++told) {
    const std::vector<master::Recall> next = master::recalls(last, 1, tables);
    has_more = !next.empty();
    if (!has_more) break;
    write_recall(w, next.front(), Revisions::brief, tables);
    last = place_of(next.front());
  }
  w.end_array();
  if (has_more) w.field("next", page_cursor(call, last));
  w.end_object();
  return cacheable(w, call.principal);
}

Response get_recall(Call& call) {
  const auto recall = asked_recall(call);
  if (!recall) return Response::of(recall.error());
  json::Writer w;
  write_recall(w, *recall, Revisions::with_goods, call.view->tables());
  return cacheable(w, call.principal);
}

Response get_recall_reach(Call& call) {
  const auto recall = asked_recall(call);
  if (!recall) return Response::of(recall.error());
  const master::RecallRevision& now = recall->revisions.back();
  const bool is_its_own = recall->issuer == call.principal.party && call.principal.role != Role::planner;
  return reach_answer(call, counting_goods(now, call.view->tables()),
                      is_its_own ? ReachOf::own_recall : ReachOf::recall_of_another, &*recall);
}

void write_told_recall(json::Writer& w, const View& view, LeafIndex index) {
  const auto statement = view.statement(index);
  if (!statement || statement->kind() != "recall") return;
  const auto kept = read_inputs(index, 1, view.tables());  // As it was read when it was admitted.
  const auto* change = kept ? kept->front().change.get() : nullptr;
  const auto* notice = change != nullptr ? std::get_if<master::RecallNotice>(&change->body) : nullptr;
  const auto recall =
      notice != nullptr ? master::recall_of(notice->id, to_u64(index), view.tables()) : std::nullopt;
  const auto* revision = recall ? recall->revision_of(to_u64(index)) : nullptr;
  if (revision == nullptr) return;
  w.key("recall").begin_object().field("id", notice->id).field("issuer", recall->issuer);
  w.field("from", format_utc(revision->from));
  if (notice->from && *notice->from != revision->from) w.field("askedFrom", format_utc(*notice->from));
  std::vector<gs1::Key> idle;
  for (const master::RecallGoods& goods : revision->goods)
    std::ranges::move(idle_keys(*revision, goods, view.tables()), std::back_inserter(idle));
  write_keys(w, "notCounting", idle);
  write_unrecorded(w, revision->goods, view.tables());
  w.end_object();
}

/// As if such a recall were stated; nothing is.
Response post_mock_recall(Call& call) {
  const auto body = json::Document::parse(call.request.body);
  if (!body) return Response::of(body.error());
  const auto goods = master::parse_recalled_goods(body->root());
  if (!goods) return Response::of(goods.error());
  return reach_answer(call, *goods, ReachOf::mock, nullptr);
}

}  // namespace stocktrail::api
