// What readers and clients are told while tables are made anew: the same as before, or that they have to
// wait; never that a thing, or a recall, is not there.
#include <gmock/gmock.h>

#include <map>
#include <thread>

#include "api/http/url.h"
#include "api/journey/consumer_pages.h"
#include "tests/support/api_fixture.h"
#include "tests/support/old_folds.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;
using ::testing::AnyOf;
using ::testing::Eq;
using ::testing::HasSubstr;

class RebuildAnswersTest : public ApiFixture, public ::testing::WithParamInterface<std::string> {
 protected:
  RebuildAnswersTest() {
    admit(1);
    const std::string made = lot_event("commissioning", "ADD", batch, 120, 11, "2026-07-22T06:45:00.000Z",
                                       R"(,"eventID":"urn:x:made")");
    const std::string recalled = lot_event("holding", "OBSERVE", batch, 120, 11, "2026-07-23T06:45:00.000Z",
                                           R"(,"disposition":"recalled")");
    for (const std::string& wire :
         {signed_events(1, {made}), signed_events(1, {recalled}),
          signed_body("product", 1, R"({"id":")" + gtin(1) + R"(","name":"Milk powder"})"),
          signed_body("certificate", 1,
                      R"({"id":"c","kind":"permit","title":"T","issuer":"I","number":"N",)"
                      R"("validFrom":"2026-01-01","subjects":[")" +
                          gtin(1) + "\"]}")})
      EXPECT_EQ(post_statement(wire).status, 201);
    token_ = token_for(1, "party");
  }
  ~RebuildAnswersTest() override {
    api_.reset();
    ledger_.reset();
  }
  /// As a new process, of a program with these folds.
  void restart_with(std::span<const Fold> folds) {
    folds_ = folds;
    api_.reset();
    consumer_pages_.emplace(system_clock());
    pages_ = &*consumer_pages_;
    restart();
  }
  std::map<std::string, RawResponse> ask_all() const {
    const std::string id = percent_encode(batch);
    const std::pair<std::string, std::string> asked[] = {
        {"/p" + batch.substr(std::string("https://id.gs1.org").size()), ""},
        {"/trace?id=" + id, ""},
        {"/trace?id=" + id, token_},
        {"/proof?id=" + id, ""},
        {"/statements/3", token_},
        {"/statements/3?id=" + id, ""},
        {"/certificates?subject=" + percent_encode(gtin(1)), ""},
        {"/products/" + percent_encode(gtin(1)), ""},
        {"/parties", ""},
        {"/parties/" + percent_encode(party(1)), ""},
        {"/epcis/events/urn:x:made", token_},
        {"/inventory/positions?product=" + id, token_},
        {"/inventory/reservations", token_},
        {"/log/checkpoint", ""},
        {"/log/tile/entries/000.p/3", ""},
    };
    std::map<std::string, RawResponse> answers;
    for (const auto& [target, token] : asked) {
      RawResponse answer = get(target, token);
      const std::string made_now = R"("creationDate":")";
      if (const auto at = answer.body.find(made_now); at != std::string::npos)
        answer.body.erase(at, answer.body.find(',', at) - at);
      answers.emplace(target + " " + token, std::move(answer));
    }
    return answers;
  }

  const std::string batch = lot(1, "L7");
  std::string token_;

 private:
  std::optional<api::ConsumerPages> consumer_pages_;
};

