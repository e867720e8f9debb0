// api/journey/consumer_pages.h: /p/...: the page that a scanned code leads to.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "api/http/url.h"
#include "api/journey/detail/kept_master.h"
#include "api/journey/pages.h"
#include "api/page/render.h"
#include "crypto/mutex.h"
#include "ledger/files/clock.h"
#include "ledger/state/changes.h"

namespace stocktrail::api {

/// A page is a function of what it reads of the log, the day, the code and the language. So finished pages
/// are kept, plain and compressed, until something that they read changes or the day ends, and of too many
/// those that were asked for last; but none of a log that may be an old copy. So is the master data that they
/// read, until any of it changes. Nothing about who asked is kept or told.
class ConsumerPages : public Pages {
 public:
  struct Limits {
    std::size_t cached_pages_max = 1'024;
  };

  explicit ConsumerPages(Clock& clock) : ConsumerPages(clock, Limits()) {}
  ConsumerPages(Clock& clock, const Limits& limits) : clock_(clock), limits_(limits) {}

  std::optional<Response> at_hand(const PageRequest& request, const PageSource& source) const override;
  Response answer(const PageRequest& request, const PageSource& source) const override;
  Response of_problem(const PageRequest& request, const Problem& problem) const override;

 private:
  struct Page {
    int status = 200;
    bool is_current = true;    // False: of a log that may be an old copy, so nobody may keep it.
    bool may_be_kept = false;  // By us.
    std::string html, etag;
    std::string gzip;  // Made when the first reader wants it.
    TreeSize made_at{};
    std::vector<ChangeTag> reads;
  };
  using PagePtr = std::shared_ptr<const Page>;
  struct Kept {
    PagePtr page;
    TreeSize holds_at{};  // Nothing that it read has changed up to here.
    std::uint64_t asked = 0;
  };
  /// Where a page is kept, and for which day.
  struct Slot {
    std::string day, name;
  };
  Slot slot_of(const PageRequest& request, const Query& query, Language language) const;
  PagePtr find(const Slot& slot, const PageSource& source) const;
  void keep(const Slot& slot, const PagePtr& page) const;
  Page make(const PageRequest& request, const PageSource& source, Language language) const;
  PageModel model_of(const PageRequest& request, const View& view, const NoteVerifier& log,
                     Language language) const;
  /// The page in `language` with what `coding` needs, from the cache if it is there.
  PagePtr page(const PageRequest& request, const Query& query, const PageSource& source,
               Language language) const;
  Response response_of(const Page& page, Coding coding, Language language) const;

  Clock& clock_;
  const Limits limits_;
  const PageRenderer renderer_;
  mutable KeptMaster master_;
  mutable Mutex mutex_;
  mutable std::string day_ ST_GUARDED_BY(mutex_);  // Of all that is kept.
  mutable std::uint64_t asked_ ST_GUARDED_BY(mutex_) = 0;
  mutable std::map<std::string, Kept, std::less<>> cache_ ST_GUARDED_BY(mutex_);
};

}  // namespace stocktrail::api
