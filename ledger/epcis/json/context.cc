#include "ledger/epcis/json/context.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "crypto/ascii.h"
#include "ledger/epcis/json/detail/context_state.h"
#include "ledger/epcis/json/detail/reading.h"

namespace stocktrail::epcis {
namespace {

struct Entry {
  std::string_view prefix;
  std::string_view iri;
};

// The prefixes of the GS1 EPCIS 2.0 context. `gs1` is the address of 2.0.0, which the published event hashes
// use.
constexpr std::array built_in = {
    Entry{"cbv", "https://ref.gs1.org/cbv/"},
    Entry{"cbvmda", "urn:epcglobal:cbv:mda:"},
    Entry{"dcterms", "http://purl.org/dc/terms/"},
    Entry{"epcis", "https://ref.gs1.org/epcis/"},
    Entry{"gs1", "https://gs1.org/voc/"},
    Entry{"owl", "http://www.w3.org/2002/07/owl#"},
    Entry{"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
    Entry{"xsd", "http://www.w3.org/2001/XMLSchema#"},
};

// Schemes whose URIs have no "//": all others before a colon are prefixes, declared or forgotten.
constexpr auto known_schemes = std::to_array<std::string_view>(
    {"urn",    "tag", "did", "info", "ni",   "nih", "doi", "ark",  "uuid", "oid",   "geo",
     "mailto", "tel", "sip", "sips", "acct", "cid", "mid", "xmpp", "lei",  "magnet"});

// What the context of EPCIS 2.0 defines at its top, all of it protected; sorted.
constexpr auto gs1_terms = std::to_array<std::string_view>({"AggregationEvent",
                                                            "AssociationEvent",
                                                            "Collection",
                                                            "EPCISDocument",
                                                            "EPCISQueryDocument",
                                                            "ObjectEvent",
                                                            "TransactionEvent",
                                                            "TransformationEvent",
                                                            "action",
                                                            "baseURL",
                                                            "bizLocation",
                                                            "bizStep",
                                                            "bizTransactionList",
                                                            "certificationInfo",
                                                            "childEPCs",
                                                            "childQuantityList",
                                                            "children",
                                                            "creationDate",
                                                            "destinationList",
                                                            "disposition",
                                                            "epcClass",
                                                            "epcList",
                                                            "epcisBody",
                                                            "epcisHeader",
                                                            "errorDeclaration",
                                                            "eventID",
                                                            "eventList",
                                                            "eventTime",
                                                            "eventTimeZoneOffset",
                                                            "id",
                                                            "ilmd",
                                                            "inputEPCList",
                                                            "inputQuantityList",
                                                            "instanceIdentifier",
                                                            "masterData",
                                                            "member",
                                                            "outputEPCList",
                                                            "outputQuantityList",
                                                            "parentID",
                                                            "persistentDisposition",
                                                            "quantity",
                                                            "quantityList",
                                                            "queryName",
                                                            "queryResults",
                                                            "readPoint",
                                                            "receiver",
                                                            "recordTime",
                                                            "resultsBody",
                                                            "schemaVersion",
                                                            "sender",
                                                            "sensorElementList",
                                                            "sourceList",
                                                            "subscriptionID",
                                                            "transformationID",
                                                            "type",
                                                            "uom",
                                                            "vocabularyList"});
static_assert(std::ranges::is_sorted(gs1_terms));

constexpr std::array<std::string_view, 4> gs1_hosts = {
    "https://ref.gs1.org/standards/epcis/",
    "http://ref.gs1.org/standards/epcis/",
    "https://gs1.github.io/EPCIS/",
    "https://id.gs1.org/",
};

bool is_version(std::string_view text) {  // "2.0.0"
  return !text.empty() && std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '.'; });
}

// The last character of a namespace: where its local names begin.
std::size_t end_of_namespace(std::string_view iri) {
  const std::size_t at = iri.find_last_of("/#:");
  return at == std::string_view::npos ? 0 : at + 1;
}

}  // namespace

std::string_view built_in_iri(std::string_view prefix) {
  const auto entry = std::ranges::find(built_in, prefix, &Entry::prefix);
  return entry == built_in.end() ? std::string_view{} : entry->iri;
}

bool is_gs1_term(std::string_view name) {
  return std::ranges::binary_search(gs1_terms, name);
}

bool is_known_scheme(std::string_view scheme) {
  return std::ranges::find(known_schemes, scheme) != known_schemes.end();
}

std::string no_prefix(const Declared& declared) {
  return shown(declared.name) + " stands for " + shown(declared.iri) +
         R"(, which ends in none of "/", "#" and ":" and is no prefix (JSON-LD 1.1, 4.2.2); end it so in )"
         R"("@context", or write the address in full.)";
}

const Declared* Context::State::find(std::string_view name) const {
  const auto found = std::ranges::find(names, name, &Declared::name);
  return found == names.end() ? nullptr : &*found;
}

void Context::State::set(Declared declared) {
  const auto known = std::ranges::find(names, declared.name, &Declared::name);
  if (known != names.end()) {
    *known = std::move(declared);
  } else {
    names.push_back(std::move(declared));
  }
}

namespace {

constexpr std::string_view context_member = "['@context']";

std::unexpected<Error> refuse(std::string where, std::string detail) {
  return fail(ErrorCode::invalid_argument, std::move(detail), std::move(where));
}

}  // namespace

bool is_gs1_context(std::string_view address) {
  constexpr std::string_view file = "epcis-context.jsonld";
  for (const std::string_view host : gs1_hosts) {
    if (!address.starts_with(host)) continue;
    std::string_view rest = address.substr(host.size());
    if (rest == file) return true;
    const std::size_t slash = rest.find('/');
    if (slash != std::string_view::npos && rest.substr(slash + 1) == file &&
        is_version(rest.substr(0, slash))) {
      return true;
    }
  }
  return false;
}

