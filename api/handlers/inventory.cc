// Exact stock: positions, the postings that made them, and signed facts that contradict them.
#include <algorithm>

#include "api/handlers/handlers.h"
#include "api/handlers/stock_query.h"
#include "api/journey/shown_event.h"
#include "crypto/json_writer.h"

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

void write_position(json::Writer& w, const inventory::Position& position) {
  w.begin_object();
  write_account(w, position.account);
  write_good(w, position.good, position.lot);
  write_amount(w, position.good, position.amount);
  if (position.presumed) w.key("presumed").boolean(true);
  w.end_object();
}

void write_posting(json::Writer& w, const books::Posting& posting) {
  w.begin_object().field("at", format_utc(posting.at));
  write_account(w, posting.account);
  write_good(w, posting.good, posting.lot);
  write_amount(w, posting.good, posting.amount);
  w.end_object();
}

Result<inventory::PositionQuery> position_query(const Query& query) {
  inventory::PositionQuery wanted;
  auto place = key_text(query, "place");
  if (!place) return std::unexpected(place.error());
  auto goods = product_and_lot(query);
  if (!goods) return std::unexpected(goods.error());
  wanted.product = std::move(goods->product);
  wanted.lot = std::move(goods->lot).value_or("");
  wanted.place = std::move(*place);
  if (wanted.place.empty() && wanted.product.empty()) {
    return fail(ErrorCode::invalid_argument, "give a place, a product, or both", "place");
  }
  const auto as_of = time_of(query, "asOf");
  if (!as_of) return std::unexpected(as_of.error());
  wanted.when.as_of = *as_of;
  const auto limit = limit_of(query, stock_rows_preset, stock_rows_max);
  if (!limit) return std::unexpected(limit.error());
  wanted.limit = *limit;
  return wanted;
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

/// The places whose positions a reader gets who names none: his party's, and the party itself, which goods
/// may be on the way to. Sites stand for their parts. An auditor's is every place: "".
std::vector<std::string> places_of(const Call& call) {
  if (call.principal.role == Role::auditor) return {""};
  std::vector<std::string> places{call.principal.party};
  const auto id = gs1::parse_key(call.principal.party);
  const auto party = id ? master::party(*id, call.view->tables()) : std::nullopt;
  if (!party) return places;
  for (const master::Place& place : party->places) {
    const bool has_site = std::ranges::any_of(party->places, [&](const master::Place& site) {
      return site.id.type() == gs1::KeyType::gln && place.id.text().starts_with(site.id.text() + "/");
    });
    if (!has_site) places.push_back(place.id.text());
  }
  std::ranges::sort(places);
  return places;
}

/// A page over several places. Where it ended is told as "<place>\n<cursor of that place>".
class PositionPages {
 public:
  PositionPages(const Call& call, inventory::PositionQuery query)
      : call_(call), query_(std::move(query)), limit_(query_.limit) {}

  Result<void> read(std::string_view cursor) {
    std::vector<std::string> places{query_.place};
    if (query_.place.empty()) places = places_of(call_);
    const std::size_t end = std::min(cursor.find('\n'), cursor.size());
    const std::string first(cursor.substr(0, end));
    for (const std::string& place : places) {
      if (!cursor.empty() && place < first) continue;
      query_.cursor = !cursor.empty() && place == first ? cursor.substr(end + 1) : std::string_view{};
      if (auto added = add(place); !added) return added;
      if (has_more_) break;
    }
    return {};
  }

  const std::vector<inventory::Position>& positions() const { return positions_; }
  /// Empty: that was the last page.
  std::string next() const { return has_more_ ? page_cursor(call_, last_) : std::string{}; }

 private:
  Result<void> add(const std::string& place) {
    query_.place = place;
    const auto key = gs1::parse_key(place);
    parts_ = key && key->type() == gs1::KeyType::gln ? place + "/" : std::string{};
    query_.limit = limit_ - positions_.size();  // None left: then only whether there are more.
    query_.shows = [this](const inventory::Account& account) { return shows(account); };
    query_.begins_at = [this](std::string_view at) {
      return reads_from(call_.principal, at, call_.view->tables());
    };
    auto page = inventory::positions(query_, call_.view->tables());
    if (!page) return std::unexpected(page.error());
    has_more_ = page->has_more;
    if (!page->positions.empty()) last_ = place + '\n' + page->last;
    for (inventory::Position& position : page->positions) positions_.push_back(std::move(position));
    return {};
  }

  /// What is on the way from one own place to another is listed under the place that it goes to.
  bool shows(const inventory::Account& account) const {
    const TableReader& tables = call_.view->tables();
    if (!shows_account(call_.principal, account, tables)) return false;
    if (is_asked_ || call_.principal.role == Role::auditor) return true;
    const bool is_here =
        account.place == query_.place || (!parts_.empty() && account.place.starts_with(parts_));
    return is_here ||
           !shows_account(
               call_.principal,
               {.kind = inventory::AccountKind::on_hand, .place = account.place, .from = {}, .status = {}},
               tables);
  }

  const Call& call_;
  inventory::PositionQuery query_;
  const std::size_t limit_;
  const bool is_asked_ = !query_.place.empty();  // The reader named the place.
  std::vector<inventory::Position> positions_;
  std::string parts_;  // What the parts of the site in hand begin with.
  std::string last_;
  bool has_more_ = false;
};

void write_event(json::Writer& w, EventRef event) {
  w.key("statement").number(statement_of(event)).key("event").number(std::uint64_t{position_of(event)});
}

void write_discrepancy(json::Writer& w, const inventory::Discrepancy& one, const View& view) {
  const books::Discrepancy& told = one.told;
  w.begin_object().field("kind", inventory::name_of(told.kind));
  if (one.event) write_event(w, *one.event);
  if (one.other) {
    w.key("other").begin_object();
    write_event(w, *one.other);
    w.end_object();
  }
  w.field("eventTime", format_utc(told.since));
  const std::uint64_t record = one.event ? statement_of(*one.event) : one.open_since;
  if (const auto receipt = view.receipt(LeafIndex{record}))
    w.field("recordedAt", format_utc(receipt->recorded_at));
  if (!told.place.empty()) w.field("place", told.place);
  if (!told.other_place.empty()) w.field("otherPlace", told.other_place);
  if (!told.thing.empty()) w.field("item", told.thing);
  if (!told.good.product.empty()) write_good(w, told.good, told.lot);
  if (!told.amount.is_zero()) write_amount(w, told.good, told.amount);
  w.end_object();
}

}  // namespace

