#include "api/page/detail/recall_banner.h"

#include <algorithm>

#include "api/page/detail/template_name.h"

namespace stocktrail::api {
namespace {

using ctemplate::TemplateDictionary;

void set(TemplateDictionary& dictionary, const char* name, std::string_view value) {
  dictionary.SetValue(template_name(name), ctemplate::TemplateString(value.data(), value.size()));
}

}  // namespace

std::string isolated(std::string_view text) {
  const bool may_turn = std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0xD6 && byte <= 0xDF;
  });
  // NOLINTNEXTLINE(misc-misleading-bidirectional): isolates, each with its end.
  return may_turn ? "\u2068" + std::string(text) + "\u2069" : std::string(text);
}

void fill_recall(const PageModel::Recall& recall, Language language, TemplateDictionary& banner) {
  const auto say = [language](std::string_view id, std::initializer_list<std::string_view> arguments = {}) {
    return phrase(language, id, arguments);
  };
  set(banner, "T_RECALL", say("recall.title"));
  set(banner, "T_RECALL_WHO",
      say("recall.who", {isolated(recall.by), spell_date(language, recall.on), isolated(recall.subject)}));
  const auto why = [&](std::string_view label, const std::string& text) {
    if (text.empty()) return;
    auto& line = add(banner, "WHY");
    set(line, "LABEL", say(label));
    set(line, "TEXT", text);
  };
  std::string serials;
  for (const std::string& serial : recall.serials) serials += (serials.empty() ? "" : ", ") + serial;
  why("recall.serials", serials);
  why("recall.reason", recall.reason);
  why("recall.hazard", recall.hazard);
  why("recall.advice", recall.advice.empty() ? say("recall.do") : recall.advice);
  why("recall.contact", recall.contact);
  for (const auto& [kind, text] : {std::pair("PHONE", &recall.phone), std::pair("EMAIL", &recall.email)})
    if (!text->empty()) set(add(banner, kind), "TEXT", *text);
  for (const auto& [text, url] : recall.links) {
    auto& link = add(banner, "LINK");
    set(link, "TEXT", text);
    set(link, "URL", url);
  }
}

}  // namespace stocktrail::api
