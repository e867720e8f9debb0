// tools/server/log.h: the server's log on standard error, as text or JSON lines. The home of spdlog.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "api/api.h"
#include "tools/server/options.h"

namespace stocktrail::server {

/// Lines wait for a thread of their own; when too many wait the oldest are dropped, so that a slow terminal
/// never slows a request.
class Log final : public api::AccessLog {
 public:
  static constexpr std::size_t lines_waiting_max = 8'192;

  Log(std::string_view level, LogFormat format);
  ~Log() override;  // Writes what waits.
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void answered(const api::AccessRecord& record) override;
  void failed(std::string_view route, std::string_view check) override;
  void noted(std::string_view line) override;
  void info(std::string_view text);
  void warn(std::string_view text);
  void error(std::string_view text);

 private:
  struct Sink;
  void write(int level, std::string_view text);
  LogFormat format_;
  std::unique_ptr<Sink> sink_;
};

}  // namespace stocktrail::server
