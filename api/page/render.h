// api/page/render.h: the consumer page as HTML. Readable without script, one response, no cookie, no third
// party.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "api/page/catalogue.h"
#include "api/page/model.h"

namespace stocktrail::api {

/// The picture that browsers show beside the page's title (SVG).
std::string_view page_icon();

/// Holds the compiled template (api/web/page.html with page.css inside). Thread safe after construction.
class PageRenderer {
 public:
  PageRenderer();
  ~PageRenderer();

  std::string render(const PageModel& model, Language language) const;

  /// The `Content-Security-Policy` that fits: no script, only the page's own style (by hash) and pictures of
  /// this host.
  const std::string& content_security_policy() const { return policy_; }

 private:
  struct Templates;
  std::unique_ptr<Templates> templates_;
  std::string policy_;
};

}  // namespace stocktrail::api
