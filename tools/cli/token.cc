// stocktrail token: access tokens, made, listed and revoked by the operator.
#include <memory>
#include <optional>

#include "crypto/json_writer.h"
#include "tools/cli/claims.h"
#include "tools/cli/commands.h"
#include "tools/cli/files.h"
#include "tools/cli/json_read.h"
#include "tools/cli/sending.h"
#include "tools/cli/table.h"

namespace stocktrail::cli {
namespace {

constexpr std::uint64_t days_most = 3'650;  // As the server takes them.

struct TokenOptions {
  std::string role = "party", party, label, id;
  std::int64_t days = 90;
  std::filesystem::path file;
};

Result<Exit> make_new(Session& session, const TokenOptions& options) {
  json::Writer writer;
  writer.begin_object()
      .field("role", options.role)
      .field("party", options.party)
      .field("label", options.label);
  writer.key("days").number(options.days).end_object();
  std::optional<NewSecret> file;  // Made first: a secret that is shown once must have its place.
  if (!options.file.empty()) {
    auto made = NewSecret::make(options.file);
    if (!made) return std::unexpected(made.error());
    file.emplace(std::move(*made));
  }
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto answer = (*server)->post("/tokens", writer.text(), "application/json");
  if (!answer) return std::unexpected(answer.error());
  if (!answer->is_success()) return std::unexpected(answer->error());
  const auto document = json::Document::parse(answer->body);
  if (!document) return std::unexpected(document.error());
  const std::string secret = text_of(document->root(), "token");
  if (!file) {
    session.out << (session.json() ? answer->body : secret) << '\n';
    return Exit::ok;
  }
  if (auto kept = file->keep(secret + "\n"); !kept) return std::unexpected(kept.error());
  const std::string id = text_of(document->root(), "id"), until = text_of(document->root(), "expiresAt");
  if (session.json()) {
    json::Writer told;
    told.begin_object()
        .field("id", id)
        .field("file", options.file.string())
        .field("expiresAt", until)
        .end_object();
    session.out << told.text() << '\n';
  } else {
    session.out << "Token " << id << " is in " << options.file.string() << ", until " << until << ".\n";
  }
  return Exit::ok;
}

Result<Exit> list(Session& session) {
  const auto answer = fetch_to_show(session, "/tokens");
  if (!answer) return std::unexpected(answer.error());
  if (!*answer) return Exit::ok;
  const json::Value root = (*answer)->root();
  Table table({{"id"}, {"role"}, {"party"}, {"label"}, {"expires"}, {"revoked"}});
  for_each(root, "tokens", [&](const json::Value& token) {
    table.add({text_of(token, "id"), text_of(token, "role"), text_of(token, "party"), text_of(token, "label"),
               text_of(token, "expiresAt"), text_of(token, "revokedAt")});
  });
  table.print(session.out);
  return Exit::ok;
}

Result<Exit> revoke(Session& session, const std::string& id) {
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto answer = (*server)->remove("/tokens/" + url_encode(id));
  if (!answer) return std::unexpected(answer.error());
  if (!answer->is_success()) return std::unexpected(answer->error());
  session.out << (session.json() ? answer->body : "The token is revoked.") << '\n';
  return Exit::ok;
}

}  // namespace

Command token_command(Session& session) {
  const auto options = std::make_shared<TokenOptions>();
  Command make{.name = "new",
               .help = "Make a token; its secret is shown once",
               .options = {{"--role",
                            &options->role,
                            "What it may do",
                            Need::optional,
                            {"party", "planner", "auditor", "operator"}},
                           {"--for", &options->party, "The party that it speaks for", Need::required},
                           {"--label", &options->label, "What it is for, in your words"},
                           {"--days", number(options->days, 1, days_most), "How long it is good"},
                           {"--file", &options->file,
                            "Write it to a file that only you may read, instead of showing it"}},
               .run = [&session, options] { return make_new(session, *options); }};
  Command show_all{.name = "list", .help = "All tokens, without their secrets", .run = [&session] {
                     return list(session);
                   }};
  Command end{.name = "revoke",
              .help = "End a token at once",
              .options = {{"id", &options->id, "Its id, as the list shows it", Need::required}},
              .run = [&session, options] { return revoke(session, options->id); }};
  return {.name = "token",
          .help = "Make, list and revoke access tokens, with the operator's token",
          .commands = {std::move(make), std::move(show_all), std::move(end)}};
}

}  // namespace stocktrail::cli
