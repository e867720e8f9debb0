#include "api/handlers/call.h"

#include <algorithm>
#include <charconv>

#include "crypto/ascii.h"
#include "ledger/gs1/printed.h"

namespace stocktrail::api {
namespace {

// What may stand in a Host header that is repeated in links: a name or address and a port.
bool is_plain_authority(std::string_view host) {
  return !host.empty() && host.size() <= 255 && std::ranges::all_of(host, [](char c) {
    return is_letter_or_digit(c) || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
  });
}

/// What bare digits mean under the name of a parameter.
gs1::Meaning meaning_of(std::string_view where) {
  if (where == "place" || where == "origin") return gs1::Meaning::place;
  return where.ends_with("party") || where == "issuer" || where == "owner" ? gs1::Meaning::party
                                                                           : gs1::Meaning::thing;
}

/// What a cursor is good for: this reader's pages of this query, however long they are.
std::string cursor_context(const Call& call) {
  std::vector<std::string> parts{"cursor", std::string(call.route->pattern),
                                 std::string(name_of(call.principal.role)), call.principal.party};
  for (const std::string& value : call.values) parts.push_back(value);
  std::vector<std::string> asked;
  for (const auto& [name, value] : call.query.all()) {
    if (name != "cursor" && name != "limit")
      asked.push_back(percent_encode(name) + "=" + percent_encode(value));
  }
  std::ranges::sort(asked);
  std::string context;
  for (const auto* list : {&parts, &asked})
    for (const std::string& part : *list) context += std::to_string(part.size()) + ":" + part;
  return context;
}

}  // namespace

std::string Call::base_url() const {
  if (!app.options.public_url.empty()) return app.options.public_url;
  const std::string_view host = request.header("Host");
  const std::string scheme = app.options.server.tls ? "https://" : "http://";
  return scheme + (is_plain_authority(host) ? std::string(host) : "localhost");
}

Result<std::uint64_t> parse_number(std::string_view text, std::string_view where) {
  std::uint64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec != std::errc{} || end != text.data() + text.size() || (text.size() > 1 && text.front() == '0')) {
    return fail(ErrorCode::invalid_argument, "a whole number is wanted here", std::string(where));
  }
  return number;
}

Result<std::size_t> limit_of(const Query& query, std::size_t preset, std::size_t max) {
  const auto text = query.find("limit");
  if (!text) return preset;
  const auto limit = parse_number(*text, "limit");
  if (!limit) return std::unexpected(limit.error());
  if (*limit < 1 || *limit > max) {
    return fail(ErrorCode::invalid_argument, "limit is 1 to " + std::to_string(max), "limit");
  }
  return static_cast<std::size_t>(*limit);
}

Result<std::string> cursor_of(const Call& call) {
  const auto sealed = call.query.find("cursor");
  if (!sealed || sealed->empty()) return std::string{};
  auto place = call.app.cursors.open(*sealed, cursor_context(call));
  if (place) return std::move(*place);
  return fail(ErrorCode::invalid_argument,
              "this is not `next` of a page of this query that you were given; begin without a cursor",
              "cursor");
}

std::string page_cursor(const Call& call, std::string_view place) {
  return call.app.cursors.seal(place, cursor_context(call));
}

std::string media_type(const Request& request) {
  std::string_view type = request.header("Content-Type");
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
  std::string out(type);
  std::ranges::transform(out, out.begin(), to_lower);
  return out;
}

Result<gs1::Key> parse_identifier(std::string_view text, std::string_view where) {
  auto key = gs1::parse_printed(text, meaning_of(where));
  if (!key && key.error().where.empty())
    return fail(key.error().code, key.error().detail, std::string(where));
  return key;
}

Result<gs1::Key> identifier_of(const Query& query, std::string_view name) {
  const auto text = query.find(name);
  if (!text) return fail(ErrorCode::invalid_argument, "this parameter must be given", std::string(name));
  return parse_identifier(*text, name);
}

void store(std::unique_ptr<Call> call, Candidate candidate, Responder respond, StoredAnswer answer,
           RefusedAnswer refused) {
  Ledger& ledger = call->app.ledger;
  Ledger::Done done = [c = std::move(call), r = std::move(respond), a = std::move(answer),
                       n = std::move(refused)](Result<Receipt> receipt) mutable {
    // The writer's thread only hands over; the connection's thread reads and encodes.
    r.later([owned = std::move(c), result = std::move(receipt), answer = std::move(a),
             no = std::move(n)]() mutable {
      owned->view = owned->app.ledger.view();
      if (!result) {
        owned->app.metrics.statement_refused(stocktrail::name_of(result.error().code));
        return no(*owned, result.error());
      }
      return answer(*owned, *result);
    });
  };
  ledger.append(std::move(candidate), std::move(done));
}

Response failed_check(const App& app, std::string_view route, const Error& check) {
  if (check.code == ErrorCode::unavailable) return Response::of(check);  // Nobody waits for it.
  app.metrics.check_failed();
  app.log.failed(route, check.where);
  return Response::of(check);
}

Sender sender_of(const Principal& principal, std::string client) {
  if (principal.role == Role::anyone) return {.account = std::move(client)};
  return {.account = principal.token_id, .is_known = true};
}

Errand errand_of(const Call& call) {
  const bool reads = only_reads(call.request.method);
  return {call.app, call.route->pattern, reads ? call.app.readers : call.app.workers,
          sender_of(call.principal, call.request.client), reads ? call.request.unwanted : std::stop_token()};
}

void on_worker(const Errand& errand, Responder respond, std::move_only_function<void(Responder)> work) {
  // Shared, because the responder has to answer also when the queue takes nothing.
  auto responder = std::make_shared<Responder>(std::move(respond));
  WorkerPool::Task task = [&app = errand.app, route = errand.route, unwanted = errand.unwanted, responder,
                           w = std::move(work)]() mutable {
    const WantedScope scope(std::move(unwanted));
    // Who answers nothing because a check failed lets his responder go, which is an answer, too.
    if (auto done = caught([&] { w(std::move(*responder)); }); !done) failed_check(app, route, done.error());
  };
  switch (errand.pool.submit(errand.sender, task)) {
    case WorkerPool::Accepted::yes:
      return;
    case WorkerPool::Accepted::sender_is_full:
      return (*responder)(
          Response::of(Problem{.status = 429,
                               .code = "too_many_requests",
                               .detail = "too many requests of yours wait; send fewer at once",
                               .retry_after_seconds = retry_after_seconds_default}));
    case WorkerPool::Accepted::all_is_full:
      return (*responder)(
          Response::of(Error{ErrorCode::overloaded, "too many requests wait for a worker; try again"}));
  }
}

}  // namespace stocktrail::api
