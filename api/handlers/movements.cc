// Statements of account: what came and went at one place, line by line, with the balance after each.
#include "ledger/inventory/movements.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

#include "api/handlers/handlers.h"
#include "api/handlers/stock_query.h"
#include "api/handlers/stock_table.h"
#include "api/journey/shown_event.h"

namespace stocktrail::api {
namespace {

using inventory::AccountKind;
using inventory::Movable;
using inventory::Movement;

Error wrong(std::string detail, std::string where) {
  return {ErrorCode::invalid_argument, std::move(detail), std::move(where)};
}

/// Where goods are, or go to, and where they left.
Result<void> add_places(const Query& query, Movable& account) {
  const std::string_view kind = query.find("account").value_or("on_hand");
  if (kind != "on_hand" && kind != "in_transit")
    return std::unexpected(wrong("account is on_hand or in_transit; only stock has a statement", "account"));
  const bool is_on_hand = kind == "on_hand";
  account.kind = is_on_hand ? AccountKind::on_hand : AccountKind::in_transit;
  const bool is_named = !query.find("place").value_or("").empty();
  if (is_on_hand && !is_named) return std::unexpected(wrong("name the place", "place"));
  auto place = is_named ? key_text(query, "place") : std::string();
  if (!place) return std::unexpected(place.error());
  account.place = std::move(*place);
  const std::string_view parts = query.find("parts").value_or("all");
  if (parts != "all" && parts != "untold") return std::unexpected(wrong("parts is all or untold", "parts"));
  if (parts == "untold") account.parts = Movable::Parts::untold;
  if (!is_on_hand && !books::place_of(account.place).part.empty())
    return std::unexpected(wrong("goods are on the way to a site: leave its part out", "place"));
  if (!query.find("origin")) return {};
  if (is_on_hand)
    return std::unexpected(wrong("only goods on the way have an origin: account=in_transit", "origin"));
  auto origin = key_text(query, "origin");
  if (!origin) return std::unexpected(origin.error());
  account.from = std::move(*origin);
  return {};
}

/// Who may read the account: as positions, by where the goods are, go to or left.
Result<void> check_rights(const Call& call, const Movable& account) {
  if (account.kind == AccountKind::on_hand) {
    if (!may_ask(call, account.place)) return std::unexpected(not_your_place("place"));
    return {};
  }
  const inventory::Account way{account.kind, account.place, account.from.value_or(""), {}};
  if (shows_account(call.principal, way, call.view->tables())) return {};
  return std::unexpected(
      Error{ErrorCode::forbidden,
            "goods on the way are shown to whom they left and to whom they go: name a place "
            "of your party's as place or as origin",
            "place"});
}

/// False for what was moved before the reader came to have the place, as in positions.
bool is_shown(const Call& call, const Movable& account, const inventory::MovedGood& moved) {
  const TableReader& tables = call.view->tables();
  if (call.principal.role == Role::auditor) return true;
  const auto begins = [&](const std::string& place) {
    return statement_of(reads_from(call.principal, place, tables));
  };
  const bool is_own = !account.place.empty() && may_ask(call, account.place);
  if (is_own && moved.first_record >= begins(account.place)) return true;
  if (!account.from || !may_ask(call, *account.from)) return false;
  for (const auto& left :
       inventory::goods_moved(AccountKind::on_hand, *account.from, moved.good.product, tables))
    if (left.good == moved.good) return left.first_record >= begins(*account.from);
  return false;
}

/// The product in the unit that was asked for, or in the only one that there is; nullopt: it never moved.
Result<std::optional<inventory::Good>> good_of(const Call& call, const Movable& account,
                                               const std::string& product) {
  auto moved = inventory::goods_moved(account.kind, account.place, product, call.view->tables());
  std::erase_if(moved, [&](const auto& one) { return !is_shown(call, account, one); });
  if (const auto unit = call.query.find("unit")) {
    const std::string base = books::unit_of(*unit);
    std::erase_if(moved, [&](const auto& one) { return one.good.unit != base; });
  }
  if (moved.empty()) return std::nullopt;
  if (moved.size() == 1) return moved.front().good;
  std::string units;
  for (const auto& one : moved) units += (units.empty() ? "" : ", ") + unit_name(one.good);
  return std::unexpected(
      wrong("it moved here in several units, each with a statement of its own: " + units, "unit"));
}

struct AskedMovements {
  inventory::MovementQuery query;
  std::optional<AskedPackage> package;  // `product` is one.
};
Result<AskedMovements> movement_query(const Call& call, const std::string& cursor) {
  inventory::MovementQuery wanted;
  wanted.cursor = cursor;
  if (const auto added = add_places(call.query, wanted.account); !added)
    return std::unexpected(added.error());
  auto goods = product_and_lot(call);
  if (!goods) return std::unexpected(goods.error());
  if (goods->product.empty()) return std::unexpected(wrong("name the product", "product"));
  wanted.account.good.product = std::move(goods->product);
  wanted.account.lot = std::move(goods->lot);
  auto statuses = statuses_of(call.query);
  if (!statuses) return std::unexpected(statuses.error());
  wanted.account.statuses = std::move(*statuses);
  const auto from = time_of(call.query, "from"), to = time_of(call.query, "to");
  if (!from) return std::unexpected(from.error());
  if (!to) return std::unexpected(to.error());
  if (*from && *to && **to < **from) return std::unexpected(wrong("to is before from", "to"));
  wanted.from = *from;
  wanted.to = *to;
  const auto known = known_at(call);
  if (!known) return std::unexpected(known.error());
  wanted.known = *known;
  const std::string_view order = call.query.find("order").value_or("oldest");
  if (order != "oldest" && order != "newest")
    return std::unexpected(wrong("order is oldest or newest: which lines come first", "order"));
  wanted.order = order == "oldest" ? ListOrder::oldest_first : ListOrder::newest_first;
  const auto limit = limit_of(call.query, stock_rows_preset, stock_rows_max);
  if (!limit) return std::unexpected(limit.error());
  wanted.limit = *limit;
  return AskedMovements{std::move(wanted), std::move(goods->package)};
}

/// The good whose statement it is: of a package that moved as a thing of its own, that.
Result<std::optional<inventory::Good>> good_of(const Call& call, AskedMovements& asked) {
  const Movable& account = asked.query.account;
  if (asked.package) {
    auto itself = good_of(call, account, asked.package->id);
    if (itself && !*itself) return good_of(call, account, account.good.product);
    asked.package.reset();
    return itself;
  }
  return good_of(call, account, account.good.product);
}

/// All amounts of one page in one unit, so that they can be added up: the greatest that tells each exactly.
class PageUnit {
 public:
  PageUnit(const inventory::Good& good, const inventory::MovementPage& page) {
    Int128 common = 0;
    const auto add = [&](Amount amount) {
      Int128 other = amount.nanos() < 0 ? -amount.nanos() : amount.nanos();
      while (other != 0) common = std::exchange(other, common % other);
    };
    add(page.opening);
    add(page.closing);
    for (const Movement& line : page.lines) {
      add(line.amount);
      add(line.balance);
    }
    const books::Measure shown = books::shown(good, Amount::from_nanos(common));
    unit_ = shown.unit;
    if (common != 0) factor_ = common / shown.amount.nanos();
  }
  const std::string& unit() const { return unit_; }
  std::string text(Amount amount) const { return Amount::from_nanos(amount.nanos() / factor_).text(); }

