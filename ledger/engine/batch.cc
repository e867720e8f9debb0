#include "ledger/engine/batch.h"

#include <algorithm>
#include <iterator>

#include "crypto/result.h"

namespace stocktrail {
namespace {

/// What stands under `key`, a new and empty one if there is none; the key is copied only then.
auto& find_or_make(auto& map, std::string_view key) {
  const bool is_last = map.empty() || map.rbegin()->first < key;  // Of tables that grow in key order, always.
  const auto place = is_last ? map.end() : map.lower_bound(key);
  if (place != map.end() && place->first == key) return place->second;
  return map
      .try_emplace(place, typename std::remove_reference_t<decltype(map)>::key_type(key, map.get_allocator()))
      ->second;
}

bool is_hashed(Table table) {
  return spec_of(table).order == KeyOrder::hashed;
}

Epoch read_epoch(const TableReader& tables) {
  const auto stored = tables.get(Table::meta, meta_key::epoch);
  if (!stored) return {};
  Unpacker bytes(*stored);
  const Epoch epoch{bytes.ref(), static_cast<std::uint64_t>(bytes.ref())};
  if (!bytes.ok() || !bytes.done()) tables.note_damage(Table::meta);
  return epoch;
}

using VisitRow = std::function<bool(std::string_view key, std::string_view value)>;

/// Visits what a batch changed among what its base has, in the order of both; an erased key hides one there.
template <typename Iterator>
class Merge {
 public:
  Merge(Iterator begin, Iterator end, std::string_view prefix, const VisitRow& visit)
      : mine_(begin), end_(end), prefix_(prefix), visit_(visit) {}

  /// A row of the base comes; false: the visitor has enough.
  bool take(std::string_view key, std::string_view value, const auto& comes_before) {
    while (is_left() && comes_before(mine_->first)) visit_mine();
    if (!wants_more_) return false;
    if (is_left() && mine_->first == key) {
      visit_mine();
    } else {
      wants_more_ = visit_(key, value);
    }
    return wants_more_;
  }
  void finish() {
    while (is_left()) visit_mine();
  }

 private:
  bool is_left() const { return wants_more_ && mine_ != end_ && mine_->first.starts_with(prefix_); }
  void visit_mine() {
    if (mine_->second) wants_more_ = visit_(mine_->first, *mine_->second);
    ++mine_;
  }

