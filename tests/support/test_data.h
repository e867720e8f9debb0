// tests/support/test_data.h: third-party data, which is no part of the project (tools/test-data.sh), and
// cases of our own, too large for it. Where the folder is not there at all, a test that needs it is skipped;
// where it is, what is missing in it is a failure, so that no test can fall silent unnoticed.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace stocktrail::test {

inline std::filesystem::path test_data(std::string_view path) {
  return std::filesystem::path(STOCKTRAIL_TEST_DATA) / path;
}

inline std::filesystem::path test_cases(std::string_view path) {
  return std::filesystem::path(STOCKTRAIL_TEST_CASES) / path;
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// The files of a folder with one of the extensions (".json"), by name; empty if there is no such folder.
inline std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder,
                                                   std::string_view extension) {
  std::vector<std::filesystem::path> files;
  if (!std::filesystem::is_directory(folder)) return files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

/// On the machine that watches the gates (CI is set) a test has all that it needs, or it fails.
inline bool is_watched() {
  const char* ci = std::getenv("CI");  // NOLINT(concurrency-mt-unsafe): tests set no variables beside it.
  return ci != nullptr && *ci != '\0';
}

}  // namespace stocktrail::test

/// Ends the test where `what` is missing: skipped with the reason, or failed where CI is set.
#define ST_LACKS(what)                                                 \
  if (::stocktrail::test::is_watched()) FAIL() << "missing: " << what; \
  GTEST_SKIP() << "missing: " << what

/// Ends the test where `wanted` (of test_data() or test_cases()) is not there.
#define ST_NEEDS(wanted)                                                                          \
  if (const std::filesystem::path needed = wanted; !std::filesystem::exists(needed)) {            \
    if (std::filesystem::exists(STOCKTRAIL_TEST_DATA)) FAIL() << "missing test data: " << needed; \
    GTEST_SKIP() << "no third-party data (tools/test-data.sh): " << needed;                       \
  }                                                                                               \
  static_assert(true)
