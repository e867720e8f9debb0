#include "api/http/detail/wire.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include <boost/beast/core/error.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

#include "crypto/ascii.h"

namespace stocktrail::api::wire {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;

Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get:
      return Method::get;
    case http::verb::head:
      return Method::head;
    case http::verb::post:
      return Method::post;
    case http::verb::put:
      return Method::put;
    case http::verb::delete_:
      return Method::del;
    case http::verb::options:
      return Method::options;
    default:
      return Method::other;
  }
}

/// reg-name of RFC 3986, 3.2.2, which an IPv4 address is, too.
bool is_name(std::string_view host) {
  for (std::size_t i = 0; i < host.size(); ++i) {
    const char c = host[i];
    if (c == '%') {
      if (i + 2 >= host.size() || !is_hex_digit(host[i + 1]) || !is_hex_digit(host[i + 2])) return false;
      i += 2;
      continue;
    }
    if (!is_unreserved(c) && std::string_view("!$&'()*+,;=").find(c) == std::string_view::npos) return false;
  }
  return !host.empty();
}

/// uri-host [":" port] (RFC 9110, 7.2). An http URI has no empty host (4.2.1).
bool is_host(std::string_view text) {
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos || !client_of(text.substr(1, end - 1)).has_value()) return false;
    if (text.substr(1, end - 1).find(':') == std::string_view::npos) return false;
    port = text.substr(end + 1);
  } else {
    const std::size_t end = std::min(text.find(':'), text.size());
    if (!is_name(text.substr(0, end))) return false;
    port = text.substr(end);
  }
  if (port.empty()) return true;
  constexpr std::size_t port_digits = 5;
  return port.front() == ':' && port.size() <= 1 + port_digits &&
         std::ranges::all_of(port.substr(1), is_digit);
}

/// A request target in absolute-form (RFC 9112, 3.2.2), cut in two: a server has to take it as well.
struct AbsoluteTarget {
  std::string_view authority, rest;
};
std::optional<AbsoluteTarget> absolute_target(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equal_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    return AbsoluteTarget{.authority = target.substr(0, end), .rest = target.substr(end)};
  }
  return std::nullopt;
}

/// In origin-form, or "*": what an absolute-form without a path means is of the method (RFC 9112, 3.2.4).
std::string target_of(std::string_view rest, Method method) {
  if (rest.empty()) return method == Method::options ? "*" : "/";
  return rest.starts_with('?') ? "/" + std::string(rest) : std::string(rest);
}

// IMF-fixdate of RFC 9110, 5.6.7.
void append_date(std::string& out) {
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(now - day);
  std::array<char, 40> text{};
  const int length =
      std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                    days[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                    months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                    static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                    static_cast<int>(time.seconds().count()));
  out.append(text.data(), static_cast<std::size_t>(length));
}

// A value may hold text that came from a client (a redirect); no byte of it may end the line.
void append_value(std::string& out, std::string_view value) {
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
}

Problem bad_request(std::string detail, std::string where) {
  return {.status = 400, .code = "bad_request", .detail = std::move(detail), .where = std::move(where)};
}

std::optional<Problem> fault_in_target(std::string_view target, Method method, const ServerLimits& limits) {
  if (target == "*" && method != Method::options)
    return bad_request("the request target * is for OPTIONS only (RFC 9112, 3.2.4)", "");
  const auto absolute = absolute_target(target);
  if (absolute ? !is_host(absolute->authority) : target != "*" && !target.starts_with('/'))
    return bad_request(
        "the request target is a path that begins with a slash, or an http URI with host and path", "");
  if (target.size() <= limits.target_bytes_max) return std::nullopt;
  return Problem{
      .status = 414,
      .code = "target_too_long",
      .detail = "the request target is longer than " + std::to_string(limits.target_bytes_max) + " bytes"};
}

Problem body_too_large(std::size_t body_max, const ServerLimits& limits) {
  std::string detail = "the body is larger than " + std::to_string(body_max) + " bytes";
  if (body_max < limits.body_bytes_max)
    detail += "; with a token, up to " + std::to_string(limits.body_bytes_max) + " are taken";
  return {.status = 413, .code = "too_large", .detail = std::move(detail)};
}

std::string_view text_of(const boost::beast::flat_buffer& buffer) {
  const auto data = buffer.cdata();
  return {static_cast<const char*>(data.data()), data.size()};
}

}  // namespace

std::optional<Problem> fault_in(const BeastHeader& header, const ServerLimits& limits) {
  if (header.version() != 11 && header.version() != 10) {
    return Problem{.status = 505, .code = "http_version", .detail = "speak HTTP/1.1 or HTTP/1.0"};
  }
  const auto hosts = header.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && header.version() == 11)) {
    return bad_request("an HTTP/1.1 request has exactly one Host header", "Host");
  }
  if (const auto host = header[http::field::host]; hosts == 1 && !is_host({host.data(), host.size()}))
    return bad_request("Host is a name or address, and a port if need be: trace.example:8080", "Host");
  // Two readers of one request must not see two tokens, or two ends of its body.
  if (header.count(http::field::authorization) > 1)
    return bad_request("a request has one Authorization header at most", "Authorization");
  const auto length = header[http::field::content_length];
  if (header.count(http::field::content_length) > 1 || !std::ranges::all_of(length, is_digit))
    return bad_request("Content-Length is one whole number, said once", "Content-Length");
  // How a body ends must not be a matter of opinion between us and a proxy (RFC 9112, 6.1 and 6.3).
  const auto codings = header.count(http::field::transfer_encoding);
  if (codings > 0 && (codings > 1 || header.version() == 10 ||
                      !beast::iequals(header[http::field::transfer_encoding], "chunked"))) {
    return bad_request("the only transfer coding taken is chunked, once, in HTTP/1.1", "Transfer-Encoding");
  }
  const auto target = header.target();
  if (auto fault = fault_in_target({target.data(), target.size()}, method_of(header.method()), limits))
    return fault;
  const auto [expectation, no_more] = header.equal_range(http::field::expect);
  const bool is_met = std::all_of(expectation, no_more, [](const auto& field) {
    return field.value().empty() || beast::iequals(field.value(), "100-continue");
  });
  if (!is_met) {
    return Problem{.status = 417,
                   .code = "expectation",
                   .detail = "the only expectation met here is 100-continue",
                   .where = "Expect"};
  }
  return std::nullopt;
}

