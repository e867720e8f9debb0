// crypto/stated_keys.h: the parties and keys that the statements of a log establish, in log order: who may
// sign what, judged from the statements alone. `verify` of a proof file and the audit of a served log both
// ask it; the log's own gate holds at least as much against a statement (docs/formats.md, "When a key may
// sign").
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "crypto/ed25519.h"
#include "crypto/json.h"
#include "crypto/merkle.h"
#include "crypto/signing_time.h"
#include "crypto/statement.h"

namespace stocktrail {

/// Seconds since 1970 of an RFC 3339 date and time with offset; a fraction of a second is dropped.
std::optional<std::int64_t> parse_rfc3339_seconds(std::string_view text);

/// Who holds the key that signed, as the operator stated when the key was registered.
enum class KeyHolder : std::uint8_t {
  issuer,
  server,  // Custodial: the log's operator signed on behalf of the issuer.
};

struct StatedKey {
  PublicKey key;
  std::string party;
  KeyHolder holder{};
  KeyTerm term;
  std::optional<LeafIndex> revoked_by;  // Of several, the one that names the soonest time.
  std::int64_t revoked_at = 0;          // As it says: what was signed from then on is in doubt.
};

class StatedKeys {
 public:
  /// Judges who signed the statement at `index`, and takes in what it says about parties and keys. The first
  /// is the one at index 0, in which the operator states itself. Indices ascend; some may be left out, of
  /// which nothing is needed. nullopt: it holds; else why not, and nothing of it was taken in. `recorded_at`:
  /// seconds, where known.
  std::optional<Error> take(const Statement& statement, LeafIndex index,
                            std::optional<std::int64_t> recorded_at);

  const StatedKey* find(std::string_view key_id) const;
  std::string_view name_of_party(std::string_view party) const;    // Empty if no statement told it.
  const std::string& operator_id() const { return operator_id_; }  // Of the first; empty before it.

 private:
  std::optional<Error> establish_operator(const Statement& statement, LeafIndex index);
  std::optional<Error> judge_signer(const Statement& statement,
                                    std::optional<std::int64_t> recorded_at) const;
  std::optional<Error> learn_party(const json::Value& body, std::string_view issuer);
  std::optional<Error> learn_keys(const json::Value& body, const Statement& statement, LeafIndex index);
  std::optional<Error> add_keys(const json::Value& keys, std::string_view party);
  std::optional<Error> judge_own_keys(const json::Value& keys, std::string_view party) const;
  std::optional<Error> judge_revocations(const json::Value& list, std::string_view party) const;
  void revoke(const json::Value& list, const Statement& by, LeafIndex index);
  bool is_operator(std::string_view party) const { return operators_.contains(party); }

  std::string operator_id_;
  std::set<std::string, std::less<>> operators_;           // Those with the role.
  std::map<std::string, std::string, std::less<>> names_;  // Party id to name.
  std::map<std::string, StatedKey, std::less<>> keys_;     // Key id to key.
};

}  // namespace stocktrail
