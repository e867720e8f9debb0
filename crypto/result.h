// crypto/result.h: what can go wrong in Stocktrail and how it is told. Errors are values; bugs abort.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace stocktrail {

/// Everything that can go wrong and that a caller may act on. Bugs abort instead (see ST_CHECK).
enum class ErrorCode : std::uint8_t {
  invalid_argument,  // The request can never succeed as it is.
  bad_signature,     // Not signed by the key that it names, or that key was not valid then.
  forbidden,         // Signed or authenticated, but not allowed to do this.
  conflict,          // This id was used before for other bytes.
  not_found,
  too_large,        // A named limit was exceeded.
  overloaded,       // The queue is full. Nothing was written; try again later.
  outcome_unknown,  // The commit failed: it may be there after a restart. The same request again is safe.
  read_only,        // An earlier commit failed. Reads work; appends need a restart.
  corrupted,        // Stored bytes contradict the tree. Stop and audit.
  unavailable,      // An outside resource (file, socket, peer) did not answer; try again later.
};

/// The stable lower-case name of a code, e.g. "invalid_argument": used in JSON and in problem types.
std::string_view name_of(ErrorCode code);

/// One error. `detail` is one sentence for a person that names the fault and the fix; `where` points into the
/// input (JSON path such as `$.epcisBody.eventList[2].action`, line number, or flag name), empty if it has no
/// place.
struct Error {
  ErrorCode code = ErrorCode::invalid_argument;
  std::string detail;
  std::string where = {};

  bool operator==(const Error&) const = default;
};

/// `std::expected` that the compiler does not let you ignore.
template <typename T>
class [[nodiscard]] Result : public std::expected<T, Error> {
 public:
  using std::expected<T, Error>::expected;
};

/// Shorthand for the unhappy return: `return fail(ErrorCode::not_found, "no such lot");`
inline std::unexpected<Error> fail(ErrorCode code, std::string detail, std::string where = {}) {
  return std::unexpected(Error{code, std::move(detail), std::move(where)});
}

/// Ends the process, in every build, with the place and the broken promise on standard error.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace stocktrail

/// An assertion that stays on in release builds: for bugs, never for input.
#define ST_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::stocktrail::check_failed(#condition, __FILE__, __LINE__))
