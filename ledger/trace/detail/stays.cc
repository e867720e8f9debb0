#include "ledger/trace/detail/stays.h"

#include <algorithm>
#include <tuple>

namespace stocktrail::trace {

namespace {

using epcis::Action;
using epcis::EventType;

constexpr Micros open_end{std::numeric_limits<std::int64_t>::max()};
constexpr Order end_of_time{to_i64(open_end), 0, no_site, last_event_ref};

constexpr KeyId none{~std::uint32_t{0}};

/// One piece, or a quantity of a class, in one container.
struct Member {
  KeyId key{};
  KeyId unit = none;                  // Of a quantity.
  std::optional<Amount> amount = {};  // Of a quantity, if it is told.
  bool is_piece() const { return unit == none; }
};

/// Where a stay is open: in one hierarchy, of one member; of a quantity also in one container.
struct Slot {
  EventType type{};
  KeyId member{}, unit{}, container{};
  bool operator==(const Slot&) const = default;
};
struct SlotHash {
  std::size_t operator()(const Slot& slot) const {
    constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;  // 2^64 over the golden ratio: spreads small numbers.
    std::uint64_t hash = static_cast<std::uint64_t>(slot.type);
    for (const KeyId id : {slot.member, slot.unit, slot.container})
      hash = (hash ^ static_cast<std::uint64_t>(id)) * odd;
    return hash ^ hash >> 32;
  }
};

/// The stays that are open and those that ended.
class StayBook {
 public:
  explicit StayBook(Evidence& evidence) : evidence_(evidence) {}

  void apply(const Touch& touch, const Member& member, KeyId container) {
    if (touch.action == Action::remove) {
      remove(touch, member, container);
    } else {
      add(touch, member, container);
    }
  }

  /// `other_of` tells whether the container or the member is the other one of the stays. In the order in
  /// which they were put in.
  template <typename OtherOf>
  std::vector<Stay> finish(OtherOf other_of) {
    for (auto& [slot, open] : open_) {
      const auto left = whole_delete_after(slot.type, open, end_of_time);
      ended_.push_back({open, left.value_or(open_end)});
    }
    std::ranges::sort(ended_, {}, [](const Ended& e) { return std::tuple(e.stay.put_in, e.stay.number); });
    std::vector<Stay> stays;
    stays.reserve(ended_.size());
    for (const Ended& e : ended_) {
      const Window window{std::get<0>(e.stay.put_in), to_i64(e.until)};
      stays.push_back({other_of(e.stay), {e.stay.issuer, std::get<EventRef>(e.stay.put_in)}, window});
    }
    return stays;
  }

  struct Open {
    KeyId container{}, member{};
    IssuerTag issuer{};  // Who put it in.
    Order put_in;
    std::size_t number = 0;  // In the order of the events.
    std::optional<Amount> amount;
  };

 private:
  using OpenStays = std::unordered_map<Slot, Open, SlotHash>;
  struct Ended {
    Open stay;
    Micros until{};
  };

  static Slot slot_of(EventType type, const Member& member, KeyId container) {
    return {type, member.key, member.unit, member.is_piece() ? none : container};
  }

  void add(const Touch& touch, const Member& member, KeyId container) {
    const Slot slot = slot_of(touch.type, member, container);
    const auto at = find(slot, touch);
    if (at != open_.end()) {
      Open& open = at->second;
      if (!member.is_piece() && open.amount && member.amount) {
        *open.amount += *member.amount;
      } else if (!member.is_piece()) {
        open.amount.reset();
      }
      if (open.container == container) return;
      end(at, touch.event_time);
    }
    open_.insert_or_assign(
        slot, Open{container, member.key, touch.issuer, order_of(touch), ++count_, member.amount});
  }

  void remove(const Touch& touch, const Member& member, KeyId container) {
    const auto at = find(slot_of(touch.type, member, container), touch);
    if (at == open_.end() || at->second.container != container) return;
    if (std::optional<Amount>& amount = at->second.amount; !member.is_piece() && member.amount) {
      if (!amount) return;  // So many of an unknown number: some may be left.
      *amount -= *member.amount;
      if (*amount > Amount{}) return;
    }
    end(at, touch.event_time);
  }

  /// The open stay that `touch` changes, if it was not over before.
  OpenStays::iterator find(const Slot& slot, const Touch& touch) {
    const auto at = open_.find(slot);
    if (at == open_.end()) return at;
    const auto left = whole_delete_after(slot.type, at->second, order_of(touch));
    if (!left) return at;
    end(at, *left);
    return open_.end();
  }

  void end(OpenStays::iterator at, Micros until) {
    ended_.push_back({std::move(at->second), until});
    open_.erase(at);
  }

  /// When a DELETE without children ended the stay, if one did: it ends all in its container.
  std::optional<Micros> whole_delete_after(EventType type, const Open& stay, const Order& before) {
    if (evidence_.keys().key(stay.container) == nullptr) return std::nullopt;
    const std::vector<Touch>& all = evidence_.whole_deletes(stay.container);
    for (auto at = std::ranges::upper_bound(all, stay.put_in, {}, order_of);
         at != all.end() && order_of(*at) < before; ++at)
      if (at->type == type) return at->event_time;
    return std::nullopt;
  }

