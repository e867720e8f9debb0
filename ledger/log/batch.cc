#include "ledger/log/batch.h"

#include <algorithm>

#include "crypto/result.h"

namespace stocktrail {
namespace {

std::size_t at(Table table) {
  return static_cast<std::size_t>(table);
}

Epoch read_epoch(const TableReader& tables) {
  const auto stored = tables.get(Table::meta, meta_key::epoch);
  if (!stored) return {};
  ST_CHECK(stored->size() == 16);
  const std::string_view bytes(*stored);
  return {EventRef{*decode_u64(bytes.substr(0, 8))}, *decode_u64(bytes.substr(8))};
}

}  // namespace

Batch::Batch(std::shared_ptr<const Snapshot> base, RecentValues& recent)
    : base_(std::move(base)), recent_(recent), epoch_(read_epoch(*base_)) {}

void Batch::begin_statement(LeafIndex index) {
  if (epoch_.events >= epoch_events_min) epoch_ = {event_ref(to_u64(index), 0), 0};
}

void Batch::end_statement(std::uint64_t events) {
  epoch_.events += std::max<std::uint64_t>(events, 1);
  put(Table::meta, meta_key::epoch,
      encode_u64(static_cast<std::uint64_t>(epoch_.first)) + encode_u64(epoch_.events));
}

std::optional<std::string> Batch::get(Table table, std::string_view key) const {
  const Values& values = values_[at(table)];
  if (const auto it = values.find(key); it != values.end()) return it->second;
  return recent_.get(table, key, *base_);
}

void Batch::scan(Table table, std::string_view prefix, std::string_view start,
                 const std::function<bool(std::string_view, std::string_view)>& visit) const {
  const Values& values = values_[at(table)];
  auto mine = values.lower_bound(std::max(prefix, start));
  const auto is_mine_left = [&] { return mine != values.end() && mine->first.starts_with(prefix); };
  bool wants_more = true;
  const auto visit_mine = [&] {
    if (mine->second) wants_more = visit(mine->first, *mine->second);
    ++mine;
  };
  base_->scan(table, prefix, start, [&](std::string_view key, std::string_view value) {
    while (wants_more && is_mine_left() && mine->first < key) visit_mine();
    if (!wants_more) return false;
    if (is_mine_left() && mine->first == key) {
      visit_mine();
    } else {
      wants_more = visit(key, value);
    }
    return wants_more;
  });
  while (wants_more && is_mine_left()) visit_mine();
}

void Batch::scan_list(Table table, std::string_view key,
                      const std::function<bool(std::string_view)>& visit) const {
  bool wants_more = true;
  const auto visit_and_note = [&](std::string_view element) { return wants_more = visit(element); };
  base_->scan_list(table, key, visit_and_note);
  const std::string prefix = list_prefix(key);
  const Chunks& chunks = chunks_[at(table)];
  for (auto it = chunks.lower_bound(prefix); wants_more && it != chunks.end(); ++it) {
    if (!it->first.starts_with(prefix)) break;
    ST_CHECK(visit_elements(it->second, visit_and_note) != Visit::malformed);
  }
}

void Batch::put(Table table, std::string_view key, std::string_view value) {
  Values& values = values_[at(table)];
  bytes_ += key.size() + value.size();
  if (const auto it = values.find(key); it != values.end()) {
    it->second = value;
  } else {
    values.emplace(key, value);
  }
}

void Batch::erase(Table table, std::string_view key) {
  bytes_ += key.size();
  values_[at(table)].insert_or_assign(std::string(key), std::nullopt);
}

void Batch::append(Table table, std::string_view key, std::string_view element) {
  bytes_ += element.size();
  add_element(chunks_[at(table)][chunk_key(key, epoch_.first)], element);
}

void Batch::write_to(Sink& sink) const {
  // In key order within each table: neighbours in the memtable cost less than strangers.
  for (const Table table : all_tables()) {
    for (const auto& [key, value] : values_[at(table)]) {
      if (value) {
        sink.put(table, key, *value);
      } else {
        sink.erase(table, key);
      }
    }
    for (const auto& [key, elements] : chunks_[at(table)]) sink.extend(table, key, elements);
  }
}

}  // namespace stocktrail
