#include "ledger/engine/detail/open_keys.h"

#include <string>
#include <utility>

#include "ledger/engine/controls.h"
#include "ledger/engine/party_keys.h"
#include "ledger/master/change.h"

namespace stocktrail {
namespace {

constexpr std::string_view manual = "docs/operations.md, \"Keys of the server\"";

std::optional<Error> refuse_key(const master::KeyOwner& owner, const KnownKeys& known) {
  return master::refuse_signer(known.operator_id, owner, to_i64(known.now) / 1'000'000, known.now);
}

/// The kids that may sign for the operator now.
std::string valid_keys(const KnownKeys& known) {
  std::string names;
  const auto party = master::party(known.operator_id, known.tables);
  for (const master::PartyKey& key : party ? party->keys : std::vector<master::PartyKey>()) {
    if (refuse_key({known.operator_id, key}, known)) continue;
    names += (names.empty() ? "" : ", ") + key.key_id;
  }
  return names.empty() ? "none" : names;
}

std::unexpected<Error> refuse_operator_key(const HeldKeys& files, const std::string& why,
                                           const KnownKeys& known) {
  return fail(ErrorCode::corrupted,
              why +
                  " Put the operator's key there, from a copy of the data directory or from where it was "
                  "made (valid keys: " +
                  valid_keys(known) + "). If it is lost for good: " + std::string(manual) + ".",
              files.file(HeldKey::operator_).string());
}

Result<SigningKey> read_operator_key(const HeldKeys& files, const KnownKeys& known) {
  auto key = files.read(HeldKey::operator_);
  if (!key && key.error().code == ErrorCode::not_found)
    return refuse_operator_key(files, "The operator's key is missing.", known);
  if (!key || !known.can_tell_parties) return key;
  const std::string key_id = thumbprint(key->public_key());
  const auto owner = master::key_owner(key_id, known.tables);
  if (!owner || owner->party != known.operator_id) {
    return refuse_operator_key(
        files, "The key " + key_id + " is none of the operator " + known.operator_id.text() + ".", known);
  }
  if (const auto refused = refuse_key(*owner, known))
    return refuse_operator_key(
        files, "The operator's key " + key_id + " cannot sign now: " + refused->detail + ".", known);
  return key;
}

// One of the keys that are held for parties, if it opens, shows that it is the log's.
Result<void> read_installation_key(const HeldKeys& files, const KnownKeys& known, ServerKeys& keys) {
  auto key = files.read(HeldKey::installation);
  if (!key && key.error().code != ErrorCode::not_found) return std::unexpected(std::move(key.error()));
  const auto sealed = sealed_keys(known.tables);
  if (key) {
    const PartyKeys opener(*key);
    for (const KeySealed& one : sealed) keys.unopened += opener.opens(one) ? 0 : 1;
    keys.installation = std::move(*key);
  }
  if (sealed.empty() || (keys.installation && keys.unopened < sealed.size())) return {};
  return fail(
      ErrorCode::corrupted,
      std::string(keys.installation ? "This is not the key of this installation"
                                    : "The key of this installation is missing") +
          ", and the " + std::to_string(sealed.size()) +
          " keys that the server holds for parties are sealed with it. Put it back from a copy of the "
          "data directory. If it is lost for good: " +
          std::string(manual) + ".",
      files.file(HeldKey::installation).string());
}

std::unexpected<Error> not_lost(const HeldKeys& files, HeldKey which) {
  return fail(ErrorCode::invalid_argument,
              files.file(which).string() + " is there, and is the log's. Leave the option out.", "lost_key");
}

}  // namespace

Result<ServerKeys> read_keys(const HeldKeys& files, LostKey lost, const KnownKeys& known) {
  auto log = files.read(HeldKey::log);
  if (!log && log.error().code == ErrorCode::not_found) {
    return fail(ErrorCode::corrupted,
                "The key of the log is missing. Put it back from a copy of the data directory; without it "
                "the log has ended (docs/operations.md, \"The disk is gone\").",
                files.file(HeldKey::log).string());
  }
  if (!log) return std::unexpected(std::move(log.error()));
  if (as_text(log->public_key().bytes()) != known.log_key) {
    return fail(ErrorCode::corrupted,
                "This is not the key of the log in this data directory. Put back the one that was here.",
                files.file(HeldKey::log).string());
  }
  ServerKeys keys{.log = std::move(*log), .operator_key = std::nullopt, .installation = std::nullopt};
  auto operator_key = read_operator_key(files, known);
  if (operator_key && lost == LostKey::operator_) return not_lost(files, HeldKey::operator_);
  const bool is_lost = lost == LostKey::operator_ && operator_key.error().code == ErrorCode::corrupted;
  if (!operator_key && !is_lost) return std::unexpected(std::move(operator_key.error()));
  if (operator_key) keys.operator_key = std::move(*operator_key);
  auto installation = read_installation_key(files, known, keys);
  if (installation && lost == LostKey::installation) return not_lost(files, HeldKey::installation);
  if (!installation && (lost != LostKey::installation || installation.error().code != ErrorCode::corrupted))
    return std::unexpected(std::move(installation.error()));
  return keys;
}

Result<void> keep_first_keys(const HeldKeys& files, ServerKeys& keys, Randomness& randomness) {
  if (!files.read(HeldKey::log)) {
    if (auto kept = files.keep(HeldKey::log, keys.log); !kept) return kept;
  }
  for (const auto& [which, into] : {std::pair(HeldKey::operator_, &keys.operator_key),
                                    std::pair(HeldKey::installation, &keys.installation)}) {
    auto key = files.read(which);
    if (!key && key.error().code != ErrorCode::not_found) return std::unexpected(std::move(key.error()));
    if (!key) {
      key = make_key(randomness);
      if (auto kept = files.keep(which, *key); !kept) return kept;
    }
    into->emplace(std::move(*key));
  }
  return {};
}

}  // namespace stocktrail