TEST_P(RebuildAnswersTest, AreTheSameAsBeforeOrHaveToWait) {
  restart_with(all_folds());
  const auto before = ask_all();
  const HeldFolds held(GetParam(), later_version_of(GetParam()));
  restart_with(held.folds());
  held.wait_until_it_runs();

  const RawResponse ready = get("/readyz");
  EXPECT_EQ(ready.status, 503);
  EXPECT_THAT(ready.body, HasSubstr(GetParam()));
  EXPECT_THAT(ready.body, HasSubstr(" entries)"));
  EXPECT_FALSE(ready.header("retry-after").empty());
  EXPECT_THAT(get("/metrics").body, HasSubstr("stocktrail_rebuild_entries 7"));
  std::size_t same = 0, waiting = 0;
  for (const auto& [asked, answer] : ask_all()) {
    SCOPED_TRACE(asked);
    EXPECT_THAT(answer.status, AnyOf(Eq(503), Eq(before.at(asked).status))) << answer.body;
    if (answer.status == 503) {
      ++waiting;
      EXPECT_THAT(answer.body, AnyOf(HasSubstr("being made anew"), HasSubstr("Cannot be checked now")));
      EXPECT_EQ(answer.header("retry-after"), "10");
      EXPECT_EQ(answer.header("cache-control"), "no-store");
    } else {
      ++same;
      EXPECT_EQ(answer.body, before.at(asked).body);
    }
  }
  EXPECT_GE(same, 2u) << "The log itself is served whatever is made anew.";
  EXPECT_GE(waiting, 1u);
  const RawResponse refused = post_statement(signed_events(
      1, {lot_event("commissioning", "ADD", lot(1, "L8"), 1, 11, "2026-07-24T06:45:00.000Z", "")}));
  EXPECT_EQ(refused.status, 503) << refused.body;
  EXPECT_THAT(refused.body, HasSubstr("being made anew"));
  EXPECT_FALSE(refused.header("retry-after").empty());

  held.let_go();
  while (get("/readyz").status != 200) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  for (const auto& [asked, answer] : ask_all()) {
    EXPECT_EQ(answer.status, before.at(asked).status) << asked << ": " << answer.body;
    EXPECT_EQ(answer.body, before.at(asked).body) << asked;
  }
  EXPECT_EQ(post_statement(signed_events(1, {lot_event("commissioning", "ADD", lot(1, "L8"), 1, 11,
                                                       "2026-07-24T06:45:00.000Z", "")}))
                .status,
            201);
  api_.reset();
  ledger_.reset();
}

/// Of a later version, of which one meets what cannot be.
class FailingFolds : public ChangedFolds {
 public:
  FailingFolds() : ChangedFolds(all_folds()) {
    for (Fold& fold : folds_) {
      if (fold.name != "trace") continue;
      fold.version += 1;
      fold.apply = [](FoldStep&, TableWriter&) { ST_CHECK(false); };
    }
  }
};

class FailedRebuildTest : public RebuildAnswersTest {};

// A failed check there ended the process, at each start again.
TEST_P(FailedRebuildTest, IsToldAndEndsNoServer) {
  const FailingFolds failing;
  restart_with(failing.folds());
  RawResponse ready = get("/readyz");
  while (ready.body.contains("being made anew")) ready = get("/readyz");
  EXPECT_EQ(ready.status, 503);
  EXPECT_THAT(ready.body, HasSubstr("could not be made anew"));
  EXPECT_THAT(ready.body, HasSubstr("trace"));
  EXPECT_EQ(get("/healthz").status, 200);
  EXPECT_EQ(get("/log/checkpoint").status, 200);
  EXPECT_EQ(post_statement(signed_events(1, {lot_event("commissioning", "ADD", lot(1, "L8"), 1, 11,
                                                       "2026-07-24T06:45:00.000Z", "")}))
                .status,
            503);
  restart_with(all_folds());
  EXPECT_EQ(get("/readyz").status, 200) << "The tables of before are as they were.";
}

INSTANTIATE_TEST_SUITE_P(Trace, FailedRebuildTest, ::testing::Values("trace"));

INSTANTIATE_TEST_SUITE_P(EachFold, RebuildAnswersTest,
                         ::testing::Values("master", "event_ids", "query", "trace", "inventory", "promises"),
                         [](const auto& of) { return of.param; });

}  // namespace
}  // namespace stocktrail::test
