#include "tools/cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <ostream>
#include <utility>

namespace stocktrail::cli {
namespace {

constexpr std::uint64_t bar_columns = 30;
constexpr std::chrono::seconds quiet_time{1};
constexpr std::chrono::milliseconds terminal_step{100};
constexpr std::chrono::seconds file_step{5};  // Standard error is a file or pipe: lines, and fewer of them.

std::string clock_text(std::chrono::seconds left) {
  const auto seconds = left.count();
  const std::string rest = std::to_string(seconds % 60);
  return std::to_string(seconds / 60) + ":" + (rest.size() < 2 ? "0" : "") + rest;
}

}  // namespace

Progress::Progress(Session& session, std::string what)
    : session_(session), what_(std::move(what)), begun_(std::chrono::steady_clock::now()), shown_(begun_) {
  terminal_ = ::isatty(STDERR_FILENO) == 1;
  enabled_ = session.progress == ProgressMode::always ||
             (session.progress == ProgressMode::when_terminal && terminal_);
}

Progress::~Progress() {
  if (visible_ && terminal_) session_.err << "\r\033[K" << std::flush;
}

void Progress::show(std::uint64_t done, std::uint64_t total) {
  const auto now = std::chrono::steady_clock::now();
  if (!enabled_ || now - begun_ < quiet_time) return;
  if (visible_ && now - shown_ < (terminal_ ? terminal_step : std::chrono::milliseconds(file_step))) return;
  shown_ = now;
  visible_ = true;
  std::string line = what_ + " ";
  if (total > 0) {
    const auto part = std::min(done, total);
    const auto full = part * bar_columns / total;
    line += "[" + std::string(full, '#') + std::string(bar_columns - full, ' ') + "] " +
            std::to_string(part * 100 / total) + " %  " + std::to_string(done) + " of " +
            std::to_string(total);
    if (done > 0) {
      const auto left = (now - begun_) * (total - part) / done;
      line += "  " + clock_text(std::chrono::duration_cast<std::chrono::seconds>(left)) + " left";
    }
  } else {
    line += std::to_string(done);
  }
  session_.err << (terminal_ ? "\r\033[K" : "") << line << (terminal_ ? "" : "\n") << std::flush;
}

}  // namespace stocktrail::cli
