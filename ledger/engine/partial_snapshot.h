// ledger/engine/partial_snapshot.h: a snapshot without the tables that are being made anew. They seem to have
// no rows, so whoever asked for one has to throw away what it made: has_lacked() tells.
#pragma once

#include <atomic>
#include <bitset>
#include <memory>
#include <span>
#include <utility>

#include "ledger/state/table_specs.h"
#include "ledger/store/store.h"

namespace stocktrail {

/// A set of tables.
class TableSet {
 public:
  explicit TableSet(std::span<const Table> tables = {}) {
    for (const Table table : tables) bits_.set(static_cast<std::size_t>(table));
  }
  bool has(Table table) const { return bits_.test(static_cast<std::size_t>(table)); }
  bool is_empty() const { return bits_.none(); }

 private:
  std::bitset<table_count> bits_;
};

/// Any thread.
class PartialSnapshot final : public Snapshot {
 public:
  PartialSnapshot(std::shared_ptr<const Snapshot> base, TableSet lacked)
      : base_(std::move(base)), lacked_(lacked) {}

  /// True once something was asked of a table that it lacks.
  bool has_lacked() const { return has_lacked_.load(std::memory_order_relaxed); }

  std::optional<std::string> get(Table table, std::string_view key) const override {
    return lacks(table) ? std::nullopt : base_->get(table, key);
  }
  std::vector<std::optional<std::string>> get_all(Table table,
                                                  std::span<const std::string_view> keys) const override {
    return lacks(table) ? std::vector<std::optional<std::string>>(keys.size()) : base_->get_all(table, keys);
  }
  void scan(Table table, std::string_view prefix, std::string_view start,
            const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    if (!lacks(table)) base_->scan(table, prefix, start, visit);
  }
  void scan_back(Table table, std::string_view prefix, std::string_view end,
                 const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    if (!lacks(table)) base_->scan_back(table, prefix, end, visit);
  }
  void scan_list(Table table, std::string_view key,
                 const std::function<bool(std::string_view)>& visit) const override {
    if (!lacks(table)) base_->scan_list(table, key, visit);
  }
  void scan_list_from(Table table, std::string_view key, EventRef from, ListOrder order,
                      const std::function<bool(std::string_view)>& visit) const override {
    if (!lacks(table)) base_->scan_list_from(table, key, from, order, visit);
  }
  void scan_lists(Table table, std::string_view beginning, std::size_t rest_bytes,
                  const std::function<Then(std::string_view, std::string_view)>& visit) const override {
    if (!lacks(table)) base_->scan_lists(table, beginning, rest_bytes, visit);
  }
  std::optional<std::pair<std::string, std::string>> last(Table table) const override {
    return lacks(table) ? std::nullopt : base_->last(table);
  }
  void note_damage(Table table) const override { base_->note_damage(table); }
  bool is_readable() const override { return base_->is_readable(); }

 private:
  bool lacks(Table table) const {
    const bool is_lacked = lacked_.has(table);
    if (is_lacked) has_lacked_.store(true, std::memory_order_relaxed);
    return is_lacked;
  }

  std::shared_ptr<const Snapshot> base_;
  const TableSet lacked_;
  mutable std::atomic<bool> has_lacked_ = false;
};

}  // namespace stocktrail
