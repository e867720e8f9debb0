// The sequence fuzzer: random statements of strangers are sent to a whole server, then everything is read by
// every role. No request may end the process, and none may be answered with a fault of the server's own.
//
// STOCKTRAIL_SEED repeats a run; STOCKTRAIL_SEQUENCE_SECONDS makes it longer than the few seconds of the
// suite (docs/testing.md).
#include <chrono>
#include <cstdlib>
#include <map>

#include "api/handlers/routes.h"
#include "api/http/url.h"
#include "api/journey/consumer_pages.h"
#include "ledger/engine/audit.h"
#include "tests/support/api_fixture.h"
#include "tests/support/random_history.h"
#include "tests/support/seed.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;

constexpr unsigned parties = 4;
constexpr unsigned statements_a_round = 25, reads_a_round = 160;

std::chrono::seconds time_to_run() {
  const char* given = std::getenv("STOCKTRAIL_SEQUENCE_SECONDS");
  return std::chrono::seconds(given != nullptr ? std::atoi(given) : 15);
}

class SequenceTest : public ApiFixture {
 protected:
  SequenceTest() : seed_(test_seed()), history_(seed_, {}, 0) {
    api_.reset();
    pages_ = &consumer_pages_;
    start();
    std::vector<RandomHistory::Member> members;
    for (unsigned n = 1; n <= parties; ++n) {
      admit(n);
      members.push_back({party(n), key_of_party(n), {place(n * 10 + 1), place(n * 10 + 2)}});
    }
    stated("/parties",
           R"({"id":")" + party(4) + R"(","name":"Office","roles":["authority"],"keys":[)" + jwk(4) + "]}");
    stated("/policies", R"({"id":"grant","type":"grant","role":"auditor","party":")" + party(3) + "\"}");
    tokens_ = {{},
               operator_token_,
               token_for(1, "party"),
               token_for(2, "party"),
               token_for(1, "planner"),
               token_for(3, "auditor")};
    history_ = RandomHistory(seed_, std::move(members), to_i64(system_clock().now()) / 1'000'000);
  }
  ~SequenceTest() override { api_.reset(); }

  void stated(const std::string& target, const std::string& body) const {
    const RawResponse made = post_json(target, body, operator_token_);
    ASSERT_EQ(made.status, 201) << made.body;
  }

  void send_some() {
    for (unsigned n = 0; n < statements_a_round; ++n) {
      const std::string wire = history_.next();
      const RawResponse made = post_statement(wire);
      ++sent_;
      accepted_ += made.status == 201 ? 1 : 0;
      EXPECT_TRUE(made.status >= 200 && made.status < 500) << made.status << made.body << "\n" << wire;
    }
  }

  std::string value_of(const api::Parameter& parameter) {
    const std::string name(parameter.name);
    if (name == "index" || name == "capture") return std::to_string(history_.below(sent_ + 10));
    if (name == "event") return percent_encode(history_.any_event_id());
    if (name == "place") return percent_encode(history_.any_place());
    if (name == "party") return percent_encode(history_.any_party());
    if (name == "direction") return history_.chance(50) ? "forwards" : "backwards";
    if (name == "limit") return std::to_string(1 + history_.below(5));
    if (name == "asOf") return "2026-11-2" + std::to_string(history_.below(10)) + "T00:00:00Z";
    if (name == "cursor") return cursor_;
    if (name == "certificate") return "c" + std::to_string(history_.below(10));
    if (name == "recall") return "r" + std::to_string(history_.below(5));
    if (name == "level") return std::to_string(history_.below(2));
    if (name == "tile" || name == "bundle")
      return history_.chance(50) ? "000" : "000.p/" + std::to_string(1 + history_.below(200));
    if (name == "linkType") return history_.chance(50) ? "all" : "gs1:pip";
    if (name == "lot") return "L" + std::to_string(history_.below(3));
    return percent_encode(history_.any_identifier());
  }

  /// The path of a thing in a Digital Link, without its first segments where the route has them.
  std::string link_path(std::string_view pattern) {
    const std::string start = "https://id.gs1.org";
    std::string id = history_.any_identifier();
    if (!id.starts_with(start)) id = start + "/01/09521141012345/10/L1";
    id = id.substr(start.size());
    if (pattern.starts_with("/p/")) return id.substr(1);
    return id.substr(id.find('/', 1) + 1);
  }

  std::string target_of(const api::Route& route) {
    std::string path(route.pattern), query;
    for (const api::Parameter& parameter : route.parameters) {
      if (parameter.in == api::In::header) continue;
      const std::string name(parameter.name);
      if (parameter.in == api::In::query) {
        const bool given = parameter.required == api::Required::yes ||
                           (name != "cursor" && history_.chance(60)) ||
                           (name == "cursor" && !cursor_.empty() && history_.chance(50));
        if (given) query += (query.empty() ? "?" : "&") + name + "=" + value_of(parameter);
        continue;
      }
      for (const std::string& hole : {"{" + name + "}", "{" + name + "...}"})
        if (const auto at = path.find(hole); at != std::string::npos)
          path.replace(at, hole.size(),
                       name == "key" || name == "page" ? link_path(route.pattern) : value_of(parameter));
    }
    return path + query;
  }

  void read_some() {
    std::vector<const api::Route*> gets;
    for (const api::Route& route : api::routes())
      if (route.method == api::Method::get) gets.push_back(&route);
    for (unsigned n = 0; n < reads_a_round; ++n) {
      const api::Route& route = *gets[history_.below(gets.size())];
      // Those that always answer the same, and the many spellings of one route, are read less often.
      const bool is_plain = route.runs == api::Runs::tableless || route.success == 307;
      if (is_plain && history_.chance(85)) continue;
      const std::string target = target_of(route);
      const std::string& token = tokens_[history_.below(tokens_.size())];
      const RawResponse answer = get(target, token);
      ASSERT_TRUE(answer.status >= 200 && answer.status < 500)
          << target << ": " << answer.status << answer.body;
      ++answers_[std::string(route.pattern) + " " + std::to_string(answer.status)];
      if (answer.status == 200 && target.starts_with("/proof")) check_proof(target, answer.body);
      look_at(answer.body);
    }
  }

  void check_proof(const std::string& target, const std::string& body) {
    const auto bundle = parse_bundle(body);
    ASSERT_TRUE(bundle) << target << bundle.error().detail;
    const auto verified = verify_bundle(*bundle, ledger_->verifier());
    ASSERT_TRUE(verified) << target << verified.error().detail;
    for (const RefusedStatement& refused : verified->refused)
      ADD_FAILURE() << target << ": " << to_u64(refused.index) << " " << refused.why.detail;
  }

  /// Cursors and ids of events that an answer gives are asked for next.
  void look_at(const std::string& body) {
    if (const auto at = body.find("\"next\":\""); at != std::string::npos)
      cursor_ = percent_encode(body.substr(at + 8, body.find('"', at + 8) - at - 8));
    constexpr std::string_view opaque = "urn:stocktrail:event:";
    for (auto at = body.find(opaque); at != std::string::npos; at = body.find(opaque, at + 1)) {
      const std::string id = body.substr(at, body.find_first_of("\"& <", at) - at);
      const RawResponse answer =
          get("/epcis/events/" + percent_encode(id), tokens_[history_.below(tokens_.size())]);
      ASSERT_TRUE(answer.status >= 200 && answer.status < 500) << id << ": " << answer.status << answer.body;
      if (opaque_read_++ % 8 == 0) break;
    }
  }

  const std::uint64_t seed_;
  api::ConsumerPages consumer_pages_{system_clock()};
  RandomHistory history_;
  std::vector<std::string> tokens_;
  std::string cursor_;
  std::uint64_t sent_ = 0, accepted_ = 0, opaque_read_ = 0;
  std::map<std::string, std::uint64_t> answers_;
};

