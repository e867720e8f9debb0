// api/server_session.h: one connection, plain or TLS: reads a request under its limits and deadlines, waits
// for the answer, writes it. Private to server.cc.
#pragma once

#include <array>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "api/server_deadline.h"
#include "api/server_shared.h"
#include "api/wire.h"

namespace stocktrail::api::engine {

namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;
using Parser = http::request_parser<http::string_body>;
using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

enum class Next : std::uint8_t { read_again, close, linger };

template <typename Stream>
class SessionOver final : public Session {
 public:
  SessionOver(Shared& shared, Stream stream)
      : Session(shared), stream_(std::move(stream)), timer_(stream_.get_executor()), deadline_(lowest()) {
    buffer_.reserve(read_buffer_bytes);
  }

  asio::awaitable<void> run() override {
    if (!co_await handshake()) co_return;
    Next next = Next::read_again;
    while (next == Next::read_again) {
      if (!co_await first_byte()) break;
      next = co_await one_request();
    }
    co_await close(next);
  }

  void close_if_idle() override {
    asio::post(stream_.get_executor(), [self = this->shared_from_this(), this] {
      if (idle_) lowest().cancel();
    });
  }

 private:
  beast::tcp_stream& lowest() { return beast::get_lowest_layer(stream_); }

  asio::awaitable<bool> handshake() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      lowest().expires_after(shared_.limits.handshake_deadline);
      auto [ec] = co_await stream_.async_handshake(ssl::stream_base::server, quietly);
      if (ec) ++shared_.malformed;
      co_return !ec;
    }
    co_return true;
  }

  /// Waits for the next request to begin; false if the client has gone, is idle too long, or the server
  /// stops.
  asio::awaitable<bool> first_byte() {
    if (buffer_.size() > 0) co_return true;
    if (shared_.stopping) co_return false;
    idle_ = true;
    lowest().expires_after(shared_.limits.idle_deadline);
    auto [ec, bytes] = co_await stream_.async_read_some(buffer_.prepare(read_buffer_bytes), quietly);
    idle_ = false;
    buffer_.commit(bytes);
    co_return !ec;
  }

  asio::awaitable<Next> one_request() {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(shared_.limits.header_bytes_max));
    parser.body_limit(shared_.limits.body_bytes_max);
    const error_code header_ec = co_await read_header(parser);
    deadline_.disarm();
    if (header_ec) co_return co_await refuse(header_ec);
    if (auto fault = wire::fault_in(parser.get(), shared_.limits))
      co_return co_await refuse(std::move(*fault));

    const std::size_t body_bytes = static_cast<std::size_t>(
        parser.content_length().value_or(parser.chunked() ? shared_.limits.body_bytes_max : 0));
    auto budget = BodyBudget::take(shared_, body_bytes);
    if (!budget) co_return co_await refuse(wire::too_many_bodies());

    if (!parser.is_done()) deadline_.arm(shared_.limits.body_deadline, this->shared_from_this());
    if (!parser.is_done() && wire::expects_continue(parser.get())) {
      auto [ec, bytes] = co_await asio::async_write(stream_, asio::buffer(wire::continue_line), quietly);
      if (ec) co_return Next::close;
    }
    if (!parser.is_done()) {
      auto [ec, bytes] = co_await http::async_read(stream_, buffer_, parser, quietly);
      deadline_.disarm();
      if (ec) co_return co_await refuse(ec);
    }

    const bool keep_alive = parser.keep_alive();
    Request request = wire::take_request(parser.release());
    const Method method = request.method;
    Response response = co_await answer_to(std::move(request), method);
    co_return co_await write(std::move(response), method, keep_alive ? Next::read_again : Next::close);
  }

  /// Most headers have come whole with their first byte: these cost no wait and no timer.
  asio::awaitable<error_code> read_header(Parser& parser) {
    error_code ec;
    buffer_.consume(parser.put(buffer_.cdata(), ec));
    if (ec != http::error::need_more) co_return parser.is_header_done() ? error_code{} : ec;
    deadline_.arm(shared_.limits.header_deadline, this->shared_from_this());
    auto [read_ec, bytes] = co_await http::async_read_header(stream_, buffer_, parser, quietly);
    co_return read_ec;
  }

  asio::awaitable<Response> answer_to(Request request, Method method) {
    auto exchange = std::make_shared<Exchange>(stream_.get_executor(), timer_);
    const AbandonAtEnd abandon(*exchange);
    // The client may close while we work; what it asked for is done all the same, so no read is pending here.
    Responder respond([exchange](Responder::Make make) { exchange->deliver(std::move(make), exchange); });
    const Steady::time_point deadline = Steady::now() + shared_.limits.handler_deadline;
    shared_.service.serve(std::move(request), std::move(respond));
    Responder::Make make = exchange->take();
    while (!make && Steady::now() < deadline) {
      timer_.expires_at(deadline);
      static_cast<void>(co_await timer_.async_wait(quietly));
      make = exchange->take();
    }
    if (make) co_return make();
    ++shared_.timeouts;
    co_return shared_.service.refuse(wire::handler_too_slow(method));
  }

  asio::awaitable<Next> write(Response response, Method method, Next next) {
    if (shared_.stopping && next == Next::read_again) next = Next::close;
    const std::string header =
        wire::header_text(response, next == Next::read_again ? wire::After::keep_alive : wire::After::close);
    const bool has_body = wire::has_body(response.status, method);
    const std::array<asio::const_buffer, 2> parts{
        asio::buffer(header), asio::buffer(response.body.data(), has_body ? response.body.size() : 0)};
    lowest().expires_after(shared_.limits.write_deadline);
    auto [ec, bytes] = co_await asio::async_write(stream_, parts, quietly);
    if (ec == beast::error::timeout) ++shared_.timeouts;
    co_return ec ? Next::close : next;
  }

  asio::awaitable<Next> refuse(error_code ec) {
    std::optional<Problem> problem =
        deadline_.has_passed() ? wire::request_too_slow() : wire::problem_of(ec, shared_.limits);
    if (!problem) co_return Next::close;
    co_return co_await refuse(std::move(*problem));
  }

  /// The rest of the request is not understood, so the connection cannot go on.
  asio::awaitable<Next> refuse(Problem problem) {
    ++(deadline_.has_passed() ? shared_.timeouts : shared_.malformed);
    Response response = shared_.service.refuse(std::move(problem));
    co_return co_await write(std::move(response), Method::get, Next::linger);
  }

  /// A close with unread input resets the connection and may destroy the answer on its way: read on for a
  /// moment.
  asio::awaitable<void> close(Next why) {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      lowest().expires_after(linger_deadline);
      auto [ec] = co_await stream_.async_shutdown(quietly);
      if (ec) co_return;
    }
    error_code ignored;
    lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
    if (why != Next::linger) co_return;
    lowest().expires_after(linger_deadline);
    for (std::size_t total = 0; total < linger_bytes_max;) {
      buffer_.clear();
      auto [ec, bytes] = co_await lowest().async_read_some(buffer_.prepare(read_buffer_bytes), quietly);
      if (ec) break;
      total += bytes;
    }
  }

  Stream stream_;
  beast::flat_buffer buffer_;
  asio::steady_timer timer_;
  ReadDeadline deadline_;
  bool idle_ = false;
};

}  // namespace stocktrail::api::engine