void skip_empty_lines(boost::beast::flat_buffer& buffer) {
  constexpr std::string_view empty_line = "\r\n";
  while (text_of(buffer).starts_with(empty_line)) buffer.consume(empty_line.size());
}

std::optional<Problem> fault_in_lines(const boost::beast::flat_buffer& buffer) {
  const std::string_view received = text_of(buffer);
  const std::string_view header = received.substr(0, received.find("\r\n\r\n"));
  if (header.size() == received.size()) return std::nullopt;  // Not whole yet.
  for (std::size_t end = header.find('\n'); end != header.npos; end = header.find('\n', end + 1)) {
    if (end + 1 < header.size() && (header[end + 1] == ' ' || header[end + 1] == '\t'))
      return bad_request("a header line may not be folded into several (RFC 9112, 5.2)", "");
  }
  return std::nullopt;
}

bool expects_continue(const BeastHeader& header) {
  return header.version() == 11 && !header[http::field::expect].empty();
}

Request take_header(const BeastHeader& header) {
  Request request;
  request.method = method_of(header.method());
  const std::string_view target(header.target().data(), header.target().size());
  const auto absolute = absolute_target(target);
  request.target = absolute ? target_of(absolute->rest, request.method) : std::string(target);
  for (const auto& field : header) {
    const std::string_view name(field.name_string().data(), field.name_string().size());
    const std::string_view value(field.value().data(), field.value().size());
    // Beast keeps lines of one name together: they are one list (RFC 9110, 5.3).
    if (!request.headers.empty() && equal_ignoring_case(request.headers.back().name, name)) {
      request.headers.back().value.append(", ").append(value);
    } else {
      request.headers.push_back({std::string(name), std::string(value)});
    }
    if (absolute && field.name() == http::field::host) request.headers.back().value = absolute->authority;
  }
  return request;
}

std::optional<Problem> fault_in_length(boost::optional<std::uint64_t> length, std::size_t body_max,
                                       const ServerLimits& limits) {
  if (!length || *length <= body_max) return std::nullopt;
  return body_too_large(*length > limits.body_bytes_max ? limits.body_bytes_max : body_max, limits);
}

std::optional<Problem> problem_of(boost::system::error_code ec, std::size_t body_max,
                                  const ServerLimits& limits) {
  if (ec == http::error::header_limit || ec == http::error::buffer_overflow) {
    return Problem{
        .status = 431,
        .code = "header_too_large",
        .detail = "the request header is larger than " + std::to_string(limits.header_bytes_max) + " bytes"};
  }
  if (ec == http::error::body_limit) return body_too_large(body_max, limits);
  if (ec == http::error::end_of_stream) return std::nullopt;
  if (ec == http::error::partial_message) return bad_request("the request ended before it was complete", "");
  // Errors of Beast's parser are about the client's bytes; all others are about the connection.
  if (ec.category() == http::make_error_code(http::error::bad_method).category()) {
    return bad_request("this is not well-formed HTTP/1.1: " + ec.message(), "");
  }
  return std::nullopt;
}

Problem too_many_bodies(engine::BodyBudgets::Grant why) {
  if (why == engine::BodyBudgets::Grant::all_is_full)
    return Problem::of(Error{ErrorCode::overloaded, "too many large requests at once; try again"});
  return {.status = 429,
          .code = "too_many_requests",
          .detail = "too many large requests of yours are in work; send fewer at once",
          .retry_after_seconds = retry_after_seconds_default};
}

Problem request_too_slow() {
  return {.status = 408,
          .code = "request_timeout",
          .detail = "the request did not come whole in time; nothing of it was looked at"};
}

Problem handler_too_slow(Method method) {
  if (only_reads(method)) return Problem::of(Error{ErrorCode::unavailable, "this took too long; try again"});
  return Problem::of(Error{ErrorCode::outcome_unknown, {}});
}

bool has_body(int status, Method method) {
  return method != Method::head && status >= 200 && status != 204 && status != 304;
}

std::string header_text(const Response& response, After after) {
  std::string out;
  out.reserve(512);
  out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  out.append(reason_of(response.status)).append("\r\nDate: ");
  append_date(out);
  out += "\r\n";
  for (const Header& header : response.headers) {
    out.append(header.name).append(": ");
    append_value(out, header.value);
    out += "\r\n";
  }
  if (response.status != 204 && response.status != 304 && !response.rest) {
    out.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
  }
  // HTTP/1.0 clients that keep alive ask for this line; for 1.1 it is the default and costs little.
  out += after == After::keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return out;
}

}  // namespace stocktrail::api::wire
