#include "ledger/trace/evidence.h"

#include <algorithm>
#include <tuple>

namespace stocktrail::trace {

bool Evidence::is_error(EventRef ref) {
  const auto [at, is_new] = errors_.try_emplace(ref, false);
  if (is_new) at->second = error_declaration_of(ref, tables_).has_value();
  return at->second;
}

const Evidence::Lists& Evidence::lists(const gs1::Key& key) {
  const auto [at, is_new] = lists_.try_emplace(key.text());
  Lists& lists = at->second;
  if (!is_new) return lists;
  tables_.scan_list(Table::items, touches_key(key), [&](std::string_view element) {
    if (lists.all.size() == limits_.touches_max) {
      complete_ = false;
      return false;
    }
    lists.all.push_back(unpack_touch(element));
    return true;
  });
  std::ranges::stable_sort(lists.all, {},
                           [](const Touch& t) { return std::tuple(to_i64(t.event_time), t.event); });
  for (Touch& touch : lists.all) {
    touch.declared_error = is_error(touch.event);
    if (touch.declared_error || touch.declares_error) continue;
    lists.effective.push_back(touch);
    if (touch.whole) lists.whole_deletes.push_back(touch);
  }
  return lists;
}

const std::vector<Touch>& Evidence::effective(const gs1::Key& key) {
  return lists(key).effective;
}
const std::vector<Touch>& Evidence::all(const gs1::Key& key) {
  return lists(key).all;
}
const std::vector<Touch>& Evidence::whole_deletes(const gs1::Key& container) {
  return lists(container).whole_deletes;
}

const epcis::Event* Evidence::event(EventRef ref) {
  const SourcedEvent* found = sourced(ref);
  return found != nullptr ? &found->event : nullptr;
}

const SourcedEvent* Evidence::sourced(EventRef ref) {
  const auto [at, is_new] = events_.try_emplace(ref);
  if (is_new) {
    at->second = source_(ref);
    if (!at->second) ++erased_;
  }
  return at->second ? &*at->second : nullptr;
}

std::vector<EventRef> Evidence::transformation(EventRef ref) {
  const SourcedEvent* one = sourced(ref);
  if (one == nullptr) return {};
  if (one->event.transformation_id.empty()) return {ref};
  const auto key = transformation_key(one->event.transformation_id, one->issuer);
  std::vector<EventRef> parts;
  tables_.scan_list(Table::items, key, [&](std::string_view element) {
    if (parts.size() == limits_.events_max) {
      complete_ = false;
      return false;
    }
    const EventRef part = Unpacker(element).ref();
    if (!is_error(part)) parts.push_back(part);
    return true;
  });
  return parts;
}

}  // namespace stocktrail::trace
