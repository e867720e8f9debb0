// The GS1 Digital Link resolver (GS1-Conformant resolver standard 1.1): a scanned code leads to the consumer
// page, and programs get a linkset (RFC 9264).
#include <algorithm>

#include "api/handlers/handlers.h"
#include "api/journey/pack_dates.h"
#include "api/page/weighted_list.h"
#include "crypto/json_writer.h"

namespace stocktrail::api {
namespace {

constexpr std::string_view linkset_type = "application/linkset+json";
constexpr std::string_view vocabulary = "https://ref.gs1.org/voc/";

struct Link {
  std::string_view type;  // Of the GS1 Web vocabulary, without prefix.
  std::string href;
  std::string_view media_type;
  std::string_view title;
};

std::vector<Link> links_of(const gs1::Key& key) {
  const std::string id = percent_encode("https://id.gs1.org" + full_path(key));
  return {
      {"defaultLink", "/p" + full_path(key), "text/html", "Journey and certificates"},
      {"pip", "/p" + full_path(key), "text/html", "Journey and certificates"},
      {"traceability", "/trace?id=" + id, "application/json", "Journey"},
      {"certificationInfo", "/certificates?subject=" + id, "application/json", "Certificates and permits"}};
}

/// `gs1:pip`, the full URI of either spelling of the vocabulary, or the bare name.
std::string_view link_name(std::string_view type) {
  for (const std::string_view prefix :
       {vocabulary, std::string_view("https://gs1.org/voc/"), std::string_view("gs1:")}) {
    if (type.starts_with(prefix)) return type.substr(prefix.size());
  }
  return type;
}

/// What else the scanned link asked for goes on to where it leads (GS1 Digital Link, "query strings"), as far
/// as that takes it: so a link may choose the language.
std::string with_query_of(const Request& request, std::string href) {
  const std::string own(href);
  const Route* to = match(Method::get, own.substr(0, own.find('?')), routes()).route;
  for (std::string_view rest = request.query(); !rest.empty();) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::string_view name = part.substr(0, part.find('='));
    const bool is_said = own.find("?" + std::string(name) + "=") != std::string::npos;
    if (part.empty() || name == "linkType" || is_said || to == nullptr || !to->takes(name)) continue;
    href += href.find('?') == std::string::npos ? '?' : '&';
    href += part;
  }
  return href;
}

std::string linkset(const gs1::Key& key, const std::string& base) {
  json::Writer w;
  w.begin_object().key("linkset").begin_array().begin_object();
  w.field("anchor", base + full_path(key));
  for (const Link& link : links_of(key)) {
    w.key(std::string(vocabulary) + std::string(link.type)).begin_array().begin_object();
    w.field("href", base + link.href).field("type", link.media_type).field("title", link.title);
    w.end_object().end_array();
  }
  w.end_object().end_array().end_object();
  return std::move(w).text();
}

std::string_view without_slash(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

bool wants_linkset(const Call& call) {
  const std::string_view type = call.query.find("linkType").value_or("");
  if (type == "linkset" || type == "all") return true;
  int linkset = 0, page = 0;  // Ranges (*/*) do not ask for a linkset: browsers and scanners send them.
  for (const WeightedItem& item : weighted_list(call.request.header("Accept"))) {
    if (equal_ignoring_case(item.name, linkset_type)) linkset = item.weight;
    if (equal_ignoring_case(item.name, "text/html")) page = item.weight;
  }
  return linkset > 0 && linkset >= page;
}

/// A slash at the end of the path is no part of a code. Of the query only what is well formed counts: a
/// misprinted date is told by the page.
Result<gs1::Key> scanned_key(const Request& request) {
  std::string target(without_slash(request.path()));
  auto key = gs1::parse_digital_link_path(target);
  for (std::string_view rest = request.query(); !rest.empty();) {
    const std::string_view parameter = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(parameter.size() + 1, rest.size()));
    std::string more = target + (target.find('?') == std::string::npos ? "?" : "&");
    auto with_more = gs1::parse_digital_link_path(more.append(parameter));
    if (!with_more) continue;
    target = std::move(more);
    key = std::move(with_more);
  }
  return key;
}

/// What holds for every answer that was chosen by Accept.
Response chosen_by_accept(Response response) {
  response.set("Vary", "Accept");
  response.set("Cache-Control", "public, max-age=300");
  return response;
}

std::string_view page_path(std::string_view path) {
  return without_slash(path.substr(2));  // After "/p".
}

PageRequest page_request(const Call& call, std::string_view base_url) {
  const bool for_anyone = call.principal.role == Role::anyone;  // Others' answers are not compressed.
  const std::string_view accepted = call.request.header("Accept-Encoding");
  return {.path = page_path(call.request.path()),
          .query = call.request.query(),
          .accept_language = call.request.header("Accept-Language"),
          .coding = for_anyone ? AcceptedCodings::parse(accepted).best() : Coding::identity,
          .base_url = base_url};
}

PageSource page_source(const Call& call) {
  const Ledger& ledger = call.app.ledger;
  return {.view = *call.view, .changes = ledger.changes(), .log = ledger.verifier()};
}

Response make_page(const Call& call) {
  if (call.app.pages == nullptr) {
    const auto key = gs1::parse_digital_link_path(page_path(call.request.path()));
    if (!key) return Response::of(key.error());
    return Response::redirect(307, "/trace?id=" + percent_encode("https://id.gs1.org" + full_path(*key)));
  }
  const std::string base = call.base_url();
  return call.app.pages->answer(page_request(call, base), page_source(call));
}

}  // namespace

