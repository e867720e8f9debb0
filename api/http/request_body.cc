#include "api/http/request_body.h"

#include "api/http/http_coding.h"

namespace stocktrail::api {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_identity(std::string_view coding) {
  return coding.empty() || equal_ignoring_case(coding, "identity");
}

bool is_json(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find_first_of("; \t"));
  return equal_ignoring_case(type, "application/json") || equal_ignoring_case(type, "application/ld+json");
}

Problem problem_of(int status, std::string code, std::string detail) {
  return {
      .status = status, .code = std::move(code), .detail = std::move(detail), .where = "Content-Encoding"};
}

}  // namespace

bool is_packed(const Request& request) {
  return !is_identity(request.header("Content-Encoding"));
}

std::optional<Problem> unpack_body(Request& request, std::size_t bytes_max) {
  const std::string_view coding = request.header("Content-Encoding");
  if (!is_identity(coding)) {
    if (!equal_ignoring_case(coding, "gzip") && !equal_ignoring_case(coding, "x-gzip"))
      return problem_of(415, "unsupported_media_type",
                        "send the body as it is, or compressed with gzip once");
    auto bytes = gunzip(request.body, bytes_max);
    if (!bytes && bytes.error().code == ErrorCode::too_large) {
      return problem_of(413, "too_large",
                        "the body is larger than " + std::to_string(bytes_max) +
                            " bytes when it is decompressed; split it");
    }
    if (!bytes) return problem_of(400, "invalid_argument", bytes.error().detail);
    request.body = std::move(*bytes);
  }
  if (is_json(request.header("Content-Type")) && request.body.starts_with(byte_order_mark))
    request.body.erase(0, byte_order_mark.size());
  return std::nullopt;
}

}  // namespace stocktrail::api
