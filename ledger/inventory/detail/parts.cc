#include "ledger/inventory/detail/parts.h"

#include <algorithm>

#include "ledger/inventory/detail/cell_codec.h"

namespace stocktrail::inventory {
namespace {

/// One part after the other, as they are stored.
class PartCursor {
 public:
  explicit PartCursor(std::string_view bytes) : in_(bytes), rest_(bytes) { next(); }
  bool at_end() const { return is_at_end_; }
  bool ok() const { return in_.ok(); }
  std::string_view key() const { return key_; }
  std::string_view value() const { return value_; }
  std::string_view bytes() const { return rest_.substr(0, rest_.size() - in_.left()); }
  void next() {
    is_at_end_ = in_.done();
    if (is_at_end_) return;
    rest_.remove_prefix(rest_.size() - in_.left());
    key_ = in_.text();
    value_ = in_.text();
    is_at_end_ = !in_.ok();
  }

 private:
  Unpacker in_;
  std::string_view rest_;  // From the part that is being looked at.
  std::string_view key_, value_;
  bool is_at_end_ = false;
};

/// Parts are written in the order of tags; those of one tag are sorted by their bytes.
class PartWriter {
 public:
  PartWriter() {
    constexpr std::size_t usual_bytes = 512;
    out_.reserve(usual_bytes);
  }
  /// What a cell has once: no part while all of it is empty.
  void once(const auto&... values) {
    value_.clear();
    value_.all(values...);
    if (std::ranges::any_of(value_.bytes(), [](char byte) { return byte != '\0'; })) add();
    sort();
  }
  template <typename T>
  void each(char tag, const std::set<T>& values) {
    for (const T& value : values) add(tag, value);
    sort();
  }
  template <typename Key, typename T>
  void each(char tag, const std::map<Key, T>& values) {
    for (const auto& [key, value] : values) add(tag, key, value);
    sort();
  }
  /// Elements with rising numbers.
  template <typename T>
  void numbered(char tag, const std::vector<T>& list) {
    for (const T& element : list) add(tag, element.number, element);
    sort();
  }
  template <typename T>
  void listed(char tag, const std::vector<T>& list) {
    std::uint64_t number = 0;
    for (const T& element : list) add(tag, number++, element);
    sort();
  }
  Parts take() && { return {std::move(out_)}; }

 private:
  struct Written {
    std::size_t at = 0, key_at = 0, key_bytes = 0, end = 0;
  };

  void add(char tag, const auto& key, const auto&... value) {
    key_.clear();
    key_.all(tag_of(tag), key);
    value_.clear();
    value_.all(value...);
    add();
  }
  static Packed<1> tag_of(char tag) { return {{tag}}; }
  void add() {
    Written one{.at = out_.size(), .key_bytes = key_.bytes().size()};
    append_varint(out_, one.key_bytes);
    one.key_at = out_.size();
    out_ += key_.bytes();
    append_text(out_, value_.bytes());
    one.end = out_.size();
    is_sorted_ = is_sorted_ && (of_tag_.empty() || key(of_tag_.back()) < key(one));
    of_tag_.push_back(one);
  }
  std::string_view key(const Written& one) const {
    return std::string_view(out_).substr(one.key_at, one.key_bytes);
  }
  void sort() {
    if (!is_sorted_) {
      const std::size_t begin = of_tag_.front().at;
      std::ranges::sort(of_tag_, {}, [this](const Written& one) { return key(one); });
      std::string sorted;
      sorted.reserve(out_.size() - begin);
      for (const Written& one : of_tag_) sorted.append(out_, one.at, one.end - one.at);
      out_.replace(begin, std::string::npos, sorted);
    }
    of_tag_.clear();
    is_sorted_ = true;
  }

  std::string out_;
  Encoder key_, value_;
  std::vector<Written> of_tag_;
  bool is_sorted_ = true;
};

/// Reads what a PartWriter wrote, in the same order.
class PartReader {
 public:
  explicit PartReader(const Parts& parts) : cursor_(parts.bytes) {}
  bool ok() const { return ok_ && cursor_.ok() && cursor_.at_end(); }

