// tools/cli/outbox.h: a folder of signed statements and their receipts. A statement is written before it is
// sent and its receipt after, so that a broken run is taken up by the next one, and every receipt is there to
// prove later.
//   <number>-<id>.statement      the bytes that were signed and sent; numbers count up, and are the order of
//   sending <number>-<id>.receipt.json   the server's answer
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "tools/cli/http_client.h"
#include "tools/cli/session.h"
#include "tools/cli/signer.h"

namespace stocktrail::cli {

inline constexpr unsigned send_attempts_max = 8;

class Outbox {
 public:
  static Result<Outbox> open(std::filesystem::path folder);

  /// Keeps a statement for sending; one of the same id that is there already stays as it is.
  Result<void> put(const SignedStatement& statement);

  struct Summary {
    std::size_t sent = 0;               // New in the log.
    std::size_t repeated = 0;           // Were in the log already.
    std::vector<std::string> receipts;  // Raw JSON, in order of sending.
  };
  /// Sends every statement without a receipt, in the order of put(); a refusal ends it with the server's
  /// reason. Overload and lost connections are retried, which is safe because of the statement's id.
  Result<Summary> send(HttpClient& server, Session& session);

  const std::filesystem::path& folder() const { return folder_; }
  /// By its name.
  static bool is_statement(const std::filesystem::path& path);

 private:
  explicit Outbox(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Result<std::vector<std::filesystem::path>> unsent() const;

  std::filesystem::path folder_;
  std::set<std::string, std::less<>> ids_;  // Of all statements in the folder.
  std::size_t next_number_ = 1;
};

/// Posts one statement with retries, as Outbox::send does; the receipt is the answer's body.
Result<Answer> send_statement(HttpClient& server, std::string_view wire);

/// The folder that --receipts names, or the usual one for this server: state_directory()/receipts/<host>.
Result<Outbox> open_outbox(const std::filesystem::path& given, const Session& session);

/// Starts a client with the session's server, token and certificates.
Result<std::unique_ptr<HttpClient>> connect(const Session& session);

}  // namespace stocktrail::cli
