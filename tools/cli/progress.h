// tools/cli/progress.h: a line on standard error for what takes longer than a second.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "tools/cli/session.h"

namespace stocktrail::cli {

/// Shows nothing in the first second, then ten times a second what is done of how much, and the time that is
/// left.
class Progress {
 public:
  Progress(Session& session, std::string what);
  ~Progress();  // Clears the line.
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `total` 0: not known.
  void show(std::uint64_t done, std::uint64_t total);

 private:
  using Moment = std::chrono::steady_clock::time_point;
  Session& session_;
  std::string what_;
  Moment begun_;
  Moment shown_;
  bool visible_ = false;
  bool enabled_;
  bool terminal_;
};

}  // namespace stocktrail::cli