  Iterator mine_, end_;
  std::string_view prefix_;
  const VisitRow& visit_;
  bool wants_more_ = true;
};

}  // namespace

Batch::Batch(std::shared_ptr<const TableReader> base, RecentValues& recent, std::span<std::byte> memory)
    : base_(std::move(base)),
      recent_(recent),
      epoch_(read_epoch(*base_)),
      arena_(memory.data(), memory.size()),
      changes_(&arena_) {
  changes_.reserve(table_count);
  for (std::size_t i = 0; i < table_count; ++i) changes_.emplace_back(&arena_);
}

void Batch::begin_statement(LeafIndex index) {
  if (epoch_.events >= epoch_events_min) epoch_ = {event_ref(to_u64(index), 0), 0};
}

void Batch::end_statement(std::uint64_t events) {
  epoch_.events += std::max<std::uint64_t>(events, 1);
  put(Table::meta, meta_key::epoch, packed_ref(epoch_.first) + packed_ref(EventRef{epoch_.events}));
}

std::optional<std::string> Batch::get(Table table, std::string_view key) const {
  const auto get_from = [&](const auto& values) {
    const auto it = values.find(key);
    if (it == values.end()) return recent_.get(table, key, *base_);
    return it->second ? std::optional<std::string>(*it->second) : std::nullopt;
  };
  return is_hashed(table) ? get_from(changes(table).hashed) : get_from(changes(table).values);
}

/// Tables that no fold walks.
Batch::Values Batch::in_order(const HashedValues& hashed) {
  Values values;
  for (const auto& [key, value] : hashed) values.emplace(key, value);
  return values;
}

void Batch::scan(Table table, std::string_view prefix, std::string_view start, const VisitRow& visit) const {
  const Values values_of_hashed = in_order(changes(table).hashed);
  const Values& values = is_hashed(table) ? values_of_hashed : changes(table).values;
  Merge merge(values.lower_bound(std::max(prefix, start)), values.end(), prefix, visit);
  base_->scan(table, prefix, start, [&](std::string_view key, std::string_view value) {
    return merge.take(key, value, [&](const auto& mine) { return mine < key; });
  });
  merge.finish();
}

void Batch::scan_back(Table table, std::string_view prefix, std::string_view end,
                      const VisitRow& visit) const {
  const Values values_of_hashed = in_order(changes(table).hashed);
  const Values& values = is_hashed(table) ? values_of_hashed : changes(table).values;
  Merge merge(std::make_reverse_iterator(values.lower_bound(end)), values.rend(), prefix, visit);
  base_->scan_back(table, prefix, end, [&](std::string_view key, std::string_view value) {
    return merge.take(key, value, [&](const auto& mine) { return mine > key; });
  });
  merge.finish();
}

void Batch::scan_list(Table table, std::string_view key,
                      const std::function<bool(std::string_view)>& visit) const {
  scan_list_from(table, key, EventRef{}, ListOrder::oldest_first, visit);
}

void Batch::scan_list_from(Table table, std::string_view key, EventRef from, ListOrder order,
                           const std::function<bool(std::string_view)>& visit) const {
  // What this batch adds comes after all that was there.
  const std::string prefix = list_prefix(key);
  const Chunks& chunks = changes(table).chunks;
  std::vector<std::string_view> mine;
  for (auto it = chunks.lower_bound(std::string_view(prefix)); it != chunks.end(); ++it) {
    if (!it->first.starts_with(prefix)) break;
    mine.push_back(it->second);
  }
  bool wants_more = true;
  const auto visit_and_note = [&](std::string_view element) { return wants_more = visit(element); };
  if (order == ListOrder::oldest_first) base_->scan_list_from(table, key, from, order, visit_and_note);
  if (order == ListOrder::newest_first) std::ranges::reverse(mine);
  for (const std::string_view chunk : mine) {
    if (!wants_more) return;
    ST_CHECK(visit_elements(chunk, order, visit_and_note) != Visit::malformed);
  }
  if (order == ListOrder::newest_first && wants_more) base_->scan_list_from(table, key, from, order, visit);
}

void Batch::scan_lists(Table table, std::string_view beginning, std::size_t rest_bytes,
                       const std::function<Then(std::string_view, std::string_view)>& visit) const {
  const std::string prefix = lists_prefix(beginning, rest_bytes);
  const Chunks& chunks = changes(table).chunks;
  auto mine = chunks.lower_bound(std::string_view(prefix));
  const auto rest_of_mine = [&] { return std::string_view(mine->first).substr(prefix.size(), rest_bytes); };
  const auto is_mine_left = [&] { return mine != chunks.end() && mine->first.starts_with(prefix); };
  Then then = Then::next_element;
  std::string left;  // The list that the visitor left.
  const auto visit_mine = [&] {
    const std::string_view rest = rest_of_mine();
    if (then == Then::next_list && rest != left) then = Then::next_element;
    if (then == Then::next_element)
      (void)visit_elements(mine->second, [&](std::string_view element) {
        then = visit(rest, element);
        return then == Then::next_element;
      });
    if (then == Then::next_list) left = rest;
    ++mine;
  };
  base_->scan_lists(table, beginning, rest_bytes, [&](std::string_view rest, std::string_view element) {
    // What this batch adds to a list comes after all that was there.
    while (then != Then::stop && is_mine_left() && rest_of_mine() < rest) visit_mine();
    if (then == Then::stop) return then;
    then = visit(rest, element);
    if (then == Then::next_list) left = rest;
    return then;
  });
  while (then != Then::stop && is_mine_left()) visit_mine();
}

Batch::Value& Batch::value(Table table, std::string_view key) {
  if (!is_hashed(table)) return find_or_make(changes(table).values, key);
  HashedValues& values = changes(table).hashed;
  const auto it = values.find(key);
  return it != values.end() ? it->second : values.try_emplace(Text(key, &arena_)).first->second;
}

void Batch::put(Table table, std::string_view key, std::string_view bytes) {
  bytes_ += key.size() + bytes.size();
  Value& slot = value(table, key);
  if (slot) {
    slot->assign(bytes);
  } else {
    slot.emplace(bytes, &arena_);
  }
}

void Batch::erase(Table table, std::string_view key) {
  bytes_ += key.size();
  value(table, key).reset();
}

void Batch::append(Table table, std::string_view key, std::string_view element) {
  bytes_ += element.size();
  write_chunk_key(key, epoch_.first, chunk_key_);
  add_element(find_or_make(changes(table).chunks, chunk_key_), element);
}

void Batch::write_to(Sink& sink) const {
  // In key order within each table: neighbours in a sorted memtable cost less than strangers.
  for (const TableSpec& spec : table_specs) {
    const Table table = spec.table;
    if (!sink.takes(table)) continue;
    const auto write = [&](const auto& values) {
      for (const auto& [key, value] : values) {
        if (value) {
          sink.put(table, key, *value);
        } else {
          sink.erase(table, key);
        }
      }
    };
    write(changes(table).values);
    write(changes(table).hashed);
    for (const auto& [key, elements] : changes(table).chunks) sink.extend(table, key, elements);
  }
}

}  // namespace stocktrail
