#include "tools/cli/key_changes.h"

#include <algorithm>
#include <memory>
#include <ostream>

#include "crypto/json_writer.h"
#include "crypto/stated_keys.h"
#include "ledger/epcis/time.h"
#include "tools/cli/claims.h"
#include "tools/cli/json_read.h"
#include "tools/cli/public_key.h"
#include "tools/cli/sending.h"

namespace stocktrail::cli {
namespace {

struct KeyOptions {
  std::filesystem::path file;
  std::string public_key, key_id, of, at, until, reason;
};

/// A key as the log has it.
struct LoggedKey {
  std::string key_id;
  std::optional<std::int64_t> revoked_at;  // Seconds.

  bool signs(std::int64_t now) const { return !revoked_at || now < *revoked_at; }
};

/// What is to be stated about the keys of a party.
struct KeyChange {
  std::string party = {};
  std::optional<PublicKey> add = {};
  std::string revoke = {};  // A key id.
  std::string at = {}, reason = {};
};

std::int64_t seconds_now(const Session& session) {
  return to_i64(session.clock.now()) / 1'000'000;
}

const LoggedKey* find(const std::vector<LoggedKey>& keys, std::string_view key_id) {
  const auto found = std::ranges::find(keys, key_id, &LoggedKey::key_id);
  return found == keys.end() ? nullptr : &*found;
}

/// The keys that the log has for the party, revoked ones too.
Result<std::vector<LoggedKey>> keys_of(const std::string& party, HttpClient& server) {
  const auto answer = server.get("/parties/" + url_encode(party));
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == 404)
    return fail(ErrorCode::not_found, party +
                                          " is no registered party: the operator must admit it first, "
                                          "with `stocktrail party add --public-key`.");
  if (!answer->is_success()) return std::unexpected(answer->error());
  const auto document = json::Document::parse(answer->body);
  if (!document) return std::unexpected(document.error());
  std::vector<LoggedKey> keys;
  for_each(document->root(), "keys", [&keys](const json::Value& key) {
    keys.push_back({text_of(key, "kid"), parse_rfc3339_seconds(text_of(key, "revokedAt"))});
  });
  return keys;
}

std::string claim_of(const KeyChange& change) {
  json::Writer writer;
  writer.begin_object().field("party", change.party);
  if (change.add) writer.key("add").begin_array().raw(jwk_of(*change.add)).end_array();
  if (!change.revoke.empty()) {
    writer.key("revoke").begin_array().begin_object().field("kid", change.revoke);
    if (!change.at.empty()) writer.field("at", change.at);
    if (!change.reason.empty()) writer.field("reason", change.reason);
    writer.end_object().end_array();
  }
  writer.end_object();
  return std::move(writer).text();
}

/// Tells what holds now. `receipt`: of the statement that made it so; empty if the log had it before.
Exit tell(Session& session, const KeyChange& change, const std::string& receipt, const std::string& advice) {
  const std::string added = change.add ? thumbprint(*change.add) : "";
  if (session.json()) {
    json::Writer writer;
    writer.begin_object().field("party", change.party);
    if (change.add) writer.field("added", added);
    if (!change.revoke.empty()) writer.field("revoked", change.revoke);
    if (!change.revoke.empty() && !change.at.empty()) writer.field("revokedAt", change.at);
    writer.key("alreadyRecorded").boolean(receipt.empty());
    if (!receipt.empty()) writer.key("receipt").raw(receipt);
    session.out << writer.end_object().text() << '\n';
    return Exit::ok;
  }
  const auto document = json::Document::parse(receipt);
  const std::string before = receipt.empty() ? " before" : "";
  if (change.add) session.out << "Registered" << before << ": " << added << '\n';
  if (!change.revoke.empty())
    session.out << "Revoked" << before << (change.at.empty() ? "" : " from " + change.at) << ": "
                << change.revoke << '\n';
  if (document) session.out << "In the log at index " << text_of(document->root(), "index") << ".\n";
  if (!advice.empty()) session.out << advice << '\n';
  return Exit::ok;
}

/// What every change begins with: who signs, and what the log has.
struct Standing {
  SigningKey key;
  std::string party;  // That signs.
  std::int64_t now = 0;
  std::unique_ptr<HttpClient> server;
  std::vector<LoggedKey> keys;  // Of the party whose keys are changed.
};

/// Sets the party of `change`: `of`, in any spelling, or the one that signs.
Result<Standing> stand(Session& session, KeyChange& change, const std::string& of = {}) {
  auto key = signing_key(session);
  if (!key) return std::unexpected(key.error());
  const auto signer = signer_of(session, *key);
  if (!signer) return std::unexpected(signer.error());
  const std::string party = signer->party;
  const std::int64_t now = signer->issued_at;
  change.party = party;
  if (!of.empty()) {
    auto other = id_of(of, gs1::Meaning::party, "--of");
    if (!other) return std::unexpected(other.error());
    change.party = std::move(*other);
  }
  auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  auto keys = keys_of(change.party, **server);
  if (!keys) return std::unexpected(keys.error());
  return Standing{std::move(*key), party, now, std::move(*server), std::move(*keys)};
}

/// Signs and sends it. The id follows from what is stated, so that a repeat is told as one, also by another
/// run.
Result<std::string> state(Session& session, const Standing& standing, const KeyChange& change) {
  const Signer signer{standing.key, standing.party, standing.now};
  const std::string claim = claim_of(change);
  const auto statement = sign_claim(signer, "key", claim, content_id(signer, "key", claim));
  if (!statement) return std::unexpected(statement.error());
  auto answer = send_statement(*standing.server, statement->wire, session);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == 409 && answer->error().where == "$.jti") return std::string();  // Of another run.
  if (!answer->is_success()) return std::unexpected(answer->error());
  return std::move(answer->body);
}

