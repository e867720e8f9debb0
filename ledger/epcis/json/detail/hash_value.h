// ledger/epcis/json/detail/hash_value.h: the one spelling of each value that the event hash uses
// (CBV 2.0, 8.9.2). Internal to the module.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/epcis/cbv.h"
#include "ledger/epcis/json/context.h"
#include "ledger/epcis/time.h"

namespace stocktrail::epcis {

/// Without white space at both ends.
std::string_view trimmed(std::string_view text);

/// A decimal number in its shortest plain form: "26.0" and "+26" to "26", "0.050" to "0.05", "1e2" to "100".
/// Exact: digits are moved, never computed. nullopt for what is no number, or would need more than 64 digits
/// of padding.
std::optional<std::string> plain_number(std::string_view text);

/// In UTC with three digits of a second, rounded half up.
std::string utc_milliseconds(Micros at);

/// A text as it is hashed: trimmed; numbers plain; GS1 identifiers as canonical Digital Link of their finest
/// level; old CBV URNs as Web URIs.
std::string canonical_text(std::string_view text);

/// The same for an identifier, whose prefix is expanded before.
std::string canonical_identifier(std::string_view text, const Context& context);

/// A word of a vocabulary as Web URI, from any of its spellings.
std::string canonical_word(Vocabulary vocabulary, std::string_view text, const Context& context);

}  // namespace stocktrail::epcis
