// ledger/trace/evidence.h: what a walk reads, each once: lists of touches, events, error declarations.
// Private to trace.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ledger/trace/items.h"

namespace stocktrail::trace {

class Evidence {
 public:
  Evidence(const WalkLimits& limits, const TableReader& tables, const EventSource& events)
      : limits_(limits), tables_(tables), source_(events) {}

  /// All touches of a key that are no declarations and were not declared errors, by event time, then log
  /// order.
  const std::vector<Touch>& effective(const gs1::Key& key);
  /// All touches of a key in the same order; declared_error is set.
  const std::vector<Touch>& all(const gs1::Key& key);
  /// Those of effective() by which all left this container.
  const std::vector<Touch>& whole_deletes(const gs1::Key& container);
  /// nullptr if it was erased.
  const epcis::Event* event(EventRef ref);
  /// The events of the transformation that `ref` is a part of, itself among them, in log order.
  std::vector<EventRef> transformation(EventRef ref);
  std::optional<gs1::Key> lot(const gs1::Key& item) { return lot_of(item, tables_); }

  bool complete() const { return complete_; }
  std::size_t erased() const { return erased_; }

 private:
  const SourcedEvent* sourced(EventRef ref);
  struct Lists {
    std::vector<Touch> all, effective, whole_deletes;
  };
  const Lists& lists(const gs1::Key& key);
  bool is_error(EventRef ref);

  const WalkLimits& limits_;
  const TableReader& tables_;
  const EventSource& source_;
  std::map<std::string, Lists> lists_;
  std::map<EventRef, std::optional<SourcedEvent>> events_;
  std::map<EventRef, bool> errors_;
  bool complete_ = true;
  std::size_t erased_ = 0;
};

}  // namespace stocktrail::trace
