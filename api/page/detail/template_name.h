// api/page/detail/template_name.h: the names of a template's values and sections. Private to api/page.
#pragma once

#include <ctemplate/template_dictionary.h>
#include <ctemplate/template_string.h>

#include <cstring>
#include <unordered_map>

namespace stocktrail::api {

/// A literal's. Given a name as text, ctemplate hashes it and looks it up under a lock, each time; that took
/// a quarter of the time in which a page is written.
inline ctemplate::TemplateString template_name(const char* literal) {
  thread_local std::unordered_map<const char*, ctemplate::StaticTemplateString> known;
  auto at = known.find(literal);
  if (at == known.end()) {
    at = known.emplace(literal, ctemplate::StaticTemplateString{{literal, std::strlen(literal), 0}}).first;
    const ctemplate::StaticTemplateStringInitializer initializer(&at->second);
  }
  return at->second;
}

/// One more of these sections.
inline ctemplate::TemplateDictionary& add(ctemplate::TemplateDictionary& page, const char* section) {
  return *page.AddSectionDictionary(template_name(section));
}

}  // namespace stocktrail::api
