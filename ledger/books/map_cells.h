// ledger/books/map_cells.h: all cells in memory: for the naive evaluation, and to look into.
#pragma once

#include "ledger/books/cells.h"

namespace stocktrail::books {

/// A copy goes on from where it was taken. `facts` outlive it.
struct MapCells final : Cells {
  Book& book(const std::string& site, const Good& good) override { return books[{site, good}]; }
  Lane& lane(const Good& good, const std::string& to) override { return lanes[{good, to}]; }
  Announced& announced(const Good& good, const std::string& to) override {
    return announced_goods[{good, to}];
  }
  Announced& announced(const std::string& box) override { return announced_boxes[box]; }
  Papers& papers(const Good& good, const std::string& document) override {
    return documents[{good, document}];
  }
  Sales& open_sales(const Good& good, const std::string& document) override {
    return sales[{good, document}];
  }
  Box& box(const std::string& key) override { return boxes[key]; }
  Item& item(const std::string& key) override { return items[key]; }
  LotCard& lot(const std::string& product, const std::string& lot) override { return lots[{product, lot}]; }
  const Fact* fact(const EventKey& event) override { return facts.at(event); }

  std::map<std::pair<std::string, Good>, Book> books;
  std::map<std::pair<Good, std::string>, Lane> lanes;
  std::map<std::pair<Good, std::string>, Announced> announced_goods;
  std::map<std::string, Announced> announced_boxes;
  std::map<std::pair<Good, std::string>, Papers> documents;
  std::map<std::pair<Good, std::string>, Sales> sales;
  std::map<std::string, Box> boxes;
  std::map<std::string, Item> items;
  std::map<std::pair<std::string, std::string>, LotCard> lots;
  std::map<EventKey, const Fact*> facts;

  bool operator==(const MapCells& other) const {
    return books == other.books && lanes == other.lanes && announced_goods == other.announced_goods &&
           announced_boxes == other.announced_boxes && documents == other.documents && sales == other.sales &&
           boxes == other.boxes && items == other.items && lots == other.lots;
  }
};

}  // namespace stocktrail::books
