#include "api/journey/consumer_pages.h"

#include <algorithm>
#include <array>

#include "api/http/url.h"
#include "api/journey/detail/noted_view.h"
#include "api/journey/detail/page_model.h"
#include "api/journey/detail/typed_code.h"
#include "api/journey/journey_cursor.h"
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

Language language_of(const PageRequest& request, const Query& query) {
  return choose_language(query.find("lang").value_or(""), request.accept_language);
}

/// A query that is not well formed counts as none.
Query query_of(const PageRequest& request, Query::Plus plus = Query::Plus::itself) {
  return Query::parse(request.query, plus).value_or(Query());
}

/// What the link asks for beside the language, in one spelling for all links that ask for the same.
std::string parameters_in(const Query& query, Micros now) {
  std::string parameters;
  for (const gs1::Attribute& date : pack_dates(query, now).written)
    parameters.append(date.ai).append("=").append(date.value).append(" ");
  if (const auto before = query.find("before")) parameters.append("before=").append(*before);
  return parameters;
}

/// The check digit that the other digits of a product or shipping unit would have; empty if that is not
/// wrong.
std::string fault_of_number(std::string_view path, Language language) {
  constexpr std::size_t gtin_digits[] = {8, 12, 13, 14}, sscc_digits = 18;
  const std::string_view number =
      path.substr(0, path.find('/', 4)).substr(std::min<std::size_t>(4, path.size()));
  const bool is_long_enough = path.starts_with("/01/")
                                  ? std::ranges::find(gtin_digits, number.size()) != std::end(gtin_digits)
                                  : path.starts_with("/00/") && number.size() == sscc_digits;
  if (!is_long_enough) return {};
  const auto expected = gs1::check_digit(number.substr(0, number.size() - 1));
  if (!expected || *expected == number.back()) return {};
  return phrase(language, "code.check_digit",
                {number.substr(number.size() - 1), std::string_view(&*expected, 1)});
}

Verdict verdict_of(const Problem& problem) {
  if (problem.status == 400) return Verdict::malformed;
  if (problem.status == 404) return Verdict::no_page;
  return problem.status >= 500 ? Verdict::unavailable : Verdict::for_programs;
}

}  // namespace

PageModel ConsumerPages::model_of(const PageRequest& request, const View& view, const NoteVerifier& log,
                                  Language language) const {
  const Micros now = clock_.now();
  PageModel model;
  model.today = format_date(now);
  const std::string_view path = request.path;
  if (path == "/") {
    model.verdict = Verdict::start;
    return model;
  }
  const auto key = gs1::parse_digital_link_path(path);
  const Query query = query_of(request);
  const auto dates = pack_dates(query, now);
  const auto before = parse_journey_cursor(query.find("before").value_or(""));
  if (key) return page_model({*key, dates, before.value_or(trace::end_of_time)}, view, log, language, now);
  model.verdict = Verdict::malformed;
  model.identifier = beginning(percent_decode(path.substr(1)).value_or(std::string(path)));
  model.detail = fault_of_number(path, language);
  return model;
}

ConsumerPages::Page ConsumerPages::make(const PageRequest& request, const PageSource& source,
                                        Language language) const {
  const auto master = master_.rows_of(source.view.checkpoint().size, source.changes);
  const NotedView view(source.view, *master);
  const PageModel model = model_of(request, view, source.log, language);
  Page page;
  if (model.verdict == Verdict::malformed) page.status = 400;
  constexpr std::array unknown{Verdict::no_record, Verdict::near_miss, Verdict::near_recalled,
                               Verdict::serial_unknown, Verdict::lot_mismatch};
  if (std::ranges::find(unknown, model.verdict) != unknown.end()) page.status = 404;
  page.is_current = !view.signed_checkpoint().empty();
  // Whoever tries codes, dates or cursors shall not empty the cache; and what lacked tables is no answer.
  page.may_be_kept = page.is_current && page.status == 200 && !view.has_lacked() &&
                     model.expires_in_code.empty() && model.best_before_in_code.empty() &&
                     !query_of(request).find("before");
  page.made_at = view.settled_size();
  page.reads = view.tables().tags();
  page.html = renderer_.render(model, language);
  page.etag = '"' + hex_encode(sha256(page.html)).substr(0, etag_digits) + '"';
  return page;
}

ConsumerPages::Slot ConsumerPages::slot_of(const PageRequest& request, const Query& query,
                                           Language language) const {
  const Micros now = clock_.now();
  return {.day = format_date(now),
          .name = std::string(tag_of(language)) + ' ' + std::string(request.path) + ' ' +
                  parameters_in(query, now)};
}

