#include "api/page/render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/bytes.h"
#include "crypto/sha256.h"

namespace stocktrail::api {
namespace {

using testing::HasSubstr;
using testing::Not;

PageModel milk() {
  PageModel model;
  model.verdict = Verdict::authentic;
  model.product_name = "Milk powder";
  model.lot = "L7";
  model.today = "2026-11-22";
  PageStep step;
  step.time = "2026-07-22T09:00:00+02:00";
  step.step = "shipping";
  step.place = {"Plant", "Zug", "CH"};
  step.party = "Dairy";
  model.journey.push_back(step);
  return model;
}

TEST(PageRender, SaysVerdictProductAndJourney) {
  const std::string html = PageRenderer().render(milk(), Language::en);
  for (const char* text :
       {"On record, no recall", "Milk powder", "L7", "22 July 2026", "09:00", "Sent",
        "Plant \xC2\xB7 Zug \xC2\xB7 Switzerland", "Signed by Dairy", "lang=\"en\" dir=\"ltr\""})
    EXPECT_THAT(html, HasSubstr(text));
  EXPECT_THAT(html, Not(HasSubstr("{{")));
}

TEST(PageRender, HostileTextStaysText) {
  PageModel model = milk();
  const std::string hostile = "<script>alert(1)</script>\"'&";
  model.product_name = model.brand = model.lot = model.journey[0].party = hostile;
  model.journey[0].step = hostile;
  model.journey[0].time = "2026-07-22T\"onmouseover=x";
  PageCertificate certificate;
  certificate.kind = "permit";
  certificate.title = hostile;
  certificate.picture = "javascript:alert(1)";
  certificate.status = "active";
  model.certificates.push_back(certificate);
  const std::string html = PageRenderer().render(model, Language::en);
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("\"onmouseover")));
  EXPECT_THAT(html, Not(HasSubstr("=\"javascript:")));
}

TEST(PageRender, SaysGapsCustodyErrorsAndMeasuresOpenly) {
  PageModel model = milk();
  PageStep& step = model.journey[0];
  step.gap_days = 9;
  step.custodial = true;
  step.error = {"2026-07-30", "incorrect_data", true};
  step.place = {};
  step.place_is_hidden = true;
  step.measures.push_back({"Temperature", "3.1", "9.5",
                           "\xC2\xB0"
                           "C",
                           true});
  const std::string html = PageRenderer().render(model, Language::en);
  for (const char* text : {"9 days without a public record", "signed for it by this service",
                           "declared this record to be an error on 30 July 2026. Its data were wrong. The "
                           "corrected record is in",
                           "Place not public", "3.1 to 9.5", "outside its limits"})
    EXPECT_THAT(html, HasSubstr(text));
}

TEST(PageRender, LeadsToMoreRecordsThanItCouldRead) {
  PageModel model = milk();
  model.journey_is_complete = false;
  model.all_records = "/trace?id=x";
  EXPECT_THAT(PageRenderer().render(model, Language::en),
              HasSubstr(R"(<a href="/trace?id=x">More records, for programs</a>)"));
}

TEST(PageRender, RecallStandsAboveTheProduct) {
  PageModel model = milk();
  model.verdict = Verdict::recalled;
  PageModel::Recall& recall = model.recalls.emplace_back();
  recall.by = "Dairy";
  recall.on = "2026-08-05";
  recall.subject = "lot L7";
  const std::string html = PageRenderer().render(model, Language::en);
  EXPECT_LT(html.find("Recalled by Dairy on 5 August 2026: lot L7"), html.find("Milk powder</bdi></h2>"));
  EXPECT_THAT(html, Not(HasSubstr("On record, no recall")));
}

TEST(PageRender, CertificateSaysBothDays) {
  PageModel model = milk();
  PageCertificate certificate;
  certificate.kind = "test";
  certificate.title = "Microbiology";
  certificate.status = "active";
  certificate.valid_from = "2026-01-01";
  certificate.made_is_known = certificate.valid_when_made = true;
  model.certificates.push_back(certificate);
  const std::string html = PageRenderer().render(model, Language::en);
  for (const char* text : {"Test report", "Valid on the day of making", "Not valid today", "no end date"})
    EXPECT_THAT(html, HasSubstr(text));
  EXPECT_THAT(html, Not(HasSubstr("There are more certificates")));
}

