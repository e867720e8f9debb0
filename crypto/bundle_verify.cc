#include "crypto/bundle.h"
#include "crypto/entry.h"
#include "crypto/stated_keys.h"

namespace stocktrail {
namespace {

/// An error of one entry, told with its place.
std::unexpected<Error> at_entry(Error error, LeafIndex index) {
  std::string where = "index " + std::to_string(to_u64(index));
  if (!error.where.empty()) where += ", " + error.where;
  return fail(error.code, std::move(error.detail), std::move(where));
}

/// The checkpoint with the log's one signature: another signature would be bytes that nothing here checks.
Result<Checkpoint> open_single(std::string_view note_text, const NoteVerifier& log) {
  const Result<Note> note = parse_note(note_text);
  if (!note) return std::unexpected(note.error());
  if (note->signatures.size() != 1) {
    return fail(ErrorCode::invalid_argument,
                "the checkpoint of a proof file has the log's signature and no other", "checkpoint");
  }
  return open_checkpoint(note_text, log);
}

Result<Statement> read_included(const BundleEntry& entry, const Checkpoint& checkpoint) {
  if (entry.sd_jwt.starts_with('{')) {
    return fail(ErrorCode::invalid_argument, "a proof file holds statements in the RFC form");
  }
  Result<Statement> statement = Statement::parse(entry.sd_jwt);
  if (!statement) return statement;
  const Digest leaf = hash_leaf(entry_of(entry.blind, statement->digest()));
  if (!verify_inclusion(leaf, entry.index, checkpoint.size, checkpoint.root, entry.path)) {
    return fail(ErrorCode::bad_signature, "the statement is not in the signed tree at this index");
  }
  return statement;
}

void mark_revocations(const StatedKeys& keys, VerifiedBundle& bundle) {
  for (VerifiedStatement& verified : bundle.statements) {
    const StatedKey* const key = keys.find(verified.statement.key_id());
    const bool is_later = key != nullptr && key->revoked_by && *key->revoked_by > verified.index;
    if (is_later && verified.statement.issued_at() >= key->revoked_at)
      verified.key_revoked_by = key->revoked_by;
  }
}

}  // namespace

Result<VerifiedBundle> verify_bundle(const Bundle& bundle, const NoteVerifier& log) {
  Result<Checkpoint> checkpoint = open_single(bundle.checkpoint, log);
  if (!checkpoint) return std::unexpected(std::move(checkpoint.error()));
  if (bundle.entries.empty()) return fail(ErrorCode::invalid_argument, "the proof file holds no statement");
  VerifiedBundle verified;
  verified.hides_events = bundle.hides_events;
  verified.checkpoint = std::move(*checkpoint);
  StatedKeys keys;
  std::optional<LeafIndex> before;
  for (const BundleEntry& entry : bundle.entries) {
    if (before && entry.index <= *before) {
      return fail(ErrorCode::invalid_argument, "the statements stand in the order of their index");
    }
    before = entry.index;
    Result<Statement> statement = read_included(entry, verified.checkpoint);
    std::optional<Error> fault;
    if (!statement) {
      fault = std::move(statement.error());
    } else {
      fault = keys.take(*statement, entry.index, std::nullopt);
    }
    if (fault && keys.operator_id().empty()) return at_entry(std::move(*fault), entry.index);
    if (fault) {
      verified.refused.push_back({entry.index, std::move(*fault)});
      continue;
    }
    const KeyHolder holder = keys.find(statement->key_id())->holder;
    std::string issuer_name(keys.name_of_party(statement->issuer()));
    verified.statements.push_back({entry.index, std::move(*statement), std::move(issuer_name), holder, {}});
  }
  verified.operator_id = keys.operator_id();
  verified.operator_name = keys.name_of_party(keys.operator_id());
  mark_revocations(keys, verified);
  return verified;
}

}  // namespace stocktrail
