// ledger/epcis/json/detail/context_state.h: what a Context holds, and the reader that fills it. Internal to
// the module; contexts come in through Context::extended (context.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crypto/json.h"
#include "ledger/epcis/json/context.h"

namespace stocktrail::epcis {

/// A prefix or term that a document declared.
struct Declared {
  std::string name;
  std::string iri;         // In full: chains of prefixes and terms are resolved.
  bool is_prefix = false;  // May stand before a colon in a value (JSON-LD 1.1, 4.1.5).
};

struct Context::State {
  std::vector<Declared> names;
  bool gs1 = false;

  const Declared* find(std::string_view name) const;
  void set(Declared declared);
};

/// The namespaces that no document may add names to: those of EPCIS, whose fields are written without a
/// prefix, and of this program's answers.
inline constexpr std::string_view epcis_namespace = "https://ref.gs1.org/epcis/";

/// The IRI of a prefix of the GS1 context; empty for others.
std::string_view built_in_iri(std::string_view prefix);
/// True for a name that the GS1 context defines and protects: a field, a type, "id", "type", ...
bool is_gs1_term(std::string_view name);
/// True for schemes of URIs that have no "//" and that people use as identifiers: urn, did, tag, ...
bool is_known_scheme(std::string_view scheme);

/// Why a declared name cannot stand before a colon in a value, and what to write.
std::string no_prefix(const Declared& declared);

/// Adds the names of one JSON object of a `@context` to `state`. `where` is the object's place.
Result<void> read_definitions(const json::Value& object, const std::string& where, Context::State& state);

}  // namespace stocktrail::epcis
