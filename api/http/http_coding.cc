#include "api/http/http_coding.h"

#define ZLIB_CONST  // Input is only read.
#include <zlib.h>

#include <algorithm>
#include <optional>

#include "api/page/weighted_list.h"
#include "crypto/result.h"

namespace stocktrail::api {
namespace {

constexpr int gzip_level = 6;
constexpr int gzip_window = 15 + 16;  // 32 KiB, with gzip's header and trailer.
constexpr int gzip_memory = 8;

bool is_text(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  return type.starts_with("text/") || type == "application/json" || type.ends_with("+json") ||
         type.ends_with("+xml");
}

std::string_view opaque_part(std::string_view etag) {
  return etag.starts_with("W/") ? etag.substr(2) : etag;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

}  // namespace

AcceptedCodings AcceptedCodings::parse(std::string_view accept_encoding) {
  std::optional<int> gzip, identity, rest;
  for (const WeightedItem& item : weighted_list(accept_encoding)) {
    const std::string name = lower(item.name);
    if (name == "gzip" || name == "x-gzip") gzip = item.weight;
    if (name == "identity") identity = item.weight;
    if (name == "*") rest = item.weight;
  }
  AcceptedCodings accepted;
  accepted.gzip = gzip.value_or(rest.value_or(0));
  accepted.identity = identity.value_or(rest.value_or(1));
  return accepted;
}

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  ST_CHECK(::deflateInit2(&stream, gzip_level, Z_DEFLATED, gzip_window, gzip_memory, Z_DEFAULT_STRATEGY) ==
           Z_OK);
  std::string out(::deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<const Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  ST_CHECK(::deflate(&stream, Z_FINISH) == Z_STREAM_END);  // The bound is enough for one call.
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

Result<std::string> gunzip(std::string_view packed, std::size_t bytes_max) {
  constexpr std::size_t step = 64 * 1'024;
  z_stream stream{};
  ST_CHECK(::inflateInit2(&stream, gzip_window) == Z_OK);
  stream.next_in = reinterpret_cast<const Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  std::size_t used = 0;
  int state = Z_OK;
  while (state == Z_OK && used <= bytes_max) {
    if (used == out.size()) out.resize(std::min(used + std::max(used, step), bytes_max + 1));
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + used);
    stream.avail_out = static_cast<uInt>(out.size() - used);
    state = ::inflate(&stream, Z_NO_FLUSH);
    used = out.size() - stream.avail_out;
    // Members may follow one another (RFC 1952, 2.2).
    if (state == Z_STREAM_END && stream.avail_in > 0) state = ::inflateReset(&stream);
  }
  const bool is_whole = state == Z_STREAM_END && stream.avail_in == 0;
  ::inflateEnd(&stream);
  out.resize(used);
  if (used > bytes_max) return fail(ErrorCode::too_large, "too large when it is decompressed");
  if (!is_whole) return fail(ErrorCode::invalid_argument, "the body is no gzip, or is cut short");
  return out;
}

Coding settle_coding(Response& response, const AcceptedCodings& accepted) {
  const std::size_t bytes = response.body.size();
  const bool is_due = bytes >= gzip_bytes_min || (accepted.identity == 0 && bytes > 0);
  if (!response.is_encoded &&
      (!is_due || bytes > gzip_bytes_max || !is_text(response.header("Content-Type"))))
    return Coding::identity;
  add_vary(response, "Accept-Encoding");
  if (!response.is_encoded && accepted.best() == Coding::identity) return Coding::identity;
  response.set("Content-Encoding", "gzip");
  const std::string etag(response.header("ETag"));
  if (etag.starts_with('"')) response.set("ETag", "W/" + etag);
  return Coding::gzip;
}

bool names_etag(std::string_view if_none_match, std::string_view etag) {
  if (etag.empty()) return false;
  const std::string_view wanted = opaque_part(etag);
  std::size_t at = if_none_match.find_first_not_of(" \t");
  if (at == std::string_view::npos) return false;
  if (if_none_match.substr(at).starts_with('*')) return true;
  // A comma may stand inside of a tag, so tags are found by their quotes.
  while ((at = if_none_match.find('"', at)) != std::string_view::npos) {
    const std::size_t end = if_none_match.find('"', at + 1);
    if (end == std::string_view::npos) return false;
    if (if_none_match.substr(at, end + 1 - at) == wanted) return true;
    at = end + 1;
  }
  return false;
}

void add_vary(Response& response, std::string_view name) {
  std::string vary(response.header("Vary"));
  if (!vary.empty()) vary += ", ";
  response.set("Vary", vary.append(name));
}

}  // namespace stocktrail::api
