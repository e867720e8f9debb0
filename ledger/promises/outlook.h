// ledger/promises/outlook.h: what may be promised of a shelf in the days to come, if nothing more is told:
// lots expire, what is reserved lapses, and what is on its way arrives when it is due (due.h). What is late,
// or due at no known time, counts once it is there.
#pragma once

#include "ledger/promises/promises.h"

namespace stocktrail::promises {

inline constexpr std::size_t outlook_moments_max = 100;

struct Prospect {
  Micros at{};  // From then on, until the next one.
  Amount sellable, promised, promisable;
  bool operator==(const Prospect&) const = default;
};

/// From `now` to `until`, one for each moment at which something changes; the first outlook_moments_max of
/// them.
std::vector<Prospect> outlook(const Shelf& shelf, const Condition& condition, const std::string& channel,
                              Micros now, Micros until, const TableReader& tables);

}  // namespace stocktrail::promises
