// ledger/log/control.h: what the nodes of one operator share beside the public log: whom they let in, the
// keys that they hold for parties, which files there are, and when they go on with what waits. A control
// takes its place in the same order as the statements, is folded into Table::controls
// (ledger/engine/controls.h), and adds no entry to the tree.
//
// No control holds a secret: tokens are hashes, keys are sealed with the key of the installation, which is in
// no log, and of files there are names and lengths. A control may be delivered twice, also long after others:
// each says what is so from then on, and never undoes a later one.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "crypto/sha256.h"
#include "ledger/epcis/time.h"

namespace stocktrail {

/// Lets in who knows the token, in a role, for a party.
struct TokenIssued {
  Digest hash{};   // SHA-256 of the token.
  std::string id;  // Names it in lists.
  std::string role, party, label;
  Micros created_at{}, expires_at{};
  bool operator==(const TokenIssued&) const = default;
};

/// For ever.
struct TokenRevoked {
  Digest hash{};
  Micros at{};
  bool operator==(const TokenRevoked&) const = default;
};

/// All that were issued by then are revoked, forever: when nobody can tell which of them were before.
struct TokensRevoked {
  Micros issued_by{}, at{};
  bool operator==(const TokensRevoked&) const = default;
};

/// All that expired by then are of no use any more.
struct TokensForgotten {
  Micros expired_by{};
  bool operator==(const TokensForgotten&) const = default;
};

/// A key that the server holds for a party (ledger/engine/party_keys.h).
struct KeySealed {
  std::string key_id;
  std::string sealed;
  bool operator==(const KeySealed&) const = default;
};

/// A party brought a file; its bytes lie beside the log.
struct FileKnown {
  Digest sha256{};
  std::uint64_t bytes = 0;
  std::string party;
  bool operator==(const FileKnown&) const = default;
};

/// Folds that left work for later do some of it now: nothing but the order decides when, so every node, a
/// rebuild and an audit have the same tables.
struct FoldsGoOn {
  bool operator==(const FoldsGoOn&) const = default;
};

using Control =
    std::variant<TokenIssued, TokenRevoked, TokensForgotten, KeySealed, FileKnown, TokensRevoked, FoldsGoOn>;

}  // namespace stocktrail
