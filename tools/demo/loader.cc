#include "tools/demo/loader.h"

#include <map>
#include <utility>

#include "crypto/json_writer.h"
#include "ledger/key_file.h"
#include "tools/cli/blob.h"
#include "tools/cli/files.h"
#include "tools/cli/json_read.h"
#include "tools/cli/outbox.h"
#include "tools/cli/signer.h"
#include "tools/demo/chain.h"
#include "tools/demo/pictures.h"

namespace stocktrail::demo {
namespace {

namespace fs = std::filesystem;
using cli::HttpClient;

std::string jwk_of(const PublicKey& key) {
  json::Writer writer;
  writer.begin_object()
      .field("kty", "OKP")
      .field("crv", "Ed25519")
      .field("x", base64url_encode(key.bytes()))
      .end_object();
  return std::move(writer).text();
}

/// One run of the load, step by step.
class Loading {
 public:
  Loading(HttpClient& operator_server, fs::path folder, cli::Session& session)
      : operator_(operator_server), folder_(std::move(folder)), session_(session) {}

  Result<Loaded> run() {
    for (auto step : {&Loading::prepare, &Loading::admit, &Loading::state_policies, &Loading::make_tokens}) {
      if (auto done = (this->*step)(); !done) return std::unexpected(done.error());
    }
    auto outbox = cli::Outbox::open(folder_ / "outbox");
    if (!outbox) return std::unexpected(outbox.error());
    if (auto put = put_claims(*outbox); !put) return std::unexpected(put.error());
    if (auto put = put_reports(*outbox); !put) return std::unexpected(put.error());
    const auto sent = outbox->send(operator_, session_);
    if (!sent) return std::unexpected(sent.error());
    if (auto kept = cli::write_file(folder_ / "loaded", ""); !kept) return std::unexpected(kept.error());
    return Loaded{.statements = sent->sent, .was_there = sent->sent == 0};
  }

 private:
  Result<void> prepare() {
    for (const char* name : {"keys", "tokens", "outbox"}) {
      if (auto made = cli::make_directory(folder_ / name); !made) return made;
    }
    std::error_code failed;
    fs::permissions(folder_, fs::perms::owner_all, failed);
    // The story ends today; a run that takes up an earlier one keeps that one's day.
    const auto kept = cli::read_file(folder_ / "day");
    const std::int64_t seconds = to_i64(session_.clock.now()) / 1'000'000;
    today_ = std::chrono::sys_days(
        std::chrono::days(kept ? std::strtol(kept->c_str(), nullptr, 10) : seconds / 86'400));
    if (!kept) return cli::write_file(folder_ / "day", std::to_string(today_.time_since_epoch().count()));
    return {};
  }

  Result<void> admit() {
    for (const Actor actor : actors) {
      const fs::path file = folder_ / "keys" / (std::string(name_of(actor)) + ".key");
      if (!fs::exists(file)) {
        if (auto written = write_key_file(file, SigningKey::generate()); !written) return written;
      }
      auto key = read_key_file(file);
      if (!key) return std::unexpected(key.error());
      const auto known = operator_.get("/parties/" + cli::url_encode(party_id(actor)));
      if (!known) return std::unexpected(known.error());
      if (known->status == 404) {
        if (auto posted = post("/parties", party_claim(actor, jwk_of(key->public_key()))); !posted)
          return posted;
      } else if (!known->body.contains(thumbprint(key->public_key()))) {
        return fail(ErrorCode::conflict,
                    "The server knows this party with other keys than those in " +
                        (folder_ / "keys").string() + ". Was the chain loaded from another folder?",
                    party_id(actor));
      }
      keys_.emplace(actor, std::move(*key));
    }
    return {};
  }

  Result<void> state_policies() {
    if (fs::exists(folder_ / "policies")) return {};
    for (const std::string& policy : policies()) {
      if (auto posted = post("/policies", policy); !posted) return posted;
    }
    return cli::write_file(folder_ / "policies", "");
  }

  Result<void> make_tokens() {
    for (const Actor actor : actors) {
      if (auto made = make_token(actor, "party", name_of(actor)); !made) return made;
    }
    if (auto made = make_token(Actor::stores, "planner", "planner"); !made) return made;
    return make_token(Actor::authority, "auditor", "auditor");
  }

  Result<void> make_token(Actor actor, std::string_view role, std::string_view name) {
    const fs::path file = folder_ / "tokens" / (std::string(name) + ".token");
    if (fs::exists(file)) return {};
    json::Writer writer;
    writer.begin_object()
        .field("role", role)
        .field("party", party_id(actor))
        .field("label", "sample chain")
        .end_object();
    const auto answer = operator_.post("/tokens", writer.text(), "application/json");
    if (!answer) return std::unexpected(answer.error());
    if (!answer->is_success()) return std::unexpected(answer->error());
    const auto document = json::Document::parse(answer->body);
    if (!document) return std::unexpected(document.error());
    return cli::write_secret(file, cli::text_of(document->root(), "token") + "\n");
  }

  Result<void> post(std::string_view path, const std::string& body) {
    const auto answer = operator_.post(path, body, "application/json");
    if (!answer) return std::unexpected(answer.error());
    if (!answer->is_success()) return std::unexpected(answer->error());
    return {};
  }

  cli::Signer signer(Actor actor) const {
    return {keys_.at(actor), party_id(actor), to_i64(session_.clock.now()) / 1'000'000};
  }

  /// The FILE object of a picture, stored with the token of the party that will name it.
  Result<std::string> store_picture(const Claim& claim) {
    auto token = cli::read_file(folder_ / "tokens" / (std::string(name_of(claim.by)) + ".token"));
    if (!token) return token;
    auto client = HttpClient::make({.server = operator_.server(),
                                    .token = token->substr(0, token->find('\n')),
                                    .ca_file = session_.ca_file});
    if (!client) return std::unexpected(client.error());
    return cli::upload_bytes(**client, picture(claim.picture), claim.picture);
  }

  Result<void> put_claims(cli::Outbox& outbox) {
    for (const Claim& claim : claims(today_)) {
      std::string body = claim.body;
      if (!claim.picture.empty()) {
        const auto file = store_picture(claim);
        if (!file) return std::unexpected(file.error());
        body = body.substr(0, body.size() - 1) + ",\"file\":" + *file + "}";
      }
      const auto by = signer(claim.by);
      const auto statement = cli::sign_claim(by, claim.kind, body, cli::content_id(by, claim.kind, body));
      if (!statement) return std::unexpected(statement.error());
      if (auto put = outbox.put(*statement); !put) return put;
    }
    return {};
  }

  Result<void> put_reports(cli::Outbox& outbox) {
    for (const Report& report : reports(today_)) {
      const auto statements = cli::sign_events(signer(report.by), {}, report.events);
      if (!statements) return std::unexpected(statements.error());
      for (const cli::SignedStatement& statement : *statements) {
        if (auto put = outbox.put(statement); !put) return put;
      }
    }
    return {};
  }

  HttpClient& operator_;
  fs::path folder_;
  cli::Session& session_;
  std::chrono::sys_days today_;
  std::map<Actor, SigningKey> keys_;
};

}  // namespace

Result<Loaded> load(HttpClient& operator_server, const fs::path& folder, cli::Session& session) {
  if (fs::exists(folder / "loaded")) return Loaded{.was_there = true};
  return Loading(operator_server, folder, session).run();
}

}  // namespace stocktrail::demo
