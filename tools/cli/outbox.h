// tools/cli/outbox.h: a folder of signed statements and their receipts. A statement is written before it is
// sent and its receipt after, so that a broken run is taken up by the next one, and every receipt is there to
// prove later. A statement is known by its issuer and its id, as in the log.
//   <number>-<id>.statement      the bytes that were signed and sent; numbers count up: the order of sending
//   <number>-<id>.receipt.json   the server's answer
//   <number>-<id>.refused        a statement that the server refused for good, and beside it, in
//   <number>-<id>.refused.json   why: detail and where
//   log.vkey                     the key of the log that the receipts are from
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "crypto/statement.h"
#include "tools/cli/files.h"
#include "tools/cli/http_client.h"
#include "tools/cli/session.h"
#include "tools/cli/signer.h"

namespace stocktrail::cli {

class Outbox {
 public:
  /// `unavailable` while another process has the folder open.
  static Result<Outbox> open(std::filesystem::path folder);

  /// Keeps a statement for sending; `source` is the file that it was made of, for messages. If the folder has
  /// one of this issuer and id: with a receipt, and the same content, it stays and counts as there already;
  /// with a receipt and other content it is a `conflict`; one that waits, or was refused, is replaced.
  Result<void> put(const SignedStatement& statement, const std::filesystem::path& source = {});

  struct Refusal {
    std::filesystem::path file, source;
    Error error;
  };
  struct Summary {
    std::size_t sent = 0;      // New in the log.
    std::size_t repeated = 0;  // Were in the log already.
    std::size_t held = 0;      // Wait, since an earlier one of their issuer was refused.
    std::vector<std::string>
        receipts;  // Raw JSON: of what was put and is there already, then in order of sending.
    std::vector<Refusal> refused;
    std::optional<Error> stopped;  // What ended it before all were sent; the rest waits in the folder.

    /// The first thing that went wrong.
    std::optional<Error> fault() const;
  };
  /// Sends every statement without a receipt, in the order of put(). A refused one is set aside and the
  /// others go on; if it was no events, which later ones of its issuer may rest on, those wait. Overload and
  /// lost connections are retried.
  Summary send(HttpClient& server, Session& session);

  /// `conflict` if the server answers and has another log than the receipts are from: before anything is put
  /// that is meant for it.
  Result<void> refuse_other_log(HttpClient& server) const;

  const std::filesystem::path& folder() const { return folder_; }
  /// By its name.
  static bool is_statement(const std::filesystem::path& path);
  static bool has_receipt(const std::filesystem::path& statement);

 private:
  struct Match {
    std::filesystem::path path;
    std::string wire;
    Statement statement;
  };

  Outbox(std::filesystem::path folder, FolderLock lock)
      : folder_(std::move(folder)), lock_(std::move(lock)) {}
  Result<std::optional<Match>> find(const Statement& statement) const;
  Result<void> add(const SignedStatement& statement, const std::filesystem::path& source);
  Result<void> replace(const Match& old, const SignedStatement& statement, const Statement& parsed,
                       const std::filesystem::path& source);
  std::vector<std::filesystem::path> unsent() const;
  /// How to send what waits; empty if nothing does.
  std::string kept_advice(const std::string& server) const;
  Result<void> check_log(HttpClient& server, Session& session) const;
  Result<void> check_key(std::string_view vkey) const;
  Result<void> count_known(Summary& summary) const;
  Result<void> send_one(const std::filesystem::path& path, HttpClient& server, Session& session,
                        Summary& summary);
  Result<void> set_aside(const std::filesystem::path& path, Error error, Summary& summary);

  std::filesystem::path folder_;
  FolderLock lock_;
  std::multimap<std::string, std::filesystem::path, std::less<>>
      files_;                                                       // Statements, also refused, by their ids.
  std::map<std::filesystem::path, std::filesystem::path> sources_;  // Of statements that were put.
  std::set<std::filesystem::path> known_;                           // Were put, and have a receipt.
  std::set<std::string, std::less<>> held_;                         // Issuers whose later statements wait.
  std::size_t next_number_ = 1;
};

/// The folder that --receipts names, or the usual one for this server: state_directory()/receipts/<host>.
Result<Outbox> open_outbox(const std::filesystem::path& given, const Session& session);

}  // namespace stocktrail::cli
