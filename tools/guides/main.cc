// stocktrail_guides: writes the manual pages and shell completions of both programs into a folder, at each
// build.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "ledger/files/clock.h"
#include "tools/cli/commands.h"
#include "tools/server/options.h"
#include "tools/settings/completion.h"
#include "tools/settings/manual.h"

namespace {

using namespace stocktrail;  // NOLINT(google-build-using-namespace)

bool write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) std::cerr << "Cannot write " << path << ".\n";
  return bool(file);
}

bool write_guides(const std::filesystem::path& folder, const settings::Program& program,
                  const settings::ManualEdition& edition) {
  const std::string& name = program.root.name;
  return write(folder / (name + "." + edition.section), settings::manual_page(program, edition)) &&
         write(folder / "bash" / name, settings::bash_completion(program)) &&
         write(folder / "zsh" / ("_" + name), settings::zsh_completion(program)) &&
         write(folder / "fish" / (name + ".fish"), settings::fish_completion(program));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: stocktrail_guides FOLDER DATE\n";
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  const std::string date = argv[2];
  cli::Session session{
      .out = std::cout, .err = std::cerr, .clock = system_clock(), .randomness = system_randomness()};
  const server::CommandLine server;
  const bool is_done =
      write_guides(folder, cli::program(session), {"1", date, ".BR stocktraild (8)"}) &&
      write_guides(folder, server.program, {"8", date, ".BR stocktrail (1),\n.BR systemctl (1)"});
  return is_done ? 0 : 1;
}
