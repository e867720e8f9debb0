// The statement of every account of random worlds: its lines sum to the position at each moment, on every
// page, in either order, and as it was known at any time; and what it told then it tells now of then.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "ledger/inventory/movements.h"
#include "tests/support/memory_tables.h"
#include "tests/support/nonsense.h"
#include "tests/support/seed.h"
#include "tests/support/told.h"
#include "tests/support/truthful_world.h"

namespace stocktrail::test {
namespace {

using inventory::AccountKind;
using inventory::Movable;
using inventory::Movement;
using inventory::MovementPage;
using inventory::MovementQuery;
using inventory::Position;

/// Facts, recorded in groups, and what the books were asked of them.
class Log {
 public:
  explicit Log(const books::Directory& directory) : directory_(directory) {}

  void record(std::vector<books::Fact> facts, std::vector<EventRef> taken_back = {}) {
    inventory::Changes changes;
    changes.record = size_;
    unsigned position = 0;
    for (books::Fact& fact : facts) {
      if (fact.is_declaration || !events_.insert(fact.event).second) continue;
      const EventRef ref = event_ref(size_, position++);
      facts_[ref] = fact;
      changes.recorded.push_back({.ref = ref, .fact = std::move(fact)});
    }
    changes.taken_back = taken_back;
    inventory::fold(
        std::move(changes), directory_,
        [this](EventRef ref) -> std::optional<books::Fact> {
          const auto found = facts_.find(ref);
          return found == facts_.end() ? std::nullopt : std::optional(found->second);
        },
        tables);
    for (const EventRef ref : taken_back) facts_.erase(ref);
    ++size_;
  }

  std::vector<EventRef> refs() const {
    std::vector<EventRef> all;
    for (const auto& [ref, fact] : facts_) all.push_back(ref);
    return all;
  }
  std::set<Micros> times() const {
    std::set<Micros> all;
    for (const auto& [ref, fact] : facts_) all.insert(fact.at);
    return all;
  }
  std::set<std::string> products() const {
    std::set<std::string> all;
    for (const auto& [ref, fact] : facts_)
      for (const books::Line& line : fact.what.lines) all.insert(line.good.product);
    return all;
  }
  std::uint64_t size() const { return size_; }

  MemoryTables tables;

