#include "tools/demo/load.h"

#include <charconv>
#include <map>

#include "crypto/json_writer.h"
#include "ledger/files/key_file.h"
#include "tools/cli/blob.h"
#include "tools/cli/files.h"
#include "tools/cli/http_client.h"
#include "tools/cli/json_read.h"
#include "tools/cli/outbox.h"
#include "tools/cli/sending.h"
#include "tools/cli/signer.h"

namespace stocktrail::demo {
namespace {

namespace fs = std::filesystem;
using cli::HttpClient;

constexpr std::size_t begun_bytes_max = 4096;
constexpr std::int64_t second_micros = 1'000'000;

/// `claim`, a JSON object, with one member more.
std::string with_member(std::string_view claim, std::string_view name, std::string_view raw) {
  std::string out(claim.substr(0, claim.rfind('}')));
  out += ",\"" + std::string(name) + "\":" + std::string(raw) + "}";
  return out;
}

/// The day of the chain and the time that its statements tell, kept so that a second load says the same.
struct Begun {
  Micros day{};
  std::int64_t seconds = 0;
};

Result<Begun> parse_begun(std::string_view line) {
  const std::size_t space = line.find(' ');
  const auto day = parse_date(line.substr(0, space));
  if (!day) return std::unexpected(day.error());
  Begun begun{*day, 0};
  const char* end = line.data() + line.size();
  if (space == std::string_view::npos ||
      std::from_chars(line.data() + space + 1, end, begun.seconds).ec != std::errc{}) {
    return fail(ErrorCode::invalid_argument, "The file is damaged.");
  }
  return begun;
}

class Loading {
 public:
  Loading(const LoadOptions& options, cli::Session& session, HttpClient& server)
      : options_(options), session_(session), server_(server) {}

  Result<Loaded> run() {
    if (auto done = begin(); !done) return std::unexpected(std::move(done.error()));
    auto chain = make_chain(begun_.day);
    if (!chain) return std::unexpected(std::move(chain.error()));
    loaded_.chain = std::move(*chain);
    loaded_.day = format_date(begun_.day);
    for (const auto step :
         {&Loading::read_keys, &Loading::admit_parties, &Loading::make_tokens, &Loading::open_outbox,
          &Loading::state_own, &Loading::state_claims, &Loading::report_events, &Loading::send}) {
      if (auto done = (this->*step)(); !done) return std::unexpected(std::move(done.error()));
    }
    return std::move(loaded_);
  }

 private:
  /// A server that does not know the parties is a fresh one; else the earlier load says what day it was.
  Result<void> begin() {
    for (const char* part : {"", "keys", "tokens"}) {
      if (auto made = cli::make_directory(options_.folder / part); !made) return made;
    }
    std::error_code ignored;  // Each secret file is for its owner only; the folder need not be.
    fs::permissions(options_.folder, fs::perms::owner_all, ignored);
    const std::int64_t now = to_i64(session_.clock.now());
    const auto today = parse_date(format_date(Micros{now}));
    if (!today) return std::unexpected(today.error());
    const fs::path file = options_.folder / "begun";
    const auto known = is_known(first_party());
    if (!known) return std::unexpected(known.error());
    is_fresh_ = !*known;
    if (is_fresh_) {
      begun_ = {options_.day.value_or(*today), now / second_micros};
      return cli::write_file(file, format_date(begun_.day) + " " + std::to_string(begun_.seconds) + "\n");
    }
    const auto line = cli::read_file(file, begun_bytes_max);
    const auto begun = line ? parse_begun(*line) : Result<Begun>(std::unexpected(line.error()));
    if (!begun) {
      return fail(ErrorCode::conflict,
                  "This server has the sample chain already, loaded from another folder than " +
                      options_.folder.string() + ".",
                  "--folder");
    }
    begun_ = *begun;
    if (options_.day && to_i64(*options_.day) != to_i64(begun_.day)) {
      return fail(ErrorCode::conflict,
                  "This server has the sample chain of " + format_date(begun_.day) + " already.", "--date");
    }
    return {};
  }

  static std::string first_party() { return make_chain(Micros{}).value().parties.front().id; }

  Result<bool> is_known(const std::string& party) {
    const auto answer = server_.get("/parties/" + cli::url_encode(party));
    if (!answer) return std::unexpected(answer.error());
    if (answer->status == 404) return false;
    if (!answer->is_success()) return std::unexpected(answer->error());
    return true;
  }

  Result<void> read_keys() {
    for (const Party& party : loaded_.chain.parties) {
      const fs::path file = options_.folder / "keys" / (party.name + ".key");
      if (!fs::exists(file)) {
        if (auto written = write_key_file(file, SigningKey::generate()); !written) return written;
      }
      auto key = read_key_file(file);
      if (!key) return std::unexpected(std::move(key.error()));
      keys_.emplace(party.name, std::move(*key));
      ids_.emplace(party.name, party.id);
    }
    return {};
  }

