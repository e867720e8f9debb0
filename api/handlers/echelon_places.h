// api/handlers/echelon_places.h: the places of an echelon: a place, and all that say that they are supplied
// from it, or from one of those (`suppliedFrom`). As they are now, and as far as the reader may know.
#pragma once

#include <string>
#include <vector>

#include "api/handlers/call.h"

namespace stocktrail::api {

/// Places of an echelon, with those whose stock the reader may not see.
inline constexpr std::size_t echelon_places_max = 2'000;

struct EchelonPlaces {
  std::vector<std::string> counted;   // Each once, by whatever ways it is supplied; sorted.
  std::vector<std::string> left_out;  // Of others, public.
  std::size_t others_left_out = 0;    // Of others, not public: they told that they are supplied from here.
};
/// too_large beyond echelon_places_max. That a place of another party is supplied from a third one is not for
/// the reader: who says that it is supplied from a place tells the party of that, and nobody else.
Result<EchelonPlaces> echelon_places(const Call& call, const std::string& site);

}  // namespace stocktrail::api
