// The service between the HTTP engine and the handlers: routing, authentication, problem documents, headers,
// counting.
#include <algorithm>
#include <array>
#include <chrono>

#include "api/access/authority.h"
#include "api/access/first_secrets.h"
#include "api/handlers/feed.h"
#include "api/handlers/handlers.h"
#include "api/handlers/metrics_service.h"
#include "api/handlers/route_answers.h"
#include "api/http/http_coding.h"
#include "api/http/request_body.h"
#include "api/page/weighted_list.h"

namespace stocktrail::api {
namespace {

constexpr std::string_view no_content_policy = "default-src 'none'; frame-ancestors 'none'";

constexpr unsigned rebuilding_retry_after_seconds = 10;
constexpr const char* every_method = "GET, HEAD, POST, PUT, DELETE, OPTIONS";  // Of the server: OPTIONS *.

/// What is known of a request from its arrival to its answer.
struct Arrival {
  std::chrono::steady_clock::time_point at = std::chrono::steady_clock::now();
  Method method{};
  std::string_view pattern = "-";
  Dialect dialect = Dialect::stocktrail;
  bool is_public = false;      // Anyone may read it: other sites' scripts, too.
  bool is_for_anyone = false;  // Asked without a token, and not to write: nothing in it is a secret.
  std::shared_ptr<const View> view = nullptr;  // What it is answered from, if that reads tables.
  /// Set if a person asks with a browser: then a problem is told by a page.
  struct Reader {
    std::string path, query, accept_language;
  };
  std::optional<Reader> reader;
  std::string if_none_match, accept_encoding;
  std::size_t bytes_in = 0;
};

void add_epcis_headers(Response& response) {
  for (const auto& [name, value] :
       {std::pair{"GS1-EPCIS-Version", "2.0.0"}, std::pair{"GS1-CBV-Version", "2.0.0"}}) {
    response.set(name, value);
  }
}

Response unauthorized(std::string detail) {
  Response response = Response::of(
      Problem{.status = 401, .code = "unauthorized", .detail = std::move(detail), .where = "Authorization"});
  response.set("WWW-Authenticate", "Bearer realm=\"stocktrail\"");
  return response;
}

/// Why an answer does not hold that was made from tables that are being made anew.
Problem lacking(const Ledger& ledger) {
  const auto reason = ledger.read_only_reason();
  const bool is_passing = !reason || ledger.rebuilding();
  Problem problem = Problem::of(
      {is_passing ? ErrorCode::unavailable : ErrorCode::read_only,
       reason ? reason->detail : "the tables that this needs were made anew just now; ask again"});
  if (is_passing) problem.retry_after_seconds = rebuilding_retry_after_seconds;
  return problem;
}

/// Instead of an answer that was made from tables that cannot be read: a thing that is there would look as if
/// it were not, a recall, too. A write that was stored stays what it is. And of a copy that may be old nobody
/// keeps anything.
void check_tables(Response& response, Method method, const View& view, const Ledger& ledger) {
  if (view.has_lacked() && (only_reads(method) || response.status >= 400))
    response = Response::of(lacking(ledger));
  if (view.signed_checkpoint().empty()) response.set("Cache-Control", "no-store");
  if (view.is_readable()) return;
  if (only_reads(method)) {
    response = Response::of(
        Error{ErrorCode::unavailable, "stored data cannot be read; the operator has to look at the disk"});
  } else if (response.status >= 400) {
    Problem problem = Problem::of({ErrorCode::outcome_unknown, {}});
    problem.detail +=
        ". Stored data cannot be read: the operator has to look at the disk and restart the server";
    response = Response::of(std::move(problem));
  }
}

/// A browser names text/html when it opens an address; programs name it less than JSON, or not at all.
bool asks_for_page(const Request& request) {
  if (request.method != Method::get && request.method != Method::head) return false;
  int page = 0, json = 0;
  for (const WeightedItem& item : weighted_list(request.header("Accept"))) {
    if (equal_ignoring_case(item.name, "text/html")) page = item.weight;
    if (equal_ignoring_case(item.name, "application/json")) json = std::max(json, item.weight);
    if (equal_ignoring_case(item.name, "application/problem+json")) json = std::max(json, item.weight);
  }
  return page > 0 && page >= json;
}

/// Settles coding and validator, then sends nothing to whoever has it, or compresses.
void encode_body(Response& response, const Arrival& arrival) {
  const Coding coding = arrival.is_for_anyone
                            ? settle_coding(response, AcceptedCodings::parse(arrival.accept_encoding))
                            : Coding::identity;
  if (response.status == 200 && names_etag(arrival.if_none_match, response.header("ETag"))) {
    response.status = 304;
    response.body.clear();
    response.drop("Content-Encoding").drop("Content-Type");
  } else if (coding == Coding::gzip && !response.is_encoded) {
    response.body = gzip(response.body);
  }
}

class RunningApi final : public Api, public Service {
 public:
  RunningApi(const ApiOptions& options, Ledger& ledger, stocktrail::Clock& clock, Randomness& randomness,
             AccessLog& log, const Pages* pages)
      : options_(options),
        log_(log),
        tokens_(ledger, clock, randomness),
        files_(ledger, options_.directory / "blobs", options_.party_files_bytes_max),
        metrics_(options_.version, options_.commit),
        cursors_(ledger.secret_for("cursors")),
        backups_(options_.backups_directory, options_.directory, ledger, clock),
        blocked_(ledger, clock),
        app_{options_, ledger,   clock,    randomness,
             tokens_,  files_,   backups_, blocked_,
             streams_, workers_, readers_, metrics_,
             log_,     cursors_, pages,    static_cast<std::uint64_t>(to_i64(clock.now())) / 1'000'000},
        workers_(options_.workers, options_.worker_limits),
        readers_(options_.readers, options_.worker_limits) {
    app_.started_at_size = to_u64(ledger.view()->checkpoint().size);
  }
  ~RunningApi() override { stop(); }

