// api/journey/consumer_pages.h: /p/...: the page that a scanned code leads to.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "api/http/url.h"
#include "api/journey/pages.h"
#include "api/page/render.h"
#include "crypto/mutex.h"
#include "ledger/files/clock.h"

namespace stocktrail::api {

/// A page is a function of the log, the day, the code and the language, so finished pages are kept, plain and
/// compressed, until the log grows or the day ends; but none of a log that may be an old copy. Nothing about
/// who asked is kept or told.
class ConsumerPages : public Pages {
 public:
  static constexpr std::size_t cached_pages_max = 1'024;

  explicit ConsumerPages(Clock& clock) : clock_(clock) {}

  std::optional<Response> at_hand(const PageRequest& request, const View& view) const override;
  Response answer(const PageRequest& request, const View& view, const NoteVerifier& log) const override;
  Response of_problem(const PageRequest& request, const Problem& problem) const override;

 private:
  struct Page {
    int status = 200;
    bool is_current = true;    // False: of a log that may be an old copy, so nobody may keep it.
    bool may_be_kept = false;  // By us.
    std::string html, etag;
    std::string gzip;  // Made when the first reader wants it.
  };
  using PagePtr = std::shared_ptr<const Page>;
  /// Where a page is kept, and for which state of the log.
  struct Slot {
    std::string state, name;
  };
  Slot slot_of(const PageRequest& request, const Query& query, const View& view, Language language) const;
  PagePtr find(const Slot& slot) const;
  Page make(const PageRequest& request, const View& view, const NoteVerifier& log, Language language) const;
  PageModel model_of(const PageRequest& request, const View& view, const NoteVerifier& log,
                     Language language) const;
  /// The page in `language` with what `coding` needs, from the cache if it is there.
  PagePtr page(const PageRequest& request, const Query& query, const View& view, const NoteVerifier& log,
               Language language) const;
  Response response_of(const Page& page, Coding coding, Language language) const;

  Clock& clock_;
  const PageRenderer renderer_;
  mutable Mutex mutex_;
  mutable std::string cached_for_ ST_GUARDED_BY(mutex_);  // Log size and day.
  mutable std::map<std::string, PagePtr, std::less<>> cache_ ST_GUARDED_BY(mutex_);
};

}  // namespace stocktrail::api
