// tests/support/raw_http.h: an HTTP client over a bare socket, for tests that send what no library would
// send. Every read has a deadline, so that a server that hangs fails a test instead of stopping it.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/result.h"

namespace stocktrail::test {

struct RawResponse {
  int status = 0;                              // 0: the connection ended before a whole answer came.
  std::map<std::string, std::string> headers;  // Names in lower case.
  std::string body;

  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string{} : found->second;
  }
};

class RawConnection {
 public:
  /// `from`: another address of the loopback network, "127.0.0.2", to be another client.
  explicit RawConnection(std::uint16_t port, int timeout_ms = 10'000, const char* from = nullptr)
      : timeout_ms_(timeout_ms) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (from != nullptr) {
      sockaddr_in own{};
      own.sin_family = AF_INET;
      ST_CHECK(::inet_pton(AF_INET, from, &own.sin_addr) == 1);
      ST_CHECK(::bind(socket_, reinterpret_cast<const sockaddr*>(&own), sizeof own) == 0);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawConnection() { ::close(socket_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  bool connected() const { return connected_; }

  /// False once the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void finish_sending() { ::shutdown(socket_, SHUT_WR); }

  /// One whole response; what comes after it stays for the next call. `expects_body` is no for HEAD.
  enum class Body : bool { no, yes };
  RawResponse receive(Body expects_body = Body::yes) {
    RawResponse response;
    std::size_t end = std::string::npos;
    while ((end = pending_.find("\r\n\r\n")) == std::string::npos) {
      if (!read_more()) return {};
    }
    parse_header(pending_.substr(0, end + 2), response);
    pending_.erase(0, end + 4);
    if (response.status == 100) return receive(expects_body);
    const std::string length = response.header("content-length");
    const std::size_t bytes = expects_body == Body::yes && !length.empty() ? std::stoul(length) : 0;
    while (pending_.size() < bytes) {
      if (!read_more()) return {};
    }
    response.body = pending_.substr(0, bytes);
    pending_.erase(0, bytes);
    return response;
  }

  /// What comes of an answer that goes on, up to `end` and with it; empty if that does not come.
  std::string receive_until(std::string_view end) {
    std::size_t found = std::string::npos;
    while ((found = pending_.find(end)) == std::string::npos) {
      if (!read_more()) return {};
    }
    std::string bytes = pending_.substr(0, found + end.size());
    pending_.erase(0, found + end.size());
    return bytes;
  }

  /// True if the server closes the connection within the deadline.
  bool is_closed_by_server() {
    while (read_more()) {
    }
    return ended_;
  }

 private:
  bool read_more() {
    pollfd wanted{.fd = socket_, .events = POLLIN, .revents = 0};
    if (::poll(&wanted, 1, timeout_ms_) <= 0) return false;
    char chunk[16'384];
    const ssize_t got = ::recv(socket_, chunk, sizeof chunk, 0);
    if (got <= 0) {
      ended_ = true;
      return false;
    }
    pending_.append(chunk, static_cast<std::size_t>(got));
    return true;
  }

  static void parse_header(std::string_view text, RawResponse& response) {
    const std::size_t first = text.find("\r\n");
    ST_CHECK(text.starts_with("HTTP/1.1 ") && first >= 12);
    response.status = std::stoi(std::string(text.substr(9, 3)));
    text.remove_prefix(first + 2);
    while (!text.empty()) {
      const std::string_view line = text.substr(0, text.find("\r\n"));
      const std::size_t colon = line.find(": ");
      ST_CHECK(colon != std::string_view::npos);
      std::string name(line.substr(0, colon));
      for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      response.headers[name] = std::string(line.substr(colon + 2));
      text.remove_prefix(line.size() + 2);
    }
  }

  int socket_ = -1;
  int timeout_ms_;
  bool connected_ = false, ended_ = false;
  std::string pending_;
};

/// What a test sends: a connection of its own, one request, one answer.
struct RawRequest {
  std::string method = "GET";
  std::string target = "/";
  std::string token = {};
  std::string content_type = {};
  std::string body = {};
  std::string extra_headers = {};  // Each with its CRLF.
};

inline std::string request_text(const RawRequest& request) {
  std::string text = request.method + " " + request.target + " HTTP/1.1\r\nHost: trace.example\r\n";
  if (!request.token.empty()) text += "Authorization: Bearer " + request.token + "\r\n";
  if (!request.content_type.empty()) text += "Content-Type: " + request.content_type + "\r\n";
  if (!request.body.empty()) text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  return text + request.extra_headers + "\r\n" + request.body;
}

inline RawResponse ask(std::uint16_t port, const RawRequest& request) {
  RawConnection connection(port);
  if (!connection.send(request_text(request))) return {};
  return connection.receive(request.method == "HEAD" ? RawConnection::Body::no : RawConnection::Body::yes);
}

}  // namespace stocktrail::test
