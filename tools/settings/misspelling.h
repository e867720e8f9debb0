// tools/settings/misspelling.h: what may have been meant by a word that is none of those expected.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace stocktrail::settings {

/// The word that needs the fewest changes (a letter more, less, other, or two letters in the wrong order) to
/// become `word`; empty if all need more than two, or as many as `word` has letters.
std::string nearest_word(std::string_view word, std::span<const std::string> words);

}  // namespace stocktrail::settings