/// Before anything is made: whether the log lets this key sign for the party.
Result<void> refuse_signer(const Standing& standing) {
  const std::string key_id = thumbprint(standing.key.public_key());
  const LoggedKey* const logged = find(standing.keys, key_id);
  if (logged != nullptr && logged->signs(standing.now)) return {};
  const std::string what =
      logged == nullptr
          ? "is not registered for " + standing.party
          : "of " + standing.party + " was revoked, from " +
                format_utc(Micros{logged->revoked_at.value_or(standing.now) * 1'000'000}) + " on";
  return fail(
      ErrorCode::bad_signature,
      "The key " + key_id + " " + what +
          ", so it signs nothing. Sign with another key of the party, or ask the operator to register "
          "one: `stocktrail party add --id " +
          standing.party + " --public-key`.",
      "--key");
}

/// The key in the file, made first if there is none: durable before anybody hears of it.
Result<PublicKey> key_in(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) {
    const SigningKey made = SigningKey::generate();
    if (auto written = write_new_key(path, made); !written) return std::unexpected(written.error());
  }
  const auto key = read_key(path);
  if (!key) return std::unexpected(key.error());
  return key->public_key();
}

Result<Exit> add(Session& session, const KeyOptions& options) {
  if (options.file.empty() == options.public_key.empty())
    return fail(ErrorCode::invalid_argument,
                options.file.empty() ? "Name a key file, or give --public-key."
                                     : "Name a key file or give --public-key, not both.",
                "--public-key");
  KeyChange change;
  const auto standing = stand(session, change);
  if (!standing) return std::unexpected(standing.error());
  if (auto refused = refuse_signer(*standing); !refused) return std::unexpected(refused.error());
  const auto key =
      options.file.empty() ? read_public_key(options.public_key, "--public-key") : key_in(options.file);
  if (!key) return std::unexpected(key.error());
  change.add = *key;
  if (const LoggedKey* const logged = find(standing->keys, thumbprint(*key))) {
    if (!logged->revoked_at) return tell(session, change, {}, {});
    return fail(ErrorCode::conflict,
                "The key " + logged->key_id + " was revoked, and does not come back: make a new one.");
  }
  const auto receipt = state(session, *standing, change);
  if (!receipt) return std::unexpected(receipt.error());
  return tell(session, change, *receipt, {});
}

/// "--until" of `rotate` and "--at" of `revoke`; empty: at once.
Result<std::optional<std::int64_t>> read_time(const std::string& text, const std::string& option) {
  if (text.empty()) return std::nullopt;
  const auto time = parse_rfc3339_seconds(text);
  if (!time)
    return fail(
        ErrorCode::invalid_argument,
        "A date and time with an offset is expected, such as 2026-12-31T00:00:00Z, not \"" + text + "\".",
        option);
  return time;
}

