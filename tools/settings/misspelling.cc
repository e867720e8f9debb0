#include "tools/settings/misspelling.h"

#include <algorithm>

#include "crypto/edit_distance.h"

namespace stocktrail::settings {
namespace {
constexpr std::size_t changes_allowed = 2;
}  // namespace

std::string nearest_word(std::string_view word, std::span<const std::string> words) {
  std::string nearest;
  std::size_t fewest = std::min(changes_allowed + 1, word.size());
  for (const std::string& candidate : words) {
    const std::size_t changes = edit_distance(word, candidate);
    if (changes >= fewest) continue;
    fewest = changes;
    nearest = candidate;
  }
  return nearest;
}

}  // namespace stocktrail::settings
