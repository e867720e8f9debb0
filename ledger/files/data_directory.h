// ledger/files/data_directory.h: whose a data directory is, and where its guard lies.
#pragma once

#include <filesystem>

#include "crypto/result.h"

namespace stocktrail {

/// Absolute, without symbolic links and without a slash at the end: "data/" is "data". Empty stays empty.
std::filesystem::path normal_directory(const std::filesystem::path& directory);

/// `forbidden` if the directory is there and others can write in it: whoever puts an older guard there lets
/// an old copy of the data sign again.
Result<void> check_guard_directory(const std::filesystem::path& directory);

/// Makes the directory, for its owner only, or checks the one that is there: `forbidden` if others can read
/// it (the error names the command that closes it) or it is another user's.
Result<void> claim_private_directory(const std::filesystem::path& directory);

/// The same of a data directory: `conflict` if it is neither empty nor a data directory. Nothing is made or
/// changed in one that is there.
Result<void> claim_data_directory(const std::filesystem::path& directory);

/// Where guards lie if nobody says otherwise, never beside the data: /var/lib/stocktrail-guard for root, else
/// stocktrail/guard in $XDG_STATE_HOME or ~/.local/state. `invalid_argument` for who has no home.
Result<std::filesystem::path> usual_guard_directory();

/// The directory of the guard that this data was used with, as `<data>/guard.place` names it; empty if it
/// names none.
std::filesystem::path kept_guard_directory(const std::filesystem::path& data);
Result<void> keep_guard_directory(const std::filesystem::path& data, const std::filesystem::path& guard);

}  // namespace stocktrail
