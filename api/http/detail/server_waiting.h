// api/http/detail/server_waiting.h: the request in hand, while a connection waits for its answer, and whether
// anybody still wants that. Private to server.cc.
#pragma once

#include <netinet/tcp.h>

#include <chrono>
#include <optional>
#include <stop_token>

#include "api/http/detail/server_deadline.h"

namespace stocktrail::api::engine {

/// Whether the client has closed the connection, or its half of it. Also of TLS, and before all is read.
inline bool has_closed(int socket) {
  tcp_info info{};
  socklen_t bytes = sizeof info;
  return ::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &bytes) == 0 &&
         info.tcpi_state != TCP_ESTABLISHED;
}

/// The wait of one connection, on its loop's thread.
class Waiting {
 public:
  void begin(std::stop_source unwanted, Steady::time_point now) {
    unwanted_ = std::move(unwanted);
    since_ = now;
  }
  void end() { unwanted_.reset(); }

  /// Nobody waits for the answer, so what only reads may end.
  void end_read() {
    if (unwanted_) unwanted_->request_stop();
  }
  /// A client may close its half and wait, and looks then like one that has gone: it is given `time`.
  void look(int socket, Steady::time_point now, std::chrono::milliseconds time) {
    if (unwanted_ && now - since_ >= time && has_closed(socket)) unwanted_->request_stop();
  }

 private:
  std::optional<std::stop_source> unwanted_;
  Steady::time_point since_;
};

}  // namespace stocktrail::api::engine
