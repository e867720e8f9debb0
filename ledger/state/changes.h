// ledger/state/changes.h: what was written since a given size of the log, so that an answer that was made
// from an older view can be kept as long as nothing that it read has changed.
//
// Keys are known by tags: 64 bits of a hash of table and key. Two keys with one tag make an answer that still
// holds look changed, never the reverse.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "crypto/merkle.h"
#include "ledger/state/table.h"
#include "ledger/state/text_map.h"

namespace stocktrail {

enum class ChangeTag : std::uint64_t {};

/// The tag of a key, or of a list.
ChangeTag change_tag(Table table, std::string_view key);
/// The tag of a table as a whole: it changes with every key.
ChangeTag change_tag(Table table);
/// What a scan of `prefix` reads. The parts of a key of Table::master end with zero bytes, and whatever
/// has the same whole parts in front changes together; of a grouped table, the group; of another, the table.
ChangeTag scan_tag(Table table, std::string_view prefix);

/// One writer notes, any thread asks. Remembers about a hundred thousand tags: what was asked about a size
/// that lies further back is said to have changed.
class ChangeFeed {
 public:
  static constexpr std::size_t set_count = std::size_t{1} << 16;
  static constexpr std::size_t set_ways = 8;  // 9 MiB in all.

  ChangeFeed() : sets_(set_count) {}

  /// Something with this tag is written by the commit that makes the log `size` entries long. Before that
  /// commit can be seen by a reader.
  void note(ChangeTag tag, TreeSize size);
  /// The same for a key, and all by which scans know it.
  void note_key(Table table, std::string_view key, TreeSize size);
  /// The same for a list, of which `shared_bytes` are shared by lists that are found together; 0: none.
  void note_list(Table table, std::string_view key, std::size_t shared_bytes, TreeSize size);
  /// True if any of them was written after the log had `since` entries, as far as the asker can have seen.
  bool changed(TreeSize since, std::span<const ChangeTag> tags) const;

 private:
  /// The tags of a set that were noted last.
  struct Set {
    std::array<std::atomic<std::uint64_t>, set_ways> tags{};
    std::array<std::atomic<std::uint64_t>, set_ways> sizes{};  // 0: the way is empty.
    std::atomic<std::uint64_t> forgotten = 0;                  // The greatest size of those that gave way.
  };
  static std::uint64_t last_change(const Set& set, std::uint64_t tag);

  std::vector<Set> sets_;
};

/// Reads through to `base`, which outlives it and does not change, and notes the tags of all that an answer
/// made from it hangs on. Of master data the same party or place is asked for in many ways while one answer
/// is made: a value is read once. One thread.
class NotedReads final : public TableReader {
 public:
  explicit NotedReads(const TableReader& base) : base_(base) {}

  std::optional<std::string> get(Table table, std::string_view key) const override;
  std::vector<std::optional<std::string>> get_all(Table table,
                                                  std::span<const std::string_view> keys) const override;
  void scan(Table table, std::string_view prefix, std::string_view start,
            const std::function<bool(std::string_view key, std::string_view value)>& visit) const override;
  void scan_back(
      Table table, std::string_view prefix, std::string_view end,
      const std::function<bool(std::string_view key, std::string_view value)>& visit) const override;
  void scan_list(Table table, std::string_view key,
                 const std::function<bool(std::string_view element)>& visit) const override;
  void scan_list_from(Table table, std::string_view key, EventRef from, ListOrder order,
                      const std::function<bool(std::string_view element)>& visit) const override;
  void scan_lists(
      Table table, std::string_view beginning, std::size_t rest_bytes,
      const std::function<Then(std::string_view rest, std::string_view element)>& visit) const override;
  void note_damage(Table table) const override { base_.note_damage(table); }

  /// Sorted, each once.
  std::vector<ChangeTag> tags() const;

 private:
  const TableReader& base_;
  mutable std::vector<ChangeTag> tags_;
  mutable TextMap<std::optional<std::string>> master_;
};

}  // namespace stocktrail
