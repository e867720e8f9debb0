#include "ledger/inventory/contents.h"

#include <map>
#include <set>
#include <utility>

#include "ledger/inventory/detail/cell_codec.h"
#include "ledger/inventory/detail/told_events.h"
#include "ledger/inventory/detail/worklist.h"

namespace stocktrail::inventory {
namespace {

using books::Whereabouts;

class Unpacking {
 public:
  Unpacking(const When& when, const TableReader& tables) : when_(when), tables_(tables) {}

  Contents run(const std::string& container) && {
    const auto box = cell<books::Box>({CellKind::box, {container}});
    found_.in = box.parent;
    if (box.last != books::EventKey()) found_.told = ref_of(box.last, tables_);
    const books::Box around = outermost(box);
    where_ = around.where;
    site_ = around.place.site;
    if (where_ == Whereabouts::at_site) {
      found_.account = {AccountKind::on_hand, around.place.key(), {}, {}};
    } else if (where_ == Whereabouts::on_the_way) {
      found_.account = {AccountKind::in_transit, around.to, around.from, {}};
    }
    add(container, box, 0);
    return std::move(found_);
  }

 private:
  template <typename Cell>
  Cell cell(const CellName& name) const {
    Cell value;
    ST_CHECK(read(cell_at(id_of(name), when_, tables_), value));
    return value;
  }

  books::Box outermost(books::Box box) const {
    for (std::size_t depth = 0; !box.parent.empty() && depth <= books::box_depth_max; ++depth)
      box = cell<books::Box>({CellKind::box, {box.parent}});
    return box;
  }

  void add(const std::string& key, const books::Box& box, std::size_t depth) {
    std::map<std::string, books::Item> items;
    for (const std::string& name : box.items) items[name] = cell<books::Item>({CellKind::item, {name}});
    for (const auto& [good, lines] : loose(lines_of(key, box), items))
      for (const auto& [line, amount] : lines)
        row({.in = key, .good = good, .lot = line.lot, .status = line.status, .amount = amount});
    for (const auto& [name, item] : items) {
      row({.in = key,
           .item = name,
           .good = item.good,
           .lot = item.lot,
           .status = item.status,
           .amount = Amount::pieces(1)});
      if (item.is_box) add_inner(name, depth);
    }
    for (const std::string& name : box.boxes) {
      row({.in = key, .container = name});
      add_inner(name, depth);
    }
  }

  void add_inner(const std::string& name, std::size_t depth) {
    if (depth == books::box_depth_max) {
      found_.complete = false;
    } else if (found_.complete) {
      add(name, cell<books::Box>({CellKind::box, {name}}), depth + 1);
    }
  }

  void row(Content one) {
    if (found_.rows.size() == contents_rows_max) {
      found_.complete = false;
    } else {
      found_.rows.push_back(std::move(one));
    }
  }

  using Lines = std::map<Good, std::map<books::LotStatus, Amount>>;

  /// Quantities count items, too: what is there beside these.
  static Lines loose(Lines lines, const std::map<std::string, books::Item>& items) {
    const Amount one = Amount::pieces(1);
    for (const auto& [name, item] : items) {
      auto& of_good = lines[item.good];
      const auto line = of_good.find({item.lot, item.status});
      if (line != of_good.end()) line->second -= one;
    }
    for (auto& [good, of_good] : lines)
      std::erase_if(of_good, [](const auto& line) { return line.second <= Amount(); });
    return lines;
  }

  /// Goods by quantity: on the way the box carries them; at a site the books there hold them in it.
  Lines lines_of(const std::string& key, const books::Box& box) const {
    if (where_ != Whereabouts::at_site) return box.load;
    Lines lines;
    for (const Good& good : box.goods) {
      const auto book = cell<books::Book>(book_name(site_, good));
      if (const auto hold = book.boxes.find(key); hold != book.boxes.end()) lines[good] = hold->second.lines;
    }
    return lines;
  }

  const When& when_;
  const TableReader& tables_;
  Contents found_;
  Whereabouts where_{};
  std::string site_;
};

}  // namespace

Contents contents_of(const std::string& container, const When& when, const TableReader& tables) {
  return Unpacking(when, tables).run(container);
}

}  // namespace stocktrail::inventory
