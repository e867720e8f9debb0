#include "tools/server/log.h"

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "crypto/json_writer.h"

namespace stocktrail::server {

struct Log::Sink {
  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::shared_ptr<spdlog::async_logger> logger;
};

Log::Log(std::string_view level, LogFormat format) : format_(format), sink_(std::make_unique<Sink>()) {
  sink_->pool = std::make_shared<spdlog::details::thread_pool>(lines_waiting_max, 1);
  sink_->logger =
      std::make_shared<spdlog::async_logger>("stocktraild", std::make_shared<spdlog::sinks::stderr_sink_mt>(),
                                             sink_->pool, spdlog::async_overflow_policy::overrun_oldest);
  sink_->logger->set_level(spdlog::level::from_str(std::string(level)));
  // In JSON the whole line is made here, because spdlog does not quote.
  if (format == LogFormat::json) {
    sink_->logger->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})",
                               spdlog::pattern_time_type::utc);
  } else {
    sink_->logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  }
}

Log::~Log() = default;

void Log::write(int level, std::string_view text) {
  std::string line;
  if (format_ == LogFormat::json) {
    line = "\"message\":";
    json::append_quoted(line, text);
  } else {
    line = text;
  }
  sink_->logger->log(static_cast<spdlog::level::level_enum>(level),
                     spdlog::string_view_t(line.data(), line.size()));
}

void Log::info(std::string_view text) {
  write(spdlog::level::info, text);
}
void Log::warn(std::string_view text) {
  write(spdlog::level::warn, text);
}
void Log::error(std::string_view text) {
  write(spdlog::level::err, text);
}

void Log::failed(std::string_view route, std::string_view check) {
  error("A check failed in " + std::string(route) + ", which was answered with an error: " +
        std::string(check) + ". Run an audit; if it finds nothing, report this");
}

void Log::noted(std::string_view line) {
  info(line);
}

void Log::answered(const api::AccessRecord& record) {
  if (!sink_->logger->should_log(spdlog::level::debug) && record.status < 500) return;
  const auto level = record.status >= 500 ? spdlog::level::warn : spdlog::level::debug;
  std::string line;
  if (format_ == LogFormat::json) {
    json::Writer writer;
    writer.begin_object().field("method", record.method).field("route", record.route);
    writer.key("status").number(std::int64_t{record.status}).key("micros").number(record.micros);
    writer.key("bytesIn")
        .number(std::uint64_t{record.bytes_in})
        .key("bytesOut")
        .number(std::uint64_t{record.bytes_out});
    if (!record.cause.empty()) writer.field("cause", record.cause);
    writer.end_object();
    line = writer.text().substr(1, writer.text().size() - 2);
  } else {
    line = std::string(record.method) + " " + std::string(record.route) + " " +
           std::to_string(record.status) + " " + std::to_string(record.micros) + " us, " +
           std::to_string(record.bytes_in) + " in, " + std::to_string(record.bytes_out) + " out";
    if (!record.cause.empty()) line += ": " + std::string(record.cause);
  }
  sink_->logger->log(level, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace stocktrail::server
