#include "crypto/statement.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/detail/disclosure.h"
#include "crypto/detail/disclosure_resolver.h"
#include "crypto/detail/json_parts.h"
#include "crypto/detail/statement_state.h"
#include "crypto/statement_peek.h"

namespace stocktrail {
namespace {

using json::Kind;
using json::Value;

/// Characters of RFC 3986 as they may stand in a URI.
bool is_uri_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte < 0x7F && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
}

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_absolute_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon == text.npos || colon + 1 == text.size() || !is_letter(text.front())) return false;
  const bool scheme = std::ranges::all_of(text.substr(0, colon), [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  });
  return scheme && std::ranges::all_of(text, is_uri_character);
}

/// Reads one wire form into a State. Each step gives false with `error_` set.
class Reader {
 public:
  explicit Reader(StatementState& state) : state_(state) {}

  bool read() {
    if (state_.wire.size() > statement_bytes_max) {
      error_ = {ErrorCode::too_large,
                "a statement has at most " + std::to_string(statement_bytes_max) + " bytes"};
      return false;
    }
    if (!state_.wire.starts_with('{')) return read_rfc();
    if (!state_.wire.ends_with('}'))
      return refuse("a statement ends with its form: no white space follows", "$");
    return read_seeded();
  }

  Error error() && { return std::move(error_); }

 private:
  bool refuse(std::string detail, std::string where) {
    error_ = {ErrorCode::invalid_argument, std::move(detail), std::move(where)};
    return false;
  }

  bool refuse(Error error) {
    error_ = std::move(error);
    return false;
  }

  bool read_rfc() {
    const std::string_view wire = state_.wire;
    const std::size_t tilde = wire.find('~');
    if (tilde == wire.npos)
      return refuse("an SD-JWT is a JWS, a '~', and disclosures that each end in '~'", "");
    if (wire.back() != '~')
      return refuse("the last disclosure must end in '~'; key binding is not taken", "");
    state_.jws = wire.substr(0, tilde);
    std::vector<std::string_view> encoded;
    for (std::size_t at = tilde + 1; at < wire.size();) {
      const std::size_t next = wire.find('~', at);
      encoded.push_back(wire.substr(at, next - at));
      at = next + 1;
    }
    if (encoded.size() > disclosures_max) {
      error_ = {ErrorCode::too_large,
                "a statement has at most " + std::to_string(disclosures_max) + " disclosures"};
      return false;
    }
    if (!read_jws()) return false;
    if (state_.header.kind != "events") {
      if (!encoded.empty())
        return refuse("only events are disclosed in parts; this kind takes no disclosure", "");
      return true;
    }
    Result<ResolvedEvents> resolved = resolve_events(state_.body(), encoded);
    if (!resolved) {
      error_ = std::move(resolved.error());
      return false;
    }
    state_.events = std::move(resolved->events);
    state_.plain_events = std::move(resolved->plain_events);
    state_.disclosures = std::move(resolved->disclosures);
    index_cuts();
    state_.documents = std::move(resolved->documents);
    state_.texts = std::move(resolved->texts);
    if (state_.events.empty()) return refuse("no event is disclosed; at least one must be", "$.events");
    return check_event_sizes();
  }

  void index_cuts() {
    state_.cuts.resize(state_.events.size());
    for (const Disclosure& disclosure : state_.disclosures)
      state_.cuts[disclosure.event].push_back(disclosure.pointer);
    for (std::vector<std::string_view>& cuts : state_.cuts) std::ranges::sort(cuts);
  }

  bool read_seeded() {
    Result<json::Document> document = json::Document::parse(state_.wire);
    if (!document) return refuse(document.error().detail, document.error().where);
    state_.seeded = std::move(*document);
    const Value root = state_.seeded->root();
    const std::optional<Value> jws = root.find("jws"), events = root.find("events");
    if (root.size() != 2 || !jws || !events || !jws->is(Kind::string) || !events->is(Kind::array)) {
      return refuse(R"(a seeded statement is {"jws":"...","events":[...]})", "$");
    }
    state_.jws = jws->string();
    if (!read_jws()) return false;
    if (state_.header.kind != "events")
      return refuse("the seeded form is for events; send this kind as <JWS>~", "$");
    if (events->size() == 0) return refuse("a statement has at least one event", "$.events");
    if (events->size() > statement_events_max) return refuse_event_count();
    state_.events.reserve(events->size());
    state_.seeds.reserve(events->size());
    for (const Value element : events->elements()) {
      if (!read_seeded_event(element)) return false;
    }
    return state_.is_reopened || (check_seeds() && check_event_sizes() && check_digests());
  }

