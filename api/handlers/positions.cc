// Positions: exactly how much is where, each with the way to what made it.
#include <array>
#include <map>

#include "api/access/visibility.h"
#include "api/handlers/handlers.h"
#include "api/handlers/owned_stock.h"
#include "api/handlers/position_pages.h"
#include "api/handlers/promise_words.h"
#include "api/handlers/stock_query.h"
#include "api/handlers/stock_table.h"
#include "api/http/url.h"
#include "ledger/master/goods.h"
#include "ledger/promises/due.h"
#include "ledger/promises/on_order.h"
#include "ledger/promises/split.h"

namespace stocktrail::api {
namespace {

constexpr auto columns = std::to_array<Column>({{"account"},
                                                {"status"},
                                                {"place"},
                                                {"from"},
                                                {"product"},
                                                {"lot"},
                                                {"quantity", Type::amount},
                                                {"unit"},
                                                {"reserved", Type::amount},
                                                {"available", Type::amount},
                                                {"packages", Type::whole},
                                                {"presumed", Type::flag},
                                                {"owner"},
                                                {"ownerTold", Type::flag},
                                                {"ownerPresumed", Type::flag},
                                                {"since", Type::time},
                                                {"expires", Type::time},
                                                {"expected", Type::time},
                                                {"due", Type::date}});

Error wrong_package(std::string detail) {
  return {ErrorCode::invalid_argument, std::move(detail), "package"};
}

/// The package in which positions are told beside: `package`, or else what `product` names. It narrows the
/// query to what the package holds.
Result<std::optional<AskedPackage>> package_of(const Call& call, AskedPositions& asked) {
  if (!call.query.find("package")) return asked.package;
  const auto key = identifier_of(call.query, "package");
  if (!key) return std::unexpected(key.error());
  const auto package = master::package(*key, call.view->tables());
  if (!package) return std::unexpected(wrong_package("no product names this GTIN as one of its packages"));
  const std::string product = package->product.text();
  if (!asked.query.product.empty() && asked.query.product != product)
    return std::unexpected(wrong_package("this package holds another product than `product`"));
  asked.query.product = product;
  return AskedPackage{key->text(), product, package->contains};
}

/// How many packages it is, if it is a whole number of them.
void add_packages(StockTable& table, const inventory::Position& position, const AskedPackage& package) {
  const Int128 one = Amount::pieces(package.contains).nanos();
  if (!position.good.unit.empty() || position.amount.nanos() % one != 0) return;
  table.add_number("packages", static_cast<std::int64_t>(position.amount.nanos() / one));
}

/// What of the stock on a page is promised, worked out once for each shelf. As it is now.
class PromisedOfPage {
 public:
  PromisedOfPage(Micros now, const TableReader& tables) : now_(now), tables_(tables) {}

  /// nullopt: nobody promises such goods. Stock on hand is shown to its party and to auditors only, and both
  /// may see what is promised of it.
  std::optional<promises::Split> of(const inventory::Position& position) {
    const inventory::Account& account = position.account;
    const bool is_promised =
        account.kind == inventory::AccountKind::on_hand && account.status == inventory::Status::sellable;
    if (!is_promised) return std::nullopt;
    const books::Place place = books::place_of(account.place);
    const promises::Shelf shelf{place.site, position.good};
    auto found = shelves_.find(shelf);
    if (found == shelves_.end()) found = shelves_.emplace(shelf, promises::split(shelf, now_, tables_)).first;
    const auto spot = found->second.find({position.lot, place.part});
    return spot == found->second.end() ? promises::Split{} : spot->second;
  }

 private:
  Micros now_;
  const TableReader& tables_;
  std::map<promises::Shelf, std::map<promises::Spot, promises::Split>> shelves_;
};

/// When what is on the way on a page is due, worked out once for each end. As it is now.
class DueOfPage {
 public:
  DueOfPage(Micros now, const TableReader& tables) : now_(now), tables_(tables) {}

  std::optional<Micros> of(const inventory::Position& position) {
    if (position.account.kind != inventory::AccountKind::in_transit) return std::nullopt;
    const promises::Shelf end{books::place_of(position.account.place).site, position.good};
    auto found = ends_.find(end);
    if (found == ends_.end()) found = ends_.emplace(end, promises::first_due(end, now_, tables_)).first;
    const auto due = found->second.find({position.account.from, position.lot});
    return due == found->second.end() ? std::nullopt : std::optional(due->second);
  }

