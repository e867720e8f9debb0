// ledger/inventory/detail/recalled_here.h: single items that statements recall, found by where their records
// have them: so that those at one place are counted without a look at all others.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "ledger/inventory/detail/history.h"

namespace stocktrail::inventory {

/// Table::directory, 'I' product, unit, lot, who recalls it (empty: who need not have made it), where it is
/// ('s' site, part; 'b' box; 'w' end, event, line of the delivery), item: of those that may be sold but for
/// that. 'i' item: its keys.
void list_recalled(const std::string& item_key, const books::Item& item, TableWriter& tables);

/// Beyond so many keys of one good at one site, a box or a delivery for some of them, no lot of which single
/// items are recalled is counted.
inline constexpr std::size_t recalled_keys_max = 10'000;

/// The single items of a good that are recalled at a site.
class RecalledHere {
 public:
  /// `book`: of the site; `ends`: books::ends_of() it. All outlive it.
  RecalledHere(const std::string& site, const Good& good, const books::Book& book,
               const std::vector<std::string>& ends, const TableReader& tables);

  /// By part of the site. nullopt: too many to be counted.
  std::optional<std::map<std::string, Amount>> of(const std::string& lot);

 private:
  bool is_listed(const std::string& prefix) const;
  void count_at_site(const std::string& prefix);
  void count_in_boxes(const std::string& prefix);
  void count_arrived(const std::string& prefix, const std::string& end);
  void count_under(const std::string& prefix, const std::string& part);
  bool take(std::size_t cost);
  std::optional<books::Place> place_of_box(std::string box) const;
  /// Where what was sent there came; none: it is on its way, or elsewhere.
  std::optional<std::string> part_of_arrived(const std::string& end, const std::string& delivery);

  const std::string& site_;
  const Good& good_;
  const books::Book& book_;
  const std::vector<std::string>& ends_;
  const TableReader& tables_;
  const bool is_any_;
  std::size_t left_ = recalled_keys_max;
  std::map<std::string, Amount> found_;
  std::map<std::string, books::Lane> lanes_;
};

}  // namespace stocktrail::inventory
