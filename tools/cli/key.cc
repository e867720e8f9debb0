// stocktrail key: makes and shows key files.
#include <memory>

#include "crypto/json_writer.h"
#include "ledger/files/key_file.h"
#include "tools/cli/commands.h"
#include "tools/cli/session.h"

namespace stocktrail::cli {
namespace {

Exit show(Session& session, const SigningKey& key, const std::filesystem::path& path) {
  const PublicKey& shown = key.public_key();
  json::Writer jwk;
  jwk.begin_object()
      .field("kty", "OKP")
      .field("crv", "Ed25519")
      .field("x", base64url_encode(shown.bytes()))
      .end_object();
  if (session.json()) {
    json::Writer writer;
    writer.begin_object()
        .field("file", path.string())
        .field("kid", thumbprint(shown))
        .key("jwk")
        .raw(jwk.text())
        .end_object();
    session.out << writer.text() << '\n';
  } else {
    session.out << "key file  " << path.string() << "\nkid       " << thumbprint(shown) << "\npublic    "
                << jwk.text() << '\n';
  }
  return Exit::ok;
}

Result<Exit> make_new(Session& session, const std::filesystem::path& path) {
  const SigningKey key = SigningKey::generate();
  if (auto written = write_key_file(path, key); !written) return std::unexpected(written.error());
  return show(session, key, path);
}

Result<Exit> show_file(Session& session, const std::filesystem::path& path) {
  const auto key = read_key(path);
  if (!key) return std::unexpected(key.error());
  return show(session, *key, path);
}

}  // namespace

Command key_command(Session& session) {
  const auto path = std::make_shared<std::filesystem::path>();
  Command make{
      .name = "new",
      .help = "Make an Ed25519 key in a file that only you may read",
      .options = {{"file", path.get(), "Where to write it; never over another file", Need::required}},
      .run = [&session, path] { return make_new(session, *path); }};
  Command shown{.name = "show",
                .help = "Show key id and public key (JWK) of a key file",
                .options = {{"file", path.get(), "The key file", Need::required}},
                .run = [&session, path] { return show_file(session, *path); }};
  return {.name = "key",
          .help = "Make a signing key, or show the public half of one",
          .commands = {std::move(make), std::move(shown)}};
}

}  // namespace stocktrail::cli
