#include "crypto/bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/statement_fixtures.h"

namespace stocktrail::testing {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view operator_id = "https://log.example/operator";

std::string party(std::string_view id, std::string_view name, std::string_view keys) {
  std::string body = R"({"id":")" + std::string(id) + R"(","name":")" + std::string(name) + "\"";
  if (!keys.empty()) body += ",\"keys\":[" + std::string(keys) + "]";
  return body + "}";
}

std::string key_change(std::string_view of, std::string_view change) {
  return R"({"party":")" + std::string(of) + "\"," + std::string(change) + "}";
}

std::string event_statement(const SigningKey& key, std::int64_t issued_at = 1'784'700'000) {
  StatementDraft draft = events_draft({std::string(sample_event), R"({"type":"x","secret":1})"});
  draft.issued_at = issued_at;
  return disclose_all(*Statement::parse(*sign_statement(draft, key)));
}

std::string verdict(const Bundle& bundle, const NoteVerifier& log) {
  const Result<VerifiedBundle> verified = verify_bundle(bundle, log);
  if (!verified) return verified.error().where + ": " + verified.error().detail;
  std::string refused;
  for (const RefusedStatement& one : verified->refused)
    refused += "index " + std::to_string(to_u64(one.index)) + ": " + one.why.detail + "\n";
  return refused.empty() ? "verified" : refused;
}

class BundleTest : public ::testing::Test {
 protected:
  BundleTest() {
    log.add(signed_body("party", std::string(operator_id),
                        party(operator_id, "The Log", key_json(operator_key)), operator_key));
  }

  void add_by_operator(std::string kind, std::string body) {
    log.add(signed_body(std::move(kind), std::string(operator_id), std::move(body), operator_key));
  }
  void add_by_party(std::string kind, std::string body, const SigningKey& key) {
    log.add(signed_body(std::move(kind), std::string(issuer_id), std::move(body), key));
  }

  const SigningKey operator_key = fixed_key(50), farm_key = fixed_key(51), new_key = fixed_key(52);
  SmallLog log{"log.example/test"};
};

TEST_F(BundleTest, TellsWhatWasDisclosedAndByWhom) {
  add_by_operator("party", party(issuer_id, "Alpine Dairy", key_json(farm_key, R"(,"custodial":true)")));
  log.add("unrelated~");
  const Statement full = *Statement::parse(event_statement(farm_key));
  log.add(redact(full, [](const DisclosurePath& path) {
    return path.event == 0 && (path.pointer.empty() || path.pointer == "/type" || path.pointer == "/action");
  }));
  log.add("unrelated too~");
  const Result<VerifiedBundle> verified = verify_bundle(log.bundle({0, 1, 3}), log.verifier());
  ASSERT_TRUE(verified) << verified.error().where << verified.error().detail;
  EXPECT_EQ(verified->checkpoint.size, TreeSize{5});
  EXPECT_EQ(verified->operator_id, operator_id);
  EXPECT_EQ(verified->operator_name, "The Log");
  ASSERT_EQ(verified->statements.size(), 3u);
  const VerifiedStatement& events = verified->statements[2];
  EXPECT_EQ(events.index, LeafIndex{3});
  EXPECT_EQ(events.issuer_name, "Alpine Dairy");
  EXPECT_EQ(events.key_holder, KeyHolder::server);
  EXPECT_EQ(events.key_revoked_by, std::nullopt);
  ASSERT_EQ(events.statement.events().size(), 1u);
  EXPECT_EQ(events.statement.events()[0].raw(), R"({"action":"OBSERVE","type":"ObjectEvent"})");
  EXPECT_EQ(verified->statements[0].key_holder, KeyHolder::issuer);
}

TEST_F(BundleTest, AKindThatIsNotKnownHereHoldsLikeAnyOther) {
  add_by_operator("party", party(issuer_id, "Alpine Dairy", key_json(farm_key)));
  add_by_party("reservation", R"({"of":"x"})", farm_key);
  add_by_party("reservation", R"({"of":"x"})", new_key);
  log.add(event_statement(farm_key));
  const auto verified = verify_bundle(log.bundle({0, 1, 2, 3, 4}), log.verifier());
  ASSERT_TRUE(verified) << verified.error().detail;
  ASSERT_EQ(verified->statements.size(), 4u);
  EXPECT_EQ(verified->statements[2].statement.kind(), "reservation");
  EXPECT_EQ(verified->statements[2].issuer_name, "Alpine Dairy");
  ASSERT_EQ(verified->refused.size(), 1u) << "By a key that is not registered.";
  EXPECT_EQ(verified->refused[0].index, LeafIndex{3});
}

