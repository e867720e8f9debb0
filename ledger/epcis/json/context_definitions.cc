// The objects of a `@context` (JSON-LD 1.1, 4.1 and 9.15.1): prefixes, terms, typed terms, and terms that are
// made of others.
#include <algorithm>
#include <array>

#include "ledger/epcis/json/detail/context_state.h"
#include "ledger/epcis/json/detail/reading.h"

namespace stocktrail::epcis {
namespace {

constexpr auto value_types = std::to_array<std::string_view>({"@id", "@vocab", "@json", "@none"});
constexpr auto containers = std::to_array<std::string_view>({"@list", "@set", "@index", "@language"});

std::unexpected<Error> refuse(std::string where, std::string detail) {
  return fail(ErrorCode::invalid_argument, std::move(detail), std::move(where));
}

template <typename List>
bool contains(const List& list, std::string_view text) {
  return std::ranges::find(list, text) != std::end(list);
}

bool is_term_name(std::string_view name) {
  return !name.empty() && name.front() != '@' && name.size() <= context_name_bytes_max &&
         name.find_first_of(": \t\r\n\"'/{}") == std::string_view::npos;
}

// RFC 3986, gen-delims: only an IRI that ends in one of these is a prefix by itself (JSON-LD 1.1, 4.2.2).
bool ends_a_namespace(std::string_view iri) {
  return !iri.empty() && std::string_view(":/?#[]@").find(iri.back()) != std::string_view::npos;
}

/// Reads one object. A definition may use names that are declared after it.
class Definitions {
 public:
  Definitions(const json::Value& object, std::string where, Context::State& state)
      : object_(object), where_(std::move(where)), state_(state) {}

  Result<void> read() {
    if (object_.size() > context_entries_max + 2) return too_many(where_);  // With @version and @protected.
    for (const json::Member& member : object_.members()) {
      if (Result<void> fine = define(member); !fine) return fine;
    }
    return {};
  }

 private:
  std::string place_of(std::string_view name) const { return where_ + "['" + std::string(name) + "']"; }

  Result<void> define(const json::Member& member) {
    const std::string here = place_of(member.name);
    if (member.name == "@version" || member.name == "@protected") return {};  // They change no name.
    if (contains(done_, member.name)) return {};
    if (Result<void> fine = check_name(member, here); !fine) return fine;
    if (contains(in_work_, member.name)) {
      return refuse(here, "the name stands for itself through others; write the address in full.");
    }
    in_work_.push_back(member.name);
    Result<std::string> iri = iri_of(member, here);
    in_work_.pop_back();
    if (!iri) return std::unexpected(std::move(iri).error());
    done_.push_back(member.name);
    if (iri->empty()) return {};
    if (Result<void> fine = check_meaning(*iri, here); !fine) return fine;
    state_.set({std::string(member.name), *iri, is_prefix(member.value, *iri)});
    if (state_.names.size() > context_entries_max) return too_many(here);
    return {};
  }

  static std::unexpected<Error> too_many(const std::string& where) {
    return fail(ErrorCode::too_large, "more than 256 names are declared; declare only those in use.", where);
  }

  Result<void> check_name(const json::Member& member, const std::string& here) const {
    const std::string_view name = member.name;
    const bool is_alias =
        (name == "id" && is_text(member.value, "@id")) || (name == "type" && is_text(member.value, "@type"));
    if (is_alias) return {};
    if (is_gs1_term(name)) {
      return refuse(here, shown(name) +
                              " is a term of EPCIS 2.0, which its context protects: it cannot get " +
                              "another meaning; choose another name.");
    }
    if (is_known_scheme(name) || name == "http" || name == "https") {
      return refuse(here, shown(name) + " is a scheme of URIs, all of which would change their meaning; " +
                              "choose another prefix.");
    }
    if (name == answer_prefix) {
      return refuse(here, shown(name) + " is the prefix of what this server adds to its answers; choose " +
                              "another prefix.");
    }
    const std::string_view iri = built_in_iri(name);
    // Published documents give cbvmda another address; what it then means stands in the signed text.
    if (!iri.empty() && name != "cbvmda" && !is_text(member.value, iri)) {
      return refuse(here, shown(name) + " stands for " + shown(iri) +
                              " in the context of EPCIS, which protects it; choose another prefix.");
    }
    if (is_term_name(name) || is_qualified_definition(member)) return {};
    return refuse(here, name.starts_with('@')
                            ? "this keyword is not supported here; declare prefixes only, such as "
                              R"({"ext": "https://ns.example.com/epcis/"}.)"
                            : R"(a prefix is a short word without ":", "/" or spaces, such as "ext".)");
  }

