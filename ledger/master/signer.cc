// Who may sign what when: a key in its term.
#include "crypto/signing_time.h"
#include "ledger/master/change.h"

namespace stocktrail::master {
namespace {

std::optional<std::int64_t> seconds_of(std::optional<Micros> at) {
  if (!at) return std::nullopt;
  const std::int64_t micros = to_i64(*at), whole = micros / 1'000'000;
  return micros % 1'000'000 < 0 ? whole - 1 : whole;
}

/// A key whose statement names no beginning may have signed what was on its way when it was registered.
KeyTerm term_of(const PartyKey& key) {
  return {.valid_from = key.is_from_stated ? seconds_of(key.valid_from) : std::nullopt,
          .valid_until = seconds_of(key.valid_until),
          .revoked_from = seconds_of(key.revoked_at)};
}

}  // namespace

std::optional<Error> refuse_signer(const gs1::Key& issuer, const KeyOwner& owner, std::int64_t issued_at,
                                   Micros recorded_at) {
  const PartyKey& key = owner.key;
  if (owner.party != issuer)
    return Error{ErrorCode::bad_signature,
                 "the key " + key.key_id + " is registered for " + owner.party.text() +
                     ", not for the issuer " + issuer.text(),
                 "kid"};
  return refuse_signing_time(term_of(key), issued_at, seconds_of(recorded_at));
}

std::optional<Error> refuse_signer(const gs1::Key& issuer, std::string_view key_id, std::int64_t issued_at,
                                   Micros recorded_at, const TableReader& tables) {
  if (const auto owner = key_owner(key_id, tables))
    return refuse_signer(issuer, *owner, issued_at, recorded_at);
  return Error{ErrorCode::bad_signature,
               "no party has registered the key " + std::string(key_id.substr(0, 100)) +
                   ": ask the operator to admit your party with it, or sign with a registered one",
               "kid"};
}

}  // namespace stocktrail::master
