// ledger/state/changes.h: what was written since a given size of the log, so that an answer that was made
// from an older view can be kept as long as nothing that it read has changed.
//
// Keys are known by tags: 64 bits of a hash of table and key. Two keys with one tag make an answer that still
// holds look changed, never the reverse.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "crypto/merkle.h"
#include "ledger/state/table.h"

namespace stocktrail {

enum class ChangeTag : std::uint64_t {};

/// Of a key, or of a list.
ChangeTag change_tag(Table table, std::string_view key);
/// Of a table as a whole: it changes with every key.
ChangeTag change_tag(Table table);

/// One writer notes, any thread asks. Forgets nothing: a tag is known by its slot, and what shares a slot
/// changes together.
class ChangeFeed {
 public:
  static constexpr std::size_t slot_count = std::size_t{1} << 20;  // 8 MiB.

  ChangeFeed() : slots_(slot_count) {}

  /// Something with this tag is written by the commit that makes the log `size` entries long. Before that
  /// commit can be seen by a reader.
  void note(ChangeTag tag, TreeSize size) { slot(tag).store(to_u64(size), std::memory_order_relaxed); }
  /// True if any of them was written after the log had `since` entries.
  bool changed(TreeSize since, std::span<const ChangeTag> tags) const;

 private:
  std::atomic<std::uint64_t>& slot(ChangeTag tag) {
    return slots_[static_cast<std::uint64_t>(tag) % slot_count];
  }
  std::vector<std::atomic<std::uint64_t>> slots_;
};

/// Reads through to `base`, which outlives it, and notes the tags of all that an answer made from it hangs
/// on. One thread.
class NotedReads final : public TableReader {
 public:
  explicit NotedReads(const TableReader& base) : base_(base) {}

  std::optional<std::string> get(Table table, std::string_view key) const override;
  void scan(Table table, std::string_view prefix, std::string_view start,
            const std::function<bool(std::string_view key, std::string_view value)>& visit) const override;
  void scan_list(Table table, std::string_view key,
                 const std::function<bool(std::string_view element)>& visit) const override;
  void scan_list_from(Table table, std::string_view key, EventRef from, ListOrder order,
                      const std::function<bool(std::string_view element)>& visit) const override;
  void scan_lists(
      Table table, std::string_view beginning, std::size_t rest_bytes,
      const std::function<bool(std::string_view rest, std::string_view first)>& visit) const override;
  void note_damage(Table table) const override { base_.note_damage(table); }

  /// Sorted, each once.
  std::vector<ChangeTag> tags() const;

 private:
  const TableReader& base_;
  mutable std::vector<ChangeTag> tags_;
};

}  // namespace stocktrail
