// ledger/store/detail/rocks_snapshot.h: a moment of a database. Includes RocksDB: for ledger/store only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "ledger/store/detail/kept_iterators.h"
#include "ledger/store/detail/rocks.h"

namespace stocktrail {

class RocksSnapshot final : public Snapshot {
 public:
  /// The tables as `families` has them; a table without a family has no rows.
  RocksSnapshot(std::shared_ptr<Store::Rocks> rocks, std::shared_ptr<const Families> families);
  ~RocksSnapshot() override;
  RocksSnapshot(const RocksSnapshot&) = delete;
  RocksSnapshot& operator=(const RocksSnapshot&) = delete;

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
  std::optional<std::pair<std::string, std::string>> last(Table table) const override;
  void note_damage(Table table) const override;
  bool is_readable() const override { return rocks_->is_readable; }

 private:
  /// For a read that begins now.
  rocksdb::ReadOptions read_options() const {
    stop_counting();
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_;
    return options;
  }
  /// Over all keys of a table, or straight to a list.
  enum class Over : std::uint8_t { keys, lists };
  std::unique_ptr<KeptIterators> iterators(Over over) const;
  EventRef newest_epoch() const;
  void note_malformed() const;

  std::shared_ptr<Store::Rocks> rocks_;  // Before its families, which need the database.
  std::shared_ptr<const Families> families_;
  const rocksdb::Snapshot* snapshot_;
  std::unique_ptr<KeptIterators> key_iterators_, list_iterators_;  // They end before the snapshot.
};

}  // namespace stocktrail
