// ledger/epcis/json/context.h: what names mean: JSON-LD contexts, as far as EPCIS needs them. The GS1
// EPCIS 2.0 context is built in under all of its addresses; no context is ever fetched. A document, an event
// or a nested object adds prefixes ({"ext1": "https://ns.ext.de/epcis/"}) and terms of its own.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/json.h"
#include "crypto/result.h"

namespace stocktrail::epcis {

inline constexpr std::size_t context_entries_max = 256;     // Prefixes and terms in force at one place.
inline constexpr std::size_t context_name_bytes_max = 256;  // Of one prefix or term.
inline constexpr std::size_t context_iri_bytes_max = 2048;  // Of what it stands for.

/// What this server adds to an event in its answers has names with this prefix: the issuer, a mark on partial
/// views. No document may use prefix or namespace.
inline constexpr std::string_view answer_prefix = "stocktrail";
inline constexpr std::string_view answer_namespace = "urn:stocktrail:epcis:";

/// A name in two parts: the namespace that its prefix stands for, and the rest.
struct QualifiedName {
  std::string_view space;  // "https://ns.ext.de/epcis/"
  std::string_view local;  // "name"
};

/// True for the addresses under which GS1 publishes the EPCIS 2.0 context.
bool is_gs1_context(std::string_view address);

/// Immutable; copies share their contents.
class Context {
 public:
  /// The names of the GS1 context, which need no declaration, and no others.
  Context();
  /// The `@context` member (string, object or array of these) on top of this one. Fails for what cannot be
  /// understood without fetching it, and for names that are not tied to an absolute IRI. `path` is the place
  /// of the object that holds the member, e.g. "$.epcisBody.eventList[2]".
  Result<Context> extended(const json::Value& context, std::string_view path) const;

  /// Why one `@context` member, which extended() takes, cannot be meant: it is a list that gives one name two
  /// meanings, of which JSON-LD takes the later. The same twice is fine, as is another meaning further
  /// inside.
  Result<void> refuse_redefinition(const json::Value& context, std::string_view path) const;

  /// True if a GS1 context was named by one of its addresses.
  bool has_gs1() const;
  /// True if a prefix or term of one's own is in force.
  bool has_own_names() const;

  /// The name in its two parts: a declared prefix, a prefix of the GS1 context, a declared term or a full IRI
  /// (https://..., urn:...); nullopt if it is none of these. Views live as long as this Context and `name`.
  std::optional<QualifiedName> resolve(std::string_view name) const;
  /// "ext1:name" to "https://ns.ext.de/epcis/name"; nullopt if the prefix is not declared and no term
  /// matches.
  std::optional<std::string> expand(std::string_view name) const;
  /// The IRI of a prefix or term that a document declared itself; nullopt for the built-in ones.
  std::optional<std::string_view> own(std::string_view prefix) const;

  /// The kinds of values that the GS1 context gives IRIs: "@type": "@id" (identifiers, places, documents) and
  /// "@vocab" (words), in which terms count as well as prefixes.
  enum class ValueKind : unsigned char { id, vocab };
  /// A value in full: `dl:414/9521009000026` to https://id.gs1.org/414/9521009000026. What needs no context
  /// (full URIs, words and relative texts, which the caller judges) comes back as it is. Fails for a prefix
  /// that is not declared, or cannot be one; `where` stays empty. The view is into `text` or `storage`.
  Result<std::string_view> expand_value(ValueKind kind, std::string_view text, std::string& storage) const;

  struct State;  // Internal to the module.

 private:
  std::shared_ptr<const State> state_;  // Null: only what is built in.
};

}  // namespace stocktrail::epcis
