#include "ledger/inventory/detail/parts.h"

#include <algorithm>

#include "ledger/inventory/detail/cell_codec.h"

namespace stocktrail::inventory {
namespace {

class PartWriter {
 public:
  /// What a cell has once: no part while all of it is empty.
  void once(const auto&... values) {
    std::string bytes = encoded(values...);
    if (std::ranges::any_of(bytes, [](char byte) { return byte != '\0'; }))
      parts_.emplace_back(std::string(), std::move(bytes));
  }
  template <typename T>
  void each(char tag, const std::set<T>& values) {
    for (const T& value : values) parts_.emplace_back(tag + encoded(value), std::string());
  }
  template <typename Key, typename T>
  void each(char tag, const std::map<Key, T>& values) {
    for (const auto& [key, value] : values) parts_.emplace_back(tag + encoded(key), encoded(value));
  }
  /// Elements with rising numbers.
  template <typename T>
  void numbered(char tag, const std::vector<T>& list) {
    for (const T& element : list) parts_.emplace_back(tag + encoded(element.number), encoded(element));
  }
  template <typename T>
  void listed(char tag, const std::vector<T>& list) {
    std::uint64_t number = 0;
    for (const T& element : list) parts_.emplace_back(tag + encoded(number++), encoded(element));
  }
  Parts take() && {
    std::ranges::sort(parts_);
    return std::move(parts_);
  }

 private:
  Parts parts_;
};

class PartReader {
 public:
  explicit PartReader(const Parts& parts) : parts_(parts) {}
  bool ok() const { return ok_ && read_ == parts_.size(); }

  void once(auto&... values) {
    if (parts_.empty() || !parts_.front().first.empty()) return;
    ++read_;
    Decoder codec(parts_.front().second);
    codec.all(values...);
    ok_ = ok_ && codec.ok();
  }
  template <typename T>
  void each(char tag, std::set<T>& values) {
    of(tag, [&](std::string_view key, std::string_view) {
      if (auto value = decoded<T>(key)) values.insert(std::move(*value));
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
    const std::string first(1, tag);
    for (auto part = std::ranges::lower_bound(parts_, first, {}, &Parts::value_type::first);
         part != parts_.end() && part->first.front() == tag; ++part, ++read_)
      visit(std::string_view(part->first).substr(1), part->second);
  }

  const Parts& parts_;
  std::size_t read_ = 0;
  bool ok_ = true;
};

// One list of parts for each kind of cell, walked by the writer and the reader alike.

void walk(auto& io, Is<books::Book> auto& book) {
  io.once(book.first_draw, book.counted_at, book.came, book.passing, book.sold, book.total, book.boxed,
          book.sales.begun, book.openings);
  io.each('s', book.stock);
  io.each('l', book.lots);
  io.each('b', book.boxes);
  io.each('p', book.presumed_in);
  io.each('t', book.sent_to);
  io.each('c', book.counting);
  io.numbered('y', book.sales.open);
}
void walk(auto& io, Is<books::Lane> auto& lane) {
  io.once(lane.begun);
  io.numbered('d', lane.deliveries);
  io.listed('u', lane.upcoming);
  io.listed('w', lane.waiting);
  io.each('o', lane.origins);
  io.each('b', lane.beyond);
}
void walk(auto& io, Is<books::Papers> auto& papers) {
  io.each('l', papers.lanes);
}
void walk(auto& io, Is<books::Sales> auto& sales) {
  io.once(sales.begun);
  io.numbered('y', sales.open);
}
void walk(auto& io, Is<books::Box> auto& box) {
  io.once(box.where, box.place, box.loaded_at, box.parent, box.from, box.to, box.left_at, box.arrived_at,
          box.last);
  io.each('x', box.boxes);
  io.each('i', box.items);
  io.each('g', box.goods);
  io.listed('t', box.trip);
  io.listed('a', box.astray);
  io.each('l', box.load);
  io.each('k', box.packed);
  io.each('u', box.upcoming);
  io.each('w', box.waiting);
}
void walk(auto& io, Is<books::Item> auto& item) {
  io.once(item.where, item.good, item.lot, item.place, item.status, item.box, item.trip, item.last,
          item.last_at, item.made_by, item.end);
}
void walk(auto& io, Is<books::LotCard> auto& card) {
  io.once(card.expires_at);
  io.each('m', card.makers);
  io.listed('r', card.blocks);
  io.each('o', card.outputs);
  io.each('n', card.inputs);
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
  Encoder out;
  const auto gone = [&](const auto& part) { out.all(part.first, false); };
  const auto is = [&](const auto& part) { out.all(part.first, true, part.second); };
  auto old = before.begin();
  for (const auto& part : after) {
    for (; old != before.end() && old->first < part.first; ++old) gone(*old);
    if (old == before.end() || old->first != part.first) {
      is(part);
      continue;
    }
    if (old->second != part.second) is(part);
    ++old;
  }
  for (; old != before.end(); ++old) gone(*old);
  return std::move(out).take();
}

bool change(Parts& parts, std::string_view difference) {
  Unpacker in(difference);
  while (!in.done()) {
    const std::string_view key = in.text();
    const bool is_there = in.byte() != 0;
    const std::string_view bytes = is_there ? in.text() : std::string_view();
    if (!in.ok()) return false;
    const auto part =
        std::ranges::lower_bound(parts, key, {}, [](const auto& one) { return std::string_view(one.first); });
    const bool is_known = part != parts.end() && part->first == key;
    if (!is_there) {
      if (!is_known) return false;
      parts.erase(part);
    } else if (is_known) {
      part->second = bytes;
    } else {
      parts.emplace(part, key, bytes);
    }
  }
  return in.ok();
}

}  // namespace stocktrail::inventory
