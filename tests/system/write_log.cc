// Writes a log of our making as files, for other people's code to read: write_log SIZE DIR.
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "crypto/tile.h"
#include "tests/support/log_fixture.h"

namespace {

using namespace stocktrail;

void write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  file.close();
  ST_CHECK(file.good());
}

void write_log(std::size_t size, const std::filesystem::path& folder) {
  const test::LogFixture log(size);
  write_file(folder / "checkpoint", log.signed_checkpoint());
  write_file(folder / "vkey", log.verifier().text() + "\n");
  for (unsigned level = 0; level < 8; ++level) {
    for (std::uint64_t i = 0;; ++i) {
      const std::optional<TileId> tile = widest_tile(level, i, log.size());
      if (!tile) break;
      write_file(folder / tile_path(*tile), log.tile(*tile));
      if (level != 0) continue;
      const auto entries = log.entries().subspan(i * tile_width, tile->width);
      write_file(folder / entries_path(*tile), encode_entry_bundle(entries));
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t size = 0;
  if (argc == 3) {
    const std::string_view text = argv[1];
    const auto [end, error] = std::from_chars(text.begin(), text.end(), size);
    if (error == std::errc{} && end == text.end()) {
      write_log(size, argv[2]);
      return 0;
    }
  }
  std::cerr << "usage: write_log SIZE DIR\n";
  return 2;
}
