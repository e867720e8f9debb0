// Echelon stock: what is at a place, on the way to it, and all that has gone on from it to the places that
// are supplied from it and is still there.
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "api/handlers/echelon_places.h"
#include "api/handlers/handlers.h"
#include "api/handlers/position_pages.h"
#include "api/handlers/promise_words.h"
#include "api/handlers/stock_query.h"
#include "api/handlers/stock_table.h"
#include "ledger/master/stock_order.h"
#include "ledger/promises/on_order.h"

namespace stocktrail::api {
namespace {

using inventory::AccountKind;

constexpr auto columns = std::to_array<Column>({{"product"},
                                                {"status"},
                                                {"onHand", Type::amount},
                                                {"onTheWay", Type::amount},
                                                {"quantity", Type::amount},
                                                {"placeNotTold", Type::amount},
                                                {"onOrder", Type::amount},
                                                {"unit"}});

struct Sums {
  Amount on_hand, on_the_way, not_told, on_order;
};

class Echelon {
 public:
  Echelon(const Call& call, const AskedPositions& asked, const EchelonPlaces& places)
      : call_(call), asked_(asked), places_(places.counted.begin(), places.counted.end()) {}

  Result<void> read() {
    std::set<std::string> parties;
    for (const std::string& site : places_) {
      if (auto added = add(site); !added) return added;
      const auto key = gs1::parse_key(site);
      const auto owner = key ? master::place(*key, call_.view->tables()) : std::nullopt;
      if (owner && !places_.contains(owner->party.text())) parties.insert(owner->party.text());
    }
    for (const std::string& party : parties)  // What goes to it may go to any of its places.
      if (auto added = add(party); !added) return added;
    return {};
  }

  /// What counted places await from elsewhere. False: a limit cut it.
  bool add_on_order() {
    bool is_complete = has_orders_ = true;
    const auto is_from_outside = [this](const master::RecordedOrder& order) {
      return !order.what.from || !places_.contains(order.what.from->text());
    };
    for (const std::string& site : places_) {
      const auto key = gs1::parse_key(site);
      if (!key) continue;
      const auto list = promises::awaited(*key, asked_.query.product, call_.view->tables(), is_from_outside);
      is_complete = is_complete && list.complete;
      for (const promises::Awaited& one : list.awaited)
        sums_[{one.good, inventory::Status::sellable}].on_order += one.amount;
    }
    return is_complete;
  }

  void write(StockTable& table) const {
    for (const auto& [row, sums] : sums_) {
      const auto& [good, status] = row;
      const Amount all = sums.on_hand + sums.on_the_way;
      SharedUnit unit(good);
      for (const Amount amount : {sums.on_hand, sums.on_the_way, all, sums.not_told, sums.on_order})
        unit.fit(amount);
      table.begin_row();
      table.add("product", good.product);
      table.add("status", inventory::name_of(status));
      table.add_number("onHand", unit.text(sums.on_hand));
      table.add_number("onTheWay", unit.text(sums.on_the_way));
      table.add_number("quantity", unit.text(all));
      table.add_number("placeNotTold", unit.text(sums.not_told));
      if (has_orders_) table.add_number("onOrder", unit.text(sums.on_order));
      table.add("unit", unit.unit());
    }
  }

 private:
  Result<void> add(const std::string& place) {
    AskedPositions asked = asked_;
    asked.query.place = place;
    asked.query.limit = aged_positions_max - read_;
    PositionPages page(call_, std::move(asked));
    if (auto read = page.read({}); !read) return read;
    if (page.has_more())
      return fail(ErrorCode::too_large,
                  "there are more than " + std::to_string(aged_positions_max) + " positions: name a product",
                  "product");
    read_ += page.positions().size();
    for (const inventory::Position& one : page.positions()) count(one, place);
    return {};
  }

  /// What is on its way between two places of the echelon stands under both, and counts where it goes.
  void count(const inventory::Position& position, const std::string& asked) {
    const inventory::Account& account = position.account;
    const bool is_on_hand = account.kind == AccountKind::on_hand;
    const bool is_told = !account.place.empty();
    const bool is_counted = places_.contains(asked);  // Else it is a party.
    if (is_on_hand ? !is_counted : is_told && account.place != asked) return;
    Sums& sums = sums_[{position.good, account.status}];
    Amount& sum = is_on_hand ? sums.on_hand : is_told && is_counted ? sums.on_the_way : sums.not_told;
    sum += position.amount;
  }

  const Call& call_;
  const AskedPositions& asked_;
  const std::set<std::string> places_;
  std::map<std::pair<inventory::Good, inventory::Status>, Sums> sums_;
  std::size_t read_ = 0;
  bool has_orders_ = false;
};

void write_list(json::Writer& w, std::string_view name, const std::vector<std::string>& ids) {
  w.key(name).begin_array();
  for (const std::string& id : ids) w.string(id);
  w.end_array();
}

}  // namespace

Response get_echelon(Call& call) {
  const auto asked = position_query(call);
  if (!asked) return Response::of(asked.error());
  const auto fault = [](std::string detail) {
    return Response::of(Error{ErrorCode::invalid_argument, std::move(detail), "place"});
  };
  const books::Place place = books::place_of(asked->query.place);
  if (place.empty()) return fault("name the place whose echelon it is");
  if (!place.part.empty()) return fault("a part of a site has no echelon of its own: write " + place.site);
  const auto places = echelon_places(call, place.site);
  if (!places) return Response::of(places.error());
  Echelon echelon(call, *asked, *places);
  if (const auto read = echelon.read(); !read) return Response::of(read.error());
  const inventory::When when = asked->query.when;
  const bool is_now = !when.as_of && !when.known && asked->query.lot.empty();
  const bool is_complete = !is_now || echelon.add_on_order();
  StockTable table(call, "echelon", columns);
  echelon.write(table);
  const auto about = [&](json::Writer& w) {
    w.field("place", place.site);
    write_list(w, "places", places->counted);
    write_list(w, "leftOut", places->left_out);
    w.key("othersLeftOut").number(places->others_left_out);
    if (!is_complete) w.key("onOrderComplete").boolean(false);
    tell_package(w, asked->package);
    if (when.as_of) w.field("asOf", format_utc(*when.as_of));
    if (when.known) w.key("knownSize").number(*when.known);
    w.key("logSize").number(to_u64(call.view->checkpoint().size));
  };
  return table.answer(about, {});
}

}  // namespace stocktrail::api
