// tests/support/gunzip.h: what a browser does with a compressed answer. Link ZLIB::ZLIB.
#pragma once

#include <zlib.h>

#include <optional>
#include <string>

namespace stocktrail::test {

/// The content of one whole gzip member; nullopt if it is damaged, cut off or followed by something.
inline std::optional<std::string> gunzip(std::string bytes) {
  z_stream stream{};
  if (::inflateInit2(&stream, 15 + 16) != Z_OK) return std::nullopt;
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  int state = Z_OK;
  while (state == Z_OK) {
    const std::size_t done = out.size();
    out.resize(done + 64 * 1'024);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + done);
    stream.avail_out = 64 * 1'024;
    state = ::inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
  }
  const bool whole = state == Z_STREAM_END && stream.avail_in == 0;
  ::inflateEnd(&stream);
  if (!whole) return std::nullopt;
  return out;
}

}  // namespace stocktrail::test
