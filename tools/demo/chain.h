// tools/demo/chain.h: the sample supply chain as data: infant milk powder from two farms to four shops, with
// a recall. The texts are in chain/*.json and built into the program; this makes claims and events of a given
// day from them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "ledger/epcis/time.h"

namespace stocktrail::demo {

struct Party {
  std::string name;  // In the chain's texts: "plant". Names its key file.
  std::string id;
  std::string admission;  // The claim that the operator states: raw JSON, keys are still to be added.
  std::string own;  // What the party states of itself, with places that are not for the public; may be empty.
};

struct Claim {
  std::string by;       // Name of the party.
  std::string kind;     // "product" or "certificate".
  std::string text;     // Raw JSON; the file of `picture` is still to be added.
  std::string picture;  // Name of a picture; empty: none.
};

struct Event {
  std::string by;
  Micros at{};
  std::string text;  // A whole EPCIS event.
};

/// An access token that is made for a party, so that people can look at what it may see.
struct Token {
  std::string file;   // Name of the file, without suffix.
  std::string draft;  // What is posted: raw JSON.
};

/// A code to begin with.
struct Sample {
  std::string kind;       // "good", "recalled", "item", ...
  std::string id;         // Digital Link
  std::string says;       // One line for a person.
  bool is_drawn = false;  // As a QR code in the terminal.
};

struct Chain {
  std::vector<Party> parties;
  std::vector<std::string> policies;  // Claims of the operator.
  std::vector<Claim> claims;
  std::vector<Event> events;  // By time.
  std::vector<Token> tokens;
  std::vector<Sample> samples;
  std::string shop;  // A place to ask positions of; `planner.token` may.
};

/// The chain as it looks on `day`. The texts are part of the program, so that an error is a mistake in them;
/// a test makes the chain.
Result<Chain> make_chain(Micros day);

/// The bytes of a picture (PNG); nullopt if there is none of this name.
std::optional<std::string_view> picture(std::string_view name);

}  // namespace stocktrail::demo
