// crypto/detail/disclosure.h: RFC 9901 disclosures of an event, derived from its seed (docs/formats.md,
// "Disclosures of an event"). Inside crypto only; statement.h is what others use.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/json.h"
#include "crypto/result.h"
#include "crypto/sha256.h"
#include "crypto/statement.h"

namespace stocktrail {

inline constexpr std::size_t no_parent = static_cast<std::size_t>(-1);

/// One disclosure and its place. `pointer` leads to its value in the event; `parent` is the position, in the
/// same list, of the disclosure that holds its digest.
struct Disclosure {
  std::size_t event = 0;
  std::string pointer;
  std::size_t parent = no_parent;
  std::string encoded;  // base64url, as it stands on the wire.
};

/// True for the two names that RFC 9901 keeps for itself.
constexpr bool is_reserved_name(std::string_view name) {
  return name == "_sd" || name == "...";
}

/// The fault of the names in a value that is to be disclosed: a reserved one, or a pointer above
/// pointer_bytes_max. `where` of the error is the pointer.
std::optional<Error> find_name_fault(const json::Value& value);

/// True if the seeded form makes a disclosure of its own of the value at this pointer.
bool is_standard_cut(std::string_view pointer);

/// A digest as it stands in JSON: unpadded base64url of SHA-256.
using DigestText = std::array<char, base64url_characters(sizeof(Digest))>;
inline std::string_view as_text(const DigestText& digest) {
  return {digest.data(), digest.size()};
}

/// The digest that the payload's `events` holds for this event, which has at least one member and no reserved
/// name.
DigestText event_digest(const json::Value& event, const DisclosureSeed& seed);

/// The same, and appends its disclosures to `out`: the event's own, then each member in source order, each
/// followed by those inside it.
DigestText event_digest(const json::Value& event, const DisclosureSeed& seed, std::size_t event_number,
                        std::vector<Disclosure>& out);

/// The salt of the event's own disclosure.
std::string event_salt(const DisclosureSeed& seed);

/// The decoy digests that follow `count` events in the payload; `seed` is the first event's.
std::vector<DigestText> event_decoys(const DisclosureSeed& seed, std::size_t count);

}  // namespace stocktrail
