#include "ledger/inventory/detail/history.h"

#include <algorithm>
#include <map>

#include "ledger/inventory/detail/cell_codec.h"

namespace stocktrail::inventory {
namespace {

void append_big_endian(std::string& out, std::uint64_t value, unsigned bytes) {
  for (unsigned i = bytes; i-- > 0;) out.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
}
std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
  return value;
}

constexpr std::uint64_t sign = std::uint64_t{1} << 63;  // Flipped, so that times before 1970 sort first.

RowKey packed_row(Micros at, std::uint16_t rank, const books::EventKey& event, std::uint8_t round) {
  std::string bytes;
  append_big_endian(bytes, static_cast<std::uint64_t>(to_i64(at)) ^ sign, 8);
  append_big_endian(bytes, rank, 2);
  append_big_endian(bytes, event.content, 8);
  append_big_endian(bytes, event.identity, 8);
  append_big_endian(bytes, round, 1);
  RowKey key{};
  std::ranges::copy(bytes, key.bytes.begin());
  return key;
}

std::string_view row_in(std::string_view entry_key) {
  return entry_key.substr(CellId{}.bytes.size());
}
RowKey as_row(std::string_view bytes) {
  RowKey key{};
  ST_CHECK(bytes.size() == key.bytes.size());
  std::ranges::copy(bytes, key.bytes.begin());
  return key;
}

}  // namespace

CellName::CellName(CellKind kind, std::initializer_list<std::string_view> key) {
  text.push_back(static_cast<char>(kind));
  for (const std::string_view part : key) text.append(part).push_back('\0');
}