TEST_F(BundleTest, HasExactlyOneEncoding) {
  add_by_operator("party", party(issuer_id, "Alpine Dairy", key_json(farm_key)));
  log.add(event_statement(farm_key));
  const std::string text = encode_bundle(log.bundle({0, 1, 2}));
  const Result<Bundle> parsed = parse_bundle(text);
  ASSERT_TRUE(parsed) << parsed.error().where << parsed.error().detail;
  EXPECT_EQ(encode_bundle(*parsed), text);
  EXPECT_EQ(verdict(*parsed, log.verifier()), "verified");
}

TEST_F(BundleTest, TheSecondVersionSaysThatEventsAreLeftOut) {
  Bundle bundle = log.bundle({0});
  EXPECT_FALSE(verify_bundle(bundle, log.verifier())->hides_events);
  const std::string first = encode_bundle(bundle);
  bundle.hides_events = true;
  const std::string text = encode_bundle(bundle);
  EXPECT_EQ(text, "stocktrail-proof/v2\nevents left out\n" + first.substr(first.find("index")));
  const Result<Bundle> parsed = parse_bundle(text);
  ASSERT_TRUE(parsed) << parsed.error().where << parsed.error().detail;
  EXPECT_EQ(encode_bundle(*parsed), text);
  EXPECT_TRUE(verify_bundle(*parsed, log.verifier())->hides_events);
  EXPECT_FALSE(parse_bundle("stocktrail-proof/v2\n" + first.substr(first.find("index"))));
  EXPECT_FALSE(parse_bundle("stocktrail-proof/v1\nevents left out\n" + first.substr(first.find("index"))));
}

TEST_F(BundleTest, HasLimits) {
  add_by_operator("party", party(issuer_id, "Alpine Dairy", key_json(farm_key)));
  Bundle bundle = log.bundle({0});
  const BundleEntry entry = bundle.entries.front();
  const auto parsed = [&] { return parse_bundle(encode_bundle(bundle)); };
  while (bundle.entries.size() < bundle_entries_max) {
    bundle.entries.push_back(entry);
    bundle.entries.back().index = LeafIndex{bundle.entries.size()};
  }
  EXPECT_TRUE(parsed().has_value());
  bundle.entries.push_back(entry);
  EXPECT_EQ(parsed().error().code, ErrorCode::too_large);

  bundle.entries = {entry};
  bundle.entries[0].path.assign(bundle_path_digests_max, Digest{});
  EXPECT_TRUE(parsed().has_value());
  bundle.entries[0].path.emplace_back();
  EXPECT_FALSE(parsed().has_value());
  EXPECT_EQ(parse_bundle(std::string(bundle_bytes_max + 1, 'a')).error().code, ErrorCode::too_large);
}

TEST_F(BundleTest, IsRefusedAfterAnyOneByteChange) {
  add_by_operator("party", party(issuer_id, "Alpine Dairy", key_json(farm_key)));
  log.add(disclose_all(
      *Statement::parse(*sign_statement(events_draft({R"({"type":"x","n":[1.0]})"}), farm_key))));
  const std::string good = encode_bundle(log.bundle({0, 1, 2}));
  const NoteVerifier verifier = log.verifier();
  const auto is_refused = [&](const std::string& text) {
    const Result<Bundle> bundle = parse_bundle(text);
    return !bundle || verdict(*bundle, verifier) != "verified";
  };
  ASSERT_FALSE(is_refused(good));
  std::string changed = good;
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const int flip : {0x01, 0x20, 0x80}) {
      changed[at] = static_cast<char>(good[at] ^ flip);
      EXPECT_TRUE(is_refused(changed)) << "byte " << at << " flipped by " << flip;
    }
    for (const char other : {'A', '~', '\n'}) {
      changed[at] = other;
      EXPECT_TRUE(other == good[at] || is_refused(changed)) << "byte " << at << " set to " << int{other};
    }
    changed[at] = good[at];
    EXPECT_TRUE(is_refused(good.substr(0, at) + good.substr(at + 1))) << "byte " << at << " deleted";
    for (const char more : {'0', '\n', '='}) {
      std::string longer = good;
      longer.insert(at, 1, more);
      EXPECT_TRUE(is_refused(longer)) << int{more} << " inserted at byte " << at;
    }
  }
  EXPECT_TRUE(is_refused(good + "\n"));
  EXPECT_TRUE(is_refused(good + " "));
}

