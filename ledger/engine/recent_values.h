// ledger/engine/recent_values.h: what the writer read or wrote lately of the tables it reads by key in every
// event. There is one writer, so what it knows is what the last commit left; readers have their snapshots. A
// balance that every sale touches then costs a hash look-up and not a search of RocksDB's memtable.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/state/text_map.h"
#include "ledger/store/layout.h"
#include "ledger/store/store.h"

namespace stocktrail {

inline constexpr std::size_t recent_values_bytes_max = 64u << 20;

class RecentValues final : public WriteSet::Sink {
 public:
  /// Keeps `bytes_max` at most, about: what was not asked for while half of that came is forgotten.
  explicit RecentValues(std::size_t bytes_max = recent_values_bytes_max) : bytes_max_(bytes_max) {}

  /// As base.get(), for a `base` that holds everything up to the last commit that was taken.
  std::optional<std::string> get(Table table, std::string_view key, const TableReader& base);

  // What a commit wrote, after it succeeded: changes.write_to(recent).
  void put(Table table, std::string_view key, std::string_view value) override;
  void erase(Table table, std::string_view key) override;
  void extend(Table, std::string_view, std::string_view) override {}  // Lists are not kept.
  bool takes(Table table) const override;

 private:
  using Values = TextMap<std::optional<std::string>>;

  void keep(Table table, std::string_view key, std::optional<std::string> value);

  std::size_t bytes_max_;
  std::size_t bytes_ = 0;  // Of `values_`.
  std::array<Values, table_count> values_;
  std::array<Values, table_count> older_;  // Those that have not been asked for since.
};

}  // namespace stocktrail