// What the fuzzer found first: the id by which strangers know an event was made from the salt of a disclosure
// that an event in the open does not have.
TEST_F(SequenceTest, AnEventThatStandsPlainInItsStatementIsReadByAnyone) {
  const std::string event = lot_event("commissioning", "ADD", lot(1, "L7"), 5, 11, "2026-07-22T06:45:00Z");
  const RawResponse made = post_statement(history_.plain(0, event));
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string index = made.header("location").substr(std::string("/statements/").size());
  for (const std::string& token : tokens_) {
    EXPECT_EQ(get("/trace?id=" + percent_encode(lot(1, "L7")), token).status, 200);
    const RawResponse by_id = get("/epcis/events/urn:stocktrail:event:" + index + ".0.0", token);
    EXPECT_EQ(by_id.status, 404) << by_id.body;
  }
}

TEST_F(SequenceTest, WhateverWasStoredEveryRequestIsAnswered) {
  const auto end = std::chrono::steady_clock::now() + time_to_run();
  while (std::chrono::steady_clock::now() < end && !HasFailure()) {
    send_some();
    read_some();
  }
  std::uint64_t good = 0;
  for (const auto& [answer, count] : answers_) good += answer.ends_with(" 200") ? count : 0;
  std::printf("%llu statements sent, %llu accepted; %llu answers with contents\n",
              static_cast<unsigned long long>(sent_), static_cast<unsigned long long>(accepted_),
              static_cast<unsigned long long>(good));
  const NoteVerifier log = ledger_->verifier();
  api_.reset();
  ledger_.reset();
  const auto report = audit_directory(
      ledger_options_.directory, [](std::uint64_t, std::uint64_t) {},
      {.guard_directory = ledger_options_.guard_directory, .log = log, .checkpoint = {}, .threads = 1});
  ASSERT_TRUE(report) << report.error().detail;
  for (const Error& doubt : report->doubts) ADD_FAILURE() << doubt.where << ": " << doubt.detail;
  EXPECT_GT(accepted_ * 2, sent_);  // Else the generator makes nothing that is worth reading.
  EXPECT_GT(good, 100U);
}

}  // namespace
}  // namespace stocktrail::test
