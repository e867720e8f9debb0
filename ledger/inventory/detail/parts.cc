#include "ledger/inventory/detail/parts.h"

#include <algorithm>

#include "ledger/inventory/detail/part_walk.h"

namespace stocktrail::inventory {
namespace {

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
