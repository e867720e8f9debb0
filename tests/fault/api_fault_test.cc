// What readers are told while the disk cannot be read: never that a thing, or a recall, is not there.
#include <gmock/gmock.h>
#include <rocksdb/env.h>

#include "api/http/url.h"
#include "api/journey/consumer_pages.h"
#include "tests/support/api_fixture.h"
#include "tests/support/faulty_files.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;
using ::testing::HasSubstr;

struct FaultyDisk {
  std::shared_ptr<FaultyFiles> files = std::make_shared<FaultyFiles>();
  std::unique_ptr<rocksdb::Env> env = rocksdb::NewCompositeEnv(files);
};

class UnreadableTest : private FaultyDisk, public ApiFixture {
 protected:
  UnreadableTest() : ApiFixture(env.get()) {
    ledger_options_.cache_bytes_max = 0;  // So that reads reach the files.
    admit(1);
    wire_ = signed_events(1, {lot_event("commissioning", "ADD", batch, 120, 11, "2026-07-22T06:45:00.000Z",
                                        R"(,"eventID":"urn:x:made")")});
    EXPECT_EQ(post_statement(wire_).status, 201);
    EXPECT_EQ(post_statement(
                  signed_events(1, {lot_event("holding", "OBSERVE", batch, 120, 11,
                                              "2026-07-23T06:45:00.000Z", R"(,"disposition":"recalled")")}))
                  .status,
              201);
    EXPECT_EQ(post_statement(signed_body("product", 1, R"({"id":")" + gtin(1) + R"(","name":"Milk powder"})"))
                  .status,
              201);
    EXPECT_EQ(post_statement(signed_body("certificate", 1,
                                         R"({"id":"c","kind":"permit","title":"T","issuer":"I","number":"N",)"
                                         R"("validFrom":"2026-01-01","subjects":[")" +
                                             gtin(1) + "\"]}"))
                  .status,
              201);
    token_ = token_for(1, "party");
    start_anew();
  }
  ~UnreadableTest() override {
    api_.reset();
    ledger_.reset();
  }

  void break_disk() { files->fail_reads(); }
  void heal_disk() { files->heal(); }
  void mend_disk() {
    heal_disk();
    start_anew();
  }
  /// As a new process: nothing is remembered.
  void start_anew() {
    api_.reset();
    consumer_pages_.emplace(system_clock());
    pages_ = &*consumer_pages_;
    restart();
  }
  void expect_unreadable(const RawResponse& response, std::string_view code) const {
    EXPECT_EQ(response.status, 503) << response.body;
    EXPECT_EQ(response.header("cache-control"), "no-store");
    EXPECT_FALSE(response.header("retry-after").empty());
    EXPECT_EQ(member(response.body, "type"), "urn:stocktrail:problem:" + std::string(code));
  }

  const std::string batch = lot(1, "L7");
  const std::string path_ = batch.substr(std::string("https://id.gs1.org").size());
  std::string wire_, token_;

 private:
  std::optional<api::ConsumerPages> consumer_pages_;
};

TEST_F(UnreadableTest, WhoeverMeetsTheFaultFirstIsToldOfIt) {
  const std::string id = percent_encode(batch);
  const std::pair<std::string, std::string> asked[] = {
      {"/p" + path_, ""},
      {"/trace?id=" + id, ""},
      {"/proof?id=" + id, ""},
      {"/statements/3?id=" + id, ""},
      {"/certificates?subject=" + percent_encode(gtin(1)), ""},
      {"/products/" + percent_encode(gtin(1)), ""},
      {"/parties", ""},
      {"/parties/" + percent_encode(party(1)), ""},
      {"/log/tile/entries/000.p/3", ""},
      {"/statements/3/receipt", token_},
      {"/inventory/positions?product=" + id, token_},
      {"/healthz", token_},  // Whether a token still counts stands in the tables.
  };
  for (const auto& [target, token] : asked) {
    SCOPED_TRACE(target);
    EXPECT_EQ(get(target, token).status, 200);
    start_anew();
    break_disk();
    expect_unreadable(get(target, token), "unavailable");
    mend_disk();
  }
}

TEST_F(UnreadableTest, NothingIsShownUntilARestartThenAllIsThere) {
  const RawResponse page = get("/p" + path_);
  ASSERT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("recall"));
  break_disk();
  expect_unreadable(get("/trace?id=" + percent_encode(batch)), "unavailable");
  heal_disk();  // A fault that comes and goes.
  expect_unreadable(get("/p" + path_), "unavailable");
  const RawResponse known =
      request({.target = "/p" + path_, .extra_headers = "If-None-Match: " + page.header("etag") + "\r\n"});
  expect_unreadable(known, "unavailable");
  expect_unreadable(post_statement(wire_), "outcome_unknown");
  EXPECT_EQ(get("/readyz").status, 503);
  for (const char* target : {"/healthz", "/metrics", "/openapi.json", "/log/checkpoint", "/log/vkey"}) {
    EXPECT_EQ(get(target).status, 200) << target;
  }
  mend_disk();
  EXPECT_EQ(get("/p" + path_).body, page.body);
  const RawResponse again = post_statement(wire_);
  EXPECT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(member(again.body, "repeated"), "true");
}

}  // namespace
}  // namespace stocktrail::test
