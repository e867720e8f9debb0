// ledger/state/kept_rows.h: rows of Table::master that readers of many views ask for again and again, kept in
// memory for as long as master data does not change.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/mutex.h"
#include "ledger/state/table.h"
#include "ledger/state/text_map.h"

namespace stocktrail {

/// What was read of the table while it was as it is. Bounded: when it is full it begins anew. Any thread.
class KeptRows {
 public:
  explicit KeptRows(std::size_t bytes_max = 16u << 20) : bytes_max_(bytes_max) {}

  using Value = std::optional<std::string>;  // nullopt: there is no such key.
  std::optional<Value> value(std::string_view key) const;
  void keep_value(std::string_view key, const Value& value);

  /// The first rows that a scan gives.
  struct Rows {
    std::vector<std::pair<std::string, std::string>> list;
    bool are_all = true;
  };
  std::optional<Rows> rows(std::string_view prefix, std::string_view start) const;
  void keep_rows(std::string_view prefix, std::string_view start, const Rows& rows);

 private:
  void make_room(std::size_t bytes) ST_REQUIRES(mutex_);

  const std::size_t bytes_max_;
  mutable Mutex mutex_;
  TextMap<Value> values_ ST_GUARDED_BY(mutex_);
  TextMap<Rows> scans_ ST_GUARDED_BY(mutex_);
  std::size_t bytes_ ST_GUARDED_BY(mutex_) = 0;
};

/// Reads through to `base`, and of Table::master keeps single keys and short scans in `kept`, which others
/// read and fill, too. `may_keep` is asked after each reading: false if it may have been in vain. Both
/// outlive it.
class KeptReads final : public TableReader {
 public:
  KeptReads(const TableReader& base, KeptRows& kept, std::function<bool()> may_keep)
      : base_(base), kept_(kept), may_keep_(std::move(may_keep)) {}

  static constexpr std::size_t rows_kept_max = 16;  // Of one scan; and of a row bytes_kept_max.
  static constexpr std::size_t bytes_kept_max = 64u << 10;

  std::optional<std::string> get(Table table, std::string_view key) const override;
  std::vector<std::optional<std::string>> get_all(Table table,
                                                  std::span<const std::string_view> keys) const override {
    return base_.get_all(table, keys);
  }
  void scan(Table table, std::string_view prefix, std::string_view start,
            const std::function<bool(std::string_view key, std::string_view value)>& visit) const override;
  void scan_back(
      Table table, std::string_view prefix, std::string_view end,
      const std::function<bool(std::string_view key, std::string_view value)>& visit) const override {
    base_.scan_back(table, prefix, end, visit);
  }
  void scan_list(Table table, std::string_view key,
                 const std::function<bool(std::string_view element)>& visit) const override {
    base_.scan_list(table, key, visit);
  }
  void scan_list_from(Table table, std::string_view key, EventRef from, ListOrder order,
                      const std::function<bool(std::string_view element)>& visit) const override {
    base_.scan_list_from(table, key, from, order, visit);
  }
  void scan_lists(
      Table table, std::string_view beginning, std::size_t rest_bytes,
      const std::function<Then(std::string_view rest, std::string_view element)>& visit) const override {
    base_.scan_lists(table, beginning, rest_bytes, visit);
  }
  void note_damage(Table table) const override { base_.note_damage(table); }

 private:
  KeptRows::Rows first_rows(std::string_view prefix, std::string_view start) const;

  const TableReader& base_;
  KeptRows& kept_;
  const std::function<bool()> may_keep_;
};

}  // namespace stocktrail
