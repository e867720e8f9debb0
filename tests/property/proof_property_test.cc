// One rule, one code: whatever the gate took, `verify` of every proof file and the audit find good, through
// keys with terms, rotations with overlap, revocations of all times, further operators and clocks that
// differ.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "api/api.h"
#include "api/http/url.h"
#include "crypto/bundle.h"
#include "ledger/engine/audit.h"
#include "tests/support/ledger_world.h"
#include "tests/support/rapidcheck_seed.h"
#include "tests/support/raw_http.h"

namespace stocktrail::test {
namespace {

constexpr unsigned suppliers = 3, keys_each = 3, lots = 2;

/// A history opens a ledger and a server, so there are few, and long ones.
const bool few_histories = [] {
  const char* given = std::getenv("RC_PARAMS");
  const std::string before = given != nullptr ? given : "";
  if (before.find("max_success") == std::string::npos)
    setenv("RC_PARAMS", (before + " max_success=10").c_str(), 1);
  return rapidcheck_seed_taken;
}();

class NoLog final : public api::AccessLog {
 public:
  void failed(std::string_view, std::string_view) override {}
  void noted(std::string_view) override {}
  void answered(const api::AccessRecord&) override {}
};

class History {
 public:
  History() : world_(directory_ / "data") {
    world_.options.guard_directory = directory_ / "guard";
    world_.open();
    for (unsigned n = 0; n < suppliers; ++n) {
      Supplier first{key_of(party(n)), place(n + 50), signer(n, 0)};
      RC_ASSERT(world_.admit(first).has_value());
    }
  }

  void step(unsigned choice) {
    Dice dice(choice);
    const unsigned what = dice.roll(12), who = dice.roll(suppliers), which = dice.roll(keys_each);
    switch (what) {
      case 0:
        return state(dice, "party", party_claim(who, "\"keys\":[" + key(who, which, dice) + "]"));
      case 1:
        return sign(dice, who, "key",
                    R"({"party":")" + party(who) + R"(","add":[)" + key(who, which, dice) + "]}");
      case 2: {
        const std::string claim = R"({"party":")" + party(who) + R"(","revoke":[{"kid":")" +
                                  thumbprint(signer(who, which).public_key()) + "\"" + time(dice, "at") +
                                  "}]}";
        return dice.roll(2) == 0 ? state(dice, "key", claim) : sign(dice, who, "key", claim);
      }
      case 3:
        return world_.clock.pass_micros(std::int64_t{1'000'000} *
                                        (dice.roll(3) == 0 ? 86'400 : dice.roll(400)));
      case 4:
        return state(
            dice, "party",
            party_claim(who, std::string("\"roles\":[") + (dice.roll(2) == 0 ? "" : "\"operator\"") + "]"));
      case 5:
        return sign(dice, who, "party", party_claim(who, "\"keys\":[" + key(who, which, dice) + "]"));
      default:
        return post_event(dice, who);
    }
  }

  /// What is wrong with a proof or found by the audit; empty if all is well.
  std::string faults() {
    std::string found = faults_of_proofs();
    const NoteVerifier log = world_.ledger->verifier();
    world_.ledger.reset();
    const auto report = audit_directory(
        world_.options.directory, [](std::uint64_t, std::uint64_t) {},
        {.guard_directory = world_.options.guard_directory, .log = log, .checkpoint = {}, .threads = 1});
    if (!report) return found + report.error().detail;
    for (const Error& doubt : report->doubts) found += doubt.where + ": " + doubt.detail + "\n";
    return found;
  }

  unsigned events() const { return events_; }

 private:
  static SigningKey signer(unsigned who, unsigned which) {
    return *SigningKey::from_seed(sha256("key " + std::to_string(who) + " " + std::to_string(which)));
  }
  static std::string party_claim(unsigned who, const std::string& more) {
    return R"({"id":")" + party(who) + R"(","name":"P",)" + more + "}";
  }

  std::int64_t now() { return to_i64(world_.clock.now()) / 1'000'000; }

  /// A member with a time some minutes before or after now, or none.
  std::string time(Dice& dice, std::string_view name) {
    const unsigned choice = dice.roll(4);
    if (choice == 0) return {};
    const std::int64_t at = to_i64(world_.clock.now()) + (std::int64_t{dice.roll(20)} - 10) * 67'300'000;
    return ",\"" + std::string(name) + "\":\"" + format_utc(Micros{at}) + "\"";
  }
  std::string key(unsigned who, unsigned which, Dice& dice) {
    return R"({"kty":"OKP","crv":"Ed25519","x":")" +
           base64url_encode(signer(who, which).public_key().bytes()) + "\"" +
           (dice.roll(3) == 0 ? time(dice, "validFrom") : "") +
           (dice.roll(3) == 0 ? time(dice, "validUntil") : "") + "}";
  }

