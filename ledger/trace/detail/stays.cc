#include "ledger/trace/detail/stays.h"

#include <algorithm>
#include <tuple>

namespace stocktrail::trace {

namespace {

using epcis::Action;
using epcis::EventType;

bool changes_containment(const Touch& touch, Role role) {
  const bool contains = touch.type == EventType::aggregation || touch.type == EventType::association;
  return contains && touch.role == role && (touch.action == Action::add || touch.action == Action::remove);
}

using Order = std::tuple<std::int64_t, EventRef>;  // By event time, then log order.
Order order_of(const Touch& touch) {
  return {to_i64(touch.event_time), touch.event};
}
constexpr Order end_of_time{std::numeric_limits<std::int64_t>::max(), EventRef{~std::uint64_t{0}}};

/// So many keys are compared at about the cost of reading a touch.
constexpr std::size_t comparisons_per_touch = 32;

/// One piece, or a quantity of a class, in one container.
struct Member {
  std::string identity;  // Of the piece; class and unit for a quantity.
  std::string key;
  bool is_piece = false;
  std::optional<Amount> amount;  // Of a quantity, if it is told.
};

/// The stays that are open, by hierarchy, member and (for quantities) container; and those that ended.
class StayBook {
 public:
  explicit StayBook(Evidence& evidence) : evidence_(evidence) {}

  void add(const Touch& touch, const Member& member, std::string_view container) {
    const auto at = find(touch, member, container);
    if (at != open_.end()) {
      if (!member.is_piece && at->second.amount && member.amount) {
        *at->second.amount += *member.amount;
      } else if (!member.is_piece) {
        at->second.amount.reset();
      }
      if (at->second.container == container) return;
      end(at, touch.event_time);
    }
    open_.insert_or_assign(
        slot(touch.type, member, container),
        Open{std::string(container), member.key, touch.event, order_of(touch), member.amount});
  }

  void remove(const Touch& touch, const Member& member, std::string_view container) {
    const auto at = find(touch, member, container);
    if (at == open_.end() || at->second.container != container) return;
    if (!member.is_piece && member.amount) {
      if (!at->second.amount) return;  // So many of an unknown number: some may be left.
      *at->second.amount -= *member.amount;
      if (*at->second.amount > Amount{}) return;
    }
    end(at, touch.event_time);
  }

  /// `give` makes a Stay of each: with the container or the member as the other.
  template <typename Give>
  std::vector<Stay> finish(Give give) {
    for (auto at = open_.begin(); at != open_.end();) {
      const auto here = at++;
      if (!end_by_whole_delete(here, end_of_time))
        end(here, Micros{std::numeric_limits<std::int64_t>::max()});
    }
    std::ranges::stable_sort(ended_, {}, [](const Ended& e) { return e.stay.put_in; });
    std::vector<Stay> stays;
    for (const Ended& e : ended_) {
      auto other = gs1::parse_key(give(e.stay));
      if (other)
        stays.push_back({std::move(*other), e.stay.through, {std::get<0>(e.stay.put_in), to_i64(e.until)}});
    }
    return stays;
  }

  struct Open {
    std::string container, member;
    EventRef through{};
    Order put_in;
    std::optional<Amount> amount;
  };

 private:
  using Slot = std::pair<EventType, std::string>;
  struct Ended {
    Open stay;
    Micros until{};
  };

  static Slot slot(EventType type, const Member& member, std::string_view container) {
    return {type, member.identity + '\n' + (member.is_piece ? std::string() : std::string(container))};
  }
  /// The open stay that `touch` changes, if it was not over before.
  std::map<Slot, Open>::iterator find(const Touch& touch, const Member& member, std::string_view container) {
    const auto at = open_.find(slot(touch.type, member, container));
    if (at == open_.end() || !end_by_whole_delete(at, order_of(touch))) return at;
    return open_.end();
  }

  void end(std::map<Slot, Open>::iterator at, Micros until) {
    ended_.push_back({std::move(at->second), until});
    open_.erase(at);
  }

