#include "tools/cli/sending.h"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <thread>

#include "tools/cli/files.h"

namespace stocktrail::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds first_wait{200};
constexpr std::chrono::milliseconds longest_wait{10'000};
constexpr std::chrono::seconds quiet_time{1};
constexpr std::size_t token_bytes = 1024;

bool is_worth_another_try(const Result<Answer>& answer) {
  if (!answer) return answer.error().code == ErrorCode::unavailable;
  switch (answer->status) {
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return true;
    default:
      return false;
  }
}

std::string_view media_type_of(std::string_view wire) {
  return wire.starts_with('{') ? "application/vnd.stocktrail.statement+json" : "application/sd-jwt";
}

Result<std::string> token_of(const Session& session) {
  if (session.token_file.empty()) return session.token;
  auto text = read_file(session.token_file, token_bytes);
  if (!text) return text;
  text->resize(text->find_last_not_of(" \r\n") + 1);
  if (text->find_first_of(" \r\n") != std::string::npos) {
    return fail(ErrorCode::invalid_argument, "A token is one word; the file has more than that.",
                session.token_file.string());
  }
  return text;
}

}  // namespace

Result<Answer> try_again(Session& session, Asking asking, const std::function<Result<Answer>()>& request) {
  const auto begun = Clock::now();
  auto wait = first_wait;
  for (unsigned attempt = 1;; ++attempt) {
    auto answer = request();
    const unsigned most_attempts =
        answer || asking == Asking::sending ? send_attempts_max : unanswered_questions_max;
    if (!is_worth_another_try(answer) || attempt >= most_attempts) return answer;
    const auto asked = answer ? std::chrono::milliseconds(answer->retry_after) : std::chrono::milliseconds(0);
    const auto pause = std::min(std::max(wait, asked), longest_wait);
    if (session.progress != ProgressMode::never && Clock::now() - begun + pause >= quiet_time) {
      session.err << (answer ? "the server cannot take it now" : "no answer") << ", try " << attempt + 1
                  << " of " << most_attempts << std::endl;
    }
    std::this_thread::sleep_for(pause);
    wait = std::min(wait * 2, longest_wait);
  }
}

Result<Answer> send_statement(HttpClient& server, std::string_view wire, Session& session) {
  return try_again(session, Asking::sending,
                   [&] { return server.post("/statements", wire, media_type_of(wire)); });
}

Result<std::optional<json::Document>> fetch_to_show(Session& session, const std::string& path) {
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto body = (*server)->fetch(path);
  if (!body) return std::unexpected(body.error());
  if (session.json()) {
    session.out << *body << '\n';
    return std::nullopt;
  }
  auto document = json::Document::parse(*body);
  if (!document) return std::unexpected(document.error());
  return std::optional<json::Document>(std::move(*document));
}

Result<std::unique_ptr<HttpClient>> connect(const Session& session) {
  auto token = token_of(session);
  if (!token) return std::unexpected(token.error());
  return HttpClient::make({.server = session.server, .token = std::move(*token), .ca_file = session.ca_file});
}

}  // namespace stocktrail::cli
