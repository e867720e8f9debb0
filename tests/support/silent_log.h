// tests/support/silent_log.h: what a server in a test would have told its operator.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "api/api.h"

namespace stocktrail::test {

class SilentLog final : public api::AccessLog {
 public:
  void answered(const api::AccessRecord& record) override {
    const std::scoped_lock lock(mutex_);
    lines_.push_back(std::string(record.method) + " " + std::string(record.route) + " " +
                     std::to_string(record.status));
    if (!record.cause.empty()) causes_.emplace_back(record.cause);
  }
  void failed(std::string_view route, std::string_view check) override {
    const std::scoped_lock lock(mutex_);
    failures_.push_back(std::string(route) + " " + std::string(check));
  }
  void noted(std::string_view line) override {
    const std::scoped_lock lock(mutex_);
    notes_.emplace_back(line);
  }
  std::vector<std::string> notes() const {
    const std::scoped_lock lock(mutex_);
    return notes_;
  }
  std::vector<std::string> causes() const {
    const std::scoped_lock lock(mutex_);
    return causes_;
  }
  std::vector<std::string> failures() const {
    const std::scoped_lock lock(mutex_);
    return failures_;
  }
  std::vector<std::string> lines() const {
    const std::scoped_lock lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_, failures_, notes_, causes_;
};

}  // namespace stocktrail::test
