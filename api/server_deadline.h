// api/server_deadline.h: a deadline on what a connection reads. Private to server_session.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/tcp_stream.hpp>

namespace stocktrail::api::engine {

/// Ends what is pending on a stream and leaves the connection fit for an answer, so that a slow client can be
/// told; Beast's own deadline would close it. For the connection's thread only.
class ReadDeadline {
 public:
  explicit ReadDeadline(boost::beast::tcp_stream& stream) : stream_(stream), timer_(stream.get_executor()) {}

  /// `owner` keeps this object alive until the deadline has passed or was taken back.
  void arm(std::chrono::milliseconds deadline, std::shared_ptr<void> owner) {
    stream_.expires_never();
    timer_.expires_after(deadline);
    timer_.async_wait([this, turn = ++turn_, o = std::move(owner)](boost::system::error_code ec) {
      if (ec || turn != turn_) return;
      has_passed_ = true;
      stream_.cancel();
    });
  }
  void disarm() {
    ++turn_;
    timer_.cancel();
  }
  bool has_passed() const { return has_passed_; }

 private:
  boost::beast::tcp_stream& stream_;
  boost::asio::steady_timer timer_;
  std::uint64_t turn_ = 0;  // Tells a wait that ended just before disarm() from one that counts.
  bool has_passed_ = false;
};

}  // namespace stocktrail::api::engine
