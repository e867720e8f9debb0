#include "ledger/store/detail/rocks_snapshot.h"

#include <algorithm>

#include "crypto/wanted.h"
#include "ledger/store/detail/list_chunks.h"
#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

// The least key above all that begin with `prefix`; empty if there is none.
std::string after_prefix(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == static_cast<char>(0xff)) end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<std::uint8_t>(end.back()) + 1);
  return end;
}

}  // namespace

RocksSnapshot::RocksSnapshot(std::shared_ptr<Store::Rocks> rocks, std::shared_ptr<const Families> families)
    : rocks_(std::move(rocks)),
      families_(std::move(families)),
      snapshot_(rocks_->db->GetSnapshot()),
      key_iterators_(iterators(Over::keys)),
      list_iterators_(iterators(Over::lists)) {}

RocksSnapshot::~RocksSnapshot() {
  key_iterators_.reset();
  list_iterators_.reset();
  rocks_->db->ReleaseSnapshot(snapshot_);
}

// Those over lists go straight to the list's bucket of a hashed memtable.
std::unique_ptr<KeptIterators> RocksSnapshot::iterators(Over over) const {
  return std::make_unique<KeptIterators>([this, over](Table table) {
    auto options = read_options();
    options.prefix_same_as_start = over == Over::lists;
    options.total_order_seek = over == Over::keys;
    return KeptIterators::Pointer(rocks_->db->NewIterator(options, families_->handle(table)));
  });
}

EventRef RocksSnapshot::newest_epoch() const {
  const auto epoch = get(Table::meta, meta_key::epoch);
  const auto first = epoch ? decode_u64(std::string_view(*epoch).substr(0, 8)) : std::nullopt;
  return first ? EventRef{*first} : last_event_ref;
}

void RocksSnapshot::note_malformed() const {
  rocks_->note_read("reading a list", rocksdb::Status::Corruption("malformed chunk"));
}

std::optional<std::string> RocksSnapshot::get(Table table, std::string_view key) const {
  end_if_unwanted();
  auto* family = families_->handle(table);
  if (family == nullptr) return std::nullopt;
  std::string value;
  const auto status = rocks_->db->Get(read_options(), family, slice(key), &value);
  if (status.ok()) return value;
  if (!status.IsNotFound()) rocks_->note_read("reading", status);
  return std::nullopt;
}

std::vector<std::optional<std::string>> RocksSnapshot::get_all(Table table,
                                                               std::span<const std::string_view> keys) const {
  end_if_unwanted();
  if (keys.size() == 1) return {get(table, keys.front())};
  std::vector<std::optional<std::string>> values(keys.size());
  auto* family = families_->handle(table);
  if (family == nullptr || keys.empty()) return values;
  std::vector<rocksdb::Slice> wanted;
  for (const std::string_view key : keys) wanted.push_back(slice(key));
  std::vector<rocksdb::PinnableSlice> found(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  rocks_->db->MultiGet(read_options(), family, keys.size(), wanted.data(), found.data(), statuses.data());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].ok()) {
      values[i].emplace(text(found[i]));
    } else if (!statuses[i].IsNotFound()) {
      rocks_->note_read("reading", statuses[i]);
    }
  }
  return values;
}

void RocksSnapshot::scan(Table table, std::string_view prefix, std::string_view start,
                         const std::function<bool(std::string_view, std::string_view)>& visit) const {
  if (families_->handle(table) == nullptr) return;
  const bool is_of_group =
      spec_of(table).order == KeyOrder::grouped && prefix.size() >= list_beginning_bytes_min;
  const KeptIterators::Lease it(is_of_group ? *list_iterators_ : *key_iterators_, table);
  for (it->Seek(slice(std::max(prefix, start))); it->Valid(); it->Next()) {
    end_if_unwanted();
    const std::string_view key = text(it->key());
    if (!key.starts_with(prefix) || !visit(key, text(it->value()))) return;
  }
  if (!it->status().ok()) rocks_->note_read("scanning", it->status());
}

