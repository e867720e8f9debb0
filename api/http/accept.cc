#include "api/http/accept.h"

#include <algorithm>

#include "api/http/http.h"
#include "api/page/weighted_list.h"

namespace stocktrail::api {
namespace {

enum Closeness : int { none, any, type, subtype };

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// How closely a media range names the type.
Closeness closeness(std::string_view range, std::string_view media_type) {
  range = trimmed(range.substr(0, range.find(';')));
  if (range == "*/*") return any;
  if (equal_ignoring_case(range, media_type)) return subtype;
  const std::size_t slash = range.find('/');
  const bool is_whole_type = slash != std::string_view::npos && range.substr(slash) == "/*" &&
                             equal_ignoring_case(range.substr(0, slash + 1), media_type.substr(0, slash + 1));
  return is_whole_type ? type : none;
}

}  // namespace

int wanted(std::string_view accept, std::string_view media_type) {
  constexpr int fully = 1'000;
  Closeness closest = none;
  int weight = 0;
  bool names_something = false;
  for (const WeightedItem& item : weighted_list(accept)) {
    names_something = names_something || item.name.contains('/');
    const Closeness here = closeness(item.name, media_type);
    if (here <= closest) continue;
    closest = here;
    weight = item.weight;
  }
  return names_something ? weight : fully;
}

bool accepts_any(std::string_view accept, std::string_view media_types) {
  while (!media_types.empty()) {
    const std::string_view one = media_types.substr(0, media_types.find(' '));
    if (one == "*/*" || wanted(accept, one) > 0) return true;
    media_types.remove_prefix(std::min(media_types.size(), one.size() + 1));
  }
  return false;
}

}  // namespace stocktrail::api
