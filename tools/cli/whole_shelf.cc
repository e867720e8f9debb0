#include "tools/cli/whole_shelf.h"

#include <map>
#include <set>
#include <utility>

#include "ledger/books/fact.h"
#include "ledger/gs1/key.h"
#include "tools/cli/json_read.h"
#include "tools/cli/sending.h"
#include "tools/cli/table.h"

namespace stocktrail::cli {
namespace {

/// What was counted of a product, or of one of its lots.
struct Counted {
  Amount by_status;             // The sum over its statuses.
  std::optional<Amount> total;  // In all statuses at once.
  Amount sum() const { return total.value_or(by_status); }
};
struct Product {
  std::string unit;                     // As it was counted first.
  std::map<std::string, Counted> lots;  // By their numbers; the empty one is the product.
};

/// One count of one place.
struct Shelf {
  EventFrame frame;  // Without a status.
  std::size_t line = 0;
  std::map<books::Good, Product> products;
};

std::unexpected<Error> refuse(const CountedRow& row, std::string what) {
  return fail(ErrorCode::invalid_argument, std::move(what), "line " + std::to_string(row.line));
}

books::Good good_of(const std::string& product, const std::string& unit) {
  return {product, books::unit_of(unit)};
}

std::string shown_unit(const std::string& unit) {
  return unit.empty() ? "pieces" : unit;
}

std::string lot_class(const std::string& product, const std::string& lot) {
  return lot.empty() ? product : product + "/10/" + url_encode(lot);
}

Result<std::vector<Shelf>> shelves_of(const ImportedEvents& events) {
  std::map<std::pair<std::string, std::string>, Shelf> shelves;
  for (const CountedRow& row : events.counted) {
    if (row.frame.biz_location.empty()) return refuse(row, "A shelf that is counted whole has a place.");
    if (!row.goods.amount) return refuse(row, "A shelf that is counted whole is counted by quantity.");
    const auto key = gs1::parse_key(row.goods.id);
    if (!key) return refuse(row, key.error().detail);
    Shelf& shelf = shelves[{row.frame.biz_location, row.frame.time + row.frame.offset}];
    if (shelf.products.empty()) {
      shelf.frame = row.frame;
      shelf.line = row.line;
    }
    const bool is_total = row.frame.disposition.empty();
    shelf.frame.disposition.clear();
    Product& product = shelf.products[good_of(key->product_key().value_or(*key).text(), row.goods.unit)];
    if (product.lots.empty()) product.unit = row.goods.unit;
    if (product.unit != row.goods.unit)
      return refuse(row,
                    "One product is counted in one unit; it was " + shown_unit(product.unit) + " before.");
    Counted& counted = product.lots[std::string(key->lot())];
    if (is_total) counted.total = counted.total.value_or(Amount()) + *row.goods.amount;
    if (!is_total) counted.by_status += *row.goods.amount;
  }
  std::vector<Shelf> all;
  for (auto& [where, shelf] : shelves) all.push_back(std::move(shelf));
  return all;
}

/// Adds the sums that follow from what was counted.
void add_sums(ImportedEvents& events, const std::string& issuer, const Shelf& shelf) {
  for (const auto& each : shelf.products) {
    const auto& good = each.first;
    const auto& product = each.second;
    const auto add = [&](const std::string& lot, Amount amount) {
      add_count(events, issuer, shelf.frame, {lot_class(good.product, lot), amount, product.unit},
                shelf.line);
    };
    Amount all;
    for (const auto& [lot, counted] : product.lots) {
      all += counted.sum();
      if (!counted.total && !lot.empty()) add(lot, counted.sum());
    }
    const auto whole = product.lots.find("");
    if (whole == product.lots.end() || !whole->second.total) add("", all);
  }
}

/// What of the stock on hand no count names.
class Missing {
 public:
  explicit Missing(const Shelf& shelf) : shelf_(shelf) {}

  void look_at(const json::Value& position) {
    if (text_of(position, "account") != "on_hand") return;
    const std::string product = text_of(position, "product"), unit = text_of(position, "unit"),
                      lot = text_of(position, "lot");
    const auto counted = shelf_.products.find(good_of(product, unit));
    if (counted == shelf_.products.end()) {
      goods_.emplace(product, unit);
    } else if (!lot.empty() && !counted->second.lots.contains(lot) && !counted->second.lots.contains("")) {
      goods_.emplace(lot_class(product, lot), unit);
    }
  }
  const std::set<std::pair<std::string, std::string>>& goods() const { return goods_; }

 private:
  const Shelf& shelf_;
  std::set<std::pair<std::string, std::string>> goods_;  // Class and unit.
};

/// Stock is told in products: a package would look like something else than what it holds.
Result<void> refuse_packages(const Shelf& shelf, HttpClient& server, Session& session) {
  for (const auto& [good, product] : shelf.products) {
    const std::string target = "/inventory/positions?limit=1&place=" + url_encode(shelf.frame.biz_location) +
                               "&package=" + url_encode(good.product);
    const auto answer = try_again(session, Asking::question, [&] { return server.get(target); });
    if (!answer) return std::unexpected(answer.error());
    if (answer->is_success())
      return fail(ErrorCode::invalid_argument,
                  short_id(good.product) + " is a package: count the product in it, in pieces.",
                  "line " + std::to_string(shelf.line));
  }
  return {};
}

Result<std::vector<std::string>> add_zeros(ImportedEvents& events, const std::string& issuer,
                                           const Shelf& shelf, HttpClient& server, Session& session) {
  Missing missing(shelf);
  std::string cursor;
  do {
    const std::string target =
        "/inventory/positions?limit=1000&place=" + url_encode(shelf.frame.biz_location) +
        "&asOf=" + url_encode(shelf.frame.time + shelf.frame.offset) +
        (cursor.empty() ? "" : "&cursor=" + url_encode(cursor));
    const auto answer = try_again(session, Asking::question, [&] { return server.get(target); });
    if (!answer) return std::unexpected(answer.error());
    if (!answer->is_success()) return std::unexpected(answer->error());
    const auto page = json::Document::parse(answer->body);
    if (!page) return std::unexpected(page.error());
    for_each(page->root(), "positions", [&](const json::Value& position) { missing.look_at(position); });
    cursor = text_of(page->root(), "next");
  } while (!cursor.empty());
  std::vector<std::string> zeros;
  if (missing.goods().empty()) return zeros;
  if (auto fine = refuse_packages(shelf, server, session); !fine) return std::unexpected(fine.error());
  for (const auto& [good, unit] : missing.goods()) {
    add_count(events, issuer, shelf.frame, {good, Amount(), unit}, shelf.line);
    zeros.push_back(short_id(good) + (unit.empty() ? "" : " (" + unit + ")"));
  }
  return zeros;
}

}  // namespace

Result<std::vector<std::string>> count_whole_shelves(ImportedEvents& events, const std::string& issuer,
                                                     HttpClient& server, Session& session) {
  const auto shelves = shelves_of(events);
  if (!shelves) return std::unexpected(shelves.error());
  if (shelves->empty())
    return fail(ErrorCode::invalid_argument, "Nothing is counted in it, so no shelf is counted whole.",
                "--whole-shelf");
  std::vector<std::string> zeros;
  for (const Shelf& shelf : *shelves) {
    add_sums(events, issuer, shelf);
    const auto added = add_zeros(events, issuer, shelf, server, session);
    if (!added) return std::unexpected(added.error());
    zeros.insert(zeros.end(), added->begin(), added->end());
  }
  return zeros;
}

}  // namespace stocktrail::cli
