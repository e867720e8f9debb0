#include "ledger/trace/detail/evidence.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace stocktrail::trace {

void Evidence::begin_visit(Accounts::Account& account, std::size_t step, const std::optional<Cut>& way) {
  account_ = &account;
  step_ = step;
  way_ = way;
  is_visit_cut_ = false;
}

void Evidence::note_cut(const Cut& cut) {
  complete_ = false;
  cuts_.try_emplace({cut.step, cut.issuer}, cut.event);
}

void Evidence::cut(const Stated* by) {
  complete_ = false;
  is_visit_cut_ = true;
  if (by != nullptr) {
    note_cut({step_, by->issuer, by->event});
  } else if (way_) {
    note_cut(*way_);
  } else {
    is_blind_ = true;
  }
}

std::vector<Cut> Evidence::cuts() const {
  std::vector<Cut> all;
  for (const auto& [of, event] : cuts_) all.push_back({of.first, of.second, event});
  return all;
}

bool Evidence::pay(Accounts::Account& account, std::size_t touches, const Stated* by) {
  if (accounts_.spend(account, Reads::touches, touches)) return true;
  cut(by);
  return false;
}

bool Evidence::spend(std::size_t touches, const Stated& by) {
  return pay(accounts_.of(*account_, by.issuer), touches, &by);
}

void Evidence::forget(KeyId key) {
  for (const Scope scope : {Scope::itself, Scope::with_items}) lists_.erase(number_of(key, scope));
}

/// Reads the list of one issuer after the other, each on an account of its own.
class Evidence::Reading {
 public:
  Reading(Evidence& evidence, const TouchesKey& key, Lists& lists)
      : evidence_(evidence), limits_(evidence.limits_), key_(key), lists_(lists), touches_(lists.all) {}

  bool run() {
    scan_by_issuer(Table::items, key_, evidence_.tables_,
                   [&](const IssuerTag& tag, std::string_view element) {
                     if ((issuers_ == 0 || tag != newest_.issuer) && !begin(tag)) return Then::stop;
                     return take(element);
                   });
    end();
    // A list that is too long is read at its two ends: the newest events, and those that made the thing.
    for (const Touch& oldest : long_) {
      newest_ = oldest;
      begin_account();
      limit_ /= 2;
      evidence_.tables_.scan_list_from(
          Table::items, key_ + oldest.issuer, last_event_ref, ListOrder::newest_first,
          [&](std::string_view element) { return take(element) == Then::next_element; });
      end();
      cut(oldest);
    }
    return is_quiet_ && limits_.before == end_of_time;
  }

 private:
  bool begin(const IssuerTag& tag) {
    end();
    newest_.issuer = tag;
    begin_account();
    if (issuers_ == list_issuers_max) evidence_.cut(nullptr);
    const bool may_read = issuers_++ < list_issuers_max && evidence_.spend(1);
    is_quiet_ = is_quiet_ && may_read;
    return may_read;
  }
  void begin_account() {
    account_ = &evidence_.accounts_.of(*evidence_.account_, newest_.issuer);
    room_ = evidence_.accounts_.room(*account_, Reads::touches);
    // Both ends of a long list cost half as much again.
    limit_ = std::min(limits_.touches_max, room_ - room_ / 3);
    first_ = touches_.size();
    read_ = 0;
  }
  void end() {
    if (account_ != nullptr) (void)evidence_.pay(*account_, std::exchange(read_, 0), nullptr);
  }
  void cut(const Touch& touch) {
    const Stated by = stated_by(touch);
    evidence_.cut(&by);
  }

  Then take(std::string_view element) {
    std::optional<Packing> packing;
    Touch touch = unpack_touch(element, &packing);
    touch.issuer = newest_.issuer;
    const bool is_known = std::ranges::find(long_, touch.issuer, &Touch::issuer) != long_.end();
    newest_ = touch;
    if (touches_.size() - first_ == limit_ || read_ == room_) {
      if (is_known) return Then::stop;
      touches_.resize(std::min(touches_.size(), first_ + (limit_ + 1) / 2));
      long_.push_back(touch);
      is_quiet_ = false;
      return Then::next_list;
    }
    ++read_;
    if (touch.moment() >= limits_.before) return Then::next_element;
    is_quiet_ = is_quiet_ && touch.recall == Recall::none;
    touches_.push_back(touch);
    if (packing) lists_.contained.push_back(contained(touch.event, *packing));
    return Then::next_element;
  }

