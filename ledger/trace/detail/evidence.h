// ledger/trace/detail/evidence.h: what a walk reads, each once: lists of touches, events, error declarations;
// and what it may still read. Private to trace.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/query/event_facts.h"
#include "ledger/trace/detail/items.h"

namespace stocktrail::trace {

class Evidence {
 public:
  Evidence(const WalkLimits& limits, const TableReader& tables) : limits_(limits), tables_(tables) {}

  /// All touches of a key, by event time, then log order; declared_error is set.
  const std::vector<Touch>& all(const gs1::Key& key, Scope scope) { return lists(key, scope).all; }
  /// Those of all() that are no declarations and were not declared errors.
  const std::vector<Touch>& effective(const gs1::Key& key, Scope scope) {
    return lists(key, scope).effective;
  }
  /// Those of effective() by which all left this container, in one hierarchy.
  const std::vector<Touch>& whole_deletes(const gs1::Key& container, epcis::EventType type) {
    return lists(container, Scope::itself).whole_deletes[type];
  }
  /// What an event that leads on ties together; null if it was erased, or if as many were read as may be.
  const query::EventLinks* links(EventRef ref);
  /// The events of the transformation that `ref` is a part of, itself among them, in log order.
  std::vector<EventRef> transformation(EventRef ref);
  std::optional<gs1::Key> lot(const gs1::Key& item) { return lot_of(item, tables_); }

  /// Every touch that is looked at is paid for, and whatever costs as much. False: no more, leave it out.
  bool spend(std::size_t touches);

  bool complete() const { return complete_; }
  std::size_t erased() const { return erased_; }

 private:
  struct Lists {
    std::vector<Touch> all, effective;
    std::map<epcis::EventType, std::vector<Touch>> whole_deletes;
  };
  Lists& lists(const gs1::Key& key, Scope scope);
  void read(const Packed<17>& list, std::vector<Touch>& touches);
  /// False if there are more than `limit`.
  bool read(const Packed<17>& list, ListOrder order, std::size_t limit, std::vector<Touch>& touches);
  bool is_error(EventRef ref);

  const WalkLimits& limits_;
  const TableReader& tables_;
  std::map<std::pair<std::string, Scope>, Lists> lists_;
  std::map<EventRef, std::unique_ptr<const query::EventLinks>> links_;
  std::map<EventRef, bool> errors_;
  std::size_t spent_ = 0;
  bool complete_ = true;
  std::size_t erased_ = 0;
};

}  // namespace stocktrail::trace
