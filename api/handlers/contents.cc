// What is in a container, as the books have it: container by container, item by item, goods by quantity.
#include "ledger/inventory/contents.h"

#include <array>
#include <map>

#include "api/access/visibility.h"
#include "api/handlers/handlers.h"
#include "api/handlers/stock_query.h"
#include "api/handlers/stock_table.h"

namespace stocktrail::api {
namespace {

constexpr auto columns = std::to_array<Column>({{"in"},
                                                {"container"},
                                                {"item"},
                                                {"product"},
                                                {"lot"},
                                                {"status"},
                                                {"quantity", Type::amount},
                                                {"unit"}});

/// Goods of books that were begun before the reader came to have their place are passed over, as in
/// positions.
class Shown {
 public:
  Shown(const Call& call, const inventory::Account& account) : call_(call), account_(account) {}

  bool operator()(const inventory::Good& good) {
    if (good.product.empty()) return true;
    const auto [at, is_new] = known_.try_emplace(good);
    const TableReader& tables = call_.view->tables();
    if (is_new)
      at->second = reads_book(call_.principal, account_.place, good, tables) &&
                   reads_book(call_.principal, account_.from, good, tables);
    return at->second;
  }

 private:
  const Call& call_;
  const inventory::Account& account_;
  std::map<inventory::Good, bool> known_;
};

/// A container that the reader may not look into is one of which nothing is known.
bool may_look_into(const Call& call, const inventory::Contents& contents) {
  const inventory::Account& account = contents.account;
  if (account.kind == inventory::AccountKind::unknown) return false;
  const TableReader& tables = call.view->tables();
  return shows_account(call.principal, account, tables) && contents.told &&
         *contents.told >= reads_from(call.principal, account.place, tables);
}

void add_content(StockTable& table, const inventory::Content& one) {
  table.begin_row();
  table.add("in", one.in);
  table.add("container", one.container);
  table.add("item", one.item);
  table.add("product", one.good.product);
  table.add("lot", one.lot);
  if (one.good.product.empty()) return;
  table.add("status", inventory::name_of(one.status));
  add_amount(table, one.good, one.amount);
}

}  // namespace

Response get_contents(Call& call) {
  const auto container = key_text(call.query, "container");
  if (!container) return Response::of(container.error());
  if (container->empty())
    return Response::of(
        Error{ErrorCode::invalid_argument, "name a container: an SSCC, a GRAI or an SGTIN", "container"});
  const auto as_of = time_of(call.query, "asOf");
  if (!as_of) return Response::of(as_of.error());
  const auto known = known_at(call);
  if (!known) return Response::of(known.error());
  const inventory::When when{.as_of = *as_of, .known = *known};
  const inventory::Contents contents = inventory::contents_of(*container, when, call.view->tables());
  if (!may_look_into(call, contents))
    return Response::of(Error{ErrorCode::not_found,
                              "no such container is, or was then, at a place of your party's or on its way "
                              "from or to one",
                              "container"});
  StockTable table(call, "contents", columns);
  Shown shown(call, contents.account);
  for (const inventory::Content& one : contents.rows)
    if (shown(one.good)) add_content(table, one);
  const auto about = [&](json::Writer& w) {
    w.field("container", *container).field("account", inventory::name_of(contents.account.kind));
    if (!contents.account.place.empty()) w.field("place", contents.account.place);
    if (!contents.account.from.empty()) w.field("from", contents.account.from);
    if (!contents.in.empty()) w.field("in", contents.in);
    if (contents.told) {
      w.key("statement").number(statement_of(*contents.told));
      w.key("event").number(std::uint64_t{position_of(*contents.told)});
    }
    w.key("complete").boolean(contents.complete);
    if (when.as_of) w.field("asOf", format_utc(*when.as_of));
    if (when.known) w.key("knownSize").number(*when.known);
    w.key("logSize").number(to_u64(call.view->checkpoint().size));
  };
  return table.answer(about, {});
}

}  // namespace stocktrail::api