  Result<void> bootstrap() {
    const auto file = options_.directory / "operator.token";
    const auto made = settle_operator_token(
        options_.makes_operator_token ? OperatorToken::anew : OperatorToken::if_none_is_good, tokens_,
        app_.ledger, file);
    if (!made) return std::unexpected(made.error());
    if (*made == Made::token) log_.noted("A new access token of the operator is in " + file.string());
    return {};
  }
  Result<void> listen() {
    auto server = Server::start(options_.server, *this);
    if (!server) return std::unexpected(server.error());
    server_ = std::move(*server);
    app_.server = server_.get();
    if (!options_.metrics) return {};
    ServerOptions apart{.address = options_.metrics->address, .port = options_.metrics->port, .threads = 1};
    auto metrics = Server::start(apart, metrics_service_);
    if (!metrics) return std::unexpected(metrics.error());
    metrics_server_ = std::move(*metrics);
    return {};
  }

  std::uint16_t port() const override { return server_->port(); }
  std::uint16_t metrics_port() const override { return metrics_server_ ? metrics_server_->port() : 0; }
  void stop() override {
    if (metrics_server_) metrics_server_->stop();
    if (server_) server_->stop();
  }

  void serve(Request request, Responder respond) override;
  Sender sender_of(const Request& header) const override;
  Response refuse(Problem problem, const Request* header) override {
    Response response = Response::of(std::move(problem));
    finish(response, header != nullptr ? arrival_of(*header, match_of(*header)) : Arrival());
    return response;
  }

 private:
  Match match_of(const Request& request) const;
  Arrival arrival_of(const Request& request, const Match& found) const;
  void dispatch(std::unique_ptr<Call> call, Responder respond);
  void finish(Response& response, const Arrival& arrival);
  /// As JSON, or to a person as a page.
  void tell(const Problem& problem, const Arrival& arrival, Response& response) const;
  /// Who asks, or the answer that says why not.
  std::expected<Principal, Response> principal_of(const Request& request, const View& view);

