#include "tools/cli/blob.h"

#include "crypto/bytes.h"
#include "crypto/json_writer.h"
#include "crypto/sha256.h"
#include "ledger/files/blobs.h"
#include "tools/cli/files.h"

namespace stocktrail::cli {

namespace {

std::string_view type_by_beginning(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8).starts_with("WEBP"))
    return "image/webp";
  if (bytes.starts_with("%PDF-")) return "application/pdf";
  return {};
}

/// By the mark that each format ends with: what was cut off on its way would be an empty box on every page.
bool has_its_end(std::string_view bytes, std::string_view type) {
  if (type == "image/png") return bytes.contains("IHDR") && bytes.contains("IDAT") && bytes.contains("IEND");
  if (type == "image/jpeg") return bytes.contains("\xFF\xD9");
  if (type == "application/pdf") return bytes.contains("%%EOF");
  std::size_t size = 0;  // Of a WebP, little-endian, of all that follows it.
  for (std::size_t i = 7; i >= 4; --i) size = size << 8 | static_cast<std::uint8_t>(bytes[i]);
  return bytes.size() >= size + 8;
}

}  // namespace

Result<std::string> media_type_of_file(std::string_view bytes) {
  const std::string type(type_by_beginning(bytes));
  if (type.empty()) return fail(ErrorCode::invalid_argument, "The file is neither PNG, JPEG, WebP nor PDF.");
  if (!has_its_end(bytes, type))
    return fail(ErrorCode::invalid_argument,
                "The file begins like " + type + ", and is none: it has no end.");
  return type;
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
