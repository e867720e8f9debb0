#include "api/consumer_pages.h"

#include "api/page_model.h"
#include "api/url.h"

namespace stocktrail::api {
namespace {

constexpr const char* cache_control =
    "public, max-age=60";  // A recall must reach the next reader within a minute.

}  // namespace

ConsumerPages::Page ConsumerPages::make(std::string_view path, const View& view, const NoteVerifier& log,
                                        Language language, Micros now) const {
  const auto key = gs1::parse_digital_link_path(path);
  if (!key) {
    PageModel model;
    model.verdict = Verdict::malformed;
    model.identifier = path.substr(0, 200);
    model.today = format_date(now);
    return {400, renderer_.render(model, language)};
  }
  const PageModel model = page_model(*key, view, log, language, now);
  return {model.verdict == Verdict::no_record ? 404 : 200, renderer_.render(model, language)};
}

Response ConsumerPages::answer(const PageRequest& request, const View& view, const NoteVerifier& log) const {
  const auto query = Query::parse(request.query);
  const auto named = query ? query->find("lang") : std::nullopt;
  const Language language = choose_language(named.value_or(""), request.accept_language);
  const Micros now = clock_.now();
  const std::string state = std::to_string(to_u64(view.checkpoint().size)) + ' ' + format_date(now);
  const std::string name = std::string(tag_of(language)) + ' ' + std::string(request.path);

  Page page;
  {
    const std::lock_guard lock(mutex_);
    if (cached_for_ != state || cache_.size() >= cached_pages_max) {
      cache_.clear();
      cached_for_ = state;
    }
    if (const auto found = cache_.find(name); found != cache_.end()) page = found->second;
  }
  if (page.html.empty()) {
    page = make(request.path, view, log, language, now);
    const std::lock_guard lock(mutex_);
    if (cached_for_ == state && page.status == 200) cache_.try_emplace(name, page);
  }
  Response response = Response::bytes(std::move(page.html), "text/html; charset=utf-8");
  response.status = page.status;
  response.set("Content-Language", std::string(tag_of(language)));
  response.set("Vary", "Accept-Language");
  response.set("Cache-Control", cache_control);
  response.set("Content-Security-Policy", renderer_.content_security_policy());
  return response;
}

}  // namespace stocktrail::api
