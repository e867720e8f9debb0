#include "api/page/render.h"

#include <ctemplate/template.h>

#include "crypto/result.h"
#include "crypto/sha256.h"
#include "embedded/icon_svg.h"
#include "embedded/page_css.h"
#include "embedded/page_html.h"

namespace stocktrail::api {
namespace {

using ctemplate::TemplateDictionary;

constexpr std::string_view style_slot = "{{STYLE}}";
constexpr const char* page_name = "page";

std::string_view icon_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::authentic:
      return "M12 2l8 3v6c0 5-3.4 9-8 11-4.6-2-8-6-8-11V5z M8.5 12l2.5 2.5 4.5-5";
    case Verdict::recalled:
      return "M12 3L22 20H2z M12 10v4 M12 17v.1";
    case Verdict::unconfirmed:
    case Verdict::unread:
    case Verdict::expired:
      return "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M12 7v5l3 3";
    case Verdict::start:
    case Verdict::malformed:
    case Verdict::no_record:
      break;
  }
  return "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M9.5 9.5a2.5 2.5 0 1 1 3.5 2.300c-.7.4-1 .8-1 1.7 M12 17v.1";
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::authentic:
      return "authentic";
    case Verdict::unconfirmed:
      return "unconfirmed";
    case Verdict::unread:
      return "unread";
    case Verdict::recalled:
      return "recalled";
    case Verdict::expired:
      return "expired";
    case Verdict::start:
      return "start";
    case Verdict::malformed:
      return "malformed";
    case Verdict::no_record:
      break;
  }
  return "no_record";
}

/// Fills one dictionary from one model: the page top to bottom.
class Filler {
 public:
  Filler(const PageModel& model, Language language, TemplateDictionary& page)
      : model_(model), language_(language), page_(page) {}

  void fill() {
    head();
    verdict();
    product();
    journey();
    certificates();
    proof();
    set(page_, "T_PRIVACY", say("privacy"));
  }

 private:
  static void set(TemplateDictionary& dictionary, const char* name, std::string_view value) {
    dictionary.SetValue(name, ctemplate::TemplateString(value.data(), value.size()));
  }
  static void show(TemplateDictionary& dictionary, const char* section, std::string_view text) {
    set(*dictionary.AddSectionDictionary(section), "TEXT", text);
  }
  std::string say(std::string_view id, std::initializer_list<std::string_view> arguments = {}) const {
    return phrase(language_, id, arguments);
  }
  std::string country(const std::string& code) const {
    return find_phrase(language_, "country." + code).value_or(code);
  }
  std::string day(std::string_view iso) const { return spell_date(language_, iso); }

  void head() {
    set(page_, "LANG", tag_of(language_));
    set(page_, "DIR", direction_of(language_));
    const std::string& name = model_.product_name.empty() ? model_.identifier : model_.product_name;
    set(page_, "TITLE",
        !model_.journey.empty()            ? say("title", {name})
        : model_.verdict == Verdict::start ? say("verdict.start")
                                           : say("title.unknown"));
    set(page_, "T_LANGUAGE", say("language"));
    for (const Language language : languages) {
      auto& entry = *page_.AddSectionDictionary("LANGUAGE");
      set(entry, "TAG", tag_of(language));
      set(entry, "NAME", own_name_of(language));
      if (language == language_) entry.ShowSection("CURRENT");
    }
  }

  void verdict() {
    const std::string id = "verdict." + std::string(name_of(model_.verdict));
    set(page_, "VERDICT", name_of(model_.verdict));
    set(page_, "ICON", icon_of(model_.verdict));
    set(page_, "T_VERDICT", say(id));
    set(page_, "T_VERDICT_MORE", say(id + ".more", {day(model_.today)}));
    if (model_.journey.empty()) {
      auto& form = *page_.AddSectionDictionary("FIND");
      set(form, "LANG", tag_of(language_));
      set(form, "T_CODE", say("code"));
      set(form, "T_FIND", say("code.find"));
    }
    if (model_.verdict != Verdict::recalled) return;
    auto& banner = *page_.AddSectionDictionary("RECALL");
    const auto& recall = model_.recall;
    set(banner, "T_RECALL", say("recall.title"));
    set(banner, "T_RECALL_WHO", say("recall.who", {recall.by, day(recall.on), recall.subject}));
    set(banner, "T_RECALL_DO", say("recall.do"));
  }

  static void fact(TemplateDictionary& section, std::string_view label, std::string_view value) {
    if (value.empty()) return;
    auto& fact = *section.AddSectionDictionary("FACT");
    set(fact, "LABEL", label);
    set(fact, "VALUE", value);
  }

