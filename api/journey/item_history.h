// api/journey/item_history.h: what events say of one item, and whose word stands: the owner of the product
// and authorities overrule what others report, and nobody else overrules them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/query/event_facts.h"

namespace stocktrail::api {

/// What the events that name one item itself say of it, all of them, also those that a journey has no room
/// for. Events that were taken back, and those of a time to come, do not count.
struct ItemRecord {
  bool is_named = false;           // By anybody. Else only its lot is on record.
  bool is_named_by_owner = false;  // By the party that owns the product.
  std::string status;              // The one that stands: a disposition of CBV ("damaged"), or empty.
  std::string status_by;           // Party id.
  std::string status_since;        // Event time, as written.
};

/// True for a status that no one should use an item in: damaged, destroyed, disposed of, expired, inactive
/// (its number was taken out of use) or stolen.
bool is_unfit(std::string_view status);

/// Hears the events in order of event time; they outlive it.
class ItemHistory {
 public:
  enum class Voice : std::uint8_t { anyone, authority, owner };
  enum class Making : std::uint8_t { no, yes };

  void hear(const query::EventFacts& event, Voice voice, Making making);
  ItemRecord record() const;

 private:
  struct Word {
    std::string status;
    const query::EventFacts* said = nullptr;
    Voice voice{};
  };
  void hear_lasting(const query::EventFacts& event, Voice voice);
  bool may_replace(const query::EventFacts& event, Voice voice, Making making) const;

  std::optional<Word> latest_;
  std::map<std::string, Word> lasting_;  // Persistent dispositions that stand.
  bool is_named_ = false, is_named_by_owner_ = false;
};

}  // namespace stocktrail::api
