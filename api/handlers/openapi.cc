#include <algorithm>
#include <array>
#include <set>

#include "api/arrow/stream.h"
#include "api/handlers/claim_schemas.h"
#include "api/handlers/journey_schemas.h"
#include "api/handlers/master_schemas.h"
#include "api/handlers/promise_schemas.h"
#include "api/handlers/recall_schemas.h"
#include "api/handlers/routes.h"
#include "api/handlers/statement_schemas.h"
#include "api/handlers/stock_schemas.h"
#include "api/http/problem.h"
#include "crypto/ascii.h"
#include "crypto/json_writer.h"

namespace stocktrail::api {
namespace {

/// Those of JSON are told by name; these by their media type.
constexpr std::string_view text_schema = R"({"type":"string"})",
                           bytes_schema = R"({"type":"string","format":"binary"})";

/// A browser that asks for a page gets one.
void write_problem(json::Writer& w) {
  w.key("content").begin_object().key("application/problem+json").begin_object();
  w.key("schema").raw(R"({"$ref":"#/components/schemas/Problem"})").end_object();
  w.key("text/html").begin_object().key("schema").raw(text_schema).end_object().end_object();
}

std::string_view name_of(In in) {
  switch (in) {
    case In::path:
      return "path";
    case In::query:
      return "query";
    case In::header:
      return "header";
  }
  return "query";
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), to_lower);
  return out;
}

/// "/p/{page...}" as OpenAPI spells it.
std::string openapi_path(std::string_view pattern) {
  std::string path(pattern);
  if (const std::size_t dots = path.find("...}"); dots != std::string::npos) path.erase(dots, 3);
  return path;
}

/// A stable name for generated clients: "get_statements_index_proof".
std::string operation_id(const Route& route) {
  std::string id = lower(name_of(route.method));
  for (const char c : route.pattern) {
    if (is_letter_or_digit(c))
      id += c;
    else if (!id.ends_with('_'))
      id += '_';
  }
  while (id.ends_with('_')) id.pop_back();
  return id;
}

/// OpenAPI 3.1 has no word for a path parameter that takes the rest of a path, slashes and all.
bool is_rest_of(std::string_view pattern, const Parameter& p) {
  return p.in == In::path && pattern.ends_with("{" + std::string(p.name) + "...}");
}

void write_parameters(json::Writer& w, const Route& route) {
  if (route.parameters.empty()) return;
  w.key("parameters").begin_array();
  for (const Parameter& p : route.parameters) {
    const bool is_rest = is_rest_of(route.pattern, p);
    w.begin_object().field("name", p.name).field("in", name_of(p.in));
    w.key("required").boolean(p.required == Required::yes);
    w.field("description", std::string(p.description) +
                               (is_rest ? "; the rest of the path: its slashes stay as they are" : ""));
    if (is_rest) w.key("x-holds-slashes").boolean(true);
    w.key("schema").raw(p.schema).end_object();
  }
  w.end_array();
}

std::string reference_to(std::string_view name) {
  return R"({"$ref":"#/components/schemas/)" + std::string(name) + "\"}";
}

/// `name`: of what is told in JSON.
std::string schema_in(std::string_view type, std::string_view name) {
  constexpr std::string_view seeded = "application/vnd.stocktrail.statement+json";
  constexpr auto texts =
      std::to_array<std::string_view>({"text/plain", "text/html", "text/csv", "text/event-stream",
                                       "application/x-ndjson", "application/sd-jwt"});
  if (std::ranges::find(texts, type) != texts.end()) return std::string(text_schema);
  if (type == "*/*" || type == "application/octet-stream" || type == arrow::media_type)
    return std::string(bytes_schema);
  return reference_to(type == seeded ? schemas::seeded_statement.name : name);
}

void write_content(json::Writer& w, std::string_view types, std::string_view name) {
  w.key("content").begin_object();
  while (!types.empty()) {
    const std::string_view type = types.substr(0, types.find(' '));
    w.key(type).begin_object().key("schema").raw(schema_in(type, name)).end_object();
    types.remove_prefix(std::min(types.size(), type.size() + 1));
  }
  w.end_object();
}

std::string_view description_of(int status) {
  switch (status) {
    case 400:
      return "The request cannot succeed as it is";
    case 401:
      return "No token where one is needed, or one that is not good";
    case 403:
      return "The token's role, a signature or a policy does not allow it";
    case 404:
      return "Not there, or not for this reader";
    case 409:
      return "It contradicts what is recorded";
    case 406:
      return "Accept names no media type of this path";
    case 415:
      return "The body has another media type or content coding";
    case 429:
      return "Too much of this sender at once";
    case 503:
      return "Too much at once, or read-only; Retry-After says when to come again";
    default:
      return reason_of(status);
  }
}

/// What the engine and the service refuse of any route.
constexpr std::array refusals_of_any{400, 401, 403, 408, 414, 417, 429, 431, 500, 503, 505};

std::set<int> failures_of(const Route& route) {
  std::set<int> statuses(refusals_of_any.begin(), refusals_of_any.end());
  if (route.pattern.find('{') != std::string_view::npos) statuses.insert(404);
  if (!route.produces.empty() && route.produces != "*/*") statuses.insert(406);
  // Any request may have a body, and so one that is too large or packed in an unknown way.
  statuses.insert({413, 415});
  for (const OwnAnswer& own : route.own_answers)
    if (own.status >= 400) statuses.insert(own.status);
  return statuses;
}

void write_answer(json::Writer& w, int status, std::string_view description, std::string_view types,
                  std::string_view name) {
  w.key(std::to_string(status)).begin_object().field("description", description);
  if (!types.empty() && (status < 300 || status >= 400)) write_content(w, types, name);
  w.end_object();
}

void write_responses(json::Writer& w, const Route& route) {
  std::set<int> failures = failures_of(route);
  w.key("responses").begin_object();
  write_answer(w, route.success, route.summary, route.produces, route.schema);
  for (const OwnAnswer& own : route.own_answers) {
    if (own.description.empty()) continue;
    failures.erase(own.status);
    write_answer(w, own.status, own.description, own.produces, route.schema);
  }
  for (const int status : failures) {
    w.key(std::to_string(status)).begin_object();
    w.field("$ref", "#/components/responses/" + std::to_string(status)).end_object();
  }
  w.end_object();
}

void write_operation(json::Writer& w, const Route& route) {
  w.key(lower(name_of(route.method))).begin_object();
  w.field("operationId", operation_id(route)).field("summary", route.summary);
  const bool needs_token = !route.roles.has(Role::anyone);
  w.key("security").begin_array();
  if (!needs_token) w.begin_object().end_object();  // Works without, shows more with.
  w.begin_object().key("token").begin_array().end_array().end_object().end_array();
  w.key("x-roles").begin_array();
  for (const Role role : {Role::anyone, Role::party, Role::planner, Role::auditor, Role::operator_}) {
    if (route.roles.has(role)) w.string(name_of(role));
  }
  w.end_array();
  write_parameters(w, route);
  if (!route.consumes.empty()) {
    w.key("requestBody").begin_object().key("required").boolean(true);
    write_content(w, route.consumes, route.body);
    w.end_object();
  }
  write_responses(w, route);
  w.end_object();
}

}  // namespace

