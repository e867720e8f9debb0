// ledger/files/data_directory.h: whose a data directory is, and where its guard lies.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "crypto/result.h"

namespace stocktrail {

/// Stands in a data directory while a restore fills it; a start refuses one.
inline constexpr std::string_view restoring_name = "restoring";

/// Absolute, without symbolic links and without a slash at the end: "data/" is "data". Empty stays empty.
std::filesystem::path normal_directory(const std::filesystem::path& directory);

// Checks make nothing, so that all of them can come before anything is made. A directory that is not there
// passes if it can be made, as far as can be seen.

/// `forbidden` if others can write in the directory: whoever puts an older guard there lets an old copy of
/// the data sign again.
Result<void> check_guard_directory(const std::filesystem::path& directory);

/// `forbidden` if others can read the directory (the error names the command that closes it) or it is another
/// user's.
Result<void> check_private_directory(const std::filesystem::path& directory);
/// The same, and makes it if it is not there, for its owner only.
Result<void> claim_private_directory(const std::filesystem::path& directory);

/// A private directory that is empty or a data directory, else `conflict`. Nothing is changed in it.
Result<void> check_data_directory(const std::filesystem::path& directory);
Result<void> claim_data_directory(const std::filesystem::path& directory);

/// `invalid_argument` for a directory of backups in which something else lives: this data, a guard, or
/// another ledger. All three absolute.
Result<void> check_backups_directory(const std::filesystem::path& backups, const std::filesystem::path& data,
                                     const std::filesystem::path& guard);

/// True if `path` is `directory` or lies below it; both as normal_directory() gives them.
bool is_within(const std::filesystem::path& path, const std::filesystem::path& directory);

/// Where guards lie if nobody says otherwise, never beside the data: /var/lib/stocktrail-guard for root, else
/// stocktrail/guard in $XDG_STATE_HOME or ~/.local/state. `invalid_argument` for who has no home.
Result<std::filesystem::path> usual_guard_directory();

/// The name of a log that was given none, as `<data>/origin` keeps it from its first start on; empty if there
/// is no such file.
std::string kept_origin(const std::filesystem::path& data);
/// Makes the data directory first, if it is not there.
Result<void> keep_origin(const std::filesystem::path& data, const std::string& origin);

/// The directory of the guard that this data was used with, as `<data>/guard.place` names it; empty if it
/// names none.
std::filesystem::path kept_guard_directory(const std::filesystem::path& data);
Result<void> keep_guard_directory(const std::filesystem::path& data, const std::filesystem::path& guard);

}  // namespace stocktrail