std::vector<std::string> CellName::key() const {
  std::vector<std::string> parts;
  for (std::size_t at = 1; at < text.size();) {
    const std::size_t end = text.find('\0', at);
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

CellName book_name(std::string_view site, const books::Good& good) {
  return {CellKind::book, {site, good.product, good.unit}};
}
CellName lane_name(const books::Good& good, std::string_view to) {
  return {CellKind::lane, {to, good.product, good.unit}};
}

RowKey row_key(const books::Row& row) {
  return packed_row(row.at, row.rank, row.fact->event, row.round);
}

books::EventKey event_of(const RowKey& key) {
  const std::string_view bytes = key;
  return {big_endian(bytes.substr(10, 8)), big_endian(bytes.substr(18, 8))};
}

books::Row row_of(const RowKey& key) {
  const std::string_view bytes = key;
  books::Row row;
  row.at = Micros{static_cast<std::int64_t>(big_endian(bytes.substr(0, 8)) ^ sign)};
  row.rank = static_cast<std::uint16_t>(big_endian(bytes.substr(8, 2)));
  row.round = static_cast<std::uint8_t>(bytes.back());
  row.phase = row.rank == 0 ? books::Row::Phase::announce : books::Row::Phase::act;
  return row;
}

Packed<8> packed_time(Micros at) {
  return packed_ref(EventRef{static_cast<std::uint64_t>(to_i64(at)) ^ sign});
}

RowKey end_of(Micros at) {
  return packed_row(at, 0xFFFF, {~std::uint64_t{0}, ~std::uint64_t{0}}, 0xFF);
}

std::optional<Head> read_head(const CellId& id, const TableReader& tables) {
  const std::optional<std::string> bytes = tables.get(Table::cells, id);
  return bytes ? std::optional(unpack_head(*bytes)) : std::nullopt;
}

Head unpack_head(std::string_view bytes) {
  Unpacker in(bytes);
  Head head;
  head.name = CellName(in.text());
  if (in.byte() != 0) head.last = as_row(in.take(RowKey{}.bytes.size()));
  head.since_whole = static_cast<unsigned>(in.varint());
  head.concludes = in.byte() != 0;
  ST_CHECK(change(head.parts, in.text()));
  in.check_end();
  return head;
}

void write_head(const CellId& id, const Head& head, TableWriter& tables) {
  std::string bytes;
  append_text(bytes, head.name.text);
  bytes.push_back(head.last ? '\1' : '\0');
  if (head.last) bytes += *head.last;
  append_varint(bytes, head.since_whole);
  bytes.push_back(head.concludes ? '\1' : '\0');
  append_text(bytes, difference({}, head.parts));
  tables.put(Table::cells, id, bytes);
}

std::string entry_key(const CellId& id, const RowKey& key) {
  return std::string(id) + std::string(key);
}

std::string pack(const Entry& entry) {
  std::string bytes;
  append_varint(bytes, entry.from);
  bytes.push_back(entry.is_whole ? '\1' : '\0');
  return bytes + entry.change;
}

Entry unpack_entry(std::string_view bytes) {
  Unpacker in(bytes);
  Entry entry;
  entry.from = static_cast<std::uint64_t>(in.varint());
  entry.is_whole = in.byte() != 0;
  entry.change = in.take(in.left());
  ST_CHECK(in.ok());
  return entry;
}

std::string pack(const RowRecord& row) {
  return encoded(row.from, row.touched, row.postings, row.notes);
}

RowRecord unpack_row(std::string_view bytes) {
  Decoder in(bytes);
  RowRecord row;
  in.all(row.from, row.touched, row.postings, row.notes);
  ST_CHECK(in.ok());
  return row;
}

Past cell_before(const CellId& id, const RowKey& key, const TableReader& tables) {
  Past past;
  std::vector<Entry> entries;  // The latest first.
  tables.scan_back(Table::history, id, entry_key(id, key), [&](std::string_view at, std::string_view bytes) {
    if (!past.last) past.last = as_row(row_in(at));
    entries.push_back(unpack_entry(bytes));
    return !entries.back().is_whole;
  });
  past.since_whole = entries.empty() ? 0 : static_cast<unsigned>(entries.size() - 1);
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry)
    ST_CHECK(change(past.parts, entry->change));
  return past;
}

/// Entries as they were known, by row, back to one that tells the whole.
Parts cell_known(const CellId& id, const RowKey& end, std::uint64_t size, const TableReader& tables) {
  std::map<RowKey, Entry> entries;
  std::string begin(id);
  tables.scan_back(Table::history, id, entry_key(id, end), [&](std::string_view at, std::string_view bytes) {
    Entry entry = unpack_entry(bytes);
    if (!was_known(entry.from, {}, size)) return true;
    const bool is_whole = entry.is_whole;
    if (is_whole) begin = at;
    entries.emplace(as_row(row_in(at)), std::move(entry));
    return !is_whole;
  });
  const std::string prefix = 'h' + std::string(id);
  tables.scan(Table::past, prefix, 'h' + begin, [&](std::string_view at, std::string_view bytes) {
    const PastValue past = unpack_past(at, bytes);
    if (past.key >= entry_key(id, end)) return false;
    if (was_known(past.from, past.until, size)) entries[as_row(row_in(past.key))] = unpack_entry(past.bytes);
    return true;
  });
  Parts parts;
  for (const auto& [row, entry] : entries) {
    if (entry.is_whole) parts.clear();
    ST_CHECK(change(parts, entry.change));
  }
  return parts;
}

Parts cell_at(const CellId& id, const When& when, const TableReader& tables) {
  const RowKey end = when.as_of ? end_of(*when.as_of) : end_of(Micros{INT64_MAX});
  if (when.known) return cell_known(id, end, *when.known, tables);
  if (when.as_of) return cell_before(id, end, tables).parts;
  std::optional<Head> head = read_head(id, tables);
  return head ? std::move(head->parts) : Parts();
}

void keep_past(char letter, std::string_view key, std::uint64_t from, std::uint64_t until,
               std::string_view bytes, TableWriter& tables) {
  if (from == until) return;  // Nobody has seen it.
  std::string at(1, letter);
  at.append(key).append(packed_ref(EventRef{from}));
  std::string value;
  append_varint(value, until);
  value.append(bytes);
  tables.put(Table::past, at, value);
}

PastValue unpack_past(std::string_view key, std::string_view value) {
  constexpr std::size_t number_bytes = 8;
  ST_CHECK(key.size() > number_bytes);
  PastValue past;
  past.key = key.substr(1, key.size() - 1 - number_bytes);
  past.from = big_endian(key.substr(key.size() - number_bytes));
  Unpacker in(value);
  past.until = static_cast<std::uint64_t>(in.varint());
  past.bytes = in.take(in.left());
  return past;
}

std::optional<RowKey> next_entry(const CellId& id, const RowKey& after, const TableReader& tables) {
  std::optional<RowKey> next;
  tables.scan(Table::history, id, entry_key(id, after) + '\0', [&](std::string_view at, std::string_view) {
    next = as_row(row_in(at));
    return false;
  });
  return next;
}

}  // namespace stocktrail::inventory
