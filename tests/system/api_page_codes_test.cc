// What is printed on a pack, and how people type it: dates in the code, misprints, capital and small letters;
// and what a person sees where a program gets a problem document.
#include <gmock/gmock.h>

#include <fstream>

#include "api/http/url.h"
#include "api/journey/consumer_pages.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* green = "On record, no recall";
constexpr const char* browser = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n";

class PageCodesTest : public ApiFixture {
 protected:
  PageCodesTest() {
    api_.reset();
    pages_ = &consumer_pages_;
    start();
    admit(1);
    tell(signed_body("product", 1, R"({"id":")" + gtin(1) + R"(","name":"Milk powder"})"));
    tell(
        signed_events(1, {lot_event("commissioning", "ADD", lot(1, "L7"), 120, 11, "2026-07-22T06:45:00.000Z",
                                    R"(,"ilmd":{"cbvmda:itemExpirationDate":"2060-12-31",)"
                                    R"("cbvmda:bestBeforeDate":"2060-06-30"})")}));
  }
  ~PageCodesTest() override { api_.reset(); }

  void tell(const std::string& statement) const {
    const RawResponse stored = post_statement(statement);
    ASSERT_EQ(stored.status, 201) << stored.body;
  }
  static std::string path_of(const std::string& id) {
    return id.substr(std::string("https://id.gs1.org").size());
  }
  /// As a phone opens what it scanned: the redirect, and the page that it leads to.
  RawResponse scan(const std::string& target) const {
    const RawResponse led = request({.target = target, .extra_headers = browser});
    if (led.status != 307) return led;
    return request({.target = led.header("location"), .extra_headers = browser});
  }
  void expect_page(const std::string& target, int status, const std::string& text) const {
    const RawResponse page = scan(target);
    EXPECT_EQ(page.status, status) << target;
    EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8") << target;
    EXPECT_THAT(page.body, HasSubstr(text)) << target;
    if (text != green) {
      EXPECT_THAT(page.body, Not(HasSubstr(green))) << target;
    }
  }

 private:
  api::ConsumerPages consumer_pages_{system_clock()};
};

TEST_F(PageCodesTest, TheDateInTheCodeCounts) {
  const std::string code = path_of(lot(1, "L7"));
  expect_page(code, 200, green);
  expect_page(code + "?17=601231", 200, green);
  expect_page(code + "?17=601200", 200, green);  // Day 00 is the last of the month.
  expect_page(code + "?15=600630&17=601231", 200, green);
  expect_page(code + "?17=991231", 200, "The date does not match");
  expect_page(code + "?17=991231", 200, "The code says 31 December 1999, the record says 31 December 2060.");
  expect_page(code + "?15=600629", 200, "The date does not match");
  const std::string item_code = path_of(lot(1, "L8"));
  tell(
      signed_events(1, {lot_event("commissioning", "ADD", lot(1, "L8"), 1, 11, "2026-07-22T06:45:00.000Z")}));
  expect_page(item_code + "?17=400101", 200, green);  // The record has none.
  expect_page(item_code + "?17=200101", 200, "Past its date");
  expect_page(item_code + "?15=200101", 200, "its date, 1 January 2020, is over");
  expect_page(path_of(gtin(1)) + "?17=200101", 200, "Past its date");
  expect_page(path_of(gtin(1)) + "?17=400101", 200, "We know this product");
  for (const char* misprint : {"?17=601332", "?17=600230", "?17=6012", "?15=abcdef", "?17="})
    expect_page(code + misprint, 200, green);                  // No reason not to tell of the lot.
  expect_page(path_of(gtin(1)) + "?17=12&10=L7", 200, green);  // The rest of the query counts.
  expect_page(code + "?17=x&15=200101", 200, "The date does not match");
  expect_page(code + "?17=601231&17=991231", 200, "The code says 31 December 1999");  // The earlier counts,
  expect_page(code + "?17=991231&17=601231", 200, "The code says 31 December 1999");  // wherever it stands.
  expect_page(item_code + "?17=400101&15=200101", 200, "its date, 1 January 2020, is over");
  expect_page(code + "?15=600600", 200,
              green);  // Month and year only: the record says the last day but none.
  expect_page(code + "?15=600500", 200, "The date does not match");
}

