// api/http/detail/server_exchange.h: how an answer comes back to the coroutine that waits for it. Private to
// server.cc.
#pragma once

#include <memory>
#include <optional>

#include "api/http/detail/server_shared.h"
#include "api/http/detail/server_waiting.h"

namespace stocktrail::api::engine {

/// One request between the coroutine that waits for its answer and whoever gives it, on any thread.
struct Exchange {
  Exchange(Executor executor, Timer& t) : loop(std::move(executor)), timer(&t) {}

  void deliver(Responder::Make make, const std::shared_ptr<Exchange>& self) {
    const MutexLock lock(mutex);
    if (abandoned) return;
    answer = std::move(make);
    // The session is alive as long as the exchange is not abandoned.
    if (waiting) asio::post(loop, [self] { self->wake(); });
  }
  void wake() {
    const MutexLock lock(mutex);
    if (!abandoned) timer->cancel();
  }
  Responder::Make take() {
    const MutexLock lock(mutex);
    waiting = true;
    return std::exchange(answer, nullptr);
  }
  void abandon() {
    unwanted.request_stop();
    const MutexLock lock(mutex);
    abandoned = true;
  }

  Executor loop;
  Timer* timer;
  std::stop_source unwanted;
  Mutex mutex;
  bool waiting ST_GUARDED_BY(mutex) = false;
  bool abandoned ST_GUARDED_BY(mutex) = false;
  Responder::Make answer ST_GUARDED_BY(mutex);
};

struct AbandonAtEnd {
  explicit AbandonAtEnd(Exchange& e) : exchange(e) {}
  AbandonAtEnd(const AbandonAtEnd&) = delete;
  AbandonAtEnd& operator=(const AbandonAtEnd&) = delete;
  ~AbandonAtEnd() { exchange.abandon(); }
  Exchange& exchange;
};

/// What `ask` is answered that was given a responder, and how it learns that nobody waits for that any more;
/// nullopt if it took too long.
template <typename Ask>
Task<std::optional<Response>> answer_to(Ask& ask, std::chrono::milliseconds time, Timer& timer,
                                        Waiting& waiting) {
  auto exchange = std::make_shared<Exchange>(timer.get_executor(), timer);
  const AbandonAtEnd abandon(*exchange);
  // The client may close while we work; a write is done all the same, so no read is pending here.
  Responder respond([exchange](Responder::Make make) { exchange->deliver(std::move(make), exchange); });
  const Steady::time_point now = Steady::now(), deadline = now + time;
  waiting.begin(exchange->unwanted, now);
  ask(std::move(respond), exchange->unwanted.get_token());
  Responder::Make make = exchange->take();
  while (!make && Steady::now() < deadline) {
    timer.expires_at(deadline);
    static_cast<void>(co_await timer.async_wait(quietly));
    make = exchange->take();
  }
  waiting.end();
  if (!make) co_return std::nullopt;
  co_return make();
}

/// What the service answers, or the refusal that says that it took too long.
inline Task<Response> answer_of(Shared& shared, Request request, Timer& timer, Waiting& waiting) {
  // All that a refusal needs, because the request goes to the service.
  Request asked{.method = request.method, .target = request.target, .headers = {}, .body = {}};
  auto ask = [&](Responder respond, std::stop_token unwanted) {
    request.unwanted = std::move(unwanted);
    shared.service.serve(std::move(request), std::move(respond));
  };
  std::optional<Response> answer = co_await answer_to(ask, shared.limits.handler_deadline, timer, waiting);
  if (answer) co_return *std::move(answer);
  ++shared.timeouts;
  co_return shared.service.refuse(wire::handler_too_slow(asked.method), &asked);
}

}  // namespace stocktrail::api::engine
