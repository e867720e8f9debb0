// ledger/engine/joined_snapshot.h: tables that are made anew, with the kept ones that they are made from.
#pragma once

#include <memory>
#include <utility>

#include "ledger/state/table_specs.h"
#include "ledger/store/store.h"

namespace stocktrail {

/// Reads tables of Origin::derived from one snapshot, all others from another, which outlives it. Any thread.
class JoinedSnapshot final : public Snapshot {
 public:
  JoinedSnapshot(const Snapshot& kept, std::shared_ptr<const Snapshot> made)
      : kept_(kept), made_(std::move(made)) {}

  std::optional<std::string> get(Table table, std::string_view key) const override {
    return of(table).get(table, key);
  }
  std::vector<std::optional<std::string>> get_all(Table table,
                                                  std::span<const std::string_view> keys) const override {
    return of(table).get_all(table, keys);
  }
  void scan(Table table, std::string_view prefix, std::string_view start,
            const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    of(table).scan(table, prefix, start, visit);
  }
  void scan_back(Table table, std::string_view prefix, std::string_view end,
                 const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    of(table).scan_back(table, prefix, end, visit);
  }
  void scan_list(Table table, std::string_view key,
                 const std::function<bool(std::string_view)>& visit) const override {
    of(table).scan_list(table, key, visit);
  }
  void scan_list_from(Table table, std::string_view key, EventRef from, ListOrder order,
                      const std::function<bool(std::string_view)>& visit) const override {
    of(table).scan_list_from(table, key, from, order, visit);
  }
  void scan_lists(Table table, std::string_view beginning, std::size_t rest_bytes,
                  const std::function<Then(std::string_view, std::string_view)>& visit) const override {
    of(table).scan_lists(table, beginning, rest_bytes, visit);
  }
  std::optional<std::pair<std::string, std::string>> last(Table table) const override {
    return of(table).last(table);
  }
  void note_damage(Table table) const override { of(table).note_damage(table); }
  bool is_readable() const override { return kept_.is_readable() && made_->is_readable(); }

 private:
  const Snapshot& of(Table table) const { return spec_of(table).origin == Origin::derived ? *made_ : kept_; }

  const Snapshot& kept_;
  std::shared_ptr<const Snapshot> made_;
};

}  // namespace stocktrail
