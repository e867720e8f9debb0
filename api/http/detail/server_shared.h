// api/http/detail/server_shared.h: what the connections of a server share. Private to server.cc, like
// server_session.h: together they are the one translation unit that pays for Asio.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <unordered_map>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/http/detail/body_budget.h"
#include "api/http/detail/server_deadline.h"
#include "api/http/detail/wire.h"
#include "api/http/server.h"
#include "crypto/mutex.h"

namespace stocktrail::api::engine {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;

// One kind of executor, named: the one that stands for any kind costs an allocation and two indirect calls
// for each operation.
using Executor = asio::io_context::executor_type;
template <typename T>
using Task = asio::awaitable<T, Executor>;
using PlainStream = asio::basic_stream_socket<tcp, Executor>;
using TlsStream = ssl::stream<PlainStream>;
using Timer = asio::basic_waitable_timer<Steady, asio::wait_traits<Steady>, Executor>;

// As an awaited call gives (error, value) instead of throwing.
inline constexpr auto quietly = asio::as_tuple(asio::use_awaitable_t<Executor>());

// Beast reads in steps that begin at 512 bytes unless the buffer has room: 5 times the cost for a large body.
inline constexpr std::size_t read_buffer_bytes = 64 * 1024;
inline constexpr std::size_t linger_bytes_max = 1024 * 1024;
inline constexpr std::chrono::milliseconds linger_deadline{2'000};

/// Throws away what comes, linger_bytes_max at most.
template <typename Socket>
Task<void> read_on(Socket& socket, boost::beast::flat_buffer& buffer) {
  for (std::size_t total = 0; total < linger_bytes_max;) {
    buffer.clear();
    auto [ec, bytes] = co_await socket.async_read_some(buffer.prepare(read_buffer_bytes), quietly);
    if (ec) break;
    total += bytes;
  }
}

template <typename Stream>
PlainStream& socket_of(Stream& stream) {
  if constexpr (std::is_same_v<Stream, TlsStream>) return stream.next_layer();
  if constexpr (std::is_same_v<Stream, PlainStream>) return stream;
}

class Session;

/// What sessions share with the server.
struct Shared {
  Shared(Service& s, const ServerLimits& l) : service(s), limits(l), bodies(limits) {}
  Service& service;
  const ServerLimits limits;
  std::atomic<bool> stopping = false;
  BodyBudgets bodies;
  std::atomic<std::uint64_t> connections_total = 0, connections_refused = 0, timeouts = 0, malformed = 0,
                             faults = 0;

  Mutex mutex;
  Condition all_gone;
  std::unordered_map<Session*, std::weak_ptr<Session>> sessions ST_GUARDED_BY(mutex);
  std::unordered_map<std::string, std::size_t> connections_of
      ST_GUARDED_BY(mutex);  // By client, proxies left out.

  /// Until all have gone.
  void wait_for_sessions(Steady::time_point end) ST_REQUIRES(mutex) {
    while (!sessions.empty() && all_gone.wait_until(mutex, end) != std::cv_status::timeout) {
    }
  }
};

enum class Part : bool { header, body };  // Of a request.
struct Refusal {
  std::optional<Problem> problem;  // nullopt: there is nobody to tell.
};

/// Who is at the other end.
struct Peer {
  std::string client;  // client_of() its address.
  bool is_proxy = false;
};

/// Whom the request comes from, if need be by the word of a proxy.
inline std::string client_of(const Peer& peer, const Request& request) {
  const auto told = peer.is_proxy ? forwarded_client(request.header("X-Forwarded-For")) : std::nullopt;
  return told.value_or(peer.client);
}

/// One connection as the server sees it.
class Session : public Expiring, public std::enable_shared_from_this<Session> {
 public:
  Session(Shared& shared, Peer peer) : shared_(shared), peer_(std::move(peer)) {}
  virtual Task<void> run() = 0;
  /// From any thread: an idle connection is closed; a read that is in hand ends.
  enum class Ends : bool { idle, read };
  virtual void end(Ends what) = 0;
  const Peer& peer() const { return peer_; }

 protected:
  Shared& shared_;
  const Peer peer_;
};

}  // namespace stocktrail::api::engine
