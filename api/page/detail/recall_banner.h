// api/page/detail/recall_banner.h: what a page says of a recall: why, what to do, whom to ask. Private to
// api/page.
#pragma once

#include <ctemplate/template.h>

#include <string>
#include <string_view>

#include "api/page/catalogue.h"
#include "api/page/model.h"

namespace stocktrail::api {

/// Text from data that may run from right to left is isolated (Unicode, UAX 9: FSI and PDI), so that it does
/// not turn the sentence around it. UTF-8 of Hebrew to NKo begins with D6 to DF.
std::string isolated(std::string_view text);

void fill_recall(const PageModel::Recall& recall, Language language, ctemplate::TemplateDictionary& banner);

}  // namespace stocktrail::api
