#include "ledger/files/data_directory.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <string>

#include "ledger/files/durable_file.h"
#include "ledger/files/environment.h"

namespace stocktrail {
namespace {

namespace fs = std::filesystem;

// What every data directory has, from the first start on, one of.
constexpr const char* marks[] = {"db", "keys", "origin"};

fs::path place_file(const fs::path& data) {
  return data / "guard.place";
}

std::string first_line(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  return file && std::getline(file, line) ? line : std::string();
}

Result<void> replace(const fs::path& path, const std::string& text) {
  const fs::path aside = path.string() + ".new";
  if (auto written = write_through(aside, text, 0600); !written) return written;
  return rename_through(aside, path);
}

bool is_data_directory(const fs::path& directory) {
  std::error_code failed;
  return std::ranges::any_of(marks, [&](const char* mark) { return fs::exists(directory / mark, failed); });
}

Result<void> check_contents(const fs::path& directory) {
  std::error_code failed;
  if (fs::exists(directory / "manifest.jsonl", failed)) {
    return fail(ErrorCode::conflict,
                directory.string() +
                    " is a copy that stocktrail backup made, and a server would change it. Put it back with "
                    "stocktrail restore; to show an old copy, start on a copy of it without manifest.jsonl.");
  }
  if (fs::exists(directory / restoring_name, failed)) {
    return fail(ErrorCode::conflict, "A restore into " + directory.string() +
                                         " was cut off, and its files are not all there. Run stocktrail "
                                         "restore again.");
  }
  if (is_data_directory(directory)) return {};
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

/// Advice to change owner or mode is for directories that are ours: not for `/` or `/tmp`.
bool is_shared_with_others(const fs::path& directory) {
  if (is_data_directory(directory)) return false;
  std::error_code failed;
  return std::ranges::any_of(fs::directory_iterator(directory, failed), [](const fs::directory_entry& entry) {
    std::error_code none;
    const fs::path& path = entry.path();
    return path.extension() != ".guard" && path.filename() != "lost+found" &&
           path.filename() != "origin.new" && !fs::exists(path / "manifest.jsonl", none) &&
           !is_data_directory(path);
  });
}

std::string remedy(const fs::path& directory, const std::string& command) {
  return is_shared_with_others(directory) ? "It holds other files, too: choose a directory of its own."
                                          : command + " " + directory.string();
}

// As far as can be seen without making it.
Result<void> check_can_make(const fs::path& directory) {
  fs::path above = normal_directory(directory).parent_path();
  struct stat found{};
  while (::stat(above.c_str(), &found) != 0) {
    if (errno != ENOENT || !above.has_relative_path()) return file_error("look at", above);
    above = above.parent_path();
  }
  if (!S_ISDIR(found.st_mode))
    return fail(ErrorCode::conflict,
                "Cannot make " + directory.string() + ": " + above.string() + " is no directory.");
  if (::access(above.c_str(), W_OK | X_OK) != 0)
    return fail(ErrorCode::unavailable,
                "Cannot make " + directory.string() + ": no right to write in " + above.string() + ".");
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

bool is_within(const fs::path& path, const fs::path& directory) {
  const fs::path below = path.lexically_relative(directory);
  return !below.empty() && *below.begin() != "..";
}

Result<void> check_private_directory(const fs::path& directory) {
  struct stat found{};
  if (::stat(directory.c_str(), &found) != 0)
    return errno == ENOENT ? check_can_make(directory) : file_error("look at", directory);
  const std::string name = directory.string();
  if (!S_ISDIR(found.st_mode)) return fail(ErrorCode::conflict, name + " is no directory.");
  if (found.st_uid != ::geteuid()) {
    return fail(ErrorCode::forbidden, "The directory " + name + " belongs to another user. " +
                                          remedy(directory,
                                                 "Run the server as that user, or give it "
                                                 "away: chown -R " +
                                                     std::to_string(::geteuid())));
  }
  if ((found.st_mode & 077) != 0) {
    return fail(ErrorCode::forbidden, "Others may read the directory " + name +
                                          ", where keys and what suppliers wrote are kept. " +
                                          remedy(directory, "Run: chmod 700"));
  }
  return {};
}

Result<void> claim_private_directory(const fs::path& directory) {
  if (auto checked = check_private_directory(directory); !checked) return checked;
  std::error_code failed;
  if (fs::exists(directory, failed)) return {};
  if (auto above = make_directory_through(directory.parent_path()); !above) return above;
  return make_directory_through(directory, 0700);
}

Result<void> check_guard_directory(const fs::path& directory) {
  struct stat found{};
  if (::stat(directory.c_str(), &found) != 0)
    return errno == ENOENT ? check_can_make(directory) : file_error("look at", directory);
  const std::string name = directory.string();
  if (!S_ISDIR(found.st_mode)) return fail(ErrorCode::conflict, name + " is no directory.");
  if (found.st_uid == ::geteuid() && (found.st_mode & 022) == 0) return {};
  return fail(
      ErrorCode::forbidden,
      "Others may write in the guard directory " + name + ", and could put an older guard there. " +
          remedy(directory, "Run: chown " + std::to_string(::geteuid()) + " " + name + " && chmod 700"));
}

Result<void> check_data_directory(const fs::path& directory) {
  std::error_code failed;
  const bool can_look = fs::is_directory(directory, failed) && ::access(directory.c_str(), R_OK | X_OK) == 0;
  if (can_look)
    if (auto checked = check_contents(directory); !checked) return checked;
  return check_private_directory(directory);
}

Result<void> claim_data_directory(const fs::path& directory) {
  if (auto checked = check_data_directory(directory); !checked) return checked;
  return claim_private_directory(directory);
}

Result<void> check_backups_directory(const fs::path& backups, const fs::path& data, const fs::path& guard) {
  const auto refuse = [&](const std::string& why) {
    return fail(ErrorCode::invalid_argument,
                "The directory of backups " + backups.string() + " " + why + ": choose another.", "backups");
  };
  std::error_code none;
  if (fs::exists(backups, none) && !fs::is_directory(backups, none)) return refuse("is no directory");
  if (is_within(backups, data)) return refuse("must lie outside the data directory");
  if (is_within(backups, guard)) return refuse("must lie outside the guard's directory");
  for (fs::path at = backups; at.has_relative_path(); at = at.parent_path())
    if (fs::exists(at / "db" / "CURRENT", none))
      return refuse("is, or lies in, a data directory or a copy of one");
  for (const auto& entry : fs::directory_iterator(backups, none))
    if (entry.path().extension() == ".guard") return refuse("holds guards of other logs");
  return {};
}

Result<fs::path> usual_guard_directory() {
  if (::geteuid() == 0) return fs::path("/var/lib/stocktrail-guard");
  const std::string state = environment("XDG_STATE_HOME"), home = environment("HOME");
  if (state.starts_with('/')) return fs::path(state) / "stocktrail" / "guard";
  if (home.starts_with('/')) return fs::path(home) / ".local" / "state" / "stocktrail" / "guard";
  return fail(ErrorCode::invalid_argument,
              "There is no home directory to keep the guard in: name a directory outside the data and its "
              "backups.",
              "guard");
}

std::string kept_origin(const fs::path& data) {
  return first_line(data / "origin");
}

Result<void> keep_origin(const fs::path& data, const std::string& origin) {
  if (auto claimed = claim_data_directory(data); !claimed) return claimed;
  return replace(data / "origin", origin + "\n");
}

fs::path kept_guard_directory(const fs::path& data) {
  const std::string line = first_line(place_file(data));
  return line.starts_with('/') ? fs::path(line) : fs::path();
}

Result<void> keep_guard_directory(const fs::path& data, const fs::path& guard) {
  if (kept_guard_directory(data) == guard) return {};
  return replace(place_file(data), guard.string() + "\n");
}

}  // namespace stocktrail
