// What was admitted once is read forever: records that an older program admitted, and that today's admission
// refuses, by everything that reads a log.
#include <gmock/gmock.h>

#include <cstdio>
#include <fstream>

#include "api/http/url.h"
#include "api/journey/consumer_pages.h"
#include "ledger/engine/audit.h"
#include "tests/support/api_fixture.h"
#include "tests/support/old_folds.h"
#include "tests/support/past_the_gate.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Refused {
  std::string name;
  std::string from, to;   // What the older program took.
  std::uint64_t as_kept;  // Statements that no rules of this program read.
};
void PrintTo(const Refused& refused, std::ostream* out) {
  *out << refused.name;
}

class AdmittedTest : public ApiFixture, public ::testing::WithParamInterface<Refused> {
 protected:
  AdmittedTest() {
    const OldFolds older;
    begin_with(older.folds());
    admit(1);
    EXPECT_EQ(
        post_statement(signed_body("product", 1, R"({"id":")" + gtin(1) + R"(","name":"Milk"})")).status,
        201);
    const std::string good = lot_event("commissioning", "ADD", lot(1, "L7"), 5, 11,
                                       "2026-07-22T06:45:00.000Z", R"(,"eventID":"urn:x:old")");
    std::string text = good;
    text.replace(text.find(GetParam().from), GetParam().from.size(), GetParam().to);
    wire_ = signed_events(1, {text});
    const RawResponse refused = post_statement(wire_);
    EXPECT_EQ(refused.status, 400) << refused.body;
    const auto receipt = ledger_->append_and_wait(as_admitted(*Statement::parse(signed_events(1, {good}))));
    EXPECT_TRUE(receipt) << receipt.error().detail;
    index_ = to_u64(receipt->index);
    token_ = token_for(1, "party");
    stop();
    put_rules(database(), named_rules - 1);
    folds_ = all_folds();  // The tables of the older program are made anew.
    open();
    start();
    while (get("/readyz").status != 200) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ~AdmittedTest() override { stop(); }

  /// A new log, of a program with these folds.
  void begin_with(std::span<const Fold> folds) {
    stop();
    for (const char* part : {"data", "guard"}) std::filesystem::remove_all(directory_ / part);
    folds_ = folds;
    pages_ = &consumer_pages_;
    open();
    start();
    std::ifstream file(directory_ / "data" / "operator.token");
    std::getline(file, operator_token_);
  }
  /// As a program of before had it: by its rules, where this one still knows them.
  Candidate as_admitted(const Statement& good) const {
    const auto logged = Statement::parse(wire_);
    const PublicKey signer = key_of_party(1).public_key();
    if (GetParam().as_kept > 0) return with_contents_of(good, *logged, signer);
    auto candidate = read_contents(*logged, named_rules - 1);
    ST_CHECK(candidate.has_value());
    candidate->signed_by = signer;
    return *std::move(candidate);
  }
  std::filesystem::path database() const { return directory_ / "data" / "db"; }
  void stop() {
    api_.reset();
    ledger_.reset();
  }
  AuditReport audit() {
    stop();
    auto report = audit_directory(directory_ / "data", [](std::uint64_t, std::uint64_t) {},
                                  {.guard_directory = directory_ / "guard", .log = {}, .checkpoint = {}});
    EXPECT_TRUE(report) << report.error().detail;
    return *std::move(report);
  }

  api::ConsumerPages consumer_pages_{system_clock()};
  std::string wire_, token_;
  std::uint64_t index_ = 0;
};

TEST_P(AdmittedTest, IsShownByEveryAnswer) {
  const std::string id = percent_encode(lot(1, "L7"));
  for (const std::string& token : {token_, std::string()}) {
    const RawResponse trace = get("/trace?id=" + id, token);
    EXPECT_EQ(trace.status, 200);
    EXPECT_THAT(trace.body, HasSubstr(R"("events":[{"eventID":"urn:x:old")"));
    if (!token.empty()) {
      EXPECT_THAT(trace.body, HasSubstr(GetParam().to));
    }
  }
  const RawResponse event = get("/epcis/events/urn:x:old", token_);
  EXPECT_EQ(event.status, 200) << event.body;
  EXPECT_THAT(event.body, HasSubstr(GetParam().to));
  const std::string statement = "/statements/" + std::to_string(index_);
  EXPECT_EQ(get(statement, token_).status, 200);
  EXPECT_EQ(get(statement + "?id=" + id).status, 200);
  EXPECT_EQ(get(statement + "/receipt", token_).status, 200);
  EXPECT_EQ(
      get("/inventory/movements?place=" + percent_encode(place(11)) + "&product=" + percent_encode(gtin(1)),
          token_)
          .status,
      200);
  const RawResponse page = get("/p" + lot(1, "L7").substr(std::string("https://id.gs1.org").size()));
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("Milk"));
  EXPECT_THAT(get("/inventory/positions?place=" + percent_encode(place(11)), token_).body,
              HasSubstr(R"("quantity":5)"));
  EXPECT_EQ(post_statement(wire_).status, 400) << "Today's admission is as strict as before.";
}

