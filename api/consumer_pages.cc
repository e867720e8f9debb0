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

ConsumerPages::Slot ConsumerPages::slot_of(const PageRequest& request, const View& view,
                                           Language language) const {
  return {.state = std::to_string(to_u64(view.checkpoint().size)) + ' ' + format_date(clock_.now()),
          .name = std::string(tag_of(language)) + ' ' + std::string(request.path)};
}

ConsumerPages::PagePtr ConsumerPages::find(const Slot& slot) const {
  const std::lock_guard lock(mutex_);
  if (cached_for_ != slot.state) return nullptr;
  const auto found = cache_.find(slot.name);
  return found != cache_.end() ? found->second : nullptr;
}

ConsumerPages::PagePtr ConsumerPages::page(const PageRequest& request, const View& view,
                                           const NoteVerifier& log, Language language) const {
  const Slot slot = slot_of(request, view, language);
  const PagePtr known = find(slot);
  const bool lacks_gzip = request.coding == Coding::gzip && (known == nullptr || known->gzip.empty());
  if (known != nullptr && !lacks_gzip) return known;
  auto page = std::make_shared<Page>(
      known != nullptr ? *known : make(request.path, view, log, language, clock_.now()));
  if (lacks_gzip) page->gzip = gzip(page->html);
  if (page->status != 200) return page;  // Whoever tries codes shall not empty the cache.
  const std::lock_guard lock(mutex_);
  if (cached_for_ != slot.state || cache_.size() >= cached_pages_max) {
    cache_.clear();
    cached_for_ = slot.state;
  }
  cache_.insert_or_assign(slot.name, page);
  return page;
}

Response ConsumerPages::response_of(const Page& page, Coding coding, Language language) const {
  const bool encoded = coding == Coding::gzip;
  Response response = Response::bytes(encoded ? page.gzip : page.html, "text/html; charset=utf-8");
  response.status = page.status;
  response.is_encoded = encoded;
  response.set("ETag", page.etag);
  response.set("Content-Language", std::string(tag_of(language)));
  response.set("Vary", "Accept-Language");
  response.set("Cache-Control", cache_control);
  response.set("Content-Security-Policy", renderer_.content_security_policy());
  return response;
}

std::optional<Response> ConsumerPages::at_hand(const PageRequest& request, const View& view) const {
  const auto query = Query::parse(request.query);
  if (!query || query->find("code")) return std::nullopt;
  const Language language = choose_language(query->find("lang").value_or(""), request.accept_language);
  const PagePtr known = find(slot_of(request, view, language));
  if (known == nullptr || (request.coding == Coding::gzip && known->gzip.empty())) return std::nullopt;
  return response_of(*known, request.coding, language);
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
  return response_of(*page(request, view, log, language), request.coding, language);
}

}  // namespace stocktrail::api
