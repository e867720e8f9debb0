// ledger/books/cells.h: the state of the books. A *cell* is one plain value under its key; a row reads and
// changes a few cells. Whoever keeps cells can stop anywhere and go on from a copy: nothing else is
// remembered between two rows.
#pragma once

#include "ledger/books/things.h"

namespace stocktrail::books {

/// Deliveries with a document.
struct Papers {
  /// Those that their lane keeps no more: what was sent and arrived between two ends.
  struct Gone {
    Amount sent, arrived;
    bool operator==(const Gone&) const = default;
  };
  std::set<std::string> lanes;  // Where they go, so that an arrival elsewhere finds them.
  std::set<std::string> named;  // The same of those that an arrival named it for.
  std::map<std::pair<std::string, std::string>, Gone> gone;  // By origin, and where they arrived or went.
  bool operator==(const Papers&) const = default;
};

/// The keeper of the cells: a map for the naive evaluation, checkpoints for the incremental one. References
/// stay valid while a row is applied. A cell that was never touched is empty.
class Cells {
 public:
  virtual ~Cells() = default;
  virtual Book& book(const std::string& site, const Good& good) = 0;
  virtual Lane& lane(const Good& good, const std::string& to) = 0;
  virtual Announced& announced(const Good& good, const std::string& to) = 0;
  virtual Announced& announced(const std::string& box) = 0;
  virtual Papers& papers(const Good& good, const std::string& document) = 0;
  /// By document; empty: at places that never held the good. Shipments elsewhere may fulfil them.
  virtual Sales& open_sales(const Good& good, const std::string& document) = 0;
  virtual Box& box(const std::string& key) = 0;
  virtual Item& item(const std::string& key) = 0;
  virtual LotCard& lot(const std::string& product, const std::string& lot) = 0;
  /// A fact whose departure was announced; nullptr: it was taken back, and the announcement is of before.
  virtual const Fact* fact(const EventKey& event) = 0;
};

}  // namespace stocktrail::books