TEST_F(PageCodesTest, DatesInThePathAreMovedToWhereALinkHasThem) {
  const std::string code = path_of(lot(1, "L7"));
  const RawResponse scanned = request({.target = code + "/17/601231", .extra_headers = browser});
  EXPECT_EQ(scanned.status, 307);
  EXPECT_EQ(scanned.header("location"), code + "?17=601231");
  const RawResponse opened = request({.target = "/p" + path_of(gtin(1)) + "/11/600101/10/L7/17/991231"});
  EXPECT_EQ(opened.status, 307);
  EXPECT_EQ(opened.header("location"), "/p" + code + "?11=600101&17=991231&lang=en");
  expect_page(std::string(opened.header("location")), 200, "The date does not match");
  EXPECT_EQ(request({.target = "/p" + code + "/99/x"}).status, 400) << "no date";
}

TEST_F(PageCodesTest, AWrongCheckDigitIsNamed) {
  std::string code = path_of(gtin(1));
  const char right = code.back(), wrong = right == '0' ? '1' : '0';
  code.back() = wrong;
  const std::string told =
      std::string("Its last digit is ") + wrong + ". With the others, it would be " + right;
  expect_page("/p" + code, 400, told);
  expect_page("/p" + code + "/10/L7", 400, told);
  EXPECT_THAT(request({.target = "/p/01/95210"}).body, Not(HasSubstr("last digit")));
}

TEST_F(PageCodesTest, ALotMayHoldASlash) {
  const std::string code = path_of(lot(1, "A%2FB"));
  tell(signed_events(
      1, {lot_event("commissioning", "ADD", lot(1, "A%2FB"), 120, 11, "2026-07-22T06:45:00.000Z")}));
  expect_page(code, 200, green);
  expect_page("/p" + code, 200, green);
  const std::string typed = "(01)" + gtin(1).substr(gtin(1).size() - 14) + "(10)A/B";
  EXPECT_EQ(get("/p/?code=" + api::percent_encode(typed)).header("location"), "/p" + code + "?lang=en");
}

TEST_F(PageCodesTest, TheDateStaysWithTheCode) {
  const std::string code = path_of(lot(1, "L7"));
  const RawResponse page = scan(code + "?17=991231");
  EXPECT_THAT(page.body, HasSubstr("?lang=zh-Hans&amp;17=991231"));
  EXPECT_THAT(page.body, HasSubstr("Use by, by the code"));
  const std::string typed = "(01)" + gtin(1).substr(gtin(1).size() - 14) + "(17)601231(10)L7";
  EXPECT_EQ(get("/p/?code=" + api::percent_encode(typed)).header("location"),
            "/p" + code + "?17=601231&lang=en");
  const std::string product = "(01)" + gtin(1).substr(gtin(1).size() - 14) + "(17)601231";
  EXPECT_THAT(scan(path_of(gtin(1)) + "?17=601231").body, HasSubstr("value=\"" + product + "\""));
  // A kept page is that of its own date.
  for (int i = 0; i < 2; ++i) {
    expect_page("/p" + code + "?17=601231", 200, green);
    expect_page("/p" + code + "?17=991231", 200, "The date does not match");
    expect_page("/p" + code, 200, green);
  }
}

TEST_F(PageCodesTest, AMisprintedCodeGetsAPage) {
  std::string wrong = path_of(gtin(1));
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  expect_page(wrong + "/10/L7", 400, "This is not a valid code");
  EXPECT_THAT(scan(wrong + "/10/L7").body, HasSubstr("value=\"" + wrong.substr(1) + "/10/L7\""));
  constexpr std::size_t typed_shown_bytes_max = 200;
  for (const std::size_t bytes : {typed_shown_bytes_max, typed_shown_bytes_max + 1}) {
    const std::string page = scan("/01/" + std::string(bytes - 3, 'x')).body;
    EXPECT_THAT(page, HasSubstr("value=\"01/" + std::string(typed_shown_bytes_max - 3, 'x') + "\"")) << bytes;
  }
  expect_page("/00/123", 400, "This is not a valid code");
  expect_page("/01/%ff", 400, "This is not a valid code");
  expect_page(path_of(lot(1, "L7")) + "/", 200, green);
  expect_page(path_of(lot(1, "L7")) + "//?17=601231", 200, green);
  for (const char* path : {"/nothing", "/02/123", "/01", "/01/", "/index.html", "/p"})
    expect_page(path, 404, "There is nothing at this address");
  expect_page("/nothing?lang=zh", 404, "\u6b64\u5730\u5740\u6ca1\u6709\u5185\u5bb9");
  expect_page("/inventory/positions", 401, "This address is for programs");
  expect_page("/inventory/positions", 401, "this needs a token");
}

