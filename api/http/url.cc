#include "api/http/url.h"

#include <algorithm>

#include "crypto/ascii.h"
#include "crypto/bytes.h"

namespace stocktrail::api {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (out.find('\0') != std::string::npos || !is_utf8(out)) return std::nullopt;
  return out;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

std::string full_path(const gs1::Key& key) {
  if (key.type() != gs1::KeyType::sgtin || key.lot().empty()) return std::string(key.path());
  return "/01/" + std::string(key.gtin()) + "/10/" + percent_encode(key.lot()) + "/21/" +
         percent_encode(key.serial());
}

Result<Query> Query::parse(std::string_view query, Plus plus) {
  const auto decoded = [plus](std::string_view part) {
    std::string text(part);
    if (plus == Plus::blank) std::ranges::replace(text, '+', ' ');
    return percent_decode(text);
  };
  Query result;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = decoded(pair.substr(0, equals));
    auto value = decoded(equals < pair.size() ? pair.substr(equals + 1) : std::string_view{});
    if (!name || !value) {
      return fail(ErrorCode::invalid_argument, "the query is not well-formed percent-encoded UTF-8", "query");
    }
    if (result.parameters_.size() == query_parameters_max) {
      return fail(ErrorCode::invalid_argument,
                  "a query has at most " + std::to_string(query_parameters_max) + " parameters", "query");
    }
    result.parameters_.emplace_back(std::move(*name), std::move(*value));
  }
  return result;
}

std::optional<std::string_view> Query::find(std::string_view name) const {
  const auto found = std::ranges::find_if(parameters_, [&](const auto& p) { return p.first == name; });
  if (found == parameters_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::vector<std::string_view>> path_segments(std::string_view path) {
  if (!path.starts_with('/')) return std::nullopt;
  path.remove_prefix(1);
  std::vector<std::string_view> segments;
  while (true) {
    const std::size_t end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    if (end == path.size()) return segments;
    path.remove_prefix(end + 1);
  }
}

}  // namespace stocktrail::api
