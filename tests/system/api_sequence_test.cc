// The sequence fuzzer: random statements of strangers are sent to a whole server, then everything is read by
// every role. No request may end the process, none may be answered with a fault of the server's own, and at
// the end each kind of statement was taken and each route gave what it is there for.
//
// STOCKTRAIL_SEED repeats a run; STOCKTRAIL_SEQUENCE_SECONDS makes it longer than the few seconds of the
// suite (docs/testing.md).
#include <array>
#include <chrono>
#include <cstdlib>
#include <set>

#include "api/handlers/routes.h"
#include "api/http/url.h"
#include "api/journey/consumer_pages.h"
#include "ledger/engine/audit.h"
#include "ledger/engine/kinds.h"
#include "tests/support/api_fixture.h"
#include "tests/support/random_history.h"
#include "tests/support/seed.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;

constexpr unsigned parties = 4;
constexpr unsigned statements_a_round = 25, reads_a_round = 160, rounds_min = 3;

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
      const std::string quiet = RandomHistory::quiet_product(), at = place(n * 10 + 1);
      const std::string stock =
          lot_event("commissioning", "ADD", quiet + "/10/L0", 1'000, n * 10 + 1, "2026-07-22T06:45:00Z");
      EXPECT_EQ(post_statement(signed_events(n, {stock})).status, 201);
      const std::string promised = R"({"action":"reserve","id":"o0","lines":[{"product":")" + quiet +
                                   R"(","quantity":1,"places":[")" + at + "\"]}]}";
      EXPECT_EQ(post_statement(signed_body("reservation", n, promised)).status, 201);
      members.push_back({party(n), key_of_party(n), {place(n * 10 + 1), place(n * 10 + 2)}});
    }
    stated("/parties",
           R"({"id":")" + party(4) + R"(","name":"Office","roles":["authority"],"keys":[)" + jwk(4) + "]}");
    stated("/policies", R"({"id":"grant","type":"grant","role":"auditor","party":")" + party(3) + "\"}");
    EXPECT_EQ(request({.method = "PUT",
                       .target = "/blobs/" + hex_encode(sha256(RandomHistory::file)),
                       .token = operator_token_,
                       .body = std::string(RandomHistory::file)})
                  .status,
              201);
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
      if (history_.chance(5)) {
        send_policy();
      } else {
        send(history_.next());
      }
    }
  }
  void send(const std::string& wire) {
    const RawResponse made = post_statement(wire);
    EXPECT_TRUE(made.status >= 200 && made.status < 500) << made.status << made.body << "\n" << wire;
    ++sent_;
    if (made.status != 201) return;
    ++accepted_;
    kinds_.emplace(Statement::parse(wire)->kind());
  }
  void send_policy() {
    const RawResponse made = post_json("/policies", history_.policy(), operator_token_);
    EXPECT_TRUE(made.status >= 200 && made.status < 500) << made.status << made.body;
    if (made.status == 201) kinds_.emplace("policy");
  }

  /// One of the words of a schema that lists them; empty: it does not.
  std::string word_of(std::string_view schema) {
    const json::Document document = parsed(std::string(schema));
    const auto words = document.root().find("enum");
    if (!words) return {};
    std::size_t skipped = history_.below(words->size());
    for (const json::Value word : words->elements())
      if (skipped-- == 0) return std::string(word.string());
    return {};
  }

  std::string any_of(std::string_view letter, std::uint64_t below) {
    return std::string(letter) + std::to_string(history_.below(below));
  }

  std::string any_container() {
    std::string id = history_.any_identifier();
    while (!id.contains("/00/")) id = history_.any_identifier();
    return id;
  }

  std::string value_of(const api::Parameter& parameter) {
    const std::string name(parameter.name);
    if (std::string word = word_of(parameter.schema); !word.empty()) return word;
    if (name == "index" || name == "capture") return std::to_string(history_.below(sent_ + 10));
    if (name == "event") return percent_encode(history_.any_event_id());
    if (name == "place" || name == "origin") return percent_encode(history_.any_place());
    if (name == "party" || name == "issuer") return percent_encode(history_.any_party());
    if (name == "gtin" || (name == "product" && history_.chance(50)))
      return percent_encode(gtin(static_cast<unsigned>(history_.below(4))));
    if (name == "limit") return std::to_string(1 + history_.below(5));
    if (parameter.schema.contains("date")) return any_of("2026-11-2", 10) + "T00:00:00Z";
    if (name == "cursor") return cursor_;
    if (name == "container") return percent_encode(any_container());
    if (name == "certificate") return any_of("c", 8);
    if (name == "recall") return any_of("r", 8);
    if (name == "reservation") return any_of("o", 8);
    if (name == "order") return any_of("b", 8);
    if (name == "sha256") return hex_encode(sha256(RandomHistory::file));
    if (name == "level") return any_of("", 2);
    if (name == "tile" || name == "bundle")
      return history_.chance(50) ? "000" : "000.p/" + std::to_string(1 + history_.below(200));
    if (name == "linkType") return history_.chance(50) ? "all" : "gs1:pip";
    if (name == "lot") return any_of("L", 3);
    if (name == "state") return history_.chance(50) ? "open" : "assigned,settled";
    if (name == "kind") return history_.chance(50) ? "not_there" : "unexpected_arrival,lot_differs";
    if (name == "status") return "sellable,recalled";
    if (name == "days") return "0,10,100";
    if (name == "channel") return "web";
    if (name == "unit") return "KGM";
    if (name == "after" || name == "minAgeDays" || name == "minQuantity") return any_of("", 20);
    return percent_encode(history_.any_identifier());
  }

  /// What stands in a Digital Link for the last part of the route.
  std::string link_path(std::string_view pattern) {
    constexpr std::array others{"/253/4012345000092PO-4711",
                                "/255/401234599999044",
                                "/401/952114",
                                "/402/40123452223334442",
                                "/8003/04012345999990",
                                "/8004/4012345ABC345",
                                "/8006/040123451234560102/10/XYZ",
                                "/8010/4012345AB12",
                                "/8013/1987654Ad4X4bL5ttr2310c2K",
                                "/8017/401234500000000074",
                                "/8018/385888700111111111/8019/12"};
    const std::string_view start = pattern.substr(0, pattern.find('{'));
    for (const std::string_view other : others)
      if (other.starts_with(start)) return std::string(other.substr(start.size()));
    const std::string host = "https://id.gs1.org";
    std::string id = history_.any_identifier();
    while (!id.starts_with(host) || (start != "/p/" && !id.substr(host.size()).starts_with(start)))
      id = history_.any_identifier();
    return id.substr(host.size() + (start == "/p/" ? 1 : start.size()));
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

  static std::vector<const api::Route*> gets() {
    std::vector<const api::Route*> all;
    for (const api::Route& route : api::routes())
      if (route.method == api::Method::get) all.push_back(&route);
    return all;
  }

  void read_some() {
    look_for_discrepancies();
    const auto all = gets();
    for (unsigned n = 0; n < reads_a_round && !HasFatalFailure(); ++n) {
      const api::Route& route = *all[history_.below(all.size())];
      // Those that always answer the same, and the many spellings of one route, are read less often.
      const bool is_plain = route.runs == api::Runs::tableless || route.success == 307;
      if (!is_plain || history_.chance(15)) read(route);
    }
  }

  void read(const api::Route& route) {
    const std::string target = target_of(route);
    const std::string& token = tokens_[history_.below(tokens_.size())];
    const RawResponse answer = get(target, token);
    ASSERT_TRUE(answer.status >= 200 && answer.status < 500)
        << target << ": " << answer.status << answer.body;
    if (answer.status == 200 || answer.status == route.success) {
      ++good_;
      useful_.insert(&route);
    }
    if (answer.status == 200 && target.starts_with("/proof")) check_proof(target, answer.body);
    look_at(answer.body);
  }

  void look_for_discrepancies() {
    const RawResponse answer =
        get("/inventory/discrepancies?limit=100&place=" + history_.any_place(), tokens_.back());
    ASSERT_EQ(answer.status, 200) << answer.body;
    const json::Document document = parsed(answer.body);
    std::vector<RandomHistory::Discrepancy> all;
    for (const json::Value one : document.root().find("discrepancies")->elements()) {
      const auto place = one.find("place"), quantity = one.find("quantity");
      if (place)
        all.push_back({std::string(one.find("id")->string()), std::string(place->string()),
                       quantity ? std::string(quantity->raw()) : ""});
    }
    history_.set_discrepancies(std::move(all));
  }

  /// What chance left out until now gets some more of it.
  void make_up() {
    for (const StatementKind& kind : statement_kinds()) {
      for (unsigned n = 0; n < 100 && !kinds_.contains(kind.name); ++n) {
        look_for_discrepancies();
        kind.name == "policy" ? send_policy() : send(history_.of_kind(kind.name));
      }
    }
    for (const api::Route* route : gets())
      for (unsigned n = 0; n < 300 && !useful_.contains(route) && !HasFatalFailure(); ++n) read(*route);
    for (const StatementKind& kind : statement_kinds())
      EXPECT_TRUE(kinds_.contains(kind.name)) << "no statement was taken: " << kind.name;
    for (const api::Route* route : gets())
      EXPECT_TRUE(useful_.contains(route)) << "only ever refused: " << route->pattern;
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
  std::uint64_t sent_ = 0, accepted_ = 0, good_ = 0, opaque_read_ = 0;
  std::set<std::string, std::less<>> kinds_;  // Of statements that were taken.
  std::set<const api::Route*> useful_;        // Those that gave what they are there for.
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
  for (unsigned round = 0; (round < rounds_min || std::chrono::steady_clock::now() < end) && !HasFailure();
       ++round) {
    send_some();
    read_some();
  }
  if (!HasFailure()) make_up();
  std::printf("%llu statements sent, %llu accepted; %llu answers with contents\n",
              static_cast<unsigned long long>(sent_), static_cast<unsigned long long>(accepted_),
              static_cast<unsigned long long>(good_));
  const NoteVerifier log = ledger_->verifier();
  api_.reset();
  ledger_.reset();
  const auto report = audit_directory(
      ledger_options_.directory, [](std::uint64_t, std::uint64_t) {},
      {.guard_directory = ledger_options_.guard_directory, .log = log, .checkpoint = {}, .threads = 1});
  ASSERT_TRUE(report) << report.error().detail;
  for (const Error& doubt : report->doubts) ADD_FAILURE() << doubt.where << ": " << doubt.detail;
  EXPECT_GT(accepted_ * 2, sent_);  // Else the generator makes nothing that is worth reading.
  EXPECT_GT(good_, 100U);
}

}  // namespace
}  // namespace stocktrail::test
