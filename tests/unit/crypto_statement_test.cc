#include "crypto/statement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/statement_fixtures.h"

namespace stocktrail::testing {
namespace {

using ::testing::HasSubstr;

std::string refusal(std::string_view wire) {
  const Result<Statement> statement = Statement::parse(wire);
  return statement ? "accepted" : statement.error().where + ": " + statement.error().detail;
}

std::string events_of(std::string_view wire) {
  const Result<Statement> statement = Statement::parse(wire);
  if (!statement) return statement.error().where + ": " + statement.error().detail;
  std::string texts;
  for (const json::Value event : statement->events()) texts += std::string(event.raw()) + "\n";
  return texts;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(StatementTest, SeededFormKeepsTheEventsTextAndTellsWhatWasSigned) {
  const SigningKey key = fixed_key(1);
  const StatementDraft draft =
      events_draft({std::string(sample_event), R"({ "type" : "ObjectEvent", "a":[1.0] })"});
  const Result<std::string> wire = sign_statement(draft, key);
  ASSERT_TRUE(wire) << wire.error().detail;
  const Result<Statement> statement = Statement::parse(*wire);
  ASSERT_TRUE(statement) << statement.error().detail;
  EXPECT_EQ(statement->wire(), *wire);
  EXPECT_EQ(statement->kind(), "events");
  EXPECT_EQ(statement->issuer(), issuer_id);
  EXPECT_EQ(statement->issued_at(), 1'784'700'000);
  EXPECT_EQ(statement->id(), draft.id);
  EXPECT_EQ(statement->key_id(), thumbprint(key.public_key()));
  EXPECT_EQ(statement->digest(), sha256(statement->jws()));
  ASSERT_EQ(statement->events().size(), 2u);
  EXPECT_EQ(statement->events()[0].raw(), sample_event);
  EXPECT_EQ(statement->events()[1].raw(), draft.events[1]);
  EXPECT_TRUE(verify(*statement, key.public_key()));
  EXPECT_FALSE(verify(*statement, fixed_key(2).public_key()));
}

TEST(StatementTest, RfcFormWithAllDisclosuresHoldsTheSameEvents) {
  const SigningKey key = fixed_key(1);
  const Statement statement =
      *Statement::parse(*sign_statement(events_draft({std::string(sample_event)}), key));
  const std::string full = disclose_all(statement);
  const Result<Statement> opened = Statement::parse(full);
  ASSERT_TRUE(opened) << opened.error().where << opened.error().detail;
  EXPECT_EQ(opened->jws(), statement.jws());
  EXPECT_TRUE(verify(*opened, key.public_key()));
  EXPECT_EQ(
      opened->events()[0].raw(),
      R"({"action":"OBSERVE","epcList":["https://id.gs1.org/01/09521141012345/21/1",)"
      R"("https://id.gs1.org/01/09521141012345/21/2","https://id.gs1.org/01/09521141012345/21/3"],)"
      R"("eventTime":"2026-07-22T06:45:00.000+02:00","eventTimeZoneOffset":"+02:00",)"
      R"("example:note":"caf\u00e9 / ~ \"x\"",)"
      R"("quantityList":[{"epcClass":"https://id.gs1.org/01/09521141012345/10/L7","uom":"KGM","quantity":120.50}],)"
      R"("readPoint":{"id":"https://id.gs1.org/414/9521141000014"},"type":"ObjectEvent"})");
  EXPECT_EQ(disclose_all(*opened), full);
}

TEST(StatementTest, AnEventsSaltIsTheSameInBothForms) {
  const auto wire = sign_statement(events_draft({std::string(sample_event), "{\"a\":1}"}), fixed_key(1));
  const Statement seeded = *Statement::parse(*wire);
  const Statement opened = *Statement::parse(disclose_all(seeded));
  for (const std::size_t event : {0, 1}) {
    EXPECT_EQ(event_salt(seeded, event).value_or("").size(), 22U);
    EXPECT_EQ(event_salt(seeded, event), event_salt(opened, event));
  }
  EXPECT_NE(event_salt(seeded, 0), event_salt(seeded, 1));
}

TEST(StatementTest, AnEventThatStandsPlainHasNoSalt) {
  const Result<Statement> plain = Statement::parse(hand_made_events(R"([{"type":"ObjectEvent"}])", {}));
  ASSERT_TRUE(plain) << plain.error().detail;
  EXPECT_EQ(event_salt(*plain, 0), std::nullopt);
  EXPECT_EQ(event_salt(*plain, 1), std::nullopt);
}

TEST(StatementTest, RedactionKeepsExactlyWhatIsAskedFor) {
  const Statement statement =
      *Statement::parse(*sign_statement(events_draft({std::string(sample_event)}), fixed_key(1)));
  const auto keep = [](const DisclosurePath& path) {
    return path.pointer != "/quantityList/0/quantity" && path.pointer != "/epcList/1" &&
           path.pointer != "/readPoint" && path.pointer != "/example:note" &&
           !path.pointer.starts_with("/event");
  };
  const std::string redacted = redact(statement, keep);
  const Result<Statement> opened = Statement::parse(redacted);
  ASSERT_TRUE(opened);
  EXPECT_EQ(
      opened->events()[0].raw(),
      R"({"action":"OBSERVE","epcList":["https://id.gs1.org/01/09521141012345/21/1",)"
      R"("https://id.gs1.org/01/09521141012345/21/3"],)"
      R"("quantityList":[{"epcClass":"https://id.gs1.org/01/09521141012345/10/L7","uom":"KGM"}],"type":"ObjectEvent"})");
  // Of what is left, indices count what is left; a child never outlives its parent.
  std::vector<std::string> pointers;
  const std::string without_list = redact(*opened, [&](const DisclosurePath& path) {
    pointers.emplace_back(path.pointer);
    return path.pointer != "/epcList";
  });
  EXPECT_THAT(pointers, ::testing::UnorderedElementsAre("", "/type", "/action", "/epcList", "/quantityList",
                                                        "/quantityList/0"));
  EXPECT_EQ(
      events_of(without_list),
      R"({"action":"OBSERVE","quantityList":[{"epcClass":"https://id.gs1.org/01/09521141012345/10/L7","uom":"KGM"}],)"
      "\"type\":\"ObjectEvent\"}\n");
}

TEST(StatementTest, TellsWhereEventsWereCut) {
  const SigningKey key = fixed_key(1);
  const std::string seeded = *sign_statement(events_draft({std::string(sample_event)}), key);
  const Statement derived = *Statement::parse(seeded), rfc = *Statement::parse(disclose_all(derived));
  const EventCuts standard = EventCuts::of(derived, 0), same = EventCuts::of(rfc, 0);
  EXPECT_TRUE(standard.are_standard());
  EXPECT_FALSE(same.are_standard());
  for (const char* pointer : {"", "/action", "/epcList", "/epcList/2", "/quantityList/0",
                              "/quantityList/0/quantity", "/readPoint", "/example:note"}) {
    EXPECT_TRUE(standard.has(pointer) && same.has(pointer)) << pointer;
  }
  for (const char* pointer : {"/readPoint/id", "/quantityList/0/uom", "/quantityList/0/epcClass"})
    EXPECT_FALSE(standard.has(pointer) || same.has(pointer)) << pointer;
  EXPECT_FALSE(same.shows_other_events() || stands_in_payload(rfc, 0));

  const auto parsed = [&](const std::string& events) {
    const std::string payload =
        R"({"iss":"urn:x:1","iat":1,"jti":"AAAAAAAAAAAAAAAAAAAAAA","events":)" + events;
    return *Statement::parse(hand_made_jws(valid_header("events", key), payload + "}", key) + "~");
  };
  const Statement plain = parsed(R"([{"type":"x"},{"type":"y"},{"_sd":[]}])");
  EXPECT_TRUE(EventCuts::of(plain, 0).shows_other_events() && EventCuts::of(plain, 2).shows_other_events());
  EXPECT_TRUE(stands_in_payload(plain, 0) && stands_in_payload(plain, 1));
  EXPECT_FALSE(stands_in_payload(plain, 2)) << "digests alone tell nothing";
  EXPECT_FALSE(EventCuts::of(plain, 0).has(""));
  EXPECT_FALSE(EventCuts::of(parsed(R"([{"type":"x"}])"), 0).shows_other_events());
}

TEST(StatementTest, EveryKindOfMasterDataIsSignedPlain) {
  const SigningKey key = fixed_key(1);
  for (const std::string kind : {"party", "key", "product", "certificate", "policy"}) {
    const std::string wire = signed_body(kind, std::string(issuer_id), R"({ "id":"x","n":1.50 })", key);
    const Result<Statement> statement = Statement::parse(wire);
    ASSERT_TRUE(statement) << statement.error().detail;
    EXPECT_EQ(statement->kind(), kind);
    EXPECT_EQ(statement->body().raw(), R"({ "id":"x","n":1.50 })");
    EXPECT_TRUE(verify(*statement, key.public_key()));
    EXPECT_EQ(disclose_all(*statement), wire);
    EXPECT_THAT(refusal(wire + disclosure(R"(["s","a",1])").encoded + "~"), HasSubstr("takes no disclosure"));
  }
}

TEST(StatementTest, TakesEveryShapeThatAnSdJwtLibraryMayMake) {
  const HandMadeDisclosure whole = disclosure(R"(["s1",{"type":"ObjectEvent", "n":1.0}])");
  const HandMadeDisclosure field = disclosure(R"([ "s2", "action", "ADD" ])");
  const HandMadeDisclosure city = disclosure(R"(["s3","city","Kassel"])");
  const HandMadeDisclosure place =
      disclosure(R"(["s4","place",{"_sd":[")" + city.digest + R"("],"zip":"34117"}])");
  const HandMadeDisclosure item = disclosure(R"(["s5",["a","b"]])");
  const std::string unknown = disclosure("decoy").digest;
  EXPECT_EQ(events_of(hand_made_events(R"([{ "type":"ObjectEvent" ,"x":[ 1, {"y":2} ]}])", {})),
            "{ \"type\":\"ObjectEvent\" ,\"x\":[ 1, {\"y\":2} ]}\n");
  EXPECT_EQ(events_of(hand_made_events(R"([{"...":")" + unknown + R"("},{"...":")" + whole.digest + R"("}])",
                                       {whole})),
            "{\"type\":\"ObjectEvent\", \"n\":1.0}\n");
  EXPECT_EQ(events_of(hand_made_events(
                R"([{"_sd":[")" + field.digest + R"(",")" + unknown + R"("], "type":"x"}])", {field})),
            "{\"type\":\"x\",\"action\":\"ADD\"}\n");
  EXPECT_EQ(events_of(hand_made_events(R"([{"_sd":[")" + place.digest + R"("]}])", {city, place})),
            "{\"place\":{\"zip\":\"34117\",\"city\":\"Kassel\"}}\n");
  EXPECT_EQ(events_of(hand_made_events(R"([{"_sd":[")" + place.digest + R"("]}])", {place})),
            "{\"place\":{\"zip\":\"34117\"}}\n");
  EXPECT_EQ(events_of(hand_made_events(R"([{"_sd":[]}])", {})), "{}\n");
  EXPECT_EQ(events_of(hand_made_events(
                R"([{"l":[0,{"...":")" + item.digest + R"("},{"...":")" + unknown + R"("},[]]}])", {item})),
            "{\"l\":[0,[\"a\",\"b\"],[]]}\n");
  EXPECT_EQ(events_of(hand_made_events(R"([{"_sd_alg":"a claim like any other here"}])", {})),
            "{\"_sd_alg\":\"a claim like any other here\"}\n");
}

TEST(StatementTest, RefusesWhatRfc9901Refuses) {
  const HandMadeDisclosure field = disclosure(R"(["s","action","ADD"])");
  const HandMadeDisclosure item = disclosure(R"(["s",{"type":"x"}])");
  const auto in_sd = [](std::string_view digest) {
    return R"([{"type":"x","_sd":[")" + std::string(digest) + "\"]}]";
  };
  const auto in_list = [](std::string_view digest) { return R"([{"...":")" + std::string(digest) + "\"}]"; };
  const auto sd = [&](std::string_view text) {
    return refusal(hand_made_events(in_sd(disclosure(text).digest), {disclosure(text)}));
  };
  EXPECT_EQ(refusal(hand_made_events(in_sd(field.digest), {field})), "accepted");
  EXPECT_THAT(refusal(hand_made_events(in_sd(field.digest), {field, field})), HasSubstr("given twice"));
  EXPECT_THAT(refusal(hand_made_events(in_sd(field.digest), {field, item})),
              HasSubstr("no digest of the statement names"));
  EXPECT_THAT(refusal(hand_made_events(in_sd(field.digest + "\",\"" + field.digest), {field})),
              HasSubstr("stands twice"));
  EXPECT_THAT(refusal(hand_made_events(in_sd(field.digest + "\",\"" + field.digest), {})),
              HasSubstr("stands twice"));
  EXPECT_THAT(refusal(hand_made_events(in_sd(item.digest), {item})), HasSubstr("lacks a name"));
  EXPECT_THAT(refusal(hand_made_events(in_list(field.digest), {field})), HasSubstr("which has a name"));
  EXPECT_THAT(sd(R"(["s","_sd",1])"), HasSubstr("reserved"));
  EXPECT_THAT(sd(R"(["s","...",1])"), HasSubstr("reserved"));
  EXPECT_THAT(sd(R"(["s","type",1])"), HasSubstr("are named \"type\""));
  EXPECT_THAT(sd(R"(["s"])"), HasSubstr("a disclosure is an array"));
  EXPECT_THAT(sd(R"(["s","a",1,2])"), HasSubstr("a disclosure is an array"));
  EXPECT_THAT(sd(R"({"s":1})"), HasSubstr("a disclosure is an array"));
  EXPECT_THAT(sd(R"([1,"a",1])"), HasSubstr("salt"));
  EXPECT_THAT(sd(R"(["s",1,1])"), HasSubstr("name in a disclosure"));
  EXPECT_THAT(sd(R"(["s","a",{"b":1,"b":2}])"), HasSubstr("two members"));
  EXPECT_THAT(sd(R"(["s","a",1)"), HasSubstr("disclosure 0, byte"));
  const HandMadeDisclosure other = disclosure(R"(["t","action","OBSERVE"])");
  EXPECT_THAT(refusal(hand_made_events(in_sd(field.digest + "\",\"" + other.digest), {field, other})),
              HasSubstr("are named \"action\""));
  EXPECT_THAT(refusal(hand_made_events(R"([{"type":"x","_sd":"a"}])", {})), HasSubstr("array of digests"));
  EXPECT_THAT(refusal(hand_made_events(R"([{"type":"x","_sd":["a"]}])", {})), HasSubstr("43 characters"));
  EXPECT_THAT(refusal(hand_made_events(R"([{"type":"x","_sd":[1]}])", {})), HasSubstr("43 characters"));
  EXPECT_THAT(refusal(hand_made_events(R"([{"type":"x","...":"a"}])", {})), HasSubstr("stands alone"));
  EXPECT_THAT(refusal(hand_made_events(R"([{"type":{"...":"a"}}])", {})), HasSubstr("stands alone"));
  EXPECT_THAT(refusal(hand_made_events(in_list(field.digest), {})), HasSubstr("no event is disclosed"));
  EXPECT_THAT(refusal(hand_made_events("[1]", {})), HasSubstr("an event is an object"));
  EXPECT_THAT(refusal(hand_made_events(in_list(disclosure(R"(["s",1])").digest), {disclosure(R"(["s",1])")})),
              HasSubstr("an event is an object"));
}

TEST(StatementTest, DeeplyNestedDisclosuresAreRefusedAndNotFollowed) {
  std::vector<HandMadeDisclosure> chain{disclosure(R"(["s","a",1])")};
  for (int depth = 0; depth < 2000; ++depth) {
    chain.push_back(disclosure(R"(["s","a",{"_sd":[")" + chain.back().digest + "\"]}]"));
  }
  EXPECT_THAT(refusal(hand_made_events(R"([{"_sd":[")" + chain.back().digest + "\"]}]", chain)),
              HasSubstr("nested too deep"));
}

TEST(StatementTest, LongNamesCannotMakeLongPointers) {
  const HandMadeDisclosure long_name =
      disclosure("[\"s\",\"" + std::string(pointer_bytes_max - 1, 'a') + "\",1]");
  EXPECT_EQ(refusal(hand_made_events(R"([{"_sd":[")" + long_name.digest + "\"]}]", {long_name})), "accepted");
  const HandMadeDisclosure too_long = disclosure("[\"s\",\"" + std::string(pointer_bytes_max, 'a') + "\",1]");
  EXPECT_THAT(refusal(hand_made_events(R"([{"_sd":[")" + too_long.digest + "\"]}]", {too_long})),
              HasSubstr("too long"));
  const auto draft = [](std::size_t size) {
    return events_draft({"{\"" + std::string(size, 'a') + "\":1}"});
  };
  EXPECT_TRUE(sign_statement(draft(pointer_bytes_max - 1), fixed_key(1)));
  EXPECT_FALSE(sign_statement(draft(pointer_bytes_max), fixed_key(1)));
}

