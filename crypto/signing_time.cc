#include "crypto/signing_time.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <limits>
#include <string>
#include <utility>

namespace stocktrail {
namespace {

/// `2026-07-22T06:45:00Z`, for people; a time out of the years 0 to 9999 as the number that it is.
std::string shown_time(std::int64_t seconds) {
  constexpr std::int64_t year_0 = -62'167'219'200, year_10000 = 253'402'300'800;
  if (seconds < year_0 || seconds >= year_10000) return std::to_string(seconds);
  const std::chrono::sys_seconds at{std::chrono::seconds(seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return text.data();
}

Error refusal(std::string detail, std::string where) {
  return {ErrorCode::bad_signature, std::move(detail), std::move(where)};
}

/// `what` names the time that is judged: "iat" or the recorded time.
std::optional<Error> refuse_in_term(const KeyTerm& term, std::int64_t at, std::string_view what) {
  const std::string judged = std::string(what) + ", " + shown_time(at) + ",";
  if (term.revoked_from && at >= *term.revoked_from) {
    const bool at_once = *term.revoked_from == std::numeric_limits<std::int64_t>::min();
    return refusal("the key was revoked" +
                       (at_once ? std::string() : " from " + shown_time(*term.revoked_from)) + ", and " +
                       judged + " is not before that: sign with another key",
                   "kid");
  }
  if (term.valid_from && at < *term.valid_from)
    return refusal(judged + " is before the key is valid, from " + shown_time(*term.valid_from), "kid");
  if (term.valid_until && at >= *term.valid_until)
    return refusal(judged + " is after the key was valid, until " + shown_time(*term.valid_until) +
                       ": sign with another key",
                   "kid");
  return std::nullopt;
}

}  // namespace

std::int64_t revoked_from(std::optional<std::int64_t> at, std::int64_t issued_at) {
  // The statement itself may be as much ahead of the time at which it was recorded.
  const bool is_to_come = at && *at > issued_at - statement_skew_seconds_max;
  return is_to_come ? *at : std::numeric_limits<std::int64_t>::min();
}

std::optional<Error> refuse_signing_time(const KeyTerm& term, std::int64_t issued_at,
                                         std::optional<std::int64_t> recorded_at) {
  if (auto refused = refuse_in_term(term, issued_at, "iat")) return refused;
  if (!recorded_at) return std::nullopt;
  if (auto refused = refuse_in_term(term, *recorded_at, "the recorded time")) return refused;
  if (issued_at > *recorded_at + statement_skew_seconds_max) {
    return refusal("iat, " + shown_time(issued_at) + ", is ahead of the recorded time, " +
                       shown_time(*recorded_at) + ", by more than " +
                       std::to_string(statement_skew_seconds_max) +
                       " seconds: set the clock that it was signed by",
                   "$.iat");
  }
  if (issued_at < *recorded_at - statement_age_seconds_max) {
    return refusal("iat, " + shown_time(issued_at) + ", is more than " +
                       std::to_string(statement_age_seconds_max / 86'400) +
                       " days before the recorded time, " + shown_time(*recorded_at) + ": sign it again",
                   "$.iat");
  }
  return std::nullopt;
}

}  // namespace stocktrail
