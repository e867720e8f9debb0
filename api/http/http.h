// api/http/http.h: one HTTP request and its response as values, free of the engine that carries them.
// Handlers, routing and tests know only this; Boost.Beast stays in server.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/http/problem.h"
#include "api/http/sender.h"

namespace stocktrail::api {

enum class Method : std::uint8_t { get, head, post, put, del, options, other };

/// "GET", "POST", ...; "OTHER" for a method that we do not know.
std::string_view name_of(Method method);
/// True for a method that asks for nothing to be changed ("safe", RFC 9110, 9.2.1).
bool only_reads(Method method);

/// Names of headers, media types: ASCII letters of either case are the same.
bool equal_ignoring_case(std::string_view a, std::string_view b);

/// The token of an Authorization header of scheme Bearer (RFC 6750); nullopt: another scheme.
std::optional<std::string_view> bearer_token(std::string_view authorization);

struct Header {
  std::string name;
  std::string value;
};

/// A whole request, within all limits. `target` is origin-form, or "*"; `path` and `query` are its two
/// halves, still percent-encoded, because only a route knows what a `%2F` in them means.
struct Request {
  Method method = Method::get;
  std::string target;
  std::vector<Header> headers;
  std::string body;
  std::string client = {};  // client_of() the address that it came from.
  /// Asked to stop once nobody waits for the answer: what only reads may end.
  std::stop_token unwanted = {};

  std::string_view path() const;
  std::string_view query() const;  // Without the question mark.
  /// Case does not matter; empty if there is none. Several lines of one name are one value (RFC 9110, 5.3).
  std::string_view header(std::string_view name) const;
};

class BodySource;

struct Response {
  int status = 200;
  std::vector<Header> headers = {};
  std::string body = {};
  bool is_encoded = false;  // The body is gzip already: its maker knew that the client takes it.
  /// What went wrong; the service writes it as the body (RFC 7807) in the dialect of the route.
  std::optional<Problem> problem = {};
  std::shared_ptr<BodySource> rest = nullptr;  // What follows the body; the connection ends with it.

  Response& set(std::string name, std::string value);  // Replaces a header of this name.
  Response& drop(std::string_view name);
  std::string_view header(std::string_view name) const;

  static Response json(std::string body, int status = 200);
  static Response text(std::string body);
  static Response bytes(std::string body, std::string content_type);
  static Response empty(int status);
  static Response redirect(int status, std::string location);
  static Response of(Problem problem);
  static Response of(const Error& error) { return of(Problem::of(error)); }
};

/// The reason phrase of RFC 9110 for the statuses that we send.
std::string_view reason_of(int status);

/// Answers one request, once, from any thread; an answer that nobody gave before the last owner went away is
/// a 503. Calls after the client has gone or the deadline has passed do nothing.
class Responder {
 public:
  using Make = std::move_only_function<Response()>;
  using Deliver = std::move_only_function<void(Make)>;

  explicit Responder(Deliver deliver) : deliver_(std::move(deliver)) {}
  Responder(Responder&& other) noexcept : deliver_(std::exchange(other.deliver_, nullptr)) {}
  Responder& operator=(Responder&&) = delete;
  ~Responder();

  void operator()(Response response);
  /// `make` runs on the connection's own thread: so the ledger's writer never spends time on encoding an
  /// answer.
  void later(Make make);

 private:
  Deliver deliver_;
};

/// A body that goes on for as long as its client and its maker want. Asked from the connection's thread,
/// again once the answer before was written. It costs no thread while there is nothing to send.
class BodySource {
 public:
  virtual ~BodySource() = default;
  /// A 200 with the next piece; without a body there is none yet, and it is asked again after body_pause. Any
  /// other status ends the answer, and so does what takes longer than the handler_deadline. `unwanted` is
  /// asked to stop once nobody waits for this piece.
  virtual void next(Responder respond, std::stop_token unwanted) = 0;
};

/// What answers requests. Called from all I/O threads at once.
class Service {
 public:
  virtual ~Service() = default;
  /// Must not block: what takes longer than a few reads goes to a worker pool.
  virtual void serve(Request request, Responder respond) = 0;
  /// In whose name the body will be read, from the header alone.
  virtual Sender sender_of(const Request& header) const { return {.account = header.client}; }
  /// The answer to what nobody serves: malformed, too large, not in time. `header` is what is known of the
  /// request by then, null if its header cannot be read.
  virtual Response refuse(Problem problem, const Request* header) = 0;
};

}  // namespace stocktrail::api
