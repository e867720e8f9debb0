// crypto/detail/disclosure_resolver.h: RFC 9901 section 7.1: puts the disclosures of a presentation back in
// their places, for statements of any SD-JWT library. Inside crypto only; statement.h is what others use.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/detail/disclosure.h"
#include "crypto/json.h"
#include "crypto/result.h"
#include "crypto/sha256.h"

namespace stocktrail {

/// The events of a payload with all that was disclosed. Values point into the payload, into `documents` or
/// into `texts`, so that text without digests keeps its own bytes.
struct ResolvedEvents {
  std::vector<json::Value> events;
  std::vector<std::size_t> plain_events;  // Places of those with members in the payload itself.
  std::vector<Disclosure> disclosures;    // As on the wire.
  std::vector<json::Document> documents;  // Of the disclosures.
  std::vector<json::Document> texts;      // Of events that were put together.
};

/// `events` is the payload's array; `encoded` the disclosures in the order of the wire. Refuses what RFC 9901
/// refuses: a digest that stands twice, a disclosure that no digest names, a wrong shape or a name that is
/// reserved or taken.
Result<ResolvedEvents> resolve_events(const json::Value& events, std::span<const std::string_view> encoded);

}  // namespace stocktrail
