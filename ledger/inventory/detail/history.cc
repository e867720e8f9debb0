#include "ledger/inventory/detail/history.h"

#include <algorithm>

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

RowKey as_row(std::string_view bytes) {
  RowKey key{};
  ST_CHECK(bytes.size() == key.bytes.size());
  std::ranges::copy(bytes, key.bytes.begin());
  return key;
}

}  // namespace

CellName::CellName(CellKind kind, std::initializer_list<std::string_view> key) {
  std::size_t bytes = 1;
  for (const std::string_view part : key) bytes += part.size() + 1;
  text.reserve(bytes);
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

RowKey Page::first() const {
  return as_row(std::string_view(entries).substr(0, RowKey{}.bytes.size()));
}

void Page::add(const Entry& entry) {
  last = entry.row;
  ++count;
  constexpr std::size_t numbers_bytes = 16;
  entries.reserve(entries.size() + entry.row.bytes.size() + numbers_bytes + entry.undo.size());
  entries += entry.row;
  append_varint(entries, entry.from);
  append_text(entries, entry.undo);
}

bool Page::is_full(const Parts& all) const {
  return count >= entries_of_full_page || entries.size() >= std::max(bytes_of_full_page, all.bytes.size());
}

std::vector<Entry> entries_of(const Page& page) {
  std::vector<Entry> entries;
  entries.reserve(page.count);
  Unpacker in(page.entries);
  while (!in.done()) {
    Entry& entry = entries.emplace_back();
    std::ranges::copy(in.take(entry.row.bytes.size()), entry.row.bytes.begin());
    entry.from = static_cast<std::uint64_t>(in.varint());
    entry.undo = in.text();
  }
  ST_CHECK(in.ok() && !entries.empty());
  return entries;
}

namespace {

constexpr std::size_t page_numbers_bytes = 64;  // All but texts, at most.
constexpr unsigned concludes_flag = 1, history_flag = 2;

void append_page(std::string& bytes, const Page& page) {
  append_varint(bytes, page.from);
  bytes += page.last;
  append_varint(bytes, page.count);
  append_text(bytes, page.entries);
  bytes += page.parts.bytes;
}

}  // namespace

std::string pack(const Page& page) {
  std::string bytes;
  bytes.reserve(page_numbers_bytes + page.entries.size() + page.parts.bytes.size());
  append_page(bytes, page);
  return bytes;
}

Page unpack_page(std::string_view bytes) {
  Unpacker in(bytes);
  Page page;
  page.from = static_cast<std::uint64_t>(in.varint());
  page.last = as_row(in.take(page.last.bytes.size()));
  page.count = static_cast<unsigned>(in.varint());
  page.entries = in.text();
  page.parts.bytes = in.take(in.left());
  ST_CHECK(in.ok() && page.entries.size() >= page.last.bytes.size());
  return page;
}

Head unpack_head(std::string_view bytes) {
  Unpacker in(bytes);
  Head head;
  head.name = CellName(in.text());
  const unsigned flags = in.byte();
  head.concludes = (flags & concludes_flag) != 0;
  head.has_history = (flags & history_flag) != 0;
  head.page = unpack_page(in.take(in.left()));
  return head;
}

std::optional<Head> read_head(const CellId& id, const TableReader& tables) {
  const std::optional<std::string> bytes = tables.get(Table::cells, id);
  return bytes ? std::optional(unpack_head(*bytes)) : std::nullopt;
}

void write_head(const CellId& id, const Head& head, TableWriter& tables) {
  std::string bytes;
  bytes.reserve(head.name.text.size() + page_numbers_bytes + head.page.entries.size() +
                head.page.parts.bytes.size());
  append_text(bytes, head.name.text);
  bytes.push_back(
      static_cast<char>((head.concludes ? concludes_flag : 0U) | (head.has_history ? history_flag : 0U)));
  append_page(bytes, head.page);
  tables.put(Table::cells, id, bytes);
}

std::string page_key(const CellId& id, const RowKey& first) {
  return std::string(id) + std::string(first);
}

RowKey first_row_in(std::string_view page_key) {
  return as_row(page_key.substr(CellId{}.bytes.size()));
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

namespace {

bool is_of(const Page& page, const Known& known) {
  return !known || was_known(page.from, {}, *known);
}

/// Pages that a later record changed, of those that begin in [begin, end): the last one that was known, or
/// the first.
std::optional<Page> past_page(const CellId& id, std::string_view begin, std::string_view end, ListOrder order,
                              const Known& known, const TableReader& tables) {
  std::optional<Page> found;
  if (!known) return found;
  const std::string prefix = 'h' + std::string(id);
  const auto visit = [&](std::string_view at, std::string_view bytes) {
    const PastValue past = unpack_past(at, bytes);
    const RowKey row = first_row_in(past.key);
    const std::string_view first = row;
    if (first >= end) return false;
    if (first < begin) return order == ListOrder::oldest_first;  // Versions of the page that `begin` follows.
    if (was_known(past.from, past.until, *known)) found = unpack_page(past.bytes);
    return !found;
  };
  if (order == ListOrder::oldest_first) {
    tables.scan(Table::past, prefix, prefix + std::string(begin), visit);
  } else {
    tables.scan_back(Table::past, prefix, prefix + std::string(end), visit);
  }
  return found;
}

std::string after_all_rows() {
  return std::string(RowKey{}.bytes.size() + 1, '\xFF');
}

}  // namespace

std::optional<Page> page_before(const CellId& id, std::string_view end, const Known& known,
                                const TableReader& tables) {
  std::optional<Page> page;
  const auto take = [&](Page one) {
    if (std::string_view(one.first()) < end && is_of(one, known)) page = std::move(one);
  };
  if (auto head = read_head(id, tables)) take(std::move(head->page));
  if (!page) {
    tables.scan_back(Table::history, id, std::string(id) + std::string(end),
                     [&](std::string_view, std::string_view bytes) {
                       take(unpack_page(bytes));
                       return !page;
                     });
  }
  const std::string begin = page ? std::string(page->first()) : std::string();
  auto past = past_page(id, begin, end, ListOrder::newest_first, known, tables);
  return past ? std::move(past) : std::move(page);
}

std::optional<Page> page_from(const CellId& id, std::string_view begin, const Known& known,
                              const TableReader& tables) {
  std::optional<Page> page;
  const auto take = [&](Page one) {
    if (std::string_view(one.first()) >= begin && is_of(one, known)) page = std::move(one);
  };
  tables.scan(Table::history, id, std::string(id) + std::string(begin),
              [&](std::string_view, std::string_view bytes) {
                take(unpack_page(bytes));
                return !page;
              });
  if (!page)
    if (auto head = read_head(id, tables)) take(std::move(head->page));
  const std::string end = page ? std::string(page->first()) : after_all_rows();
  auto past = past_page(id, begin, end, ListOrder::oldest_first, known, tables);
  return past ? std::move(past) : std::move(page);
}

Parts cell_before(const CellId& id, std::string_view end, const Known& known, const TableReader& tables) {
  std::optional<Page> page = page_before(id, end, known, tables);
  if (!page) return {};
  const auto counts = [&](const Entry& one) {
    return std::string_view(one.row) < end && (!known || was_known(one.from, {}, *known));
  };
  const std::vector<Entry> entries = entries_of(*page);
  Parts parts = std::move(page->parts);
  for (auto entry = entries.rbegin(); entry != entries.rend() && !counts(*entry); ++entry)
    ST_CHECK(change(parts, entry->undo));
  return parts;
}

Parts cell_at(const CellId& id, const When& when, const TableReader& tables) {
  if (when.as_of) return cell_before(id, end_of(*when.as_of), when.known, tables);
  if (when.known) return cell_before(id, after_all_rows(), when.known, tables);
  std::optional<Head> head = read_head(id, tables);
  return head ? std::move(head->page.parts) : Parts();
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

}  // namespace stocktrail::inventory
