#include "crypto/result.h"

#include "crypto/failed_check.h"

#include <cstdio>
#include <cstdlib>
#include <exception>

namespace stocktrail {

std::string_view name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return "invalid_argument";
    case ErrorCode::bad_signature:
      return "bad_signature";
    case ErrorCode::forbidden:
      return "forbidden";
    case ErrorCode::conflict:
      return "conflict";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::too_large:
      return "too_large";
    case ErrorCode::overloaded:
      return "overloaded";
    case ErrorCode::outcome_unknown:
      return "outcome_unknown";
    case ErrorCode::read_only:
      return "read_only";
    case ErrorCode::corrupted:
      return "corrupted";
    case ErrorCode::unavailable:
      return "unavailable";
  }
  check_failed("a known ErrorCode", __FILE__, __LINE__);
}

namespace {

struct Scopes {
  unsigned checks = 0;
  const WantedScope* wanted = nullptr;  // The innermost.
};
Scopes& of_this_thread() {
  thread_local Scopes scopes;
  return scopes;
}

}  // namespace

detail::CheckScope::CheckScope() {
  ++of_this_thread().checks;
}
detail::CheckScope::~CheckScope() {
  --of_this_thread().checks;
}

WantedScope::WantedScope(std::stop_token unwanted)
    : unwanted_(std::move(unwanted)), outer_(of_this_thread().wanted) {
  of_this_thread().wanted = this;
}
WantedScope::~WantedScope() {
  of_this_thread().wanted = outer_;
}

void end_if_unwanted() {
  const auto& [checks, wanted] = of_this_thread();
  const bool is_unwanted = wanted != nullptr && wanted->unwanted_.stop_requested();
  if (is_unwanted && checks > 0 && std::uncaught_exceptions() == 0) throw detail::UnwantedWork();
}

void check_failed(const char* condition, const char* file, int line) {
  if (of_this_thread().checks > 0 && std::uncaught_exceptions() == 0) {
    throw detail::FailedCheck(std::string(file) + ":" + std::to_string(line) +
                              ": broken promise: " + condition);
  }
  std::fprintf(stderr, "%s:%d: broken promise: %s\n", file, line, condition);
  std::fflush(stderr);
  std::abort();
}

}  // namespace stocktrail
