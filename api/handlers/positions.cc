// Positions: exactly how much is where, each with the way to what made it.
#include <array>

#include "api/handlers/handlers.h"
#include "api/handlers/position_pages.h"
#include "api/handlers/stock_query.h"
#include "api/handlers/stock_table.h"
#include "api/http/url.h"
#include "ledger/master/goods.h"

namespace stocktrail::api {
namespace {

constexpr auto columns =
    std::to_array<std::string_view>({"account", "status", "place", "from", "product", "lot", "quantity",
                                     "unit", "packages", "presumed", "since", "expires"});

Error wrong_package(std::string detail) {
  return {ErrorCode::invalid_argument, std::move(detail), "package"};
}

/// `package`: nullopt without one.
Result<std::optional<master::Package>> package_of(const Call& call) {
  if (!call.query.find("package")) return std::nullopt;
  const auto key = identifier_of(call.query, "package");
  if (!key) return std::unexpected(key.error());
  auto package = master::package(*key, call.view->tables());
  if (!package) return std::unexpected(wrong_package("no product names this GTIN as one of its packages"));
  return package;
}

/// How many packages it is, if it is a whole number of them.
void add_packages(StockTable& table, const inventory::Position& position, const master::Package& package) {
  const Int128 one = Amount::pieces(package.contains).nanos();
  if (!position.good.unit.empty() || position.amount.nanos() % one != 0) return;
  table.add_number("packages",
                   Amount::pieces(static_cast<std::int64_t>(position.amount.nanos() / one)).text());
}

void add_position(StockTable& table, const inventory::Position& position,
                  const std::optional<master::Package>& package) {
  table.begin_row();
  add_account(table, position.account);
  table.add("product", position.good.product);
  table.add("lot", position.lot);
  add_amount(table, position.good, position.amount);
  if (package) add_packages(table, position, *package);
  if (position.presumed) table.add_flag("presumed", true);
  if (position.since) table.add("since", format_utc(*position.since));
  if (position.expires_at) table.add("expires", format_utc(*position.expires_at));
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

}  // namespace

Response get_positions(Call& call) {
  auto query = position_query(call);
  if (!query) return Response::of(query.error());
  const auto cursor = cursor_of(call);
  if (!cursor) return Response::of(cursor.error());
  const auto package = package_of(call);
  if (!package) return Response::of(package.error());
  if (*package) {
    if (!query->product.empty() && query->product != (*package)->product.text())
      return Response::of(wrong_package("this package holds another product than `product`"));
    query->product = (*package)->product.text();
  }
  const inventory::When when = query->when;
  PositionPages page(call, std::move(*query));
  if (const auto read = page.read(*cursor); !read) return Response::of(read.error());
  StockTable table(call, "positions", columns);
  for (const inventory::Position& position : page.positions()) {
    add_position(table, position, *package);
    if (!position.told.empty())  // Accounts outside have no statement.
      table.add("movements", movements_of(position, when, call));
  }
  const auto about = [&](json::Writer& w) {
    if (when.as_of) w.field("asOf", format_utc(*when.as_of));
    if (when.known) w.key("knownSize").number(*when.known);
    w.key("logSize").number(to_u64(call.view->checkpoint().size));
  };
  return table.answer(about, page.next());
}

}  // namespace stocktrail::api
