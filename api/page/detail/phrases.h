// api/page/detail/phrases.h: the table behind catalogue.h. To add a language, add a column here and a row in
// Language.
#pragma once

#include <span>
#include <string_view>

namespace stocktrail::api {

struct Phrase {
  std::string_view id, en, zh;
};

/// Sorted by id.
std::span<const Phrase> phrase_table();

}  // namespace stocktrail::api