/// One statement adds the new key and ends the old one, so that no run that is cut off leaves a party with
/// none. Of what the log has already, only the rest is stated.
Result<Exit> rotate(Session& session, const KeyOptions& options) {
  const auto until = read_time(options.until, "--until");
  if (!until) return std::unexpected(until.error());
  if (*until && **until <= seconds_now(session))
    return fail(ErrorCode::invalid_argument, "This time is past: without it the old key ends at once.",
                "--until");
  KeyChange change{.at = options.until};
  auto standing = stand(session, change);
  if (!standing) return std::unexpected(standing.error());
  change.revoke = thumbprint(standing->key.public_key());
  const LoggedKey* const old = find(standing->keys, change.revoke);
  // A run before this one may have done it all, and its answer been lost; then the old key signs no more.
  const bool is_over = old != nullptr && old->revoked_at && std::filesystem::exists(options.file);
  if (auto refused = refuse_signer(*standing); !refused && !is_over) return std::unexpected(refused.error());
  const auto key = key_in(options.file);
  if (!key) return std::unexpected(key.error());
  if (thumbprint(*key) == change.revoke)
    return fail(ErrorCode::invalid_argument, "This is the key that is to be replaced: name another file.",
                options.file.string());
  const LoggedKey* const logged = find(standing->keys, thumbprint(*key));
  if (logged != nullptr && logged->revoked_at)
    return fail(ErrorCode::conflict,
                "The key " + logged->key_id + " was revoked, and does not come back: name another file.",
                options.file.string());
  change.add = *key;
  // An end that stands for later is brought forward; an earlier one stays, and is what is told.
  const bool is_ended = old->revoked_at && *old->revoked_at <= until->value_or(standing->now);
  if (is_ended && *until) change.at = format_utc(Micros{*old->revoked_at * 1'000'000});
  if (old->revoked_at && !is_ended && change.at.empty()) change.at = format_utc(session.clock.now());
  const std::string advice = "From now on sign with --key " + options.file.string() + ".";
  if (is_ended && logged != nullptr) return tell(session, change, {}, advice);
  KeyChange rest = change;
  if (logged != nullptr) rest.add.reset();
  if (is_ended) rest.revoke.clear();
  const auto receipt = state(session, *standing, rest);
  if (!receipt) return std::unexpected(receipt.error());
  return tell(session, change, *receipt, advice);
}

Result<Exit> revoke(Session& session, const KeyOptions& options) {
  const auto at = read_time(options.at, "--at");
  if (!at) return std::unexpected(at.error());
  KeyChange change{.revoke = options.key_id, .at = options.at, .reason = options.reason};
  auto standing = stand(session, change, options.of);
  if (!standing) return std::unexpected(standing.error());
  const LoggedKey* const logged = find(standing->keys, options.key_id);
  if (logged == nullptr)
    return fail(ErrorCode::not_found, change.party + " has no key " + options.key_id +
                                          ": `stocktrail key show FILE` and /parties tell key ids.");
  // A revocation of a time to come does not stand in the way of a sooner one: a key can be stolen meanwhile.
  if (logged->revoked_at && *logged->revoked_at <= at->value_or(standing->now)) {
    change.at = format_utc(Micros{*logged->revoked_at * 1'000'000});
    return tell(session, change, {}, {});
  }
  if (logged->revoked_at && change.at.empty()) change.at = format_utc(session.clock.now());
  const auto receipt = state(session, *standing, change);
  if (!receipt) return std::unexpected(receipt.error());
  const bool is_last = std::ranges::none_of(standing->keys, [&](const LoggedKey& key) {
    return key.key_id != options.key_id && key.signs(standing->now);
  });
  return tell(
      session, change, *receipt,
      is_last ? "It was the last key of the party: the operator registers a new one with `stocktrail party "
                "add --public-key`."
              : "");
}

}  // namespace

std::vector<Command> key_change_commands(Session& session) {
  const auto options = std::make_shared<KeyOptions>();
  Command add_one{
      .name = "add",
      .help = "Register one more key of the party, signed with --key",
      .options = {{"file", &options->file, "Its key file; made if it is not there"},
                  {"--public-key", &options->public_key,
                   "Instead of a file: a JWK, or a file with one, of a key that is held elsewhere"}},
      .run = [&session, options] { return add(session, *options); }};
  Command replace{
      .name = "rotate",
      .help = "Replace the key of --key by a new one, in one statement that the old one signs",
      .options =
          {{"file", &options->file, "The new key file; made if it is not there", Need::required},
           {"--until", &options->until,
            "The old key signs, too, until this time, e.g. 2026-12-31T00:00:00Z; else it ends at once"}},
      .run = [&session, options] { return rotate(session, *options); }};
  Command end{
      .name = "revoke",
      .help = "Revoke a key of the party (with --of and the operator's key: of another one)",
      .options =
          {{"kid", &options->key_id, "Its key id, as `key show` tells it", Need::required},
           {"--of", &options->of, "The party whose key it is, if not that of --party"},
           {"--at", &options->at,
            "Since when: what a stolen key signed from then on is in doubt. A time to come ends it then"},
           {"--reason", &options->reason, "Why; anyone may read it"}},
      .run = [&session, options] { return revoke(session, *options); }};
  return {std::move(add_one), std::move(replace), std::move(end)};
}

}  // namespace stocktrail::cli
