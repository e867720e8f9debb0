// api/handlers/routes.h: the whole HTTP surface as one table. Routing, 404, 405, 406, 415, OPTIONS, CORS, the
// parameters of a query and /openapi.json follow from it, and a test checks docs/http-api.md against it.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/access/role.h"
#include "api/http/http.h"

namespace stocktrail::api {

struct Call;  // call.h

enum class In : std::uint8_t { path, query, header };
enum class Required : bool { no, yes };

struct Parameter {
  std::string_view name;
  In in;
  Required required;
  std::string_view schema;  // JSON Schema, as raw JSON.
  std::string_view description;
};

/// Where a handler runs: `io` ones take a bounded number of reads; `worker` ones may take milliseconds;
/// `tableless` ones read nothing of the database, so they answer also when it cannot be read.
enum class Runs : std::uint8_t { io, worker, tableless };

/// What becomes of parameters in a query that the route does not have, or has twice: 400, but where people
/// come with links that others printed or lengthened.
enum class OtherParameters : std::uint8_t { refused, passed_over };

/// An answer that is of one route: besides its success, and besides what every route may answer.
struct OwnAnswer {
  int status;
  std::string_view produces;     // As of a route. A failure is a problem document.
  std::string_view description;  // Empty: what the status says.
};

/// Answers before it returns.
using Handler = Response (*)(Call& call);
/// Answers later, through `respond`.
using LongHandler = void (*)(std::unique_ptr<Call> call, Responder respond);

struct Route {
  Method method;
  /// "/statements/{index}": a name in braces is one segment; "{rest...}" at the end takes one or more, still
  /// encoded.
  std::string_view pattern;
  std::string_view summary;
  Roles roles;
  Runs runs;
  Handler handle;  // One of these two.
  LongHandler handle_long;
  std::span<const Parameter> parameters;
  std::string_view consumes;  // Media types of the body, separated by a space, else 415; empty: no body.
  std::string_view produces;  // Media types of success; who accepts none gets 406. Empty: it has no body.
  int success;
  std::span<const OwnAnswer> own_answers = {};
  OtherParameters others = OtherParameters::refused;
  std::string_view schema = {};  // Of success in JSON: a name under #/components/schemas.
  std::string_view body = {};    // Of the body in JSON, likewise.

  bool takes(std::string_view query_parameter) const;
};

std::span<const Route> routes();

/// What a path leads to.
struct Match {
  const Route* route = nullptr;     // Null: no route has this path and method.
  std::vector<std::string> values;  // Of the pattern's names, in order, decoded (but for "...").
  std::string allow;                // Methods that this path has, for Allow; empty: no such path.
  std::string_view pattern = "-";
  bool malformed = false;  // A segment is not well-formed percent-encoded UTF-8.
};

/// HEAD finds the route of GET; OPTIONS finds none, but `allow`.
Match match(Method method, std::string_view path, std::span<const Route> table);

/// The OpenAPI 3.1 document of a table.
std::string openapi(std::span<const Route> table, std::string_view version);

}  // namespace stocktrail::api
