// A failed check, and stored bytes that nobody wrote: they cost the request that meets them, never the
// server; and whoever meets them is told.
#include <gmock/gmock.h>

#include <array>
#include <latch>
#include <map>
#include <set>

#include "api/http/url.h"
#include "api/journey/consumer_pages.h"
#include "crypto/failed_check.h"
#include "ledger/state/table_specs.h"
#include "ledger/store/store.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FaultyPages final : public api::Pages {
 public:
  std::optional<api::Response> at_hand(const api::PageRequest&, const api::PageSource&) const override {
    ST_CHECK(!fails_at_hand);
    return std::nullopt;
  }
  api::Response answer(const api::PageRequest&, const api::PageSource&) const override {
    ST_CHECK(!fails);
    return api::Response::text("page");
  }
  api::Response of_problem(const api::PageRequest&, const api::Problem&) const override {
    return api::Response::text("problem");
  }
  std::atomic<bool> fails_at_hand = false, fails = false;
};

class FailedCheckTest : public ApiFixture {
 protected:
  FailedCheckTest() {
    pages_ = &faulty_;
    restart();
  }
  std::string failed_checks() const {
    const std::string name = "\nstocktrail_failed_checks_total ", text = get("/metrics").body;
    const std::size_t at = text.find(name) + name.size();
    return text.substr(at, text.find('\n', at) - at);
  }
  FaultyPages faulty_;
};

TEST_F(FailedCheckTest, CostsTheRequestIsCountedAndTold) {
  const std::string page = "/p/01/09521141012345/10/L7";
  EXPECT_EQ(get(page).status, 200);
  EXPECT_EQ(failed_checks(), "0");
  faulty_.fails = true;
  const RawResponse answer = get(page);
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, ::testing::Not(HasSubstr("fails"))) << "internals are the operator's";
  EXPECT_EQ(failed_checks(), "1");
  ASSERT_THAT(log_.failures(), SizeIs(1));
  EXPECT_THAT(log_.failures()[0], HasSubstr("/p/{page...} "));
  EXPECT_THAT(log_.failures()[0], HasSubstr("api_damage_test.cc"));
  faulty_.fails = false;
  faulty_.fails_at_hand = true;  // On the connection's own thread.
  EXPECT_GE(get(page).status, 500);
  EXPECT_EQ(failed_checks(), "2");
  faulty_.fails_at_hand = false;
  EXPECT_EQ(get(page).status, 200);
  EXPECT_EQ(get("/healthz").status, 200);
}

/// What is written behind the program's back.
struct Rows final : WriteSet {
  struct Row {
    Table table;
    std::string key;
    std::optional<std::string> value;  // nullopt: erased.
  };
  std::vector<Row> rows;
  void write_to(Sink& sink) const override {
    for (const Row& row : rows) {
      if (row.value) {
        sink.put(row.table, row.key, *row.value);
      } else {
        sink.erase(row.table, row.key);
      }
    }
  }
};

enum class Damage { cut, flipped, longer, erased, none };

std::optional<std::string> damaged(std::string value, Damage damage) {
  switch (damage) {
    case Damage::cut:
      return value.substr(0, value.size() / 2);
    case Damage::flipped:
      for (std::size_t i = 0; i < value.size(); i += 3) value[i] = static_cast<char>(~value[i]);
      return value;
    case Damage::longer:
      return value + std::string(24, '\xff');
    case Damage::erased:
      return std::nullopt;
    case Damage::none:
      break;
  }
  return value;
}

