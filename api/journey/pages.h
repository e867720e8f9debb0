// api/journey/pages.h: the seam to the consumer page: HTML for people, made from the same view as every other
// answer.
#pragma once

#include <optional>

#include "api/http/http_coding.h"
#include "ledger/ledger.h"

namespace stocktrail::api {

/// What a page is made from. Valid during the call only.
struct PageRequest {
  std::string_view path;   // After "/p", still encoded, e.g. "/01/09521141012345/10/L7" or "/page.css".
  std::string_view query;  // Without the question mark, still encoded.
  std::string_view accept_language;
  Coding coding = Coding::identity;  // The client takes this one best; the answer may have it.
};

/// The log as a page is made from it.
struct PageSource {
  const View& view;
  const ChangeFeed& changes;
  const NoteVerifier& log;
};

/// Thread safe.
class Pages {
 public:
  virtual ~Pages() = default;
  /// The same answer as answer() gives, if it takes a lookup only: for a thread that must not work long.
  virtual std::optional<Response> at_hand(const PageRequest& request, const PageSource& source) const = 0;
  /// May set its own Content-Security-Policy and Cache-Control; the rest of the security headers is added.
  virtual Response answer(const PageRequest& request, const PageSource& source) const = 0;
  /// What a person sees instead of a problem document, with its status; `path` is all that was asked for.
  virtual Response of_problem(const PageRequest& request, const Problem& problem) const = 0;
};

}  // namespace stocktrail::api
