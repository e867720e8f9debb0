// ledger/trace/detail/keys.h: the identifiers of one walk by number, so that each is hashed, parsed and
// compared as a text once. Private to trace.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "ledger/gs1/key.h"
#include "ledger/trace/detail/items.h"

namespace stocktrail::trace {

/// The number of a canonical identifier, or of a unit; equal for equal texts.
enum class KeyId : std::uint32_t {};

class Keys {
 public:
  KeyId id_of(std::string_view text) {
    const auto known = ids_.find(text);
    if (known != ids_.end()) return known->second;
    Entry& entry = entries_.emplace_back();
    entry.text = text;
    return ids_.emplace(entry.text, KeyId{static_cast<std::uint32_t>(entries_.size() - 1)}).first->second;
  }
  KeyId id_of(const gs1::Key& key) {
    const KeyId id = id_of(key.text());
    if (entry(id).state == State::unread) {
      entry(id).key = key;
      entry(id).state = State::identifier;
    }
    return id;
  }

  const std::string& text(KeyId id) const { return entry(id).text; }
  /// Null for a text that is no identifier. Valid as long as the Keys.
  const gs1::Key* key(KeyId id) {
    Entry& e = entry(id);
    if (e.state == State::unread) {
      auto parsed = gs1::parse_key(e.text);
      e.state = parsed ? State::identifier : State::other;
      if (parsed) e.key = std::move(*parsed);
    }
    return e.state == State::identifier ? &e.key : nullptr;
  }
  const Place& place(KeyId id) {
    Entry& e = entry(id);
    if (!e.place) e.place = place_of(e.text);
    return *e.place;
  }
  std::size_t size() const { return entries_.size(); }

 private:
  enum class State : std::uint8_t { unread, identifier, other };
  struct Entry {
    std::string text;
    State state = State::unread;
    gs1::Key key;
    std::optional<Place> place;
  };
  Entry& entry(KeyId id) { return entries_[static_cast<std::size_t>(id)]; }
  const Entry& entry(KeyId id) const { return entries_[static_cast<std::size_t>(id)]; }

  std::deque<Entry> entries_;  // They stay where they are.
  std::unordered_map<std::string_view, KeyId> ids_;
};

}  // namespace stocktrail::trace
