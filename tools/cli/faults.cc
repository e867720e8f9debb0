#include "tools/cli/faults.h"

#include <algorithm>
#include <string>

namespace stocktrail::cli {

Error with_all(const std::vector<Error>& faults) {
  Error error = faults.front();
  for (std::size_t i = 1; i < std::min(faults.size(), faults_shown); ++i)
    error.detail += "\n  " + faults[i].where + ": " + faults[i].detail;
  if (faults.size() > faults_shown)
    error.detail += "\n  and " + std::to_string(faults.size() - faults_shown) + " more";
  return error;
}

}  // namespace stocktrail::cli
