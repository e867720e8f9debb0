#include "ledger/engine/gate.h"

#include "ledger/log/record.h"
#include "ledger/master/change.h"
#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

constexpr std::size_t remembered_max = 65'536;

// The index at which this issuer used this id before; `conflict` if it was for other bytes.
Result<std::optional<LeafIndex>> find_repeat(const Candidate& candidate, const TableReader& tables) {
  const auto stored = tables.get(Table::statements, statement_key(candidate.issuer.text(), candidate.id));
  if (!stored) return std::nullopt;
  const auto index = decode_u64(*stored);
  const auto bytes = index ? tables.get(Table::records, index_key(LeafIndex{*index})) : std::nullopt;
  const auto record = bytes ? decode_record(*bytes) : std::nullopt;
  if (!record)
    return fail(ErrorCode::corrupted, "A stored record is damaged. Stop and audit the data directory.");
  if (record->statement_digest == candidate.digest) return LeafIndex{*index};
  return fail(ErrorCode::conflict,
              "This issuer signed another statement with the same jti (entry " + std::to_string(*index) +
                  "). Sign again with a fresh jti.",
              "$.jti");
}

}  // namespace

Result<std::optional<LeafIndex>> Gate::admit(const Candidate& candidate, LeafIndex index, Micros at,
                                             const TableReader& tables) {
  const bool is_first = to_u64(index) == 0;
  if (is_first && !candidate.change) {
    return fail(ErrorCode::forbidden, "The first statement of a log is the operator's own admission.");
  }
  // A repeat gets its receipt even after its key was revoked: it changes nothing.
  auto repeat = find_repeat(candidate, tables);
  if (!repeat || *repeat) return repeat;
  if (!is_first) {
    if (auto signer = check_signer(candidate, at, tables); !signer)
      return std::unexpected(std::move(signer.error()));
  }
  if (candidate.change) {
    auto refusal = master::refuse(*candidate.change, candidate.issuer, candidate.key_id, tables);
    if (refusal) return std::unexpected(std::move(*refusal));
  }
  if (auto places = check_places(candidate, tables); !places)
    return std::unexpected(std::move(places.error()));
  return std::nullopt;
}

void Gate::forget() {
  owners_.clear();
  reporting_.clear();
  reporting_remembered_ = 0;
}

Result<void> Gate::check_signer(const Candidate& candidate, Micros at, const TableReader& tables) {
  const auto& owner = owner_of(candidate.key_id, tables);
  if (!owner || owner->key.key != candidate.signed_by) {
    return fail(ErrorCode::bad_signature, "No party has registered the key " + candidate.key_id + ".", "kid");
  }
  auto refusal = master::refuse_signer(candidate.issuer, *owner, candidate.issued_at, at);
  if (refusal) return std::unexpected(std::move(*refusal));
  return {};
}

Result<void> Gate::check_places(const Candidate& candidate, const TableReader& tables) {
  for (std::size_t i = 0; i < candidate.events.size(); ++i) {
    const epcis::Event& event = candidate.events[i];
    for (const auto& [place, member] :
         {std::pair(&event.read_point, ".readPoint.id"), std::pair(&event.biz_location, ".bizLocation.id")}) {
      if (!*place || may_report(candidate.issuer, **place, tables)) continue;
      return fail(ErrorCode::forbidden,
                  (*place)->text() + " is a place of another party, and no reporting policy lets " +
                      candidate.issuer.text() + " report there. Ask its party, or the operator, for one.",
                  "$.events[" + std::to_string(i) + "]" + member);
    }
  }
  return {};
}

const std::optional<master::KeyOwner>& Gate::owner_of(std::string_view key_id, const TableReader& tables) {
  if (const auto it = owners_.find(key_id); it != owners_.end()) return it->second;
  if (owners_.size() >= remembered_max) owners_.clear();
  return owners_.emplace(key_id, master::key_owner(key_id, tables)).first->second;
}

bool Gate::may_report(const gs1::Key& issuer, const gs1::Key& place, const TableReader& tables) {
  if (reporting_remembered_ >= remembered_max) {
    reporting_.clear();
    reporting_remembered_ = 0;
  }
  TextMap<bool>& places = reporting_[issuer.text()];
  const auto [it, is_new] = places.try_emplace(place.text(), false);
  if (is_new) {
    ++reporting_remembered_;
    it->second = master::may_report_at(issuer, place, tables);
  }
  return it->second;
}

}  // namespace stocktrail
