// crypto/signing_time.h: when a key may sign: the one rule that the log's gate, both audits and `verify` of
// proof files ask (docs/formats.md, "When a key may sign"). Pure: no clock, no tables. All times are whole
// seconds since 1970; a fraction of a second is dropped.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "crypto/result.h"

namespace stocktrail {

/// How far `iat` may be ahead of the recorded time: clocks differ.
inline constexpr std::int64_t statement_skew_seconds_max = 300;
/// How far it may be behind: an outbox was without a network. What is older is signed again.
inline constexpr std::int64_t statement_age_seconds_max = 90 * 86'400;

/// When a key may sign, as far as earlier statements say.
struct KeyTerm {
  std::optional<std::int64_t> valid_from = {};    // As stated when it was registered.
  std::optional<std::int64_t> valid_until = {};   // The first second in which it may not sign any more.
  std::optional<std::int64_t> revoked_from = {};  // The first second in which its revocation counts.
};

/// From when a revocation counts that names the time `at`, if it names one, in a statement of `issued_at`. A
/// time to come lets the old key overlap with the new one. A time that was past takes the key at once,
/// whatever `iat` its holder writes from then on: who lost a key cannot tell what was signed with it before.
std::int64_t revoked_from(std::optional<std::int64_t> at, std::int64_t issued_at);

/// Why a statement of this `iat` cannot be signed with such a key; nullopt if it can. `recorded_at`: when the
/// log took it, where that is known (a proof file does not tell): then the key has to be in its term at both
/// times, and `iat` within statement_skew_seconds_max and statement_age_seconds_max of it.
std::optional<Error> refuse_signing_time(const KeyTerm& term, std::int64_t issued_at,
                                         std::optional<std::int64_t> recorded_at);

}  // namespace stocktrail
