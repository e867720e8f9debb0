// ledger/trace/recalls.h: recall events that concern what a trace was asked for, and which of them stand.
#pragma once

#include <functional>
#include <vector>

#include "ledger/trace/trace.h"

namespace stocktrail::trace {

/// Whose word counts about a thing: who may recall it, and tell what it was made from. Decided by the caller,
/// who knows parties and owners.
enum class Voice : std::uint8_t {
  none,
  maker,      // Lifts only its own recalls.
  owner,      // Of the product. Lifts anyone's.
  authority,  // Lifts anyone's.
};
/// The voice of the issuer, who stated `event`, about `of`.
using VoiceOf = std::function<Voice(const gs1::Key& of, const IssuerTag& issuer, EventRef event)>;

/// An event that raised or lifted a recall of `key`: what was asked for, its lot, product or inputs.
struct RecallEvent {
  Touch touch;
  IssuerTag issuer;
  gs1::Key key;
  unsigned depth = 0;
  bool stands = false;  // It raised a recall that was not lifted, by who may, nor raised again by its issuer.
};
struct Concerned {  // A recall of it, of its product or, with them, of its items is one of the key asked for.
  gs1::Key key;
  unsigned depth = 0;
  bool with_items = false;
};
struct Recalls {
  std::vector<Concerned> concerned;  // The key itself first.
  std::vector<RecallEvent> list;  // Of those with a voice; by event time, then log order; no declared errors.
  bool complete = true;           // False: a recall may be missing.
};
/// The recalls that concern the key of a backwards trace. What an issuer without a voice states costs no
/// reading, and cuts nothing, but for what he says is in a container.
Recalls recalls(const Trace& backwards, const WalkLimits& limits, const TableReader& tables,
                const VoiceOf& voice_of);

}  // namespace stocktrail::trace
