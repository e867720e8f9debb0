// tools/cli/files.h: whole files in and out, with a limit and with messages that name the file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "crypto/result.h"

namespace stocktrail::cli {

inline constexpr std::size_t input_bytes_max = 512UL * 1024 * 1024;

/// The bytes of a file; `-` is standard input.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max = input_bytes_max);

/// Replaces the file at once: it has the old bytes or the new ones, also after a power cut.
Result<void> write_file(const std::filesystem::path& path, std::string_view bytes);

/// The same, readable by its owner only.
Result<void> write_secret(const std::filesystem::path& path, std::string_view bytes);

Result<void> make_directory(const std::filesystem::path& path);

/// $XDG_STATE_HOME/stocktrail or ~/.local/state/stocktrail: receipts and checkpoints that the commands keep.
std::filesystem::path state_directory();

}  // namespace stocktrail::cli
