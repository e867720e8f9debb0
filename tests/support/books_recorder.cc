#include "tests/support/books_recorder.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace stocktrail::test {
namespace {

struct RecordedRows : books::Journal {
  void post(books::Posting posting) override { record.postings.push_back(std::move(posting)); }
  void note(books::Discrepancy discrepancy) override { record.notes.push_back(std::move(discrepancy)); }
  inventory::RowRecord record;
};

std::string row_text(inventory::RowRecord record) {
  record.from = 0;
  record.touched.clear();
  return pack(record);
}

enum class Marks : std::uint8_t { shown, left_out };  // Of what is presumed.

std::multiset<std::string> lines_of(const auto& positions, Marks marks) {
  std::multiset<std::string> lines;
  for (const auto& one : positions) {
    const bool is_marked = marks == Marks::shown && one.presumed;
    lines.insert(std::string(name_of(one.account.kind)) + " " + std::string(name_of(one.account.status)) +
                 "@" + one.account.place + "<-" + one.account.from + " " + one.lot + "=" + one.amount.text() +
                 (is_marked ? "?" : ""));
  }
  return lines;
}

}  // namespace

void BooksRecorder::expect_right(const std::string& where) {
  constexpr std::size_t some = 100;
  while (is_behind()) go_on(some);
  books::MapCells cells;
  std::vector<books::Row> rows;
  for (const auto& [ref, fact] : facts_) {
    cells.facts[fact.event] = &fact;
    for (const books::Row& row : books::rows_of(fact)) rows.push_back(row);
  }
  std::ranges::sort(rows, books::before);
  std::map<std::string, std::string> right;
  for (const books::Row& row : rows) {
    RecordedRows journal;
    books::World world{cells, journal, directory_};
    books::apply(row, world);
    right[std::string(inventory::row_key(row))] = row_text(journal.record);
  }
  std::map<std::string, std::string> kept;
  for (const auto& [key, bytes] : tables_.values(Table::rows))
    kept[key] = row_text(inventory::unpack_row(bytes));
  ASSERT_EQ(kept.size(), right.size()) << where;
  for (const auto& [key, text] : right) ASSERT_EQ(kept[key], text) << where;
  expect_cells(cells, where);
  expect_answers(where);
}