TEST_F(BundleTest, NeedsTheTrustedLogAndItsOneSignature) {
  const Bundle good = log.bundle({0});
  EXPECT_EQ(verdict(good, log.verifier()), "verified");
  EXPECT_NE(verdict(good, *NoteVerifier::make("log.example/test", farm_key.public_key())), "verified");
  EXPECT_NE(verdict(good, *NoteVerifier::make("log.example/other", fixed_key(99).public_key())), "verified");
  Bundle cosigned = good;
  const std::string note =
      sign_note(Checkpoint(parse_checkpoint_text(parse_note(good.checkpoint)->text).value()).text(),
                "witness.example", farm_key);
  cosigned.checkpoint += note.substr(note.find("\n\n") + 2);
  EXPECT_THAT(verdict(cosigned, log.verifier()), HasSubstr("no other"));
}

TEST_F(BundleTest, BeginsWithTheOperatorsOwnStatement) {
  add_by_operator("party", party(issuer_id, "Alpine Dairy", key_json(farm_key)));
  log.add(event_statement(farm_key));
  EXPECT_THAT(verdict(log.bundle({1, 2}), log.verifier()), HasSubstr("index 1: the first statement"));
  EXPECT_THAT(verdict(log.bundle({0, 2}), log.verifier()),
              HasSubstr("index 2: no earlier statement here registers"));
  EXPECT_THAT(verdict(log.bundle({}), log.verifier()), HasSubstr("no statement"));
  Bundle twice = log.bundle({0, 1});
  twice.entries.push_back(twice.entries.back());
  EXPECT_THAT(verdict(twice, log.verifier()), HasSubstr("order of their index"));
  EXPECT_FALSE(parse_bundle(encode_bundle(twice)));

  SmallLog other("log.example/test");
  other.add(signed_body("party", std::string(operator_id), party(operator_id, "x", key_json(farm_key)),
                        operator_key));
  EXPECT_THAT(verdict(other.bundle({0}), other.verifier()), HasSubstr("its own list"));
  SmallLog foreign("log.example/test");
  foreign.add(signed_body("party", std::string(operator_id), party(issuer_id, "x", key_json(operator_key)),
                          operator_key));
  EXPECT_THAT(verdict(foreign.bundle({0}), foreign.verifier()), HasSubstr("states itself"));
}

