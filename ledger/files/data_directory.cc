#include "ledger/files/data_directory.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "ledger/files/durable_file.h"

namespace stocktrail {
namespace {

namespace fs = std::filesystem;

// What every data directory has, from the first start on, one of.
constexpr const char* marks[] = {"db", "keys", "origin"};

fs::path place_file(const fs::path& data) {
  return data / "guard.place";
}

Result<void> check_contents(const fs::path& directory) {
  std::error_code failed;
  for (const char* mark : marks)
    if (fs::exists(directory / mark, failed)) return {};
  for (const auto& entry : fs::directory_iterator(directory, failed)) {
    const std::string name = entry.path().filename().string();
    if (name == "lost+found" || name == "origin.new")
      continue;  // A disk of its own; a start that was cut off.
    return fail(ErrorCode::conflict,
                directory.string() + " is not empty, and no data directory of Stocktrail (it has " + name +
                    "). Choose an empty directory, or one that is not there yet.");
  }
  if (failed)
    return fail(ErrorCode::unavailable, "Cannot read " + directory.string() + ": " + failed.message() + ".");
  return {};
}

}  // namespace

fs::path normal_directory(const fs::path& directory) {
  std::error_code failed;
  const fs::path absolute = fs::absolute(directory, failed).lexically_normal();
  fs::path normal = fs::weakly_canonical(absolute, failed);
  if (failed) normal = absolute;
  return normal.has_filename() ? normal : normal.parent_path();
}

Result<void> claim_private_directory(const fs::path& directory) {
  struct stat found{};
  if (::stat(directory.c_str(), &found) != 0) {
    if (errno != ENOENT) return file_error("look at", directory);
    if (auto above = make_directory_through(directory.parent_path()); !above) return above;
    return make_directory_through(directory, 0700);
  }
  const std::string name = directory.string();
  if (!S_ISDIR(found.st_mode)) return fail(ErrorCode::conflict, name + " is no directory.");
  if (found.st_uid != ::geteuid()) {
    return fail(ErrorCode::forbidden, "The directory " + name +
                                          " belongs to another user. Run the server as that user, or give it "
                                          "away: chown -R " +
                                          std::to_string(::geteuid()) + " " + name);
  }
  if ((found.st_mode & 077) != 0) {
    return fail(ErrorCode::forbidden, "Others may read the directory " + name +
                                          ", where keys and what suppliers wrote are kept. Run: chmod 700 " +
                                          name);
  }
  return {};
}

Result<void> check_guard_directory(const fs::path& directory) {
  struct stat found{};
  if (::stat(directory.c_str(), &found) != 0) return {};
  const std::string name = directory.string();
  if (found.st_uid == ::geteuid() && (found.st_mode & 022) == 0) return {};
  return fail(ErrorCode::forbidden, "Others may write in the guard directory " + name +
                                        ", and could put an older guard there. Run: chown " +
                                        std::to_string(::geteuid()) + " " + name + " && chmod 700 " + name);
}

Result<void> claim_data_directory(const fs::path& directory) {
  if (auto claimed = claim_private_directory(directory); !claimed) return claimed;
  return check_contents(directory);
}

Result<fs::path> usual_guard_directory() {
  if (::geteuid() == 0) return fs::path("/var/lib/stocktrail-guard");
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state == '/') return fs::path(state) / "stocktrail" / "guard";
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home == '/') return fs::path(home) / ".local" / "state" / "stocktrail" / "guard";
  return fail(ErrorCode::invalid_argument,
              "There is no home directory to keep the guard in: name a directory outside the data and its "
              "backups.",
              "guard");
}

fs::path kept_guard_directory(const fs::path& data) {
  std::ifstream file(place_file(data));
  std::string line;
  return file && std::getline(file, line) && line.starts_with('/') ? fs::path(line) : fs::path();
}

Result<void> keep_guard_directory(const fs::path& data, const fs::path& guard) {
  if (kept_guard_directory(data) == guard) return {};
  const fs::path aside = place_file(data).string() + ".new";
  if (auto written = write_through(aside, guard.string() + "\n", 0600); !written) return written;
  return rename_through(aside, place_file(data));
}

}  // namespace stocktrail