void BooksRecorder::expect_known() const {
  for (const auto& [query, lines] : known_) {
    const auto found = inventory::positions(query, tables_)->positions;
    ASSERT_EQ(lines_of(found, Marks::left_out), lines)
        << "as of " << to_i64(*query.when.as_of) << " when the log had " << *query.when.known;
    expect_shares(query, found);
  }
  for (const auto& [size, right] : found_) {
    std::vector<books::Discrepancy> found;
    for (const auto& one :
         inventory::discrepancies(
             {.place = {}, .when = {.as_of = {}, .known = size}, .limit = 10'000, .cursor = {}}, tables_)
             .discrepancies)
      found.push_back(one.told);
    std::ranges::sort(found);
    ASSERT_TRUE(found == right) << "when the log had " << size;
  }
}

void BooksRecorder::expect_answers(const std::string& where) const {
  std::vector<books::Fact> facts;
  std::set<Micros> times;
  std::set<std::string> products;
  for (const auto& [ref, fact] : facts_) {
    facts.push_back(fact);
    if (facts.size() % (facts_.size() / 30 + 1) == 0) times.insert(fact.at);
    for (const books::Line& line : fact.what.lines) products.insert(line.good.product);
  }
  const books::Books books(facts, directory_);
  const Micros on{times.empty() ? 0 : to_i64(*times.rbegin())};
  EXPECT_TRUE(inventory::unbalanced(tables_).empty()) << where;
  times.insert(Micros{INT64_MAX});
  for (const Micros as_of : times) {
    // The oracle has the marks of the end only.
    const Marks marks = as_of == *times.rbegin() ? Marks::shown : Marks::left_out;
    const std::vector<books::Position> all = books.positions(as_of, on);
    for (const std::string& product : products) {
      std::vector<books::Position> right = all;
      std::erase_if(right, [&](const books::Position& one) { return one.good.product != product; });
      inventory::PositionQuery query;
      query.product = product;
      query.when.as_of = as_of;
      query.on = on;
      const auto found = inventory::positions(query, tables_)->positions;
      ASSERT_EQ(lines_of(found, marks), lines_of(right, marks)) << where << " as of " << to_i64(as_of);
      expect_shares(query, found);
      query.when.known = record_;
      known_.emplace_back(query, lines_of(right, Marks::left_out));
    }
  }
  expect_owners(books, products, where);
  std::vector<books::Discrepancy> found;
  for (const auto& one :
       inventory::discrepancies({.place = {}, .when = {}, .limit = 10'000, .cursor = {}}, tables_)
           .discrepancies)
    found.push_back(one.told);
  std::ranges::sort(found);
  ASSERT_TRUE(found == books.discrepancies(Micros{INT64_MAX})) << where;
  found_.emplace_back(record_, found);
  std::size_t at = 0;
  for (const Micros as_of : times)
    if (at++ % 6 == 0) expect_discrepancies(facts, as_of, where);
}

/// At one moment, place by place.
void BooksRecorder::expect_discrepancies(std::span<const books::Fact> facts, Micros as_of,
                                         const std::string& where) const {
  const std::vector<books::Discrepancy> all = books::Books(facts, directory_, as_of).discrepancies(as_of);
  std::set<std::string> places;
  for (const books::Discrepancy& one : all) places.insert({one.place, one.other_place});
  for (const auto& one :
       inventory::discrepancies({.place = {}, .when = {}, .limit = 10'000, .cursor = {}}, tables_)
           .discrepancies)
    places.insert(one.told.place);
  places.erase(std::string());
  for (const std::string& place : places) {
    std::vector<books::Discrepancy> right = all, found;
    std::erase_if(right, [&](const auto& one) { return one.place != place && one.other_place != place; });
    inventory::DiscrepancyQuery query{
        .place = place, .when = {.as_of = as_of, .known = {}}, .limit = 3, .cursor = {}};
    for (bool has_more = true; has_more;) {
      const inventory::DiscrepancyPage page = inventory::discrepancies(query, tables_);
      for (const auto& one : page.discrepancies) found.push_back(one.told);
      query.cursor = page.last;
      has_more = page.has_more;
    }
    std::ranges::sort(found);
    EXPECT_EQ(found.size(), right.size()) << where << " at " << place << " as of " << to_i64(as_of);
    for (const auto& one : found)
      EXPECT_TRUE(std::ranges::binary_search(right, one))
          << where << " at " << place << " as of " << to_i64(as_of) << ": " << name_of(one.kind) << " since "
          << to_i64(one.since) << " " << one.amount.text();
    for (const auto& one : right)
      EXPECT_TRUE(std::ranges::binary_search(found, one))
          << where << " at " << place << " as of " << to_i64(as_of) << " lacks " << name_of(one.kind)
          << " since " << to_i64(one.since) << " " << one.amount.text();
  }
}

void BooksRecorder::expect_shares(inventory::PositionQuery query,
                                  const std::vector<inventory::Position>& all) const {
  using Line = std::tuple<books::Account, books::Good, std::string>;
  std::map<Line, Amount> right, found;
  for (const inventory::Position& one : all) right[{one.account, one.good, one.lot}] += one.amount;
  query.party_of = [&](const std::string& place) { return directory_.party_of(place).value_or(""); };
  const auto page = inventory::positions(query, tables_);
  for (const inventory::Position& one : page->positions)
    found[{one.account, one.good, one.lot}] += one.amount;
  std::erase_if(found, [](const auto& entry) { return entry.second.is_zero(); });
  ASSERT_TRUE(right == found) << "the shares of a position add up to it";
}

void BooksRecorder::expect_owners(const books::Books& books, const std::set<std::string>& products,
                                  const std::string& where) const {
  using Line =
      std::tuple<books::AccountKind, std::string, std::string, books::Good, std::string, std::string>;
  std::map<Line, Amount> right, found;
  for (const books::OwnedPosition& one : books.owned())
    if (products.contains(one.good.product))
      right[{one.kind, one.place, one.from, one.good, one.lot, one.owner.party}] += one.amount;
  inventory::PositionQuery query;
  query.limit = 100'000;
  query.party_of = [&](const std::string& site) { return directory_.party_of(site).value_or(""); };
  for (const std::string& product : products) {
    query.product = product;
    const auto page = inventory::positions(query, tables_);
    for (const inventory::Position& one : page->positions) {
      const books::Account& account = one.account;
      if (account.kind != books::AccountKind::on_hand && account.kind != books::AccountKind::in_transit)
        continue;
      found[{account.kind, books::place_of(account.place).site, account.from, one.good, one.lot,
             one.owner_told ? one.owner : std::string()}] += one.amount;
    }
  }
  const auto is_zero = [](const auto& entry) { return entry.second.is_zero(); };
  std::erase_if(right, is_zero);
  std::erase_if(found, is_zero);
  ASSERT_TRUE(right == found) << where << ": owners";
}

void BooksRecorder::expect_cells(const books::MapCells& cells, const std::string& where) const {
  std::map<std::string, inventory::Parts> right;
  const auto add = [&](const inventory::CellName& name, const auto& cell) {
    inventory::Parts parts = inventory::parts_of(cell);
    if (!parts.empty()) right[name.text] = std::move(parts);
  };
  for (const auto& [key, cell] : cells.books) add(inventory::book_name(key.first, key.second), cell);
  for (const auto& [key, cell] : cells.lanes) add(inventory::lane_name(key.first, key.second), cell);
  for (const auto& [key, cell] : cells.announced_goods)
    add({inventory::CellKind::announced, {key.second, key.first.product, key.first.unit}}, cell);
  for (const auto& [key, cell] : cells.announced_boxes) add({inventory::CellKind::announced, {key}}, cell);
  for (const auto& [key, cell] : cells.documents)
    add({inventory::CellKind::papers, {key.second, key.first.product, key.first.unit}}, cell);
  for (const auto& [key, cell] : cells.sales)
    add({inventory::CellKind::sales, {key.second, key.first.product, key.first.unit}}, cell);
  for (const auto& [key, cell] : cells.boxes) add({inventory::CellKind::box, {key}}, cell);
  for (const auto& [key, cell] : cells.items) add({inventory::CellKind::item, {key}}, cell);
  for (const auto& [key, cell] : cells.lots) add({inventory::CellKind::lot, {key.first, key.second}}, cell);
  std::map<std::string, inventory::Parts> kept;
  for (const auto& [id, bytes] : tables_.values(Table::cells)) {
    inventory::CellId key{};
    std::ranges::copy(id, key.bytes.begin());
    const auto head = inventory::read_head(key, tables_);
    if (!head->page.parts.empty()) kept[head->name.text] = head->page.parts;
  }
  ASSERT_EQ(kept.size(), right.size()) << where;
  for (const auto& [name, parts] : right) ASSERT_EQ(kept[name], parts) << where << ": " << name;
}

}  // namespace stocktrail::test
