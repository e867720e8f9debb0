// stocktrail key: makes and shows key files.
#include <memory>

#include <ostream>

#include "crypto/json_writer.h"
#include "tools/cli/commands.h"
#include "tools/cli/key_changes.h"
#include "tools/cli/public_key.h"
#include "tools/cli/session.h"

namespace stocktrail::cli {
namespace {

Exit show(Session& session, const SigningKey& key, const std::filesystem::path& path) {
  const PublicKey& shown = key.public_key();
  const std::string jwk = jwk_of(shown);
  if (session.json()) {
    json::Writer writer;
    writer.begin_object()
        .field("file", path.string())
        .field("kid", thumbprint(shown))
        .key("jwk")
        .raw(jwk)
        .end_object();
    session.out << writer.text() << '\n';
  } else {
    session.out << "key file  " << path.string() << "\nkid       " << thumbprint(shown) << "\npublic    "
                << jwk << '\n';
  }
  return Exit::ok;
}

Result<Exit> make_new(Session& session, const std::filesystem::path& path) {
  const SigningKey key = SigningKey::generate();
  if (auto written = write_new_key(path, key); !written) return std::unexpected(written.error());
  return show(session, key, path);
}

struct ShowOptions {
  std::filesystem::path path;
  bool is_public_only = false;
};

Result<Exit> show_file(Session& session, const ShowOptions& options) {
  const auto key = read_key(options.path);
  if (!key) return std::unexpected(key.error());
  if (!options.is_public_only) return show(session, *key, options.path);
  session.out << jwk_of(key->public_key()) << '\n';
  return Exit::ok;
}

}  // namespace

Command key_command(Session& session) {
  const auto options = std::make_shared<ShowOptions>();
  Command make{
      .name = "new",
      .help = "Make an Ed25519 key in a file that only you may read",
      .options = {{"file", &options->path, "Where to write it; never over another file", Need::required}},
      .run = [&session, options] { return make_new(session, options->path); }};
  Command shown{.name = "show",
                .help = "Show key id and public key (JWK) of a key file",
                .options = {{"file", &options->path, "The key file", Need::required},
                            {"--public", &options->is_public_only,
                             "Only the public key, to hand to the operator (party add --public-key)"}},
                .run = [&session, options] { return show_file(session, *options); }};
  Command key{.name = "key",
              .help = "Make a signing key, show the public half of one, and register, rotate or revoke keys",
              .commands = {std::move(make), std::move(shown)}};
  for (Command& change : key_change_commands(session)) key.commands.push_back(std::move(change));
  return key;
}

}  // namespace stocktrail::cli