TEST_F(PageCodesTest, ProgramsGetProblemDocuments) {
  std::string wrong = path_of(gtin(1));
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  for (const std::string& accept :
       {std::string(), std::string("Accept: */*\r\n"), std::string("Accept: application/json\r\n"),
        std::string("Accept: application/json, text/html;q=0.5\r\n")}) {
    for (const std::string& path : {wrong, std::string("/nothing")}) {
      const RawResponse told = request({.target = path, .extra_headers = accept});
      EXPECT_EQ(told.header("content-type"), "application/problem+json") << accept;
      EXPECT_THAT(told.header("vary"), HasSubstr("Accept")) << accept;
    }
  }
  const RawResponse posted = request({.method = "POST", .target = "/nothing", .extra_headers = browser});
  EXPECT_EQ(posted.header("content-type"), "application/problem+json");
}

TEST_F(PageCodesTest, TheNamesOfVersion11LeadToTheSamePage) {
  const std::string number = gtin(1).substr(gtin(1).size() - 14);
  expect_page("/gtin/" + number + "/lot/L7", 200, green);
  expect_page("/gtin/" + number + "/10/L7?17=601231", 200, green);
  expect_page("/gtin/" + number + "/lot/L7/ser/9", 404, "Serial number not on record");
  expect_page("/sscc/" + pallet(1).substr(pallet(1).size() - 18), 404, "No record of this code");
  expect_page("/gtin/" + number.substr(1), 200, "We know this product");
  expect_page("/gtin/12", 400, "This is not a valid code");
}

// A pack in hand is warned of, also where its lot was typed in the other case.
TEST_F(PageCodesTest, ARecallIsToldToWhoTypesTheLotInSmallLetters) {
  const std::string small = path_of(lot(1, "l7"));
  expect_page(small, 404, "No record of exactly this code");
  tell(signed_events(1, {lot_event("holding", "OBSERVE", lot(1, "L7"), 120, 11, "2026-08-02T06:45:00.000Z",
                                   R"(,"disposition":"recalled")")}));
  for (const std::string& typed : {small, path_of(item(1, "l7", "9"))}) {
    expect_page(typed, 404, "The code on record is recalled");
    const std::string html = scan(typed).body;
    EXPECT_THAT(html, HasSubstr("Recalled by Party 1 (manufacturer, " +
                                party(1).substr(party(1).rfind('/') + 1) + ") on 2 August 2026"));
    EXPECT_THAT(html, HasSubstr("href=\"/p" + path_of(lot(1, "L7")) + "?lang=en\""));
  }
  // Also to programs the name is told with what its bearer is.
  EXPECT_THAT(
      get("/trace?id=" + api::percent_encode(lot(1, "L7"))).body,
      HasSubstr("\"issuer\":\"" + party(1) + R"(","issuerName":"Party 1","issuerRoles":["manufacturer"])"));
  // Nor does it help that somebody else made a lot of that name.
  admit(2);
  tell(
      signed_events(2, {lot_event("commissioning", "ADD", lot(1, "l7"), 1, 21, "2026-08-03T06:45:00.000Z")}));
  expect_page(small, 404, "The code on record is recalled");
}

TEST_F(PageCodesTest, NothingOfALotIsToldAsIfItWereOfAnUnknownItem) {
  const std::string html = scan(path_of(item(1, "L7", "9"))).body;
  EXPECT_THAT(html, HasSubstr("<title>Serial number not on record</title>"));
  EXPECT_THAT(html, HasSubstr("<h2>Journey of the lot</h2>"));
  EXPECT_THAT(html, HasSubstr("Nothing is on record of this serial number."));
  EXPECT_THAT(html, HasSubstr("<dt>Serial number, not on record</dt>"));
  EXPECT_THAT(scan(path_of(lot(1, "L7"))).body, HasSubstr("<h2>Journey</h2>"));
}

TEST_F(PageCodesTest, CapitalAndSmallLettersAreNoForgery) {
  const std::string small = path_of(lot(1, "l7"));
  expect_page(small, 404, "No record of exactly this code");
  const std::string html = scan(small).body;
  EXPECT_THAT(html, Not(HasSubstr("not genuine")));
  EXPECT_THAT(html, HasSubstr("href=\"/p" + path_of(lot(1, "L7")) + "?lang=en\""));
  tell(signed_events(1,
                     {lot_event("commissioning", "ADD", lot(1, "aB-c"), 1, 11, "2026-07-22T06:45:00.000Z")}));
  EXPECT_THAT(scan(path_of(lot(1, "AB-C"))).body, HasSubstr("href=\"/p" + path_of(lot(1, "aB-c"))));
  const auto item_made = [](const std::string& epc) {
    return R"({"type":"ObjectEvent","action":"ADD","bizStep":"commissioning",)"
           R"("eventTime":"2026-07-22T07:00:00.000Z","eventTimeZoneOffset":"+00:00","epcList":[")" +
           epc + R"("],"ilmd":{"cbvmda:lotNumber":"L7"}})";
  };
  tell(signed_events(1, {item_made(item(1, "S9X"))}));
  EXPECT_THAT(scan(path_of(item(1, "s9x"))).body, HasSubstr("href=\"/p" + path_of(item(1, "S9X"))));
  expect_page(path_of(item(1, "l7", "S9X")), 404, "No record of exactly this code");
  expect_page(path_of(item(1, "L7", "S9Y")), 404, "Serial number not on record");
  expect_page(path_of(lot(1, "L9")), 404, "No record of this code");
}

