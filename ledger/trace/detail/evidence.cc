#include "ledger/trace/detail/evidence.h"

#include <algorithm>
#include <tuple>

namespace stocktrail::trace {

bool Evidence::spend(std::size_t touches) {
  if (touches > limits_.touches_read_max - spent_) {
    complete_ = false;
    return false;
  }
  spent_ += touches;
  return true;
}

bool Evidence::spend(std::size_t touches, const IssuerTag& issuer) {
  std::size_t& before = spent_for_[issuer];
  if (before + touches > limits_.touches_read_max - spent_) {
    complete_ = false;
    return false;
  }
  before += touches;
  spent_for_issuers_ += touches;
  return spend(touches);
}

bool Evidence::is_error(EventRef ref) {
  const auto [at, is_new] = errors_.try_emplace(ref, false);
  if (is_new) at->second = error_declaration_of(ref, tables_).has_value();
  return at->second;
}

/// Of a list that is too long, its two ends: the newest events, and those that made the thing.
bool Evidence::read(const Packed<17>& list, std::vector<Touch>& touches) {
  const std::size_t had = touches.size();
  if (read(list, ListOrder::oldest_first, limits_.touches_max, touches)) {
    return limits_.before == end_of_time &&
           std::ranges::all_of(touches.begin() + static_cast<std::ptrdiff_t>(had), touches.end(),
                               [](const Touch& touch) { return touch.recall == Recall::none; });
  }
  complete_ = false;
  touches.resize(std::min(touches.size(), had + limits_.touches_max / 2));
  (void)read(list, ListOrder::newest_first, limits_.touches_max / 2, touches);
  return false;
}

bool Evidence::read(const Packed<17>& list, ListOrder order, std::size_t limit, std::vector<Touch>& touches) {
  const EventRef end = order == ListOrder::oldest_first ? EventRef{} : last_event_ref;
  std::size_t count = 0;
  bool is_whole = true;
  tables_.scan_list_from(Table::items, list, end, order, [&](std::string_view element) {
    if (count == limit || !spend(1)) return is_whole = false;
    const Touch touch = unpack_touch(element);
    if (Moment{touch.event_time, touch.event} >= limits_.before) return true;
    ++count;
    touches.push_back(touch);
    return true;
  });
  return is_whole;
}

Evidence::Lists& Evidence::lists(KeyId key, Scope scope) {
  const gs1::Key* parsed = keys_.key(key);
  const bool has_items = parsed != nullptr && parsed->type() == gs1::KeyType::lgtin;  // Only lots have.
  if (!has_items) scope = Scope::itself;
  const auto [at, is_new] = lists_.try_emplace(number_of(key, scope));
  Lists& lists = at->second;
  if (!is_new) return lists;
  lists.quiet.itself = read(touches_key(keys_.hash(key), Naming::itself), lists.all);
  if (scope == Scope::with_items)
    lists.quiet.items = read(touches_key(keys_.hash(key), Naming::item_of_lot), lists.all);
  std::ranges::stable_sort(lists.all, {},
                           [](const Touch& t) { return std::tuple(to_i64(t.event_time), t.event); });
  for (Touch& touch : lists.all) {
    touch.declared_error = is_error(touch.event);
    if (touch.declared_error || touch.declares_error || touch.ahead) continue;
    lists.effective.push_back(touch);
    if (touch.whole) lists.whole_deletes.push_back(touch);
  }
  return lists;
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
    if (const auto lot = lot_of(*key, tables_)) at->second = keys_.id_of(*lot);
  return at->second;
}

const query::EventLinks* Evidence::links(EventRef ref) {
  auto at = links_.find(ref);
  if (at == links_.end()) {
    if (links_.size() == limits_.events_read_max) {
      complete_ = false;
      return nullptr;
    }
    at = links_.emplace(ref, query::read_links(ref, tables_)).first;
    if (!at->second) ++erased_;
  }
  return at->second.get();
}

std::vector<EventRef> Evidence::transformation(EventRef ref) {
  const query::EventLinks* one = links(ref);
  if (one == nullptr) return {};
  if (one->transformation_id.empty()) return {ref};
  const auto key = transformation_key(one->transformation_id, one->issuer);
  std::vector<EventRef> parts;
  tables_.scan_list(Table::items, key, [&](std::string_view element) {
    if (!spend(1)) return false;
    const EventRef part = Unpacker(element).ref();
    if (!is_error(part)) parts.push_back(part);
    return true;
  });
  return parts;
}

}  // namespace stocktrail::trace
