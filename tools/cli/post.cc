// stocktrail sign and stocktrail post: EPCIS documents into signed statements, and statements into the log.
#include <memory>

#include "tools/cli/commands.h"
#include "tools/cli/documents.h"
#include "tools/cli/outbox.h"
#include "tools/cli/sending.h"
#include "tools/cli/session.h"

namespace stocktrail::cli {
namespace {

struct PostOptions {
  std::vector<std::filesystem::path> files;
  std::filesystem::path folder;
  bool future = false;

  Future of_later() const { return future ? Future::taken : Future::refused; }
};

constexpr const char* future_help = "Sign events whose time has not come yet";

Result<Exit> sign(Session& session, const PostOptions& options) {
  auto outbox = Outbox::open(options.folder);
  if (!outbox) return std::unexpected(outbox.error());
  const auto count = add_files(*outbox, options.files, options.of_later(), session);
  if (!count) return std::unexpected(count.error());
  if (session.json()) {
    session.out << "{\"statements\":" << *count << "}\n";
  } else {
    session.out << *count << " statements in " << options.folder.string()
                << ". Send them: stocktrail post --receipts " << options.folder.string() << '\n';
  }
  return Exit::ok;
}

Result<Exit> post(Session& session, const PostOptions& options) {
  auto outbox = open_outbox(options.folder, session);
  if (!outbox) return std::unexpected(outbox.error());
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  if (auto checked = outbox->refuse_other_log(**server); !checked) return std::unexpected(checked.error());
  const auto count = add_files(*outbox, options.files, options.of_later(), session);
  if (!count) return std::unexpected(count.error());
  return send_and_tell(*outbox, **server, session);
}

}  // namespace

Command sign_command(Session& session) {
  const auto options = std::make_shared<PostOptions>();
  return {
      .name = "sign",
      .help = "Sign EPCIS documents with --party and --key, without sending them",
      .options = {{"files", &options->files, "EPCIS 2.0 JSON documents; - is standard input", Need::required},
                  {"--out", &options->folder, "Folder for the signed statements", Need::required},
                  {"--allow-future", &options->future, future_help}},
      .run = [&session, options] { return sign(session, *options); }};
}

Command post_command(Session& session) {
  const auto options = std::make_shared<PostOptions>();
  return {
      .name = "post",
      .help = "Sign EPCIS documents, or take signed statements, send them and keep the receipts",
      .options = {{"files", &options->files,
                   "EPCIS 2.0 JSON documents or signed statements; none: what an earlier run left unsent"},
                  {"--receipts", &options->folder,
                   "Folder for statements and receipts (default: in ~/.local/state/stocktrail)"},
                  {"--allow-future", &options->future, future_help}},
      .run = [&session, options] { return post(session, *options); }};
}

}  // namespace stocktrail::cli
