// api/handlers/statement_answer.h: how receipts and stored statements go out.
#pragma once

#include <string>

#include "api/handlers/call.h"

namespace stocktrail::api {

inline constexpr std::string_view sd_jwt_type = "application/sd-jwt";
inline constexpr std::string_view seeded_type = "application/vnd.stocktrail.statement+json";

/// The receipt with its proof as JSON: index, recordedAt, blind, statementDigest, entry, repeated, proof; of
/// events, each with its id and what it repeats (told_events.h); of a recall, what it does (recall_reach.h).
/// `reservation`: JSON of the one that the statement made or changed, if any.
Result<std::string> receipt_json(const View& view, const Receipt& receipt, std::string_view reservation = {});

/// 201 with Location, or 200 for a repeat.
Response receipt_response(Call& call, const Receipt& receipt, std::string_view reservation = {});

}  // namespace stocktrail::api