  /// A DELETE without children ends every stay in its container.
  bool end_by_whole_delete(std::map<Slot, Open>::iterator at, const Order& before) {
    const auto container = gs1::parse_key(at->second.container);
    if (!container) return false;
    const std::vector<Touch>& all = evidence_.whole_deletes(*container, at->first.first);
    const auto first = std::ranges::upper_bound(all, at->second.put_in, {}, order_of);
    if (first == all.end() || order_of(*first) >= before) return false;
    end(at, first->event_time);
    return true;
  }

  Evidence& evidence_;
  std::map<Slot, Open> open_;
  std::vector<Ended> ended_;
};

Member piece(std::string_view key) {
  return {std::string(key), std::string(key), true, std::nullopt};
}

Member quantity(const query::EventLinks::Quantity& element) {
  const std::optional<Amount> amount = element.number ? std::optional<Amount>(*element.number) : std::nullopt;
  return {std::string(element.epc_class).append("\t").append(element.uom), std::string(element.epc_class),
          false, amount};
}

bool is_of_lot(std::string_view item, const gs1::Key& lot, Evidence& evidence) {
  const auto key = gs1::parse_key(item);
  return key && evidence.lot(*key) == lot;
}

/// What an event says of `key`: itself as a piece or a quantity, and the pieces of a lot.
std::vector<Member> members_of(const query::EventLinks& event, const gs1::Key& key, Scope scope,
                               Evidence& evidence) {
  std::vector<Member> members;
  const bool with_items = key.type() == gs1::KeyType::lgtin && scope == Scope::with_items;
  const std::size_t count = event.objects.size();
  if (!evidence.spend(with_items ? count : count / comparisons_per_touch)) return members;
  for (const std::string_view epc : event.objects.epcs)
    if (epc == key.text() || (with_items && is_of_lot(epc, key, evidence))) members.push_back(piece(epc));
  for (const auto& element : event.objects.quantities)
    if (element.epc_class == key.text()) members.push_back(quantity(element));
  return members;
}

std::vector<Member> all_members(const query::EventLinks& event, Evidence& evidence) {
  std::vector<Member> members;
  if (!evidence.spend(event.objects.size())) return members;
  for (const std::string_view epc : event.objects.epcs) members.push_back(piece(epc));
  for (const auto& element : event.objects.quantities) members.push_back(quantity(element));
  return members;
}

void apply(StayBook& book, const Touch& touch, const query::EventLinks& event,
           const std::vector<Member>& members) {
  if (event.parent.empty()) return;
  for (const Member& member : members) {
    if (touch.action == Action::remove) {
      book.remove(touch, member, event.parent);
    } else {
      book.add(touch, member, event.parent);
    }
  }
}

}  // namespace

Window Window::within(const Window& other) const {
  return {std::max(from, other.from), std::min(until, other.until)};
}

std::vector<Stay> containers_of(const gs1::Key& key, Scope scope, Evidence& evidence) {
  StayBook book(evidence);
  EventRef last{~std::uint64_t{0}};
  for (const Touch& touch : evidence.effective(key, scope)) {
    // An event that names a lot and items of it has two touches, and is read once.
    if (!changes_containment(touch, Role::child) || touch.event == last) continue;
    last = touch.event;
    const query::EventLinks* links = evidence.links(touch.event);
    if (links != nullptr) apply(book, touch, *links, members_of(*links, key, scope, evidence));
  }
  return book.finish([](const StayBook::Open& stay) { return stay.container; });
}

std::vector<Stay> contents_of(const gs1::Key& container, Evidence& evidence) {
  StayBook book(evidence);
  for (const Touch& touch : evidence.effective(container, Scope::itself)) {
    if (!changes_containment(touch, Role::parent) || touch.whole) continue;
    const query::EventLinks* links = evidence.links(touch.event);
    if (links != nullptr) apply(book, touch, *links, all_members(*links, evidence));
  }
  return book.finish([](const StayBook::Open& stay) { return stay.member; });
}

}  // namespace stocktrail::trace
