// Answers about positions: bucket by bucket from the directory, each from its balances (now) or its movements
// (then).
#include <algorithm>

#include "ledger/inventory/detail/layout.h"
#include "ledger/inventory/detail/rules.h"

namespace stocktrail::inventory {

namespace {

/// A directory entry: a bucket, and for goods on the way from the place that was asked for, that place.
struct Entry {
  std::string key;
  Bucket bucket;
  std::optional<std::string> only_from;
};

constexpr char cursor_separator = '\x03';  // In no key: bytes this low are escaped.

Entry entry_of_place(std::string_view key) {
  const std::size_t end = key.find('\0') + 1;
  const std::string place = parts_of(key.substr(1, end - 1))[0];
  const char letter = key[end];
  const std::vector<std::string> parts = parts_of(key.substr(end + 1));
  Entry entry{std::string(key), {AccountKind::on_hand, place, parts[0]}, std::nullopt};
  if (letter == 't') entry.bucket.kind = AccountKind::in_transit;
  if (letter == 'o') {
    entry.bucket = {AccountKind::in_transit, parts[1], parts[0]};
    entry.only_from = place;
  }
  return entry;
}

Entry entry_of_product(std::string_view key) {
  const std::size_t end = key.find('\0') + 1;
  Bucket bucket{kind_of_letter(key[end]), parts_of(key.substr(end + 1))[0],
                parts_of(key.substr(1, end - 1))[0]};
  return {std::string(key), std::move(bucket), std::nullopt};
}

/// What directory entries of a query begin with, in key order: a site has those of its parts too.
std::vector<std::string> prefixes_of(const PositionQuery& query) {
  if (query.place.empty()) return {product_prefix(query.product)};
  std::vector<std::string> prefixes;
  if (query.product.empty()) {
    prefixes = {place_prefix(query.place)};
  } else {
    prefixes = {place_key({AccountKind::on_hand, query.place, query.product}),
                outgoing_prefix(query.place, query.product),
                place_key({AccountKind::in_transit, query.place, query.product})};
  }
  if (const std::string parts = parts_prefix(query.place); !parts.empty())
    prefixes.push_back(places_prefix(parts));
  return prefixes;
}

/// True if the query asks for this place too: what is on the way to it from another of its places is told
/// there.
bool asks_for(const PositionQuery& query, std::string_view place) {
  const std::string parts = parts_prefix(query.place);
  return place == query.place || (!parts.empty() && place.starts_with(parts));
}

/// Goes through the directory entries that a query asks for, from `start` on.
void visit_entries(const PositionQuery& query, const std::string& start, const TableReader& tables,
                   const std::function<bool(const Entry&)>& visit) {
  bool goes_on = true;
  for (const std::string& prefix : prefixes_of(query)) {
    if (!goes_on || (prefix < start && !start.starts_with(prefix))) continue;
    tables.scan(Table::directory, prefix, start, [&](std::string_view key, std::string_view) {
      const Entry entry = query.place.empty() ? entry_of_product(key) : entry_of_place(key);
      if (!query.product.empty() && entry.bucket.product != query.product) return true;
      if (entry.only_from && asks_for(query, entry.bucket.place)) return true;
      return goes_on = visit(entry);
    });
  }
}

using Amounts = std::map<std::pair<Good, Slot>, Amount>;

Amounts amounts_now(const Bucket& bucket, const TableReader& tables) {
  Amounts amounts;
  const BucketId id = bucket_id(bucket);
  tables.scan(Table::directory, lots_prefix(id), {}, [&](std::string_view key, std::string_view) {
    const Good good = parse_lot_key(key, bucket.product);
    const std::optional<std::string> balance = tables.get(Table::balances, balance_key(id, good));
    if (!balance) return false;  // The disk failed: the snapshot tells that it cannot be relied on.
    for (const auto& [slot, amount] : unpack_balance(*balance).slots) amounts[{good, slot}] = amount;
    return true;
  });
  return amounts;
}

Amounts amounts_then(const Bucket& bucket, Micros as_of, const TableReader& tables) {
  Amounts amounts;
  tables.scan_list(Table::movements, bucket_id(bucket), [&](std::string_view element) {
    const Movement movement = unpack_movement(element);
    if (movement.event_time <= as_of) {
      amounts[{{bucket.product, movement.lot, movement.unit}, movement.slot}] += movement.amount;
    }
    return true;
  });
  return amounts;
}

EventRef first_movement(const Bucket& bucket, const TableReader& tables) {
  EventRef first{};
  tables.scan_list(Table::movements, bucket_id(bucket), [&](std::string_view element) {
    first = unpack_movement(element).event;
    return false;
  });
  return first;
}

/// Orders the positions of a bucket, and says in a cursor where a page ended.
std::string text_of(const Position& position) {
  std::string text;
  for (const std::string& part : {position.good.lot, position.good.unit, position.account.from}) {
    text += escaped(part) + '\0';
  }
  text.push_back(static_cast<char>(position.account.status));
  return text;
}

std::vector<Position> positions_of(const Entry& entry, const PositionQuery& query,
                                   const TableReader& tables) {
  const EventRef begin = query.begins_at ? query.begins_at(entry.bucket.place) : EventRef{};
  if (begin != EventRef{} && first_movement(entry.bucket, tables) < begin) return {};
  const Amounts amounts =
      query.as_of ? amounts_then(entry.bucket, *query.as_of, tables) : amounts_now(entry.bucket, tables);
  std::vector<Position> found;
  for (const auto& [key, amount] : amounts) {
    const auto& [good, slot] = key;
    const bool asked =
        (query.lot.empty() || good.lot == query.lot) && (!entry.only_from || slot.from == *entry.only_from);
    if (amount.is_zero() || !asked) continue;
    const Account account{entry.bucket.kind, slot.status, entry.bucket.place, slot.from};
    if (!query.shows || query.shows(account)) found.push_back({account, good, amount});
  }
  std::ranges::sort(found, {}, text_of);
  return found;
}

Error bad_cursor() {
  return {ErrorCode::invalid_argument, "the cursor is not one that a page before this gave", "cursor"};
}

}  // namespace

Result<PositionPage> positions(const PositionQuery& query, const TableReader& tables) {
  if (query.place.empty() && query.product.empty()) {
    return fail(ErrorCode::invalid_argument, "name a place or a product; the books as a whole are not listed",
                "place");
  }
  std::string start;
  std::string after;  // Positions of the first bucket up to this one were on the page before.
  if (!query.cursor.empty()) {
    const std::size_t middle = query.cursor.find(cursor_separator);
    const bool is_ours =
        middle != std::string::npos && std::ranges::any_of(prefixes_of(query), [&](const auto& prefix) {
          return query.cursor.starts_with(prefix);
        });
    if (!is_ours) return std::unexpected(bad_cursor());
    start = query.cursor.substr(0, middle);
    after = query.cursor.substr(middle + 1);
  }
  PositionPage page;
  page.last = query.cursor;
  visit_entries(query, start, tables, [&](const Entry& entry) {
    std::vector<Position> found = positions_of(entry, query, tables);
    auto next = found.begin();
    if (entry.key == start) next = std::ranges::upper_bound(found, after, {}, text_of);
    for (; next != found.end(); ++next) {
      if (page.positions.size() == query.limit) {
        page.has_more = true;
        return false;
      }
      page.last = entry.key + cursor_separator + text_of(*next);
      page.positions.push_back(std::move(*next));
    }
    return true;
  });
  return page;
}

std::vector<Good> unbalanced(const TableReader& tables) {
  std::map<Good, Amount> sums;
  tables.scan(Table::directory, products_prefix, {}, [&](std::string_view key, std::string_view) {
    for (const auto& [line, amount] : amounts_now(entry_of_product(key).bucket, tables))
      sums[line.first] += amount;
    return true;
  });
  std::vector<Good> found;
  for (const auto& [good, sum] : sums) {
    if (!sum.is_zero()) found.push_back(good);
  }
  return found;
}

}  // namespace stocktrail::inventory