TEST(PageRender, CertificateSaysWhoStatedItAndThePageThatThereAreMore) {
  PageModel model = milk();
  PageCertificate certificate;
  certificate.kind = "permit";
  certificate.status = "active";
  certificate.stated_by = "Food office";
  model.certificates.push_back(certificate);
  model.certificates_are_complete = false;
  const std::string html = PageRenderer().render(model, Language::en);
  EXPECT_THAT(html, HasSubstr("Stated by Food office"));
  EXPECT_THAT(html, HasSubstr("There are more certificates"));
  EXPECT_THAT(PageRenderer().render(model, Language::zh), HasSubstr("\u7531Food office\u58f0\u660e"));
}

TEST(PageRender, PolicyAllowsExactlyTheServedStyle) {
  const PageRenderer renderer;
  const std::string html = renderer.render(milk(), Language::zh);
  const auto from = html.find("<style>") + 7;
  const std::string style = html.substr(from, html.find("</style>") - from);
  EXPECT_THAT(style, HasSubstr("prefers-color-scheme"));
  EXPECT_THAT(renderer.content_security_policy(), HasSubstr("sha256-" + base64_encode(sha256(style))));
  EXPECT_THAT(html, Not(HasSubstr(" style=")));
}

TEST(PageRender, CorrectionsAreMarked) {
  PageModel model = milk();
  EXPECT_THAT(PageRenderer().render(model, Language::en), Not(HasSubstr("Corrects")));
  model.journey[0].corrects = true;
  EXPECT_THAT(PageRenderer().render(model, Language::en), HasSubstr("Corrects an earlier record"));
  // A reason of the issuer's own is not put into words, and cannot pick another phrase.
  model.journey[0].error = {"", "on", false};
  EXPECT_THAT(PageRenderer().render(model, Language::en), HasSubstr("to be an error.</p>"));
}

TEST(PageRender, BeginsWithAFormInTheReadersLanguage) {
  PageModel model;
  model.verdict = Verdict::start;
  const std::string html = PageRenderer().render(model, Language::zh);
  EXPECT_THAT(html, HasSubstr("action=\"/p/\""));
  EXPECT_THAT(html, HasSubstr("name=\"lang\" value=\"zh-Hans\""));
  EXPECT_THAT(html, Not(HasSubstr("class=\"product\"")));
  EXPECT_THAT(PageRenderer().render(milk(), Language::zh), Not(HasSubstr("<form")));
}

std::string english(const PageModel& model) {
  return PageRenderer().render(model, Language::en);
}

TEST(PageRender, WarnsInWordsOfWhatTheRecordDoesNotBear) {
  PageModel model = milk();
  model.verdict = Verdict::serial_unknown;
  EXPECT_THAT(english(model), HasSubstr("This lot is on record, this serial number is not."));
  model.verdict = Verdict::lot_mismatch;
  model.lot_in_code = "L8";
  EXPECT_THAT(english(model),
              HasSubstr("The code says lot L8, but this serial number is on record in lot L7."));
  model.verdict = Verdict::not_for_use;
  model.status = {"stolen", "Shop", "2026-07-30"};
  EXPECT_THAT(english(model), HasSubstr("Shop reported on 30 July 2026: Stolen."));
  for (const Verdict verdict : {Verdict::serial_unknown, Verdict::lot_mismatch, Verdict::not_for_use}) {
    model.verdict = verdict;
    EXPECT_THAT(english(model), HasSubstr("class=\"verdict warn\""));
    EXPECT_THAT(english(model), Not(HasSubstr("<form")));
  }
}

