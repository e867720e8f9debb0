// Stock as it changes, as pages or as a stream (api/handlers/feed.h): of each good at a place whose stock may
// have changed, what is there now. Who knows the rest from before knows all of it then.
#include <algorithm>
#include <limits>

#include "api/access/visibility.h"
#include "api/handlers/feed.h"
#include "api/handlers/handlers.h"
#include "api/handlers/position_pages.h"
#include "api/handlers/stock_query.h"
#include "api/handlers/stock_table.h"
#include "crypto/json_writer.h"
#include "ledger/inventory/sellable.h"
#include "ledger/inventory/stock_changes.h"
#include "ledger/master/recall.h"

namespace stocktrail::api {
namespace {

/// "17": of a log of 17 entries all is known. "17-20-3": three goods of those that changed from then until it
/// had 20 were looked at.
struct Sweep {
  std::uint64_t since = 0, until = 0, goods = 0;
};

std::string text_of(const Sweep& sweep) {
  return std::to_string(sweep.since) + "-" + std::to_string(sweep.until) + "-" + std::to_string(sweep.goods);
}

Result<Sweep> parse_sweep(std::string_view text, std::uint64_t size) {
  const Error wrong{ErrorCode::invalid_argument, "write `next` of a page, or a number of entries of the log",
                    "after"};
  std::vector<std::uint64_t> numbers;
  for (bool goes_on = true; goes_on;) {
    const std::size_t dash = text.find('-');
    const auto number = parse_number(text.substr(0, dash), "after");
    if (!number || numbers.size() == 3) return std::unexpected(wrong);
    numbers.push_back(*number);
    goes_on = dash != std::string_view::npos;
    if (goes_on) text.remove_prefix(dash + 1);
  }
  if (numbers.size() == 2) return std::unexpected(wrong);
  if (numbers[0] > size) numbers[0] = 0;  // Of a log that was longer: nothing of it is known.
  if (numbers.size() == 1) return Sweep{numbers[0], size, 0};
  return Sweep{numbers[0], std::min(numbers[1], size), numbers[2]};
}

/// What was noted before the server started is not known any more: all of it may have changed.
bool may_have_changed(const std::string& site, const inventory::Good& good, const Sweep& sweep,
                      const Call& call) {
  if (sweep.since < call.app.started_at_size) return true;
  std::vector<ChangeTag> tags = inventory::stock_tags(site, good);
  if (const auto product = gs1::parse_key(good.product)) tags.push_back(master::recalls_tag(*product));
  return call.app.ledger.changes().changed(TreeSize{sweep.since}, tags);
}

FeedItem item_of(const std::string& site, const std::string& product, const PositionPages& page,
                 const Call& call) {
  StockTable table(call);
  for (const inventory::Position& position : page.positions()) {
    if (books::place_of(position.account.place).site != site) continue;  // On its way to another place.
    table.begin_row();
    add_account(table, position.account);
    table.add("product", position.good.product);
    table.add("lot", position.lot);
    add_amount(table, position.good, position.amount);
    add_facts(table, position);
  }
  json::Writer w;
  w.begin_object().field("change", "stock.changed").field("place", site).field("product", product);
  w.key("logSize").number(to_u64(call.view->checkpoint().size)).key("positions").begin_array();
  for (const std::string& row : table.rows()) w.raw(row);
  w.end_array().key("complete").boolean(!page.has_more()).end_object();
  return {.id = {}, .event = "stock.changed", .data = std::move(w).text()};
}

/// Goods of a page: each costs the reading of its positions, or a look whether it has changed.
class Sweeper {
 public:
  Sweeper(const Call& call, inventory::PositionQuery query, const Sweep& sweep)
      : call_(call), query_(std::move(query)), sweep_(sweep) {}

  Result<FeedPage> read() {
    std::vector<std::string> places{query_.place};
    if (query_.place.empty()) places = places_of(call_);
    for (const std::string& place : places)
      if (auto added = add(books::place_of(place).site); !added) return std::unexpected(added.error());
    if (!page_.has_more) page_.next = std::to_string(sweep_.until);
    return std::move(page_);
  }

 private:
  Result<void> add(const std::string& site) {
    const std::uint64_t begins_at = statement_of(reads_from(call_.principal, site, call_.view->tables()));
    std::string last;  // Units of one product are told together.
    for (const inventory::Good& good : inventory::goods_of(site, call_.view->tables())) {
      if (!query_.product.empty() && good.product != query_.product) continue;
      const std::uint64_t known_since = inventory::known_since(site, good, call_.view->tables());
      if (known_since < begins_at) continue;
      if (page_.has_more || ++passed_ <= sweep_.goods) continue;
      if (rows_ >= query_.limit || passed_ - sweep_.goods > call_.app.options.stream_limits.swept_goods_max) {
        page_.has_more = true;
        page_.next = text_of({sweep_.since, sweep_.until, passed_ - 1});
        return {};
      }
      if (good.product == last || !may_have_changed(site, good, sweep_, call_)) continue;
      inventory::PositionQuery query = query_;
      query.place = site;
      query.product = last = good.product;
      query.limit = stock_rows_max;
      PositionPages positions(call_, {std::move(query), std::nullopt});
      if (auto read = positions.read({}); !read) return read;
      // No more is told of goods that only go there than is shown.
      constexpr auto never = std::numeric_limits<std::uint64_t>::max();
      if (begins_at > 0 && known_since == never && positions.positions().empty()) continue;
      rows_ += std::max<std::size_t>(positions.positions().size(), 1);
      page_.items.push_back(item_of(site, good.product, positions, call_));
    }
    return {};
  }

  const Call& call_;
  const inventory::PositionQuery query_;
  const Sweep sweep_;
  std::uint64_t passed_ = 0;  // Goods.
  std::size_t rows_ = 0;      // Positions on the page; a good without any is one, too.
  FeedPage page_;
};

Result<FeedPage> read_changes(const Call& call, const std::string& after) {
  auto asked = position_query(call);
  if (!asked) return std::unexpected(asked.error());
  if (asked->query.place.empty() && call.principal.role == Role::auditor)
    return fail(ErrorCode::invalid_argument, "name a place: only a party has places of its own", "place");
  const auto sweep = parse_sweep(after, to_u64(call.view->settled_size()));
  if (!sweep) return std::unexpected(sweep.error());
  return Sweeper(call, std::move(asked->query), *sweep).read();
}

}  // namespace

void get_stock_changes(std::unique_ptr<Call> call, Responder respond) {
  answer_feed(std::move(call), std::move(respond), read_changes);
}

}  // namespace stocktrail::api
