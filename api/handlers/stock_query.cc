#include "api/handlers/stock_query.h"

#include <algorithm>
#include <array>

#include "api/access/visibility.h"
#include "ledger/inventory/waiting.h"
#include "ledger/master/goods.h"

namespace stocktrail::api {
namespace {

constexpr std::array all_statuses{inventory::Status::sellable, inventory::Status::held,
                                  inventory::Status::damaged, inventory::Status::expired,
                                  inventory::Status::recalled};

/// How many entries the log had at this recorded time. Recorded times rise.
std::uint64_t size_at(Micros at, const View& view) {
  std::uint64_t low = 0, high = to_u64(view.checkpoint().size);
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    const auto receipt = view.receipt(LeafIndex{middle});
    if (receipt && receipt->recorded_at <= at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace

Result<std::string> key_text(const Query& query, std::string_view name) {
  if (!query.find(name)) return std::string{};
  const auto key = identifier_of(query, name);
  if (!key) return std::unexpected(key.error());
  return key->text();
}

Result<ProductAndLot> product_and_lot(const Call& call) {
  const Query& query = call.query;
  ProductAndLot wanted;
  if (const auto lot = query.find("lot")) wanted.lot = *lot;
  if (!query.find("product")) return wanted;
  const auto key = identifier_of(query, "product");
  if (!key) return std::unexpected(key.error());
  if (!key->serial().empty()) {
    return fail(ErrorCode::invalid_argument, "name a product or a lot: items are not counted one by one",
                "product");
  }
  const std::string lot(key->lot());
  if (!lot.empty() && wanted.lot && !wanted.lot->empty() && lot != *wanted.lot) {
    return fail(ErrorCode::invalid_argument, "the identifier in `product` is of another lot", "lot");
  }
  if (!lot.empty()) wanted.lot = lot;
  const gs1::Key named = key->product_key().value_or(*key);
  wanted.product = named.text();
  if (const auto package = master::package(named, call.view->tables())) {
    wanted.package = {wanted.product, package->product.text(), package->contains};
    wanted.product = wanted.package->product;
  }
  return wanted;
}

std::string told_complete_until(const Call& call) {
  const auto day = inventory::complete_until(call.view->tables());
  return day ? format_utc(*day) : std::string();
}

void tell_package(json::Writer& w, const std::optional<AskedPackage>& package) {
  if (!package) return;
  w.key("package").begin_object().field("id", package->id).field("product", package->product);
  w.key("contains").number(package->contains).end_object();
}

Result<std::optional<Micros>> time_of(const Query& query, std::string_view name) {
  const auto text = query.find(name);
  if (!text) return std::nullopt;
  const auto time = Timestamp::parse(*text);
  if (!time) return fail(time.error().code, time.error().detail, std::string(name));
  return time->at;
}

Result<std::optional<std::uint64_t>> known_at(const Call& call) {
  const auto at = time_of(call.query, "knownAt");
  if (!at) return std::unexpected(at.error());
  return *at ? std::optional(size_at(**at, *call.view)) : std::nullopt;
}

bool may_ask(const Principal& principal, const std::string& place, const TableReader& tables) {
  if (place.empty()) return true;
  return shows_account(
      principal, {.kind = inventory::AccountKind::on_hand, .place = place, .from = {}, .status = {}}, tables);
}

bool may_ask(const Call& call, const std::string& place) {
  return may_ask(call.principal, place, call.view->tables());
}

Error not_your_place(std::string where) {
  return {ErrorCode::forbidden, "this place is not one of your party's", std::move(where)};
}

Result<std::vector<inventory::Status>> statuses_of(const Query& query) {
  std::vector<inventory::Status> statuses;
  std::string_view rest = query.find("status").value_or("");
  while (!rest.empty()) {
    const std::string_view word = rest.substr(0, rest.find(','));
    const auto status =
        std::ranges::find(all_statuses, word, [](auto one) { return inventory::name_of(one); });
    if (status == all_statuses.end())
      return fail(ErrorCode::invalid_argument,
                  "status is one or several of sellable, held, damaged, expired, recalled, with commas "
                  "between them",
                  "status");
    statuses.push_back(*status);
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
  }
  return statuses;
}

std::string unit_name(const inventory::Good& good) {
  const std::string unit = books::shown(good, Amount()).unit;
  return unit.empty() ? "EA" : unit;
}

}  // namespace stocktrail::api
