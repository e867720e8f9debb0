// Which route a path leads to.
#include "api/handlers/routes.h"
#include "api/http/url.h"
#include "ledger/gs1/key_names.h"

namespace stocktrail::api {
namespace {

bool is_name(std::string_view segment) {
  return segment.starts_with('{');
}
bool is_rest(std::string_view segment) {
  return segment.ends_with("...}");
}

enum class Fit : std::uint8_t { no, yes, malformed };

/// Compares a path with a pattern and collects the values of its names.
Fit fit(std::string_view path, std::string_view pattern, std::vector<std::string>& values) {
  values.clear();
  Fit result = Fit::yes;
  while (!pattern.empty()) {
    if (path.empty()) return Fit::no;
    pattern.remove_prefix(1);  // Both stand at a slash.
    path.remove_prefix(1);
    const std::string_view expected = pattern.substr(0, pattern.find('/'));
    const std::string_view segment = path.substr(0, path.find('/'));
    if (is_rest(expected)) {
      if (path.empty()) return Fit::no;
      values.emplace_back(path);
      return result;
    }
    if (is_name(expected)) {
      if (segment.empty()) return Fit::no;
      auto value = percent_decode(segment);
      if (!value) result = Fit::malformed;
      values.push_back(std::move(value).value_or(""));
    } else if (expected != segment) {
      return Fit::no;
    }
    pattern.remove_prefix(expected.size());
    path.remove_prefix(segment.size());
  }
  return path.empty() ? result : Fit::no;
}

/// The path of a GS1 key that goes by its name ("/gtin/..."), with its code; empty for any other.
std::string with_code(std::string_view path) {
  const std::size_t end = path.find('/', 1);
  if (end == std::string_view::npos) return {};
  const auto code = gs1::code_of_name(path.substr(1, end - 1));
  return code ? "/" + std::string(*code) + std::string(path.substr(end)) : std::string();
}

void add_allowed(std::string& allow, Method method) {
  if (!allow.empty()) allow += ", ";
  allow += name_of(method);
  if (method == Method::get) allow += ", HEAD";
}

}  // namespace

Match match(Method method, std::string_view path, std::span<const Route> all) {
  Match result;
  if (!path.starts_with('/')) return result;
  const std::string coded = with_code(path);
  if (!coded.empty()) path = coded;
  const Method wanted = method == Method::head ? Method::get : method;
  std::vector<std::string> values;
  for (const Route& route : all) {
    if (!result.allow.empty() && route.pattern != result.pattern) continue;
    const Fit fits = fit(path, route.pattern, values);
    if (fits == Fit::no) continue;
    result.pattern = route.pattern;
    result.malformed = fits == Fit::malformed;
    add_allowed(result.allow, route.method);
    if (route.method == wanted && result.route == nullptr) {
      result.route = &route;
      result.values = std::move(values);
    }
  }
  if (!result.allow.empty()) result.allow += ", OPTIONS";
  return result;
}

}  // namespace stocktrail::api
