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

bool Evidence::is_error(EventRef ref) {
  const auto [at, is_new] = errors_.try_emplace(ref, false);
  if (is_new) at->second = error_declaration_of(ref, tables_).has_value();
  return at->second;
}

void Evidence::read(const Packed<17>& list, std::vector<Touch>& touches) {
  std::size_t count = 0;
  tables_.scan_list(Table::items, list, [&](std::string_view element) {
    if (count == limits_.touches_max) {
      complete_ = false;
      return false;
    }
    if (!spend(1)) return false;
    ++count;
    touches.push_back(unpack_touch(element));
    return true;
  });
}

Evidence::Lists& Evidence::lists(const gs1::Key& key, Scope scope) {
  if (key.type() != gs1::KeyType::lgtin) scope = Scope::itself;  // Only lots have items.
  const auto [at, is_new] = lists_.try_emplace({key.text(), scope});
  Lists& lists = at->second;
  if (!is_new) return lists;
  read(touches_key(key, Naming::itself), lists.all);
  if (scope == Scope::with_items) read(touches_key(key, Naming::item_of_lot), lists.all);
  std::ranges::stable_sort(lists.all, {},
                           [](const Touch& t) { return std::tuple(to_i64(t.event_time), t.event); });
  for (Touch& touch : lists.all) {
    touch.declared_error = is_error(touch.event);
    if (touch.declared_error || touch.declares_error || touch.ahead) continue;
    lists.effective.push_back(touch);
    if (touch.whole) lists.whole_deletes[touch.type].push_back(touch);
  }
  return lists;
}

const SourcedEvent* Evidence::event(EventRef ref) {
  auto at = events_.find(ref);
  if (at == events_.end()) {
    if (events_.size() == limits_.events_read_max) {
      complete_ = false;
      return nullptr;
    }
    at = events_.emplace(ref, source_(ref)).first;
    if (!at->second) ++erased_;
  }
  return at->second ? &*at->second : nullptr;
}

std::vector<EventRef> Evidence::transformation(EventRef ref) {
  const SourcedEvent* one = event(ref);
  if (one == nullptr) return {};
  if (one->event.transformation_id.empty()) return {ref};
  const auto key = transformation_key(one->event.transformation_id, one->issuer);
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