void RocksSnapshot::scan_back(Table table, std::string_view prefix, std::string_view end,
                              const std::function<bool(std::string_view, std::string_view)>& visit) const {
  if (families_->handle(table) == nullptr) return;
  const KeptIterators::Lease it(*key_iterators_, table);
  it->SeekForPrev(slice(end));
  if (it->Valid() && text(it->key()) == end) it->Prev();
  for (; it->Valid(); it->Prev()) {
    end_if_unwanted();
    const std::string_view key = text(it->key());
    if (!key.starts_with(prefix) || !visit(key, text(it->value()))) return;
  }
  if (!it->status().ok()) rocks_->note_read("scanning", it->status());
}

void RocksSnapshot::scan_list(Table table, std::string_view key,
                              const std::function<bool(std::string_view)>& visit) const {
  scan_list_from(table, key, EventRef{}, ListOrder::oldest_first, visit);
}

void RocksSnapshot::scan_list_from(Table table, std::string_view key, EventRef from, ListOrder order,
                                   const std::function<bool(std::string_view)>& visit) const {
  if (families_->handle(table) == nullptr) return;
  const KeptIterators::Lease it(*list_iterators_, table);
  const std::string prefix = list_prefix(key);
  const auto visit_chunk = [&](std::string_view chunk) {
    end_if_unwanted();
    const Visit end = visit_elements(chunk, order, visit);
    if (end == Visit::malformed) note_malformed();
    return end == Visit::complete;
  };
  if (order == ListOrder::oldest_first) {
    visit_chunks_from(*it, prefix, from, visit_chunk);
  } else {
    visit_chunks_before(*it, prefix, from, [this] { return newest_epoch(); }, visit_chunk);
  }
  if (!it->status().ok()) rocks_->note_read("scanning", it->status());
}

void RocksSnapshot::scan_lists(Table table, std::string_view beginning, std::size_t rest_bytes,
                               const std::function<Then(std::string_view, std::string_view)>& visit) const {
  ST_CHECK(beginning.size() >= list_beginning_bytes_min);
  if (families_->handle(table) == nullptr) return;
  const KeptIterators::Lease it(*list_iterators_, table);
  const std::string prefix = lists_prefix(beginning, rest_bytes);
  const auto is_found = [&] { return it->Valid() && text(it->key()).starts_with(prefix); };
  std::string list;
  for (it->Seek(slice(prefix)); is_found();) {
    end_if_unwanted();
    list = text(it->key()).substr(0, prefix.size() + rest_bytes);
    Then then = Then::next_element;
    const Visit whole = visit_elements(text(it->value()), [&](std::string_view element) {
      then = visit(std::string_view(list).substr(prefix.size()), element);
      return then == Then::next_element;
    });
    if (whole == Visit::malformed) return note_malformed();
    if (then == Then::stop) return;
    it->Next();  // Most lists have one chunk.
    if (then == Then::next_element || !is_found() || !text(it->key()).starts_with(list)) continue;
    const std::string next = after_prefix(list);
    if (next.empty()) return;
    it->Seek(slice(next));
  }
  if (!it->status().ok()) rocks_->note_read("scanning", it->status());
}

std::optional<std::pair<std::string, std::string>> RocksSnapshot::last(Table table) const {
  auto* family = families_->handle(table);
  if (family == nullptr) return std::nullopt;
  auto options = read_options();
  options.total_order_seek = true;
  const std::unique_ptr<rocksdb::Iterator> it(rocks_->db->NewIterator(options, family));
  it->SeekToLast();
  if (it->Valid()) return std::pair{it->key().ToString(), it->value().ToString()};
  if (!it->status().ok()) rocks_->note_read("scanning", it->status());
  return std::nullopt;
}

void RocksSnapshot::note_damage(Table table) const {
  const std::string doing = "reading table " + std::string(name_of(table));
  rocks_->note_read(doing.c_str(), rocksdb::Status::Corruption("malformed value"));
}

}  // namespace stocktrail
