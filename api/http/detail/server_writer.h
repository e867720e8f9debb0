// api/http/detail/server_writer.h: the writing half of a connection: answers, and what follows their bodies.
// Private to server.cc.
#pragma once

#include <array>

#include <boost/asio/write.hpp>

#include "api/http/detail/server_exchange.h"

namespace stocktrail::api::engine {

using boost::system::error_code;

inline constexpr std::chrono::milliseconds body_pause{200};  // Until a BodySource that had nothing is asked.

enum class Next : std::uint8_t { read_again, close, linger };

template <typename Stream>
class SessionWriter : public Session {
 protected:
  template <typename... StreamParts>
  explicit SessionWriter(Shared& shared, Peer peer, StreamParts&&... parts)
      : Session(shared, std::move(peer)),
        stream_(std::forward<StreamParts>(parts)...),
        timer_(stream_.get_executor()) {}

  void expire() override {
    error_code ignored;
    socket_of(stream_).cancel(ignored);
  }

  void look(Steady::time_point now) override {
    waiting_.look(socket_of(stream_).native_handle(), now, shared_.limits.unwanted_deadline);
  }

  Task<Next> write(Response response, Method method, Next next) {
    if ((shared_.stopping || response.rest) && next == Next::read_again) next = Next::close;
    const std::string header =
        wire::header_text(response, next == Next::read_again ? wire::After::keep_alive : wire::After::close);
    const bool has_body = wire::has_body(response.status, method);
    const std::array<asio::const_buffer, 2> parts{
        asio::buffer(header), asio::buffer(response.body.data(), has_body ? response.body.size() : 0)};
    expires_after(shared_.limits.write_deadline);
    auto [ec, bytes] = co_await asio::async_write(stream_, parts, quietly);
    if (has_expired()) ++shared_.timeouts;
    if (!ec && has_body && response.rest) co_await write_on(*response.rest);
    co_return ec ? Next::close : next;
  }

  /// What follows a body, until its maker ends it, its client has gone, or the server stops.
  Task<void> write_on(BodySource& source) {
    auto ask = [&source](Responder respond, std::stop_token unwanted) {
      source.next(std::move(respond), std::move(unwanted));
    };
    while (!shared_.stopping && !has_closed(socket_of(stream_).native_handle())) {
      expires_never();
      std::optional<Response> piece =
          co_await answer_to(ask, shared_.limits.handler_deadline, timer_, waiting_);
      if (!piece || piece->status != 200) co_return;
      if (piece->body.empty()) {
        timer_.expires_after(body_pause);
        static_cast<void>(co_await timer_.async_wait(quietly));
        continue;
      }
      expires_after(shared_.limits.write_deadline);
      auto [ec, bytes] = co_await asio::async_write(stream_, asio::buffer(piece->body), quietly);
      if (has_expired()) ++shared_.timeouts;
      if (ec) co_return;
    }
  }

  Stream stream_;
  Timer timer_;
  Waiting waiting_;
};

}  // namespace stocktrail::api::engine