TEST(StatementTest, RefusesEveryOtherHeader) {
  const SigningKey key = fixed_key(1);
  const std::string good = valid_header("party", key), payload = payload_start() + R"(,"party":{}})";
  const auto header = [&](std::string_view text) { return refusal(hand_made_jws(text, payload, key) + "~"); };
  EXPECT_EQ(header(good), "accepted");
  EXPECT_EQ(header(replaced(good, "EdDSA", "Ed25519")), "accepted");
  for (const std::string_view alg : {"none", "ES256", "HS256", "eddsa", ""})
    EXPECT_THAT(header(replaced(good, "EdDSA", alg)), HasSubstr("alg"));
  for (const std::string_view more : {"jwk", "jku", "x5c", "crit", "b64", "cty"}) {
    EXPECT_THAT(header(replaced(good, "}", ",\"" + std::string(more) + "\":\"x\"}")), HasSubstr("exactly"));
  }
  EXPECT_THAT(header(replaced(good, "party+sd-jwt", "party")), HasSubstr("typ"));
  EXPECT_THAT(header(replaced(good, "\"EdDSA\"", "1")), HasSubstr("strings"));
  EXPECT_THAT(header(replaced(good, thumbprint(key.public_key()), "short")), HasSubstr("thumbprint"));
  EXPECT_THAT(header(R"({"alg":"EdDSA"})"), HasSubstr("exactly"));
  EXPECT_THAT(header(R"({"alg":"EdDSA","alg":"EdDSA"})"), HasSubstr("two members"));
  EXPECT_THAT(header("[]"), HasSubstr("object"));
  EXPECT_THAT(header("{"), HasSubstr("jws header, byte"));
}