Response get_positions(Call& call) {
  auto query = position_query(call.query);
  if (!query) return Response::of(query.error());
  if (!may_ask(call, query->place)) {
    return Response::of(not_your_place("place"));
  }
  const auto cursor = cursor_of(call);
  if (!cursor) return Response::of(cursor.error());
  const auto known = known_at(call);
  if (!known) return Response::of(known.error());
  query->when.known = *known;
  const inventory::When when = query->when;
  query->on = when.as_of.value_or(call.app.clock.now());
  PositionPages page(call, std::move(*query));
  if (const auto read = page.read(*cursor); !read) return Response::of(read.error());
  json::Writer w;
  w.begin_object().key("positions").begin_array();
  for (const inventory::Position& position : page.positions()) write_position(w, position);
  w.end_array();
  if (when.as_of) w.field("asOf", format_utc(*when.as_of));
  if (when.known) w.key("knownSize").number(*when.known);
  w.key("logSize").number(to_u64(call.view->checkpoint().size));
  if (const std::string next = page.next(); !next.empty()) w.field("next", next);
  w.end_object();
  return Response::json(std::move(w).text());
}

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
  const inventory::DiscrepancyPage page = inventory::discrepancies(query, call.view->tables());
  json::Writer w;
  w.begin_object().key("discrepancies").begin_array();
  for (const inventory::Discrepancy& one : page.discrepancies)
    if (one.event.value_or(event_ref(one.open_since, 0)) >=
        reads_from(call.principal, one.told.place, call.view->tables()))
      write_discrepancy(w, one, *call.view);
  w.end_array();
  if (page.has_more) w.field("next", page_cursor(call, page.last));
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
    const StatedEvent stated = stated_event(logged->statement, ref, logged->event);
    const EventSight sight = sight_of(call.principal, stated, {}, call.view->tables());
    if (sight.extent() != EventSight::Extent::whole) continue;  // Volumes: only for whom the event is whole.
    found = true;
    if (call.principal.role != Role::auditor && !shows_postings(*logged, call.view->tables())) continue;
    for (const books::Posting& posting :
         inventory::postings(ref, call.view->tables()))  // Also at the other end.
      if (shows_account(call.principal, posting.account, call.view->tables())) write_posting(w, posting);
  }
  w.end_array().end_object();
  if (!found) return Response::of(Error{ErrorCode::not_found, "there is no event here that you may see"});
  return Response::json(std::move(w).text());
}

}  // namespace stocktrail::api
