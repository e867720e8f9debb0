// tests/support/api_fixture.h: a whole server in this process: a ledger in a directory of its own, the
// interface on a free port, an operator's token, and two parties that sign for themselves.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "api/api.h"
#include "api/journey/pages.h"
#include "crypto/bundle.h"
#include "crypto/json.h"
#include "crypto/tlog_proof.h"
#include "ledger/engine/open.h"
#include "tests/support/event_builder.h"
#include "tests/support/openapi_check.h"
#include "tests/support/raw_http.h"
#include "tests/support/silent_log.h"
#include "tests/support/temporary_directory.h"

namespace stocktrail::test {

inline json::Document parsed(const std::string& text) {
  auto document = json::Document::parse(text);
  if (!document) {
    ADD_FAILURE() << "not JSON: " << text;
    document = json::Document::parse("{}");
  }
  return std::move(*document);
}

/// A member of the root object as text (its source if it is no string); empty if there is none.
inline std::string member(const std::string& text, std::string_view name) {
  const json::Document document = parsed(text);
  const auto value = document.root().is(json::Kind::object) ? document.root().find(name) : std::nullopt;
  if (!value) return {};
  return value->is(json::Kind::string) ? std::string(value->string()) : std::string(value->raw());
}

class ApiFixture : public ::testing::Test {
 protected:
  /// `env`: the files of the database; the operating system's if it is null.
  explicit ApiFixture(rocksdb::Env* env = nullptr) : env_(env) {
    ledger_options_.directory = directory_ / "data";
    ledger_options_.origin = "log.example/test";
    ledger_options_.guard_directory = directory_ / "guard";
    ledger_options_.limits.disk = {.read_only_below_bytes = 0, .reserve_bytes = 0};
    options_.server.port = 0;
    options_.directory = directory_ / "data";
    open();
    start();
    std::ifstream file(directory_ / "data" / "operator.token");
    std::getline(file, operator_token_);
  }
  ~ApiFixture() override {
    api_.reset();
    ledger_.reset();
  }

  void open() {
    auto ledger = open_ledger(ledger_options_, system_clock(), system_randomness(), env_, folds_);
    if (!ledger) throw std::runtime_error(ledger.error().detail);
    ledger_ = std::move(*ledger);
  }
  /// All anew from what is on disk.
  void restart() {
    api_.reset();
    ledger_.reset();
    open();
    start();
  }
  /// Serves from now on, with `pages_` if they were set.
  void start() {
    auto api = api::Api::start(options_, *ledger_, system_clock(), system_randomness(), log_, pages_);
    if (!api) throw std::runtime_error(api.error().detail);
    api_ = std::move(*api);
  }

  RawResponse request(const RawRequest& wanted) const {
    RawResponse response = ask(api_->port(), wanted);
    check_answer_is_told(wanted, response);
    return response;
  }
  RawResponse get(const std::string& target, const std::string& token = {}) const {
    return request({.method = "GET", .target = target, .token = token});
  }
  RawResponse post_json(const std::string& target, const std::string& body, const std::string& token) const {
    return request({.method = "POST",
                    .target = target,
                    .token = token,
                    .content_type = "application/json",
                    .body = body});
  }

  static SigningKey key_of_party(unsigned number) {
    return *SigningKey::from_seed(sha256("party " + std::to_string(number)));
  }

  static std::string party_claim(unsigned number, const std::string& keys) {
    return R"({"id":")" + party(number) + R"(","name":"Party )" + std::to_string(number) +
           R"(","roles":["manufacturer"],"keys":[)" + keys + "]}";
  }
  static std::string jwk(unsigned number) {
    return R"({"kty":"OKP","crv":"Ed25519","x":")" +
           base64url_encode(key_of_party(number).public_key().bytes()) + "\"}";
  }

  /// Admits a party with a key of its own and states its two places, of which the second is not public.
  void admit(unsigned number) const {
    const RawResponse admitted = post_json("/parties", party_claim(number, jwk(number)), operator_token_);
    ASSERT_EQ(admitted.status, 201) << admitted.body;
    const std::string claim = R"({"id":")" + party(number) + R"(","name":"Party )" + std::to_string(number) +
                              R"(","places":[{"id":")" + place(number * 10 + 1) +
                              R"(","name":"Plant","address":{"country":"NL"},"public":true},{"id":")" +
                              place(number * 10 + 2) + R"(","name":"Secret store"}]})";
    const RawResponse stated = post_statement(signed_body("party", number, claim));
    ASSERT_EQ(stated.status, 201) << stated.body;
  }

  std::string token_for(unsigned number, std::string_view role) const {
    const RawResponse made = post_json("/tokens",
                                       R"({"role":")" + std::string(role) + R"(","party":")" + party(number) +
                                           R"(","label":"test","days":1})",
                                       operator_token_);
    EXPECT_EQ(made.status, 201) << made.body;
    return member(made.body, "token");
  }

  static StatementDraft draft_of(unsigned number) {
    StatementDraft draft;
    draft.issuer = party(number);
    draft.issued_at = to_i64(system_clock().now()) / 1'000'000;
    random_bytes(draft.id);
    return draft;
  }
  static std::string signed_body(std::string_view kind, unsigned number, const std::string& claim) {
    return signed_by(number, kind, number, claim);
  }
  /// In the name of party `number`, with the key of another.
  static std::string signed_by(unsigned signer, std::string_view kind, unsigned number,
                               const std::string& claim) {
    StatementDraft draft = draft_of(number);
    draft.kind = kind;
    draft.body = claim;
    return sign_statement(draft, key_of_party(signer)).value();
  }
  static std::string signed_events(unsigned number, std::vector<std::string> events) {
    StatementDraft draft = draft_of(number);
    draft.seeds.resize(events.size());
    for (DisclosureSeed& seed : draft.seeds) random_bytes(seed);
    draft.events = std::move(events);
    return sign_statement(draft, key_of_party(number)).value();
  }
  RawResponse post_statement(const std::string& wire) const {
    const bool seeded = wire.starts_with('{');
    return request(
        {.method = "POST",
         .target = "/statements",
         .content_type = seeded ? "application/vnd.stocktrail.statement+json" : "application/sd-jwt",
         .body = wire});
  }

  /// One event in JSON about a quantity of a lot, at a place.
  static std::string lot_event(std::string_view step, std::string_view action, const std::string& lot_id,
                               int quantity, unsigned at_place, std::string_view time,
                               const std::string& more = {}) {
    return R"({"type":"ObjectEvent","action":")" + std::string(action) + R"(","bizStep":")" +
           std::string(step) + R"(","eventTime":")" + std::string(time) +
           R"(","eventTimeZoneOffset":"+00:00","quantityList":[{"epcClass":")" + lot_id + R"(","quantity":)" +
           std::to_string(quantity) + R"(}],"readPoint":{"id":")" + place(at_place) +
           R"("},"bizLocation":{"id":")" + place(at_place) + "\"}" + more + "}";
  }

  rocksdb::Env* env_;
  std::span<const Fold> folds_ = all_folds();
  TemporaryDirectory directory_;
  LedgerOptions ledger_options_;
  std::unique_ptr<Ledger> ledger_;
  SilentLog log_;
  api::ApiOptions options_;
  const api::Pages* pages_ = nullptr;
  std::unique_ptr<api::Api> api_;
  std::string operator_token_;
};

}  // namespace stocktrail::test
