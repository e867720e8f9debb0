// crypto/failed_check.h: what a failed ST_CHECK costs. As a rule the process: a bug was met, and nobody knows
// what else is wrong. Who leaves nothing half done that others use knows better, and says so with caught(): a
// request that only reads, or makes a list to be read; a batch, a rebuild, an audit, which are thrown away
// whole. They lose that, or stop writing, and the process goes on to serve readers.
#pragma once

#include <exception>
#include <string>
#include <type_traits>
#include <utility>

#include "crypto/result.h"
#include "crypto/wanted.h"

namespace stocktrail {

namespace detail {

/// While one lives, checks that fail on this thread throw FailedCheck.
class CheckScope {
 public:
  CheckScope();
  ~CheckScope();
  CheckScope(const CheckScope&) = delete;
  CheckScope& operator=(const CheckScope&) = delete;
};

class FailedCheck final : public std::exception {
 public:
  explicit FailedCheck(std::string where) : where_(std::move(where)) {}
  const char* what() const noexcept override { return where_.c_str(); }

 private:
  std::string where_;
};

}  // namespace detail

/// What `work` gives; `corrupted`, with the check and its place in `where`, if a check failed in it, also one
/// of the standard library (`at()`, `value()`); `unavailable` if it was ended because nobody waits for it
/// (wanted.h). What it shares with others must be as good as before wherever it ends.
template <typename Work>
auto caught(Work&& work) -> Result<std::invoke_result_t<Work>> {
  const detail::CheckScope scope;
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
      std::forward<Work>(work)();
      return {};
    } else {
      return std::forward<Work>(work)();
    }
  } catch (const detail::FailedCheck& failed) {
    return fail(ErrorCode::corrupted, "The program, or what it has stored, is not as it should be.",
                failed.what());
  } catch (const detail::UnwantedWork&) {
    return fail(ErrorCode::unavailable, "This took too long, or the server stops. Ask again later.");
  } catch (const std::exception& thrown) {
    return fail(ErrorCode::corrupted, "The program, or what it has stored, is not as it should be.",
                thrown.what());
  }
}

}  // namespace stocktrail
