// crypto/statement.h: a signed statement: an SD-JWT (RFC 9901) profile of a JWS with Ed25519
// (docs/formats.md, "Statement"). One statement carries 1 to 512 events, each field and each item of which
// can be shown alone, or one master-data record. The bytes that were signed are kept and served as they came.
//
// Two wire forms carry the same signature:
//   RFC form     <JWS>~<disclosure>~...~                                     application/sd-jwt
//   seeded form  {"jws":"...","events":[{"seed":"<22 chars>","event":{...}}]}
//   application/vnd.stocktrail.statement+json
// In the seeded form the salt of the value at JSON pointer p of an event is the first 16 bytes of
// HMAC-SHA-256(seed, p), so that the RFC disclosures are derived from the event's own text when they are
// needed.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/ed25519.h"
#include "crypto/json.h"
#include "crypto/result.h"
#include "crypto/sha256.h"

namespace stocktrail {

inline constexpr std::size_t statement_bytes_max = 8 * 1024 * 1024;
inline constexpr std::size_t statement_events_max = 512;
inline constexpr std::size_t event_bytes_max = 256 * 1024;
inline constexpr std::size_t disclosures_max = 65'536;

inline constexpr std::size_t statement_event_digests_max = 1024;  // Of events, with decoys.
inline constexpr std::size_t issuer_bytes_max = 512;
inline constexpr std::size_t kind_characters_max = 32;
inline constexpr std::int64_t issued_at_seconds_max = 253'402'300'799;  // The end of the year 9999.
/// The RFC 6901 pointer to any member: bounds what disclosures inside each other can cost.
inline constexpr std::size_t pointer_bytes_max = 2048;

using StatementId = std::array<std::uint8_t, 16>;  // `jti`: 128 random bits.
using DisclosureSeed = std::array<std::uint8_t, 16>;

struct StatementState;

/// A parsed statement: form and digests checked, signature not yet (see verify below). Movable; views into it
/// live as long as it does.
class Statement {
 public:
  /// Accepts both wire forms, told apart by the first character. Messages name the JSON path or the
  /// disclosure.
  static Result<Statement> parse(std::string_view wire);

  /// A statement that parse() took before it was stored: reads the events at these positions only, and the
  /// last, which may tell of all of them. Digests are not computed again. In events() the others have no
  /// members and no contents: they are the number 0. Those of the RFC form are all read.
  static Result<Statement> reopen(std::string_view wire, std::span<const std::size_t> positions);

  std::string_view wire() const;  // As it came. Not of one that was reopened.
  std::string_view jws() const;   // header.payload.signature, as it came.
  const Digest& digest() const;   // SHA-256 of jws().
  /// From `typ`: "events", or the name of the one claim that the payload has. Which kinds a log takes, and
  /// what they mean, is for the layer above: one that is not known here has the same signature.
  std::string_view kind() const;
  std::string_view key_id() const;  // `kid`: RFC 7638 thumbprint of the signing key.
  std::string_view issuer() const;  // `iss`
  std::int64_t issued_at() const;   // `iat`, seconds since 1970.
  const StatementId& id() const;    // `jti`
  json::Value payload() const;      // The signed payload, digests unresolved.
  /// For every kind but "events": the claim that is named like the kind.
  json::Value body() const;
  /// For kind "events": the events with all that was disclosed, in signed order. raw() of each is the event's
  /// text.
  std::span<const json::Value> events() const;

 private:
  Statement();
  friend struct StatementReader;
  std::shared_ptr<const StatementState> state_;
};

/// True only if the statement's signature is by `key` and its `kid` is this key's thumbprint.
bool verify(const Statement& statement, const PublicKey& key);

/// What to sign. `claim` is raw JSON: for kind "events" unused.
struct StatementDraft {
  std::string kind = "events";
  std::string issuer;
  std::int64_t issued_at = 0;
  StatementId id{};
  std::string context = {};                // Raw JSON of `@context`, or empty.
  std::string body = {};                   // Raw JSON of the claim named like the kind; empty for "events".
  std::vector<std::string> events = {};    // Raw JSON objects.
  std::vector<DisclosureSeed> seeds = {};  // One for each event.
};

/// The seeded form of the signed statement (for a record without events: the RFC form `<JWS>~`).
/// Fails as parse() would on what it made.
Result<std::string> sign_statement(const StatementDraft& draft, const SigningKey& key);

/// The place of a disclosure: position in events() and RFC 6901 pointer into that event as events() gives it
/// ("" for the event as a whole, "/action",
/// "/epcList/0", "/quantityList/1/quantity").
struct DisclosurePath {
  std::size_t event = 0;
  std::string_view pointer;
};

/// One RFC 6901 reference token with its slash.
void append_pointer(std::string& pointer, std::string_view name);

/// Where the issuer cut an event into disclosures: what stands in one piece can only be shown or hidden
/// as one. Valid as long as the statement.
class EventCuts {
 public:
  /// Those of every seeded statement: the event, each member, each element of a what-list, and the quantity
  /// in it.
  static EventCuts standard() { return EventCuts(); }
  static EventCuts of(const Statement& statement, std::size_t event);

  /// False: pieces may be larger than in the seeded form, and hold anything.
  bool are_standard() const { return are_standard_; }
  /// True if the value at this RFC 6901 pointer of the event is a disclosure of its own.
  bool has(std::string_view pointer) const;
  /// True if members of another event stand in the payload itself: whoever is shown the JWS sees them.
  bool shows_other_events() const { return shows_other_events_; }

 private:
  bool are_standard_ = true;
  bool shows_other_events_ = false;
  std::span<const std::string_view> pointers_;  // Sorted. Only if they are not standard.
};

/// True if members of this event stand in the payload itself, outside every disclosure.
bool stands_in_payload(const Statement& statement, std::size_t event);

/// The salt of the event's own disclosure, as text: known to those who were shown this event, and to nobody
/// else, also not to those who were shown others of the same statement. nullopt for an event that has none:
/// it stands plain in the payload, in the sight of all who are shown the statement.
std::optional<std::string> event_salt(const Statement& statement, std::size_t event);

/// The RFC form with only those disclosures for which `keep` is true and whose parents are kept.
std::string redact(const Statement& statement, const std::function<bool(const DisclosurePath&)>& keep);

/// The RFC form with all disclosures: what other people's SD-JWT libraries open.
std::string disclose_all(const Statement& statement);

}  // namespace stocktrail
