// ledger/inventory/detail/part_walk.h: one list of parts for each kind of cell, walked by whoever writes
// them, reads them, or looks for those that changed: in the order of tags.
#pragma once

#include "ledger/inventory/detail/cell_codec.h"

namespace stocktrail::inventory {

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

}  // namespace stocktrail::inventory
