// api/journey/event_reader.h: the events of one journey as readers look at them: each read once, and shared
// by all that is made of the journey. No JSON is parsed and no statement opened, but for events that their
// issuers cut in a way of their own.
#pragma once

#include <map>
#include <memory>

#include "api/access/visibility.h"
#include "ledger/ledger.h"
#include "ledger/query/event_facts.h"

namespace stocktrail::api {

using FactsPtr = std::shared_ptr<const query::EventFacts>;

/// One thread. The view outlives it.
class EventReader {
 public:
  explicit EventReader(const View& view) : view_(view) {}

  /// Null if the event was erased.
  FactsPtr facts(EventRef ref);
  std::size_t events_read() const { return facts_.size(); }
  const View& view() const { return view_; }
  const TableReader& tables() const { return view_.tables(); }

  /// True if its issuer cut the event so that its public part, for readers of these codes, can be shown
  /// alone.
  bool is_open(const query::EventFacts& facts, const Codes& codes) const;
  /// True if the event names `key` in one of its what-lists or as parent.
  bool names(const query::EventFacts& facts, const gs1::Key& key) const;
  /// True if the reader may see the event whole.
  bool sees_whole(const Principal& principal, const query::EventFacts& facts) const;

 private:
  const View& view_;
  std::map<EventRef, FactsPtr> facts_;
};

}  // namespace stocktrail::api
