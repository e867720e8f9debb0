// api/handlers/feed.h: what changes, as a client follows it: pages that it asks for, or the same pushed as
// server-sent events (WHATWG HTML, section 9.2). Where a client is tells a text that it gives back: `after`
// of the next question, or Last-Event-ID, which browsers send by themselves. A stream holds its connection,
// but no thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/handlers/call.h"

namespace stocktrail::api {

struct FeedItem {
  std::string id;  // Where a client is that has it; empty: where it was before.
  std::string_view event;
  std::string data;  // A JSON object, on one line.
};
struct FeedPage {
  std::vector<FeedItem> items;
  std::string next;  // Where to go on, also after items that this reader may not see.
  bool has_more = false;
};
/// The page after `after`, which a client may have invented. Bounded work, on a worker.
using ReadFeed = Result<FeedPage> (*)(const Call& call, const std::string& after);

/// Seats for streams. Thread safe.
class StreamSeats {
 public:
  explicit StreamSeats(const StreamLimits& limits) : limits_(limits) {}

  class Seat {
   public:
    Seat(StreamSeats& seats, std::string account) : seats_(seats), account_(std::move(account)) {}
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    ~Seat();

   private:
    StreamSeats& seats_;
    std::string account_;
  };
  /// Or why there is none.
  std::expected<std::unique_ptr<Seat>, Problem> take(const std::string& account);
  std::size_t taken() const;

 private:
  const StreamLimits limits_;
  mutable Mutex mutex_;
  std::unordered_map<std::string, std::size_t> taken_ ST_GUARDED_BY(mutex_);  // By account.
  std::size_t all_ ST_GUARDED_BY(mutex_) = 0;
};

/// `{"changes":[...],"next":"...","more":false}` from `after` on (without it from the beginning), or a
/// stream, if the client wants text/event-stream more: from Last-Event-ID or `after` on, else from now on.
void answer_feed(std::unique_ptr<Call> call, Responder respond, ReadFeed read);

/// Where the log is now, as a place in a feed.
std::string place_now(const View& view);

}  // namespace stocktrail::api