// The write-ahead log is lost, or an old copy was put back: what was signed is more than what is there.
TEST_F(PageCodesTest, AnOldCopySaysNothingGood) {
  const std::string code = path_of(lot(1, "L7"));
  tell(
      signed_events(1, {lot_event("commissioning", "ADD", lot(1, "R1"), 1, 11, "2026-07-22T06:45:00.000Z")}));
  tell(signed_events(1, {lot_event("holding", "OBSERVE", lot(1, "R1"), 1, 11, "2026-07-23T06:45:00.000Z",
                                   R"(,"disposition":"recalled")")}));
  const std::string kept = scan(code).header("etag");
  api_.reset();
  ledger_.reset();
  const auto data = directory_ / "data", copy = directory_ / "copy";
  std::filesystem::copy(data, copy, std::filesystem::copy_options::recursive);
  open();
  start();
  tell(signed_events(1, {lot_event("holding", "OBSERVE", lot(1, "L7"), 1, 11, "2026-07-23T06:45:00.000Z",
                                   R"(,"disposition":"recalled")")}));
  expect_page(code, 200, "Recalled");
  api_.reset();
  ledger_.reset();
  std::filesystem::remove_all(data);
  std::filesystem::rename(copy, data);
  open();
  start();
  expect_page(code, 200, "Cannot be checked now");
  expect_page(path_of(lot(1, "NEVER")), 200, "Cannot be checked now");
  expect_page(path_of(lot(1, "R1")), 200, "Recalled: do not use");
  expect_page(path_of(gtin(1)), 200, "We know this product");
  for (const std::string& path : {code, "/p" + code, std::string("/p/")}) {
    const RawResponse answer = request({.target = path, .extra_headers = browser});
    EXPECT_EQ(answer.header("cache-control"), "no-store") << path;
  }
  const RawResponse validated =
      request({.target = "/p" + code, .extra_headers = "If-None-Match: " + kept + "\r\n"});
  EXPECT_EQ(validated.status, 200);
  // What needs a signed root is not offered, and says why.
  EXPECT_THAT(scan(path_of(lot(1, "R1"))).body, Not(HasSubstr("/proof?")));
  for (const char* signed_path : {"/statements/1/proof", "/proof?id=", "/log/checkpoint"}) {
    const std::string path =
        signed_path + std::string(signed_path[1] == 'p' ? api::percent_encode(lot(1, "R1")) : "");
    const RawResponse answer = get(path, operator_token_);
    EXPECT_EQ(answer.status, 503) << path << answer.body;
    EXPECT_THAT(answer.body, HasSubstr("read_only")) << path;
  }
}

}  // namespace
}  // namespace stocktrail::test
