#include "ledger/engine/detail/log_ledger.h"

#include <algorithm>
#include <future>
#include <mutex>
#include <utility>

#include "crypto/failed_check.h"
#include "crypto/json_writer.h"
#include "ledger/files/held_keys.h"
#include "ledger/master/change.h"
#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

// When a statement that is signed now would be recorded at the earliest: the clock may lag behind the log.
Micros earliest_next_time(const View& view, Clock& clock) {
  const std::uint64_t size = to_u64(view.checkpoint().size);
  const auto last = size > 0 ? view.receipt(LeafIndex{size - 1}) : fail(ErrorCode::not_found, "");
  const std::int64_t now = to_i64(clock.now());
  return Micros{last ? std::max(now, to_i64(last->recorded_at) + 1) : now};
}

Error told_later(const Rebuilding& rebuilding) {
  return {ErrorCode::unavailable,
          "the tables of " + rebuilding.folds + " are being made anew by this version of the program (" +
              std::to_string(rebuilding.done) + " of " + std::to_string(rebuilding.total) +
              " entries). Statements, and what is read of those tables, have to wait until it is done"};
}

Result<void> share_and_wait(Node& node, std::vector<Control> controls) {
  std::promise<Result<void>> promise;
  auto answer = promise.get_future();
  node.share(std::move(controls), [&](Result<void> outcome) { promise.set_value(std::move(outcome)); });
  return answer.get();
}

}  // namespace

Result<std::unique_ptr<LogLedger>> LogLedger::start(Parts parts, const LedgerLimits& limits, Clock& clock,
                                                    Randomness& randomness) {
  std::unique_ptr<LogLedger> made(new LogLedger(std::move(parts), limits, clock, randomness));
  LogLedger& self = *made;
  std::optional<Error> refusal = self.parts_.refusal;
  if (self.parts_.rebuild.is_needed()) {
    self.rebuild_ = std::make_unique<Rebuild>(*self.parts_.store, self.parts_.rebuild);
    if (!refusal) refusal = told_later({self.parts_.rebuild.names(), 0, self.rebuild_->total()});
  }
  auto node = self.start_node(std::move(refusal));
  if (!node) return std::unexpected(std::move(node.error()));
  {
    const MutexLock lock(self.state_mutex_);
    self.node_ = std::move(*node);
    self.lacked_ = TableSet(self.parts_.rebuild.stale_tables());
  }
  if (self.rebuild_ && !self.parts_.refusal)
    self.rebuilding_ = std::jthread([&self](const std::stop_token& stop) { self.rebuild(stop); });
  return made;
}

LogLedger::LogLedger(Parts parts, const LedgerLimits& limits, Clock& clock, Randomness& randomness)
    : parts_(std::move(parts)),
      limits_(limits),
      party_keys_(parts_.installation_key),
      clock_(clock),
      randomness_(randomness) {}

Result<std::shared_ptr<Node>> LogLedger::start_node(std::optional<Error> refusal) {
  const bool takes = !refusal;
  auto node = Node::start({.store = *parts_.store,
                           .guard = parts_.guard.get(),
                           .log_key = parts_.log_key,
                           .origin = parts_.verifier.name(),
                           .clock = clock_,
                           .randomness = randomness_,
                           .limits = limits_,
                           .changes = changes_,
                           .folds = parts_.folds,
                           .generation = parts_.generation},
                          std::move(refusal));
  if (!node) return std::unexpected(std::move(node.error()));
  if (takes && !parts_.first_controls.empty()) {
    if (auto shared = share_and_wait(**node, std::exchange(parts_.first_controls, {})); !shared)
      return std::unexpected(std::move(shared.error()));
  }
  return std::shared_ptr<Node>(std::move(*node));
}

// The node of before took nothing, so nothing of it is lost: a new one begins with the new tables.
void LogLedger::rebuild(const std::stop_token& stop) {
  // A check that fails there met stored bytes that nobody wrote: the old tables are as they were.
  auto run = caught([&] { return rebuild_->run(stop); });
  auto done = run ? *std::move(run) : std::unexpected(std::move(run.error()));
  if (done && !*done) return;
  auto next = done ? start_node(std::nullopt) : std::unexpected(done.error());
  std::shared_ptr<Node> before;
  const MutexLock lock(state_mutex_);
  if (next) {
    before = std::exchange(node_, std::move(*next));
    lacked_ = TableSet();
  } else {
    rebuild_failure_ =
        Error{next.error().code,
              "the tables of " + rebuild_->plan().names() +
                  " could not be made anew by this version of the program: " + next.error().detail,
              next.error().where};
  }
}

std::shared_ptr<Node> LogLedger::node() const {
  const ReaderLock lock(state_mutex_);
  return node_;
}

std::shared_ptr<const View> LogLedger::view() const {
  const ReaderLock lock(state_mutex_);
  auto view = node_->view();
  if (lacked_.is_empty()) return view;
  return view->without(lacked_);
}

std::optional<Rebuilding> LogLedger::progress() const {
  if (lacked_.is_empty() || parts_.refusal || rebuild_failure_) return std::nullopt;
  return Rebuilding{rebuild_->plan().names(), rebuild_->done(), rebuild_->total()};
}

std::optional<Rebuilding> LogLedger::rebuilding() const {
  const ReaderLock lock(state_mutex_);
  return progress();
}

std::optional<Error> LogLedger::read_only_reason() const {
  const ReaderLock lock(state_mutex_);
  if (rebuild_failure_) return rebuild_failure_;
  if (const auto now = progress()) return told_later(*now);
  return node_->read_only_reason();
}

