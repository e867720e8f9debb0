#include "ledger/engine/admission.h"
#include "ledger/engine/kinds.h"
#include "ledger/engine/unregistered_key.h"
#include "ledger/epcis/json/document_header.h"
#include "ledger/epcis/json/event_hash.h"
#include "ledger/epcis/json/event_reader.h"
#include "ledger/log/log_batch.h"

#include <string>

#include "ledger/epcis/json/context.h"

namespace stocktrail {
namespace {

Result<epcis::Context> context_of(const Statement& statement) {
  const auto own = statement.payload().find("@context");
  if (!own) return epcis::Context();
  return epcis::Context().extended(*own, "$");
}

Result<epcis::Event> parse_one(const Statement& statement, std::size_t position,
                               const epcis::Context& context, RulesVersion rules) {
  auto event = epcis::parse_event(statement.events()[position], context,
                                  "$.events[" + std::to_string(position) + "]", rules);
  if (event) event->open.is_cut = EventCuts::of(statement, position).are_standard();
  return event;
}

/// How many of the statement's elements are events: all but the header of their document, the last.
std::size_t event_count(const Statement& statement) {
  const std::size_t count = statement.events().size();
  return count > 1 && epcis::is_document_header(statement.events().back()) ? count - 1 : count;
}

/// All but what its contents say.
Candidate envelope_of(const Statement& statement, const StatementKind& kind) {
  Candidate candidate;
  candidate.kind = &kind;
  candidate.wire = statement.wire();
  candidate.digest = statement.digest();
  candidate.id = statement.id();
  candidate.key_id = statement.key_id();
  candidate.issued_at = statement.issued_at();
  return candidate;
}

}  // namespace

Result<std::vector<epcis::Event>> parse_events(const Statement& statement, RulesVersion rules) {
  const auto context = context_of(statement);
  if (!context) return std::unexpected(context.error());
  const std::size_t count = event_count(statement);
  if (count < statement.events().size()) {
    auto header = epcis::check_document_header(statement.events().back(), *context,
                                               "$.events[" + std::to_string(count) + "]");
    if (!header) return std::unexpected(std::move(header.error()));
  }
  std::vector<epcis::Event> events;
  events.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    auto event = parse_one(statement, i, *context, rules);
    if (!event) return std::unexpected(std::move(event.error()));
    if (!event->content)
      event->content = epcis::content_of(epcis::event_hash(statement.events()[i], *context));
    events.push_back(std::move(*event));
  }
  return events;
}

Result<epcis::Event> parse_event_of(const Statement& statement, std::size_t position, RulesVersion rules) {
  ST_CHECK(position < statement.events().size());
  const auto context = context_of(statement);
  if (!context) return std::unexpected(context.error());
  return parse_one(statement, position, *context, rules);
}

Result<Candidate> read_contents(const Statement& statement, RulesVersion rules) {
  const StatementKind* kind = find_kind(statement.kind());
  if (kind == nullptr) return std::unexpected(unknown_kind(statement.kind()));
  auto issuer = gs1::parse_key(statement.issuer());
  if (!issuer) return fail(ErrorCode::invalid_argument, std::move(issuer.error().detail), "$.iss");
  if (issuer->text() != statement.issuer()) {
    return fail(ErrorCode::invalid_argument,
                "Write the issuer in its canonical form: " + issuer->text() + ".", "$.iss");
  }
  Candidate candidate = envelope_of(statement, *kind);
  candidate.issuer = std::move(*issuer);
  if (auto read = kind->read(statement, rules, candidate); !read)
    return std::unexpected(std::move(read.error()));
  return candidate;
}

Result<Candidate> read_as_kept(const Statement& statement, FoldInput kept) {
  const StatementKind* kind = find_kind(statement.kind());
  if (kind == nullptr) return std::unexpected(unknown_kind(statement.kind()));
  const bool is_of_kind = kind->name == "events"        ? kept.events.size() == event_count(statement)
                          : kind->name == "reservation" ? kept.promise != nullptr
                                                        : kept.change != nullptr;
  if (!is_of_kind || kept.issuer.text() != statement.issuer() || kept.key_id != statement.key_id()) {
    return fail(ErrorCode::corrupted, "What is kept of the statement is not of this one.", "table inputs");
  }
  Candidate candidate = envelope_of(statement, *kind);
  static_cast<FoldInput&>(candidate) = std::move(kept);
  if (candidate.promise) candidate.promise->outcome.reset();  // The gate's to set.
  return candidate;
}

void go_by_rules(RulesVersion rules, Candidate& candidate) {
  candidate.rules = rules;
  if (rules >= identity_rules) return;
  for (epcis::Event& event : candidate.events) event.content.reset();
}

std::optional<PublicKey> first_key(const Candidate& candidate) {
  if (!candidate.change) return std::nullopt;
  const auto* party = std::get_if<master::PartyChange>(&candidate.change->body);
  if (party == nullptr) return std::nullopt;
  for (const master::KeyDraft& draft : party->keys) {
    if (draft.key_id == candidate.key_id) return draft.key;
  }
  return std::nullopt;
}

Error unregistered_key(std::string_view key_id) {
  return {ErrorCode::bad_signature,
          "No party has registered the key " + std::string(key_id) +
              ". Ask the operator to admit your party with this key, or sign with a registered one.",
          "kid"};
}

Result<Candidate> examine(std::string_view wire, const KeyLookup& key) {
  auto statement = Statement::parse(wire);
  if (!statement) return std::unexpected(std::move(statement.error()));
  // The signature before the contents: whoever holds no key cannot make us read events.
  const auto signer = key(statement->key_id());
  if (!signer) {
    return std::unexpected(unregistered_key(statement->key_id()));
  }
  if (!verify(*statement, *signer)) {
    return fail(ErrorCode::bad_signature, "The signature is not one by the key " +
                                              std::string(statement->key_id()) +
                                              " over these bytes. They were changed after they were signed.");
  }
  auto candidate = read_contents(*statement);
  if (candidate) candidate->signed_by = *signer;
  return candidate;
}

}  // namespace stocktrail