  void product() {
    if (model_.verdict == Verdict::start) return;
    auto& section = *page_.AddSectionDictionary("PRODUCT");
    if (!model_.brand.empty()) show(section, "BRAND", model_.brand);
    set(section, "NAME", model_.product_name.empty() ? model_.identifier : model_.product_name);
    fact(section, say("fact.lot"), model_.lot);
    fact(section, say("fact.serial"), model_.serial);
    fact(section, say("fact.made"), day(model_.made_on));
    fact(section, say("fact.best_before"), day(model_.best_before));
    fact(section, say("fact.expires"), day(model_.expires));
    fact(section, say("fact.maker"), model_.maker);
    fact(section, say("fact.country"), country(model_.made_in));
    for (const auto& [label, value] : model_.facts) fact(section, label, value);
    if (!model_.gtin.empty()) {
      fact(section, say("fact.gtin"), model_.gtin);
    } else if (!model_.product_name.empty()) {
      fact(section, say("fact.identifier"), model_.identifier);  // Else it is the headline.
    }
  }

  std::string title_of(const PageStep& step) const {
    if (step.is_recall) return say("journey.recall");
    if (step.disposition == "returned") return say("step.returned");
    if (!step.step.empty()) return find_phrase(language_, "step." + step.step).value_or(step.step);
    if (step.event_type == "TransformationEvent") return say("step.transforming");
    return find_phrase(language_, "action." + step.action).value_or(step.event_type);
  }

  std::string measure_text(const PageMeasure& measure) const {
    const std::string kind = find_phrase(language_, "measure." + measure.kind).value_or(measure.kind);
    if (measure.alarm) return say("measure.alarm", {kind, measure.min, measure.max, measure.uom});
    if (measure.min == measure.max) return say("measure", {kind, measure.min, measure.uom});
    return say("measure.range", {kind, measure.min, measure.max, measure.uom});
  }

  std::string error_text(const PageStep::Error& error) const {
    std::string text = error.on.empty() ? say("journey.error") : say("journey.error.on", {day(error.on)});
    const std::string_view gap = language_ == Language::zh ? "" : " ";
    if (const auto reason = find_phrase(language_, "error." + error.reason)) text.append(gap).append(*reason);
    if (error.is_corrected) text.append(gap).append(say("journey.error.corrected"));
    return text;
  }

  void step(const PageStep& step, TemplateDictionary& line) const {
    if (step.gap_days == 1) show(line, "GAP", say("journey.gap.one"));
    if (step.gap_days > 1) show(line, "GAP", say("journey.gap", {std::to_string(step.gap_days)}));
    const std::string_view look = step.error       ? "wrong"
                                  : step.is_recall ? "recall"
                                  : step.own_part  ? ""
                                                   : "part";
    if (!look.empty()) show(line, "LOOK", look);
    set(line, "TIME", step.time);
    set(line, "DAY", day(step.time));
    set(line, "HOUR",
        std::string_view(step.time).size() >= 16 ? std::string_view(step.time).substr(11, 5) : "");
    set(line, "TITLE", title_of(step));
    std::string place = step.place.name;
    for (const auto& part : {step.place.locality, country(step.place.country)})
      if (!part.empty()) place += (place.empty() ? "" : " · ") + part;
    show(line, "PLACE", place.empty() ? say("journey.place.hidden") : place);
    if (!step.subject.empty()) show(line, "SUBJECT", say("journey.of", {step.subject}));
    for (const auto& measure : step.measures) {
      auto& entry = *line.AddSectionDictionary("MEASURE");
      set(entry, "TEXT", measure_text(measure));
      if (measure.alarm) entry.ShowSection("ALARM");
    }
    set(line, "SIGNED", say(step.custodial ? "journey.signed.custodial" : "journey.signed", {step.party}));
    if (step.custodial) line.ShowSection("CUSTODIAL");
    if (step.error) show(line, "ERROR", error_text(*step.error));
    if (step.corrects) show(line, "CORRECTS", say("journey.corrects"));
  }

  void journey() {
    if (model_.journey.empty()) return;
    auto& section = *page_.AddSectionDictionary("JOURNEY");
    set(section, "T_JOURNEY", say("journey.title"));
    set(section, "T_JOURNEY_NOTE", say("journey.note"));
    for (const PageStep& one : model_.journey) step(one, *section.AddSectionDictionary("STEP"));
    if (!model_.journey_is_complete) show(section, "CUT", say("journey.cut"));
  }

