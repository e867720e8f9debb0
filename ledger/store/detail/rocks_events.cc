#include "ledger/store/detail/rocks_events.h"

#include <array>
#include <cstdarg>
#include <cstdio>
#include <string>
#include <utility>

namespace stocktrail {
namespace {

constexpr std::size_t line_bytes_kept = 1'024;

class ReportingLogger final : public rocksdb::Logger {
 public:
  explicit ReportingLogger(std::function<void(std::string_view)> report)
      : Logger(rocksdb::WARN_LEVEL), report_(std::move(report)) {}

  void LogHeader(const char*, va_list) override {}
  [[gnu::format(printf, 2, 0)]] void Logv(const char* format, va_list values) override {
    Logv(rocksdb::INFO_LEVEL, format, values);
  }
  [[gnu::format(printf, 3, 0)]] void Logv(rocksdb::InfoLogLevel level, const char* format,
                                          va_list values) override {
    if (level < rocksdb::WARN_LEVEL || level == rocksdb::HEADER_LEVEL || !report_) return;
    std::array<char, line_bytes_kept> line{};
    if (std::vsnprintf(line.data(), line.size(), format, values) < 0) return;
    std::string_view text(line.data());
    while (text.ends_with('\n')) text.remove_suffix(1);
    report_("RocksDB: " + std::string(text));
  }

 private:
  std::function<void(std::string_view)> report_;
};

class ErrorListener final : public rocksdb::EventListener {
 public:
  explicit ErrorListener(std::function<void(const rocksdb::Status&)> on_error)
      : on_error_(std::move(on_error)) {}

  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override {
    if (!status->IsShutdownInProgress()) on_error_(*status);
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status, bool* auto_recovery) override {
    *auto_recovery = false;
  }

 private:
  std::function<void(const rocksdb::Status&)> on_error_;
};

}  // namespace

std::shared_ptr<rocksdb::Logger> make_reporting_logger(std::function<void(std::string_view)> report) {
  return std::make_shared<ReportingLogger>(std::move(report));
}

std::shared_ptr<rocksdb::EventListener> make_error_listener(
    std::function<void(const rocksdb::Status&)> on_error) {
  return std::make_shared<ErrorListener>(std::move(on_error));
}

}  // namespace stocktrail