TEST_F(BundleTest, OnlyTheRightOnesMaySayWhoseKeyItIs) {
  add_by_operator("party", party(issuer_id, "Alpine Dairy", key_json(farm_key)));           // 1
  add_by_party("party", party(issuer_id, "Alpine Dairy AG", ""), farm_key);                 // 2
  add_by_party("party", party(issuer_id, "Alpine Dairy AG", key_json(new_key)), farm_key);  // 3
  add_by_party("party", party("https://other.example/", "Other", ""), farm_key);            // 4
  add_by_party("key", key_change("https://other.example/", "\"add\":[" + key_json(new_key) + "]"),
               farm_key);                                                                            // 5
  add_by_operator("key", key_change(issuer_id, "\"add\":[" + key_json(new_key) + "]"));              // 6
  add_by_party("key", key_change(issuer_id, "\"add\":[" + key_json(operator_key) + "]"), farm_key);  // 7
  add_by_operator("product", R"({"id":"x"})");                                                       // 8
  log.add(event_statement(new_key));                                                                 // 9
  log.add(event_statement(operator_key));                                                            // 10
  EXPECT_EQ(verdict(log.bundle({0, 1, 2, 8}), log.verifier()), "verified");
  EXPECT_EQ(verify_bundle(log.bundle({0, 1, 2}), log.verifier())->statements[2].issuer_name,
            "Alpine Dairy AG");
  EXPECT_THAT(verdict(log.bundle({0, 1, 3}), log.verifier()), HasSubstr("by a key statement"));
  EXPECT_THAT(verdict(log.bundle({0, 1, 4}), log.verifier()), HasSubstr("only the operator"));
  EXPECT_THAT(verdict(log.bundle({0, 1, 5}), log.verifier()), HasSubstr("another party"));
  EXPECT_THAT(verdict(log.bundle({0, 1, 6}), log.verifier()), HasSubstr("not add"));
  EXPECT_THAT(verdict(log.bundle({0, 1, 7}), log.verifier()), HasSubstr("belongs to another party"));
  EXPECT_THAT(verdict(log.bundle({0, 1, 9}), log.verifier()), HasSubstr("registers the signing key"));
  EXPECT_THAT(verdict(log.bundle({0, 1, 10}), log.verifier()), HasSubstr("belongs to another party"));
}

TEST_F(BundleTest, KeysCountInTheirTimeAndUntilTheyAreRevoked) {
  constexpr std::int64_t noon = 1'784'721'600;  // 2026-07-22T12:00:00Z
  add_by_operator(
      "party",
      party(issuer_id, "Alpine Dairy",
            key_json(farm_key,
                     R"(,"validFrom":"2026-07-22T12:00:00Z","validUntil":"2026-07-22T15:00:00.5+02:00")")));
  log.add(event_statement(farm_key, noon - 1));     // 2
  log.add(event_statement(farm_key, noon));         // 3
  log.add(event_statement(farm_key, noon + 3599));  // 4
  log.add(event_statement(farm_key, noon + 3600));  // 5
  log.add(signed_body("key", std::string(issuer_id),
                      key_change(issuer_id, "\"add\":[" + key_json(new_key) + "]"), farm_key, noon));  // 6
  log.add(event_statement(new_key, noon));                                                             // 7
  add_by_operator("key",
                  key_change(issuer_id, R"("revoke":[{"kid":")" + thumbprint(new_key.public_key()) +
                                            R"(","at":"2026-07-22T12:00:00Z","reason":"lost"}])"));  // 8
  log.add(event_statement(new_key, noon - 100));                                                     // 9
  EXPECT_THAT(verdict(log.bundle({0, 1, 2}), log.verifier()), HasSubstr("before the key is valid"));
  EXPECT_EQ(verdict(log.bundle({0, 1, 3, 4}), log.verifier()), "verified");
  EXPECT_THAT(verdict(log.bundle({0, 1, 5}), log.verifier()), HasSubstr("after the key was valid"));
  EXPECT_EQ(verdict(log.bundle({0, 1, 6, 7}), log.verifier()), "verified");
  log.add(event_statement(new_key, noon));  // 10
  add_by_operator("key", key_change(issuer_id, R"("revoke":[{"kid":")" + thumbprint(farm_key.public_key()) +
                                                   R"(","at":"2026-07-22T05:00:00Z"}])"));  // 11
  log.add(event_statement(farm_key, noon));                                                 // 12
  // A time to come lets keys overlap; one that was past takes the key at once, whatever iat says.
  EXPECT_EQ(verdict(log.bundle({0, 1, 6, 8, 9}), log.verifier()), "verified");
  EXPECT_THAT(verdict(log.bundle({0, 1, 6, 8, 10}), log.verifier()),
              HasSubstr("index 10: the key was revoked"));
  EXPECT_THAT(verdict(log.bundle({0, 1, 11, 12}), log.verifier()),
              HasSubstr("index 12: the key was revoked"));
  const Result<VerifiedBundle> revoked = verify_bundle(log.bundle({0, 1, 6, 7, 8}), log.verifier());
  ASSERT_TRUE(revoked) << revoked.error().detail;
  EXPECT_EQ(revoked->statements[2].key_revoked_by, std::nullopt);
  EXPECT_EQ(revoked->statements[3].key_revoked_by, LeafIndex{8});
}