  std::string keys_claim(const std::string& party) const {
    json::Writer writer;
    writer.begin_array().begin_object().field("kty", "OKP").field("crv", "Ed25519");
    writer.field("x", base64url_encode(keys_.at(party).public_key().bytes()));
    writer.field("validFrom", format_utc(Micros{begun_.seconds * second_micros})).end_object().end_array();
    return std::move(writer).text();
  }

  /// The last party is admitted after the policies: if it is there, so are they.
  Result<void> admit_parties() {
    const Party& last = loaded_.chain.parties.back();
    for (const Party& party : loaded_.chain.parties) {
      const auto known = is_known(party.id);
      if (!known) return std::unexpected(known.error());
      if (*known) continue;
      if (&party == &last) {
        for (const std::string& policy : loaded_.chain.policies) {
          if (auto posted = post("/policies", policy); !posted) return posted;
        }
      }
      if (auto posted = post("/parties", with_member(party.admission, "keys", keys_claim(party.name)));
          !posted) {
        return posted;
      }
    }
    return {};
  }

  Result<void> post(std::string_view path, const std::string& body) {
    const auto answer = server_.post(path, body, "application/json");
    if (!answer) return std::unexpected(answer.error());
    if (!answer->is_success()) return std::unexpected(answer->error());
    ++loaded_.recorded;
    return {};
  }

  /// Tokens let people look at positions and movements; they are no part of the log.
  Result<void> make_tokens() {
    for (const Token& token : loaded_.chain.tokens) {
      const fs::path file = options_.folder / "tokens" / (token.file + ".token");
      if (fs::exists(file) && !is_fresh_) continue;
      const auto answer = server_.post("/tokens", token.draft, "application/json");
      if (!answer) return std::unexpected(answer.error());
      if (!answer->is_success()) return std::unexpected(answer->error());
      const auto document = json::Document::parse(answer->body);
      if (!document) return std::unexpected(document.error());
      const std::string secret = cli::text_of(document->root(), "token");
      if (auto kept = cli::write_secret(file, secret + "\n"); !kept) return kept;
    }
    return {};
  }

  cli::Signer signer(const std::string& party) const {
    return {keys_.at(party), ids_.at(party), begun_.seconds};
  }

  Result<void> state(const std::string& party, std::string_view kind, const std::string& claim) {
    const cli::Signer by = signer(party);
    const auto statement = cli::sign_claim(by, kind, claim, cli::content_id(by, kind, claim));
    if (!statement) return std::unexpected(statement.error());
    return outbox().put(*statement);
  }

  /// A fresh server gets everything anew, so that each load of one has an outbox of its own.
  Result<void> open_outbox() {
    auto outbox = cli::Outbox::open(options_.folder / ("outbox-" + std::to_string(begun_.seconds)));
    if (!outbox) return std::unexpected(outbox.error());
    outbox_.emplace(std::move(*outbox));
    return {};
  }

  cli::Outbox& outbox() {
    ST_CHECK(outbox_);
    return *outbox_;
  }

  Result<void> send() {
    const auto sent = outbox().send(server_, session_);
    if (const auto fault = sent.fault()) return std::unexpected(*fault);
    loaded_.recorded += sent.sent;
    return {};
  }

  Result<void> state_own() {
    for (const Party& party : loaded_.chain.parties) {
      if (party.own.empty()) continue;
      if (auto stated = state(party.name, "party", party.own); !stated) return stated;
    }
    return {};
  }

  Result<void> state_claims() {
    for (const Claim& claim : loaded_.chain.claims) {
      std::string text = claim.text;
      if (const auto bytes = picture(claim.picture)) {
        const auto file = cli::upload_bytes(server_, *bytes, claim.picture + ".png");
        if (!file) return std::unexpected(file.error());
        text = with_member(text, "file", *file);
      }
      if (auto stated = state(claim.by, claim.kind, text); !stated) return stated;
    }
    return {};
  }

  /// One statement for each run of events by one party: as the parties would have sent them, day by day.
  Result<void> report_events() {
    const std::vector<Event>& events = loaded_.chain.events;
    for (std::size_t i = 0; i < events.size();) {
      std::vector<std::string> texts;
      const std::string by = events[i].by;
      while (i < events.size() && events[i].by == by) texts.push_back(events[i++].text);
      const auto statements = cli::sign_events(signer(by), {}, texts);
      if (!statements) return std::unexpected(statements.error());
      for (const cli::SignedStatement& statement : *statements) {
        if (auto put = outbox().put(statement); !put) return put;
      }
    }
    return {};
  }

  const LoadOptions& options_;
  cli::Session& session_;
  HttpClient& server_;
  Begun begun_;
  bool is_fresh_ = false;
  std::map<std::string, SigningKey> keys_;  // By the party's name.
  std::map<std::string, std::string> ids_;
  std::optional<cli::Outbox> outbox_;
  Loaded loaded_;
};

}  // namespace

Result<Loaded> load_chain(const LoadOptions& options, cli::Session& session) {
  const auto server = cli::connect(session);
  if (!server) return std::unexpected(server.error());
  return Loading(options, session, **server).run();
}

}  // namespace stocktrail::demo
