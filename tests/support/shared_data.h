// tests/support/shared_data.h: third-party test data beside the project; tests that need it are skipped
// without it.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace stocktrail::test {

inline std::filesystem::path shared_data(std::string_view folder) {
  return std::filesystem::path(STOCKTRAIL_SHARED_DATA) / folder;
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

}  // namespace stocktrail::test

/// Skips the test, with the reason, where the data is not at hand.
#define SKIP_WITHOUT_SHARED_DATA(folder)                                       \
  if (!std::filesystem::is_directory(::stocktrail::test::shared_data(folder))) \
  GTEST_SKIP() << "third-party data is not at hand: " << ::stocktrail::test::shared_data(folder)
