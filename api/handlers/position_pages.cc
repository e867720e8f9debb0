#include "api/handlers/position_pages.h"

#include <algorithm>

#include "api/access/visibility.h"
#include "api/handlers/owned_stock.h"
#include "api/handlers/recall_reach.h"

namespace stocktrail::api {
namespace {

/// After all places: what others have of an owner.
constexpr std::string_view elsewhere = "~";

bool is_auditor(const Principal& principal) {
  return principal.role == Role::auditor;
}

std::vector<std::string> places_of(const Principal& principal, const TableReader& tables) {
  if (is_auditor(principal)) return {""};
  std::vector<std::string> places{principal.party};
  const auto id = gs1::parse_key(principal.party);
  const auto party = id ? master::party(*id, tables) : std::nullopt;
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

/// An auditor who asks for all of an owner looks at its places as that would.
Principal for_whom(const Call& call, const inventory::PositionQuery& query) {
  const bool is_of_owner = !query.owner.empty() && query.place.empty() && query.product.empty();
  if (!is_auditor(call.principal) || !is_of_owner) return call.principal;
  return {.role = Role::party, .party = query.owner};
}

}  // namespace

std::vector<std::string> places_of(const Call& call) {
  return places_of(call.principal, call.view->tables());
}

Result<AskedPositions> position_query(const Call& call, const std::string& owner) {
  const Query& query = call.query;
  inventory::PositionQuery wanted;
  auto place = key_text(query, "place");
  if (!place) return std::unexpected(place.error());
  auto goods = product_and_lot(call);
  if (!goods) return std::unexpected(goods.error());
  wanted.product = std::move(goods->product);
  wanted.lot = std::move(goods->lot).value_or("");
  wanted.place = std::move(*place);
  wanted.owner = owner;
  if (wanted.place.empty() && wanted.product.empty() && owner.empty() && is_auditor(call.principal)) {
    return fail(ErrorCode::invalid_argument,
                "give a place, a product, or both: only a party has places whose stock is all of its own",
                "place");
  }
  const bool is_of_own = !owner.empty() && owner == call.principal.party;
  if (!is_of_own && !may_ask(call, wanted.place)) return std::unexpected(not_your_place("place"));
  if (const auto unit = query.find("unit")) wanted.unit = books::unit_of(*unit);
  auto statuses = statuses_of(query);
  if (!statuses) return std::unexpected(statuses.error());
  wanted.statuses = std::move(*statuses);
  const auto as_of = time_of(query, "asOf");
  if (!as_of) return std::unexpected(as_of.error());
  const auto known = known_at(call);
  if (!known) return std::unexpected(known.error());
  wanted.when = {.as_of = *as_of, .known = *known};
  wanted.on = wanted.when.as_of.value_or(call.app.clock.now());
  const auto limit = limit_of(query, stock_rows_preset, stock_rows_max);
  if (!limit) return std::unexpected(limit.error());
  wanted.limit = *limit;
  return AskedPositions{std::move(wanted), std::move(goods->package)};
}

PositionPages::PositionPages(const Call& call, AskedPositions asked)
    : call_(call), query_(std::move(asked.query)), limit_(query_.limit), for_whom_(for_whom(call, query_)) {
  if (asked.package) products_.push_back(asked.package->id);
  products_.push_back(query_.product);
}

/// All of an owner: also what lies at places of others, which it asks for itself, or an auditor for it.
bool PositionPages::lists_elsewhere() const {
  if (query_.owner.empty() || query_.owner != for_whom_.party || is_auditor(for_whom_)) return false;
  return !is_asked_ || !may_ask(call_, asked_place_);
}

std::vector<std::string> PositionPages::places() const {
  std::vector<std::string> all;
  if (!is_asked_) all = places_of(for_whom_, call_.view->tables());
  if (is_asked_ && may_ask(call_, asked_place_)) all = {asked_place_};
  if (lists_elsewhere()) all.emplace_back(elsewhere);
  return all;
}

Result<void> PositionPages::read(std::string_view cursor) {
  const std::string_view first = cursor.substr(0, std::min(cursor.find('\n'), cursor.size()));
  for (const std::string& place : places()) {
    if (!cursor.empty() && place < first) continue;
    bool was_told =
        !cursor.empty() && place == first;  // By the pages before, up to the product of the cursor.
    for (const std::string& product : products_) {
      const std::string at = place + '\n' + product + '\n';
      const bool is_in_hand = was_told && cursor.starts_with(at);
      if (was_told && !is_in_hand) continue;
      was_told = false;
      query_.cursor = is_in_hand ? cursor.substr(at.size()) : std::string_view{};
      if (auto added = add(place, product); !added) return added;
      if (has_more_) return {};
    }
  }
  return {};
}

Result<void> PositionPages::add(const std::string& place, const std::string& product) {
  query_.place = place;
  query_.product = product;
  const auto key = gs1::parse_key(place);
  parts_ = key && key->type() == gs1::KeyType::gln ? place + "/" : std::string{};
  query_.limit = limit_ - positions_.size();  // None left: then only whether there are more.
  query_.shows = [this](const inventory::Account& account) { return shows(account); };
  query_.recalled_items = [this](const std::string& of) { return recalled_items(of, call_.view->tables()); };
  query_.begins_at = [this](std::string_view at) {
    return reads_from(call_.principal, at, call_.view->tables());
  };
  if (place == elsewhere) {
    query_.place.clear();
    query_.shows = {};
    query_.owned = [this](const inventory::Account& account, const inventory::Good& good,
                          const std::string& by) -> std::optional<inventory::Account> {
      const auto is_there = [this](const std::string& at) {
        return at == asked_place_ || at.starts_with(asked_place_ + "/");
      };
      const auto shown =
          owned_elsewhere(call_.principal, query_.owner, account, good, by, call_.view->tables());
      // Asking for a place tells no more of it than asking for all.
      if (shown && is_asked_ && !is_there(shown->place) && !is_there(shown->from)) return std::nullopt;
      return shown;
    };
  }
  auto page = inventory::positions(query_, call_.view->tables());
  if (!page) return std::unexpected(page.error());
  has_more_ = page->has_more;
  if (!page->positions.empty()) last_ = place + '\n' + product + '\n' + page->last;
  for (inventory::Position& position : page->positions) positions_.push_back(std::move(position));
  return {};
}

/// What is on the way from one own place to another is listed under the place that it goes to.
bool PositionPages::shows(const inventory::Account& account) const {
  const TableReader& tables = call_.view->tables();
  if (!shows_account(for_whom_, account, tables)) return false;
  if (is_asked_ || is_auditor(for_whom_)) return true;
  const bool is_here =
      account.place == query_.place || (!parts_.empty() && account.place.starts_with(parts_));
  return is_here ||
         !shows_account(
             for_whom_,
             {.kind = inventory::AccountKind::on_hand, .place = account.place, .from = {}, .status = {}},
             tables);
}

}  // namespace stocktrail::api
