// Some events of a stored statement, read without the others.
#include <gtest/gtest.h>

#include <array>
#include <set>
#include <span>

#include "crypto/statement.h"
#include "tests/support/statement_fixtures.h"

namespace stocktrail::testing {
namespace {

/// What `statement` shows of these events.
std::string shown_of(const Statement& statement, const std::set<std::size_t>& events) {
  return redact(statement, [&](const DisclosurePath& path) {
    return events.contains(path.event) && path.pointer != "/readPoint";
  });
}

TEST(ReopenedStatement, TellsOfItsEventsWhatTheWholeOneTells) {
  StatementDraft draft = events_draft({std::string(sample_event), R"({ "type" : "ObjectEvent", "a":[1.0] })",
                                       R"({"a":"\u0041 }]"})", R"({"b":{"c":[{}]}})", R"({"last":true})"});
  draft.context = R"([{"example":"https://example.org/"}])";
  const std::string wire = *sign_statement(draft, fixed_key(1));
  const Statement whole = *Statement::parse(wire);
  for (std::size_t n = 0; n < 5; ++n) {
    const Result<Statement> some = Statement::reopen(wire, std::span(&n, 1));
    ASSERT_TRUE(some) << some.error().detail;
    ASSERT_EQ(some->events().size(), 5U);
    EXPECT_EQ(some->events()[n].raw(), whole.events()[n].raw());
    EXPECT_EQ(some->events()[4].raw(), whole.events()[4].raw()) << "the last tells of all";
    for (std::size_t other = 0; other < 4; ++other)
      EXPECT_EQ(some->events()[other].is(json::Kind::object), other == n);
    EXPECT_EQ(event_salt(*some, n), event_salt(whole, n));
    EXPECT_TRUE(EventCuts::of(*some, n).are_standard());
    EXPECT_EQ(some->issuer(), whole.issuer());
    EXPECT_EQ(some->key_id(), whole.key_id());
    EXPECT_EQ(some->jws(), whole.jws());
    EXPECT_EQ(some->digest(), whole.digest());
    EXPECT_EQ(some->payload().raw(), whole.payload().raw());
    EXPECT_TRUE(verify(*some, fixed_key(1).public_key()));
    EXPECT_EQ(shown_of(*some, {n}), shown_of(whole, {n})) << "proofs carry the true bytes";
  }
  const std::array<std::size_t, 2> two{0, 2};
  EXPECT_EQ(shown_of(*Statement::reopen(wire, two), {0, 2}), shown_of(whole, {0, 2}));
  EXPECT_EQ(Statement::reopen(wire, {})->events().size(), 5U);
}

TEST(ReopenedStatement, TheFormMayBeAnyThatWasTaken) {
  const std::string wire =
      *sign_statement(events_draft({std::string(sample_event), "{\"a\":1}"}), fixed_key(1));
  const Statement whole = *Statement::parse(wire);
  const std::size_t first = 0;
  // The events first, blanks, an escape in a name and in the JWS.
  const std::size_t events = wire.find(",\"events\":");
  std::string turned = "{ \n\"ev\\u0065nts\" : " + wire.substr(events + 10, wire.size() - events - 11) +
                       " ,\t\"jws\" : \"\\u0065" + wire.substr(9, events - 9) + " }";
  ASSERT_EQ(wire.substr(0, 9), "{\"jws\":\"e");
  ASSERT_TRUE(Statement::parse(turned)) << Statement::parse(turned).error().detail;
  const Result<Statement> some = Statement::reopen(turned, std::span(&first, 1));
  ASSERT_TRUE(some) << some.error().detail;
  EXPECT_EQ(shown_of(*some, {0}), shown_of(whole, {0}));
  const Result<Statement> rfc = Statement::reopen(disclose_all(whole), std::span(&first, 1));
  ASSERT_TRUE(rfc) << rfc.error().detail;
  EXPECT_EQ(rfc->events()[1].raw(), "{\"a\":1}");
}

TEST(ReopenedStatement, DamageIsAnError) {
  const std::string wire =
      *sign_statement(events_draft({std::string(sample_event), "{\"a\":1}"}), fixed_key(1));
  const std::size_t first = 0;
  for (const std::size_t size : {std::size_t{1}, wire.size() / 2, wire.size() - 2})
    EXPECT_FALSE(Statement::reopen(wire.substr(0, size), std::span(&first, 1))) << size;
  for (const char* text : {"{}", R"({"jws":7,"events":[{}]})", R"({"jws":"a.b.c","events":[]})",
                           R"({"jws":"a.b.c","events":[7]})", R"({"jws":["a"],"events":[{}]})"})
    EXPECT_FALSE(Statement::reopen(text, std::span(&first, 1))) << text;
  const std::string shortened = std::string(wire).insert(wire.find("[{\"seed\"") + 1, "0,");
  const Result<Statement> refused = Statement::parse(shortened);
  ASSERT_FALSE(refused) << "only our own shortened texts hold a number";
  EXPECT_EQ(refused.error().where, "$.events[0]");
}

}  // namespace
}  // namespace stocktrail::testing