  Contained contained(EventRef event, const Packing& packing) {
    Keys& keys = evidence_.keys_;
    Contained one{event, keys.id_of(packing.container), packing.is_piece, {}};
    for (const Packing::Quantity& of : packing.quantities)
      one.quantities.push_back(
          {keys.id_of(of.uom), of.number ? std::optional<Amount>(*of.number) : std::nullopt});
    return one;
  }

  Evidence& evidence_;
  const WalkLimits& limits_;
  const TouchesKey& key_;
  Lists& lists_;
  std::vector<Touch>& touches_;
  std::vector<Touch> long_;  // One of each list that is too long.
  Touch newest_;
  Accounts::Account* account_ = nullptr;
  std::size_t issuers_ = 0, first_ = 0, limit_ = 0, room_ = 0, read_ = 0;
  bool is_quiet_ = true;
};

bool Evidence::read(const TouchesKey& key, Lists& lists) {
  return Reading(*this, key, lists).run();
}

Evidence::Lists& Evidence::lists(KeyId key, Scope scope) {
  const gs1::Key* parsed = keys_.key(key);
  const bool has_items = parsed != nullptr && parsed->type() == gs1::KeyType::lgtin;  // Only lots have.
  if (!has_items) scope = Scope::itself;
  const auto [at, is_new] = lists_.try_emplace(number_of(key, scope));
  Lists& lists = at->second;
  if (!is_new) return lists;
  lists.quiet.itself = read(touches_key(keys_.place(key), Naming::itself), lists);
  std::ranges::sort(lists.contained, {}, &Contained::event);
  if (scope == Scope::with_items) read_items(key, lists);
  if (!std::ranges::is_sorted(lists.all, comes_before)) std::ranges::stable_sort(lists.all, comes_before);
  lists.effective.reserve(lists.all.size());
  for (Touch& touch : lists.all) {
    touch.declared_error = taken_back_.has(touch.event);
    if (touch.declared_error && touch.naming == Naming::item_of_lot) lists.is_doubtful = true;
    if (touch.declared_error || touch.declares_error || touch.ahead) continue;
    lists.effective.push_back(touch);
    if (touch.whole) lists.whole_deletes.push_back(touch);
  }
  if (parsed != nullptr && is_carrier(*parsed)) end_loads(*parsed, lists);
  return lists;
}

void Evidence::read_ahead(std::vector<KeyId> containers) {
  std::ranges::sort(containers, {}, [&](KeyId one) { return std::string_view(keys_.place(one)); });
  for (const KeyId one : containers)
    if (keys_.key(one) != nullptr) (void)lists(one, Scope::itself);
}

/// With those of items that were seen before this lot was told of them.
void Evidence::read_items(KeyId lot, Lists& lists) {
  lists.quiet.items = read(touches_key(keys_.place(lot), Naming::item_of_lot), lists);
  const UnlistedItems unlisted = unlisted_items(*keys_.key(lot), tables_, taken_back_);
  if (!unlisted.complete) cut(nullptr);
  if (unlisted.items.empty()) return;
  Lists of_items;
  for (const gs1::Key& item : unlisted.items) {
    const bool is_quiet = read(touches_key(item, Naming::itself), of_items);
    lists.quiet.items = lists.quiet.items && is_quiet;
  }
  for (Touch& touch : of_items.all) touch.naming = Naming::item_of_lot;
  lists.all.insert(lists.all.end(), of_items.all.begin(), of_items.all.end());
  const auto same = [](const Touch& touch) { return std::tuple(order_of(touch), touch.role); };
  std::ranges::stable_sort(lists.all, {}, same);
  const auto [end, last] = std::ranges::unique(lists.all, {}, same);
  lists.all.erase(end, last);
}

