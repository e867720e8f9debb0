// tools/cli/blob.h: files that certificates and products name by their hash.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "tools/cli/http_client.h"

namespace stocktrail::cli {

/// The media type that the first bytes tell; an error for what is neither PNG, JPEG, WebP nor PDF, or has no
/// end. Nothing is decoded.
Result<std::string> media_type_of_file(std::string_view bytes);

/// Stores the bytes at the server and gives the FILE object of docs/formats.md for the claim that names them.
Result<std::string> upload_bytes(HttpClient& server, std::string_view bytes, std::string_view name);
Result<std::string> upload_file(HttpClient& server, const std::filesystem::path& path);

}  // namespace stocktrail::cli
