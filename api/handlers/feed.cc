#include "api/handlers/feed.h"

#include "api/access/authority.h"
#include "api/http/accept.h"
#include "api/http/http_coding.h"
#include "crypto/json_writer.h"

namespace stocktrail::api {
namespace {

constexpr std::string_view event_stream = "text/event-stream";
constexpr std::string_view greeting = ": stocktrail\nretry: 3000\n\n";  // Milliseconds, to connect again.
constexpr unsigned seat_retry_after_seconds = 30;

/// What a client that got all of it remembers, if that is more than it has of the items.
void append_place(std::string& out, const std::string& place) {
  out.append("id: ").append(place).append("\n\n");
}

std::string as_events(const FeedPage& page) {
  std::string out, place;
  for (const FeedItem& item : page.items) {
    // Clients exist that take an id only from where data stand.
    const bool is_last = &item == &page.items.back();
    place = item.id.empty() && is_last ? page.next : item.id;
    if (!place.empty()) out.append("id: ").append(place).append("\n");
    out.append("event: ").append(item.event).append("\ndata: ").append(item.data).append("\n\n");
  }
  if (place != page.next) append_place(out, page.next);
  return out;
}

Response as_page(const FeedPage& page) {
  json::Writer w;
  w.begin_object().key("changes").begin_array();
  for (const FeedItem& item : page.items) w.raw(item.data);
  w.end_array().field("next", page.next).key("more").boolean(page.has_more).end_object();
  Response response = Response::json(std::move(w).text());
  add_vary(response, "Accept");
  return response;
}

/// The rest of a stream. Asked by one connection, one question at a time.
class Stream final : public BodySource, public std::enable_shared_from_this<Stream> {
 public:
  Stream(std::unique_ptr<Call> call, ReadFeed read, FeedPage first, std::unique_ptr<StreamSeats::Seat> seat)
      : call_(std::move(call)),
        read_(read),
        place_(std::move(first.next)),
        has_more_(first.has_more),
        seat_(std::move(seat)) {}

  void next(Responder respond, std::stop_token unwanted) override {
    auto view = call_->app.ledger.view();
    if (!has_more_ && view->settled_size() == call_->view->settled_size()) return respond(heartbeat());
    call_->view = std::move(view);
    call_->request.unwanted = std::move(unwanted);
    on_worker(errand_of(*call_), std::move(respond), [self = shared_from_this()](Responder answer) {
      const Call& call = *self->call_;
      answer(careful(call.app, call.route->pattern, [&] { return self->read_on(); }));
    });
  }

 private:
  /// Tokens end, and so does what a party may see.
  Result<void> check_reader() const {
    const auto token = bearer_token(call_->request.header("Authorization"));
    const auto principal = token ? call_->app.tokens.authenticate(*token) : std::nullopt;
    if (!principal) return fail(ErrorCode::forbidden, "the token has ended");
    return check_authority(*principal, call_->view->tables());
  }

  Response read_on() {
    if (auto allowed = check_reader(); !allowed) return Response::of(allowed.error());
    const auto page = read_(*call_, place_);
    if (!page) return Response::of(page.error());
    if (call_->view->has_lacked() || !call_->view->is_readable())
      return Response::of(Error{ErrorCode::unavailable, "stored data cannot be read"});
    has_more_ = page->has_more;
    place_ = page->next;
    std::string events = page->items.empty() ? std::string() : as_events(*page);
    if (!events.empty()) sent_at_ = Steady::now();
    return Response::bytes(std::move(events), std::string(event_stream));
  }

  /// So that nobody between takes the connection for dead, and a client need not look again at what is not
  /// for it; empty: it is not time.
  Response heartbeat() {
    if (Steady::now() - sent_at_ < call_->app.options.stream_limits.stream_heartbeat)
      return Response::bytes({}, std::string(event_stream));
    if (auto allowed = check_reader(); !allowed) return Response::of(allowed.error());
    sent_at_ = Steady::now();
    std::string beat = ":\n";
    append_place(beat, place_);
    return Response::bytes(std::move(beat), std::string(event_stream));
  }

  using Steady = std::chrono::steady_clock;
  std::unique_ptr<Call> call_;
  const ReadFeed read_;
  std::string place_;
  bool has_more_;
  Steady::time_point sent_at_ = Steady::now();
  std::unique_ptr<StreamSeats::Seat> seat_;
};

Response stream(std::unique_ptr<Call> call, ReadFeed read, FeedPage first) {
  auto seat = call->app.streams.take(call->principal.token_id);
  if (!seat) return Response::of(std::move(seat.error()));
  Response response = Response::bytes(std::string(greeting) + as_events(first), std::string(event_stream));
  response.set("X-Accel-Buffering", "no");  // nginx would keep events back.
  add_vary(response, "Accept");
  response.rest = std::make_shared<Stream>(std::move(call), read, std::move(first), *std::move(seat));
  return response;
}

Response feed(std::unique_ptr<Call> call, ReadFeed read) {
  const std::string_view accept = call->request.header("Accept");
  const bool is_stream = wanted(accept, event_stream) > wanted(accept, "application/json");
  std::string after = is_stream ? place_now(*call->view) : "0";
  if (const auto asked = call->query.find("after")) after = *asked;
  if (const std::string_view last = call->request.header("Last-Event-ID"); is_stream && !last.empty())
    after = last;
  auto first = read(*call, after);
  if (!first) return Response::of(first.error());
  return is_stream ? stream(std::move(call), read, *std::move(first)) : as_page(*first);
}

}  // namespace

StreamSeats::Seat::~Seat() {
  const MutexLock lock(seats_.mutex_);
  --seats_.all_;
  const auto own = seats_.taken_.find(account_);
  if (--own->second == 0) seats_.taken_.erase(own);
}

std::expected<std::unique_ptr<StreamSeats::Seat>, Problem> StreamSeats::take(const std::string& account) {
  const MutexLock lock(mutex_);
  const auto own = taken_.find(account);
  if (own != taken_.end() && own->second >= limits_.sender_streams_max)
    return std::unexpected(Problem{.status = 429,
                                   .code = "too_many_requests",
                                   .detail = "this token has " + std::to_string(limits_.sender_streams_max) +
                                             " streams open; close one first",
                                   .retry_after_seconds = seat_retry_after_seconds});
  if (all_ >= limits_.streams_max)
    return std::unexpected(Problem::of({ErrorCode::overloaded, "too many streams are open; ask for pages"}));
  ++all_;
  ++taken_[account];
  return std::make_unique<Seat>(*this, account);
}

std::size_t StreamSeats::taken() const {
  const MutexLock lock(mutex_);
  return all_;
}

void answer_feed(std::unique_ptr<Call> call, Responder respond, ReadFeed read) {
  const Errand errand = errand_of(*call);
  on_worker(errand, std::move(respond), [c = std::move(call), read](Responder answer) mutable {
    const App& app = c->app;
    const std::string_view route = c->route->pattern;
    answer(careful(app, route, [&] { return feed(std::move(c), read); }));
  });
}

std::string place_now(const View& view) {
  return std::to_string(to_u64(view.settled_size()));
}

}  // namespace stocktrail::api
