// api/page/detail/verdict_look.h: how each verdict is named, coloured and drawn.
#pragma once

#include <string_view>

#include "api/page/model.h"

namespace stocktrail::api {

/// What stands below the verdict.
enum class Below : unsigned char {
  thing,           // What the code names.
  thing_and_form,  // The same, below a box for another code.
  form,            // A box for a code: nothing is known of any thing.
};

struct VerdictLook {
  std::string_view name;   // In the ids of phrases.
  std::string_view style;  // Of page.css.
  std::string_view icon;   // An SVG path in a box of 24.
  Below below = Below::thing;
};

VerdictLook look_of(Verdict verdict);

}  // namespace stocktrail::api
