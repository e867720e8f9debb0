// api/handlers/call.h: one request on its way through a handler, with all that handlers may use.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/access/party_files.h"
#include "api/access/tokens.h"
#include "api/api.h"
#include "api/handlers/backups.h"
#include "api/handlers/blocked.h"
#include "api/handlers/routes.h"
#include "api/http/metrics.h"
#include "api/http/url.h"
#include "api/http/worker_pool.h"
#include "api/journey/pages.h"
#include "crypto/failed_check.h"
#include "crypto/seal.h"
#include "ledger/ledger.h"

namespace stocktrail::api {

class StreamSeats;  // feed.h

/// What all requests share. Made once, by Api::start.
struct App {
  const ApiOptions& options;
  Ledger& ledger;
  stocktrail::Clock& clock;
  Randomness& randomness;
  TokenStore& tokens;
  PartyFiles& files;
  Backups& backups;
  BlockedFile& blocked;
  StreamSeats& streams;
  WorkerPool& workers;  // Take statements in.
  WorkerPool& readers;  // Answer what takes long to read: neither keeps the other waiting.
  Metrics& metrics;
  AccessLog& log;
  const Seal& cursors;
  const Pages* pages;
  std::uint64_t started_at_seconds = 0;
  std::uint64_t started_at_size = 0;  // Entries of the log: changes since then are known to the ledger.
  const Server* server = nullptr;     // Set once it runs.
};

struct Call {
  Call(App& a, Request r, const Route* matched, std::vector<std::string> v)
      : app(a), request(std::move(r)), route(matched), values(std::move(v)) {}

  App& app;
  Request request;
  const Route* route = nullptr;
  std::vector<std::string> values;
  Query query;
  Principal principal;
  std::shared_ptr<const View> view;

  /// The value of a name in the route's pattern.
  const std::string& value(std::size_t place) const { return values.at(place); }
  /// Scheme and authority for links in this answer.
  std::string base_url() const;
};

/// The number of a path or query value; `where` names it in the error.
Result<std::uint64_t> parse_number(std::string_view text, std::string_view where);
/// A page size from `limit`, at most `max`.
Result<std::size_t> limit_of(const Query& query, std::size_t preset, std::size_t max);
/// What page_cursor() of the page before was given; empty for the first page. `invalid_argument` for a cursor
/// of another query or reader.
Result<std::string> cursor_of(const Call& call);
/// `next` of a page that ends at `place`. The text is sealed, because the keys of tables tell more than rows
/// do; it is still of a row that was shown.
std::string page_cursor(const Call& call, std::string_view place);
/// The media type of the Content-Type header, in lower case, without parameters.
std::string media_type(const Request& request);

/// An identifier in any spelling, also a Digital Link path or the digits under a bar code; `where` names it
/// in the error, and tells what digits are: a GLN as `place`, `origin` or `party`, else a GTIN or SSCC.
Result<gs1::Key> parse_identifier(std::string_view text, std::string_view where);
/// The same of a query parameter that must be there.
Result<gs1::Key> identifier_of(const Query& query, std::string_view name);

/// Gives the candidate to the writer; `answer` makes the response from the receipt, in a view that holds it.
/// What it was refused for goes to `refused`, in a view that holds whatever was stored before it.
using StoredAnswer = std::move_only_function<Response(Call& call, const Receipt& receipt)>;
using RefusedAnswer = std::move_only_function<Response(Call& call, const Error& error)>;
void store(
    std::unique_ptr<Call> call, Candidate candidate, Responder respond, StoredAnswer answer,
    RefusedAnswer refused = [](Call&, const Error& error) { return Response::of(error); });

/// What answers `route` was ended (crypto/failed_check.h): gives the client's answer. A check that failed is
/// counted, and told to the operator.
Response failed_check(const App& app, std::string_view route, const Error& check);
/// What `handle` gives, or that answer.
template <typename Handle>
Response careful(const App& app, std::string_view route, Handle&& handle) {
  auto made = caught(std::forward<Handle>(handle));
  return made ? *std::move(made) : failed_check(app, route, made.error());
}

/// In whose name a request uses memory and workers: its token's, else its client's.
Sender sender_of(const Principal& principal, std::string client);

/// What a pool has to know of a call: which pool, and whose turn it takes.
struct Errand {
  App& app;
  std::string_view route;
  WorkerPool& pool;
  Sender sender;
  std::stop_token unwanted;  // Of what only reads.
};
Errand errand_of(const Call& call);

/// `work` on the pool of its errand, with the call's responder; 503 if the queue is full, 429 if that of the
/// sender is.
void on_worker(const Errand& errand, Responder respond, std::move_only_function<void(Responder)> work);

}  // namespace stocktrail::api
