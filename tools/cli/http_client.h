// tools/cli/http_client.h: HTTP as the commands use it: one keep-alive connection, bounded answers, problem
// documents turned into Errors. The home of libcurl.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"

namespace stocktrail::cli {

inline constexpr std::size_t answer_bytes_max = 64UL * 1024 * 1024;
inline constexpr unsigned redirects_max = 5;
inline constexpr std::chrono::seconds connect_deadline{10};
inline constexpr std::chrono::seconds answer_deadline{120};

struct Answer {
  int status = 0;
  std::string content_type;
  std::string body;
  std::chrono::seconds retry_after{0};
  std::string next = {};            // Path and query of the next page, as a Link header tells it (RFC 8288).
  std::string complete_until = {};  // Of stock, while the books work on late events.

  bool is_success() const { return status >= 200 && status < 300; }
  /// The problem document (RFC 7807) as an Error: its detail, its `where`, and all its faults.
  Error error() const;
};

/// Not thread safe. Talks to one server; redirects to another host are not followed with the token.
class HttpClient {
 public:
  struct Options {
    std::string server;  // "http://127.0.0.1:8080", without a path.
    std::string token;   // Sent as a bearer token; empty for none.
    std::filesystem::path ca_file;
  };
  static Result<std::unique_ptr<HttpClient>> make(Options options);
  ~HttpClient();

  /// An Error only if there was no answer at all; any status is an Answer.
  Result<Answer> get(std::string_view path, std::string_view accept = "application/json");
  Result<Answer> post(std::string_view path, std::string_view body, std::string_view content_type);
  Result<Answer> remove(std::string_view path);  // DELETE
  Result<Answer> put(std::string_view path, std::string_view body, std::string_view content_type);

  /// The body of a 2xx answer; everything else is the answer's error.
  Result<std::string> fetch(std::string_view path, std::string_view accept = "application/json");

  const std::string& server() const;
  /// Instead of connect_deadline and answer_deadline, for what is asked from here on.
  void wait_at_most(std::chrono::milliseconds to_connect, std::chrono::milliseconds for_answer);

 private:
  struct Connection;
  explicit HttpClient(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

/// Percent-encodes all but unreserved characters, for a path segment or a query value.
std::string url_encode(std::string_view text);

}  // namespace stocktrail::cli