  void tag(TemplateDictionary& card, const char* look, std::string_view text) const {
    auto& entry = *card.AddSectionDictionary("TAG");
    set(entry, "CLASS", look);
    set(entry, "TEXT", text);
  }

  void certificate(const PageCertificate& certificate, TemplateDictionary& card) const {
    set(card, "KIND", say("certificate." + certificate.kind));
    set(card, "TITLE", certificate.title);
    set(card, "ISSUER", say("certificate.issuer", {certificate.issuer}));
    set(card, "NUMBER",
        certificate.standard.empty()
            ? say("certificate.number", {certificate.number})
            : say("certificate.standard", {certificate.number, certificate.standard}));
    set(card, "SUBJECT", say("certificate.for", {certificate.subject}));
    set(card, "VALIDITY",
        certificate.valid_until.empty()
            ? say("certificate.valid.open", {day(certificate.valid_from)})
            : say("certificate.valid", {day(certificate.valid_from), day(certificate.valid_until)}));
    if (certificate.status != "active") tag(card, "bad", say("certificate." + certificate.status));
    if (certificate.made_is_known)
      tag(card, certificate.valid_when_made ? "ok" : "bad",
          say(certificate.valid_when_made ? "certificate.made.yes" : "certificate.made.no"));
    tag(card, certificate.valid_today ? "ok" : "warn",
        say(certificate.valid_today ? "certificate.today.yes" : "certificate.today.no"));
    if (!certificate.picture.empty()) {
      auto& picture = *card.AddSectionDictionary("PICTURE");
      set(picture, "URL", certificate.picture);
      set(picture, "ALT", say("certificate.picture", {certificate.title}));
    } else if (!certificate.file.empty()) {
      auto& file = *card.AddSectionDictionary("FILE");
      set(file, "URL", certificate.file);
      set(file, "TEXT", say("certificate.file"));
    }
  }

  void certificates() {
    if (model_.certificates.empty()) return;
    auto& section = *page_.AddSectionDictionary("CERTIFICATES");
    set(section, "T_CERTIFICATES", say("certificates.title"));
    for (const PageCertificate& one : model_.certificates)
      certificate(one, *section.AddSectionDictionary("CERTIFICATE"));
  }

  void proof() {
    if (model_.proof.download.empty()) return;
    auto& section = *page_.AddSectionDictionary("PROOF");
    set(section, "T_PROOF", say("proof.title", {std::to_string(model_.proof.statements)}));
    set(section, "T_PROOF_WHAT", say("proof.what"));
    set(section, "DOWNLOAD", model_.proof.download);
    set(section, "T_PROOF_DOWNLOAD", say("proof.download"));
    set(section, "T_PROOF_CHECK", say("proof.check"));
    set(section, "LOG_KEY", model_.proof.log_key);
    set(section, "FILE", "journey.stproof");
    set(section, "T_LOG", say("proof.log"));
    set(section, "ORIGIN", model_.proof.origin);
    set(section, "T_LOG_SIZE", say("proof.size"));
    set(section, "LOG_SIZE", std::to_string(model_.proof.log_size));
  }

  const PageModel& model_;
  Language language_;
  TemplateDictionary& page_;
};

}  // namespace

std::string_view page_icon() {
  return icon_svg;
}

struct PageRenderer::Templates {
  ctemplate::TemplateCache cache;
};

PageRenderer::PageRenderer() : templates_(std::make_unique<Templates>()) {
  std::string text(page_html);
  text.replace(text.find(style_slot), style_slot.size(), page_css);
  text.insert(0, "{{%AUTOESCAPE context=\"HTML\"}}");
  ST_CHECK(templates_->cache.StringToTemplateCache(page_name, text, ctemplate::STRIP_WHITESPACE));
  templates_->cache.Freeze();

  // What the browser hashes is the style as it is served, after the template's white space is gone.
  const std::string blank = render(PageModel{}, Language::en);
  const auto from = blank.find("<style>") + 7, to = blank.find("</style>");
  const Digest digest = sha256(std::string_view(blank).substr(from, to - from));
  policy_ = "default-src 'none'; style-src 'sha256-" + base64_encode(digest) +
            "'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
}

PageRenderer::~PageRenderer() = default;

std::string PageRenderer::render(const PageModel& model, Language language) const {
  TemplateDictionary page(page_name);
  Filler(model, language, page).fill();
  std::string html;
  ST_CHECK(templates_->cache.ExpandNoLoad(page_name, ctemplate::STRIP_WHITESPACE, &page, nullptr, &html));
  return html;
}

}  // namespace stocktrail::api
