#include "api/handlers/route_answers.h"

#include <algorithm>

#include "api/handlers/handlers.h"
#include "api/http/accept.h"

namespace stocktrail::api {
namespace {

std::string listed(std::string_view separated_by_spaces) {
  std::string list;
  for (const char c : separated_by_spaces) c == ' ' ? list.append(", ") : list.append(1, c);
  return list;
}

std::string parameters_of(const Route& route) {
  std::string names;
  for (const Parameter& parameter : route.parameters) {
    if (parameter.in != In::query) continue;
    if (!names.empty()) names += ' ';
    names += parameter.name;
  }
  return names.empty() ? "no parameters" : "the parameters " + listed(names);
}

std::optional<Problem> fault_in_query(const Query& query, const Route& route) {
  if (route.others == OtherParameters::passed_over) return std::nullopt;
  for (auto each = query.all().begin(); each != query.all().end(); ++each) {
    const std::string& name = each->first;
    const auto is_it = [&](const auto& parameter) { return parameter.first == name; };
    if (!route.takes(name)) {
      return Problem::of({ErrorCode::invalid_argument, "this path has " + parameters_of(route), name});
    }
    if (std::any_of(query.all().begin(), each, is_it))
      return Problem::of({ErrorCode::invalid_argument, "give this parameter once", name});
  }
  return std::nullopt;
}

bool is_among(std::string_view type, std::string_view types) {
  while (!types.empty()) {
    const std::string_view one = types.substr(0, types.find(' '));
    if (one == "*/*" || one == type) return true;
    types.remove_prefix(std::min(types.size(), one.size() + 1));
  }
  return false;
}

/// Methods and headers by which scripts of other sites may ask: those of routes that anyone may use.
void add_grants(Response& response, std::string_view pattern) {
  std::string methods, headers = "Authorization, Content-Encoding, Content-Type";
  for (const Route& route : routes()) {
    if (route.pattern != pattern || !route.roles.has(Role::anyone)) continue;
    methods.append(methods.empty() ? "" : ", ").append(name_of(route.method));
    if (route.method == Method::get) methods += ", HEAD";
    for (const Parameter& parameter : route.parameters)
      if (parameter.in == In::header) headers.append(", ").append(parameter.name);
  }
  if (methods.empty()) return;
  response.set("Access-Control-Allow-Origin", "*").set("Access-Control-Allow-Methods", methods + ", OPTIONS");
  response.set("Access-Control-Allow-Headers", headers).set("Access-Control-Max-Age", "86400");
}

Response options(const Match& found) {
  Response response = Response::empty(204);
  response.set("Allow", found.allow);
  add_grants(response, found.pattern);
  if (found.pattern == "/epcis/capture") {
    response.set("GS1-EPCIS-Min", "2.0.0").set("GS1-EPCIS-Max", "2.0.0");
    response.set("GS1-CBV-Min", "2.0.0").set("GS1-CBV-Max", "2.0.0");
    response.set("GS1-EPCIS-Capture-Limit", std::to_string(capture_events_max));
    response.set("GS1-EPCIS-Capture-File-Size-Limit", std::to_string(capture_bytes_max));
    response.set("GS1-Capture-Error-Behaviour", "rollback");
  }
  return response;
}

}  // namespace

Response not_routed(const Match& found, Method method) {
  if (found.allow.empty()) {
    return Response::of(
        Problem{.status = 404, .code = "not_found", .detail = "there is nothing at this path"});
  }
  if (method == Method::options) return options(found);
  Response response = Response::of(Problem{
      .status = 405, .code = "method_not_allowed", .detail = "this path has the methods " + found.allow});
  response.set("Allow", found.allow);
  return response;
}

std::optional<Response> refuse(const Request& request, const Query& query, const Route& route) {
  if (auto fault = fault_in_query(query, route)) return Response::of(*std::move(fault));
  if (!route.produces.empty() && !accepts_any(request.header("Accept"), route.produces)) {
    return Response::of(Problem{.status = 406,
                                .code = "not_acceptable",
                                .detail = "this path answers with " + listed(route.produces),
                                .where = "Accept"});
  }
  if (route.consumes.empty() || is_among(media_type(request), route.consumes)) return std::nullopt;
  Response response = Response::of(Problem{.status = 415,
                                           .code = "unsupported_media_type",
                                           .detail = "send the body as " + listed(route.consumes),
                                           .where = "Content-Type"});
  response.set("Accept", listed(route.consumes));
  return response;
}

std::string_view exposed_headers() {
  return "Accept, Accept-Encoding, Allow, ETag, GS1-CBV-Version, GS1-EPCIS-Version, Link, Location, "
         "Retry-After, "
         "WWW-Authenticate";
}

}  // namespace stocktrail::api
