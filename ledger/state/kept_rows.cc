#include "ledger/state/kept_rows.h"

namespace stocktrail {
namespace {

constexpr std::size_t overhead_bytes = 128;  // Of an entry, about.

std::string scan_name(std::string_view prefix, std::string_view start) {
  std::string name = std::to_string(prefix.size());
  return name.append(":").append(prefix).append(start);
}

}  // namespace

void KeptRows::make_room(std::size_t bytes) {
  if (bytes_ + bytes > bytes_max_) {
    values_.clear();
    scans_.clear();
    bytes_ = 0;
  }
  bytes_ += bytes;
}

std::optional<KeptRows::Value> KeptRows::value(std::string_view key) const {
  const MutexLock lock(mutex_);
  const auto found = values_.find(key);
  if (found == values_.end()) return std::nullopt;
  return std::optional<Value>(std::in_place, found->second);
}

void KeptRows::keep_value(std::string_view key, const Value& value) {
  const std::size_t bytes = overhead_bytes + key.size() + (value ? value->size() : 0);
  const MutexLock lock(mutex_);
  if (values_.contains(key)) return;
  make_room(bytes);
  values_.emplace(key, value);
}

std::optional<KeptRows::Rows> KeptRows::rows(std::string_view prefix, std::string_view start) const {
  const std::string name = scan_name(prefix, start);
  const MutexLock lock(mutex_);
  const auto found = scans_.find(name);
  return found != scans_.end() ? std::optional(found->second) : std::nullopt;
}

void KeptRows::keep_rows(std::string_view prefix, std::string_view start, const Rows& rows) {
  std::string name = scan_name(prefix, start);
  std::size_t bytes = overhead_bytes + name.size();
  for (const auto& [key, value] : rows.list) bytes += overhead_bytes + key.size() + value.size();
  const MutexLock lock(mutex_);
  if (scans_.contains(name)) return;
  make_room(bytes);
  scans_.emplace(std::move(name), rows);
}

std::optional<std::string> KeptReads::get(Table table, std::string_view key) const {
  if (table != Table::master) return base_.get(table, key);
  if (auto known = kept_.value(key)) return std::move(*known);
  auto value = base_.get(table, key);
  const bool is_short = !value || value->size() <= bytes_kept_max;
  if (is_short && may_keep_()) kept_.keep_value(key, value);
  return value;
}

KeptRows::Rows KeptReads::first_rows(std::string_view prefix, std::string_view start) const {
  KeptRows::Rows rows;
  std::size_t bytes = 0;
  base_.scan(Table::master, prefix, start, [&](std::string_view key, std::string_view value) {
    bytes += value.size();
    rows.are_all = rows.list.size() < rows_kept_max && bytes <= bytes_kept_max;
    if (rows.are_all) rows.list.emplace_back(key, value);
    return rows.are_all;
  });
  return rows;
}

void KeptReads::scan(Table table, std::string_view prefix, std::string_view start,
                     const std::function<bool(std::string_view, std::string_view)>& visit) const {
  if (table != Table::master) return base_.scan(table, prefix, start, visit);
  auto rows = kept_.rows(prefix, start);
  if (!rows) {
    rows = first_rows(prefix, start);
    if (may_keep_()) kept_.keep_rows(prefix, start, *rows);
  }
  for (const auto& [key, value] : rows->list)
    if (!visit(key, value)) return;
  if (rows->are_all) return;
  // The least key above the last one ends in a zero byte.
  const std::string next = rows->list.empty() ? std::string(start) : rows->list.back().first + '\0';
  base_.scan(table, prefix, next, visit);
}

}  // namespace stocktrail