  Evidence& evidence_;
  OpenStays open_;
  std::vector<Ended> ended_;
  std::size_t count_ = 0;
};

Member quantity(KeyId key, const query::EventLinks::Quantity& element, Keys& keys) {
  return {key, keys.id_of(element.uom),
          element.number ? std::optional<Amount>(*element.number) : std::nullopt};
}

/// Gives what an event says of a lot and of its pieces.
void visit_members(const query::EventLinks& event, const Touch& touch, KeyId lot, Evidence& evidence,
                   const auto& visit) {
  if (!evidence.spend(event.objects.size(), stated_by(touch))) return;
  Keys& keys = evidence.keys();
  const std::string_view text = keys.text(lot);
  for (const std::string_view epc : event.objects.epcs) {
    const KeyId item = keys.id_of(epc);
    if (item == lot || evidence.lot(item) == lot) visit(Member{item});
  }
  for (const auto& element : event.objects.quantities)
    if (element.epc_class == text) visit(quantity(lot, element, keys));
}

void visit_itself(const Evidence::Contained& contained, KeyId key, const auto& visit) {
  if (contained.is_piece) visit(Member{key});
  for (const auto& of : contained.quantities) visit(Member{key, of.unit, of.amount});
}

void visit_all_members(const query::EventLinks& event, const Touch& touch, Evidence& evidence,
                       const auto& visit) {
  if (!evidence.spend(event.objects.size(), stated_by(touch))) return;
  Keys& keys = evidence.keys();
  for (const std::string_view epc : event.objects.epcs) visit(Member{keys.id_of(epc)});
  for (const auto& element : event.objects.quantities)
    visit(quantity(keys.id_of(element.epc_class), element, keys));
}

struct InOrOut {
  Touch touch;
  bool names_items = false;                        // Of the lot whose touch it is.
  const query::EventLinks* links = nullptr;        // If so.
  const Evidence::Contained* contained = nullptr;  // Else.
  KeyId container{};
};

/// Finds the container; false if it is not told, or the event cannot be afforded.
bool find_container(InOrOut& one, KeyId key, Scope scope, Evidence& evidence) {
  if (!one.names_items) {
    if (!evidence.follow(stated_by(one.touch))) return false;
    one.contained = evidence.contained(key, scope, one.touch.event);
    if (one.contained != nullptr) one.container = one.contained->container;
    return one.contained != nullptr;
  }
  one.links = evidence.links(stated_by(one.touch));
  if (one.links == nullptr || one.links->parent.empty()) return false;
  one.container = evidence.keys().id_of(one.links->parent);
  return true;
}

/// The events by which a key came into containers, or out of them. Of those of one time what was told of the
/// same container stands together, whichever the log has first.
std::vector<InOrOut> ins_and_outs(KeyId key, Scope scope, Evidence& evidence) {
  std::vector<InOrOut> all;
  for (const Touch& touch : evidence.effective(key, scope)) {
    if (!packs(touch, Role::child)) continue;
    // An event that names a lot and items of it has two touches, and counts once.
    if (all.empty() || all.back().touch.event != touch.event) all.push_back({.touch = touch});
    if (touch.naming == Naming::item_of_lot) all.back().names_items = true;
  }
  std::erase_if(all, [&](InOrOut& one) { return !find_container(one, key, scope, evidence); });
  const auto turn = [&](const InOrOut& one) {
    return std::tuple(to_i64(one.touch.event_time), one.touch.action == Action::remove,
                      std::string_view(evidence.keys().text(one.container)));
  };
  if (!std::ranges::is_sorted(all, {}, turn)) std::ranges::stable_sort(all, {}, turn);
  return all;
}

}  // namespace

Window Window::within(const Window& other) const {
  return {std::max(from, other.from), std::min(until, other.until)};
}

std::vector<Stay> containers_of(KeyId key, Scope scope, Evidence& evidence) {
  const std::vector<InOrOut> all = ins_and_outs(key, scope, evidence);
  std::vector<KeyId> containers;
  for (const InOrOut& one : all)
    if (one.touch.action == Action::add) containers.push_back(one.container);
  evidence.read_ahead(std::move(containers));
  StayBook book(evidence);
  for (const InOrOut& one : all) {
    const auto apply = [&](const Member& member) { book.apply(one.touch, member, one.container); };
    if (one.links != nullptr) {
      visit_members(*one.links, one.touch, key, evidence, apply);
    } else {
      visit_itself(*one.contained, key, apply);
    }
  }
  return book.finish([](const StayBook::Open& stay) { return stay.container; });
}

std::vector<Stay> contents_of(KeyId container, Evidence& evidence) {
  StayBook book(evidence);
  for (const Touch& touch : evidence.effective(container, Scope::itself)) {
    if (!packs(touch, Role::parent) || touch.whole) continue;
    const query::EventLinks* links = evidence.links(stated_by(touch));
    if (links == nullptr || links->parent.empty()) continue;
    const KeyId parent = evidence.keys().id_of(links->parent);
    visit_all_members(*links, touch, evidence,
                      [&](const Member& member) { book.apply(touch, member, parent); });
  }
  return book.finish([](const StayBook::Open& stay) { return stay.member; });
}

}  // namespace stocktrail::trace
