#include <algorithm>
#include <map>

#include "api/handlers/routes.h"
#include "api/http/problem.h"
#include "crypto/ascii.h"
#include "crypto/json_writer.h"

namespace stocktrail::api {
namespace {

constexpr std::string_view problem_schema =
    R"({"type":"object","required":["type","title","status"],"properties":{)"
    R"("type":{"type":"string","format":"uri","description":"urn:stocktrail:problem:<code>, stable"},)"
    R"("title":{"type":"string"},"status":{"type":"integer"},"code":{"type":"string"},)"
    R"("detail":{"type":"string","description":"What is wrong and how to mend it"},)"
    R"("where":{"type":"string","description":"JSON path, parameter or header"},)"
    R"("faults":{"type":"array","items":{"type":"object","properties":{"code":{"type":"string"},)"
    R"("detail":{"type":"string"},"where":{"type":"string"}}}}}})";

constexpr std::string_view receipt_schema =
    R"({"type":"object","required":["index","recordedAt","blind","statementDigest","entry","proof"],"properties":{)"
    R"("index":{"type":"integer"},"recordedAt":{"type":"string","format":"date-time"},)"
    R"("blind":{"type":"string","pattern":"^[0-9a-f]{64}$"},)"
    R"("statementDigest":{"type":"string","pattern":"^[0-9a-f]{64}$"},)"
    R"("entry":{"type":"string","pattern":"^[0-9a-f]{64}$"},"repeated":{"type":"boolean"},)"
    R"("proof":{"type":"string","description":"C2SP tlog-proof"}}})";

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

void write_parameters(json::Writer& w, const Route& route) {
  if (route.parameters.empty()) return;
  w.key("parameters").begin_array();
  for (const Parameter& p : route.parameters) {
    w.begin_object().field("name", p.name).field("in", name_of(p.in));
    w.key("required").boolean(p.required == Required::yes);
    w.field("description", p.description).key("schema").raw(p.schema).end_object();
  }
  w.end_array();
}

void write_content(json::Writer& w, std::string_view types, std::string_view schema) {
  w.key("content").begin_object();
  while (!types.empty()) {
    const std::string_view type = types.substr(0, types.find(' '));
    w.key(type).begin_object().key("schema").raw(schema).end_object();
    types.remove_prefix(std::min(types.size(), type.size() + 1));
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
    write_content(w, route.consumes, "{}");
    w.end_object();
  }
  w.key("responses").begin_object();
  w.key(std::to_string(route.success)).begin_object().field("description", route.summary);
  const bool is_receipt = route.handle_long != nullptr && route.success == 201;
  if (route.success < 300) {
    write_content(w, route.produces, is_receipt ? R"({"$ref":"#/components/schemas/Receipt"})" : "{}");
  }
  w.end_object();
  w.key("default").raw(R"({"$ref":"#/components/responses/Problem"})").end_object();
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
  w.key("schemas")
      .begin_object()
      .key("Problem")
      .raw(problem_schema)
      .key("Receipt")
      .raw(receipt_schema)
      .end_object();
  w.key("responses").begin_object().key("Problem").begin_object();
  w.field("description", "RFC 7807 problem document");
  write_content(w, "application/problem+json", R"({"$ref":"#/components/schemas/Problem"})");
  w.end_object().end_object().end_object().end_object();
  return std::move(w).text();
}

}  // namespace stocktrail::api