  bool read_seeded_event(const Value& element) {
    if (state_.is_reopened && element.is(Kind::number)) {
      state_.events.push_back(element);
      state_.seeds.emplace_back();
      return true;
    }
    const std::string where = "$.events[" + std::to_string(state_.events.size()) + "]";
    const bool is_object = element.is(Kind::object) && element.size() == 2;
    const std::optional<Value> seed = is_object ? element.find("seed") : std::nullopt;
    const std::optional<Value> event = is_object ? element.find("event") : std::nullopt;
    if (!seed || !event || !seed->is(Kind::string) || !event->is(Kind::object) || event->size() == 0) {
      return refuse(R"(an element of events is {"seed":"...","event":{...}})", where);
    }
    DisclosureSeed bytes{};
    if (!base64url_decode(seed->string(), bytes)) {
      return refuse("a seed is 22 characters of unpadded base64url, 128 bits", where + ".seed");
    }
    if (std::optional<Error> fault = find_name_fault(*event)) {
      return refuse(std::move(fault->detail), where + ".event" + fault->where);
    }
    state_.events.push_back(*event);
    state_.seeds.push_back(bytes);
    return true;
  }

  /// Two events of one seed and one text would have one digest, which RFC 9901 refuses; and each would give
  /// away the salts of the other.
  bool check_seeds() {
    std::vector<DisclosureSeed> seeds = state_.seeds;
    std::ranges::sort(seeds);
    return std::ranges::adjacent_find(seeds) == seeds.end() ||
           refuse("two events have the same seed", "$.events");
  }

  /// The digests that follow from seeds and texts must be exactly those that were signed, in this order.
  bool check_digests() {
    const Value digests = state_.body();
    const std::size_t count = state_.events.size();
    if (digests.size() != std::bit_ceil(count)) {
      return refuse("the signed events are not as many as these with their decoys", "$.events");
    }
    const std::vector<DigestText> decoys = event_decoys(state_.seeds.front(), count);
    std::size_t n = 0;
    for (const Value element : digests.elements()) {
      const DigestText expected =
          n < count ? event_digest(state_.events[n], state_.seeds[n]) : decoys[n - count];
      const std::optional<Value> digest =
          element.is(Kind::object) && element.size() == 1 ? element.find("...") : std::nullopt;
      if (!digest || !digest->is(Kind::string) || digest->string() != as_text(expected)) {
        return refuse(n < count ? "the event or its seed is not what was signed"
                                : "a decoy digest is not what was signed",
                      "$.events[" + std::to_string(n) + "]");
      }
      ++n;
    }
    return true;
  }

  bool check_event_sizes() {
    if (state_.events.size() > statement_events_max) return refuse_event_count();
    for (std::size_t n = 0; n < state_.events.size(); ++n) {
      if (state_.events[n].raw().size() <= event_bytes_max) continue;
      error_ = {ErrorCode::too_large, "an event has at most " + std::to_string(event_bytes_max) + " bytes",
                "$.events[" + std::to_string(n) + "]"};
      return false;
    }
    return true;
  }

  bool refuse_event_count() {
    error_ = {ErrorCode::too_large,
              "a statement has at most " + std::to_string(statement_events_max) + " events", "$.events"};
    return false;
  }

  bool read_jws() {
    const std::size_t first = state_.jws.find('.');
    const std::size_t last = state_.jws.rfind('.');
    if (first == state_.jws.npos || first == last ||
        state_.jws.substr(first + 1, last - first - 1).contains('.')) {
      return refuse("a JWS is header.payload.signature", "jws");
    }
    if (!base64url_decode(state_.jws.substr(last + 1), state_.signature)) {
      return refuse("the signature is 64 bytes in unpadded base64url", "jws signature");
    }
    state_.signing_input = state_.jws.substr(0, last);
    state_.digest = sha256(state_.jws);
    Result<JwsHeader> header = read_jws_header(state_.jws.substr(0, first));
    if (!header) return refuse(std::move(header.error()));
    state_.header = *header;
    Result<json::Document> payload =
        decode_jws_part("payload", state_.jws.substr(first + 1, last - first - 1));
    if (!payload) return refuse(std::move(payload.error()));
    state_.payload = std::move(*payload);
    return read_payload();
  }

  bool read_payload() {
    const Value payload = state_.root();
    const std::optional<Value> iss = payload.find("iss"), iat = payload.find("iat"),
                               jti = payload.find("jti");
    if (!iss || !iss->is(Kind::string) || iss->string().size() > issuer_bytes_max ||
        !is_absolute_uri(iss->string())) {
      return refuse(
          "iss is the party's id, an absolute URI of at most " + std::to_string(issuer_bytes_max) + " bytes",
          "$.iss");
    }
    const std::optional<std::int64_t> seconds = iat && iat->is(Kind::number) ? iat->integer() : std::nullopt;
    if (!seconds || *seconds < 0 || *seconds > issued_at_seconds_max) {
      return refuse("iat is a whole number of seconds since 1970", "$.iat");
    }
    if (!jti || !jti->is(Kind::string) || !base64url_decode(jti->string(), state_.id)) {
      return refuse("jti is 22 characters of unpadded base64url, 128 random bits", "$.jti");
    }
    state_.issuer = iss->string();
    state_.issued_at = *seconds;
    return read_claims(payload);
  }