/// A server with something in every table: full pages of cells, a full tile, what was known before a late
/// event, promises, orders and recalls.
class DamageTest : public ApiFixture {
 protected:
  DamageTest() {
    pages_ = &pages_of_all_;
    admit(1);
    admit(2);
    const auto take = [&](const std::string& wire) {
      const RawResponse taken = post_statement(wire);
      EXPECT_EQ(taken.status, 201) << taken.body;
    };
    take(signed_body("product", 1, R"({"id":")" + gtin(1) + R"(","name":"Milk"})"));
    take(signed_body("certificate", 1,
                     R"({"id":"C1","kind":"permit","title":"Permit","issuer":"Office","number":"7",)"
                     R"("subjects":[")" +
                         lot(1, "L7") + R"("],"validFrom":"2026-01-01","public":true})"));
    take(signed_events(
        1, {lot_event("commissioning", "ADD", lot(1, "L7"), 120, 11, "2026-07-21T06:45:00Z"), packing()}));
    repeat_ = signed_events(1, {lot_event("shipping", "OBSERVE", lot(1, "L7"), 20, 11, "2026-07-22T06:45:00Z",
                                          R"(,"eventID":"urn:x:sent")")});
    take(repeat_);
    take(signed_events(2, {lot_event("receiving", "OBSERVE", lot(1, "L7"), 30, 21, "2026-07-23T06:45:00Z")}));
    take(signed_events(1, sales()));
    known_ = format_utc(system_clock().now());
    take(signed_events(
        1, {lot_event("retail_selling", "OBSERVE", lot(1, "L7"), 1, 11, "2026-07-22T07:45:00Z")}));
    take(signed_events(1, {lot_event("commissioning", "ADD", lot(1, "L8"), 50, 11, "2026-07-21T06:45:00Z")}));
    take(signed_body(
        "recall", 1,
        R"({"id":"R1","reason":"Glass","goods":[{"product":")" + gtin(1) + R"(","lots":["L9"]}]})"));
    take(signed_body("reservation", 1,
                     R"({"action":"reserve","id":"O1","lines":[{"product":")" + gtin(1) +
                         R"(","quantity":1,"places":[")" + place(11) + R"("]}]})"));
    take(signed_body("order", 2,
                     R"({"id":"B1","document":"urn:x:po:1","place":")" + place(21) + R"(","supplier":")" +
                         party(1) + R"(","due":"2026-12-31","lines":[{"product":")" + gtin(1) +
                         R"(","quantity":5}]})"));
    fill_a_tile();
    tokens_ = {"", token_for(1, "party"), token_for(2, "planner"), operator_token_};
    choose_readers();
    api_.reset();
    ledger_.reset();
    std::filesystem::create_directory(directory_ / "whole");
    for (const char* part : {"data", "guard"})
      std::filesystem::copy(directory_ / part, directory_ / "whole" / part,
                            std::filesystem::copy_options::recursive);
  }

  static std::vector<std::string> sales() {
    std::vector<std::string> events;
    for (int second = 10; second < 50; ++second)
      events.push_back(lot_event("retail_selling", "OBSERVE", lot(1, "L7"), 1, 11,
                                 "2026-07-22T08:00:" + std::to_string(second) + "Z"));
    return events;
  }
  void fill_a_tile() {
    constexpr std::uint64_t tile = 256;
    std::latch answered(tile);
    for (std::uint64_t n = 0; n < tile; ++n) {
      StatementDraft draft;
      draft.kind = "product";
      draft.body = R"({"id":")" + gtin(9) + R"(","name":"Salt"})";
      auto candidate = ledger_->sign_for(ledger_->operator_id(), std::move(draft));
      ASSERT_TRUE(candidate);
      ledger_->append(std::move(*candidate), [&](const Result<Receipt>&) { answered.count_down(); });
    }
    answered.wait();
  }
  /// For each target the first who gets what it is for, and whoever has no token.
  void choose_readers() {
    for (const std::string& target : targets()) {
      std::set<std::string>& readers = readers_[target];
      readers.insert("");
      for (const std::string& token : tokens_) {
        const int status = get(target, token).status;
        if (status != 200 && status != 307) continue;
        readers.insert(token);
        break;
      }
    }
  }

  static std::string packing() {
    return R"({"type":"AggregationEvent","action":"ADD","bizStep":"packing","eventTime":"2026-07-21T07:45:00Z",)"
           R"("eventTimeZoneOffset":"+00:00","parentID":")" +
           pallet(1) + R"(","childQuantityList":[{"epcClass":")" + lot(1, "L7") +
           R"(","quantity":10}],"readPoint":{"id":")" + place(11) + R"("},"bizLocation":{"id":")" +
           place(11) + "\"}}";
  }

  void damage(Table table, Damage how) {
    namespace fs = std::filesystem;
    // The guard, too: an old copy would be refused, whatever is in it.
    for (const char* part : {"data", "guard"}) {
      fs::remove_all(directory_ / part);
      fs::copy(directory_ / "whole" / part, directory_ / part, fs::copy_options::recursive);
    }
    auto store = Store::open({.directory = directory_ / "data" / "db"});
    ASSERT_TRUE(store.has_value());
    Rows rows;
    (*store)->snapshot()->scan(table, {}, {}, [&](std::string_view key, std::string_view value) {
      rows.rows.push_back({table, std::string(key), damaged(std::string(value), how)});
      return true;
    });
    ASSERT_TRUE((*store)->commit(rows, Durability::synced));
  }

  /// False if the ledger refuses what it finds.
  bool try_start() {
    auto ledger = open_ledger(ledger_options_, system_clock(), system_randomness(), env_);
    if (!ledger) return false;
    ledger_ = std::move(*ledger);
    auto api = api::Api::start(options_, *ledger_, system_clock(), system_randomness(), log_, pages_);
    if (!api) return false;
    api_ = std::move(*api);
    return true;
  }

  std::vector<std::string> targets() const {
    const std::string of_lot = percent_encode(lot(1, "L7")), of_pallet = percent_encode(pallet(1)),
                      of_product = percent_encode(gtin(1)), at = percent_encode(place(11)),
                      there = percent_encode(place(21));
    std::vector<std::string> all = {"/log/checkpoint",
                                    "/log/tile/0/000",
                                    "/log/tile/0/001.p/5",
                                    "/log/tile/entries/000",
                                    "/log/tile/entries/001.p/5",
                                    "/epcis/events/urn:x:sent",
                                    "/parties",
                                    "/certificates/C1",
                                    "/tokens",
                                    "/readyz",
                                    "/metrics",
                                    "/trace?id=" + of_lot,
                                    "/trace?direction=forwards&id=" + of_lot,
                                    "/trace?id=" + of_pallet,
                                    "/proof?id=" + of_lot,
                                    "/certificates?subject=" + of_lot,
                                    "/products/" + of_product,
                                    "/parties/" + percent_encode(party(1)),
                                    "/recalls",
                                    "/recalls/R1",
                                    "/recalls/R1/reach",
                                    "/recalls/blocked",
                                    "/backups/latest",
                                    "/blobs/" + std::string(64, '0'),
                                    "/orders",
                                    "/orders/B1",
                                    "/inventory/positions?place=" + at,
                                    "/inventory/positions?product=" + of_product,
                                    "/inventory/positions?asOf=2026-07-22T00:00:00Z&place=" + at,
                                    "/inventory/positions?knownAt=" + known_ + "&place=" + at,
                                    "/inventory/contents?container=" + of_pallet,
                                    "/inventory/discrepancies?asOf=2026-07-22T00:00:00Z&place=" + there,
                                    "/inventory/movements?place=" + at + "&product=" + of_product,
                                    "/inventory/changes?after=0&place=" + at,
                                    "/inventory/ages?place=" + at,
                                    "/inventory/echelon?place=" + at,
                                    "/inventory/accuracy?place=" + at,
                                    "/inventory/discrepancies?place=" + there,
                                    "/inventory/discrepancies/changes?after=0&place=" + there,
                                    "/inventory/reservations",
                                    "/inventory/reservations/O1",
                                    "/inventory/reservations?place=" + at,
                                    "/inventory/promisable?place=" + at,
                                    "/inventory/postings?event=urn:x:sent"};
    const std::string link = lot(1, "L7").substr(std::string("https://id.gs1.org").size());
    all.push_back("/p" + link);
    all.push_back(link);
    for (const std::string index : {"0", "3", "6", "7", "8"}) {
      all.push_back("/statements/" + index);
      all.push_back("/statements/" + index + "/proof");
      all.push_back("/statements/" + index + "/receipt");
      all.push_back("/epcis/capture/" + index);
    }
    return all;
  }

  void read_all_and_write(const std::string& what) {
    for (const auto& [target, readers] : readers_) {
      for (const std::string& token : readers) {
        const RawResponse answer = get(target, token);
        EXPECT_GE(answer.status, 200) << what << ": no answer to " << target;
        if (answer.status >= 500) faulty_.insert(what);
      }
    }
    const RawResponse mock = post_json(
        "/recalls/mock", R"({"goods":[{"product":")" + gtin(1) + R"(","lots":["L7"]}]})", tokens_[1]);
    EXPECT_GE(mock.status, 200) << what << ": no answer to a mock recall";
    if (mock.status >= 500) faulty_.insert(what);
    const std::string shipped =
        signed_events(1, {lot_event("shipping", "OBSERVE", lot(1, "L7"), 1, 11, "2026-07-24T06:45:00Z")});
    for (const std::string& wire : {repeat_, shipped}) {
      const RawResponse written = post_statement(wire);
      EXPECT_GE(written.status, 200) << what << ": no answer to a statement";
      if (written.status >= 500) faulty_.insert(what);
    }
    EXPECT_EQ(get("/healthz").status, 200) << what;
  }

  api::ConsumerPages pages_of_all_{system_clock()};
  std::string known_;   // What was known then was not all.
  std::string repeat_;  // Was stored.
  std::vector<std::string> tokens_;
  std::map<std::string, std::set<std::string>> readers_;  // Tokens, by target.
  std::set<std::string> faulty_;                          // Tables whose damage some answer told, and how.
};

