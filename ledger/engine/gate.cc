#include "ledger/engine/gate.h"

#include <algorithm>

#include "crypto/presentation.h"
#include "ledger/engine/folds.h"
#include "ledger/engine/kinds.h"
#include "ledger/epcis/event_time.h"
#include "ledger/log/record.h"
#include "ledger/master/change.h"
#include "ledger/promises/promises.h"
#include "ledger/state/event_index.h"
#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

constexpr std::size_t remembered_max = 65'536;

// The log keeps the first presentation of a statement, and its events are folded by then: what a later one
// discloses more would be lost in silence (docs/decisions/0011).
std::optional<Error> refuse_to_lose(const Candidate& candidate, LeafIndex index, const TableReader& tables) {
  const auto stored = tables.get(Table::openings, index_key(index));
  if (!stored || *stored == candidate.wire) return std::nullopt;  // Erased, or the same bytes.
  const auto first = Statement::parse(*stored), later = Statement::parse(candidate.wire);
  if (!first || !later || !discloses_more(*later, *first)) return std::nullopt;
  return Error{
      ErrorCode::conflict,
      "This statement is in the log already (entry " + std::to_string(to_u64(index)) +
          "), sent with fewer disclosures, and what it left out cannot be added. Its issuer signs again, "
          "with a fresh jti, the events that it hid, and those that it showed in part once they are "
          "declared errors.",
      "$.jti"};
}

// The index at which this issuer used this id before; `conflict` if it was for other bytes.
Result<std::optional<LeafIndex>> find_repeat(const Candidate& candidate, const TableReader& tables) {
  const auto stored = tables.get(Table::statements, statement_key(candidate.issuer.text(), candidate.id));
  if (!stored) return std::nullopt;
  const auto index = decode_u64(*stored);
  const auto bytes = index ? tables.get(Table::records, index_key(LeafIndex{*index})) : std::nullopt;
  const auto record = bytes ? decode_record(*bytes) : std::nullopt;
  if (!record)
    return fail(ErrorCode::corrupted, "A stored record is damaged. Stop and audit the data directory.");
  if (record->statement_digest == candidate.digest) {
    if (auto lost = refuse_to_lose(candidate, LeafIndex{*index}, tables))
      return std::unexpected(std::move(*lost));
    return LeafIndex{*index};
  }
  return fail(ErrorCode::conflict,
              "This issuer signed another statement with the same jti (entry " + std::to_string(*index) +
                  "). Sign again with a fresh jti.",
              "$.jti");
}

std::uint32_t version_of_books() {
  const auto folds = all_folds();
  const auto found = std::ranges::find(folds, "inventory", &Fold::name);
  ST_CHECK(found != folds.end());
  return found->version;
}

}  // namespace

bool is_by_these_rules(const promises::Outcome& outcome) {
  return outcome.books == version_of_books() && outcome.judging == promises::judging_version;
}

std::optional<Error> refuse_conflict(std::span<const epcis::Event> events, std::span<const Told> told,
                                     LeafIndex index) {
  if (told.empty() || told.back().kind != Told::Kind::conflict) return std::nullopt;
  const auto& told_before = told.back().earlier;
  ST_CHECK(told_before);
  const EventRef earlier = *told_before;
  const std::string place = "event " + std::to_string(position_of(earlier));
  const std::string where = statement_of(earlier) == to_u64(index)
                                ? place + " of this statement"
                                : "entry " + std::to_string(statement_of(earlier)) + ", " + place;
  const std::size_t at = told.size() - 1;
  return Error{
      ErrorCode::conflict,
      "This issuer recorded another event with the eventID " + events[at].id + " (" + where +
          "), and an id stands for one event. If that one was wrong, declare it an error under its id, "
          "and send the right one with an id of its own.",
      "$.events[" + std::to_string(at) + "].eventID"};
}

Error unknown_key(std::string_view key_id) {
  return {ErrorCode::bad_signature, "No party has registered the key " + std::string(key_id) + ".", "kid"};
}

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
  if (auto judged = (this->*candidate.kind->judge)(candidate, index, at, tables); !judged)
    return std::unexpected(std::move(judged.error()));
  return std::nullopt;
}

Result<void> Gate::judge_events(const Candidate& candidate, LeafIndex index, Micros at,
                                const TableReader& tables) {
  if (auto times = check_times(candidate, at, tables); !times) return times;
  if (auto places = check_places(candidate, tables); !places) return places;
  return check_identities(candidate, index, tables);
}

Result<void> Gate::judge_change(const Candidate& candidate, LeafIndex, Micros, const TableReader& tables) {
  const auto goods =
      candidate.rules >= goods_rules ? master::GoodsRules::owned : master::GoodsRules::first_come;
  auto refusal = master::refuse(*candidate.change, candidate.issuer, candidate.key_id, goods, tables);
  if (refusal) return std::unexpected(std::move(*refusal));
  return {};
}