TEST_P(AdmittedTest, IsProvenAndAudited) {
  const RawResponse proof = get("/proof?id=" + percent_encode(lot(1, "L7")));
  ASSERT_EQ(proof.status, 200) << proof.body;
  const auto bundle = parse_bundle(proof.body);
  ASSERT_TRUE(bundle);
  const auto verified = verify_bundle(*bundle, ledger_->verifier());
  ASSERT_TRUE(verified) << verified.error().detail;
  EXPECT_THAT(verified->refused, IsEmpty());
  EXPECT_FALSE(verified->hides_events);
  const AuditReport report = audit();
  EXPECT_EQ(report.doubts, std::vector<Error>{});
  EXPECT_EQ(report.as_kept, GetParam().as_kept);
  EXPECT_THAT(report.not_judged, IsEmpty());
}

// Its rules are part of what is judged: of a record of today nothing is let pass.
TEST_P(AdmittedTest, ByRulesOfTodayItIsDoubted) {
  stop();
  put_rules(database(), rules_version);
  const AuditReport report = audit();
  ASSERT_THAT(report.doubts, SizeIs(1));
  EXPECT_EQ(report.doubts.front().where, "entry " + std::to_string(index_));
}

// The only other thing that tells what it says, damaged: that is told, and ends no process.
TEST_P(AdmittedTest, WithWhatIsKeptOfItDamagedIsTold) {
  stop();
  Behind behind;
  behind.rows.emplace_back(Table::inputs, std::string(packed_ref(event_ref(index_, 0))), "h\xff\xff\xff");
  write_behind(database(), behind);
  open();
  start();
  const RawResponse event = get("/epcis/events/urn:x:old", token_);
  const RawResponse trace = get("/trace?id=" + percent_encode(lot(1, "L7")), token_);
  EXPECT_EQ(event.status, GetParam().as_kept > 0 ? 500 : 200) << event.body;
  EXPECT_EQ(trace.status, GetParam().as_kept > 0 ? 500 : 200) << trace.body;
  EXPECT_EQ(get("/healthz").status, 200);
  EXPECT_FALSE(audit().doubts.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Each, AdmittedTest,
    ::testing::Values(Refused{"Exponent", R"("quantity":5)",
                              R"("quantity":0.)" + std::string(99, '0') + "5e101", 0},
                      Refused{"NearMiss", R"("bizStep":"commissioning")", R"("bizStep":"comissioning")", 1},
                      Refused{"TooLong", R"("quantity":5)", R"("quantity":5.0000000001)", 1},
                      Refused{"NewWord", R"("eventTimeZoneOffset")", R"("size":1,"eventTimeZoneOffset")", 1}),
    [](const auto& of) { return of.param.name; });

}  // namespace
}  // namespace stocktrail::test
