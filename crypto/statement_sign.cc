// Makes statements and their presentations.
#include <algorithm>
#include <bit>
#include <set>

#include "crypto/bytes.h"
#include "crypto/detail/disclosure.h"
#include "crypto/detail/statement_state.h"
#include "crypto/json_writer.h"
#include "crypto/presentation.h"
#include "crypto/statement.h"

namespace stocktrail {
namespace {

/// Raw JSON of a draft, read so that nothing but one value of the wanted kind can get into the signed text.
Result<json::Document> read_part(std::string_view text, json::Kind kind, std::string_view where) {
  Result<json::Document> document = json::Document::parse(text);
  if (!document) {
    return fail(ErrorCode::invalid_argument, document.error().detail,
                std::string(where) + ", " + document.error().where);
  }
  if (!document->root().is(kind)) {
    return fail(ErrorCode::invalid_argument, std::string(json::describe(kind)) + " was expected",
                std::string(where));
  }
  return document;
}

Result<std::vector<json::Document>> read_events(const StatementDraft& draft) {
  if (draft.events.size() != draft.seeds.size()) {
    return fail(ErrorCode::invalid_argument, "each event needs one seed", "seeds");
  }
  if (draft.events.empty() || draft.events.size() > statement_events_max) {
    return fail(ErrorCode::invalid_argument,
                "a statement has 1 to " + std::to_string(statement_events_max) + " events", "events");
  }
  std::vector<json::Document> events;
  for (std::size_t n = 0; n < draft.events.size(); ++n) {
    const std::string where = "events[" + std::to_string(n) + "]";
    Result<json::Document> event = read_part(draft.events[n], json::Kind::object, where);
    if (!event) return std::unexpected(std::move(event.error()));
    events.push_back(std::move(*event));
  }
  return events;
}

std::string compact_jws(const StatementDraft& draft, std::string_view payload, const SigningKey& key) {
  json::Writer header;
  header.begin_object().field("alg", "EdDSA").field("typ", draft.kind + "+sd-jwt");
  header.field("kid", thumbprint(key.public_key())).end_object();
  std::string jws = base64url_encode(as_bytes(header.text()));
  jws += '.';
  jws += base64url_encode(as_bytes(payload));
  const Signature signature = key.sign(as_bytes(jws));
  jws += '.';
  jws += base64url_encode(signature);
  return jws;
}

/// Opens the payload up to the claim of its kind.
Result<json::Writer> begin_payload(const StatementDraft& draft) {
  json::Writer payload;
  payload.begin_object().field("iss", draft.issuer).key("iat").number(draft.issued_at);
  payload.field("jti", base64url_encode(draft.id)).field("_sd_alg", "sha-256");
  if (!draft.context.empty()) {
    const Result<json::Document> context = json::Document::parse(draft.context);
    if (!context)
      return fail(ErrorCode::invalid_argument, context.error().detail, "@context, " + context.error().where);
    payload.key("@context").raw(context->root().raw());
  }
  return payload;
}

Result<std::string> sign_events(const StatementDraft& draft, const SigningKey& key) {
  Result<std::vector<json::Document>> events = read_events(draft);
  if (!events) return std::unexpected(std::move(events.error()));
  Result<json::Writer> payload = begin_payload(draft);
  if (!payload) return std::unexpected(std::move(payload.error()));
  payload->key("events").begin_array();
  json::Writer openings;
  openings.begin_array();
  for (std::size_t n = 0; n < events->size(); ++n) {
    const json::Value event = (*events)[n].root();
    payload->begin_object().field("...", as_text(event_digest(event, draft.seeds[n]))).end_object();
    openings.begin_object()
        .field("seed", base64url_encode(draft.seeds[n]))
        .key("event")
        .raw(event.raw())
        .end_object();
  }
  for (const DigestText& decoy : event_decoys(draft.seeds.front(), events->size())) {
    payload->begin_object().field("...", as_text(decoy)).end_object();
  }
  payload->end_array().end_object();
  openings.end_array();
  json::Writer wire;
  wire.begin_object()
      .field("jws", compact_jws(draft, payload->text(), key))
      .key("events")
      .raw(openings.text());
  wire.end_object();
  return std::move(wire).text();
}

Result<std::string> sign_body(const StatementDraft& draft, const SigningKey& key) {
  Result<json::Writer> payload = begin_payload(draft);
  if (!payload) return std::unexpected(std::move(payload.error()));
  const Result<json::Document> body = read_part(draft.body, json::Kind::object, draft.kind);
  if (!body) return std::unexpected(body.error());
  payload->key(draft.kind).raw(body->root().raw()).end_object();
  return compact_jws(draft, payload->text(), key) + "~";
}

/// The disclosures of either form, parents before children.
std::vector<Disclosure> disclosures_of(const StatementState& state) {
  if (state.seeds.empty()) return state.disclosures;
  std::vector<Disclosure> disclosures;
  for (std::size_t n = 0; n < state.events.size(); ++n)
    if (state.has(n)) event_digest(state.events[n], state.seeds[n], n, disclosures);
  return disclosures;
}

}  // namespace

Result<std::string> sign_statement(const StatementDraft& draft, const SigningKey& key) {
  Result<std::string> wire = draft.kind == "events" ? sign_events(draft, key) : sign_body(draft, key);
  if (!wire) return wire;
  const Result<Statement> statement = Statement::parse(*wire);
  if (!statement) return std::unexpected(statement.error());
  return wire;
}

EventCuts EventCuts::of(const Statement& statement, std::size_t event) {
  const StatementState& state = StatementReader::state(statement);
  EventCuts cuts;
  if (!state.seeds.empty()) return cuts;
  cuts.are_standard_ = false;
  cuts.shows_other_events_ =
      std::ranges::any_of(state.plain_events, [event](std::size_t other) { return other != event; });
  cuts.pointers_ = state.cuts.at(event);
  return cuts;
}

bool EventCuts::has(std::string_view pointer) const {
  return are_standard_ ? is_standard_cut(pointer) : std::ranges::binary_search(pointers_, pointer);
}

bool stands_in_payload(const Statement& statement, std::size_t event) {
  return std::ranges::binary_search(StatementReader::state(statement).plain_events, event);
}

std::optional<std::string> event_salt(const Statement& statement, std::size_t event) {
  const StatementState& state = StatementReader::state(statement);
  if (event < state.seeds.size()) {
    ST_CHECK(state.has(event));
    return event_salt(state.seeds[event]);
  }
  const auto own = std::ranges::find_if(state.disclosures, [event](const Disclosure& disclosure) {
    return disclosure.event == event && disclosure.pointer.empty();
  });
  if (own == state.disclosures.end()) return std::nullopt;
  const std::optional<std::string> text = base64url_decode(own->encoded);
  const Result<json::Document> parts = json::Document::parse(text.value_or(""));
  if (!parts) return std::nullopt;
  const json::Value salt = *parts->root().elements().begin();
  return std::string(salt.string());
}

std::string redact(const Statement& statement, const std::function<bool(const DisclosurePath&)>& keep) {
  const StatementState& state = StatementReader::state(statement);
  const std::vector<Disclosure> disclosures = disclosures_of(state);
  // A holder may give children before their parents, so a verdict is found by going up.
  enum class Verdict : std::uint8_t { unknown, kept, dropped };
  std::vector<Verdict> verdicts(disclosures.size(), Verdict::unknown);
  const auto decide = [&](std::size_t n) {
    std::vector<std::size_t> chain;
    for (; n != no_parent && verdicts[n] == Verdict::unknown; n = disclosures[n].parent) chain.push_back(n);
    Verdict verdict = n == no_parent ? Verdict::kept : verdicts[n];
    for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
      const Disclosure& disclosure = disclosures[*at];
      if (verdict == Verdict::kept && !keep({disclosure.event, disclosure.pointer}))
        verdict = Verdict::dropped;
      verdicts[*at] = verdict;
    }
  };
  std::string out(state.jws);
  out += '~';
  for (std::size_t n = 0; n < disclosures.size(); ++n) {
    decide(n);
    if (verdicts[n] != Verdict::kept) continue;
    out += disclosures[n].encoded;
    out += '~';
  }
  return out;
}

bool discloses_more(const Statement& later, const Statement& first) {
  const auto digests_of = [](const Statement& statement) {
    std::set<Digest> digests;
    for (const Disclosure& disclosure : disclosures_of(StatementReader::state(statement)))
      digests.insert(sha256(disclosure.encoded));
    return digests;
  };
  const std::set<Digest> known = digests_of(first);
  return std::ranges::any_of(digests_of(later),
                             [&](const Digest& digest) { return !known.contains(digest); });
}

std::string disclose_all(const Statement& statement) {
  return redact(statement, [](const DisclosurePath&) { return true; });
}

}  // namespace stocktrail
