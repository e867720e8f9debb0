// ledger/trace/detail/evidence.h: what a walk reads, each once: lists of touches, events, error declarations;
// and what it may still read. Private to trace.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "ledger/query/event_facts.h"
#include "ledger/trace/detail/items.h"
#include "ledger/trace/detail/keys.h"

namespace stocktrail::trace {

class Evidence {
 public:
  Evidence(const WalkLimits& limits, const TableReader& tables) : limits_(limits), tables_(tables) {}

  /// Those of this walk. Of what stands in stored rows some may be no identifiers.
  Keys& keys() { return keys_; }

  // Of a `key` that is an identifier:
  /// All touches of a key, by event time, then log order; declared_error is set.
  const std::vector<Touch>& all(KeyId key, Scope scope) { return lists(key, scope).all; }
  /// Those of all() that are no declarations and were not declared errors.
  const std::vector<Touch>& effective(KeyId key, Scope scope) { return lists(key, scope).effective; }
  /// Those of effective() by which all left this container, in one hierarchy or the other.
  const std::vector<Touch>& whole_deletes(KeyId container) {
    return lists(container, Scope::itself).whole_deletes;
  }
  std::optional<KeyId> lot(KeyId item);
  /// Of a key that was read: as Step::itself_is_quiet and items_are_quiet.
  struct Quiet {
    bool itself = false, items = false;
  };
  Quiet quiet(KeyId key) const;

  /// What an event that leads on ties together; null if it was erased, or if as many were read as may be.
  const query::EventLinks* links(EventRef ref);
  /// The events of the transformation that `ref` is a part of, itself among them, in log order.
  std::vector<EventRef> transformation(EventRef ref);

  /// Every touch that is looked at is paid for, and whatever costs as much. False: no more, leave it out.
  bool spend(std::size_t touches);
  /// The same for what `issuer` stated: at one visit, nobody's costs more than is left for all others'.
  bool spend(std::size_t touches, const IssuerTag& issuer);
  void begin_visit() { spent_for_.clear(); }
  /// But for what some issuer's statements cost.
  std::size_t spent_on_lists() const { return spent_ - spent_for_issuers_; }

  bool complete() const { return complete_; }
  std::size_t erased() const { return erased_; }

 private:
  struct Lists {
    std::vector<Touch> all, effective, whole_deletes;
    Quiet quiet;
  };
  static std::uint64_t number_of(KeyId key, Scope scope) {
    return static_cast<std::uint64_t>(key) << 1 | static_cast<std::uint64_t>(scope);
  }
  Lists& lists(KeyId key, Scope scope);
  /// True if the list was read whole, and nothing in it is about a recall.
  bool read(const Packed<17>& list, std::vector<Touch>& touches);
  /// False if there are more than `limit`.
  bool read(const Packed<17>& list, ListOrder order, std::size_t limit, std::vector<Touch>& touches);
  bool is_error(EventRef ref);

  const WalkLimits& limits_;
  const TableReader& tables_;
  Keys keys_;
  std::unordered_map<std::uint64_t, Lists> lists_;  // By key and scope.
  std::unordered_map<KeyId, std::optional<KeyId>> lots_;
  std::unordered_map<EventRef, std::unique_ptr<const query::EventLinks>> links_;
  std::unordered_map<EventRef, bool> errors_;
  std::size_t spent_ = 0;
  std::size_t spent_for_issuers_ = 0;
  std::map<IssuerTag, std::size_t> spent_for_;  // At this visit.
  bool complete_ = true;
  std::size_t erased_ = 0;
};

}  // namespace stocktrail::trace
