// ledger/files/environment.h: the environment of the process, which nothing here ever changes: so that
// reading it is safe in any thread.
#pragma once

#include <cstdlib>
#include <string>

namespace stocktrail {

/// Empty if it is not set.
inline std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it.
  return value != nullptr ? value : "";
}

}  // namespace stocktrail
