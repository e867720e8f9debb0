// api/http/detail/server_session.h: one connection, plain or TLS: reads a request under its limits and
// deadlines, waits for the answer, writes it. Private to server.cc.
#pragma once

#include <optional>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "api/http/detail/server_writer.h"

namespace stocktrail::api::engine {

namespace http = boost::beast::http;
using Parser = http::request_parser<http::string_body>;

template <typename Stream>
class SessionOver final : public SessionWriter<Stream> {
 public:
  template <typename... StreamParts>
  explicit SessionOver(Shared& shared, Peer peer, StreamParts&&... parts)
      : Writer(shared, std::move(peer), std::forward<StreamParts>(parts)...) {
    buffer_.reserve(read_buffer_bytes);
  }

  Task<void> run() override {
    if (!co_await handshake()) co_return;
    Next next = Next::read_again;
    while (next == Next::read_again) {
      if (!co_await first_byte()) break;
      next = co_await one_request();
    }
    co_await close(next);
  }

  void end(Session::Ends what) override {
    asio::post(stream_.get_executor(), [self = this->shared_from_this(), this, what] {
      if (what == Session::Ends::read) waiting_.end_read();
      if (what == Session::Ends::idle && idle_) this->expire();
    });
  }

 private:
  using Writer = SessionWriter<Stream>;
  using Writer::expires_after, Writer::expires_never, Writer::has_expired, Writer::write;
  using Writer::peer_, Writer::shared_, Writer::stream_, Writer::timer_, Writer::waiting_;

  Task<bool> handshake() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      expires_after(shared_.limits.handshake_deadline);
      auto [ec] = co_await stream_.async_handshake(ssl::stream_base::server, quietly);
      if (ec) ++shared_.malformed;
      co_return !ec;
    }
    co_return true;
  }

  /// Waits for the next request to begin; false if the client has gone, is idle too long, or the server
  /// stops.
  Task<bool> first_byte() {
    wire::skip_empty_lines(buffer_);
    if (buffer_.size() == 0) expires_after(shared_.limits.idle_deadline);
    while (buffer_.size() == 0) {
      if (shared_.stopping) co_return false;
      idle_ = true;
      auto [ec, bytes] = co_await stream_.async_read_some(buffer_.prepare(read_buffer_bytes), quietly);
      idle_ = false;
      buffer_.commit(bytes);
      if (ec) co_return false;
      wire::skip_empty_lines(buffer_);
    }
    co_return true;
  }

  Task<Next> one_request() {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(shared_.limits.header_bytes_max));
    parser.body_limit(boost::none);  // Until it is known who sends it.
    BodyBudget budget(shared_.bodies);
    if (auto refused = co_await read(Part::header, parser, budget)) co_return co_await refuse(*refused);
    // Before the body, because Beast puts the trailers of a chunked one among the fields: they are not read.
    Request request = wire::take_header(parser.get());
    Refusal fault{wire::fault_in(parser.get(), shared_.limits)};
    if (fault.problem) co_return co_await refuse(fault, &request);
    request.client = client_of(peer_, request);
    if (!parser.is_done()) {
      body_max_ = budget.open(shared_.service.sender_of(request), shared_.limits);
      fault.problem = wire::fault_in_length(parser.content_length(), body_max_, shared_.limits);
      if (fault.problem) co_return co_await refuse(fault, &request);
      parser.body_limit(body_max_);
    }
    if (buffer_.size() == 0 && !parser.is_done() && wire::expects_continue(parser.get())) {
      auto [ec, bytes] = co_await asio::async_write(stream_, asio::buffer(wire::continue_line), quietly);
      if (ec) co_return Next::close;
    }
    if (auto refused = co_await read(Part::body, parser, budget))
      co_return co_await refuse(*refused, &request);
    expires_never();
    const bool keep_alive = parser.keep_alive();
    request.body = std::move(parser.get().body());
    const Method method = request.method;
    Response response = co_await answer_of(shared_, std::move(request), timer_, waiting_);
    co_return co_await write(std::move(response), method, keep_alive ? Next::read_again : Next::close);
  }

  /// Parses what has come, and waits for more as long as that is not all. Most requests have come whole with
  /// their first byte: these cost no wait.
  Task<std::optional<Refusal>> read(Part part, Parser& parser, BodyBudget& budget) {
    const auto is_read = [&] { return part == Part::header ? parser.is_header_done() : parser.is_done(); };
    parser.eager(part == Part::body);
    bool has_waited = false;
    while (!is_read()) {
      if (part == Part::header) {
        if (!parser.got_some()) wire::skip_empty_lines(buffer_);
        if (auto fault = wire::fault_in_lines(buffer_)) co_return Refusal{std::move(fault)};
      }
      error_code ec;
      const std::size_t least = parser.got_some() ? 1 : 2;  // One byte may be half an empty line.
      const std::size_t used = buffer_.size() >= least ? parser.put(buffer_.cdata(), ec) : 0;
      buffer_.consume(used);
      if (ec && ec != http::error::need_more) co_return refusal_of(ec);
      const auto grant = budget.grow_to(parser.get().body().size());
      if (grant != BodyBudgets::Grant::granted) co_return Refusal{wire::too_many_bodies(grant)};
      if (is_read() || (used > 0 && buffer_.size() > 0)) continue;
      if (buffer_.size() == buffer_.max_size()) co_return refusal_of(http::error::buffer_overflow);
      if (!std::exchange(has_waited, true))
        expires_after(part == Part::header ? shared_.limits.header_deadline : shared_.limits.body_deadline);
      auto [read_ec, bytes] =
          co_await stream_.async_read_some(buffer_.prepare(buffer_.max_size() - buffer_.size()), quietly);
      buffer_.commit(bytes);
      if (read_ec == asio::error::eof) parser.put_eof(read_ec);
      if (read_ec) co_return refusal_of(read_ec);
    }
    co_return std::nullopt;
  }

  Refusal refusal_of(error_code ec) const {
    return {has_expired() ? wire::request_too_slow() : wire::problem_of(ec, body_max_, shared_.limits)};
  }

  /// The rest of the request is not understood, so the connection cannot go on. By reference, to an object
  /// with a name: GCC 12 destroys some temporaries of an awaited call twice.
  Task<Next> refuse(Refusal& refusal, const Request* header = nullptr) {
    if (!refusal.problem) co_return Next::close;
    ++(has_expired() ? shared_.timeouts : shared_.malformed);
    Response response = shared_.service.refuse(std::move(*refusal.problem), header);
    const Method method = header != nullptr ? header->method : Method::get;
    co_return co_await write(std::move(response), method, Next::linger);
  }

  /// A close with unread input resets the connection and may destroy the answer on its way: read on for a
  /// moment.
  Task<void> close(Next why) {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      expires_after(linger_deadline);
      auto [ec] = co_await stream_.async_shutdown(quietly);
      if (ec) co_return;
    }
    error_code ignored;
    socket_of(stream_).shutdown(tcp::socket::shutdown_send, ignored);
    if (why != Next::linger) co_return;
    expires_after(linger_deadline);
    co_await read_on(socket_of(stream_), buffer_);
  }

  boost::beast::flat_buffer buffer_{read_buffer_bytes};  // At most: so trailers have a limit too.
  bool idle_ = false;
  std::size_t body_max_ = 0;  // Of the request in hand.
};

}  // namespace stocktrail::api::engine