  /// By the operator, or by a party that may have become one.
  void state(Dice& dice, std::string kind, std::string claim) {
    const unsigned by = dice.roll(2 * suppliers);
    if (by < suppliers) return sign(dice, by, std::move(kind), std::move(claim));
    (void)world_.state(std::move(kind), std::move(claim));
  }

  void sign(Dice& dice, unsigned who, std::string kind, std::string claim) {
    StatementDraft draft = draft_of(dice, who);
    draft.kind = std::move(kind);
    draft.body = std::move(claim);
    send(draft, signer(who, dice.roll(2) == 0 ? 0 : dice.roll(keys_each)));
  }

  StatementDraft draft_of(Dice& dice, unsigned who) {
    StatementDraft draft;
    draft.issuer = party(who);
    draft.issued_at = now() + (dice.roll(3) == 0 ? (std::int64_t{dice.roll(16)} - 8) * 50 : 0);
    draft.id = statement_id(++sent_);
    return draft;
  }

  void send(const StatementDraft& draft, const SigningKey& by) {
    const auto wire = sign_statement(draft, by);
    RC_ASSERT(wire.has_value());
    if (const auto posted = world_.post(*wire); posted && draft.kind == "events") ++events_;
  }

  void post_event(Dice& dice, unsigned who) {
    const Supplier supplier{key_of(party(who)), place(who + 50), signer(who, 0)};
    StatementDraft draft = draft_of(dice, who);
    draft.events = {commissioning(supplier, 1, "L" + std::to_string(dice.roll(lots)), 5)};
    draft.seeds = {statement_id(sent_ + 1'000'000)};
    send(draft, signer(who, dice.roll(2) == 0 ? 0 : dice.roll(keys_each)));
  }

  std::string faults_of_proofs() {
    NoLog quiet;
    api::ApiOptions options;
    options.server.port = 0;
    options.directory = directory_ / "api";
    std::filesystem::create_directories(options.directory);
    auto api = api::Api::start(options, *world_.ledger, world_.clock, world_.randomness, quiet, nullptr);
    if (!api) return api.error().detail;
    std::string found;
    for (unsigned n = 0; n < lots; ++n) {
      const std::string id = lot(1, "L" + std::to_string(n));
      const RawResponse answer =
          ask((*api)->port(), {.method = "GET", .target = "/proof?id=" + api::percent_encode(id)});
      if (answer.status == 404) continue;
      const auto bundle = parse_bundle(answer.body);
      if (!bundle) return found + answer.body;
      const auto verified = verify_bundle(*bundle, world_.ledger->verifier());
      if (!verified) return found + verified.error().where + ": " + verified.error().detail;
      for (const RefusedStatement& refused : verified->refused)
        found += "index " + std::to_string(to_u64(refused.index)) + ": " + refused.why.detail + "\n";
    }
    return found;
  }

  TemporaryDirectory directory_;
  LedgerWorld world_;
  std::uint64_t sent_ = 0;
  unsigned events_ = 0;
};

TEST(ProofProperty, WhateverTheGateTookVerifiesAndTheAuditAgrees) {
  unsigned events = 0;
  check_property("proofs of random histories", [&] {
    const auto choices =
        *rc::gen::container<std::vector<unsigned>>(60, rc::gen::resize(100, rc::gen::inRange(0U, 1U << 30)));
    History history;
    for (const unsigned choice : choices) history.step(choice);
    events += history.events();
    const std::string faults = history.faults();
    if (!faults.empty()) RC_FAIL(faults);
  });
  EXPECT_GT(events, 50U);  // Else hardly anything was proven.
}

}  // namespace
}  // namespace stocktrail::test
