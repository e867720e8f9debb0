#include "ledger/engine/open.h"

#include <system_error>

#include "crypto/json_writer.h"
#include "ledger/engine/controls.h"
#include "ledger/engine/fold_input.h"
#include "ledger/engine/log_ledger.h"
#include "ledger/engine/rebuild.h"
#include "ledger/files/data_directory.h"
#include "ledger/files/held_keys.h"
#include "ledger/log/tree_edge.h"
#include "ledger/store/layout.h"
#include "ledger/store/tables_beside.h"

namespace stocktrail {
namespace {

constexpr std::size_t origin_bytes_max = 255;

/// What the database says about the log it holds; `size` 0: nothing yet.
struct Stored {
  std::string origin;
  std::string log_key;  // 32 bytes.
  std::string operator_id;
  TreeEdge edge;
  RebuildPlan rebuild;
};

Result<Stored> read_stored(const Snapshot& tables, std::span<const Fold> folds) {
  Stored stored;
  const auto last = tables.last(Table::records);
  if (!last) return stored;
  const auto format = tables.get(Table::meta, meta_key::format);
  const std::uint64_t version = decode_u64(format.value_or("")).value_or(0);
  const auto last_index = decode_u64(last->first);
  if (version == 0 || !last_index)
    return fail(ErrorCode::corrupted, "The database holds no log of Stocktrail.");
  if (version != log_format) {
    return fail(ErrorCode::invalid_argument, "The data directory has format " + std::to_string(version) +
                                                 ", and this program knows format " +
                                                 std::to_string(log_format) +
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
  auto edge = TreeEdge::load(TreeSize{*last_index + 1}, tables);
  if (!edge) return std::unexpected(std::move(edge.error()));
  stored.edge = std::move(*edge);
  return stored;
}

// Of a rebuild that was given up for the program of before, or cut off after its swap.
Result<void> drop_leftovers(Store& store, const Stored& stored) {
  if (store.fault() || stored.rebuild.is_needed()) return {};
  return TablesBeside(store).drop();
}

Result<std::string> choose_origin(const Stored& stored, const LedgerOptions& options) {
  if (to_u64(stored.edge.size()) == 0) {
    if (options.origin.empty() || options.origin.size() > origin_bytes_max) {
      return fail(ErrorCode::invalid_argument,
                  "A new log needs an origin of 1 to 255 bytes, for example example.com/stocktrail.",
                  "origin");
    }
    return options.origin;
  }
  if (!options.origin.empty() && options.origin != stored.origin) {
    return fail(ErrorCode::invalid_argument,
                "The log in this data directory has the origin " + stored.origin +
                    ", which can never change. Leave the origin out, or give that one.",
                "origin");
  }
  return stored.origin;
}

struct Guarded {
  std::unique_ptr<Guard> guard;
  std::optional<Error> refusal;
};

Guarded refuse(std::string detail, std::string cause) {
  return {nullptr, Error{ErrorCode::corrupted, std::move(detail), "guard, " + std::move(cause)}};
}

Guarded check_against(std::unique_ptr<Guard> guard, const std::string& guard_file, const Stored& stored,
                      const TableReader& tables) {
  const Checkpoint& last = guard->last_signed();
  const std::uint64_t size = to_u64(stored.edge.size());
  if (size < to_u64(last.size)) {
    return refuse("this data directory holds " + std::to_string(size) + " entries, but the log has signed " +
                      std::to_string(to_u64(last.size)) +
                      ": it is an old copy, and signing would fork the log. Put back the newest copy",
                  guard_file + " is ahead");
  }
  const auto root = TreeReader(tables, stored.edge).root(last.size);
  if (!root || *root != last.root) {
    return refuse("the entries in this data directory are not those that the log signed at size " +
                      std::to_string(to_u64(last.size)) + ". Run an audit, and put back the newest copy",
                  guard_file + " has another root");
  }
  return {std::move(guard), std::nullopt};
}

Result<Guarded> open_guard(const LedgerOptions& options, const SigningKey& log_key, const NoteVerifier& log,
                           const Stored& stored, const TableReader& tables, rocksdb::Env* env) {
  const std::string file = Guard::path_of(options.guard_directory, log).string();
  auto guard = Guard::open(options.guard_directory, log, env);
  if (guard) return check_against(std::move(*guard), file, stored, tables);
  if (guard.error().code == ErrorCode::corrupted) {
    return refuse(
        "the guard, which remembers the last signed checkpoint, is damaged, so that nobody can tell whether "
        "this data directory is the newest copy. Put back the newest guard file",
        guard.error().detail);
  }
  if (guard.error().code != ErrorCode::not_found) return std::unexpected(std::move(guard.error()));
  if (options.adopt != stored.edge.size()) {
    const std::string size = std::to_string(to_u64(stored.edge.size()));
    return refuse(
        "the guard, which remembers the last signed checkpoint, is missing, so that nobody can tell whether "
        "this data directory is the newest copy. Move its file here; or, if no other copy was ever used "
        "after this one, start once with --adopt " +
            size,
        file + " is missing");
  }
  const Checkpoint now{.origin = log.name(), .size = stored.edge.size(), .root = stored.edge.root()};
  auto made = Guard::create(options.guard_directory, log, sign_checkpoint(now, log_key), env);
  if (!made) return std::unexpected(std::move(made.error()));
  return Guarded{std::move(*made), std::nullopt};
}

// The guard is there before the log key has its name, so that a key without a guard always means a copy. One
// of an empty log is what an interrupted start leaves: nothing was ever signed with its key.
Result<Guarded> make_log(const LedgerOptions& options, const SigningKey& log_key, const NoteVerifier& log,
                         const HeldKeys& keys, rocksdb::Env* env) {
  const auto size = Guard::size_of_namesake(options.guard_directory, log);
  if (size && to_u64(*size) > 0) {
    return fail(ErrorCode::conflict,
                "The guard in " + options.guard_directory.string() + " knows a log " + log.name() + " of " +
                    std::to_string(to_u64(*size)) +
                    " entries, and this data directory holds none. If its data is lost, put back a copy "
                    "(stocktrail restore); a new log needs a new name.",
                "origin");
  }
  const Checkpoint empty{.origin = log.name(), .size = TreeSize{0}, .root = empty_root()};
  auto guard = Guard::create(options.guard_directory, log, sign_checkpoint(empty, log_key), env);
  if (!guard) return std::unexpected(std::move(guard.error()));
  if (auto kept = keys.keep_log_key(log_key); !kept) return std::unexpected(std::move(kept.error()));
  return Guarded{std::move(*guard), std::nullopt};
}

// A database that is only read, on a disk without room: what it has beyond the guard may not be durable, and
// no signature for it could be kept.
void keep_to_what_was_signed(Guarded& guarded, const Stored& stored, const Error& short_of_room) {
  if (guarded.guard && guarded.guard->last_signed().size != stored.edge.size()) guarded.guard.reset();
  if (!guarded.refusal) guarded.refusal = short_of_room;
}

HeldKeys::Sealed sealed_in(const TableReader& tables) {
  return holds_sealed_keys(tables) ? HeldKeys::Sealed::something : HeldKeys::Sealed::nothing;
}

Result<gs1::Key> choose_operator(const Stored& stored, const LedgerOptions& options,
                                 const std::string& origin) {
  std::string id = stored.operator_id;
  if (id.empty()) id = options.operator_id.empty() ? "https://" + origin : options.operator_id;
  auto key = gs1::parse_key(id);
  if (!key) key.error().where = "operator_id";
  return key;
}

// Both places are absolute afterwards, and the data directory is ours.
Result<void> settle_places(LedgerOptions& options) {
  if (options.directory.empty())
    return fail(ErrorCode::invalid_argument, "The path of a directory is expected.", "data");
  options.directory = normal_directory(options.directory);
  auto chosen = options.guard_directory;
  if (chosen.empty()) chosen = kept_guard_directory(options.directory);
  if (chosen.empty()) {
    auto usual = usual_guard_directory();
    if (!usual) return std::unexpected(std::move(usual.error()));
    chosen = std::move(*usual);
  }
  options.guard_directory = normal_directory(chosen);
  const auto inside = options.guard_directory.lexically_relative(options.directory);
  if (!inside.empty() && *inside.begin() != "..") {
    return fail(ErrorCode::invalid_argument,
                "The guard must lie outside the data directory, or a copy of the data would carry it along.",
                "guard");
  }
  if (auto checked = check_guard_directory(options.guard_directory); !checked) return checked;
  return claim_data_directory(options.directory);
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

}  // namespace

Result<std::unique_ptr<Ledger>> open_ledger(const LedgerOptions& given, Clock& clock, Randomness& randomness,
                                            rocksdb::Env* env, std::span<const Fold> folds) {
  LedgerOptions options = given;
  if (auto settled = settle_places(options); !settled) return std::unexpected(std::move(settled.error()));
  auto keys = HeldKeys::open(options.directory / "keys");
  if (!keys) return std::unexpected(std::move(keys.error()));
  auto store = Store::open({.directory = options.directory / "db",
                            .env = env,
                            .cache_bytes_max = options.cache_bytes_max,
                            .disk = options.limits.disk,
                            .report = options.report});
  if (!store) return std::unexpected(std::move(store.error()));
  const auto tables = (*store)->snapshot();
  const auto stored = read_stored(*tables, folds);
  if (!stored) return std::unexpected(stored.error());
  const auto origin = choose_origin(*stored, options);
  if (!origin) return std::unexpected(origin.error());

  if (auto dropped = drop_leftovers(**store, *stored); !dropped)
    return std::unexpected(std::move(dropped.error()));
  const bool is_empty = to_u64(stored->edge.size()) == 0;
  auto log_key = (*keys)->log_key();
  const bool is_new = is_empty && !log_key && log_key.error().code == ErrorCode::not_found;
  if (is_new && (*store)->fault()) return std::unexpected(*(*store)->fault());
  if (is_new) log_key = make_key(randomness);
  if (!log_key) return std::unexpected(std::move(log_key.error()));
  if (!is_empty && as_text(log_key->public_key().bytes()) != stored->log_key) {
    return fail(ErrorCode::corrupted, "keys/log.key is not the key of the log in this data directory.");
  }
  auto verifier = NoteVerifier::make(*origin, log_key->public_key());
  if (!verifier) {
    verifier.error().where = "origin";
    return std::unexpected(std::move(verifier.error()));
  }
  auto guarded = is_new ? make_log(options, *log_key, *verifier, **keys, env)
                        : open_guard(options, *log_key, *verifier, *stored, *tables, env);
  if (!guarded) return std::unexpected(std::move(guarded.error()));
  const auto short_of_room = (*store)->fault();
  if (guarded->guard && !short_of_room) {
    if (auto kept = keep_guard_directory(options.directory, options.guard_directory); !kept)
      return std::unexpected(std::move(kept.error()));
  }
  if (short_of_room) keep_to_what_was_signed(*guarded, *stored, *short_of_room);
  auto operator_key = (*keys)->operator_key(randomness);
  if (!operator_key) return std::unexpected(std::move(operator_key.error()));
  auto operator_id = choose_operator(*stored, options, *origin);
  if (!operator_id) return std::unexpected(std::move(operator_id.error()));
  auto installation_key = (*keys)->installation_key(randomness, sealed_in(*tables));
  if (!installation_key) return std::unexpected(std::move(installation_key.error()));
  const PublicKey operator_public = operator_key->public_key();
  const bool writes = !guarded->refusal;
  auto ledger = LogLedger::start({.store = std::move(*store),
                                  .guard = std::move(guarded->guard),
                                  .log_key = std::move(*log_key),
                                  .operator_key = std::move(*operator_key),
                                  .installation_key = std::move(*installation_key),
                                  .verifier = std::move(*verifier),
                                  .operator_id = std::move(*operator_id),
                                  .refusal = std::move(guarded->refusal),
                                  .folds = folds,
                                  .rebuild = stored->rebuild},
                                 options.limits, clock, randomness);
  if (!ledger) return std::unexpected(std::move(ledger.error()));
  if (is_empty && writes) {
    auto written = write_first_record(**ledger, options, operator_public, *origin);
    if (!written) return std::unexpected(std::move(written.error()));
  }
  return std::unique_ptr<Ledger>(std::move(*ledger));
}

}  // namespace stocktrail