Response get_digital_link(Call& call) {
  const auto key = scanned_key(call.request);
  if (!key) {
    const std::string own = with_dates_in_query(without_slash(call.request.path()));
    if (!gs1::parse_digital_link_path(own)) return Response::of(key.error());
    return chosen_by_accept(Response::redirect(307, with_query_of(call.request, own)));
  }
  const std::string own = full_path(*key);
  if (wants_linkset(call))
    return chosen_by_accept(Response::bytes(linkset(*key, call.base_url()), std::string(linkset_type)));
  const std::string_view wanted = link_name(call.query.find("linkType").value_or("defaultLink"));
  for (const Link& link : links_of(*key)) {
    if (link.type != wanted) continue;
    const bool no_page = link.media_type == "text/html" && call.app.pages == nullptr;
    std::string target = no_page ? "/trace?id=" + percent_encode("https://id.gs1.org" + own) : link.href;
    Response response = Response::redirect(307, with_query_of(call.request, std::move(target)));
    response.set("Link", "<" + call.base_url() + own + "?linkType=linkset>; rel=\"linkset\"; type=\"" +
                             std::string(linkset_type) + "\"");
    return chosen_by_accept(std::move(response));
  }
  return Response::of(
      Error{ErrorCode::not_found, "there is no link of this type; linkType=linkset lists them", "linkType"});
}

Response get_resolver_description(Call& call) {
  json::Writer w;
  w.begin_object().field("name", "Stocktrail").field("resolverRoot", call.base_url());
  w.key("supportedPrimaryKeys").begin_array();
  for (const Route& route : routes()) {
    if (route.handle == get_digital_link) w.string(route.pattern.substr(1, route.pattern.find('/', 1) - 1));
  }
  w.end_array().key("supportedLinkTypes").begin_array().begin_object();
  w.field("namespace", vocabulary).field("prefix", "gs1:").end_object().end_array();
  w.key("linkTypeDefaultCanBeLinkset").boolean(false);
  w.key("validatesKeys").boolean(true).end_object();
  Response response = Response::json(std::move(w).text());
  response.set("Cache-Control", "public, max-age=3600");
  return response;
}

void get_page(std::unique_ptr<Call> call, Responder respond) {
  if (const Pages* pages = call->app.pages; pages != nullptr) {
    if (auto kept = pages->at_hand(page_request(*call, {}), page_source(*call)))
      return respond(std::move(*kept));
  }
  const Errand errand = errand_of(*call);
  on_worker(errand, std::move(respond), [c = std::move(call)](Responder answer) mutable {
    answer(careful(c->app, c->route->pattern, [&] { return make_page(*c); }));
  });
}

}  // namespace stocktrail::api
