#include "ledger/engine/log_ledger.h"

#include <algorithm>
#include <future>
#include <mutex>

#include "crypto/json_writer.h"
#include "ledger/master/change.h"
#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

constexpr std::size_t known_keys_max = 65'536;

// When a statement that is signed now would be recorded at the earliest: the clock may lag behind the log.
Micros earliest_next_time(const View& view, Clock& clock) {
  const std::uint64_t size = to_u64(view.checkpoint().size);
  const auto last = size > 0 ? view.receipt(LeafIndex{size - 1}) : fail(ErrorCode::not_found, "");
  const std::int64_t now = to_i64(clock.now());
  return Micros{last ? std::max(now, to_i64(last->recorded_at) + 1) : now};
}

}  // namespace

Result<std::unique_ptr<LogLedger>> LogLedger::start(Parts parts, const LedgerLimits& limits, Clock& clock,
                                                    Randomness& randomness) {
  std::unique_ptr<LogLedger> made(new LogLedger(std::move(parts), clock, randomness));
  Parts& kept = made->parts_;
  auto node = Node::start({.store = *kept.store,
                           .guard = kept.guard.get(),
                           .log_key = kept.log_key,
                           .origin = kept.verifier.name(),
                           .clock = clock,
                           .randomness = randomness,
                           .limits = limits},
                          kept.refusal);
  if (!node) return std::unexpected(std::move(node.error()));
  made->node_ = std::move(*node);
  return made;
}

LogLedger::LogLedger(Parts parts, Clock& clock, Randomness& randomness)
    : parts_(std::move(parts)), clock_(clock), randomness_(randomness) {}

// A kid is the thumbprint of its key, so what was found once never changes; whether the key is still valid is
// for the writer to say.
std::optional<PublicKey> LogLedger::registered_key(std::string_view key_id) const {
  {
    const ReaderLock lock(known_keys_mutex_);
    if (const auto it = known_keys_.find(key_id); it != known_keys_.end()) return it->second;
  }
  const auto owner = master::key_owner(key_id, view()->tables());
  if (!owner) return std::nullopt;
  const MutexLock lock(known_keys_mutex_);
  if (known_keys_.size() >= known_keys_max) known_keys_.clear();
  known_keys_.emplace(key_id, owner->key.key);
  return owner->key.key;
}

Result<Candidate> LogLedger::examine(std::string_view wire) const {
  const Proposer::Announcement announcement(node_->proposer());
  return stocktrail::examine(wire, [this](std::string_view key_id) { return registered_key(key_id); });
}

void LogLedger::append(Candidate candidate, Done done) {
  node_->append(std::move(candidate), std::move(done));
}

Result<Receipt> LogLedger::append_and_wait(Candidate candidate) {
  std::promise<Result<Receipt>> promise;
  auto answer = promise.get_future();
  append(std::move(candidate), [&](Result<Receipt> receipt) { promise.set_value(std::move(receipt)); });
  return answer.get();
}

Result<TreeSize> LogLedger::copy_database(const std::filesystem::path& directory) const {
  const auto copied = parts_.store->copy_to(directory);
  if (!copied) return std::unexpected(copied.error());
  const auto last = (*copied)->last(Table::records);
  return TreeSize{last ? decode_u64(last->first).value_or(0) + 1 : 0};
}

Result<Candidate> LogLedger::sign_with(const SigningKey& key, const gs1::Key& party, StatementDraft draft) {
  if (draft.issuer.empty()) draft.issuer = party.text();
  if (draft.issued_at == 0) draft.issued_at = to_i64(clock_.now()) / 1'000'000;
  if (draft.id == StatementId{}) randomness_.fill(draft.id);
  while (draft.seeds.size() < draft.events.size()) randomness_.fill(draft.seeds.emplace_back());
  const auto wire = sign_statement(draft, key);
  if (!wire) return std::unexpected(wire.error());
  return stocktrail::examine(*wire, [&](std::string_view) { return std::optional(key.public_key()); });
}

// The party's newest valid key that the server holds.
Result<std::shared_ptr<const SigningKey>> LogLedger::held_key(const gs1::Key& party) {
  const auto now_view = view();
  const auto found = master::party(party, now_view->tables());
  const Micros now = earliest_next_time(*now_view, clock_);
  if (found && master::custodial_allowed(party, now_view->tables())) {
    for (auto key = found->keys.rbegin(); key != found->keys.rend(); ++key) {
      const master::KeyOwner owner{.party = party, .key = *key};
      if (!key->custodial || master::refuse_signer(party, owner, to_i64(now) / 1'000'000, now)) continue;
      if (auto held = parts_.keys->party_key(key->key_id)) return held;
    }
  }
  return fail(ErrorCode::forbidden,
              "The server holds no valid key of " + party.text() +
                  ". Sign with the party's own key, or ask the operator for a custodial policy.");
}

Result<Candidate> LogLedger::sign_for(const gs1::Key& party, StatementDraft draft) {
  if (party == parts_.operator_id) return sign_with(parts_.operator_key, party, std::move(draft));
  auto key = held_key(party);
  if (!key) return std::unexpected(std::move(key.error()));
  return sign_with(**key, party, std::move(draft));
}

// A signature that nobody sees is a pseudorandom function of what it signs: Ed25519 has no randomness of its
// own (RFC 8032).
StatementId LogLedger::statement_id_of(std::string_view content) const {
  std::string message = "stocktrail/statement-id/v1";
  message += '\0';
  message += content;
  const Digest digest = sha256(parts_.operator_key.sign(as_bytes(message)));
  StatementId id{};
  std::copy_n(digest.begin(), id.size(), id.begin());
  return id;
}

Result<PublicKey> LogLedger::make_custodial_key(const gs1::Key& party) {
  const MutexLock lock(making_key_);
  if (auto held = held_key(party)) return (*held)->public_key();
  const auto now_view = view();
  const auto found = master::party(party, now_view->tables());
  if (!found) return fail(ErrorCode::not_found, "No party " + party.text() + " was admitted.");
  if (!master::custodial_allowed(party, now_view->tables())) {
    return fail(ErrorCode::forbidden, "There is no custodial policy for " + party.text() + ".");
  }
  SigningKey made = make_key(randomness_);
  const PublicKey key = made.public_key();
  // In its file before it is in the log: a registered key that nobody holds would be worse than a file too
  // many.
  if (auto kept = parts_.keys->keep_party_key(made); !kept) return std::unexpected(std::move(kept.error()));
  json::Writer body;
  body.begin_object().field("id", party.text()).field("name", found->name);
  body.key("keys").begin_array().begin_object();
  body.field("kty", "OKP").field("crv", "Ed25519").field("x", base64url_encode(key.bytes()));
  body.key("custodial").boolean(true).end_object().end_array().end_object();
  StatementDraft draft;
  draft.kind = "party";
  draft.body = std::move(body).text();
  auto candidate = sign_for(parts_.operator_id, std::move(draft));
  if (!candidate) return std::unexpected(std::move(candidate.error()));
  auto receipt = append_and_wait(std::move(*candidate));
  if (!receipt) return std::unexpected(std::move(receipt.error()));
  return key;
}

}  // namespace stocktrail
