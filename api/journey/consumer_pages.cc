#include "api/journey/consumer_pages.h"

#include "api/http/url.h"
#include "api/journey/page_model.h"
#include "crypto/bytes.h"
#include "crypto/sha256.h"

namespace stocktrail::api {
namespace {

constexpr const char* cache_control =
    "public, max-age=60";  // A recall must reach the next reader within a minute.
constexpr std::size_t typed_shown_bytes_max = 200;
constexpr std::size_t etag_digits = 32;

/// What is shown of a code that cannot be understood, without half a character at its end.
std::string beginning(std::string text) {
  if (text.size() <= typed_shown_bytes_max) return text;
  std::size_t end = typed_shown_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

std::string without(std::string_view text, std::string_view characters) {
  std::string kept;
  for (const char c : text)
    if (characters.find(c) == std::string_view::npos) kept += c;
  return kept;
}

/// What a person typed: any spelling of an identifier, with the blanks and hyphens that print has between its
/// digits; the bare digits of a GTIN, or of an SSCC with or without its (00).
Result<gs1::Key> typed_code(std::string_view typed) {
  constexpr std::string_view blanks = " \t\r\n";
  constexpr std::size_t sscc_digits = 18;
  const std::string text = without(typed, blanks);  // No identifier has any.
  const std::string digits = without(text, "-");
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos)
    return gs1::parse_key(text);
  if (digits.size() == sscc_digits) return gs1::parse_digital_link_path("/00/" + digits);
  if (digits.size() == sscc_digits + 2 && digits.starts_with("00"))
    return gs1::parse_digital_link_path("/00/" + digits.substr(2));
  return gs1::parse_digital_link_path("/01/" + digits);
}

/// The page that the form of the start page, or of a product that needs its lot, leads to. What cannot be
/// understood leads to a page that says so and has it in its box.
std::string path_of_typed(std::string_view code, std::string_view lot) {
  const auto key = typed_code(code);
  if (!key || !key->path().starts_with('/'))  // A URI of one's own has no page.
    return "/" + percent_encode(code);
  std::string path = full_path(*key);
  if (key->type() == gs1::KeyType::gtin && !lot.empty())
    path += "/10/" + percent_encode(without(lot, " \t\r\n"));
  return path;
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
    model.identifier = beginning(percent_decode(path.substr(1)).value_or(std::string(path)));
    model.today = format_date(now);
  }
  Page page;
  if (model.verdict == Verdict::malformed) page.status = 400;
  const bool is_unknown = model.verdict == Verdict::no_record || model.verdict == Verdict::serial_unknown ||
                          model.verdict == Verdict::lot_mismatch;
  if (is_unknown) page.status = 404;
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
  const auto query = Query::parse(request.query, Query::Plus::blank);  // Of a form.
  const auto named = query ? query->find("lang") : std::nullopt;
  const Language language = choose_language(named.value_or(""), request.accept_language);
  if (const auto code = query ? query->find("code") : std::nullopt; code && request.path == "/") {
    const std::string path = path_of_typed(*code, query->find("lot").value_or(""));
    return Response::redirect(303, "/p" + path + "?lang=" + std::string(tag_of(language)));
  }
  return response_of(*page(request, view, log, language), request.coding, language);
}

}  // namespace stocktrail::api