 private:
  const books::Directory& directory_;
  std::map<EventRef, books::Fact> facts_;
  std::set<books::EventKey> events_;
  std::uint64_t size_ = 1;
};

std::string text_of(const Movement& line) {
  const auto account = [](const books::Account& one) {
    return std::string(name_of(one.kind)) + " " + std::string(name_of(one.status)) + "@" + one.place + "<-" +
           one.from;
  };
  return std::to_string(to_i64(line.at)) + " " + account(line.account) + " " + line.lot + " " +
         (line.counter ? account(*line.counter) : "several") + " " + line.amount.text() + " = " +
         line.balance.text();
}
std::vector<std::string> texts_of(const std::vector<Movement>& lines) {
  std::vector<std::string> texts;
  for (const Movement& line : lines) texts.push_back(text_of(line));
  return texts;
}

/// All lines, oldest first, read in pages of this size; every page is checked by itself and against its
/// neighbour.
std::vector<Movement> read_through(MovementQuery query, const TableReader& tables) {
  const bool is_forward = query.order == ListOrder::oldest_first;
  std::vector<Movement> all;
  std::optional<Amount> border;
  for (bool has_more = true; has_more;) {
    const auto page = inventory::movements(query, tables);
    if (!page) {
      ADD_FAILURE() << page.error().detail;
      return {};
    }
    EXPECT_LE(page->lines.size(), query.limit);
    std::vector<Movement> lines = page->lines;
    if (!is_forward) std::ranges::reverse(lines);
    Amount sum = page->opening;
    for (const Movement& line : lines) {
      sum += line.amount;
      EXPECT_EQ(line.balance, sum);
    }
    EXPECT_EQ(page->closing, sum);
    if (border) {
      EXPECT_EQ(*border, is_forward ? page->opening : page->closing);
    }
    border = is_forward ? page->closing : page->opening;
    all.insert(all.end(), page->lines.begin(), page->lines.end());
    has_more = page->has_more;
    query.cursor = page->last;
  }
  if (!is_forward) std::ranges::reverse(all);
  return all;
}

/// The accounts that positions of a product are of, in all degrees of detail.
std::vector<Movable> accounts_of(const std::string& product, const Log& log) {
  std::vector<Movable> accounts;
  std::set<std::pair<std::string, std::string>> seen;
  inventory::PositionQuery query;
  query.product = product;
  query.limit = 100'000;
  for (const Micros at : log.times()) {
    query.when.as_of = at;
    const auto page = inventory::positions(query, log.tables).value();
    for (const Position& one : page.positions) {
      const bool is_on_hand = one.account.kind == AccountKind::on_hand;
      const std::string site = books::place_of(one.account.place).site;
      if (!seen.insert({site + (is_on_hand ? "" : " <- " + one.account.from) + " " + one.good.unit, one.lot})
               .second)
        continue;
      Movable account{.kind = one.account.kind, .place = site, .good = one.good};
      accounts.push_back(account);
      account.lot = one.lot;
      accounts.push_back(account);
      if (is_on_hand) {
        account.place = one.account.place;
        account.parts = Movable::Parts::untold;
      } else {
        account.from = one.account.from;
      }
      accounts.push_back(account);
    }
  }
  return accounts;
}

Amount position_of(const Movable& account, Micros at, std::optional<std::uint64_t> known,
                   const TableReader& tables) {
  inventory::PositionQuery query;
  query.product = account.good.product;
  query.when = {.as_of = at, .known = known};
  query.limit = 100'000;
  Amount sum;
  const auto page = inventory::positions(query, tables).value();
  for (const Position& one : page.positions) {
    const bool is_whole_site = account.parts == Movable::Parts::all && account.kind == AccountKind::on_hand;
    const std::string place = is_whole_site ? books::place_of(one.account.place).site : one.account.place;
    if (one.account.kind == account.kind && one.good == account.good && place == account.place &&
        (!account.from || *account.from == one.account.from) && (!account.lot || *account.lot == one.lot))
      sum += one.amount;
  }
  return sum;
}

void expect_statements(const Log& log, std::mt19937_64& random, std::optional<std::uint64_t> known = {}) {
  std::vector<Micros> times;
  for (const Micros at : log.times()) times.push_back(at);
  for (const std::string& product : log.products())
    for (const Movable& account : accounts_of(product, log)) {
      MovementQuery query{.account = account, .known = known};
      const std::vector<Movement> all = read_through(query, log.tables);
      query.order = ListOrder::newest_first;
      query.limit = 1 + random() % 5;
      ASSERT_EQ(texts_of(read_through(query, log.tables)), texts_of(all));
      query.order = ListOrder::oldest_first;
      ASSERT_EQ(texts_of(read_through(query, log.tables)), texts_of(all));
      for (int turn = 0; turn < 4 && !times.empty(); ++turn) {
        query.from = times[random() % times.size()];
        query.to = times[random() % times.size()];
        if (*query.to < *query.from) std::swap(query.from, query.to);
        query.order = turn % 2 == 0 ? ListOrder::oldest_first : ListOrder::newest_first;
        const std::vector<Movement> some = read_through(query, log.tables);
        std::vector<std::string> right;
        for (const Movement& line : all)
          if (*query.from <= line.at && line.at <= *query.to) right.push_back(text_of(line));
        ASSERT_EQ(texts_of(some), right);
        query.limit = 100'000;
        const MovementPage page = *inventory::movements(query, log.tables);
        ASSERT_EQ(page.closing, position_of(account, *query.to, known, log.tables));
        ASSERT_EQ(page.opening, position_of(account, Micros{to_i64(*query.from) - 1}, known, log.tables));
        query.limit = 1 + random() % 5;
      }
      Amount of_statuses;
      for (const auto status : {books::Status::sellable, books::Status::held, books::Status::damaged,
                                books::Status::expired, books::Status::recalled}) {
        MovementQuery one{.account = account, .known = known};
        one.account.statuses = {status};
        one.limit = 100'000;
        of_statuses += inventory::movements(one, log.tables)->closing;
      }
      ASSERT_EQ(of_statuses, all.empty() ? Amount() : all.back().balance);
    }
}

/// What a statement told at one size of the log.
struct Remembered {
  MovementQuery query;
  std::vector<std::string> lines;
};

void remember_some(const Log& log, std::mt19937_64& random, std::vector<Remembered>& remembered) {
  for (const std::string& product : log.products())
    for (const Movable& account : accounts_of(product, log)) {
      if (random() % 3 != 0) continue;
      MovementQuery query{.account = account};
      std::vector<std::string> lines = texts_of(read_through(query, log.tables));
      query.known = log.size();
      remembered.push_back({query, std::move(lines)});
    }
}

void record_all(std::vector<books::Fact> facts, std::mt19937_64& random, Log& log) {
  std::ranges::shuffle(facts, random);
  std::vector<Remembered> remembered;
  const std::size_t every = facts.size() / 4 + 1;
  for (std::size_t at = 0; at < facts.size();) {
    const std::size_t count = std::min<std::size_t>(1 + random() % 7, facts.size() - at);
    const auto first = facts.begin() + static_cast<std::ptrdiff_t>(at);
    std::vector<EventRef> taken_back;
    for (const EventRef ref : log.refs())
      if (random() % 60 == 0) taken_back.push_back(ref);
    log.record({first, first + static_cast<std::ptrdiff_t>(count)}, taken_back);
    if (at / every != (at + count) / every) remember_some(log, random, remembered);
    at += count;
  }
  expect_statements(log, random);
  expect_statements(log, random, log.size() / 2);
  for (Remembered& one : remembered) {
    ASSERT_EQ(texts_of(read_through(one.query, log.tables)), one.lines);
    one.query.order = ListOrder::newest_first;
    one.query.limit = 3;
    ASSERT_EQ(texts_of(read_through(one.query, log.tables)), one.lines);
  }
}

TEST(Movements, OfTruthfulWorldsSumToThePositions) {
  for (std::uint32_t seed = 1; seed <= 3 && !HasFatalFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const TruthfulWorld world(seed, {.days = 6});
    Tellers tellers;
    for (const char* site : {"MK", "DC", "S1", "S2", "S3"}) tellers.place(site);
    std::mt19937_64 random(seed);
    Log log(tellers.directory());
    record_all(tellers.facts(world.told()), random, log);
  }
}

TEST(Movements, OfWhateverAnybodyPostsSumToThePositions) {
  for (std::uint64_t seed = 1; seed <= 24 && !HasFatalFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Tellers tellers;
    Nonsense nonsense(seed);
    std::mt19937_64 random(seed);
    Log log(tellers.directory());
    record_all(tellers.facts(nonsense.lines(static_cast<int>(10 + seed % 50))), random, log);
  }
}

MovementPage statement(const std::vector<std::string>& told, Movable account, Tellers& tellers,
                       MovementQuery query = {}) {
  Log log(tellers.directory());
  log.record(tellers.facts(told));
  query.account = std::move(account);
  return *inventory::movements(query, log.tables);
}
std::string lines_of(const MovementPage& page) {
  std::string text;
  for (const Movement& line : page.lines)
    text += (text.empty() ? "" : "; ") + std::string(name_of(line.account.status)) +
            (line.lot.empty() ? "" : " " + line.lot) + " " + line.amount.text() + " " +
            (line.counter ? std::string(name_of(line.counter->kind)) : "several") + " =" +
            line.balance.text();
  return text;
}

TEST(Movements, ALineForEachEventAndCounterAccount) {
  Tellers tellers;
  const Movable shop{.place = tellers.place("A"), .good = {tellers.product("P"), ""}};
  EXPECT_EQ(
      lines_of(statement({"MK 1T08:00 commissioning @MK L1=60", "MK 2T08:00 shipping @MK >A L1=60",
                          "A 3T08:00 receiving @A L1=60", "A 4T08:00 holding non_sellable_other @A L1=5",
                          "A 5T08:00 retail_selling @A L1=40"},
                         shop, tellers)),
      "sellable L1 60 in_transit =60; sellable L1 -5 on_hand =55; held L1 5 on_hand =60; "
      "sellable L1 -40 sold =20");
}

TEST(Movements, OpeningStockIsThereFromTheFirstDraw) {
  Tellers tellers;
  const Movable shop{.place = tellers.place("A"), .good = {tellers.product("P"), ""}};
  const std::vector<std::string> told{"A 2T08:00 retail_selling @A =5", "A 3T08:00 retail_selling @A =4",
                                      "A 4T08:00 stock_taking @A =20"};
  EXPECT_EQ(lines_of(statement(told, shop, tellers)),
            "sellable 29 opening =29; sellable -5 sold =24; sellable -4 sold =20");
  const MovementPage since = statement(told, shop, tellers, {.from = Tellers::at("3T00:00"), .to = {}});
  EXPECT_EQ(since.opening.text(), "24");
  EXPECT_EQ(lines_of(since), "sellable -4 sold =20");
}

TEST(Movements, APageReadsNoMoreRowsThanItsLimitAsksFor) {
  Tellers tellers;
  Log log(tellers.directory());
  std::vector<std::string> told{"A 1T08:00 commissioning @A L1=10", "A 1T09:00 commissioning @A L2=100000"};
  for (int i = 0; i < 300; ++i)
    told.push_back("A 2T" + std::to_string(10 + i / 60) + ":" + (i % 60 < 10 ? "0" : "") +
                   std::to_string(i % 60) + " retail_selling @A L2=1 id:" + std::to_string(i));
  log.record(tellers.facts(told));
  MovementQuery query{.account = {.place = tellers.place("A"), .good = {tellers.product("P"), ""}},
                      .order = ListOrder::newest_first,
                      .limit = 10};
  const std::size_t before = log.tables.gets(Table::rows);
  const MovementPage page = *inventory::movements(query, log.tables);
  EXPECT_EQ(page.lines.size(), 10U);
  EXPECT_TRUE(page.has_more);
  EXPECT_LE(log.tables.gets(Table::rows) - before, 12U);
}

TEST(Movements, ACursorOfAnEventThatWasTakenBackGoesOn) {
  Tellers tellers;
  Log log(tellers.directory());
  log.record(tellers.facts({"A 1T08:00 commissioning @A L1=10"}));
  log.record(tellers.facts({"A 2T08:00 retail_selling @A L1=1"}));
  log.record(tellers.facts({"A 3T08:00 retail_selling @A L1=2"}));
  for (const ListOrder order : {ListOrder::oldest_first, ListOrder::newest_first}) {
    MovementQuery query{.account = {.place = tellers.place("A"), .good = {tellers.product("P"), ""}},
                        .order = order,
                        .limit = 2};
    query.cursor = inventory::movements(query, log.tables)->last;
    Log less = log;
    less.record({}, {event_ref(2, 0)});
    const MovementPage page = *inventory::movements(query, less.tables);
    ASSERT_EQ(page.lines.size(), 1U);
    EXPECT_EQ(page.opening + page.lines.front().amount, page.closing);
    query.cursor = "nonsense";
    EXPECT_FALSE(inventory::movements(query, log.tables));
  }
}

TEST(Movements, APageThatLookedAtSoManyRowsEndsThere) {
  Tellers tellers;
  Log log(tellers.directory());
  std::vector<std::string> told{"A 1T08:00 commissioning @A L1=10", "A 1T09:00 commissioning @A L2=1000"};
  for (int i = 10; i < 40; ++i)
    told.push_back("A 2T10:" + std::to_string(i) + " retail_selling @A L2=1 id:" + std::to_string(i));
  log.record(tellers.facts(told));
  for (const ListOrder order : {ListOrder::oldest_first, ListOrder::newest_first}) {
    MovementQuery query{
        .account = {.place = tellers.place("A"), .good = {tellers.product("P"), ""}, .lot = "L1"},
        .order = order,
        .looks_at = 5};
    EXPECT_EQ(MovementQuery().looks_at, inventory::movement_rows_max);
    unsigned pages = 1;
    for (; inventory::movements(query, log.tables)->has_more && pages < 100; ++pages)
      query.cursor = inventory::movements(query, log.tables)->last;
    EXPECT_GE(pages, 8U) << "rows of the other lot cost as much as its own";
    query.cursor.clear();
    const std::vector<Movement> all = read_through(query, log.tables);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all.front().balance.text(), "10");
  }
}

TEST(Movements, AccountsOutsideHaveNoStatement) {
  MemoryTables tables;
  MovementQuery query;
  query.account.kind = AccountKind::sold;
  EXPECT_FALSE(inventory::movements(query, tables));
}

}  // namespace
}  // namespace stocktrail::test
