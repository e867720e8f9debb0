// api/http/problem.h: RFC 7807 problem documents: every answer that is not a success. `type` is stable
// (`urn:stocktrail:problem:<code>`; under /epcis the exception names of the EPCIS 2.0 binding), `detail`
// helps, and nothing internal is told.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"

namespace stocktrail::api {

struct Problem {
  int status = 400;
  std::string code = "invalid_argument";  // The last part of `type`.
  std::string detail = {};
  std::string where = {};          // JSON path, parameter or header name.
  std::vector<Error> faults = {};  // All faults of a document, if there can be more than one.
  std::optional<unsigned> retry_after_seconds = {};
  std::string more = {};   // Further members of its kind, as JSON: `"available":[]`.
  std::string cause = {};  // Told to nobody but the operator, in the log.

  /// The one place where a ledger error gets its status.
  static Problem of(const Error& error);
};

/// Status of an error code: 400, 403, 404, 409, 413, 500 or 503.
int status_of(ErrorCode code);

/// The words of `type` and `title`, which clients may match on.
enum class Dialect : unsigned char { stocktrail, epcis };

/// The JSON text of application/problem+json.
std::string encode(const Problem& problem, Dialect dialect);

inline constexpr unsigned retry_after_seconds_default = 1;

}  // namespace stocktrail::api
