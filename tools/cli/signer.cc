#include "tools/cli/signer.h"

#include <algorithm>
#include <utility>

#include "crypto/sha256.h"

namespace stocktrail::cli {
namespace {

constexpr std::string_view id_domain = "stocktrail/cli/statement-id/v1";
constexpr std::string_view seed_domain = "stocktrail/cli/disclosure-seed/v1";

std::string length_prefix(std::size_t length) {
  return std::to_string(length) + ":";
}

/// 128 bits of the digest over all that the statement says but its time: the same content has the same id.
StatementId id_of(const StatementDraft& draft) {
  Sha256 hash;
  const auto add = [&hash](std::string_view text) { hash.update(length_prefix(text.size())).update(text); };
  add(id_domain);
  add(draft.kind);
  add(draft.issuer);
  add(draft.context);
  add(draft.body);
  for (const std::string& event : draft.events) add(event);
  const Digest digest = hash.finish();
  StatementId id;
  std::copy_n(digest.begin(), id.size(), id.begin());
  return id;
}

/// Unguessable for all who lack the key, and the same each time: salts hide values from everyone else.
std::vector<DisclosureSeed> seeds_of(const SigningKey& key, const StatementId& id, std::size_t count) {
  auto secret = key.seed();
  HmacSha256 mac(secret);
  std::fill(secret.begin(), secret.end(), std::uint8_t{0});
  std::vector<DisclosureSeed> seeds(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::string message(seed_domain);
    message += as_text(id);
    message += std::to_string(i);
    const Digest digest = mac(as_bytes(message));
    std::copy_n(digest.begin(), seeds[i].size(), seeds[i].begin());
  }
  return seeds;
}

Result<SignedStatement> sign_draft(StatementDraft draft, const SigningKey& key) {
  draft.seeds = seeds_of(key, draft.id, draft.events.size());
  auto wire = sign_statement(draft, key);
  if (!wire) return std::unexpected(wire.error());
  return SignedStatement{draft.id, std::move(*wire), draft.events.size()};
}

StatementDraft draft_of(const Signer& signer, std::string_view kind, std::string_view claim,
                        const StatementId& id) {
  return {.kind = std::string(kind),
          .issuer = signer.party,
          .issued_at = signer.issued_at,
          .id = id,
          .body = std::string(claim)};
}

}  // namespace

Result<std::vector<SignedStatement>> sign_events(const Signer& signer, std::string_view context,
                                                 std::span<const std::string> events,
                                                 std::string_view header) {
  std::vector<SignedStatement> statements;
  for (std::size_t next = 0; next < events.size();) {
    StatementDraft draft{
        .issuer = signer.party, .issued_at = signer.issued_at, .context = std::string(context)};
    const std::size_t events_max = statement_events_max - (header.empty() ? 0 : 1);
    std::size_t bytes = header.size();
    while (next < events.size() && draft.events.size() < events_max &&
           (draft.events.empty() || bytes + events[next].size() <= signed_text_bytes_max)) {
      bytes += events[next].size();
      draft.events.push_back(events[next++]);
    }
    if (!header.empty()) draft.events.emplace_back(header);
    draft.id = id_of(draft);
    auto made = sign_draft(std::move(draft), signer.key);
    if (!made) return std::unexpected(made.error());
    statements.push_back(std::move(*made));
  }
  return statements;
}

Result<SignedStatement> sign_claim(const Signer& signer, std::string_view kind, std::string_view claim,
                                   const StatementId& id) {
  return sign_draft(draft_of(signer, kind, claim, id), signer.key);
}

StatementId content_id(const Signer& signer, std::string_view kind, std::string_view claim) {
  return id_of(draft_of(signer, kind, claim, {}));
}

bool has_content_id(const Statement& statement) {
  StatementDraft draft{.kind = std::string(statement.kind()), .issuer = std::string(statement.issuer())};
  if (const auto context = statement.payload().find("@context")) draft.context = context->raw();
  if (draft.kind != "events") draft.body = statement.body().raw();
  for (const json::Value& event : statement.events()) draft.events.emplace_back(event.raw());
  return id_of(draft) == statement.id();
}

}  // namespace stocktrail::cli