  const ApiOptions options_;
  AccessLog& log_;
  TokenStore tokens_;
  PartyFiles files_;
  Metrics metrics_;
  const Seal cursors_;
  Backups backups_;
  BlockedFile blocked_;
  StreamSeats streams_{options_.stream_limits};
  App app_;
  WorkerPool workers_, readers_;  // End before what their tasks use.
  MetricsService metrics_service_{app_};
  std::unique_ptr<Server> server_, metrics_server_;  // Last: their threads use all of the above.
};

std::expected<Principal, Response> RunningApi::principal_of(const Request& request, const View& view) {
  const std::string_view authorization = request.header("Authorization");
  if (authorization.empty()) return Principal{};
  const auto token = bearer_token(authorization);
  if (!token) return std::unexpected(unauthorized("send the token as 'Authorization: Bearer st_...'"));
  auto principal = tokens_.authenticate(*token);
  if (!principal) {
    metrics_.token_refused();
    return std::unexpected(unauthorized("this token is not known, has expired or was revoked"));
  }
  if (auto allowed = check_authority(*principal, view.tables()); !allowed) {
    return std::unexpected(Response::of(allowed.error()));
  }
  return *std::move(principal);
}

Sender RunningApi::sender_of(const Request& header) const {
  const auto token = bearer_token(header.header("Authorization"));
  const auto principal = token ? tokens_.authenticate(*token) : std::nullopt;
  return stocktrail::api::sender_of(principal.value_or(Principal{}), header.client);
}

Match RunningApi::match_of(const Request& request) const {
  Match found = match(request.method, request.path(), routes());
  if (options_.metrics && found.pattern == "/metrics") found = {};
  if (request.target == "*") found.allow = every_method;
  return found;
}

Arrival RunningApi::arrival_of(const Request& request, const Match& found) const {
  Arrival arrival{.method = request.method,
                  .reader = {},
                  .if_none_match = std::string(request.header("If-None-Match")),
                  .accept_encoding = std::string(request.header("Accept-Encoding")),
                  .bytes_in = request.body.size()};
  arrival.pattern = found.pattern;
  const std::string_view path = request.path();
  arrival.dialect = path == "/epcis" || path.starts_with("/epcis/") ? Dialect::epcis : Dialect::stocktrail;
  arrival.is_public = found.route != nullptr && found.route->roles.has(Role::anyone);
  const bool reads = request.method == Method::get || request.method == Method::head;
  arrival.is_for_anyone = arrival.is_public && reads && request.header("Authorization").empty();
  if (app_.pages != nullptr && asks_for_page(request)) {
    arrival.reader = {std::string(path), std::string(request.query()),
                      std::string(request.header("Accept-Language"))};
  }
  return arrival;
}

void RunningApi::serve(Request request, Responder respond) {
  Match found = match_of(request);
  Arrival arrival = arrival_of(request, found);
  const bool has_token = !request.header("Authorization").empty();
  const bool reads_tables = found.route != nullptr && (found.route->runs != Runs::tableless || has_token);
  const auto view = app_.ledger.view();
  if (reads_tables) arrival.view = view;
  // From here on every answer, however it comes, passes finish() on the connection's thread.
  Responder finishing([this, arrival, answer = std::move(respond)](Responder::Make make) mutable {
    answer.later([this, arrival = std::move(arrival), made = std::move(make)]() mutable {
      Response response = careful(app_, arrival.pattern, made);
      if (arrival.view) check_tables(response, arrival.method, *arrival.view, app_.ledger);
      finish(response, arrival);
      return response;
    });
  });
  if (found.route == nullptr) return finishing(not_routed(found, request.method));
  auto call = std::make_unique<Call>(app_, std::move(request), found.route, std::move(found.values));
  auto query = Query::parse(call->request.query());
  if (!query) return finishing(Response::of(query.error()));
  if (found.malformed) {
    return finishing(Response::of(
        Error{ErrorCode::invalid_argument, "the path is not well-formed percent-encoded UTF-8"}));
  }
  call->query = std::move(*query);
  call->view = view;
  auto principal = principal_of(call->request, *call->view);
  if (!principal) return finishing(std::move(principal.error()));
  call->principal = std::move(*principal);
  dispatch(std::move(call), std::move(finishing));
}

/// Handles the call once its body is unpacked.
void handle_unpacked(std::unique_ptr<Call> call, Responder respond) {
  const ServerLimits& limits = call->app.options.server.limits;
  const bool is_known = call->principal.role != Role::anyone;
  const std::size_t most = is_known ? limits.body_bytes_max : limits.anonymous_body_bytes_max;
  if (auto problem = unpack_body(call->request, std::min(most, limits.body_bytes_max))) {
    if (problem->status == 413 && !is_known) problem->detail += "; with a token, more is taken";
    Response response = Response::of(std::move(*problem));
    if (response.status == 415) response.set("Accept-Encoding", "gzip");
    return respond(std::move(response));
  }
  const Route& route = *call->route;
  if (route.handle_long != nullptr) return route.handle_long(std::move(call), std::move(respond));
  respond(careful(call->app, route.pattern, [&] { return route.handle(*call); }));
}

void RunningApi::dispatch(std::unique_ptr<Call> call, Responder respond) {
  const Route& route = *call->route;
  if (!route.roles.has(call->principal.role)) {
    if (call->principal.role == Role::anyone) return respond(unauthorized("this needs a token"));
    return respond(Response::of(
        Error{ErrorCode::forbidden,
              "a token of role '" + std::string(name_of(call->principal.role)) + "' cannot do this"}));
  }
  if (auto refused = stocktrail::api::refuse(call->request, call->query, route))
    return respond(*std::move(refused));
  const bool is_long = route.handle_long != nullptr && !is_packed(call->request);
  if (is_long || (route.handle_long == nullptr && route.runs != Runs::worker)) {
    const auto done = caught([&] { handle_unpacked(std::move(call), std::move(respond)); });
    if (!done) failed_check(app_, route.pattern, done.error());
    return;
  }
  const Errand errand = errand_of(*call);
  on_worker(errand, std::move(respond),
            [c = std::move(call)](Responder r) mutable { handle_unpacked(std::move(c), std::move(r)); });
}

void RunningApi::tell(const Problem& problem, const Arrival& arrival, Response& response) const {
  if (arrival.reader) {
    const auto& [path, query, accept_language] = *arrival.reader;
    const PageRequest asked{.path = path, .query = query, .accept_language = accept_language, .coding = {}};
    Response page = app_.pages->of_problem(asked, problem);
    for (Header& header : page.headers) response.set(std::move(header.name), std::move(header.value));
    response.body = std::move(page.body);
  } else {
    response.set("Content-Type", "application/problem+json");
    response.body = encode(problem, arrival.dialect);
  }
  if (app_.pages != nullptr) add_vary(response, "Accept");
}

void RunningApi::finish(Response& response, const Arrival& arrival) {
  if (response.problem) tell(*response.problem, arrival, response);
  encode_body(response, arrival);
  if (response.header("Content-Security-Policy").empty()) {
    response.set("Content-Security-Policy", std::string(no_content_policy));
  }
  if (response.header("Cache-Control").empty()) response.set("Cache-Control", "no-store");
  response.set("X-Content-Type-Options", "nosniff").set("Referrer-Policy", "no-referrer");
  if (options_.server.tls) response.set("Strict-Transport-Security", "max-age=31536000");
  // Tokens travel in a header that no browser adds by itself, so any site may read what anyone may read.
  if (arrival.is_public) {
    response.set("Access-Control-Allow-Origin", "*");
    response.set("Access-Control-Expose-Headers", std::string(exposed_headers()));
    add_vary(response, "Authorization");
  }
  if (arrival.dialect == Dialect::epcis) add_epcis_headers(response);
  const auto took = std::chrono::steady_clock::now() - arrival.at;
  metrics_.answered(name_of(arrival.method), arrival.pattern, response.status, took);
  log_.answered({.method = name_of(arrival.method),
                 .route = arrival.pattern,
                 .status = response.status,
                 .cause = response.problem ? response.problem->cause : std::string_view(),
                 .micros = std::chrono::duration_cast<std::chrono::microseconds>(took).count(),
                 .bytes_in = arrival.bytes_in,
                 .bytes_out = response.body.size()});
}

}  // namespace

Result<std::unique_ptr<Api>> Api::start(const ApiOptions& options, Ledger& ledger, stocktrail::Clock& clock,
                                        Randomness& randomness, AccessLog& log, const Pages* pages) {
  auto api = std::make_unique<RunningApi>(options, ledger, clock, randomness, log, pages);
  if (auto made = api->bootstrap(); !made) return std::unexpected(made.error());
  if (auto listening = api->listen(); !listening) return std::unexpected(listening.error());
  return api;
}

}  // namespace stocktrail::api
