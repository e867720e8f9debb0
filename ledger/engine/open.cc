#include "ledger/engine/open.h"

#include <algorithm>

#include "crypto/json_writer.h"
#include "ledger/engine/controls.h"
#include "ledger/engine/detail/log_ledger.h"
#include "ledger/engine/detail/open_guard.h"
#include "ledger/engine/detail/open_keys.h"
#include "ledger/engine/detail/open_options.h"
#include "ledger/engine/fold_input.h"
#include "ledger/engine/rebuild.h"
#include "ledger/files/data_directory.h"
#include "ledger/log/tree_edge.h"
#include "ledger/store/layout.h"
#include "ledger/store/tables_beside.h"

namespace stocktrail {
namespace {

/// What the database says about the log it holds; `size` 0: nothing yet.
struct Stored {
  std::string origin;
  std::string log_key;  // 32 bytes.
  std::string operator_id;
  TreeEdge edge;
  Sequenced at;
  Micros last_recorded_at{};
  RebuildPlan rebuild;

  bool is_empty() const { return to_u64(edge.size()) == 0; }
};

Result<Stored> read_stored(const Snapshot& tables, std::span<const Fold> folds) {
  Stored stored;
  auto at = read_sequenced(tables);
  if (!at) return std::unexpected(std::move(at.error()));
  stored.at = *at;
  const auto last = tables.last(Table::records);
  if (!last) return stored;
  const auto format = tables.get(Table::meta, meta_key::format);
  const std::uint64_t version = decode_u64(format.value_or("")).value_or(0);
  const auto last_index = decode_u64(last->first);
  const auto record = decode_record(last->second);
  if (version == 0 || !last_index || !record)
    return fail(ErrorCode::corrupted, "The database holds no log of Stocktrail.");
  if (version != log_format) {
    return fail(ErrorCode::conflict, "The data directory has format " + std::to_string(version) +
                                         ", and this program knows format " + std::to_string(log_format) +
                                         ". Use the program that made it, or a newer one.");
  }
  auto rebuild = plan_rebuild(tables, folds);
  if (!rebuild) return std::unexpected(std::move(rebuild.error()));
  stored.rebuild = std::move(*rebuild);
  stored.origin = tables.get(Table::meta, meta_key::origin).value_or("");
  stored.log_key = tables.get(Table::meta, meta_key::log_key).value_or("");
  const auto first = read_inputs(LeafIndex{0}, 1, tables);
  if (!first) return fail(ErrorCode::corrupted, "The first statement of the log is damaged.");
  stored.operator_id = first->front().issuer.text();
  stored.last_recorded_at = record->recorded_at;
  auto edge = TreeEdge::load(TreeSize{*last_index + 1}, tables);
  if (!edge) return std::unexpected(std::move(edge.error()));
  stored.edge = std::move(*edge);
  return stored;
}

// What is left of a rebuild that was given up for the program of before, or cut off after its swap.
Result<void> drop_leftovers(Store& store, const Stored& stored) {
  if (store.fault() || stored.rebuild.is_needed()) return {};
  return TablesBeside(store).drop();
}

// A log that has its key and no entry: its first start was cut off, or its database is not what it was.
Result<std::string> name_of_begun_log(const LedgerOptions& options, const SigningKey& log_key) {
  std::string name = name_of_log(options, log_key.public_key());
  if (!name.empty() && (options.origin.empty() || options.origin == name)) return name;
  return fail(ErrorCode::conflict,
              "There is the key of a log in " + options.directory.string() + ", and no entry; " +
                  (name.empty() ? "no guard in " + options.guard_directory.string() + " knows it"
                                : "its guard knows it as " + name) +
                  ". If a log was here, put back a copy (stocktrail restore). If its first start was cut "
                  "off, start again as then, or in an empty directory.",
              "origin");
}

Result<std::string> choose_origin(const Stored& stored, const HeldKeys& files, const LedgerOptions& options) {
  if (stored.is_empty()) {
    if (const auto log_key = files.read(HeldKey::log)) return name_of_begun_log(options, *log_key);
    std::string origin = options.origin.empty() ? kept_origin(options.directory) : options.origin;
    if (auto checked = check_origin(origin); !checked) return std::unexpected(checked.error());
    return origin;
  }
  if (!options.origin.empty() && options.origin != stored.origin) {
    return fail(ErrorCode::invalid_argument,
                "The log in this data directory has the origin " + stored.origin +
                    ", which can never change. Leave the origin out, or give that one.",
                "origin");
  }
  return stored.origin;
}

// A database that is only read, on a disk without room: what it has beyond the guard may not be durable, and
// no signature for it could be kept.
void keep_to_what_was_signed(OpenedGuard& guarded, const Stored& stored, const Error& short_of_room) {
  if (guarded.guard && guarded.guard->last_signed().checkpoint.size != stored.edge.size())
    guarded.guard.reset();
  if (!guarded.refusal) guarded.refusal = short_of_room;
}

// Tokens that were revoked since the copy are not known; a key that was made since is shown to be the
// installation's by something that it opens.
std::vector<Control> first_controls(const OpenedGuard& guarded, const LedgerOptions& options,
                                    const SigningKey& installation, const TableReader& tables, Clock& clock,
                                    Randomness& randomness) {
  std::vector<Control> controls;
  if (guarded.generation > 0) {
    Micros newest = clock.now();
    for (const IssuedToken& token : all_tokens(tables)) newest = std::max(newest, token.created_at);
    controls.emplace_back(TokensRevoked{.issued_by = newest, .at = clock.now()});
  }
  if (options.lost_key == LostKey::installation)
    controls.emplace_back(PartyKeys(installation).seal(make_key(randomness)));
  return controls;
}

// Record 0: the operator admits itself. Everything else is admitted by somebody who is in the log.
Result<void> write_first_record(LogLedger& ledger, const LedgerOptions& options, const PublicKey& key,
                                const std::string& origin) {
  json::Writer body;
  body.begin_object();
  body.field("id", ledger.operator_id().text());
  body.field("name", options.operator_name.empty() ? origin : options.operator_name);
  body.key("roles").begin_array().string("operator").end_array();
  body.key("keys").begin_array().begin_object();
  body.field("kty", "OKP").field("crv", "Ed25519").field("x", base64url_encode(key.bytes()));
  body.end_object().end_array().end_object();
  StatementDraft draft;
  draft.kind = "party";
  draft.body = std::move(body).text();
  auto candidate = ledger.sign_for(ledger.operator_id(), std::move(draft));
  if (!candidate) return std::unexpected(std::move(candidate.error()));
  auto receipt = ledger.append_and_wait(std::move(*candidate));
  if (!receipt) return std::unexpected(std::move(receipt.error()));
  return {};
}

/// What is in the data directory.
struct Found {
  LedgerOptions options;
  std::unique_ptr<HeldKeys> files;
  std::unique_ptr<Store> store;
  std::shared_ptr<const Snapshot> tables;
  Stored stored;
  std::string origin;
  gs1::Key operator_id;
};

Result<Found> find(LedgerOptions options, rocksdb::Env* env, std::span<const Fold> folds) {
  if (auto settled = settle_places(options); !settled) return std::unexpected(std::move(settled.error()));
  if (auto checked = check_new_directory(options); !checked)
    return std::unexpected(std::move(checked.error()));
  if (auto claimed = claim_data_directory(options.directory); !claimed)
    return std::unexpected(std::move(claimed.error()));
  auto files = HeldKeys::open(options.directory / "keys");
  if (!files) return std::unexpected(std::move(files.error()));
  auto store = Store::open({.directory = options.directory / "db",
                            .env = env,
                            .cache_bytes_max = options.cache_bytes_max,
                            .disk = options.limits.disk,
                            .report = options.report});
  if (!store) return std::unexpected(std::move(store.error()));
  auto tables = (*store)->snapshot();
  auto stored = read_stored(*tables, folds);
  if (!stored) return std::unexpected(std::move(stored.error()));
  auto origin = choose_origin(*stored, **files, options);
  if (!origin) return std::unexpected(std::move(origin.error()));
  auto operator_id = operator_of(stored->operator_id, options, *origin);
  if (!operator_id) return std::unexpected(std::move(operator_id.error()));
  return Found{.options = std::move(options),
               .files = std::move(*files),
               .store = std::move(*store),
               .tables = std::move(tables),
               .stored = std::move(*stored),
               .origin = std::move(*origin),
               .operator_id = std::move(*operator_id)};
}

Result<ServerKeys> keys_of(const Found& found, Clock& clock, Randomness& randomness) {
  if (!found.stored.is_empty()) {
    const std::int64_t earliest = to_i64(found.stored.last_recorded_at) + 1;
    const auto stale = found.stored.rebuild.stale_tables();
    return read_keys(*found.files, found.options.lost_key,
                     {.log_key = found.stored.log_key,
                      .operator_id = found.operator_id,
                      .now = Micros{std::max(to_i64(clock.now()), earliest)},
                      .can_tell_parties = std::ranges::find(stale, Table::master) == stale.end(),
                      .tables = *found.tables});
  }
  auto log = found.files->read(HeldKey::log);
  if (!log && log.error().code != ErrorCode::not_found) return std::unexpected(std::move(log.error()));
  if (!log)
    if (auto fault = found.store->fault()) return std::unexpected(*std::move(fault));
  return ServerKeys{.log = log ? std::move(*log) : make_key(randomness),
                    .operator_key = std::nullopt,
                    .installation = std::nullopt};
}

Result<OpenedGuard> find_guard(const Found& found, const ServerKeys& keys, const NoteVerifier& log,
                               rocksdb::Env* env) {
  const bool is_new = found.stored.is_empty() && !found.files->read(HeldKey::log);
  const StoredEnd stored{.edge = found.stored.edge, .at = found.stored.at, .tables = *found.tables};
  auto guarded = is_new ? make_guard(found.options, keys.log, log, env)
                        : open_guard(found.options, keys.log, log, stored, env);
  if (!guarded) return guarded;
  const auto short_of_room = found.store->fault();
  if (short_of_room) keep_to_what_was_signed(*guarded, found.stored, *short_of_room);
  // A log that has nothing there has nothing to show.
  if (found.stored.is_empty() && guarded->refusal) return std::unexpected(std::move(*guarded->refusal));
  if (!guarded->guard || short_of_room) return guarded;
  auto kept = keep_guard_directory(found.options.directory, found.options.guard_directory);
  if (!kept) return std::unexpected(std::move(kept.error()));
  return guarded;
}

// Those that a log lacks, when all else is in order.
Result<void> complete(ServerKeys& keys, const Found& found, const OpenedGuard& guarded,
                      Randomness& randomness) {
  if (found.stored.is_empty()) return keep_first_keys(*found.files, keys, randomness);
  if (keys.unopened > 0 && found.options.report) {
    found.options.report(std::to_string(keys.unopened) +
                         " keys that are held for parties were sealed with another installation.key, and "
                         "cannot be opened. State the custodial policies of these parties again");
  }
  if (keys.installation) return {};
  keys.installation = make_key(randomness);
  return guarded.refusal ? Result<void>() : found.files->keep(HeldKey::installation, *keys.installation);
}

}  // namespace

Result<void> check_options(const LedgerOptions& given) {
  LedgerOptions options = given;
  if (auto settled = settle_places(options); !settled) return settled;
  return check_new_directory(options);
}

Result<std::unique_ptr<Ledger>> open_ledger(const LedgerOptions& options, Clock& clock,
                                            Randomness& randomness, rocksdb::Env* env,
                                            std::span<const Fold> folds) {
  auto found = find(options, env, folds);
  if (!found) return std::unexpected(std::move(found.error()));
  auto keys = keys_of(*found, clock, randomness);
  if (!keys) return std::unexpected(std::move(keys.error()));
  auto verifier = NoteVerifier::make(found->origin, keys->log.public_key());
  if (!verifier) {
    verifier.error().where = "origin";
    return std::unexpected(std::move(verifier.error()));
  }
  auto guarded = find_guard(*found, *keys, *verifier, env);
  if (!guarded) return std::unexpected(std::move(guarded.error()));
  if (auto whole = complete(*keys, *found, *guarded, randomness); !whole)
    return std::unexpected(std::move(whole.error()));
  if (auto dropped = drop_leftovers(*found->store, found->stored); !dropped)
    return std::unexpected(std::move(dropped.error()));
  const bool begins = found->stored.is_empty();
  const auto operator_public =
      keys->operator_key ? std::optional(keys->operator_key->public_key()) : std::nullopt;
  auto controls =
      first_controls(*guarded, found->options, *keys->installation, *found->tables, clock, randomness);
  auto ledger = LogLedger::start({.store = std::move(found->store),
                                  .guard = std::move(guarded->guard),
                                  .log_key = std::move(keys->log),
                                  .operator_key = std::move(keys->operator_key),
                                  .installation_key = std::move(*keys->installation),
                                  .verifier = std::move(*verifier),
                                  .operator_id = std::move(found->operator_id),
                                  .refusal = std::move(guarded->refusal),
                                  .folds = folds,
                                  .generation = guarded->generation,
                                  .first_controls = std::move(controls),
                                  .rebuild = found->stored.rebuild},
                                 options.limits, clock, randomness);
  if (!ledger) return std::unexpected(std::move(ledger.error()));
  if (begins) {
    ST_CHECK(operator_public);
    auto written = write_first_record(**ledger, options, *operator_public, found->origin);
    if (!written) return std::unexpected(std::move(written.error()));
  }
  return std::unique_ptr<Ledger>(std::move(*ledger));
}

}  // namespace stocktrail
