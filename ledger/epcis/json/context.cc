#include "ledger/epcis/json/context.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

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

// Schemes whose URIs have no "//" and which may be written in full as the name of an extension.
constexpr std::array<std::string_view, 4> full_name_schemes = {"urn", "tag", "did", "info"};

constexpr std::array<std::string_view, 4> gs1_hosts = {
    "https://ref.gs1.org/standards/epcis/",
    "http://ref.gs1.org/standards/epcis/",
    "https://gs1.github.io/EPCIS/",
    "https://id.gs1.org/",
};

bool is_version(std::string_view text) {  // "2.0.0"
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

// The last character of a namespace: where its local names begin.
std::size_t end_of_namespace(std::string_view iri) {
  const std::size_t at = iri.find_last_of("/#:");
  return at == std::string_view::npos ? 0 : at + 1;
}

}  // namespace

struct Context::State {
  std::vector<std::pair<std::string, std::string>> names;  // Prefix or term, IRI.
  bool gs1 = false;

  void set(std::string_view name, std::string_view iri) {
    for (auto& [known, value] : names) {
      if (known == name) {
        value = iri;
        return;
      }
    }
    names.emplace_back(name, iri);
  }
};

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

namespace {

// The IRI of a term definition: a string, or an object whose "@id" is one. Empty: a fault is in `error`.
Result<std::string_view> iri_of(const json::Value& definition, const std::string& where) {
  std::optional<json::Value> iri = definition;
  if (definition.is(json::Kind::object)) {
    iri = definition.find("@id");
    if (!iri) {
      return refuse(
          where, R"(a term definition needs an "@id"; write {"@id": "https://..."} or the address itself.)");
    }
  }
  if (!iri->is(json::Kind::string)) {
    return refuse(where, "expected the address that the name stands for, found " +
                             std::string(describe(iri->kind())) +
                             R"(; write "https://ns.example.com/epcis/".)");
  }
  const std::string_view text = iri->string();
  if (text.size() > context_iri_bytes_max) {
    return fail(ErrorCode::too_large, "the address is longer than 2048 bytes; shorten it.", where);
  }
  if (!is_absolute_uri(text)) {
    return refuse(where, "expected an absolute address, found " + shown(text) +
                             R"(; write it in full, such as "https://ns.example.com/epcis/".)");
  }
  return text;
}

bool is_term_name(std::string_view name) {
  return !name.empty() && name.front() != '@' && name.size() <= context_name_bytes_max &&
         name.find_first_of(": \t\r\n\"'/{}") == std::string_view::npos;
}

}  // namespace

Result<Context> Context::extended(const json::Value& context, std::string_view path) const {
  auto state = state_ ? std::make_shared<State>(*state_) : std::make_shared<State>();

  const auto add_object = [&state](const json::Value& object, const std::string& where) -> Result<void> {
    for (const json::Member& member : object.members()) {
      const std::string here = where + "['" + std::string(member.name) + "']";
      if (member.name == "@version" || member.name == "@protected") continue;  // They change no name.
      if (!is_term_name(member.name)) {
        return refuse(here, member.name.starts_with('@')
                                ? "this keyword is not supported here; declare prefixes only, such as "
                                  R"({"ext": "https://ns.example.com/epcis/"}.)"
                                : R"(a prefix is a short word without ":", "/" or spaces, such as "ext".)");
      }
      Result<std::string_view> iri = iri_of(member.value, here);
      if (!iri) return std::unexpected(std::move(iri).error());
      state->set(member.name, *iri);
      if (state->names.size() > context_entries_max) {
        return fail(ErrorCode::too_large, "more than 256 names are declared; declare only those in use.",
                    here);
      }
    }
    return {};
  };

  const auto add_entry = [&](const json::Value& entry, const std::string& where) -> Result<void> {
    if (entry.is(json::Kind::object)) return add_object(entry, where);
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

bool Context::has_gs1() const {
  return state_ && state_->gs1;
}

bool Context::has_own_names() const {
  return state_ && !state_->names.empty();
}

std::optional<std::string_view> Context::own(std::string_view prefix) const {
  if (!state_) return std::nullopt;
  for (const auto& [name, iri] : state_->names) {
    if (name == prefix) return iri;
  }
  return std::nullopt;
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
    if (std::ranges::find(full_name_schemes, prefix) == full_name_schemes.end()) return std::nullopt;
  }
  if (local == "//" || !is_absolute_uri(name)) return std::nullopt;
  const std::size_t end = end_of_namespace(name);
  return QualifiedName{name.substr(0, end), name.substr(end)};
}

std::optional<std::string> Context::expand(std::string_view name) const {
  const std::optional<QualifiedName> parts = resolve(name);
  if (!parts) return std::nullopt;
  return std::string(parts->space) + std::string(parts->local);
}

}  // namespace stocktrail::epcis
