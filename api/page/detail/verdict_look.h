// api/page/detail/verdict_look.h: how each verdict is named, coloured and drawn.
#pragma once

#include <string_view>

#include "api/page/model.h"

namespace stocktrail::api {

struct VerdictLook {
  std::string_view name;   // In the ids of phrases.
  std::string_view style;  // Of page.css.
  std::string_view icon;   // An SVG path in a box of 24.
};

VerdictLook look_of(Verdict verdict);

}  // namespace stocktrail::api
