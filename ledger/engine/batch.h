// ledger/engine/batch.h: what one commit will change, as the fold sees it: an overlay over a snapshot. Reads
// see earlier writes of the same batch. Lists are chunked by epoch here, so that the stored bytes depend on
// the records only, never on how records were grouped into commits (docs/formats.md, "Lists").
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>

#include "crypto/merkle.h"
#include "ledger/engine/recent_values.h"
#include "ledger/state/table.h"
#include "ledger/state/text_map.h"
#include "ledger/store/layout.h"
#include "ledger/store/store.h"

namespace stocktrail {

/// Where the lists' chunks begin now.
struct Epoch {
  EventRef first{};
  std::uint64_t events = 0;
  bool operator==(const Epoch&) const = default;
};

class Batch final : public TableWriter, public WriteSet {
 public:
  /// On top of `base`, a snapshot or a batch before this one, which tells the epoch. `recent`, which outlives
  /// the batch, spares reads of `base`; `memory` is used before the heap is, and outlives the batch too.
  Batch(std::shared_ptr<const TableReader> base, RecentValues& recent, std::span<std::byte> memory = {});

  /// Goes on with another `base` that says the same: with the snapshot that has the batch before this one.
  void rebase(std::shared_ptr<const TableReader> base) { base_ = std::move(base); }

  /// Around the fold of each record: the border at which an epoch may end.
  void begin_statement(LeafIndex index);
  void end_statement(std::uint64_t events);

  std::optional<std::string> get(Table table, std::string_view key) const override;
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
  void note_damage(Table table) const override { base_->note_damage(table); }
  void put(Table table, std::string_view key, std::string_view value) override;
  void erase(Table table, std::string_view key) override;
  void append(Table table, std::string_view key, std::string_view element) override;

  void write_to(Sink& sink) const override;
  std::size_t bytes() const { return bytes_; }

 private:
  using Text = std::pmr::string;
  using Value = std::optional<Text>;  // nullopt: erased.
  using Values = std::pmr::map<Text, Value, std::less<>>;
  using HashedValues = std::pmr::unordered_map<Text, Value, TextHash, std::equal_to<>>;
  using Chunks = std::pmr::map<Text, Text, std::less<>>;  // Elements to add to a chunk.
  struct Changes {
    explicit Changes(std::pmr::memory_resource* arena) : values(arena), hashed(arena), chunks(arena) {}
    Values values;
    HashedValues hashed;  // Instead, of tables that are asked for one key at a time.
    Chunks chunks;
  };
  Changes& changes(Table table) { return changes_[static_cast<std::size_t>(table)]; }
  const Changes& changes(Table table) const { return changes_[static_cast<std::size_t>(table)]; }
  Value& value(Table table, std::string_view key);
  static Values in_order(const HashedValues& hashed);

  std::shared_ptr<const TableReader> base_;
  RecentValues& recent_;
  Epoch epoch_;
  std::pmr::monotonic_buffer_resource arena_;  // Of all that follows: let go as a whole.
  std::pmr::vector<Changes> changes_;          // One a table.
  std::string chunk_key_;                      // Of the last append().
  std::size_t bytes_ = 0;
};

}  // namespace stocktrail
