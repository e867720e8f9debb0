// api/journey/event_reader.h: the events of one journey as readers look at them: each read once, and shared
// by all that is made of the journey. No JSON is parsed and no statement opened, but for events that their
// issuers cut in a way of their own.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>

#include "api/access/visibility.h"
#include "ledger/ledger.h"
#include "ledger/query/event_facts.h"

namespace stocktrail::api {

using FactsPtr = std::shared_ptr<const query::EventFacts>;

/// One thread. The view outlives it.
class EventReader {
 public:
  static constexpr std::size_t uncut_text_bytes_max = 2u << 20;

  explicit EventReader(const View& view) : view_(view) {}

  /// Reads the facts of events that will be asked for: at once, which costs less than one by one.
  void read(std::span<const trace::TracedEvent> events);
  /// Null if the event was erased.
  FactsPtr facts(EventRef ref);
  std::size_t events_read() const { return facts_.size(); }
  const View& view() const { return view_; }
  const TableReader& tables() const { return view_.tables(); }

  /// True if its issuer cut the event so that its public part, for readers of these codes, can be shown
  /// alone. Costs little for the usual cut; of others, uncut_text_bytes_max are read, and what is beyond is
  /// closed.
  bool is_open(const query::EventFacts& facts, const Codes& codes);
  /// What the event names in its what-lists and as parent: canonical texts.
  std::set<std::string, std::less<>> names_of(const query::EventFacts& facts);
  /// False if there was more text than may be read.
  bool complete() const { return !is_cut_; }
  /// True if the reader may see the event whole.
  bool sees_whole(const Principal& principal, const query::EventFacts& facts) const;

 private:
  std::optional<View::LoggedEvent> open(EventRef ref);

  const View& view_;
  std::unordered_map<EventRef, FactsPtr> facts_;
  std::size_t text_bytes_ = 0;  // Read so far.
  bool is_cut_ = false;
};

}  // namespace stocktrail::api