 private:
  std::string unit_;
  Int128 factor_ = 1;
};

constexpr auto columns = std::to_array<Column>({{"at", Type::time},
                                                {"step"},
                                                {"account"},
                                                {"status"},
                                                {"place"},
                                                {"from"},
                                                {"product"},
                                                {"lot"},
                                                {"quantity", Type::amount},
                                                {"unit"},
                                                {"balance", Type::amount},
                                                {"rule"},
                                                {"counter.account"},
                                                {"counter.status"},
                                                {"counter.place"},
                                                {"counter.from"},
                                                {"issuer"},
                                                {"eventID"},
                                                {"statement", Type::whole},
                                                {"event", Type::whole},
                                                {"recordedAt", Type::time}});

/// What the reader may see of the event behind a line.
void add_event(StockTable& table, const View::LoggedEvent& logged, const EventSight& sight,
               const Call& call) {
  if (logged.event.biz_step && sight.shows("/bizStep")) table.add("step", logged.event.biz_step->text);
  if (sight.extent() == EventSight::Extent::nothing) return;
  table.add("issuer", logged.statement.issuer());
  table.add("eventID", shown_event_id(logged, sight, *call.view));
}

std::map<EventRef, View::LoggedEvent> events_of(const std::vector<Movement>& lines, const View& view) {
  std::vector<EventRef> refs;
  for (const Movement& line : lines)
    if (line.event) refs.push_back(*line.event);
  std::ranges::sort(refs);
  refs.erase(std::ranges::unique(refs).begin(), refs.end());
  std::map<EventRef, View::LoggedEvent> events;
  for (auto& logged : view.events(refs)) {
    ST_CHECK(logged || logged.error().code == ErrorCode::not_found);  // It was erased, no more.
    if (logged) events.emplace(logged->ref, std::move(*logged));
  }
  return events;
}

void add_line(StockTable& table, const Movement& line, const View::LoggedEvent* logged,
              const inventory::Good& good, const PageUnit& unit, const Call& call) {
  table.begin_row();
  table.add_time("at", line.at);
  add_account(table, line.account);
  table.add("product", good.product);
  table.add("lot", line.lot);
  table.add_number("quantity", unit.text(line.amount));
  table.add("unit", unit.unit());
  table.add_number("balance", unit.text(line.balance));
  const inventory::MoveRule rule = inventory::rule_of(line);
  table.add("rule", inventory::name_of(rule));
  if (line.counter) {
    const inventory::Account& other = *line.counter;
    table.add("counter.account", inventory::name_of(other.kind));
    const bool is_stock = other.kind == AccountKind::on_hand || other.kind == AccountKind::in_transit;
    if (is_stock) table.add("counter.status", inventory::name_of(other.status));
    if (shows_account(call.principal, other, call.view->tables())) {
      table.add("counter.place", other.place);
      table.add("counter.from", other.from);
    }
  }
  std::optional<EventSight> sight;
  if (logged != nullptr) {
    const StatedEvent stated = stated_event(logged->statement, logged->ref, logged->event);
    sight = sight_of(call.principal, stated, {}, call.view->tables());
  }
  // Goods turn out to be of another lot by the word of those who got them, or of whom these gave them to:
  // that is their business. Of all else, whoever sees the stock of a place sees which event of the log moved
  // it.
  const bool is_seen = sight && (sight->extent() == EventSight::Extent::whole ||
                                 logged->statement.issuer() == call.principal.party);
  const bool is_of_others = rule == inventory::MoveRule::other_lot || rule == inventory::MoveRule::several;
  if (is_of_others && !is_seen) return;
  if (sight) add_event(table, *logged, *sight, call);
  if (line.event) {
    table.add_number("statement", statement_of(*line.event));
    table.add_number("event", std::uint64_t{position_of(*line.event)});
    if (const auto receipt = call.view->receipt(LeafIndex{statement_of(*line.event)}))
      table.add_time("recordedAt", receipt->recorded_at);
  }
}

}  // namespace

Response get_movements(Call& call) {
  const auto cursor = cursor_of(call);
  if (!cursor) return Response::of(cursor.error());
  auto asked = movement_query(call, *cursor);
  if (!asked) return Response::of(asked.error());
  inventory::MovementQuery& query = asked->query;
  if (const auto may = check_rights(call, query.account); !may) return Response::of(may.error());
  const auto good = good_of(call, *asked);
  if (!good) return Response::of(good.error());
  inventory::MovementPage page;
  if (*good) {
    query.account.good = **good;
    auto read = inventory::movements(query, call.view->tables());
    if (!read) return Response::of(read.error());
    page = std::move(*read);
  }
  const PageUnit unit(query.account.good, page);
  const auto events = events_of(page.lines, *call.view);
  StockTable table(call, "movements", columns);
  for (const Movement& line : page.lines) {
    const auto logged = line.event ? events.find(*line.event) : events.end();
    add_line(table, line, logged == events.end() ? nullptr : &logged->second, query.account.good, unit, call);
  }
  const auto about = [&](json::Writer& w) {
    tell_package(w, asked->package);
    if (!unit.unit().empty()) w.field("unit", unit.unit());
    w.key("opening").raw(unit.text(page.opening)).key("closing").raw(unit.text(page.closing));
    if (query.from) w.field("from", format_utc(*query.from));
    if (query.to) w.field("to", format_utc(*query.to));
    if (query.known) w.key("knownSize").number(*query.known);
    w.key("logSize").number(to_u64(call.view->checkpoint().size));
  };
  return table.answer(about, page.has_more ? page_cursor(call, page.last) : std::string{});
}

}  // namespace stocktrail::api