Result<void> Gate::judge_promise(const Candidate& candidate, LeafIndex, Micros at,
                                 const TableReader& tables) {
  promises::Stated& stated = *candidate.promise;
  if (!stated.outcome) {
    const bool is_of_today = candidate.rules >= promise_rules;
    // Else whoever has an order that was refused could send it again when its party wants it no more.
    if (is_of_today && candidate.issued_at + promises::order_age_seconds_max < to_i64(at) / 1'000'000)
      return fail(
          ErrorCode::invalid_argument,
          "This was signed more than " + std::to_string(promises::order_age_seconds_max) +
              " s ago, and an order that is so old is not taken. Sign it again, if it is still wanted.",
          "$.iat");
    const promises::Rules rules{version_of_books(),
                                is_of_today ? promises::judging_version : promises::first_judging_version};
    auto outcome = promises::judge(stated.order, candidate.issuer, at, rules, tables);
    if (!outcome) return std::unexpected(std::move(outcome.error()));
    if (promises::has_outcome(stated.order)) stated.outcome = *std::move(outcome);
    return {};
  }
  if (promises::fits(*stated.outcome, stated.order)) return {};
  return fail(ErrorCode::corrupted, "What was promised is not what was asked for.", "$.reservation");
}

Result<void> Gate::judge_recall(const Candidate& candidate, LeafIndex index, Micros at,
                                const TableReader& tables) {
  const auto& notice = std::get<master::RecallNotice>(candidate.change->body);
  if (notice.from && epcis::is_ahead(*notice.from, at)) {
    return fail(ErrorCode::invalid_argument,
                "A recall takes effect at once, or did earlier: this one would only at " +
                    format_utc(*notice.from) + ". Leave the time out, or state the recall then.",
                "$.recall.from");
  }
  return judge_change(candidate, index, at, tables);
}

void Gate::forget() {
  owners_.clear();
  reporting_.clear();
  reporting_remembered_ = 0;
}

Result<void> Gate::check_signer(const Candidate& candidate, Micros at, const TableReader& tables) {
  const auto& owner = owner_of(candidate.key_id, tables);
  if (!owner || owner->key.key != candidate.signed_by) {
    return std::unexpected(unknown_key(candidate.key_id));
  }
  auto refusal = master::refuse_signer(candidate.issuer, *owner, candidate.issued_at, at);
  if (refusal) return std::unexpected(std::move(*refusal));
  return {};
}

// Who captures without a key of its own can correct the document and send it again.
Result<void> Gate::check_times(const Candidate& candidate, Micros at, const TableReader& tables) {
  for (std::size_t i = 0; i < candidate.events.size(); ++i) {
    const Timestamp& time = candidate.events[i].event_time;
    if (candidate.events[i].error_declaration || !epcis::is_ahead(time.at, at)) continue;
    const auto& owner = owner_of(candidate.key_id, tables);
    if (!owner || !owner->key.custodial) return {};
    return fail(ErrorCode::invalid_argument,
                "The event happens at " + time.text + ", which is more than " +
                    std::to_string(epcis::event_skew_seconds_max) +
                    " seconds to come. Send it once it has happened, or set the clock or the time zone that "
                    "it was written by.",
                "$.events[" + std::to_string(i) + "].eventTime");
  }
  return {};
}

Result<void> Gate::check_places(const Candidate& candidate, const TableReader& tables) {
  for (std::size_t i = 0; i < candidate.events.size(); ++i) {
    const epcis::Event& event = candidate.events[i];
    for (const auto& [place, member] :
         {std::pair(&event.read_point, ".readPoint.id"), std::pair(&event.biz_location, ".bizLocation.id")}) {
      if (!*place || !refuses_report(candidate.issuer, **place, tables)) continue;
      return fail(ErrorCode::forbidden,
                  (*place)->text() + " is a place of another party, and no reporting policy lets " +
                      candidate.issuer.text() + " report there. Ask its party, or the operator, for one.",
                  "$.events[" + std::to_string(i) + "]" + member);
    }
  }
  return {};
}

// A batch that was proposed by older rules has events without content, which are not asked.
Result<void> Gate::check_identities(const Candidate& candidate, LeafIndex index, const TableReader& tables) {
  if (candidate.events.empty() || !candidate.events.front().content) return {};
  const IssuerTag issuer = issuer_tag(candidate.issuer.text());
  const auto told = tell_events(candidate.events, issuer, to_u64(index), tables);
  if (auto refusal = refuse_conflict(candidate.events, told, index))
    return std::unexpected(*std::move(refusal));
  return {};
}

const std::optional<master::KeyOwner>& Gate::owner_of(std::string_view key_id, const TableReader& tables) {
  if (const auto it = owners_.find(key_id); it != owners_.end()) return it->second;
  if (owners_.size() >= remembered_max) owners_.clear();
  return owners_.emplace(key_id, master::key_owner(key_id, tables)).first->second;
}

bool Gate::refuses_report(const gs1::Key& issuer, const gs1::Key& place, const TableReader& tables) {
  if (reporting_remembered_ >= remembered_max) {
    reporting_.clear();
    reporting_remembered_ = 0;
  }
  TextMap<bool>& places = reporting_[issuer.text()];
  const auto [it, is_new] = places.try_emplace(place.text(), false);
  if (is_new) {
    ++reporting_remembered_;
    it->second = master::refuses_report_at(issuer, place, tables);
  }
  return it->second;
}

}  // namespace stocktrail
