// api/handlers/metrics_service.h: what answers at the address that is for metrics alone.
#pragma once

#include "api/handlers/handlers.h"

namespace stocktrail::api {

class MetricsService final : public Service {
 public:
  explicit MetricsService(const App& app) : app_(app) {}

  void serve(Request request, Responder respond) override {
    const bool is_asked = request.path() == "/metrics" && only_reads(request.method);
    respond(is_asked
                ? metrics_of(app_)
                : refuse({.status = 404, .code = "not_found", .detail = "there is only GET /metrics here"},
                         nullptr));
  }
  Response refuse(Problem problem, const Request*) override {
    std::string body = encode(problem, Dialect::stocktrail);
    Response response = Response::of(std::move(problem));
    response.set("Content-Type", "application/problem+json");
    response.body = std::move(body);
    return response;
  }

 private:
  const App& app_;
};

}  // namespace stocktrail::api