  bool read_claims(const Value& payload) {
    bool has_claim = false;
    for (const json::Member member : payload.members()) {
      const std::string_view name = member.name;
      if (name == "iss" || name == "iat" || name == "jti") continue;
      if (name == "_sd_alg") {
        if (!member.value.is(Kind::string) || member.value.string() != "sha-256") {
          return refuse("_sd_alg is \"sha-256\"", "$._sd_alg");
        }
      } else if (name == "@context" || (name == state_.header.kind && name != "events")) {
        if (std::optional<Error> fault = find_name_fault(member.value)) {
          return refuse(std::move(fault->detail), "$." + std::string(name) + fault->where);
        }
        has_claim = has_claim || name == state_.header.kind;
        if (name == state_.header.kind && !member.value.is(Kind::object))
          return refuse("an object was expected", "$." + std::string(name));
      } else if (name == "events" && state_.header.kind == "events") {
        if (!member.value.is(Kind::array) || member.value.size() == 0 ||
            member.value.size() > statement_event_digests_max) {
          return refuse(
              "events is an array of 1 to " + std::to_string(statement_event_digests_max) + " elements",
              "$.events");
        }
        has_claim = true;
      } else {
        return refuse("the payload of this kind has no such member", "$." + std::string(name.substr(0, 100)));
      }
    }
    return has_claim ||
           refuse("the payload lacks the claim that typ promises", "$." + std::string(state_.header.kind));
  }

  StatementState& state_;
  Error error_;
};

}  // namespace

Statement::Statement() = default;

Result<Statement> StatementReader::read(std::unique_ptr<StatementState> state) {
  Reader reader(*state);
  if (!reader.read()) return std::unexpected(std::move(reader).error());
  Statement statement;
  statement.state_ = std::move(state);
  return statement;
}

Result<Statement> Statement::parse(std::string_view wire) {
  auto state = std::make_unique<StatementState>();
  state->wire = wire;
  return StatementReader::read(std::move(state));
}

Result<Statement> Statement::reopen(std::string_view wire, std::span<const std::size_t> positions) {
  if (!wire.starts_with('{')) return parse(wire);
  const auto parts = json::find_parts(wire, "jws", "events");
  if (!parts) return fail(ErrorCode::corrupted, "a stored statement has another form");
  auto state = std::make_unique<StatementState>();
  state->is_reopened = true;
  std::string& some = state->wire;
  some.append(R"({"jws":)").append(parts->one).append(R"(,"events":[)");
  for (std::size_t n = 0; n < parts->list.size(); ++n) {
    const bool is_wanted = n + 1 == parts->list.size() || std::ranges::find(positions, n) != positions.end();
    some.append(n > 0 ? "," : "").append(is_wanted ? parts->list[n] : "0");
  }
  some += "]}";
  return StatementReader::read(std::move(state));
}

Result<std::string> peek_key_id(std::string_view wire) {
  constexpr std::size_t looked_at = 1'024;
  if (wire.starts_with('{')) {  // As everybody writes the seeded form: its JWS first.
    const auto skip = [&wire](std::string_view text) {
      while (wire.starts_with(' ') || wire.starts_with('\n') || wire.starts_with('\r') ||
             wire.starts_with('\t'))
        wire.remove_prefix(1);
      const bool is_there = wire.starts_with(text);
      if (is_there) wire.remove_prefix(text.size());
      return is_there;
    };
    if (!skip("{") || !skip("\"jws\"") || !skip(":") || !skip("\"")) return std::string{};
  }
  const std::size_t end = wire.substr(0, looked_at).find('.');
  if (end == wire.npos) return std::string{};
  const Result<JwsHeader> header = read_jws_header(wire.substr(0, end));
  if (!header) return std::unexpected(header.error());
  return std::string(header->key_id.data(), header->key_id.size());
}

std::string_view Statement::wire() const {
  ST_CHECK(!state_->is_reopened);
  return state_->wire;
}
std::string_view Statement::jws() const {
  return state_->jws;
}
const Digest& Statement::digest() const {
  return state_->digest;
}
std::string_view Statement::kind() const {
  return state_->header.kind;
}
std::string_view Statement::key_id() const {
  return {state_->header.key_id.data(), state_->header.key_id.size()};
}
std::string_view Statement::issuer() const {
  return state_->issuer;
}
std::int64_t Statement::issued_at() const {
  return state_->issued_at;
}
const StatementId& Statement::id() const {
  return state_->id;
}
json::Value Statement::payload() const {
  return state_->root();
}
std::span<const json::Value> Statement::events() const {
  return state_->events;
}

json::Value Statement::body() const {
  ST_CHECK(kind() != "events");
  return state_->body();
}

bool verify(const Statement& statement, const PublicKey& key) {
  const StatementState& state = StatementReader::state(statement);
  return statement.key_id() == thumbprint(key) && verify(key, as_bytes(state.signing_input), state.signature);
}

}  // namespace stocktrail