Context::Context() = default;

Result<Context> Context::extended(const json::Value& context, std::string_view path) const {
  auto state = state_ ? std::make_shared<State>(*state_) : std::make_shared<State>();

  const auto add_entry = [&](const json::Value& entry, const std::string& where) -> Result<void> {
    if (entry.is(json::Kind::object)) return read_definitions(entry, where, *state);
    if (!entry.is(json::Kind::string)) {
      return refuse(where, "expected the address of the GS1 EPCIS context or an object of prefixes, found " +
                               std::string(describe(entry.kind())) + ".");
    }
    if (!is_gs1_context(entry.string())) {
      return refuse(where,
                    "the context " + shown(entry.string()) +
                        " is not known, and none is fetched; write the prefixes that you use as an object "
                        R"({"ext": "https://ns.example.com/epcis/"}, beside )"
                        R"("https://ref.gs1.org/standards/epcis/epcis-context.jsonld".)");
    }
    state->gs1 = true;
    return {};
  };

  const std::string where = std::string(path) + std::string(context_member);
  if (context.is(json::Kind::array)) {
    std::size_t index = 0;
    for (const json::Value& entry : context.elements()) {
      Result<void> added = add_entry(entry, where + "[" + std::to_string(index++) + "]");
      if (!added) return std::unexpected(std::move(added).error());
    }
  } else {
    Result<void> added = add_entry(context, where);
    if (!added) return std::unexpected(std::move(added).error());
  }
  Context result;
  result.state_ = std::move(state);
  return result;
}

Result<void> Context::refuse_redefinition(const json::Value& context, std::string_view path) const {
  if (!context.is(json::Kind::array)) return {};  // JSON allows a name once in an object.
  State state = state_ ? *state_ : State();
  std::map<std::string_view, std::string> said;
  std::size_t index = 0;
  for (const json::Value& entry : context.elements()) {
    const std::string where =
        std::string(path) + std::string(context_member) + "[" + std::to_string(index++) + "]";
    if (!entry.is(json::Kind::object)) continue;
    if (auto read = read_definitions(entry, where, state); !read) return read;
    for (const json::Member& member : entry.members()) {
      const Declared* declared = state.find(member.name);
      if (declared == nullptr) continue;
      const auto [first, is_new] = said.try_emplace(member.name, declared->iri);
      if (is_new || first->second == declared->iri) continue;
      return refuse(where + "['" + std::string(member.name) + "']",
                    shown(member.name) + " stands for " + shown(first->second) +
                        " in this \"@context\" already, and cannot stand for " + shown(declared->iri) +
                        ", too; choose another name for one of them.");
    }
  }
  return {};
}

bool Context::has_gs1() const {
  return state_ && state_->gs1;
}

bool Context::has_own_names() const {
  return state_ && !state_->names.empty();
}

std::optional<std::string_view> Context::own(std::string_view prefix) const {
  if (!state_) return std::nullopt;
  const Declared* declared = state_->find(prefix);
  return declared ? std::optional<std::string_view>(declared->iri) : std::nullopt;
}

std::optional<QualifiedName> Context::resolve(std::string_view name) const {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) {
    const std::optional<std::string_view> iri = own(name);
    if (!iri) return std::nullopt;
    const std::size_t end = end_of_namespace(*iri);
    return QualifiedName{iri->substr(0, end), iri->substr(end)};
  }
  const std::string_view prefix = name.substr(0, colon);
  const std::string_view local = name.substr(colon + 1);
  if (local.empty()) return std::nullopt;
  const bool is_full = local.starts_with("//");
  if (!is_full) {
    if (const std::optional<std::string_view> iri = own(prefix)) return QualifiedName{*iri, local};
    for (const Entry& entry : built_in) {
      if (entry.prefix == prefix) return QualifiedName{entry.iri, local};
    }
    if (!is_known_scheme(prefix)) return std::nullopt;
  }
  if (local == "//" || !is_absolute_uri(name)) return std::nullopt;
  const std::size_t end = end_of_namespace(name);
  return QualifiedName{name.substr(0, end), name.substr(end)};
}

Result<std::string_view> Context::expand_value(ValueKind kind, std::string_view text,
                                               std::string& storage) const {
  if (kind == ValueKind::vocab) {
    if (const std::optional<std::string_view> term = own(text)) return *term;
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || text.substr(colon + 1).starts_with("//")) return text;
  const std::string_view prefix = text.substr(0, colon);
  if (const Declared* declared = state_ ? state_->find(prefix) : nullptr) {
    if (!declared->is_prefix) return fail(ErrorCode::invalid_argument, no_prefix(*declared));
    storage = declared->iri;
    storage += text.substr(colon + 1);
    return storage;
  }
  if (const std::string_view iri = built_in_iri(prefix); !iri.empty()) {
    storage = iri;
    storage += text.substr(colon + 1);
    return storage;
  }
  // A scheme is read without case (RFC 3986, 3.1); what is no scheme at all is no prefix either.
  std::string scheme(prefix);
  std::ranges::transform(scheme, scheme.begin(), to_lower);
  if (is_known_scheme(scheme) || scheme == "http" || scheme == "https" || !is_absolute_uri(text)) return text;
  return fail(ErrorCode::invalid_argument,
              "the prefix " + shown(prefix) + " is not declared; add {" + shown(prefix) +
                  R"(: "https://..."} to "@context", or write the URI in full.)");
}

std::optional<std::string> Context::expand(std::string_view name) const {
  const std::optional<QualifiedName> parts = resolve(name);
  if (!parts) return std::nullopt;
  return std::string(parts->space) + std::string(parts->local);
}

}  // namespace stocktrail::epcis
