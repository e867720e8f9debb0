#include "tools/settings/misspelling.h"

#include <algorithm>
#include <vector>

namespace stocktrail::settings {
namespace {

constexpr std::size_t changes_allowed = 2;

// The optimal string alignment distance, by the usual table of the distances of all beginnings.
std::size_t changes_between(std::string_view from, std::string_view to) {
  std::vector<std::vector<std::size_t>> least(from.size() + 1, std::vector<std::size_t>(to.size() + 1));
  for (std::size_t i = 0; i <= from.size(); ++i) {
    for (std::size_t j = 0; j <= to.size(); ++j) {
      if (i == 0 || j == 0) {
        least[i][j] = i + j;
        continue;
      }
      const std::size_t other = from[i - 1] == to[j - 1] ? 0 : 1;
      least[i][j] = std::min({least[i - 1][j] + 1, least[i][j - 1] + 1, least[i - 1][j - 1] + other});
      if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
        least[i][j] = std::min(least[i][j], least[i - 2][j - 2] + 1);
    }
  }
  return least[from.size()][to.size()];
}

}  // namespace

std::string nearest_word(std::string_view word, std::span<const std::string> words) {
  std::string nearest;
  std::size_t fewest = std::min(changes_allowed + 1, word.size());
  for (const std::string& candidate : words) {
    const std::size_t changes = changes_between(word, candidate);
    if (changes >= fewest) continue;
    fewest = changes;
    nearest = candidate;
  }
  return nearest;
}

}  // namespace stocktrail::settings
