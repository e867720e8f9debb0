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
  step.measures.push_back({"Temperature", "3.1", "9.5",
                           "\xC2\xB0"
                           "C",
                           true});
  const std::string html = PageRenderer().render(model, Language::en);
  for (const char* text : {"9 days without a record", "signed for it by this service",
                           "declared this record to be an error on 30 July 2026. Its data were wrong. The "
                           "corrected record is in",
                           "Place not public", "3.1 to 9.5", "outside its limits"})
    EXPECT_THAT(html, HasSubstr(text));
}

TEST(PageRender, RecallStandsAboveTheProduct) {
  PageModel model = milk();
  model.verdict = Verdict::recalled;
  model.recall = {"Dairy", "2026-08-05", "lot L7"};
  const std::string html = PageRenderer().render(model, Language::en);
  EXPECT_LT(html.find("Recalled by Dairy on 5 August 2026: lot L7"), html.find("Milk powder</h2>"));
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
