// ledger/trace/detail/evidence.h: what a walk reads, each once: lists of touches, events, error declarations;
// and on whose account. Private to trace.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ledger/query/event_facts.h"
#include "ledger/trace/detail/accounts.h"
#include "ledger/trace/detail/keys.h"
#include "ledger/trace/detail/lots.h"

namespace stocktrail::trace {

/// Whose word something is.
struct Stated {
  IssuerTag issuer{};
  EventRef event{};
};
inline Stated stated_by(const Touch& touch) {
  return {touch.issuer, touch.event};
}

class Evidence {
 public:
  Evidence(const WalkLimits& limits, const TableReader& tables)
      : limits_(limits),
        tables_(tables),
        accounts_(limits.touches_read_max, limits.events_read_max),
        taken_back_(tables) {}

  /// Those of this walk. Of what stands in stored rows some may be no identifiers.
  Keys& keys() { return keys_; }
  Accounts& accounts() { return accounts_; }

  // If `key` is an identifier:
  /// All touches of a key, by event time, then log order; declared_error is set.
  const std::vector<Touch>& all(KeyId key, Scope scope) { return lists(key, scope).all; }
  /// Those of all() that are no declarations and were not declared errors.
  const std::vector<Touch>& effective(KeyId key, Scope scope) { return lists(key, scope).effective; }
  /// Those of effective() by which all left this container, in one hierarchy or the other.
  const std::vector<Touch>& whole_deletes(KeyId container) {
    return lists(container, Scope::itself).whole_deletes;
  }
  /// Reads the lists of these containers, those that stand side by side one after the other.
  void read_ahead(std::vector<KeyId> containers);
  std::optional<KeyId> lot(KeyId item);
  /// Does the event of a touch of the items of a lot name one that is of it? Of events that lead on: others
  /// are believed.
  bool names_item_of(KeyId key, const Touch& touch);
  /// What is quiet of a key that was read: as Step::itself_is_quiet and items_are_quiet.
  struct Quiet {
    bool itself = false, items = false;
  };
  Quiet quiet(KeyId key) const;

  /// What an event put into a container, or took out of it.
  struct Contained {
    struct Quantity {
      KeyId unit{};
      std::optional<Amount> amount;
    };
    EventRef event{};
    KeyId container{};
    bool is_piece = false;
    std::vector<Quantity> quantities;
  };
  /// What the event of a touch that packs() tells of `key` itself; null if it tells no container.
  const Contained* contained(KeyId key, Scope scope, EventRef event);

  /// An event that leads on is paid for once. False: it cannot be afforded.
  bool follow(const Stated& event);
  /// What it ties together; null if it was erased, or cannot be afforded.
  const query::EventLinks* links(const Stated& event);
  /// The events of the transformation that this one is a part of, itself among them, in log order.
  std::vector<EventRef> transformation(const Stated& event);

  /// What is read from now on is for a visit of `step`, to which `account` led. `way` says where it would be
  /// missing, if it is known.
  void begin_visit(Accounts::Account& account, std::size_t step, const std::optional<Cut>& way);
  /// Every touch that is looked at is paid for, and whatever costs as much. False: no more, leave it out.
  bool spend(std::size_t touches) { return pay(*account_, touches, nullptr); }
  /// The same for what `by` states.
  bool spend(std::size_t touches, const Stated& by);
  /// What was read of `key` while something could not be afforded is read again, on another account.
  void forget(KeyId key);
  /// Something was left out since begin_visit().
  bool is_visit_cut() const { return is_visit_cut_; }

  bool complete() const { return complete_; }
  /// Something is missing, and not only where cuts() say.
  bool is_blind() const { return is_blind_; }
  void note_cut(const Cut& cut);
  std::vector<Cut> cuts() const;
  std::size_t erased() const { return erased_; }

 private:
  struct Lists {
    std::vector<Touch> all, effective, whole_deletes;
    std::vector<Contained> contained;  // By event.
    Quiet quiet;
    bool is_doubtful = false;  // A making that told this lot was taken back: not all items here are of it.
  };
  static std::uint64_t number_of(KeyId key, Scope scope) {
    return static_cast<std::uint64_t>(key) << 1 | static_cast<std::uint64_t>(scope);
  }
  Lists& lists(KeyId key, Scope scope);
  void read_items(KeyId lot, Lists& lists);
  static void end_loads(const gs1::Key& carrier, Lists& lists);
  /// True if the lists of all issuers were read whole, and nothing in them is about a recall.
  bool read(const TouchesKey& key, Lists& lists);
  class Reading;
  bool pay(Accounts::Account& account, std::size_t touches, const Stated* by);
  void cut(const Stated* by);

  const WalkLimits& limits_;
  const TableReader& tables_;
  Accounts accounts_;
  Accounts::Account* account_ = &accounts_.root();  // Of the visit that is made.
  std::size_t step_ = 0;
  std::optional<Cut> way_;
  Keys keys_;
  std::unordered_map<std::uint64_t, Lists> lists_;  // By key and scope.
  std::unordered_map<KeyId, std::optional<KeyId>> lots_;
  std::unordered_set<EventRef> followed_;
  std::unordered_map<EventRef, std::unique_ptr<const query::EventLinks>> links_;
  TakenBack taken_back_;
  std::map<std::pair<std::size_t, IssuerTag>, EventRef> cuts_;  // By step.
  bool complete_ = true, is_blind_ = false, is_visit_cut_ = false;
  std::size_t erased_ = 0;
};

}  // namespace stocktrail::trace
