// tests/support/echo_server.h: the HTTP engine with a service that tells what it was asked.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "api/http/server.h"
#include "tests/support/raw_http.h"

namespace stocktrail::test {

using namespace api;
using namespace std::chrono_literals;

/// Answers with what it was asked; "/later" from another thread, "/never" not before the test ends,
/// "/unwanted" once nobody waits for it, "/drop" by forgetting the responder, "/large" with more than fits
/// between two sockets.
class EchoService final : public Service {
 public:
  static constexpr std::size_t large_bytes = 16 << 20;

  ~EchoService() override {
    for (std::thread& thread : threads_) thread.join();
  }
  void serve(Request request, Responder respond) override {
    const std::string path(request.path());
    if (path == "/never") {
      const std::scoped_lock lock(mutex_);
      kept_.push_back(std::move(respond));
      return;
    }
    if (path == "/drop") return;
    if (path == "/large") return respond(Response::text(std::string(large_bytes, 'x')));
    if (path == "/unwanted") {
      const std::scoped_lock lock(mutex_);
      ++begun;
      threads_.emplace_back([this, unwanted = std::move(request.unwanted), r = std::move(respond)]() mutable {
        while (!unwanted.stop_requested()) std::this_thread::sleep_for(5ms);
        r(Response::text("ended"));
        ++ended;
      });
      return;
    }
    if (path == "/later") {
      const std::scoped_lock lock(mutex_);
      threads_.emplace_back([r = std::move(respond)]() mutable {
        std::this_thread::sleep_for(100ms);
        r(Response::text("later"));
      });
      return;
    }
    if (path == "/values") {
      std::string values;
      for (const Header& header : request.headers) values += header.name + "=" + header.value + "|";
      return respond(Response::text(values));
    }
    if (path == "/headers") {
      std::string names;
      for (const Header& header : request.headers) names += header.name + ' ';
      return respond(Response::text(names));
    }
    Response response = Response::text(std::string(name_of(request.method)) + " " + request.target + " " +
                                       std::to_string(request.body.size()));
    if (path == "/evil") response.set("X-Echo", "a\r\nInjected: yes");
    respond(std::move(response));
  }
  Response refuse(Problem problem, const Request*) override {
    Response response = Response::text(problem.code);
    response.status = problem.status;
    return response;
  }

  std::atomic<int> begun = 0, ended = 0;  // Of "/unwanted".

 private:
  std::mutex mutex_;
  std::vector<Responder> kept_;
  std::vector<std::thread> threads_;
};

inline ServerOptions quick_options() {
  ServerOptions options{.port = 0};
  options.limits.header_deadline = 300ms;
  options.limits.body_deadline = 300ms;
  options.limits.idle_deadline = 600ms;
  options.limits.handler_deadline = 500ms;
  options.limits.write_deadline = 2s;
  options.limits.stop_deadline = 3s;
  options.limits.header_bytes_max = 4'096;
  options.limits.target_bytes_max = 1'024;
  options.limits.body_bytes_max = options.limits.anonymous_body_bytes_max = 100'000;
  options.limits.bodies_bytes_max = options.limits.anonymous_bodies_bytes_max = 250'000;
  options.limits.connections_max = 8;
  return options;
}

class ServerTest : public ::testing::Test {
 protected:
  explicit ServerTest(ServerOptions options = quick_options()) {
    auto started = Server::start(options, service_);
    ST_CHECK(started.has_value());
    server_ = std::move(*started);
  }
  RawResponse send(const std::string& bytes) {
    RawConnection connection(server_->port());
    connection.send(bytes);
    return connection.receive();
  }

  EchoService service_;
  std::unique_ptr<Server> server_;
};

}  // namespace stocktrail::test
