// ledger/inventory/documents.h: deliveries under a document, such as a purchase order.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/books/lane.h"
#include "ledger/inventory/inventory.h"

namespace stocktrail::inventory {

/// Types under which one document is named that are looked at; of more, the first in their order.
inline constexpr std::size_t document_types_max = 20;

/// As the books have it now: late, doubled and corrected reports are settled there.
struct UnderDocument {
  std::string from;  // The site that it left; empty: nothing told that it was sent.
  std::string to;    // A site, a party, or empty: not told.
  std::string at;    // The site where it arrived; empty: nowhere yet.
  Amount sent, arrived;
  Amount open;  // Still on the way. What is none of the two is lost, or was given up.
};

/// Remembers what it has read: for one answer.
class Deliveries {
 public:
  explicit Deliveries(const TableReader& tables) : tables_(tables) {}

  /// Those of which a departure or an arrival named the document, whatever its type, and whoever told what.
  std::vector<UnderDocument> of(std::string_view document, const Good& good);

 private:
  const books::Lane& lane(const Good& good, const std::string& to);

  const TableReader& tables_;
  std::map<std::pair<Good, std::string>, books::Lane> lanes_;
};

}  // namespace stocktrail::inventory
