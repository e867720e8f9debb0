// api/http/process_use.h: what this process takes of the machine, as Linux tells it.
#pragma once

#include <cstdint>

namespace stocktrail::api {

struct ProcessUse {
  std::uint64_t cpu_micros = 0;  // User and system, of all threads.
  std::uint64_t resident_bytes = 0;
  std::uint64_t open_files = 0, open_files_allowed = 0;
  std::uint64_t threads = 0;
};

/// What cannot be told is 0.
ProcessUse process_use();

}  // namespace stocktrail::api
