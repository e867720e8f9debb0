// Runs a fuzz target without libFuzzer, as a normal test: every file of the corpus folders named in the
// arguments, each also cut short and with single bytes changed. Random choices: tests/support/seed.h.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/support/seed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr int variants_per_file = 400;

void run(const std::string& input) {
  // A copy of exactly this size, so that an address sanitizer sees a read past the end.
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

void run_variants(const std::string& input, std::mt19937_64& random) {
  run(input);
  if (input.empty()) return;
  for (int i = 0; i < variants_per_file; ++i) {
    std::string changed = input;
    const auto at = random() % changed.size();
    switch (random() % 4) {
      case 0:
        changed.resize(at);
        break;
      case 1:
        changed[at] = static_cast<char>(random());
        break;
      case 2:
        changed.insert(at, changed.substr(random() % changed.size(), random() % 32));
        break;
      default:
        changed.erase(at, 1 + random() % 8);
        break;
    }
    run(changed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::mt19937_64 random(stocktrail::test_seed());

  std::vector<std::filesystem::path> files;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) {
    std::cerr << "No corpus file in the folders given: nothing was tested.\n";
    return 1;
  }
  for (const auto& path : files) {
    std::cout << path.filename().string() << std::endl;  // Flushed, so that a crash names its file.
    std::ifstream in(path, std::ios::binary);
    run_variants(std::string(std::istreambuf_iterator<char>(in), {}), random);
  }
  std::cout << files.size() << " files, each with " << variants_per_file << " variants\n";
  return 0;
}
