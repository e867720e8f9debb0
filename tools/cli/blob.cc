#include "tools/cli/blob.h"

#include "crypto/bytes.h"
#include "crypto/json_writer.h"
#include "crypto/sha256.h"
#include "ledger/files/blobs.h"
#include "tools/cli/files.h"

namespace stocktrail::cli {

Result<std::string> media_type_of_file(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (bytes.starts_with("RIFF") && bytes.substr(8).starts_with("WEBP")) return "image/webp";
  if (bytes.starts_with("%PDF-")) return "application/pdf";
  return fail(ErrorCode::invalid_argument, "The file is neither PNG, JPEG, WebP nor PDF.");
}

Result<std::string> upload_bytes(HttpClient& server, std::string_view bytes, std::string_view name) {
  auto type = media_type_of_file(bytes);
  if (!type) return type;
  const std::string hash = hex_encode(sha256(bytes));
  const auto answer = server.put("/blobs/" + hash, bytes, *type);
  if (!answer) return std::unexpected(answer.error());
  if (!answer->is_success()) return std::unexpected(answer->error());
  json::Writer writer;
  writer.begin_object().field("sha256", hash).field("mediaType", *type);
  writer.key("bytes").number(static_cast<std::uint64_t>(bytes.size())).field("name", name).end_object();
  return std::move(writer).text();
}

Result<std::string> upload_file(HttpClient& server, const std::filesystem::path& path) {
  const auto bytes = read_file(path, blob_bytes_max);
  if (!bytes) return std::unexpected(bytes.error());
  auto uploaded = upload_bytes(server, *bytes, path.filename().string());
  if (!uploaded && uploaded.error().where.empty()) uploaded.error().where = path.string();
  return uploaded;
}

}  // namespace stocktrail::cli
