#include "ledger/inventory/detail/changed_parts.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

#include "ledger/inventory/detail/part_walk.h"

namespace stocktrail::inventory {
namespace {

/// Where the members of a cell are, in the order of its walk.
class Members {
 public:
  void once(auto&... values) { (at_.push_back(&values), ...); }
  void each(char, auto& values) { at_.push_back(&values); }
  void numbered(char, auto& list) { at_.push_back(&list); }
  void listed(char, auto& list) { at_.push_back(&list); }
  /// The next one, which is of this type.
  template <typename T>
  T& next(const T&) {
    return *static_cast<T*>(at_.at(next_++));
  }

 private:
  std::vector<void*> at_;
  std::size_t next_ = 0;
};

// What elements are sorted by: those of sets by themselves, of maps by their keys, others by their numbers.
template <typename T>
const T& key_of(const T& value) {
  return value;  // NOLINT(bugprone-return-const-ref-from-parameter): of elements that stand in a container.
}
template <typename Key, typename T>
const Key& key_of(const std::pair<const Key, T>& entry) {
  return entry.first;
}
const std::uint64_t& key_of(const books::Delivery& one) {
  return one.number;
}
const std::uint64_t& key_of(const books::Sale& one) {
  return one.number;
}

/// Walks what a cell is now beside what it was, which it makes the same.
class Comparison {
 public:
  explicit Comparison(Members was) : was_(std::move(was)) {}

  void once(const auto&... values) {
    bool is_changed = false;
    const auto look = [&](auto& old, const auto& value) {
      if (old == value) return;
      old = value;
      is_changed = true;
    };
    (look(was_.next(values), values), ...);
    if (!is_changed) return;
    const std::string bytes = encoded(values...);
    const bool is_empty = std::ranges::all_of(bytes, [](char byte) { return byte == '\0'; });
    changed_[std::string()] = is_empty ? std::nullopt : std::optional(bytes);
  }
  template <typename List>
  void each(char tag, const List& values) {
    List& was = was_.next(values);
    auto old = was.begin();
    auto now = values.begin();
    while (old != was.end() || now != values.end()) {
      const bool has_both = old != was.end() && now != values.end();
      if (has_both && *old == *now) {
        ++old;
        ++now;
      } else if (now == values.end() || (has_both && key_of(*old) < key_of(*now))) {
        tell_gone(tag, key_of(*old));
        old = was.erase(old);
      } else {
        tell(tag, *now);
        if (has_both && !(key_of(*now) < key_of(*old))) old = was.erase(old);
        old = std::next(was.insert(old, *now++));
      }
    }
  }
  template <typename T>
  void numbered(char tag, const std::vector<T>& list) {
    each(tag, list);
  }
  template <typename T>
  void listed(char tag, const std::vector<T>& list) {
    std::vector<T>& was = was_.next(list);
    if (was == list) return;
    for (std::uint64_t i = 0; i < std::max(was.size(), list.size()); ++i) {
      if (i >= list.size()) {
        tell_gone(tag, i);
      } else if (i >= was.size() || was[i] != list[i]) {
        tell_as(tag, i, list[i]);
      }
    }
    was = list;
  }

  ChangedParts apply_to(const Parts& before) const;

 private:
  static std::string part_key(char tag, const auto& key) { return encoded(Packed<1>{{tag}}, key); }
  void tell_gone(char tag, const auto& key) { changed_[part_key(tag, key)] = std::nullopt; }
  void tell_as(char tag, const auto& key, const auto& value) {
    changed_[part_key(tag, key)] = encoded(value);
  }
  template <typename T>
  void tell(char tag, const T& value) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(key_of(value))>, T>) {
      changed_[part_key(tag, value)] = std::string();
    } else {
      tell_as(tag, key_of(value), value);
    }
  }
  template <typename Key, typename T>
  void tell(char tag, const std::pair<const Key, T>& entry) {
    tell_as(tag, entry.first, entry.second);
  }

  Members was_;
  std::map<std::string, std::optional<std::string>> changed_;  // By the key of the part; nullopt: it is gone.
};

ChangedParts Comparison::apply_to(const Parts& before) const {
  ChangedParts result;
  std::string& out = result.parts.bytes;
  constexpr std::size_t usual_growth = 256;
  out.reserve(before.bytes.size() + usual_growth);
  PartCursor old(before.bytes);
  const auto at = [&] {
    return old.at_end() ? before.bytes.size()
                        : static_cast<std::size_t>(old.bytes().data() - before.bytes.data());
  };
  std::size_t copied = 0;
  for (const auto& [key, value] : changed_) {
    while (!old.at_end() && old.key() < key) old.next();
    const bool was_there = !old.at_end() && old.key() == key;
    if (was_there ? value == old.value() : !value) continue;
    out.append(before.bytes, copied, at() - copied);
    append_text(result.undo, key);
    result.undo.push_back(was_there ? '\1' : '\0');
    if (was_there) {
      append_text(result.undo, old.value());
      old.next();
    }
    copied = at();
    if (!value) continue;
    append_text(out, key);
    append_text(out, *value);
  }
  ST_CHECK(old.ok());
  out.append(before.bytes, copied);
  return result;
}

}  // namespace

template <typename Cell>
ChangedParts changed_parts(const Parts& before, Cell& was, const Cell& now) {
  Members members;
  walk(members, was);
  Comparison comparison(std::move(members));
  walk(comparison, now);
  return comparison.apply_to(before);
}

template ChangedParts changed_parts(const Parts&, books::Book&, const books::Book&);
template ChangedParts changed_parts(const Parts&, books::Lane&, const books::Lane&);
template ChangedParts changed_parts(const Parts&, books::Announced&, const books::Announced&);
template ChangedParts changed_parts(const Parts&, books::Papers&, const books::Papers&);
template ChangedParts changed_parts(const Parts&, books::Sales&, const books::Sales&);
template ChangedParts changed_parts(const Parts&, books::Box&, const books::Box&);
template ChangedParts changed_parts(const Parts&, books::Item&, const books::Item&);
template ChangedParts changed_parts(const Parts&, books::LotCard&, const books::LotCard&);

}  // namespace stocktrail::inventory