TEST(StatementTest, RefusesEveryOtherPayload) {
  const SigningKey key = fixed_key(1);
  const std::string good = payload_start() + R"(,"party":{"id":"x"}})";
  const auto payload = [&](std::string_view text) {
    return refusal(hand_made_jws(valid_header("party", key), text, key) + "~");
  };
  const auto with = [&](std::string_view from, std::string_view to) {
    return payload(replaced(good, from, to));
  };
  EXPECT_EQ(payload(good), "accepted");
  EXPECT_EQ(with(R"(,"_sd_alg":"sha-256")", ""), "accepted");
  EXPECT_EQ(with(R"("party":)", R"("@context":["https://example.com/"],"party":)"), "accepted");
  for (const std::string_view iss :
       {"", "x", "no scheme", "1a:b", "http:", "http://a b", "http://a<b", ":x"}) {
    EXPECT_THAT(with(issuer_id, iss), HasSubstr("iss")) << iss;
  }
  EXPECT_EQ(with(issuer_id, "a:" + std::string(issuer_bytes_max - 2, 'x')), "accepted");
  EXPECT_THAT(with(issuer_id, "a:" + std::string(issuer_bytes_max - 1, 'x')), HasSubstr("iss"));
  for (const std::string_view iat : {"-1", "1.5", "1e3", "\"1\"", "null", "253402300800"}) {
    EXPECT_THAT(with("1784700000", iat), HasSubstr("iat")) << iat;
  }
  for (const std::string_view jti :
       {"", "BwcHBwcHBwcHBwcHBwcHB", "BwcHBwcHBwcHBwcHBwcHBx", "BwcHBwcHBwcHBwcHBwcHBw=="}) {
    EXPECT_THAT(with("BwcHBwcHBwcHBwcHBwcHBw", jti), HasSubstr("jti")) << jti;
  }
  EXPECT_THAT(with("sha-256", "sha-512"), HasSubstr("_sd_alg"));
  EXPECT_THAT(with(R"("party":)", R"("exp":1,"party":)"), HasSubstr("no such member"));
  EXPECT_THAT(with(R"("party":)", R"("_sd":[],"party":)"), HasSubstr("no such member"));
  EXPECT_THAT(with(R"("party":)", R"("product":)"), HasSubstr("no such member"));
  EXPECT_THAT(with(R"({"id":"x"})", R"({"id":{"_sd":[]}})"), HasSubstr("$.party/id: the names _sd"));
  EXPECT_THAT(with(R"({"id":"x"})", R"({"id":[0,{"...":""}]})"), HasSubstr("$.party/id/1: the names _sd"));
  EXPECT_THAT(with(R"({"id":"x"})", "[]"), HasSubstr("object"));
  EXPECT_THAT(with(R"(,"party":{"id":"x"})", ""), HasSubstr("lacks the claim"));
}

TEST(StatementTest, RefusesEveryOtherWireText) {
  const SigningKey key = fixed_key(1);
  const std::string good = signed_body("party", std::string(issuer_id), "{}", key);
  const std::string jws = good.substr(0, good.size() - 1);
  EXPECT_EQ(refusal(good), "accepted");
  EXPECT_THAT(refusal(jws), HasSubstr("a JWS, a '~'"));
  EXPECT_THAT(refusal(""), HasSubstr("a JWS, a '~'"));
  EXPECT_THAT(refusal(good + "eyJ.x.y"), HasSubstr("key binding"));
  EXPECT_NE(refusal(good + "~"), "accepted");
  EXPECT_NE(refusal(" " + good), "accepted");
  EXPECT_NE(refusal(good + "\n"), "accepted");
  EXPECT_THAT(refusal("a.b~"), HasSubstr("header.payload.signature"));
  EXPECT_THAT(refusal("a.b.c.d~"), HasSubstr("header.payload.signature"));
  EXPECT_THAT(refusal(jws + "=~"), HasSubstr("signature"));
  EXPECT_THAT(refusal(std::string(statement_bytes_max + 1, 'a')), HasSubstr("at most"));
  const auto with_disclosures = [&](std::size_t count) {
    std::string wire = good;
    for (std::size_t i = 0; i < count; ++i) wire += "WzFd~";
    return refusal(wire);
  };
  EXPECT_THAT(with_disclosures(disclosures_max), HasSubstr("this kind takes no disclosure"));
  EXPECT_THAT(with_disclosures(disclosures_max + 1), HasSubstr("at most 65536 disclosures"));
}

TEST(StatementTest, RefusesEveryOtherSeededText) {
  const std::string good =
      *sign_statement(events_draft({R"({"a":1})", R"({"b":2})", R"({"c":3})"}), fixed_key(1));
  EXPECT_EQ(refusal(good), "accepted");
  for (const char* after : {"\n", " ", "\t\r\n"})
    EXPECT_THAT(refusal(good + after), HasSubstr("no white space follows"));
  // Names and values are signed, not the order of the members or the white space between them.
  EXPECT_EQ(refusal(replaced(good, R"({"b":2})", R"({ "b" : 2 })")), "accepted");
  EXPECT_THAT(refusal(replaced(good, R"({"b":2})", R"({"b":2.0})")),
              HasSubstr("$.events[1]: the event or its seed"));
  EXPECT_THAT(refusal(replaced(good, "AgICAgICAgICAgICAgICAg", "BgICAgICAgICAgICAgICAg")),
              HasSubstr("$.events[1]"));
  EXPECT_THAT(refusal(replaced(good, "AgICAgICAgICAgICAgICAg", "AQEBAQEBAQEBAQEBAQEBAQ")),
              HasSubstr("the same seed"));
  EXPECT_THAT(refusal(replaced(good, "AgICAgICAgICAgICAgICAg", "AgICAgICAgICAgICAgICAh")),
              HasSubstr("a seed is 22"));
  EXPECT_THAT(refusal(replaced(good, R"({"b":2})", "{}")), HasSubstr("element of events"));
  EXPECT_THAT(refusal(replaced(good, R"({"b":2})", "[2]")), HasSubstr("element of events"));
  EXPECT_THAT(refusal(replaced(good, R"({"b":2})", R"({"b":{"_sd":[]}})")), HasSubstr("event/b: the names"));
  EXPECT_THAT(refusal(replaced(good, R"("seed")", R"("more":1,"seed")")), HasSubstr("element of events"));
  EXPECT_THAT(refusal(replaced(good, R"("jws")", R"("more":1,"jws")")), HasSubstr("a seeded statement is"));
  EXPECT_THAT(refusal(replaced(good, R"("events")", R"("event")")), HasSubstr("a seeded statement is"));
  const std::size_t third = good.find(R"(,{"seed":"Aw)");
  EXPECT_THAT(refusal(good.substr(0, third) + "]}"), HasSubstr("not as many"));
  EXPECT_EQ(sign_statement(events_draft({R"({"a":1,"a":2})"}), fixed_key(1)).error().where,
            "events[0], byte 0");
  EXPECT_FALSE(sign_statement(events_draft({}), fixed_key(1)));
  EXPECT_FALSE(
      sign_statement(events_draft({R"({"x":")" + std::string(event_bytes_max, 'x') + "\"}"}), fixed_key(1)));
  EXPECT_FALSE(sign_statement(events_draft(std::vector<std::string>(statement_events_max + 1, R"({"a":1})")),
                              fixed_key(1)));
  StatementDraft malformed = events_draft({});
  malformed.kind = "No kind";
  malformed.body = "{}";
  EXPECT_FALSE(sign_statement(malformed, fixed_key(1)));
  malformed.kind = "party";
  malformed.body = R"({},"iss":"x")";
  EXPECT_FALSE(sign_statement(malformed, fixed_key(1)));
}

TEST(StatementTest, TakesTheLargestStatement) {
  std::vector<std::string> events(statement_events_max, std::string(sample_event));
  StatementDraft draft = events_draft(events);
  for (std::size_t n = 0; n < draft.seeds.size(); ++n) draft.seeds[n][0] = static_cast<std::uint8_t>(n >> 8);
  const Result<std::string> wire = sign_statement(draft, fixed_key(1));
  ASSERT_TRUE(wire) << wire.error().detail;
  EXPECT_EQ(Statement::parse(*wire)->events().size(), statement_events_max);
  EXPECT_EQ(events_of(disclose_all(*Statement::parse(*wire))).substr(0, 9), "{\"action\"");
}

TEST(StatementTest, ViewsOutliveMoves) {
  Result<Statement> parsed =
      Statement::parse(*sign_statement(events_draft({std::string(sample_event)}), fixed_key(1)));
  const json::Value event = parsed->events()[0];
  const std::string_view issuer = parsed->issuer();
  const Statement moved = std::move(*parsed);
  EXPECT_EQ(event.raw(), sample_event);
  EXPECT_EQ(issuer, moved.issuer());
}

}  // namespace
}  // namespace stocktrail::testing
