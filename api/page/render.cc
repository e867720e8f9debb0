#include "api/page/render.h"

#include <ctemplate/template.h>

#include <algorithm>

#include "api/page/detail/recall_banner.h"
#include "api/page/detail/template_name.h"
#include "api/page/detail/verdict_look.h"
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

/// Fills one dictionary from one model: the page top to bottom.
class Filler {
 public:
  Filler(const PageModel& model, Language language, TemplateDictionary& page)
      : model_(model), look_(look_of(model.verdict)), language_(language), page_(page) {}

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
    dictionary.SetValue(template_name(name), ctemplate::TemplateString(value.data(), value.size()));
  }
  static void show(TemplateDictionary& dictionary, const char* section, std::string_view text) {
    set(add(dictionary, section), "TEXT", text);
  }
  std::string say(std::string_view id, std::initializer_list<std::string_view> arguments = {}) const {
    return phrase(language_, id, arguments);
  }
  std::string country(const std::string& code) const { return country_name(language_, code); }
  std::string day(std::string_view iso) const { return spell_date(language_, iso); }

  void head() {
    set(page_, "LANG", tag_of(language_));
    set(page_, "DIR", direction_of(language_));
    set(page_, "TITLE", title());
    set(page_, "T_LANGUAGE", say("language"));
    for (const Language language : languages) {
      auto& entry = add(page_, "LANGUAGE");
      set(entry, "TAG", tag_of(language));
      set(entry, "NAME", own_name_of(language));
      keep_parameters(entry);
      if (language == language_) entry.ShowSection("CURRENT");
    }
  }

  /// What a link to this page in another form has beside the language.
  void keep_parameters(TemplateDictionary& link) const {
    for (const auto& [name, value] : model_.link_parameters) {
      auto& kept = add(link, "KEPT");
      set(kept, "PARAMETER", name);
      set(kept, "VALUE", value);
    }
  }

  std::string headline() const {
    if (!model_.product_name.empty()) return model_.product_name;
    return model_.sscc.empty() ? model_.identifier : say("headline.sscc");
  }

  std::string title() const {
    if (look_.below == Below::form) return say("verdict." + std::string(look_.name));
    if (model_.verdict == Verdict::near_recalled || model_.verdict == Verdict::serial_unknown)
      return say("verdict." + std::string(look_.name));
    const bool is_known = look_.below == Below::thing && model_.verdict != Verdict::near_miss;
    if (!is_known) return say("title.unknown");
    return model_.journey.empty() ? headline() : say("title", {headline()});
  }

  std::string verdict_more(const std::string& id) const {
    const std::string today = day(model_.today);
    switch (model_.verdict) {
      case Verdict::lot_mismatch:
        return say(id, {today, model_.lot_in_code, model_.lot});
      case Verdict::date_mismatch:
        return model_.expires_in_code.empty() || model_.expires.empty()
                   ? say(id, {today, day(model_.best_before_in_code), day(model_.best_before)})
                   : say(id, {today, day(model_.expires_in_code), day(model_.expires)});
      case Verdict::expired:
        return say(id, {today, day(model_.past)});
      case Verdict::not_for_use: {
        const auto& [word, by, on] = model_.status;
        return say(id,
                   {today, isolated(by), find_phrase(language_, "status." + word).value_or(word), day(on)});
      }
      default:
        return say(id, {today});
    }
  }

  /// Asks for a code, with what was typed or scanned in the box so that it can be mended; or for the lot of a
  /// product.
  void form() {
    const bool wants_code = look_.below != Below::thing;
    if (!model_.wants_lot && !wants_code) return;
    auto& form = add(page_, "FIND");
    set(form, "LANG", tag_of(language_));
    set(form, "T_FIND", say("code.find"));
    set(form, "T_FIELD", say(wants_code ? "code" : "code.lot"));
    set(form, "FIELD", wants_code ? "code" : "lot");
    if (wants_code) {
      set(form, "TYPED", model_.identifier);
    } else {
      show(form, "CODE", model_.identifier);
    }
  }

  void suggestions() {
    if (model_.suggestions.empty()) return;
    auto& section = add(page_, "MEANT");
    set(section, "T_MEANT", say("code.meant"));
    for (const auto& [text, href] : model_.suggestions) {
      auto& code = add(section, "CODE");
      set(code, "TEXT", text);
      set(code, "URL", href + "?lang=" + std::string(tag_of(language_)));
    }
  }

  void verdict() {
    const std::string id = "verdict." + std::string(look_.name);
    set(page_, "STYLE_OF_VERDICT", look_.style);
    set(page_, "ICON", look_.icon);
    set(page_, "T_VERDICT", say(id));
    set(page_, "T_VERDICT_MORE", verdict_more(id + ".more"));
    suggestions();
    if (!model_.detail.empty()) show(page_, "DETAIL", model_.detail);
    form();
    for (const PageModel::Recall& recall : model_.recalls)
      fill_recall(recall, language_, add(page_, "RECALL"));
  }

  static void fact(TemplateDictionary& section, std::string_view label, std::string_view value) {
    if (value.empty()) return;
    auto& fact = add(section, "FACT");
    set(fact, "LABEL", label);
    set(fact, "VALUE", value);
    constexpr std::size_t narrow = 16;  // A longer number would be broken in a column.
    if (value.size() > narrow && value.find(' ') == std::string_view::npos) fact.ShowSection("WIDE");
  }

  void product() {
    if (look_.below == Below::form) return;
    auto& section = add(page_, "PRODUCT");
    if (!model_.brand.empty()) show(section, "BRAND", model_.brand);
    set(section, "NAME", headline());
    fact(section, say("fact.sscc"), model_.sscc);
    fact(section, say("fact.place"), place_text({"", model_.place.locality, model_.place.country}));
    fact(section, say("fact.lot"), model_.lot);
    fact(section, say("fact.lot_in_code"), model_.lot_in_code);
    fact(section, say(model_.tells_of_lot ? "fact.serial_unknown" : "fact.serial"), model_.serial);
    fact(section, say("fact.made"), day(model_.made_on));
    fact(section, say("fact.best_before"), day(model_.best_before));
    fact(section, say("fact.expires"), day(model_.expires));
    fact(section, say("fact.best_before_in_code"), day(model_.best_before_in_code));
    fact(section, say("fact.expires_in_code"), day(model_.expires_in_code));
    fact(section, say("fact.maker"), model_.maker);
    fact(section, say("fact.country"), country(model_.made_in));
    for (const auto& [label, value] : model_.facts) fact(section, label, value);
    if (!model_.gtin.empty()) {
      fact(section, say("fact.gtin"), model_.gtin);
    } else if (!model_.product_name.empty()) {
      fact(section, say("fact.identifier"), model_.identifier);  // Else it is the headline.
    }
  }

  std::string place_text(const PagePlace& place) const {
    std::string text;
    for (const std::string& part : {place.name, place.locality, country(place.country)})
      if (!part.empty()) text += (text.empty() ? "" : " · ") + part;
    return text;
  }

  std::string title_of(const PageStep& step) const {
    if (step.is_recall) return say("journey.recall");
    if (step.disposition == "returned") return say("step.returned");
    if (!step.step.empty()) return find_phrase(language_, "step." + step.step).value_or(say("step.other"));
    if (step.event_type == "TransformationEvent") return say("step.transforming");
    return find_phrase(language_, "action." + step.action).value_or(step.event_type);
  }

  std::string measure_text(const PageMeasure& measure) const {
    const std::string kind = find_phrase(language_, "measure." + measure.kind).value_or(measure.kind);
    if (measure.min == measure.max)
      return say(measure.alarm ? "measure.alarm.one" : "measure", {kind, measure.min, measure.uom});
    return say(measure.alarm ? "measure.alarm" : "measure.range",
               {kind, measure.min, measure.max, measure.uom});
  }

  std::string error_text(const PageError& error) const {
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
    const std::string title = title_of(step);
    set(line, "TITLE", title);
    const auto status = find_phrase(language_, "status." + step.disposition);
    if (status && *status != title) show(line, "STATUS", *status);
    if (step.is_ahead) show(line, "AHEAD", say("journey.ahead"));
    const std::string place = place_text(step.place);
    if (step.place_is_hidden || !place.empty())
      show(line, "PLACE", place.empty() ? say("journey.place.hidden") : place);
    if (!step.subject.empty()) show(line, "SUBJECT", say("journey.of", {isolated(step.subject)}));
    for (const auto& measure : step.measures) {
      auto& entry = add(line, "MEASURE");
      set(entry, "TEXT", measure_text(measure));
      if (measure.alarm) entry.ShowSection("ALARM");
    }
    set(line, "SIGNED",
        say(step.custodial ? "journey.signed.custodial" : "journey.signed", {isolated(step.party)}));
    if (step.custodial) line.ShowSection("CUSTODIAL");
    if (step.error) show(line, "ERROR", error_text(*step.error));
    if (step.corrects) show(line, "CORRECTS", say("journey.corrects"));
  }

  void other_pages(TemplateDictionary& section) const {
    if (model_.older.empty() && !model_.has_newer) return;
    auto& pages = add(section, "PAGES");
    const auto link = [&](const char* name, std::string_view text) -> TemplateDictionary& {
      auto& entry = add(pages, name);
      set(entry, "TAG", tag_of(language_));
      set(entry, "TEXT", text);
      keep_parameters(entry);
      return entry;
    };
    if (model_.has_newer) link("NEWEST", say("journey.newest"));
    if (!model_.older.empty()) set(link("OLDER", say("journey.older")), "BEFORE", model_.older);
  }

  void journey() {
    const std::size_t others = model_.companies_not_named;
    if (model_.journey.empty() && others == 0) return;
    auto& section = add(page_, "JOURNEY");
    set(section, "T_JOURNEY", say(model_.tells_of_lot ? "journey.title.lot" : "journey.title"));
    if (model_.tells_of_lot) show(section, "OF_LOT", say("journey.lot", {isolated(model_.lot)}));
    if (!model_.journey.empty()) {
      auto& trail = add(section, "TRAIL");
      set(trail, "T_JOURNEY_NOTE", say("journey.note"));
      for (const PageStep& one : model_.journey) step(one, add(trail, "STEP"));
    }
    other_pages(section);
    if (others == 1) show(section, "OTHERS", say("journey.others.one"));
    if (others > 1) show(section, "OTHERS", say("journey.others", {std::to_string(others)}));
    if (model_.journey_is_complete) return;
    auto& cut = add(section, "CUT");
    set(cut, "TEXT", say("journey.cut"));
    set(cut, "LABEL", say("journey.cut.more"));
    set(cut, "URL", model_.all_records);
  }

  void tag(TemplateDictionary& card, const char* look, std::string_view text) const {
    auto& entry = add(card, "TAG");
    set(entry, "CLASS", look);
    set(entry, "TEXT", text);
  }

  void certificate(const PageCertificate& certificate, TemplateDictionary& card) const {
    set(card, "KIND", say("certificate." + certificate.kind));
    set(card, "TITLE", certificate.title);
    set(card, "ISSUER", say("certificate.issuer", {isolated(certificate.issuer)}));
    set(card, "NUMBER",
        certificate.standard.empty()
            ? say("certificate.number", {certificate.number})
            : say("certificate.standard", {certificate.number, certificate.standard}));
    set(card, "SUBJECT", say("certificate.for", {isolated(certificate.subject)}));
    if (!certificate.stated_by.empty())
      show(card, "STATED", say("certificate.stated", {isolated(certificate.stated_by)}));
    set(card, "VALIDITY",
        certificate.valid_until.empty()
            ? say("certificate.valid.open", {day(certificate.valid_from)})
            : say("certificate.valid", {day(certificate.valid_from), day(certificate.valid_until)}));
    const bool is_active = certificate.status == "active";  // What was withdrawn says no more of any day.
    if (!is_active) tag(card, "bad", say("certificate." + certificate.status));
    if (is_active && certificate.made_is_known)
      tag(card, certificate.valid_when_made ? "ok" : "bad",
          say(certificate.valid_when_made ? "certificate.made.yes" : "certificate.made.no"));
    tag(card, certificate.valid_today ? "ok" : "warn",
        say(certificate.valid_today ? "certificate.today.yes" : "certificate.today.no"));
    if (!certificate.picture.empty()) {
      auto& picture = add(card, "PICTURE");
      set(picture, "URL", certificate.picture);
      set(picture, "ALT", say("certificate.picture", {certificate.title}));
    }
    if (!certificate.file.empty()) {
      auto& file = add(card, "FILE");
      set(file, "URL", certificate.file);
      set(file, "TEXT", say(certificate.picture.empty() ? "certificate.file" : "certificate.picture.open"));
    }
  }

  void certificates() {
    if (model_.certificates.empty()) return;
    auto& section = add(page_, "CERTIFICATES");
    set(section, "T_CERTIFICATES", say("certificates.title"));
    for (const PageCertificate& one : model_.certificates) certificate(one, add(section, "CERTIFICATE"));
    if (!model_.certificates_are_complete) show(section, "CUT", say("certificates.cut"));
  }

  void proof() {
    if (model_.proof.download.empty()) return;
    auto& section = add(page_, "PROOF");
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
  const VerdictLook look_;
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
