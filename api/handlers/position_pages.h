// api/handlers/position_pages.h: which positions a reader asks for, and the pages of them: of a place, of a
// product, or of all places of the reader's party.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/handlers/stock_query.h"
#include "ledger/inventory/inventory.h"

namespace stocktrail::api {

/// The places whose positions a reader gets who names none: his party's, and the party itself, which goods
/// may be on the way to. Sites stand for their parts. An auditor's is every place: "".
std::vector<std::string> places_of(const Call& call);

/// What `place`, `product`, `lot`, `unit`, `status`, `asOf`, `knownAt` and `limit` ask for, if the reader
/// may. Of its own stock (`owner`) it may ask anywhere.
struct AskedPositions {
  inventory::PositionQuery query;
  std::optional<AskedPackage> package;  // `product` is one.
};
Result<AskedPositions> position_query(const Call& call, const std::string& owner = {});

/// A page over several places and products. Where it ended is told as "<place>\n<product>\n<cursor there>".
/// The call outlives it.
class PositionPages {
 public:
  PositionPages(const Call& call, AskedPositions asked);

  Result<void> read(std::string_view cursor);
  const std::vector<inventory::Position>& positions() const { return positions_; }
  bool has_more() const { return has_more_; }
  /// Empty: that was the last page.
  std::string next() const { return has_more_ ? page_cursor(call_, last_) : std::string{}; }

 private:
  std::vector<std::string> places() const;
  bool lists_elsewhere() const;
  Result<void> add(const std::string& place, const std::string& product);
  bool shows(const inventory::Account& account) const;

  const Call& call_;
  inventory::PositionQuery query_;
  std::vector<std::string> products_;  // A package that is a thing of its own has stock beside what it holds.
  const std::size_t limit_;
  const std::string asked_place_ = query_.place;
  const bool is_asked_ = !query_.place.empty();  // The reader named the place.
  const Principal for_whom_;  // Whose places are listed: of an owner, for an auditor, that one's.
  std::vector<inventory::Position> positions_;
  std::string parts_;  // What the parts of the site in hand begin with.
  std::string last_;
  bool has_more_ = false;
};

}  // namespace stocktrail::api