  /// {"ext:weight": {"@type": "xsd:decimal"}}: a term that is spelled as what it stands for.
  static bool is_qualified_definition(const json::Member& member) {
    return member.name.find(':') != std::string_view::npos && !member.name.starts_with(':') &&
           !member.name.ends_with(':') && member.name.size() <= context_iri_bytes_max &&
           member.value.is(json::Kind::object);
  }

  static bool is_text(const json::Value& value, std::string_view text) {
    return value.is(json::Kind::string) && value.string() == text;
  }

  static Result<void> check_meaning(std::string_view iri, const std::string& here) {
    for (const std::string_view space : {epcis_namespace, answer_namespace}) {
      if (!iri.starts_with(space) || (iri == space && space == epcis_namespace)) continue;
      return refuse(here, shown(iri) + (space == epcis_namespace
                                            ? " is EPCIS's own; write its field without another name."
                                            : " is what this server adds to its answers; choose another."));
    }
    return {};
  }

  static bool is_prefix(const json::Value& definition, std::string_view iri) {
    if (definition.is(json::Kind::string)) return ends_a_namespace(iri);
    const auto said = definition.find("@prefix");
    return said && said->is(json::Kind::boolean) && said->boolean();
  }

  /// The IRI of a definition: a string, or an object whose "@id" is one. Empty: the name is defined as what
  /// it is already (an alias of a keyword, or a typed name with a prefix).
  Result<std::string> iri_of(const json::Member& member, const std::string& here) {
    const bool is_qualified = member.name.find(':') != std::string_view::npos;
    std::optional<json::Value> iri = member.value;
    if (member.value.is(json::Kind::object)) {
      if (Result<void> fine = check_keywords(member.value, here); !fine)
        return std::unexpected(std::move(fine).error());
      iri = member.value.find("@id");
      if (!iri && is_qualified) return check_qualified(member.name, here);
      if (!iri) {
        return refuse(
            here, R"(a term definition needs an "@id"; write {"@id": "https://..."} or the address itself.)");
      }
    }
    if (!iri->is(json::Kind::string)) {
      return refuse(here, "expected the address that the name stands for, found " +
                              std::string(describe(iri->kind())) +
                              R"(; write "https://ns.example.com/epcis/".)");
    }
    if (is_text(*iri, "@id") || is_text(*iri, "@type")) {
      if (member.name == "id" || member.name == "type") return std::string();
      return refuse(here, "another name for the keyword " + shown(*iri) + " is not taken; write " +
                              (is_text(*iri, "@id") ? R"("id")" : R"("type")") + " where it is meant.");
    }
    Result<std::string> full = full_iri(iri->string(), here);
    if (!full || !is_qualified) return full;
    if (full_iri(member.name, here).value_or("") == *full) return std::string();
    return refuse(here, "a name with a prefix stands for its own address and for no other; choose a name " +
                            std::string("without \":\"."));
  }

  Result<std::string> check_qualified(std::string_view name, const std::string& here) {
    const std::string_view prefix = name.substr(0, name.find(':'));
    if (Result<void> fine = define_first(prefix); !fine) return std::unexpected(std::move(fine).error());
    const bool is_full = name.substr(prefix.size() + 1).starts_with("//") || is_known_scheme(prefix);
    if (is_full || state_.find(prefix) != nullptr || !built_in_iri(prefix).empty()) return std::string();
    return refuse(here, "the prefix " + shown(prefix) + " is not declared; add {" + shown(prefix) +
                            R"(: "https://..."} to "@context".)");
  }

  Result<void> check_keywords(const json::Value& definition, const std::string& here) {
    for (const json::Member& member : definition.members()) {
      const std::string at = here + "['" + std::string(member.name) + "']";
      if (member.name == "@id") continue;
      if (member.name == "@protected" || member.name == "@prefix") {
        if (!member.value.is(json::Kind::boolean)) return refuse(at, "expected true or false.");
      } else if (member.name == "@type") {
        if (!member.value.is(json::Kind::string)) return refuse(at, "expected the type as a string.");
        if (contains(value_types, member.value.string())) continue;
        if (Result<std::string> type = full_iri(member.value.string(), at); !type)
          return std::unexpected(std::move(type).error());
      } else if (member.name == "@container") {
        if (!is_container(member.value)) {
          return refuse(
              at, R"(expected "@list", "@set", "@index" or "@language", found )" + shown(member.value) + ".");
        }
      } else if (member.name == "@language" || member.name == "@direction") {
        if (!member.value.is(json::Kind::string) && !member.value.is(json::Kind::null))
          return refuse(at, "expected a string or null.");
      } else {
        return refuse(at, "this keyword is not supported in the definition of a term; leave it out.");
      }
    }
    return {};
  }

  static bool is_container(const json::Value& value) {
    if (value.is(json::Kind::string)) return contains(containers, value.string());
    return value.is(json::Kind::array) && std::ranges::all_of(value.elements(), [](const json::Value& each) {
             return each.is(json::Kind::string) && contains(containers, each.string());
           });
  }

  /// A name of this object that is not read yet, before what uses it.
  Result<void> define_first(std::string_view name) {
    if (const auto value = object_.find(name)) return define({name, *value});
    return {};
  }

  /// "ex:f" or "f" to "https://ex.example/f"; an absolute address as it is.
  Result<std::string> full_iri(std::string_view text, const std::string& here) {
    if (text.size() > context_iri_bytes_max)
      return fail(ErrorCode::too_large, "the address is longer than 2048 bytes; shorten it.", here);
    const std::size_t colon = text.find(':');
    const std::string_view prefix = text.substr(0, colon);
    const bool is_full = colon != std::string_view::npos && text.substr(colon + 1).starts_with("//");
    if (!is_full && !prefix.empty() && !prefix.starts_with('@')) {
      if (Result<void> fine = define_first(prefix); !fine) return std::unexpected(std::move(fine).error());
      std::string full(built_in_iri(prefix));
      if (const Declared* declared = state_.find(prefix)) {
        if (colon != std::string_view::npos && !declared->is_prefix)
          return refuse(here, no_prefix(*declared));
        full = declared->iri;
      }
      if (!full.empty()) {
        if (colon != std::string_view::npos) full += text.substr(colon + 1);
        if (full.size() <= context_iri_bytes_max) return full;
        return fail(ErrorCode::too_large, "the address is longer than 2048 bytes; shorten it.", here);
      }
      if (colon != std::string_view::npos && !is_known_scheme(prefix)) {
        return refuse(here, "the prefix " + shown(prefix) + " is not declared; add {" + shown(prefix) +
                                R"(: "https://..."} to "@context", or write the address in full.)");
      }
    }
    if (is_absolute_uri(text)) return std::string(text);
    return refuse(here, "expected an absolute address, found " + shown(text) +
                            R"(; write it in full, such as "https://ns.example.com/epcis/".)");
  }

  const json::Value& object_;
  const std::string where_;
  Context::State& state_;
  std::vector<std::string_view> done_, in_work_;
};

}  // namespace

Result<void> read_definitions(const json::Value& object, const std::string& where, Context::State& state) {
  return Definitions(object, where, state).read();
}

}  // namespace stocktrail::epcis
