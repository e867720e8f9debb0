// The GS1 Digital Link resolver (GS1-Conformant Resolver Standard 1.2): a scanned code leads to the consumer
// page, and programs get a linkset (RFC 9264).
#include <algorithm>

#include "api/handlers/handlers.h"
#include "api/journey/pack_dates.h"
#include "api/page/weighted_list.h"
#include "crypto/json_writer.h"

namespace stocktrail::api {
namespace {

constexpr std::string_view linkset_type = "application/linkset+json", json_type = "application/json";
/// Reads a linkset as JSON-LD.
constexpr std::string_view linkset_context = "https://ref.gs1.org/standards/resolver/linkset-context";
constexpr std::string_view vocabulary = "https://ref.gs1.org/voc/";

struct Link {
  std::string_view type;  // Of the GS1 Web vocabulary, without prefix.
  std::string href;
  std::string_view media_type;  // Empty of the default link, which has no more than a title.
  std::string_view title;
};

std::vector<Link> links_of(const gs1::Key& key) {
  const std::string id = percent_encode("https://id.gs1.org" + full_path(key));
  return {
      {"defaultLink", "/p" + full_path(key), "", "Journey and certificates"},
      {"pip", "/p" + full_path(key), "text/html", "Journey and certificates"},
      {"traceability", "/trace?id=" + id, "application/json", "Journey"},
      {"certificationInfo", "/certificates?subject=" + id, "application/json", "Certificates and permits"}};
}

/// `gs1:pip`, the full URI of any spelling of the vocabulary, or the bare name.
std::string_view link_name(std::string_view type) {
  for (const std::string_view prefix :
       {vocabulary, std::string_view("https://gs1.org/voc/"), std::string_view("https://www.gs1.org/voc/"),
        std::string_view("gs1:")}) {
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

/// The identifier, and what it is of: an item, its lot and its product, by what the link names.
std::vector<gs1::Key> levels_of(const gs1::Key& key) {
  std::vector<gs1::Key> levels{key};
  for (std::string path = full_path(key);;) {
    path.resize(path.rfind('/', path.rfind('/') - 1));  // Without its last "/<identifier>/<value>".
    if (path.empty()) return levels;
    if (auto wider = gs1::parse_digital_link_path(path)) levels.push_back(*std::move(wider));
  }
}

std::string linkset(const gs1::Key& key, const std::string& base) {
  json::Writer w;
  w.begin_object().key("linkset").begin_array();
  for (const gs1::Key& level : levels_of(key)) {
    w.begin_object().field("anchor", base + full_path(level));
    for (const Link& link : links_of(level)) {
      w.key(std::string(vocabulary) + std::string(link.type)).begin_array().begin_object();
      w.field("href", base + link.href).field("title", link.title);
      if (!link.media_type.empty()) w.field("type", link.media_type);
      w.end_object().end_array();
    }
    w.end_object();
  }
  w.end_array().end_object();
  return std::move(w).text();
}

std::string_view without_slash(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

/// The media type of the linkset that a client wants; empty: it is to be led on. Ranges (*/*) do not ask for
/// one: browsers and scanners send them.
std::string_view wanted_linkset(const Call& call) {
  int linkset = 0, json = 0, page = 0;
  for (const WeightedItem& item : weighted_list(call.request.header("Accept"))) {
    if (equal_ignoring_case(item.name, linkset_type)) linkset = item.weight;
    if (equal_ignoring_case(item.name, json_type)) json = item.weight;
    if (equal_ignoring_case(item.name, "text/html")) page = item.weight;
  }
  const std::string_view link_type = call.query.find("linkType").value_or("");
  const bool is_named = link_type == "linkset" || link_type == "all";
  const bool is_accepted =
      (linkset > 0 && linkset >= page) || (link_type.empty() && json > 0 && json >= page);
  if (!is_named && !is_accepted) return {};
  return json > linkset ? json_type : linkset_type;
}

Response linkset_response(const Call& call, const gs1::Key& key, std::string_view media_type) {
  Response response = Response::bytes(linkset(key, call.base_url()), std::string(media_type));
  response.set("Link", "<" + std::string(linkset_context) +
                           ">; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"");
  return response;
}

/// Where the service has a public address, a redirect leads where the linkset says; else the client knows
/// better which scheme and host it came by.
Response led_to(const Call& call, std::string_view path) {
  return Response::redirect(307, call.app.options.public_url + std::string(path));
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

PageRequest page_request(const Call& call) {
  const bool for_anyone = call.principal.role == Role::anyone;  // Others' answers are not compressed.
  const std::string_view accepted = call.request.header("Accept-Encoding");
  return {.path = page_path(call.request.path()),
          .query = call.request.query(),
          .accept_language = call.request.header("Accept-Language"),
          .coding = for_anyone ? AcceptedCodings::parse(accepted).best() : Coding::identity};
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
  return call.app.pages->answer(page_request(call), page_source(call));
}

}  // namespace

Response get_digital_link(Call& call) {
  const auto key = scanned_key(call.request);
  if (!key) {
    const std::string own = with_dates_in_query(without_slash(call.request.path()));
    if (!gs1::parse_digital_link_path(own)) return Response::of(key.error());
    return chosen_by_accept(led_to(call, with_query_of(call.request, own)));
  }
  const std::string own = full_path(*key);
  if (const std::string_view type = wanted_linkset(call); !type.empty())
    return chosen_by_accept(linkset_response(call, *key, type));
  const std::string_view wanted = link_name(call.query.find("linkType").value_or("defaultLink"));
  for (const Link& link : links_of(*key)) {
    if (link.type != wanted) continue;
    const bool no_page = link.href.starts_with("/p/") && call.app.pages == nullptr;
    std::string target = no_page ? "/trace?id=" + percent_encode("https://id.gs1.org" + own) : link.href;
    Response response = led_to(call, with_query_of(call.request, std::move(target)));
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
  w.end_array().key("supportedLinkType").begin_array().begin_object();
  w.field("namespace", vocabulary).field("prefix", "gs1:").end_object().end_array();
  w.key("linkTypeDefaultCanBeLinkset").boolean(false);
  w.field("jsonLdContextLocation", linkset_context).end_object();
  Response response = Response::json(std::move(w).text());
  response.set("Cache-Control", "public, max-age=3600");
  return response;
}

void get_page(std::unique_ptr<Call> call, Responder respond) {
  if (const Pages* pages = call->app.pages; pages != nullptr) {
    if (auto kept = pages->at_hand(page_request(*call), page_source(*call))) return respond(std::move(*kept));
  }
  const Errand errand = errand_of(*call);
  on_worker(errand, std::move(respond), [c = std::move(call)](Responder answer) mutable {
    answer(careful(c->app, c->route->pattern, [&] { return make_page(*c); }));
  });
}

}  // namespace stocktrail::api
