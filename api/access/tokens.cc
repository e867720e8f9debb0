#include "api/access/tokens.h"

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/bytes.h"
#include "ledger/engine/controls.h"

namespace stocktrail::api {
namespace {

constexpr std::string_view secret_prefix = "st_";
constexpr std::size_t secret_bytes = 32;
constexpr std::int64_t micros_per_day = 86'400'000'000;

bool is_good(const IssuedToken& token, Micros now) {
  return !token.revoked_at && now < token.expires_at;
}

bool lets_operator(const IssuedToken& token, Micros now) {
  return is_good(token, now) && parse_role(token.role) == Role::operator_;
}

/// As it is told to people.
Token told(const IssuedToken& stored, Role role) {
  return Token{.id = stored.id,
               .role = role,
               .party = stored.party,
               .label = stored.label,
               .created_at = stored.created_at,
               .expires_at = stored.expires_at,
               .revoked_at = stored.revoked_at};
}
/// nullopt for a role that this program does not know.
std::optional<Token> told(const IssuedToken& stored) {
  const auto role = parse_role(stored.role);
  return role ? std::optional(told(stored, *role)) : std::nullopt;
}

Result<void> check(const TokenStore::Draft& draft) {
  if (draft.role == Role::anyone)
    return fail(ErrorCode::invalid_argument, "'anyone' needs no token", "$.role");
  if (draft.days < 1 || draft.days > token_days_max) {
    return fail(ErrorCode::invalid_argument, "a token lives 1 to " + std::to_string(token_days_max) + " days",
                "$.days");
  }
  if (draft.label.size() > token_label_bytes_max) {
    return fail(ErrorCode::invalid_argument,
                "a label has at most " + std::to_string(token_label_bytes_max) + " bytes", "$.label");
  }
  return {};
}

}  // namespace

std::string_view name_of(Role role) {
  switch (role) {
    case Role::anyone:
      return "anyone";
    case Role::party:
      return "party";
    case Role::planner:
      return "planner";
    case Role::auditor:
      return "auditor";
    case Role::operator_:
      return "operator";
  }
  return "anyone";
}

std::optional<Role> parse_role(std::string_view name) {
  for (const Role role : {Role::anyone, Role::party, Role::planner, Role::auditor, Role::operator_}) {
    if (name == name_of(role)) return role;
  }
  return std::nullopt;
}

std::string TokenStore::new_secret() {
  std::array<std::uint8_t, secret_bytes> secret{};
  randomness_.fill(secret);
  return std::string(secret_prefix) + base64url_encode(secret);
}

Result<void> TokenStore::make_room(Micros now) {
  const auto view = ledger_.view();
  const auto tokens = all_tokens(view->tables());
  const auto good = std::ranges::count_if(tokens, [now](const IssuedToken& t) { return is_good(t, now); });
  if (static_cast<std::size_t>(good) >= tokens_max) {
    return fail(ErrorCode::too_large, "there are " + std::to_string(tokens_max) +
                                          " tokens that are good: revoke some before you make more");
  }
  if (tokens.size() < 2 * tokens_max) return {};
  return ledger_.share({TokensForgotten{.expired_by = now}});
}

Result<TokenStore::Issued> TokenStore::issue(const Draft& draft, std::string secret, Room room) {
  if (auto checked = check(draft); !checked) return std::unexpected(std::move(checked.error()));
  std::array<std::uint8_t, 8> id{};
  randomness_.fill(id);
  const Micros now = clock_.now();
  const IssuedToken issued{{.hash = sha256(secret),
                            .id = hex_encode(id),
                            .role = std::string(name_of(draft.role)),
                            .party = draft.party,
                            .label = draft.label,
                            .created_at = now,
                            .expires_at = Micros{to_i64(now) + draft.days * micros_per_day}},
                           std::nullopt};
  const MutexLock lock(mutex_);
  if (room == Room::counted) {
    if (auto made = make_room(now); !made) return std::unexpected(std::move(made.error()));
  }
  if (auto shared = ledger_.share({static_cast<const TokenIssued&>(issued)}); !shared)
    return std::unexpected(std::move(shared.error()));
  return Issued{.token = told(issued, draft.role), .secret = std::move(secret)};
}

bool TokenStore::has_operator() const {
  const auto tokens = all_tokens(ledger_.view()->tables());
  return std::ranges::any_of(tokens,
                             [now = clock_.now()](const IssuedToken& t) { return lets_operator(t, now); });
}

Result<Token> TokenStore::revoke(std::string_view id) {
  const MutexLock lock(mutex_);
  const Micros now = clock_.now();
  const auto tokens = all_tokens(ledger_.view()->tables());
  const auto found = std::ranges::find(tokens, id, &IssuedToken::id);
  auto token = found == tokens.end() ? std::nullopt : told(*found);
  if (!token) return fail(ErrorCode::not_found, "there is no token with this id");
  if (token->revoked_at) return *std::move(token);
  const auto operators =
      std::ranges::count_if(tokens, [now](const IssuedToken& t) { return lets_operator(t, now); });
  if (operators == 1 && lets_operator(*found, now)) {
    return fail(ErrorCode::conflict,
                "this is the last good token of an operator, and without one nobody could make tokens, admit "
                "parties or ask for backups: make another one first");
  }
  token->revoked_at = now;
  if (auto shared = ledger_.share({TokenRevoked{.hash = found->hash, .at = *token->revoked_at}}); !shared)
    return std::unexpected(std::move(shared.error()));
  return *std::move(token);
}

std::vector<Token> TokenStore::list() const {
  std::vector<Token> tokens;
  for (const IssuedToken& stored : all_tokens(ledger_.view()->tables()))
    if (auto token = told(stored)) tokens.push_back(*std::move(token));
  std::ranges::sort(tokens, {}, [](const Token& token) { return std::pair(token.created_at, token.id); });
  return tokens;
}

std::optional<Principal> TokenStore::authenticate(std::string_view secret) const {
  if (!secret.starts_with(secret_prefix)) return std::nullopt;
  // Finding by the hash tells a guesser nothing about the secret; the final comparison takes constant time.
  const Digest hash = sha256(secret);
  const auto stored = find_token(hash, ledger_.view()->tables());
  if (!stored || !equal_constant_time(stored->hash, hash) || !is_good(*stored, clock_.now()))
    return std::nullopt;
  const auto role = parse_role(stored->role);
  if (!role) return std::nullopt;
  return Principal{.role = *role, .party = stored->party, .token_id = stored->id};
}

}  // namespace stocktrail::api
