// api/consumer_pages.h: /p/...: the page that a scanned code leads to.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "api/page/render.h"
#include "api/pages.h"
#include "ledger/clock.h"

namespace stocktrail::api {

/// A page is a function of the log, the day, the code and the language, so finished pages are kept until the
/// log grows or the day ends. Nothing about who asked is kept or told.
class ConsumerPages : public Pages {
 public:
  static constexpr std::size_t cached_pages_max = 1'024;

  explicit ConsumerPages(Clock& clock) : clock_(clock) {}

  Response answer(const PageRequest& request, const View& view, const NoteVerifier& log) const override;

 private:
  struct Page {
    int status = 200;
    std::string html;
  };
  Page make(std::string_view path, const View& view, const NoteVerifier& log, Language language,
            Micros now) const;

  Clock& clock_;
  const PageRenderer renderer_;
  mutable std::mutex mutex_;
  mutable std::string cached_for_;  // Log size and day.
  mutable std::map<std::string, Page, std::less<>> cache_;
};

}  // namespace stocktrail::api
