// crypto/wanted.h: reads that nobody waits for any more end early: whoever asked has gone, has been told that
// it took too long, or the process ends.
#pragma once

#include <exception>
#include <stop_token>

namespace stocktrail {

/// While one lives, work on this thread ends at its next end_if_unwanted() once `unwanted` has been asked to
/// stop; caught() (failed_check.h), in which it must run, gives `unavailable`. For reads only, which leave
/// nothing half done.
class WantedScope {
 public:
  explicit WantedScope(std::stop_token unwanted);
  ~WantedScope();
  WantedScope(const WantedScope&) = delete;
  WantedScope& operator=(const WantedScope&) = delete;

 private:
  friend void end_if_unwanted();
  const std::stop_token unwanted_;
  const WantedScope* const outer_;
};

/// What long work calls often: every read of a table does, and steps that read none by themselves.
void end_if_unwanted();

namespace detail {

class UnwantedWork final : public std::exception {};

}  // namespace detail
}  // namespace stocktrail