TEST_F(DamageTest, OfAnyTableStopsNoServer) {
  constexpr std::array names{"cut", "flipped", "longer"};
  // A ref, and a place in the ordered log, are numbers as good as others: an audit finds a wrong ref.
  const std::set<std::string> passes_for_whole = {"events flipped", "sequence flipped"};
  damage(Table::records, Damage::none);
  ASSERT_TRUE(try_start());
  read_all_and_write("nothing");
  EXPECT_THAT(faulty_, IsEmpty());
  api_.reset();
  ledger_.reset();
  for (const TableSpec& spec : table_specs) {
    for (const Damage how : {Damage::cut, Damage::flipped, Damage::longer}) {
      const std::string what = std::string(spec.name) + " " + names[static_cast<std::size_t>(how)];
      SCOPED_TRACE(what);
      damage(spec.table, how);
      if (try_start()) {
        read_all_and_write(what);
      } else {
        faulty_.insert(what);
      }
      api_.reset();
      ledger_.reset();
      EXPECT_TRUE(faulty_.contains(what) || passes_for_whole.contains(what))
          << "was read as if it were whole";
    }
  }
}

// The list for tills is made by a thread of its own: what it meets is told to whoever asks, counted, and ends
// nothing.
TEST_F(DamageTest, OfARowThatTheListForTillsReadsStopsNoServer) {
  bool was_told = false;
  for (const Damage how : {Damage::cut, Damage::flipped, Damage::longer}) {
    for (const Table table : {Table::master, Table::directory, Table::items, Table::cells, Table::facts}) {
      damage(table, how);
      if (!try_start()) continue;
      for (int again = 0; again < 2; ++again) was_told = get("/recalls/blocked").status == 500 || was_told;
      EXPECT_EQ(get("/healthz").status, 200) << name_of(table);
      if (was_told) {
        EXPECT_THAT(log_.failures(), ::testing::Contains(HasSubstr("/recalls/blocked")));
      }
      api_.reset();
      ledger_.reset();
    }
  }
  EXPECT_TRUE(was_told);
}

// What was erased is answered as what was never there, by every route.
TEST_F(DamageTest, StatementsThatWereErasedAreNotThere) {
  damage(Table::openings, Damage::erased);
  ASSERT_TRUE(try_start());
  for (const std::string& target : targets()) {
    for (const std::string& token : tokens_) {
      const RawResponse answer = get(target, token);
      EXPECT_TRUE(answer.status >= 200 && answer.status < 500)
          << target << " " << answer.status << answer.body;
    }
  }
  EXPECT_EQ(get("/statements/6", operator_token_).status, 404);
  EXPECT_EQ(get("/epcis/events/urn:x:sent", tokens_[1]).status, 404);
  EXPECT_THAT(get("/inventory/positions?place=" + percent_encode(place(11)), tokens_[1]).body,
              HasSubstr("\"quantity\":"))
      << "the books are as they were";
}

}  // namespace
}  // namespace stocktrail::test
