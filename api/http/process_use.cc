#include "api/http/process_use.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace stocktrail::api {
namespace {

std::uint64_t micros_of(const timeval& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000 + static_cast<std::uint64_t>(time.tv_usec);
}

std::uint64_t entries_of(const char* directory) {
  std::error_code failed;
  std::filesystem::directory_iterator it(directory, failed);
  std::uint64_t count = 0;
  for (; !failed && it != std::filesystem::directory_iterator(); it.increment(failed)) ++count;
  return count;
}

}  // namespace

ProcessUse process_use() {
  ProcessUse use;
  rusage times{};
  if (::getrusage(RUSAGE_SELF, &times) == 0)
    use.cpu_micros = micros_of(times.ru_utime) + micros_of(times.ru_stime);
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0) use.open_files_allowed = files.rlim_cur;
  use.open_files = entries_of("/proc/self/fd");
  use.threads = entries_of("/proc/self/task");
  std::uint64_t pages = 0, resident_pages = 0;
  std::ifstream statm("/proc/self/statm");
  if (statm >> pages >> resident_pages)
    use.resident_bytes = resident_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return use;
}

}  // namespace stocktrail::api