std::string openapi(std::span<const Route> table, std::string_view version) {
  json::Writer w;
  w.begin_object().field("openapi", "3.1.0");
  w.key("info").begin_object().field("title", "Stocktrail").field("version", version);
  w.field("summary", "A verifiable supply-chain traceability and inventory ledger").end_object();
  w.key("paths").begin_object();
  std::vector<std::string_view> patterns;
  for (const Route& route : table) {
    if (std::ranges::find(patterns, route.pattern) == patterns.end()) patterns.push_back(route.pattern);
  }
  for (const std::string_view pattern : patterns) {
    w.key(openapi_path(pattern)).begin_object();
    for (const Route& route : table) {
      if (route.pattern == pattern) write_operation(w, route);
    }
    w.end_object();
  }
  w.end_object();
  w.key("components").begin_object();
  w.key("securitySchemes").raw(R"({"token":{"type":"http","scheme":"bearer"}})");
  w.key("schemas").begin_object();
  for (const std::span<const schemas::Named> some :
       {std::span<const schemas::Named>(schemas::of_statements),
        std::span<const schemas::Named>(schemas::all), std::span<const schemas::Named>(schemas::of_promises),
        std::span<const schemas::Named>(schemas::of_claims),
        std::span<const schemas::Named>(schemas::of_journeys),
        std::span<const schemas::Named>(schemas::of_recalls),
        std::span<const schemas::Named>(schemas::of_master_data)})
    for (const schemas::Named& one : some) w.key(one.name).raw(one.schema);
  w.end_object();
  w.key("responses").begin_object();
  std::set<int> statuses;
  for (const Route& route : table) statuses.merge(failures_of(route));
  for (const int status : statuses) {
    w.key(std::to_string(status)).begin_object().field("description", description_of(status));
    write_problem(w);
    w.end_object();
  }
  w.end_object().end_object().end_object();
  return std::move(w).text();
}

}  // namespace stocktrail::api
