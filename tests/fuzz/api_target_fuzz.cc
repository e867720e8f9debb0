// Paths and queries of request targets: whatever a client sends, routing ends without harm, and what was
// decoded decodes to itself again once it is encoded.
#include <cstddef>
#include <cstdint>
#include <string>

#include "api/handlers/routes.h"
#include "api/http/http.h"
#include "api/http/url.h"
#include "crypto/result.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stocktrail;
  using namespace stocktrail::api;
  Request request;
  request.target.assign(reinterpret_cast<const char*>(data), size);
  const Match found = match(Method::get, request.path(), routes());
  ST_CHECK(found.route == nullptr || !found.allow.empty());
  for (const std::string& value : found.values) ST_CHECK(value.size() <= size);
  if (const auto query = Query::parse(request.query())) {
    for (const auto& [name, value] : query->all()) {
      ST_CHECK(percent_decode(percent_encode(name)) == name);
      ST_CHECK(percent_decode(percent_encode(value)) == value);
    }
  }
  return 0;
}
