// api/access/tokens.h: access tokens. A token is 256 random bits, shown once; only its SHA-256 is stored, in
// an append-only file of JSON lines beside the ledger. They are no part of the fold: whom a server lets in is
// its own matter.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/access/role.h"
#include "crypto/mutex.h"
#include "crypto/result.h"
#include "crypto/sha256.h"
#include "ledger/files/clock.h"

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

/// All tokens of a server. Thread safe.
class TokenStore {
 public:
  /// Reads the file, or begins one that only its owner can read. A last line that a crash cut short is
  /// dropped.
  static Result<std::unique_ptr<TokenStore>> open(std::filesystem::path file, stocktrail::Clock& clock,
                                                  Randomness& randomness);
  ~TokenStore();
  TokenStore(const TokenStore&) = delete;
  TokenStore& operator=(const TokenStore&) = delete;

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
  /// Durable when it returns.
  Result<Issued> issue(const Draft& draft) { return issue(draft, new_secret()); }
  /// The same for a secret of new_secret() that is kept somewhere already.
  Result<Issued> issue(const Draft& draft, std::string secret);
  std::string new_secret();
  Result<Token> revoke(std::string_view id);
  /// By time of issue. Expired and revoked ones stay until there are as many of them as may be good.
  std::vector<Token> list() const;

  /// The principal of a secret; nullopt if it is unknown, expired or revoked.
  std::optional<Principal> authenticate(std::string_view secret) const;

 private:
  TokenStore(std::filesystem::path file, stocktrail::Clock& clock, Randomness& randomness);
  struct Entry {
    Digest hash{};
    Token token = {};
  };
  Result<void> load();
  Result<void> apply_line(std::string_view line) ST_REQUIRES(mutex_);
  Result<void> append_line(const std::string& line) ST_REQUIRES(mutex_);
  void add(Entry entry) ST_REQUIRES(mutex_);
  static bool is_good(const Token& token, Micros now) { return !token.revoked_at && now < token.expires_at; }
  /// Writes the file anew without the tokens that let nobody in.
  Result<void> forget_dead(Micros now) ST_REQUIRES(mutex_);

  std::filesystem::path file_;
  stocktrail::Clock& clock_;
  Randomness& randomness_;
  int descriptor_ = -1;
  mutable SharedMutex mutex_;
  std::int64_t file_bytes_ ST_GUARDED_BY(mutex_) = 0;
  std::vector<Entry> entries_ ST_GUARDED_BY(mutex_);
  // Raw bytes of the hash -> place in entries_.
  std::unordered_map<std::string, std::size_t> by_hash_ ST_GUARDED_BY(mutex_);
};

}  // namespace stocktrail::api
