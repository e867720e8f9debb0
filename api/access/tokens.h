// api/access/tokens.h: access tokens. A token is 256 random bits, shown once; only its SHA-256 is kept. They
// go through the log beside the statements (ledger/log/control.h), so that every node of an operator lets in
// the same, and are no part of the public tree: whom an operator lets in is its own matter.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/access/role.h"
#include "crypto/mutex.h"
#include "crypto/result.h"
#include "ledger/ledger.h"

namespace stocktrail::api {

inline constexpr std::size_t tokens_max = 10'000;  // That are good; expired and revoked ones do not count.
inline constexpr std::size_t token_label_bytes_max = 100;
inline constexpr std::int64_t token_days_default = 90;
inline constexpr std::int64_t token_days_max = 3'650;

/// What is known of a token after its secret was shown.
struct Token {
  std::string id;  // 16 hex digits; names it in lists and logs.
  Role role = Role::party;
  std::string party;  // Canonical party key.
  std::string label;  // What it is for, in a person's words.
  Micros created_at{};
  Micros expires_at{};
  std::optional<Micros> revoked_at;
};

/// All tokens of a ledger. Thread safe.
class TokenStore {
 public:
  /// All outlive it.
  TokenStore(Ledger& ledger, stocktrail::Clock& clock, Randomness& randomness)
      : ledger_(ledger), clock_(clock), randomness_(randomness) {}

  struct Draft {
    Role role = Role::party;
    std::string party;
    std::string label;
    std::int64_t days = token_days_default;
  };
  struct Issued {
    Token token;
    std::string secret;  // "st_" and 43 characters. Kept nowhere.
  };
  /// Durable, and good, when it returns. Errors as Ledger::share(), and `too_large` above tokens_max.
  Result<Issued> issue(const Draft& draft) { return issue(draft, new_secret()); }
  /// The same for a secret of new_secret() that is kept somewhere already. `always`: also above tokens_max.
  enum class Room : unsigned char { counted, always };
  Result<Issued> issue(const Draft& draft, std::string secret, Room room = Room::counted);
  std::string new_secret();
  /// Durable, and in force, when it returns. `conflict` for the last good token of an operator.
  Result<Token> revoke(std::string_view id);
  /// Whether any token of an operator is good now.
  bool has_operator() const;
  /// By time of issue. Expired ones stay until there are as many rows as twice those that may be good.
  std::vector<Token> list() const;

  /// The principal of a secret; nullopt if it is unknown, expired or revoked.
  std::optional<Principal> authenticate(std::string_view secret) const;

 private:
  /// Room for one more, `now`.
  Result<void> make_room(Micros now) ST_REQUIRES(mutex_);

  Ledger& ledger_;
  stocktrail::Clock& clock_;
  Randomness& randomness_;
  Mutex mutex_;  // One change at a time, or two would count the same.
};

}  // namespace stocktrail::api
