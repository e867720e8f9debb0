#include "ledger/promises/detail/rows.h"

#include <algorithm>

namespace stocktrail::promises {
namespace {

constexpr std::size_t number_bytes = 8;

/// The row there; a default one if there is none. Bytes that no writer of ours made fail a check.
template <typename Row>
Row read_row(std::string_view key, const TableReader& tables) {
  const auto bytes = tables.get(Table::promises, key);
  if (!bytes) return {};
  auto row = decoded<Row>(*bytes);
  ST_CHECK(row.has_value());
  return *std::move(row);
}

}  // namespace

Packed<8> packed_number(std::uint64_t number) {
  return packed_ref(EventRef{number});
}

Packed<17> reservation_key(std::string_view party, std::string_view id) {
  std::string text(party);
  text.append(1, '\0').append(id);
  return Packed<1>{{'R'}} + hashed_key(text);
}

std::optional<Reservation> read_reservation(std::string_view key, const TableReader& tables) {
  const auto bytes = tables.get(Table::promises, key);
  if (!bytes) return std::nullopt;
  auto row = decoded<Reservation>(*bytes);
  ST_CHECK(row.has_value());
  return row;
}

std::string shelf_key(char letter, const Shelf& shelf) {
  std::string key(1, letter);
  for (const std::string* part : {&shelf.site, &shelf.good.product, &shelf.good.unit})
    key.append(*part).push_back('\0');
  return key;
}

Shelf shelf_of(std::string_view key) {
  Shelf shelf;
  key.remove_prefix(1);
  for (std::string* part : {&shelf.site, &shelf.good.product, &shelf.good.unit}) {
    const std::size_t end = key.find('\0');
    ST_CHECK(end != std::string_view::npos);
    *part = key.substr(0, end);
    key.remove_prefix(end + 1);
  }
  return shelf;
}

std::string promise_key(const Shelf& shelf, std::uint64_t record) {
  return shelf_key('P', shelf).append(packed_number(record));
}

// Recorded times are after 1970, so that their bytes sort as they do.
std::string lapse_key(const Shelf& shelf, Micros at, std::uint64_t record) {
  return shelf_key('X', shelf)
      .append(packed_number(static_cast<std::uint64_t>(to_i64(at))))
      .append(packed_number(record));
}

std::string listed_key(std::string_view party, std::uint64_t record) {
  return std::string(1, 'L').append(hashed_key(party)).append(packed_number(record));
}

std::uint64_t record_of(std::string_view key) {
  ST_CHECK(key.size() > number_bytes);
  return static_cast<std::uint64_t>(Unpacker(key.substr(key.size() - number_bytes)).ref());
}

Packed<17> document_key(std::string_view document) {
  return Packed<1>{{'D'}} + hashed_key(gs1::document_name(document));
}

std::string due_key(std::string_view document, std::string_view party) {
  return std::string(1, 'E').append(hashed_key(gs1::document_name(document))).append(hashed_key(party));
}

std::optional<DueRow> read_due(std::string_view document, std::string_view party, const TableReader& tables) {
  const auto bytes = tables.get(Table::promises, due_key(document, party));
  if (!bytes) return std::nullopt;
  auto row = decoded<DueRow>(*bytes);
  ST_CHECK(row.has_value());
  return row;
}

Amount greatest(const std::map<std::string, Amount>& by_teller) {
  Amount most;
  for (const auto& [teller, amount] : by_teller) most = std::max(most, amount);
  return most;
}

Amount Reports::all() const {
  return greatest(sold) + std::max(Amount(), greatest(sent) - greatest(voided));
}

DocumentRow read_document(std::string_view key, const TableReader& tables) {
  return read_row<DocumentRow>(key, tables);
}

std::uint64_t read_times(std::string_view key, const TableReader& tables) {
  return read_row<std::uint64_t>(key, tables);
}

ShelfRow read_shelf(const Shelf& shelf, const TableReader& tables) {
  return read_row<ShelfRow>(shelf_key('H', shelf), tables);
}

Keeps read_keeps(const Shelf& shelf, const TableReader& tables) {
  return read_row<Keeps>(shelf_key('K', shelf), tables);
}

Amount kept_from(const std::string& channel, const Keeps& keeps, const Claims& claims) {
  Amount sum;
  for (const auto& [other, amount] : keeps) {
    if (other == channel) continue;
    Amount open = amount;
    for (const auto& [claim, claimed] : claims)
      if (claim.channel == other) open -= claimed;
    sum += std::max(open, Amount());
  }
  return sum;
}

PromiseRow read_promise(std::string_view key, const TableReader& tables) {
  return read_row<PromiseRow>(key, tables);
}

Lapsed lapsed_by(Micros at, const Shelf& shelf, const ShelfRow& row, const TableReader& tables) {
  Lapsed lapsed{.claims = {}, .records = {}, .next = row.next_lapse};
  if (!row.next_lapse || *row.next_lapse > at) return lapsed;
  lapsed.next.reset();
  const std::string prefix = shelf_key('X', shelf);
  tables.scan(Table::promises, prefix, {}, [&](std::string_view key, std::string_view) {
    const auto due =
        Micros{static_cast<std::int64_t>(record_of(key.substr(0, prefix.size() + number_bytes)))};
    if (due > at || lapsed.records.size() == lapses_max) {
      lapsed.next = due;
      return false;
    }
    lapsed.records.push_back(record_of(key));
    for (const auto& [claim, amount] :
         read_promise(promise_key(shelf, lapsed.records.back()), tables).pending)
      add(lapsed.claims, claim, amount);
    return true;
  });
  return lapsed;
}

Condition condition_of(const AskedLine& line) {
  if (!line.lot.empty()) return {.lot = line.lot, .lasts_until = {}};
  return {.lot = {}, .lasts_until = line.lasts_until};
}

void add(Claims& claims, const Claim& claim, Amount amount) {
  const auto [found, is_new] = claims.try_emplace(claim, amount);
  if (!is_new) found->second += amount;
  if (found->second.is_zero()) claims.erase(found);
}

void subtract(Claims& claims, const Claims& others) {
  for (const auto& [claim, amount] : others) add(claims, claim, -amount);
}

}  // namespace stocktrail::promises
