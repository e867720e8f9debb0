// crypto/detail/bundle_keys.h: the parties and keys that the statements of a bundle establish, in log order.
// Inside crypto only; bundle.h is what others use.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/bundle.h"
#include "crypto/ed25519.h"
#include "crypto/json.h"

namespace stocktrail {

/// Seconds since 1970 of an RFC 3339 date and time with offset; a fraction of a second is dropped.
std::optional<std::int64_t> parse_rfc3339_seconds(std::string_view text);

struct BundleKey {
  PublicKey key;
  std::string party;
  KeyHolder holder{};
  std::optional<std::int64_t> valid_from_seconds, valid_until_seconds;
  std::optional<LeafIndex> revoked_by;
  std::int64_t revoked_at_seconds = 0;
};

class BundleKeys {
 public:
  /// The first statement of a log: the operator's party statement, signed with a key out of its own list.
  std::optional<Error> establish_operator(const Statement& statement, LeafIndex index);

  /// The key that may have signed `statement`: its issuer's, in its time, not revoked by an earlier
  /// statement.
  Result<const BundleKey*> signer(const Statement& statement) const;

  /// Takes in what a statement of kind party or key says, if its issuer may say it. Its signature was
  /// verified.
  std::optional<Error> learn(const Statement& statement, LeafIndex index);

  const BundleKey* find(std::string_view key_id) const;
  std::string_view name_of_party(std::string_view party) const;  // Empty if no statement told it.
  const std::string& operator_id() const { return operator_id_; }

 private:
  std::optional<Error> learn_party(const json::Value& body, std::string_view issuer);
  std::optional<Error> learn_keys(const json::Value& body, const Statement& statement, LeafIndex index);
  std::optional<Error> add_keys(const json::Value& keys, std::string_view party);
  std::optional<Error> revoke(const json::Value& list, std::string_view party, const Statement& by,
                              LeafIndex index);

  std::string operator_id_;
  std::map<std::string, std::string, std::less<>> names_;  // Party id to name.
  std::map<std::string, BundleKey, std::less<>> keys_;     // Key id to key.
};

}  // namespace stocktrail
