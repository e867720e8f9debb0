// tests/support/openapi_check.h: whether an answer is one that /openapi.json tells of, and a body that was
// taken, too. Every answer that a test of a whole server gets is looked at, so that the document is true of
// whatever is tested.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "api/handlers/routes.h"
#include "crypto/json.h"
#include "tests/support/json_schema.h"
#include "tests/support/raw_http.h"

namespace stocktrail::test {

inline const json::Document& openapi_document() {
  static const json::Document document = json::Document::parse(api::openapi(api::routes(), "test")).value();
  return document;
}

inline json::Value told_operation(const api::Route& route) {
  std::string path(route.pattern), method(api::name_of(route.method));
  if (const auto dots = path.find("..."); dots != path.npos) path.erase(dots, 3);
  for (char& c : method) c = static_cast<char>(c + 32);
  return *openapi_document().root().find("paths")->find(path)->find(method);
}

/// What the document says of a status of a route, references followed; nullopt if it does not tell of it.
inline std::optional<json::Value> told_answer(const api::Route& route, const std::string& status) {
  const auto answer = told_operation(route).find("responses")->find(status);
  if (!answer || !answer->find("$ref")) return answer;
  return openapi_document().root().find("components")->find("responses")->find(status);
}

/// `content`: of an answer or body with this media type, as the document has it.
inline void check_json_is_told(const std::string& text, const json::Value& content, const std::string& type,
                               const std::string& what) {
  const auto told = content.find(type);
  if (!told || !type.ends_with("json") || type == "application/x-ndjson") return;
  const auto body = json::Document::parse(text);
  if (!body) {
    ADD_FAILURE() << what << ", but " << body.error().where << ' ' << body.error().detail << ": " << text;
    return;
  }
  const auto schemas = openapi_document().root().find("components")->find("schemas");
  SchemaCheck schema(*schemas);
  schema.check(body->root(), *told->find("schema"));
  for (const std::string& fault : schema.faults) ADD_FAILURE() << what << ", but " << fault;
}

/// Not packed, and without a byte order mark.
inline bool is_plain(const RawRequest& request) {
  return request.body.starts_with('{') && request.extra_headers.find("Content-Encoding") == std::string::npos;
}

inline void check_answer_is_told(const RawRequest& request, const RawResponse& response) {
  const std::string path = request.target.substr(0, request.target.find('?'));
  const api::Method method = request.method == "POST"     ? api::Method::post
                             : request.method == "PUT"    ? api::Method::put
                             : request.method == "DELETE" ? api::Method::del
                             : request.method == "GET"    ? api::Method::get
                                                          : api::Method::other;
  const api::Route* route = api::match(method, path, api::routes()).route;
  if (route == nullptr || response.status == 0) return;
  const std::string what =
      request.method + " " + std::string(route->pattern) + " answered " + std::to_string(response.status);
  const auto told = told_answer(*route, std::to_string(response.status));
  if (!told) {
    ADD_FAILURE() << what << ", of which openapi.json does not tell: " << request.target;
    return;
  }
  const bool is_taken = response.status < 300 && !request.body.empty();
  if (const auto taken = told_operation(*route).find("requestBody"); is_taken && taken && is_plain(request))
    check_json_is_told(request.body, *taken->find("content"), request.content_type, what + " to a body");
  if (response.body.empty()) return;
  const std::string header = response.header("content-type"), type = header.substr(0, header.find(';'));
  const auto content = told->find("content");
  EXPECT_TRUE(content && (content->find(type) || content->find("*/*")))
      << what << " with " << type << ", of which openapi.json does not tell";
  if (content && response.header("content-encoding").empty())
    check_json_is_told(response.body, *content, type, what);
}

}  // namespace stocktrail::test
