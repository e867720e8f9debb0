// ledger/epcis/json/event_hash.h: the event hash ID of CBV 2.0, section 8.9.2: an id that follows from what
// the event says, whatever its spelling. docs/epcis.md, "Event hash", gives the rules and where they differ
// from other programs.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "crypto/json.h"
#include "crypto/sha256.h"
#include "ledger/epcis/json/context.h"

namespace stocktrail::epcis {

/// CBV 2.0 event hash ID: `ni:///sha-256;<hex>?ver=CBV2.0`. `event` must be one that
/// parse_event accepts: other values may abort.
std::string event_hash_id(const json::Value& event, const Context& context);
/// The hash in it.
Digest event_hash(const json::Value& event, const Context& context);
std::string hash_id_of(const Digest& event_hash);

/// The text that is hashed with SHA-256: for tests and for people who compare two implementations. `ignored`
/// are names of extensions ("prefix:name") that a repository added and that take no part.
std::string event_pre_hash(const json::Value& event, const Context& context,
                           std::span<const std::string_view> ignored = {});

}  // namespace stocktrail::epcis
