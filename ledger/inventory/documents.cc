#include "ledger/inventory/documents.h"

#include <algorithm>
#include <set>

#include "ledger/inventory/detail/history.h"
#include "ledger/inventory/detail/worklist.h"

namespace stocktrail::inventory {
namespace {

/// "type document", as the books name it, for each type.
std::vector<std::string> typed(std::string_view document, const TableReader& tables) {
  std::vector<std::string> found;
  tables.scan(Table::directory, directory_prefix(document_letter, {document}), {},
              [&](std::string_view key, std::string_view) {
                found.push_back(CellName(key).key().back() + ' ' + std::string(document));
                return found.size() < document_types_max;
              });
  return found;
}

}  // namespace

const books::Lane& Deliveries::lane(const Good& good, const std::string& to) {
  const auto [known, is_new] = lanes_.try_emplace({good, to});
  if (is_new) ST_CHECK(read(cell_at(id_of(lane_name(good, to)), {}, tables_), known->second));
  return known->second;
}

std::vector<UnderDocument> Deliveries::of(std::string_view document, const Good& good) {
  std::vector<UnderDocument> found;
  std::set<std::string> ends;
  const std::vector<std::string> names = typed(gs1::document_name(document), tables_);
  for (const std::string& name : names) {
    books::Papers papers;
    const CellName cell(CellKind::papers, {name, good.product, good.unit});
    ST_CHECK(read(cell_at(id_of(cell), {}, tables_), papers));
    ends.insert(papers.lanes.begin(), papers.lanes.end());
    ends.insert(papers.named.begin(), papers.named.end());
    for (const auto& [way, gone] : papers.gone)
      found.push_back({way.first, way.second, gone.arrived.is_zero() ? std::string() : way.second, gone.sent,
                       gone.arrived, Amount()});
  }
  for (const std::string& end : ends) {
    for (const books::Delivery& one : lane(good, end).deliveries) {
      const bool is_named = std::ranges::any_of(
          names, [&](const std::string& name) { return std::ranges::binary_search(one.documents, name); });
      if (is_named)
        found.push_back({one.from, one.to, one.arrived_at_site, one.sent, one.arrived, one.open()});
    }
  }
  return found;
}

}  // namespace stocktrail::inventory