std::optional<Error> LogLedger::not_now() const {
  const ReaderLock lock(state_mutex_);
  if (rebuild_failure_) return read_only_error(*rebuild_failure_);
  const auto now = progress();
  if (!now) return std::nullopt;
  Error error = read_only_error(told_later(*now));
  error.code = ErrorCode::unavailable;  // It ends without a restart.
  return error;
}

// Whether the key is still valid is for the writer to say.
std::optional<PublicKey> LogLedger::registered_key(std::string_view key_id) const {
  if (auto known = known_keys_.find(key_id)) return known;
  const auto owner = master::key_owner(key_id, view()->tables());
  if (!owner) return std::nullopt;
  known_keys_.add(key_id, owner->key.key);
  return owner->key.key;
}

Result<Candidate> LogLedger::examine(std::string_view wire) const {
  if (auto reason = not_now()) return std::unexpected(std::move(*reason));
  const auto now = node();
  const Proposer::Announcement announcement(now->proposer());
  return stocktrail::examine(wire, [this](std::string_view key_id) { return registered_key(key_id); });
}

void LogLedger::append(Candidate candidate, Done done) {
  if (auto reason = not_now()) return done(std::unexpected(std::move(*reason)));
  node()->append(std::move(candidate), std::move(done));
}

Result<Receipt> LogLedger::append_and_wait(Candidate candidate) {
  std::promise<Result<Receipt>> promise;
  auto answer = promise.get_future();
  append(std::move(candidate), [&](Result<Receipt> receipt) { promise.set_value(std::move(receipt)); });
  return answer.get();
}

Result<void> LogLedger::share(std::vector<Control> controls) {
  if (auto reason = not_now()) return std::unexpected(std::move(*reason));
  return share_and_wait(*node(), std::move(controls));
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
  std::optional<Error> unopened;
  if (found && master::custodial_allowed(party, now_view->tables())) {
    for (auto key = found->keys.rbegin(); key != found->keys.rend(); ++key) {
      const master::KeyOwner owner{.party = party, .key = *key};
      if (!key->custodial || master::refuse_signer(party, owner, to_i64(now) / 1'000'000, now)) continue;
      auto held = party_keys_.find(key->key_id, now_view->tables());
      if (held) return held;
      if (held.error().code != ErrorCode::not_found) unopened = std::move(held.error());
    }
  }
  if (unopened) return std::unexpected(std::move(*unopened));
  return fail(ErrorCode::forbidden,
              "The server holds no valid key of " + party.text() +
                  ". Sign with the party's own key, or ask the operator for a custodial policy.");
}

Result<Candidate> LogLedger::sign_for(const gs1::Key& party, StatementDraft draft) {
  if (auto reason = not_now()) return std::unexpected(std::move(*reason));
  if (party == parts_.operator_id) {
    if (parts_.operator_key) return sign_with(*parts_.operator_key, party, std::move(draft));
    return fail(ErrorCode::forbidden,
                "This server runs without the operator's key, which is lost: it states nothing as the "
                "operator. Another party of the role operator can state a new key for it.");
  }
  auto key = held_key(party);
  if (!key) return std::unexpected(std::move(key.error()));
  return sign_with(**key, party, std::move(draft));
}

std::vector<StatementId> LogLedger::statement_ids_of(std::string_view content) const {
  const auto id_of = [](const Digest& digest) {
    StatementId id{};
    std::copy_n(digest.begin(), id.size(), id.begin());
    return id;
  };
  const auto message = [content](std::string_view version) {
    return std::string(version) + '\0' + std::string(content);
  };
  // The log's key is the one that can never be another.
  std::vector<StatementId> ids{
      id_of(HmacSha256(parts_.log_key.seed())(as_bytes(message("stocktrail/statement-id/v2"))))};
  // Ed25519 has no randomness of its own (RFC 8032): a signature that nobody sees is a pseudorandom function.
  if (parts_.operator_key)
    ids.push_back(id_of(sha256(parts_.operator_key->sign(as_bytes(message("stocktrail/statement-id/v1"))))));
  return ids;
}

Result<std::string> LogLedger::sign_blocked(const BlockedList& list) const {
  if (parts_.guard == nullptr)
    return fail(ErrorCode::read_only,
                "This copy of the log is not the newest that is known: nothing is signed.");
  return stocktrail::sign_blocked(list, parts_.log_key);
}

Digest LogLedger::secret_for(std::string_view purpose) const {
  return HmacSha256(parts_.installation_key.seed())(as_bytes("stocktrail/secret/v1 " + std::string(purpose)));
}

Result<PublicKey> LogLedger::make_custodial_key(const gs1::Key& party) {
  const MutexLock lock(making_key_);
  if (auto reason = not_now()) return std::unexpected(std::move(*reason));
  const auto held = held_key(party);
  if (held) return (*held)->public_key();
  const auto now_view = view();
  const auto found = master::party(party, now_view->tables());
  if (!found) return fail(ErrorCode::not_found, "No party " + party.text() + " was admitted.");
  if (!master::custodial_allowed(party, now_view->tables())) {
    return fail(ErrorCode::forbidden, "There is no custodial policy for " + party.text() + ".");
  }
  SigningKey made = make_key(randomness_);
  const PublicKey key = made.public_key();
  // Held before it is registered: a registered key that nobody holds would be worse than a row too many.
  if (auto shared = share({party_keys_.seal(made)}); !shared)
    return std::unexpected(std::move(shared.error()));
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
