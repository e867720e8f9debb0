// api/server_shared.h: what the connections of a server share, and how an answer comes back to the coroutine
// that waits for it. Private to server.cc, like server_session.h: together they are the one translation unit
// that pays for Asio.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <unordered_map>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/server.h"

namespace stocktrail::api::engine {

namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;

// As an awaited call gives (error, value) instead of throwing.
inline constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

// Beast reads in steps that begin at 512 bytes unless the buffer has room: 5 times the cost for a large body.
inline constexpr std::size_t read_buffer_bytes = 64 * 1024;
inline constexpr std::size_t linger_bytes_max = 1024 * 1024;
inline constexpr std::chrono::milliseconds linger_deadline{2'000};

class Session;

/// What sessions share with the server.
struct Shared {
  Shared(Service& s, const ServerLimits& l) : service(s), limits(l) {}
  Service& service;
  const ServerLimits limits;
  std::atomic<bool> stopping = false;
  std::atomic<std::size_t> bodies_bytes = 0;
  std::atomic<std::uint64_t> connections_total = 0, connections_refused = 0, timeouts = 0, malformed = 0;

  std::mutex mutex;
  std::condition_variable all_gone;
  std::unordered_map<Session*, std::weak_ptr<Session>> sessions;
};

/// A share of `bodies_bytes_max`, given back when the request is done.
class BodyBudget {
 public:
  static std::optional<BodyBudget> take(Shared& shared, std::size_t bytes) {
    if (shared.bodies_bytes.fetch_add(bytes) + bytes > shared.limits.bodies_bytes_max) {
      shared.bodies_bytes.fetch_sub(bytes);
      return std::nullopt;
    }
    return BodyBudget(shared, bytes);
  }
  BodyBudget(BodyBudget&& other) noexcept
      : shared_(std::exchange(other.shared_, nullptr)), bytes_(other.bytes_) {}
  BodyBudget& operator=(BodyBudget&&) = delete;
  ~BodyBudget() {
    if (shared_ != nullptr) shared_->bodies_bytes.fetch_sub(bytes_);
  }

 private:
  BodyBudget(Shared& shared, std::size_t bytes) : shared_(&shared), bytes_(bytes) {}
  Shared* shared_;
  std::size_t bytes_;
};

/// One request between the coroutine that waits for its answer and whoever gives it, on any thread.
struct Exchange {
  explicit Exchange(asio::any_io_executor executor, asio::steady_timer& t)
      : loop(std::move(executor)), timer(&t) {}

  void deliver(Responder::Make make, const std::shared_ptr<Exchange>& self) {
    const std::scoped_lock lock(mutex);
    if (abandoned) return;
    answer = std::move(make);
    // The session is alive as long as the exchange is not abandoned.
    if (waiting) asio::post(loop, [self] { self->wake(); });
  }
  void wake() {
    const std::scoped_lock lock(mutex);
    if (!abandoned) timer->cancel();
  }
  Responder::Make take() {
    const std::scoped_lock lock(mutex);
    waiting = true;
    return std::exchange(answer, nullptr);
  }
  void abandon() {
    const std::scoped_lock lock(mutex);
    abandoned = true;
  }

  asio::any_io_executor loop;
  asio::steady_timer* timer;
  std::mutex mutex;
  bool waiting = false, abandoned = false;
  Responder::Make answer;
};

struct AbandonAtEnd {
  explicit AbandonAtEnd(Exchange& e) : exchange(e) {}
  AbandonAtEnd(const AbandonAtEnd&) = delete;
  AbandonAtEnd& operator=(const AbandonAtEnd&) = delete;
  ~AbandonAtEnd() { exchange.abandon(); }
  Exchange& exchange;
};

/// One connection as the server sees it.
class Session : public std::enable_shared_from_this<Session> {
 public:
  explicit Session(Shared& shared) : shared_(shared) {}
  virtual ~Session() = default;
  virtual asio::awaitable<void> run() = 0;
  virtual void close_if_idle() = 0;  // From any thread.

 protected:
  Shared& shared_;
};

}  // namespace stocktrail::api::engine
