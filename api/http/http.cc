#include "api/http/http.h"

#include <algorithm>

namespace stocktrail::api {
namespace {

std::string_view find_header(const std::vector<Header>& headers, std::string_view name) {
  const auto found =
      std::ranges::find_if(headers, [&](const Header& h) { return equal_ignoring_case(h.name, name); });
  return found == headers.end() ? std::string_view{} : std::string_view(found->value);
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, [&](char x, char y) { return lower(x) == lower(y); });
}

// The scheme has no case (RFC 9110, 11.1).
std::optional<std::string_view> bearer_token(std::string_view authorization) {
  const std::size_t scheme = std::min(authorization.find(' '), authorization.size());
  if (!equal_ignoring_case(authorization.substr(0, scheme), "bearer")) return std::nullopt;
  const std::size_t token = std::min(authorization.find_first_not_of(' ', scheme), authorization.size());
  return authorization.substr(token);
}

std::string_view name_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::del:
      return "DELETE";
    case Method::options:
      return "OPTIONS";
    case Method::other:
      return "OTHER";
  }
  return "OTHER";
}

bool only_reads(Method method) {
  return method == Method::get || method == Method::head || method == Method::options;
}

std::string_view Request::path() const {
  const std::string_view all = target;
  return all.substr(0, all.find('?'));
}

std::string_view Request::query() const {
  const std::string_view all = target;
  const std::size_t mark = all.find('?');
  return mark == std::string_view::npos ? std::string_view{} : all.substr(mark + 1);
}

std::string_view Request::header(std::string_view name) const {
  return find_header(headers, name);
}

std::string_view Response::header(std::string_view name) const {
  return find_header(headers, name);
}

Response& Response::set(std::string name, std::string value) {
  const auto found =
      std::ranges::find_if(headers, [&](const Header& h) { return equal_ignoring_case(h.name, name); });
  if (found == headers.end()) {
    headers.push_back({std::move(name), std::move(value)});
  } else {
    found->value = std::move(value);
  }
  return *this;
}

Response& Response::drop(std::string_view name) {
  std::erase_if(headers, [&](const Header& h) { return equal_ignoring_case(h.name, name); });
  return *this;
}

Response Response::json(std::string body, int status) {
  return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

Response Response::text(std::string body) {
  return bytes(std::move(body), "text/plain; charset=utf-8");
}

Response Response::bytes(std::string body, std::string content_type) {
  return {.headers = {{"Content-Type", std::move(content_type)}}, .body = std::move(body)};
}

Response Response::empty(int status) {
  return {.status = status};
}

Response Response::redirect(int status, std::string location) {
  return {.status = status, .headers = {{"Location", std::move(location)}}};
}

Response Response::of(Problem problem) {
  Response response{.status = problem.status};
  if (problem.retry_after_seconds) response.set("Retry-After", std::to_string(*problem.retry_after_seconds));
  response.problem = std::move(problem);
  return response;
}

std::string_view reason_of(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Status";
  }
}

Responder::~Responder() {
  if (deliver_) {
    (*this)(
        Response::of(Error{ErrorCode::unavailable, "the server could not finish this request; try again"}));
  }
}

void Responder::operator()(Response response) {
  later([r = std::move(response)]() mutable { return std::move(r); });
}

void Responder::later(Make make) {
  if (deliver_) std::exchange(deliver_, nullptr)(std::move(make));
}

}  // namespace stocktrail::api
