// tests/support/statement_fixtures.h: keys, drafts, hand-made SD-JWTs and small logs for the tests of
// statements and proof files. Everything is fixed, so that a failure shows the same bytes each time.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bundle.h"
#include "crypto/entry.h"
#include "crypto/json_writer.h"
#include "crypto/statement.h"

namespace stocktrail::testing {

inline constexpr std::string_view issuer_id = "https://id.gs1.org/417/9521141000014";

inline constexpr std::string_view sample_event =
    R"({"type":"ObjectEvent","eventTime":"2026-07-22T06:45:00.000+02:00","eventTimeZoneOffset":"+02:00",)"
    R"("action":"OBSERVE","epcList":["https://id.gs1.org/01/09521141012345/21/1",)"
    R"("https://id.gs1.org/01/09521141012345/21/2","https://id.gs1.org/01/09521141012345/21/3"],)"
    R"("quantityList":[{"epcClass":"https://id.gs1.org/01/09521141012345/10/L7","quantity":120.50,"uom":"KGM"}],)"
    R"("readPoint":{"id":"https://id.gs1.org/414/9521141000014"},"example:note":"caf\u00e9 / ~ \"x\""})";

inline SigningKey fixed_key(std::uint8_t number) {
  std::array<std::uint8_t, 32> seed{};
  seed.fill(number);
  return *SigningKey::from_seed(seed);
}

inline DisclosureSeed fixed_seed(std::uint8_t number) {
  DisclosureSeed seed{};
  seed.fill(number);
  return seed;
}

inline StatementDraft events_draft(std::vector<std::string> events) {
  StatementDraft draft;
  draft.issuer = issuer_id;
  draft.issued_at = 1'784'700'000;
  draft.id.fill(7);
  for (std::size_t n = 0; n < events.size(); ++n)
    draft.seeds.push_back(fixed_seed(static_cast<std::uint8_t>(n + 1)));
  draft.events = std::move(events);
  return draft;
}

inline std::string valid_header(std::string_view kind, const SigningKey& key) {
  return R"({"alg":"EdDSA","typ":")" + std::string(kind) + R"(+sd-jwt","kid":")" +
         thumbprint(key.public_key()) + "\"}";
}

/// A JWS over any texts, also such as sign_statement would not make.
inline std::string hand_made_jws(std::string_view header, std::string_view payload, const SigningKey& key) {
  std::string jws = base64url_encode(as_bytes(header)) + "." + base64url_encode(as_bytes(payload));
  const Signature signature = key.sign(as_bytes(jws));
  return jws + "." + base64url_encode(signature);
}

struct HandMadeDisclosure {
  std::string encoded, digest;
};

inline HandMadeDisclosure disclosure(std::string_view text) {
  std::string encoded = base64url_encode(as_bytes(text));
  std::string digest = base64url_encode(sha256(encoded));
  return {std::move(encoded), std::move(digest)};
}

/// The start of every payload, without its closing brace.
inline std::string payload_start() {
  return R"({"iss":")" + std::string(issuer_id) +
         R"(","iat":1784700000,"jti":"BwcHBwcHBwcHBwcHBwcHBw","_sd_alg":"sha-256")";
}

/// An events statement of any SD-JWT library: `events` is raw JSON.
inline std::string hand_made_events(std::string_view events,
                                    const std::vector<HandMadeDisclosure>& disclosures) {
  const SigningKey key = fixed_key(1);
  std::string wire = hand_made_jws(valid_header("events", key),
                                   payload_start() + ",\"events\":" + std::string(events) + "}", key) +
                     "~";
  for (const HandMadeDisclosure& d : disclosures) wire += d.encoded + "~";
  return wire;
}

inline std::string key_json(const SigningKey& key, std::string_view more = "") {
  return R"({"kty":"OKP","crv":"Ed25519","x":")" + base64url_encode(key.public_key().bytes()) + "\"" +
         std::string(more) + "}";
}

/// A log in memory: what a server would put into a proof file.
class SmallLog {
 public:
  explicit SmallLog(std::string origin) : origin_(std::move(origin)), key_(fixed_key(99)) {}

  void add(std::string sd_jwt) {
    Digest blind{};
    blind.fill(static_cast<std::uint8_t>(statements_.size() + 1));
    const std::string_view jws = std::string_view(sd_jwt).substr(0, sd_jwt.find('~'));
    leaves_.push_back(hash_leaf(entry_of(blind, sha256(jws))));
    blinds_.push_back(blind);
    statements_.push_back(std::move(sd_jwt));
  }

  NoteVerifier verifier() const { return *NoteVerifier::make(origin_, key_.public_key()); }

  /// The statements at these indices, with proofs in the tree of all.
  Bundle bundle(const std::vector<std::size_t>& indices) const {
    const TreeSize size{leaves_.size()};
    Frontier frontier;
    for (const Digest& leaf : leaves_) frontier.append(leaf);
    Bundle bundle{sign_checkpoint({origin_, size, frontier.root()}, key_), {}};
    for (const std::size_t index : indices) {
      bundle.entries.push_back(
          {LeafIndex{index}, blinds_[index],
           inclusion_proof(LeafIndex{index}, size,
                           [&](unsigned level, std::uint64_t i) { return node(level, i); }),
           statements_[index]});
    }
    return bundle;
  }

 private:
  Digest node(unsigned level, std::uint64_t index) const {
    if (level == 0) return leaves_[index];
    return hash_children(node(level - 1, index * 2), node(level - 1, index * 2 + 1));
  }

  std::string origin_;
  SigningKey key_;
  std::vector<std::string> statements_;
  std::vector<Digest> blinds_, leaves_;
};

/// Signs a record of master data by `key` in the name of `issuer`.
inline std::string signed_body(std::string kind, std::string issuer, std::string body, const SigningKey& key,
                               std::int64_t issued_at = 1'784'700'000) {
  StatementDraft draft;
  draft.kind = std::move(kind);
  draft.issuer = std::move(issuer);
  draft.issued_at = issued_at;
  draft.body = std::move(body);
  return *sign_statement(draft, key);
}

}  // namespace stocktrail::testing