  void once(auto&... values) {
    if (cursor_.at_end() || !cursor_.key().empty()) return;
    Decoder codec(cursor_.value());
    codec.all(values...);
    ok_ = ok_ && codec.ok();
    cursor_.next();
  }
  template <typename T>
  void each(char tag, std::set<T>& values) {
    of(tag, [&](std::string_view key, std::string_view) {
      auto value = decoded<T>(key);
      ok_ = ok_ && value;
      if (ok_) values.insert(std::move(*value));
    });
  }
  template <typename Key, typename T>
  void each(char tag, std::map<Key, T>& values) {
    of(tag, [&](std::string_view key, std::string_view bytes) {
      auto name = decoded<Key>(key);
      auto value = decoded<T>(bytes);
      ok_ = ok_ && name && value;
      if (ok_) values.emplace(std::move(*name), std::move(*value));
    });
  }
  template <typename T>
  void numbered(char tag, std::vector<T>& list) {
    of(tag, [&](std::string_view, std::string_view bytes) {
      auto element = decoded<T>(bytes);
      ok_ = ok_ && element;
      if (ok_) list.push_back(std::move(*element));
    });
    std::ranges::sort(list, {}, &T::number);
  }
  template <typename T>
  void listed(char tag, std::vector<T>& list) {
    std::map<std::uint64_t, T> in_order;
    each(tag, in_order);
    for (auto& [number, element] : in_order) list.push_back(std::move(element));
  }

 private:
  void of(char tag, const auto& visit) {
    for (; !cursor_.at_end() && cursor_.key().starts_with(tag); cursor_.next())
      visit(cursor_.key().substr(1), cursor_.value());
  }