// The writer tells of a change before anybody can have a view that shows it, so that a page which was made
// while a commit came is dropped when the first reader with the new view asks for it.
ConsumerPages::PagePtr ConsumerPages::find(const Slot& slot, const PageSource& source) const {
  if (source.view.signed_checkpoint().empty()) return nullptr;
  const TreeSize size = source.view.settled_size();
  const MutexLock lock(mutex_);
  if (day_ != slot.day) return nullptr;
  const auto found = cache_.find(slot.name);
  if (found == cache_.end()) return nullptr;
  Kept& kept = found->second;
  if (kept.holds_at < size) {
    if (source.changes.changed(kept.holds_at, kept.page->reads)) {
      cache_.erase(found);
      return nullptr;
    }
    kept.holds_at = size;
  }
  kept.asked = ++asked_;
  return kept.page;
}

void ConsumerPages::keep(const Slot& slot, const PagePtr& page) const {
  const MutexLock lock(mutex_);
  if (day_ != slot.day) {
    cache_.clear();
    day_ = slot.day;
  }
  if (cache_.size() >= limits_.cached_pages_max && !cache_.contains(slot.name)) {
    const auto asked = [](const auto& one) { return one.second.asked; };
    cache_.erase(std::ranges::min_element(cache_, {}, asked));
  }
  cache_.insert_or_assign(slot.name, Kept{page, page->made_at, ++asked_});
}

ConsumerPages::PagePtr ConsumerPages::page(const PageRequest& request, const Query& query,
                                           const PageSource& source, Language language) const {
  const Slot slot = slot_of(request, query, language);
  const PagePtr known = find(slot, source);
  const bool lacks_gzip = request.coding == Coding::gzip && (known == nullptr || known->gzip.empty());
  if (known != nullptr && !lacks_gzip) return known;
  auto page = std::make_shared<Page>(known != nullptr ? *known : make(request, source, language));
  if (lacks_gzip) page->gzip = gzip(page->html);
  if (page->may_be_kept) keep(slot, page);
  return page;
}

Response ConsumerPages::response_of(const Page& page, Coding coding, Language language) const {
  const bool encoded = coding == Coding::gzip;
  Response response = Response::bytes(encoded ? page.gzip : page.html, "text/html; charset=utf-8");
  response.status = page.status;
  response.is_encoded = encoded;
  if (!page.etag.empty()) response.set("ETag", page.etag);
  response.set("Content-Language", std::string(tag_of(language)));
  response.set("Vary", "Accept-Language");
  response.set("Cache-Control", page.is_current ? cache_control : "no-store");
  response.set("Content-Security-Policy", renderer_.content_security_policy());
  return response;
}

Response ConsumerPages::of_problem(const PageRequest& request, const Problem& problem) const {
  const Language language = language_of(request, query_of(request));
  PageModel model;
  model.verdict = verdict_of(problem);
  model.today = format_date(clock_.now());
  const std::string asked(request.path.substr(std::min<std::size_t>(1, request.path.size())));
  if (model.verdict == Verdict::malformed)
    model.identifier = beginning(percent_decode(asked).value_or(asked));
  if (model.verdict == Verdict::for_programs) model.detail = problem.detail;
  const Page page{.status = problem.status,
                  .is_current = false,
                  .may_be_kept = false,
                  .html = renderer_.render(model, language),
                  .etag = {},
                  .gzip = {},
                  .made_at = {},
                  .reads = {}};
  return response_of(page, Coding::identity, language);
}

std::optional<Response> ConsumerPages::at_hand(const PageRequest& request, const PageSource& source) const {
  const auto query = Query::parse(request.query);
  if (!query || query->find("code")) return std::nullopt;
  const Language language = language_of(request, *query);
  const PagePtr known = find(slot_of(request, *query, language), source);
  if (known == nullptr || (request.coding == Coding::gzip && known->gzip.empty())) return std::nullopt;
  return response_of(*known, request.coding, language);
}

Response ConsumerPages::answer(const PageRequest& request, const PageSource& source) const {
  if (request.path == "/icon.svg") {
    Response icon = Response::bytes(std::string(page_icon()), "image/svg+xml");
    icon.set("Cache-Control", "public, max-age=86400");
    return icon;
  }
  const Query query = query_of(request, Query::Plus::blank);  // Of a form.
  const Language language = language_of(request, query);
  if (const auto code = query.find("code"); code && request.path == "/") {
    const std::string path = path_of_typed(*code, query.find("lot").value_or(""));
    const char* joint = path.find('?') == std::string::npos ? "?" : "&";
    return Response::redirect(303, "/p" + path + joint + "lang=" + std::string(tag_of(language)));
  }
  if (std::string path = with_dates_in_query(request.path);
      !path.empty() && gs1::parse_digital_link_path(path))
    return Response::redirect(307, "/p" + std::move(path) + "&lang=" + std::string(tag_of(language)));
  return response_of(*page(request, query, source, language), request.coding, language);
}

}  // namespace stocktrail::api