TEST_F(BundleTest, ASoonerRevocationCounts) {
  const std::int64_t noon = *parse_rfc3339_seconds("2026-07-22T12:00:00Z");
  const auto ends = [&](const std::string& at) {
    add_by_operator("key", key_change(issuer_id, R"("revoke":[{"kid":")" + thumbprint(farm_key.public_key()) +
                                                     R"(","at":")" + at + "\"}]"));
  };
  add_by_operator("party", party(issuer_id, "Alpine Dairy", key_json(farm_key)));  // 1
  ends("2026-07-22T13:00:00Z");                                                    // 2
  log.add(event_statement(farm_key, noon + 600));                                  // 3
  ends("2026-07-22T12:05:00Z");                                                    // 4
  log.add(event_statement(farm_key, noon + 600));                                  // 5
  EXPECT_EQ(verdict(log.bundle({0, 1, 2, 3}), log.verifier()), "verified");
  EXPECT_THAT(verdict(log.bundle({0, 1, 2, 4, 5}), log.verifier()),
              HasSubstr("index 5: the key was revoked"));
}

// A rotation names no time, and ends the old key at once; what tells later that it was stolen before counts,
// too.
TEST_F(BundleTest, OfAllRevocationsTheSoonestTellsWhatIsInDoubt) {
  const std::int64_t noon = *parse_rfc3339_seconds("2026-07-22T12:00:00Z");
  const std::string old_key = R"("revoke":[{"kid":")" + thumbprint(farm_key.public_key()) + "\"";
  add_by_operator("party", party(issuer_id, "Alpine Dairy", key_json(farm_key)));  // 1
  log.add(event_statement(farm_key, noon - 7200));                                 // 2
  log.add(event_statement(farm_key, noon - 60));                                   // 3
  log.add(signed_body("key", std::string(issuer_id),
                      key_change(issuer_id, "\"add\":[" + key_json(new_key) + "]," + old_key + "}]"),
                      farm_key,
                      noon));  // 4
  const auto revoked = [&](const std::string& at) {
    const std::string body = key_change(issuer_id, old_key + R"(,"at":")" + at + "\"}]");
    log.add(signed_body("key", std::string(issuer_id), body, new_key, noon + 600));
  };
  revoked("2026-07-22T11:00:00Z");  // 5
  revoked("2026-07-22T11:30:00Z");  // 6: later than what stands. No log takes it.
  revoked("2026-07-22T09:00:00Z");  // 7
  const auto doubts = [&](const std::vector<std::uint64_t>& indexes) {
    const auto verified = verify_bundle(log.bundle(indexes), log.verifier());
    EXPECT_TRUE(verified && verified->refused.empty());
    std::vector<std::optional<LeafIndex>> by;
    for (const VerifiedStatement& one : verified->statements) by.push_back(one.key_revoked_by);
    return std::vector(by.begin() + 2, by.begin() + 4);
  };
  using Doubts = std::vector<std::optional<LeafIndex>>;
  EXPECT_EQ(doubts({0, 1, 2, 3, 4}), (Doubts{std::nullopt, std::nullopt}));
  EXPECT_EQ(doubts({0, 1, 2, 3, 4, 5, 6}), (Doubts{std::nullopt, LeafIndex{5}}));
  EXPECT_EQ(doubts({0, 1, 2, 3, 4, 5, 6, 7}), (Doubts{LeafIndex{7}, LeafIndex{7}}));
}

TEST_F(BundleTest, OneStatementThatDoesNotHoldSinksNoOther) {
  add_by_operator("party", party(issuer_id, "Alpine Dairy", key_json(farm_key)));  // 1
  log.add(event_statement(new_key));                                               // 2: nobody's key.
  log.add(event_statement(farm_key));                                              // 3
  add_by_party("key", key_change("https://other.example/", "\"add\":[" + key_json(new_key) + "]"),
               farm_key);              // 4: not its own.
  log.add(event_statement(farm_key));  // 5
  const auto verified = verify_bundle(log.bundle({0, 1, 2, 3, 4, 5}), log.verifier());
  ASSERT_TRUE(verified) << verified.error().detail;
  ASSERT_EQ(verified->statements.size(), 4u);
  EXPECT_EQ(verified->statements[3].index, LeafIndex{5});
  ASSERT_EQ(verified->refused.size(), 2u);
  EXPECT_EQ(verified->refused[0].index, LeafIndex{2});
  EXPECT_EQ(verified->refused[1].index, LeafIndex{4});
  EXPECT_THAT(verified->refused[1].why.detail, HasSubstr("another party"));
}