TEST(PageRender, AsksForTheLotOfAProduct) {
  PageModel model = milk();
  model.verdict = Verdict::lot_needed;
  model.wants_lot = true;
  model.identifier = "(01)09521003000022";
  model.journey.clear();
  for (const char* text : {"We know this product", "name=\"code\" value=\"(01)09521003000022\"",
                           "name=\"lot\"", "<title>Milk powder</title>"})
    EXPECT_THAT(english(model), HasSubstr(text));
}

TEST(PageRender, KeepsWhatWasTyped) {
  PageModel model;
  model.verdict = Verdict::malformed;
  model.identifier = "0952 \"1\"";
  EXPECT_THAT(english(model), HasSubstr("name=\"code\" value=\"0952 &quot;1&quot;\""));
  EXPECT_THAT(english(model), Not(HasSubstr("class=\"product\"")));
}

TEST(PageRender, CallsAShippingUnitOne) {
  PageModel model = milk();
  model.verdict = Verdict::on_record;
  model.product_name.clear();
  model.sscc = "395210030000000030";
  for (const char* text :
       {"class=\"verdict plain\"", "Shipping unit</bdi></h2>", "<bdi>395210030000000030</bdi>"})
    EXPECT_THAT(english(model), HasSubstr(text));
}

TEST(PageRender, SaysOfAPlaceNoMoreThanTheEventDoes) {
  PageModel model = milk();
  model.journey[0].place = {};
  EXPECT_THAT(english(model), Not(HasSubstr("Place not public")));
  model.journey[0].place_is_hidden = true;
  EXPECT_THAT(english(model), HasSubstr("Place not public"));
}

TEST(PageRender, NoRawTextReachesTheReader) {
  PageModel model = milk();
  PageStep& step = model.journey[0];
  step.step = "https://example.com/steps/blessing";
  step.disposition = "damaged";
  step.is_ahead = true;
  step.measures = {{"AbsoluteHumidity", "4", "6", "g/m\u00b3", false},
                   {"Temperature", "-18.5", "-18.5",
                    "\u00b0"
                    "C",
                    true}};
  for (const char* text : {"<h3>Other step</h3>", "<p class=\"alarm\">Damaged</p>",
                           "This day is still to come.", "Absolute humidity: 4 to 6",
                           "Temperature: -18.5 \u00b0"
                           "C: outside its limits"})
    EXPECT_THAT(english(model), HasSubstr(text));
  EXPECT_THAT(english(model), Not(HasSubstr("blessing")));
  step.step = step.disposition = "destroyed";
  step.step = "destroying";
  const std::string html = english(model);
  EXPECT_EQ(html.find("Destroyed"), html.rfind("Destroyed")) << "told once";
}

TEST(PageRender, AWithdrawnCertificateSaysNothingGood) {
  PageModel model = milk();
  PageCertificate certificate;
  certificate.kind = "test";
  certificate.status = "revoked";
  certificate.made_is_known = certificate.valid_when_made = true;
  certificate.picture = certificate.file = "/blobs/00";
  model.certificates.push_back(certificate);
  const std::string html = english(model);
  EXPECT_THAT(html, HasSubstr("<p class=\"tags\"><span class=\"bad\">Withdrawn"));
  EXPECT_THAT(html, Not(HasSubstr("class=\"ok\"")));
  EXPECT_THAT(html, HasSubstr("<a href=\"/blobs/00\">Open the picture</a>"));
}

TEST(PageRender, TextThatRunsTheOtherWayIsIsolated) {
  PageModel model = milk();
  model.journey[0].party = "\u0645\u0632\u0631\u0639\u0629";
  EXPECT_THAT(english(model), HasSubstr("Signed by \u2068\u0645\u0632\u0631\u0639\u0629\u2069"));
}

// What a server sends before the first acknowledgement: 10 segments. Plain, so that it holds for every
// client.
TEST(PageRender, APageOfFiveStepsIsSmall) {
  constexpr std::size_t first_view_bytes_max = 14 * 1024;
  PageModel model = milk();
  for (int i = 0; i < 4; ++i) model.journey.push_back(model.journey[0]);
  EXPECT_LE(PageRenderer().render(model, Language::zh).size(), first_view_bytes_max);
}

}  // namespace
}  // namespace stocktrail::api
