// tools/cli/sending.h: a request that is tried again while nobody answers or the server has too much to do.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "crypto/json.h"
#include "tools/cli/http_client.h"
#include "tools/cli/session.h"

namespace stocktrail::cli {

inline constexpr unsigned send_attempts_max = 8;
inline constexpr unsigned unanswered_questions_max = 2;

/// A question of which nobody answers is not asked for long: its server is mistyped, or does not run. What
/// waits to be sent waits for a server that starts again.
enum class Asking : unsigned char { question, sending };

/// Only for what may be done twice. What it waits for is said on standard error after a second.
Result<Answer> try_again(Session& session, Asking asking, const std::function<Result<Answer>()>& request);

/// Posts a statement; a repeat is harmless because of its id.
Result<Answer> send_statement(HttpClient& server, std::string_view wire, Session& session);

/// What the server says at a path, for a command that shows it: as it came where JSON is asked for, and then
/// there is nothing left to show; else parsed.
Result<std::optional<json::Document>> fetch_to_show(Session& session, const std::string& path);

/// Starts a client with the session's server, token and certificates.
Result<std::unique_ptr<HttpClient>> connect(const Session& session);

}  // namespace stocktrail::cli