  PartCursor cursor_;
  bool ok_ = true;
};

// One list of parts for each kind of cell, walked by the writer and the reader alike: in the order of tags.

void walk(auto& io, Is<books::Book> auto& book) {
  io.once(book.first_draw, book.came, book.passing, book.sold, book.ships_sold, book.total, book.boxed,
          book.sales.begun, book.openings);
  io.each('b', book.boxes);
  io.each('c', book.counting);
  io.each('d', book.counted);
  io.each('f', book.fed);
  io.each('l', book.lots);
  io.each('o', book.owners);
  io.each('p', book.presumed_in);
  io.each('s', book.stock);
  io.each('t', book.sent_to);
  io.numbered('y', book.sales.open);
}
void walk(auto& io, Is<books::Lane> auto& lane) {
  io.once(lane.begun);
  io.each('b', lane.beyond);
  io.each('c', lane.came);
  io.numbered('d', lane.deliveries);
  io.each('e', lane.turns.early);
  io.each('o', lane.origins);
  io.each('v', lane.turns.waiting);
  io.listed('w', lane.waiting);
}
void walk(auto& io, Is<books::Announced> auto& announced) {
  io.each('u', announced.departures);
}
void walk(auto& io, Is<books::Papers> auto& papers) {
  io.each('g', papers.gone);
  io.each('l', papers.lanes);
  io.each('n', papers.named);
}
void walk(auto& io, Is<books::Sales> auto& sales) {
  io.once(sales.begun);
  io.numbered('y', sales.open);
}
void walk(auto& io, Is<books::Box> auto& box) {
  io.once(box.where, box.place, box.loaded_at, box.parent, box.from, box.to, box.left_at, box.arrived_at,
          box.last);
  io.listed('a', box.astray);
  io.each('d', box.left_empty);
  io.each('e', box.turns.early);
  io.each('g', box.goods);
  io.each('h', box.awaited);
  io.each('i', box.items);
  io.each('k', box.packed);
  io.each('l', box.load);
  io.each('m', box.packings);
  io.each('n', box.unpackings);
  io.listed('t', box.trip);
  io.each('v', box.turns.waiting);
  io.each('w', box.waiting);
  io.each('x', box.boxes);
}
void walk(auto& io, Is<books::Item> auto& item) {
  io.once(item.where, item.good, item.lot, item.place, item.status, item.box, item.trip, item.last,
          item.last_at, item.made_by, item.end, item.is_box);
  io.listed('r', item.recalls);
  io.each('u', item.unmade_at);
  io.each('w', item.waiting);
}
void walk(auto& io, Is<books::LotCard> auto& card) {
  io.each('g', card.guessed);
  io.each('m', card.makers);
  io.each('n', card.inputs);
  io.each('o', card.outputs);
  io.each('q', card.recalled_of);
  io.listed('r', card.blocks);
}

template <typename Cell>
Parts written(const Cell& cell) {
  PartWriter writer;
  walk(writer, cell);
  return std::move(writer).take();
}
template <typename Cell>
bool read_into(const Parts& parts, Cell& cell) {
  PartReader reader(parts);
  walk(reader, cell);
  return reader.ok();
}

}  // namespace

Parts parts_of(const books::Book& cell) {
  return written(cell);
}
Parts parts_of(const books::Lane& cell) {
  return written(cell);
}
Parts parts_of(const books::Announced& cell) {
  return written(cell);
}
Parts parts_of(const books::Papers& cell) {
  return written(cell);
}
Parts parts_of(const books::Sales& cell) {
  return written(cell);
}
Parts parts_of(const books::Box& cell) {
  return written(cell);
}
Parts parts_of(const books::Item& cell) {
  return written(cell);
}
Parts parts_of(const books::LotCard& cell) {
  return written(cell);
}
bool read(const Parts& parts, books::Book& cell) {
  return read_into(parts, cell);
}
bool read(const Parts& parts, books::Lane& cell) {
  return read_into(parts, cell);
}
bool read(const Parts& parts, books::Announced& cell) {
  return read_into(parts, cell);
}
bool read(const Parts& parts, books::Papers& cell) {
  return read_into(parts, cell);
}
bool read(const Parts& parts, books::Sales& cell) {
  return read_into(parts, cell);
}
bool read(const Parts& parts, books::Box& cell) {
  return read_into(parts, cell);
}
bool read(const Parts& parts, books::Item& cell) {
  return read_into(parts, cell);
}
bool read(const Parts& parts, books::LotCard& cell) {
  return read_into(parts, cell);
}

std::string difference(const Parts& before, const Parts& after) {
  std::string out;
  PartCursor old(before.bytes), now(after.bytes);
  const auto gone = [&] {
    append_text(out, old.key());
    out.push_back('\0');
    old.next();
  };
  for (; !now.at_end(); now.next()) {
    while (!old.at_end() && old.key() < now.key()) gone();
    const bool was_there = !old.at_end() && old.key() == now.key();
    if (!was_there || old.value() != now.value()) {
      append_text(out, now.key());
      out.push_back('\1');
      append_text(out, now.value());
    }
    if (was_there) old.next();
  }
  while (!old.at_end()) gone();
  return out;
}

bool change(Parts& parts, std::string_view difference) {
  if (difference.empty()) return true;
  std::string out;
  out.reserve(parts.bytes.size() + difference.size());
  PartCursor old(parts.bytes);
  Unpacker in(difference);
  while (!in.done()) {
    const std::string_view key = in.text();
    const bool is_there = in.byte() != 0;
    const std::string_view value = is_there ? in.text() : std::string_view();
    if (!in.ok()) return false;
    for (; !old.at_end() && old.key() < key; old.next()) out += old.bytes();
    const bool was_there = !old.at_end() && old.key() == key;
    if (!is_there && !was_there) return false;
    if (was_there) old.next();
    if (!is_there) continue;
    append_text(out, key);
    append_text(out, value);
  }
  for (; !old.at_end(); old.next()) out += old.bytes();
  if (!in.ok() || !old.ok()) return false;
  parts.bytes = std::move(out);
  return true;
}

}  // namespace stocktrail::inventory
