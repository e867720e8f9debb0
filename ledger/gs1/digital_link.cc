// GS1 Digital Link URIs, and which spelling an identifier is in.
#include <algorithm>
#include <array>
#include <functional>

#include "crypto/ascii.h"
#include "ledger/gs1/detail/key_builder.h"

namespace stocktrail::gs1 {
namespace {

using enum Refusal::Kind;

std::unexpected<Error> too_long() {
  return fail(ErrorCode::too_large,
              "an identifier may have at most " + std::to_string(identifier_bytes_max) + " bytes");
}

/// A URL taken apart as far as a Digital Link needs it; the fragment is dropped.
struct Url {
  std::string_view host;  // With port.
  std::string_view path;
  std::string_view query;
};

bool starts_without_case(std::string_view text, std::string_view lower_case) {
  if (text.size() < lower_case.size()) return false;
  return std::ranges::equal(text.substr(0, lower_case.size()), lower_case,
                            [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

std::string_view without_scheme(std::string_view uri) {
  if (starts_without_case(uri, "https://")) return uri.substr(8);
  if (starts_without_case(uri, "http://")) return uri.substr(7);
  return {};
}

Url split_path(std::string_view host, std::string_view rest) {
  rest = rest.substr(0, rest.find('#'));
  const std::size_t question = rest.find('?');
  return {host, rest.substr(0, question),
          question == std::string_view::npos ? "" : rest.substr(question + 1)};
}

/// Takes "/<code>/<value>" off the end of `path`; false if there is no such pair.
bool take_pair(std::string_view& path, Element& pair) {
  const std::size_t value_slash = path.rfind('/');
  if (value_slash == std::string_view::npos || value_slash == 0) return false;
  const std::size_t code_slash = path.rfind('/', value_slash - 1);
  if (code_slash == std::string_view::npos) return false;
  pair = {ai_of_short_name(path.substr(code_slash + 1, value_slash - code_slash - 1)),
          path.substr(value_slash + 1)};
  path = path.substr(0, code_slash);
  return true;
}

std::unexpected<Refusal> no_key(std::string_view path) {
  return refuse(structure, "the path \"" + std::string(path.substr(0, 100)) +
                               "\" does not end like a GS1 Digital Link, e.g. /01/09521141012345/10/LOT7");
}

/// The last primary key of the path and the qualifiers after it, values not yet decoded. What comes before is
/// a stem.
Refusable<Elements> find_elements(std::string_view path) {
  const std::string_view whole = path;
  Elements found;
  Element pair;
  while (take_pair(path, pair)) {
    if (const KeyRule* rule = find_key_rule(pair.ai)) {
      found.primary = pair;
      std::reverse(found.qualifiers.begin(),
                   found.qualifiers.begin() + static_cast<long>(found.qualifier_count));
      if (auto fine = check_qualifiers(*rule, found.given()); !fine) return std::unexpected(fine.error());
      for (std::size_t i = 1; i < found.qualifier_count; ++i)
        if (qualifier_rank(*rule, found.qualifiers[i - 1].ai) > qualifier_rank(*rule, found.qualifiers[i].ai))
          return refuse(structure, label_of(found.qualifiers[i].ai) + " must come before " +
                                       label_of(found.qualifiers[i - 1].ai) + " in the path");
      return found;
    }
    if (found.qualifier_count == qualifiers_max) break;
    if (!std::ranges::all_of(pair.ai, is_digit) || pair.ai.size() < 2 || pair.ai.size() > 4) break;
    found.qualifiers[found.qualifier_count++] = pair;
  }
  return no_key(whole);
}

Refusable<void> decode(Element& element, Scratch& scratch) {
  const auto decoded = percent_decode(element.value, scratch);
  if (!decoded) return refuse(structure, label_of(element.ai) + " has a malformed percent escape");
  element.value = *decoded;
  return {};
}

/// One `name=value` of the query: a qualifier of the key, another attribute, or nothing of GS1.
Refusable<void> take_parameter(std::string_view parameter, const KeyRule& rule, Elements& elements,
                               Scratch& scratch, std::vector<Attribute>* attributes) {
  const std::size_t equals = parameter.find('=');
  if (equals == std::string_view::npos) return {};
  Element element{parameter.substr(0, equals), parameter.substr(equals + 1)};
  // Names that are not all digits belong to others (linkType, utm_source, ...).
  if (element.ai.empty() || !std::ranges::all_of(element.ai, is_digit)) return {};
  if (auto fine = decode(element, scratch); !fine) return fine;
  if (qualifier_rank(rule, element.ai) != 0) {
    if (elements.qualifier_count == qualifiers_max) return refuse(structure, "too many qualifiers");
    elements.qualifiers[elements.qualifier_count++] = element;
    return {};
  }
  const ApplicationIdentifier* row = find_application_identifier(element.ai);
  if (row == nullptr)
    return refuse(structure, "\"" + std::string(element.ai.substr(0, 20)) +
                                 "\" in the query is no GS1 application identifier");
  if (!row->attribute)
    return refuse(structure, label_of(element.ai) + " cannot stand in the query of this key");
  std::string text(element.value);
  // Shorter GTINs are as good in an attribute as in the key.
  if ((element.ai == "01" || element.ai == "02") &&
      (text.size() == 8 || text.size() == 12 || text.size() == 13))
    text.insert(0, 14 - text.size(), '0');
  if (auto fault = find_fault(*row, element.ai, text))
    return refuse(fault->wrong_check ? wrong_check : value, std::move(fault->detail));
  if (attributes != nullptr) attributes->push_back({std::string(element.ai), std::move(text)});
  return {};
}

Refusable<Key> read_link(const Url& url, std::vector<Attribute>* attributes) {
  auto elements = find_elements(url.path);
  if (!elements) return std::unexpected(elements.error());
  Scratch scratch;
  if (auto fine = decode(elements->primary, scratch); !fine) return std::unexpected(fine.error());
  for (std::size_t i = 0; i < elements->qualifier_count; ++i)
    if (auto fine = decode(elements->qualifiers[i], scratch); !fine) return std::unexpected(fine.error());
  const KeyRule& rule = *find_key_rule(elements->primary.ai);
  std::string_view query = url.query;
  while (!query.empty()) {
    // Only "&" separates: ";" is a character that lots and serials may hold.
    const std::size_t end = std::min(query.find('&'), query.size());
    if (auto fine = take_parameter(query.substr(0, end), rule, *elements, scratch, attributes); !fine)
      return std::unexpected(fine.error());
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return build_key(*elements, scratch);
}

/// True if a number of this length under this key is surely meant as the GS1 key, so that a wrong check digit
/// is a typing error and not somebody's own path.
bool is_surely_meant(std::string_view path) {
  auto elements = find_elements(path);
  if (!elements) return false;
  const std::string_view ai = elements->primary.ai;
  const std::string_view number = elements->primary.value;
  if (!std::ranges::all_of(number, is_digit)) return false;
  if (ai == "01") return number.size() == 13 || number.size() == 14;
  if (ai == "8003" || ai == "253" || ai == "255") return false;
  const ApplicationIdentifier* row = find_application_identifier(ai);
  return row->length_min == row->length_max && number.size() == row->length_min;
}

Result<Key> parse_web_uri(std::string_view uri) {
  const std::string_view rest = without_scheme(uri);
  const std::size_t slash = std::min(rest.find_first_of("/?#"), rest.size());
  const Url url = split_path(rest.substr(0, slash), rest.substr(slash));
  auto key = read_link(url, nullptr);
  if (key) return std::move(*key);
  const std::string_view host = url.host.substr(0, url.host.find(':'));
  const bool is_gs1_host = host.size() == 10 && starts_without_case(host, "id.gs1.org");
  if (is_gs1_host || (key.error().kind == wrong_check && is_surely_meant(url.path)))
    return as_result(std::move(key));
  return make_uri_key(uri, KeyType::uri);
}

}  // namespace

Result<Key> parse_digital_link_path(std::string_view path_and_query, std::vector<Attribute>* attributes) {
  if (path_and_query.size() > identifier_bytes_max) return too_long();
  if (!path_and_query.starts_with('/')) return as_result(no_key(path_and_query));
  return as_result(read_link(split_path({}, path_and_query), attributes));
}

Result<Key> parse_digital_link(std::string_view uri, std::vector<Attribute>* attributes) {
  if (uri.size() > identifier_bytes_max) return too_long();
  const std::string_view rest = without_scheme(uri);
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos || slash == 0)
    return fail(ErrorCode::invalid_argument,
                "a GS1 Digital Link begins with https:// or http://, a host and a path");
  return as_result(read_link(split_path(rest.substr(0, slash), rest.substr(slash)), attributes));
}

namespace {

Result<Key> parse_anew(std::string_view identifier) {
  if (starts_without_case(identifier, "http")) {
    if (!without_scheme(identifier).empty()) return parse_web_uri(identifier);
  } else if (starts_without_case(identifier, "urn:epc:")) {
    return parse_epc_urn(identifier);
  } else if (identifier.starts_with('(') || identifier.starts_with(']') || identifier.starts_with('\x1D')) {
    return parse_element_string(identifier);
  } else if (auto fine = check_near_epc(identifier); !fine) {
    return std::unexpected(std::move(fine.error()));
  }
  return make_uri_key(identifier, KeyType::uri);
}

/// The identifiers that a thread read last: a supplier names the same places and products in every event.
class RecentKeys {
 public:
  Result<Key> parse(std::string_view identifier) {
    Place& place = places_[std::hash<std::string_view>()(identifier) % places_.size()];
    if (place.identifier == identifier) return place.key;
    auto key = parse_anew(identifier);
    if (key) place = {std::string(identifier), *key};
    return key;
  }

 private:
  struct Place {
    std::string identifier;  // Empty: nothing is kept here; no key has an empty one.
    Key key;
  };
  std::array<Place, 256> places_;
};

}  // namespace

Result<Key> parse_key(std::string_view identifier) {
  thread_local RecentKeys recent;
  if (identifier.size() > identifier_bytes_max) return too_long();
  if (identifier.empty()) return parse_anew(identifier);
  return recent.parse(identifier);
}

}  // namespace stocktrail::gs1
