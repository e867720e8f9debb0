#include "api/consumer_pages.h"

#include "api/page_model.h"
#include "api/url.h"
#include "crypto/bytes.h"
#include "crypto/sha256.h"

namespace stocktrail::api {
namespace {

constexpr const char* cache_control =
    "public, max-age=60";  // A recall must reach the next reader within a minute.
constexpr std::size_t etag_digits = 32;

/// What a person typed: any spelling of an identifier, or the bare digits of a GTIN.
Result<gs1::Key> typed_code(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first != std::string_view::npos) text = text.substr(first, text.find_last_not_of(' ') - first + 1);
  const bool is_number = text.find_first_not_of("0123456789") == std::string_view::npos;
  return is_number ? gs1::parse_digital_link_path("/01/" + std::string(text)) : gs1::parse_key(text);
}

}  // namespace

ConsumerPages::Page ConsumerPages::make(std::string_view path, const View& view, const NoteVerifier& log,
                                        Language language, Micros now) const {
  PageModel model;
  if (path == "/") {
    model.verdict = Verdict::start;
    model.today = format_date(now);
  } else if (const auto key = gs1::parse_digital_link_path(path)) {
    model = page_model(*key, view, log, language, now);
  } else {
    model.verdict = Verdict::malformed;
    model.identifier = percent_decode(path.substr(1)).value_or(std::string(path)).substr(0, 200);
    model.today = format_date(now);
  }
  Page page;
  if (model.verdict == Verdict::malformed) page.status = 400;
  if (model.verdict == Verdict::no_record) page.status = 404;
  page.html = renderer_.render(model, language);
  page.etag = '"' + hex_encode(sha256(page.html)).substr(0, etag_digits) + '"';
  return page;
}

ConsumerPages::PagePtr ConsumerPages::page(const PageRequest& request, const View& view,
                                           const NoteVerifier& log, Language language) const {
  const Micros now = clock_.now();
  const std::string state = std::to_string(to_u64(view.checkpoint().size)) + ' ' + format_date(now);
  const std::string name = std::string(tag_of(language)) + ' ' + std::string(request.path);
  PagePtr known;
  {
    const std::lock_guard lock(mutex_);
    if (cached_for_ != state || cache_.size() >= cached_pages_max) {
      cache_.clear();
      cached_for_ = state;
    }
    if (const auto found = cache_.find(name); found != cache_.end()) known = found->second;
  }
  const bool lacks_gzip = request.coding == Coding::gzip && (known == nullptr || known->gzip.empty());
  if (known != nullptr && !lacks_gzip) return known;
  auto page =
      std::make_shared<Page>(known != nullptr ? *known : make(request.path, view, log, language, now));
  if (lacks_gzip) page->gzip = gzip(page->html);
  const std::lock_guard lock(mutex_);
  if (cached_for_ == state && page->status == 200) cache_.insert_or_assign(name, page);
  return page;
}

Response ConsumerPages::answer(const PageRequest& request, const View& view, const NoteVerifier& log) const {
  if (request.path == "/icon.svg") {
    Response icon = Response::bytes(std::string(page_icon()), "image/svg+xml");
    icon.set("Cache-Control", "public, max-age=86400");
    return icon;
  }
  const auto query = Query::parse(request.query);
  const auto named = query ? query->find("lang") : std::nullopt;
  const Language language = choose_language(named.value_or(""), request.accept_language);
  if (const auto code = query ? query->find("code") : std::nullopt; code && request.path == "/") {
    const auto key = typed_code(*code);
    const bool has_page = key && key->path().starts_with('/');  // A URI of one's own has none.
    const std::string path = has_page ? std::string(key->path()) : "/" + percent_encode(*code);
    return Response::redirect(303, "/p" + path + "?lang=" + std::string(tag_of(language)));
  }
  const PagePtr found = page(request, view, log, language);
  const bool encoded = request.coding == Coding::gzip;
  Response response = Response::bytes(encoded ? found->gzip : found->html, "text/html; charset=utf-8");
  response.status = found->status;
  response.is_encoded = encoded;
  response.set("ETag", found->etag);
  response.set("Content-Language", std::string(tag_of(language)));
  response.set("Vary", "Accept-Language");
  response.set("Cache-Control", cache_control);
  response.set("Content-Security-Policy", renderer_.content_security_policy());
  return response;
}

}  // namespace stocktrail::api
