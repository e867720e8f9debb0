// tools/cli/misspelling.h: what to say to a word that is no subcommand.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace stocktrail::cli {

/// The word that needs the fewest changes (a letter more, less, other, or two letters in the wrong order) to
/// become `word`; empty if all need more than two, or as many as `word` has letters.
std::string nearest_word(std::string_view word, std::span<const std::string> words);

/// After a parse of `app` that failed: names the word that stands where a subcommand should, and the nearest
/// one; empty if it did not fail for such a word.
std::string misspelt_subcommand(const CLI::App& app);

}  // namespace stocktrail::cli