/// A carrier that is loaded where it is not, by what was told of it last, begins a new load: what was in it
/// stayed there. An asset that is loaded where this load began, and was elsewhere meanwhile, came back empty.
void Evidence::end_loads(const gs1::Key& carrier, Lists& lists) {
  const bool is_asset = carrier.type() != gs1::KeyType::sscc;
  SiteTag loaded_at = no_site;
  Touch last;
  std::optional<Touch> elsewhere;  // When it was last told to be.
  std::vector<Touch> ends;
  for (const Touch& touch : lists.effective) {
    if (touch.whole) {
      loaded_at = no_site;
      elsewhere.reset();
    }
    if (touch.site == no_site) continue;
    if (packs(touch, Role::parent) && touch.action == epcis::Action::add) {
      const bool is_back = is_asset && elsewhere && touch.site == loaded_at;
      const bool was_elsewhere = last.site > on_the_way && last.site != touch.site;
      if (loaded_at != no_site && (is_back || was_elsewhere)) {
        ends.push_back(is_back ? *elsewhere : last);
        loaded_at = no_site;
      }
      if (loaded_at == no_site) {
        loaded_at = touch.site;
        elsewhere.reset();
      }
    }
    if (touch.site != loaded_at) elsewhere = touch;
    last = touch;
  }
  for (Touch& end : ends)
    for (const epcis::EventType type : {epcis::EventType::aggregation, epcis::EventType::association}) {
      end.type = type;
      end.action = epcis::Action::remove;
      end.role = Role::parent;
      lists.whole_deletes.push_back(end);
    }
  if (!ends.empty()) std::ranges::sort(lists.whole_deletes, {}, order_of);
}

bool Evidence::names_item_of(KeyId key, const Touch& touch) {
  if (!lists(key, Scope::with_items).is_doubtful) return true;
  const query::EventLinks* one = links(stated_by(touch));
  if (one == nullptr) return true;
  const auto is_of_lot = [&](std::string_view epc) { return lot(keys_.id_of(epc)) == key; };
  return std::ranges::any_of(one->objects.epcs, is_of_lot) ||
         std::ranges::any_of(one->outputs.epcs, is_of_lot);
}

Evidence::Quiet Evidence::quiet(KeyId key) const {
  for (const Scope scope : {Scope::with_items, Scope::itself})
    if (const auto found = lists_.find(number_of(key, scope)); found != lists_.end())
      return found->second.quiet;
  return {};
}

std::optional<KeyId> Evidence::lot(KeyId item) {
  const auto [at, is_new] = lots_.try_emplace(item);
  const gs1::Key* key = is_new ? keys_.key(item) : nullptr;
  if (key != nullptr)
    if (const auto lot = lot_of(*key, tables_, taken_back_)) at->second = keys_.id_of(*lot);
  return at->second;
}

const Evidence::Contained* Evidence::contained(KeyId key, Scope scope, EventRef event) {
  const std::vector<Contained>& all = lists(key, scope).contained;
  const auto at = std::ranges::lower_bound(all, event, {}, &Contained::event);
  return at != all.end() && at->event == event ? &*at : nullptr;
}

bool Evidence::follow(const Stated& event) {
  if (followed_.contains(event.event)) return true;
  if (!accounts_.spend(accounts_.of(*account_, event.issuer), Reads::events, 1)) {
    cut(&event);
    return false;
  }
  followed_.insert(event.event);
  return true;
}

const query::EventLinks* Evidence::links(const Stated& event) {
  if (!follow(event)) return nullptr;
  const auto [at, is_new] = links_.try_emplace(event.event);
  if (is_new) at->second = query::read_links(event.event, tables_);
  if (is_new && !at->second) ++erased_;
  return at->second.get();
}

std::vector<EventRef> Evidence::transformation(const Stated& event) {
  const query::EventLinks* one = links(event);
  if (one == nullptr) return {};
  if (one->transformation_id.empty()) return {event.event};
  const auto key = transformation_key(one->transformation_id, one->issuer);
  std::vector<EventRef> parts;
  tables_.scan_list(Table::items, key, [&](std::string_view element) {
    if (!spend(1, event)) return false;
    const EventRef part = Unpacker(element).ref();
    if (!taken_back_.has(part)) parts.push_back(part);
    return true;
  });
  return parts;
}

}  // namespace stocktrail::trace
