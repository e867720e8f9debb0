// ledger/inventory/detail/effects.h: what one event did, stored under its ref in Table::effects, so that it
// can be shown and exactly taken back.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/inventory/detail/layout.h"

namespace stocktrail::inventory {

/// A line of a container: so much of a good in a status.
struct Line {
  Good good;
  Status status{};
  auto operator<=>(const Line&) const = default;
};

struct Effects {
  Micros event_time{};
  bool reversed = false;  // It was taken back, or takes something back: it cannot be taken back (again).
  std::vector<Posting> postings;
  std::map<std::string, std::optional<std::string>>
      instances_before;                                 // Id of a thing -> its record before the event.
  std::map<std::string, std::map<Line, Amount>> lines;  // Id of a container -> what was added to it.
  std::vector<std::string> emptied;                     // Containers whose contents were all released.
  std::vector<std::string> discrepancies;               // Keys in Table::directory.
  std::vector<std::pair<std::string, Posting>>
      settlements;  // Discrepancy of a receipt that it settled; the way on which the goods would be.

  bool empty() const {
    return postings.empty() && instances_before.empty() && lines.empty() && emptied.empty() &&
           discrepancies.empty();
  }
};

void store_effects(const Effects& effects, EventRef ref, TableWriter& tables);
std::optional<Effects> load_effects(EventRef ref, const TableReader& tables);

}  // namespace stocktrail::inventory