 private:
  Micros now_;
  const TableReader& tables_;
  std::map<promises::Shelf, std::map<std::pair<std::string, std::string>, Micros>> ends_;
};

void add_amounts(StockTable& table, const inventory::Position& position,
                 const std::optional<promises::Split>& promised) {
  if (!promised) return add_amount(table, position.good, position.amount);
  SharedUnit unit(position.good);
  for (const Amount amount : {position.amount, promised->reserved, promised->available}) unit.fit(amount);
  table.add_number("quantity", unit.text(position.amount));
  table.add("unit", unit.unit());
  table.add_number("reserved", unit.text(promised->reserved));
  table.add_number("available", unit.text(promised->available));
}

void add_position(StockTable& table, const inventory::Position& position,
                  const std::optional<promises::Split>& promised,
                  const std::optional<AskedPackage>& package) {
  table.begin_row();
  add_account(table, position.account);
  table.add("product", position.good.product);
  table.add("lot", position.lot);
  add_amounts(table, position, promised);
  if (package) add_packages(table, position, *package);
  add_facts(table, position);
  table.add("owner", position.owner);
  if (position.owner_told) table.add_flag("ownerTold", true);
  if (position.owner_presumed && !position.owner.empty()) table.add_flag("ownerPresumed", true);
}

/// The statement whose closing balance is the position.
std::string movements_of(const inventory::Position& position, const inventory::When& when, const Call& call) {
  const inventory::Account& account = position.account;
  std::string link = "/inventory/movements?product=" + percent_encode(position.good.product);
  const auto add = [&link](std::string_view name, std::string_view value) {
    link.append("&").append(name).append("=").append(percent_encode(value));
  };
  add("place", account.place);
  if (account.kind == inventory::AccountKind::in_transit) {
    add("account", "in_transit");
    add("origin", account.from);
  } else if (books::place_of(account.place).part.empty()) {
    add("parts", "untold");
  }
  add("lot", position.lot);
  std::string statuses;
  for (const inventory::Status one : position.told)
    statuses.append(statuses.empty() ? "" : ",").append(inventory::name_of(one));
  add("status", statuses);
  add("unit", unit_name(position.good));
  if (when.as_of) add("to", format_utc(*when.as_of));
  if (const auto known = call.query.find("knownAt")) add("knownAt", *known);
  return link;
}

/// What is on order for the place that was asked for, or for all places of the reader's party. False: a limit
/// cut it.
bool add_on_order(StockTable& table, const std::string& place, const std::string& product,
                  const std::optional<std::string>& unit, const Call& call) {
  const auto of = gs1::parse_key(place.empty() ? call.principal.party : books::place_of(place).site);
  if (!of) return true;  // An auditor who asks for a product.
  const promises::AwaitedList list = promises::awaited(*of, product, call.view->tables());
  for (const promises::Awaited& one : list.awaited) {
    if (unit && one.good.unit != *unit) continue;
    table.begin_row();
    table.add("account", "on_order");
    table.add("place", one.site);
    table.add("product", one.good.product);
    add_amount(table, one.good, one.amount);
    table.add_date("due", one.due);
  }
  return list.complete;
}

/// Empty: of everybody.
Result<std::string> owner_asked_for(const Query& query) {
  if (!query.find("owner")) return std::string();
  const auto key = identifier_of(query, "owner");
  if (!key) return std::unexpected(key.error());
  if (key->type() != gs1::KeyType::pgln && key->type() != gs1::KeyType::uri)
    return fail(ErrorCode::invalid_argument,
                "name a party, as https://id.gs1.org/417/... or a URI of its own: this is a " +
                    std::string(gs1::name_of(key->type())),
                "owner");
  return key->text();
}

}  // namespace

Response get_positions(Call& call) {
  const auto owner = owner_asked_for(call.query);
  if (!owner) return Response::of(owner.error());
  auto asked = position_query(call, *owner);
  if (!asked) return Response::of(asked.error());
  asked->query.party_of = [&call, known = asked->query.when.known](const std::string& place) {
    return party_shown(call.principal, place, known, call.view->tables());
  };
  const auto cursor = cursor_of(call);
  if (!cursor) return Response::of(cursor.error());
  const auto package = package_of(call, *asked);
  if (!package) return Response::of(package.error());
  const inventory::When when = asked->query.when;
  PromisedOfPage promised(asked->query.on, call.view->tables());
  DueOfPage due(asked->query.on, call.view->tables());
  const bool is_by_lot = !asked->query.lot.empty(), is_by_status = !asked->query.statuses.empty();
  const auto unit = asked->query.unit;
  const std::string place = asked->query.place, product = asked->query.product;
  PositionPages page(call, *std::move(asked));
  if (const auto read = page.read(*cursor); !read) return Response::of(read.error());
  const bool is_now = !when.as_of && !when.known;
  StockTable table(call, "positions", columns);
  for (const inventory::Position& position : page.positions()) {
    const bool is_of_place = shows_account(call.principal, position.account, call.view->tables());
    // Promises are kept as they are now only, and not by owner.
    const bool may_be_promised = is_now && is_of_place && !position.is_shared;
    add_position(table, position, may_be_promised ? promised.of(position) : std::nullopt, *package);
    if (const auto at = is_now && is_of_place ? due.of(position) : std::nullopt)
      table.add_time("expected", *at);
    // Neither accounts outside nor goods at no place have a statement.
    const bool is_nowhere =
        position.account.kind == inventory::AccountKind::on_hand && position.account.place.empty();
    if (!position.told.empty() && !is_nowhere && is_of_place)
      table.add("movements", movements_of(position, when, call));
  }
  bool is_on_order_complete = true;
  if (is_now && !is_by_lot && !is_by_status && owner->empty() && !page.has_more())
    is_on_order_complete = add_on_order(table, place, product, unit, call);
  const auto about = [&](json::Writer& w) {
    tell_package(w, *package);
    if (when.as_of) w.field("asOf", format_utc(*when.as_of));
    if (when.known) w.key("knownSize").number(*when.known);
    if (!is_on_order_complete) w.key("onOrderComplete").boolean(false);
    w.key("logSize").number(to_u64(call.view->checkpoint().size));
  };
  return table.answer(about, page.next());
}

}  // namespace stocktrail::api
