// The parts of the HTTP interface that need no socket: targets, problem documents, the route table, the
// worker pool.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <set>

#include "api/handlers/route_answers.h"
#include "api/handlers/routes.h"
#include "api/http/url.h"
#include "api/http/worker_pool.h"
#include "crypto/json.h"

namespace stocktrail::api {
namespace {

TEST(PercentDecode, IsStrict) {
  EXPECT_EQ(percent_decode("a%2Fb%20c+d"), "a/b c+d");
  EXPECT_EQ(percent_decode("%e4%b8%ad"), "中");
  for (const std::string_view bad : {"%", "%1", "%zz", "a%2", "%00", "%ff", "%c3%28", "\xff"}) {
    EXPECT_EQ(percent_decode(bad), std::nullopt) << bad;
  }
  for (int byte = 1; byte < 128; ++byte) {
    const std::string text(1, static_cast<char>(byte));
    EXPECT_EQ(percent_decode(percent_encode(text)), text);
  }
}

TEST(QueryParse, KeepsOrderAndPlusSigns) {
  const auto query = Query::parse("a=1&b=%26%3D&a=2&&c&d=x%2By+z");
  ASSERT_TRUE(query.has_value());
  EXPECT_EQ(query->find("a"), "1");
  EXPECT_EQ(query->find("b"), "&=");
  EXPECT_EQ(query->find("c"), "");
  EXPECT_EQ(query->find("d"), "x+y+z");
  EXPECT_EQ(query->find("e"), std::nullopt);
  EXPECT_EQ(query->all().size(), 5U);
  EXPECT_FALSE(Query::parse("a=%").has_value());
  std::string many = "a";
  for (std::size_t i = 1; i < query_parameters_max; ++i) many += "&a";
  EXPECT_TRUE(Query::parse(many).has_value());
  EXPECT_FALSE(Query::parse(many + "&a").has_value());
}

TEST(ProblemDocument, HasOneStatusForEachError) {
  const std::pair<ErrorCode, int> expected[] = {
      {ErrorCode::invalid_argument, 400}, {ErrorCode::bad_signature, 403},   {ErrorCode::forbidden, 403},
      {ErrorCode::conflict, 409},         {ErrorCode::not_found, 404},       {ErrorCode::too_large, 413},
      {ErrorCode::overloaded, 503},       {ErrorCode::outcome_unknown, 503}, {ErrorCode::read_only, 503},
      {ErrorCode::corrupted, 500},        {ErrorCode::unavailable, 503}};
  for (const auto& [code, status] : expected) EXPECT_EQ(status_of(code), status);
  EXPECT_EQ(Response::of(Error{ErrorCode::overloaded, "full"}).header("Retry-After"), "1");
  EXPECT_EQ(Response::of(Error{ErrorCode::not_found, "no"}).header("Retry-After"), "");
}

TEST(ProblemDocument, TellsWhatHelpsAndNothingInternal) {
  const Problem problem = Problem::of({ErrorCode::invalid_argument, "say \"ADD\"", "$.action"});
  EXPECT_EQ(
      encode(problem, Dialect::stocktrail),
      R"({"type":"urn:stocktrail:problem:invalid_argument","title":"The request cannot succeed as it is",)"
      R"("status":400,"detail":"say \"ADD\"","where":"$.action"})");
  EXPECT_THAT(encode(problem, Dialect::epcis), ::testing::HasSubstr("epcisException:ValidationException"));
  for (const ErrorCode code : {ErrorCode::corrupted, ErrorCode::outcome_unknown}) {
    EXPECT_THAT(encode(Problem::of({code, "/var/lib/secret: errno 5"}), Dialect::stocktrail),
                ::testing::Not(::testing::HasSubstr("secret")));
  }
  EXPECT_THAT(encode(Problem::of({ErrorCode::read_only, "the disk is full"}), Dialect::stocktrail),
              ::testing::HasSubstr("the disk is full"));
  EXPECT_THAT(encode(Problem{.detail = "lot \"A\xFF\""}, Dialect::stocktrail),
              ::testing::HasSubstr(R"("detail":"lot \"A?\"")"));
  Problem faults{.status = 400};
  faults.faults = {{ErrorCode::invalid_argument, "a", "$.x"}, {ErrorCode::invalid_argument, "b", "$.y"}};
  EXPECT_THAT(encode(faults, Dialect::stocktrail), ::testing::HasSubstr(R"("where":"$.y")"));
}

TEST(Routes, FindTheirPaths) {
  const Match proof = match(Method::get, "/statements/17/proof", routes());
  ASSERT_NE(proof.route, nullptr);
  EXPECT_EQ(proof.route->pattern, "/statements/{index}/proof");
  EXPECT_THAT(proof.values, ::testing::ElementsAre("17"));

  const Match event = match(Method::get, "/epcis/events/ni:%2F%2F%2Fsha-256;ab", routes());
  EXPECT_THAT(event.values, ::testing::ElementsAre("ni:///sha-256;ab"));
  const Match link = match(Method::head, "/01/09521141012345/10/L%2F7", routes());
  EXPECT_EQ(link.pattern, "/01/{key...}");
  EXPECT_THAT(link.values,
              ::testing::ElementsAre("09521141012345/10/L%2F7"));  // Decoded by who knows what it is.
  EXPECT_EQ(match(Method::get, "/log/tile/entries/000", routes()).pattern, "/log/tile/entries/{bundle...}");
  EXPECT_EQ(match(Method::get, "/log/tile/0/x001/067.p/8", routes()).values.back(), "x001/067.p/8");
  EXPECT_TRUE(match(Method::get, "/parties/%zz", routes()).malformed);
  for (const std::string_view nothing :
       {"", "*", "statements", "/statements/", "/statements/1/2", "/nothing", "//", "/01", "/01/"}) {
    EXPECT_EQ(match(Method::get, nothing, routes()).route, nullptr) << nothing;
  }
}

TEST(Routes, TellTheMethodsOfAPath) {
  const Match found = match(Method::del, "/parties", routes());
  EXPECT_EQ(found.route, nullptr);
  EXPECT_EQ(found.allow, "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(match(Method::options, "/statements", routes()).allow, "POST, OPTIONS");
  EXPECT_EQ(match(Method::get, "/nothing", routes()).allow, "");
}

TEST(Routes, EachCanBeReachedAndIsWhole) {
  std::set<std::pair<Method, std::string_view>> seen;
  for (const Route& route : routes()) {
    EXPECT_TRUE(seen.emplace(route.method, route.pattern).second) << route.pattern << " stands twice";
    EXPECT_NE(route.handle == nullptr, route.handle_long == nullptr) << route.pattern;
    std::string path(route.pattern);
    std::size_t names = 0;
    for (std::size_t open = path.find('{'); open != std::string::npos; open = path.find('{')) {
      path.replace(open, path.find('}') - open + 1, "0");
      ++names;
    }
    EXPECT_EQ(match(route.method, path, routes()).route, &route) << path << " leads elsewhere";
    std::size_t told = 0;
    for (const Parameter& parameter : route.parameters) told += parameter.in == In::path ? 1 : 0;
    EXPECT_EQ(told, names) << route.pattern;
  }
}

TEST(Routes, TakeTheirOwnParametersOnce) {
  const auto refusal = [](std::string_view path, std::string_view query) {
    const Route& route = *match(Method::get, path, routes()).route;
    const auto refused = refuse({}, *Query::parse(query), route);
    return refused ? refused->problem->where + ": " + refused->problem->detail : std::string();
  };
  EXPECT_EQ(refusal("/parties", "limit=1&cursor=x"), "");
  EXPECT_EQ(refusal("/parties", "limits=1"), "limits: this path has the parameters limit, cursor");
  EXPECT_EQ(refusal("/parties", "Limit=1"), "Limit: this path has the parameters limit, cursor");
  EXPECT_EQ(refusal("/parties", "limit=1&cursor=x&limit=1"), "limit: give this parameter once");
  EXPECT_EQ(refusal("/healthz", "x"), "x: this path has no parameters");
  for (const std::string_view path : {"/p/", "/p/01/09521141012345", "/01/09521141012345", "/"})
    EXPECT_EQ(refusal(path, "utm_source=print&lang=de&lang=zh"), "") << "people come with links of others";
}

TEST(Routes, TakeBodiesOfTheirMediaTypes) {
  const auto status = [](std::string_view path, std::string type) {
    Request request;
    if (!type.empty()) request.headers.push_back({"Content-Type", std::move(type)});
    const auto refused = refuse(request, Query(), *match(Method::post, path, routes()).route);
    return refused ? refused->status : 0;
  };
  for (const std::string_view path : {"/tokens", "/parties", "/policies", "/epcis/capture"}) {
    EXPECT_EQ(status(path, "application/json"), 0) << path;
    EXPECT_EQ(status(path, "Application/JSON ; charset=utf-8"), 0) << path;
    for (const char* other : {"text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""})
      EXPECT_EQ(status(path, other), 415) << path << other;
  }
  EXPECT_EQ(status("/epcis/capture", "application/ld+json"), 0);
  EXPECT_EQ(status("/backups", "text/plain"), 0) << "it has no body";
  const Route& blob = *match(Method::put, "/blobs/0", routes()).route;
  EXPECT_FALSE(refuse({}, Query(), blob).has_value()) << "a file of any type";
}

TEST(OpenApi, IsJsonAndHoldsEveryRoute) {
  const auto document = json::Document::parse(openapi(routes(), "1.2.3"));
  ASSERT_TRUE(document.has_value()) << document.error().detail;
  const json::Value paths = *document->root().find("paths");
  std::size_t operations = 0;
  std::set<std::string> ids;
  for (const json::Member& path : paths.members()) {
    for (const json::Member& operation : path.value.members()) {
      ++operations;
      EXPECT_TRUE(ids.insert(std::string(operation.value.find("operationId")->string())).second);
      for (std::size_t open = path.name.find('{'); open != std::string_view::npos;
           open = path.name.find('{', open + 1)) {
        const std::string name(path.name.substr(open + 1, path.name.find('}', open) - open - 1));
        EXPECT_THAT(std::string(operation.value.find("parameters")->raw()),
                    ::testing::HasSubstr("\"name\":\"" + name + "\""))
            << path.name;
      }
    }
  }
  EXPECT_EQ(operations, routes().size());
  const std::string_view text = document->root().raw();
  for (auto at = text.find("\"$ref\":\"#/"); at != text.npos; at = text.find("\"$ref\":\"#/", at + 1)) {
    std::optional<json::Value> value = document->root();
    const std::string_view path = text.substr(at + 10, text.find('"', at + 10) - at - 10);
    const std::string absolute = "/" + std::string(path);
    const auto segments = path_segments(absolute);
    for (const std::string_view name : *segments)
      if (value) value = value->find(name);
    EXPECT_TRUE(value.has_value()) << path;
  }
}

/// Where an empty schema stands in `value`.
void find_empty_schemas(const json::Value& value, const std::string& path, std::vector<std::string>& found) {
  if (value.is(json::Kind::array))
    for (const json::Value element : value.elements()) find_empty_schemas(element, path + "[]", found);
  if (!value.is(json::Kind::object)) return;
  for (const json::Member& member : value.members()) {
    const std::string at = path + "." + std::string(member.name);
    const bool is_schema = member.name == "schema" || member.name == "items" ||
                           member.name == "additionalProperties" || path.ends_with(".properties") ||
                           path.ends_with(".schemas");
    if (is_schema && member.value.is(json::Kind::object) && member.value.size() == 0) found.push_back(at);
    find_empty_schemas(member.value, at, found);
  }
}

TEST(OpenApi, NoSchemaSaysNothing) {
  const auto document = json::Document::parse(openapi(routes(), "1.2.3"));
  std::vector<std::string> empty;
  find_empty_schemas(document->root(), "$", empty);
  EXPECT_THAT(empty, ::testing::IsEmpty());
}

TEST(Responder, AnswersEvenIfItIsForgotten) {
  int status = 0;
  {
    Responder forgotten([&](Responder::Make make) { status = make().status; });
  }
  EXPECT_EQ(status, 503);
  int answers = 0;
  {
    Responder once([&](Responder::Make make) { answers += make().status == 200 ? 1 : 0; });
    once(Response::text("a"));
    once(Response::text("b"));
  }
  EXPECT_EQ(answers, 1);
}

TEST(WorkerPool, RefusesBeyondItsQueueAndFinishesWhatItTook) {
  std::promise<void> gate;
  std::shared_future<void> open = gate.get_future().share();
  std::atomic<int> done = 0;
  {
    WorkerPool pool(1, {.worker_queue_tasks_max = 2});
    const Sender sender{.account = "a"};
    std::promise<void> begun;
    WorkerPool::Task first = [&] {
      begun.set_value();
      open.wait();
      ++done;
    };
    ASSERT_EQ(pool.submit(sender, first), WorkerPool::Accepted::yes);
    begun.get_future().wait();
    for (int i = 0; i < 2; ++i) {
      WorkerPool::Task task = [&] { ++done; };
      ASSERT_EQ(pool.submit(sender, task), WorkerPool::Accepted::yes);
    }
    EXPECT_EQ(pool.waiting(), 2U);
    WorkerPool::Task refused = [&] { ++done; };
    EXPECT_EQ(pool.submit(sender, refused), WorkerPool::Accepted::all_is_full);
    EXPECT_TRUE(static_cast<bool>(refused)) << "still the caller's";
    gate.set_value();
  }
  EXPECT_EQ(done, 3);
}

}  // namespace
}  // namespace stocktrail::api