// What the log's gate takes holds in a proof file, too.
TEST_F(BundleTest, TakesWhatTheGateTakes) {
  const std::string farm = key_json(farm_key, R"(,"validUntil":"2026-07-23T00:00:00Z")");
  add_by_operator("party", party(issuer_id, "Alpine Dairy", farm));            // 1
  add_by_party("party", party(issuer_id, "Alpine Dairy AG", farm), farm_key);  // 2
  add_by_operator("key", key_change(issuer_id, R"("revoke":[{"kid":")" + thumbprint(farm_key.public_key()) +
                                                   R"("}])"));  // 3
  add_by_operator("party", party(issuer_id, "Alpine Dairy",     // 4
                                 key_json(farm_key) + "," + key_json(new_key)));
  log.add(event_statement(new_key));   // 5
  log.add(event_statement(farm_key));  // 6: a key that was revoked does not come back.
  EXPECT_EQ(verdict(log.bundle({0, 1, 2, 3, 4, 5}), log.verifier()), "verified");
  EXPECT_THAT(verdict(log.bundle({0, 1, 2, 3, 4, 5, 6}), log.verifier()),
              HasSubstr("index 6: the key was revoked"));
}

TEST_F(BundleTest, AnotherOperatorAdmitsPartiesOnceItHasTheRole) {
  const SigningKey second = fixed_key(53);
  const std::string second_id = "https://second.example/";
  const auto by_second = [&](std::string kind, std::string body) {
    log.add(signed_body(std::move(kind), second_id, std::move(body), second));
  };
  add_by_operator("party", party(second_id, "Second", key_json(second)));    // 1
  by_second("party", party(issuer_id, "Alpine Dairy", key_json(farm_key)));  // 2: too early.
  add_by_operator("party", R"({"id":")" + second_id + R"(","name":"Second","roles":["operator"]})");  // 3
  by_second("party", party(issuer_id, "Alpine Dairy", key_json(farm_key)));                           // 4
  log.add(event_statement(farm_key));                                                                 // 5
  add_by_operator("party", R"({"id":")" + second_id + R"(","name":"Second","roles":[]})");            // 6
  by_second("party", party(issuer_id, "Alpine", ""));  // 7: too late.
  EXPECT_THAT(verdict(log.bundle({0, 1, 2}), log.verifier()), HasSubstr("only the operator"));
  EXPECT_EQ(verdict(log.bundle({0, 1, 3, 4, 5}), log.verifier()), "verified");
  EXPECT_THAT(verdict(log.bundle({0, 1, 3, 4, 5, 6, 7}), log.verifier()),
              HasSubstr("index 7: only the operator"));
}

TEST_F(BundleTest, RefusesSignaturesByOthersThanTheKeyNamed) {
  add_by_operator("party", party(issuer_id, "Alpine Dairy", key_json(farm_key)));
  log.add(hand_made_jws(valid_header("product", farm_key), payload_start() + R"(,"product":{}})", new_key) +
          "~");
  log.add(*sign_statement(events_draft({R"({"type":"x"})"}), farm_key));
  EXPECT_THAT(verdict(log.bundle({0, 1, 2}), log.verifier()), HasSubstr("index 2: the signature is not"));
  Bundle seeded = log.bundle({0, 1});
  seeded.entries.push_back(log.bundle({3}).entries[0]);
  EXPECT_THAT(verdict(seeded, log.verifier()), HasSubstr("RFC form"));
  Bundle wrong_blind = log.bundle({0, 1});
  wrong_blind.entries[1].blind[0] ^= 1;
  EXPECT_THAT(verdict(wrong_blind, log.verifier()),
              HasSubstr("index 1: the statement is not in the signed tree"));
}

}  // namespace
}  // namespace stocktrail::testing
