#include <map>

#include "crypto/bytes.h"
#include "ledger/inventory/detail/cell_codec.h"
#include "ledger/inventory/detail/told_events.h"
#include "ledger/inventory/detail/worklist.h"
#include "ledger/inventory/detail/worklist_changes.h"
#include "ledger/inventory/discrepancy_changes.h"
#include "ledger/inventory/discrepancy_id.h"

namespace stocktrail::inventory {
namespace {

/// In the order of keys, from `start` on: what is open now, or was when the log had so many entries.
void scan_open(const DiscrepancyQuery& query, const std::string& prefix, const std::string& start,
               const TableReader& tables,
               const std::function<bool(std::string_view key, const OpenDiscrepancy&)>& visit) {
  std::map<std::string, OpenDiscrepancy> closed;  // Since then.
  if (query.known)
    tables.scan(Table::past, 'd' + prefix, 'd' + start, [&](std::string_view key, std::string_view value) {
      const PastValue past = unpack_past(key, value);
      if (was_known(past.from, past.until, *query.known)) closed.emplace(past.key, unpack_open(past.bytes));
      return closed.size() <= discrepancy_rows_max;
    });
  auto next = closed.begin();
  bool goes_on = true;
  const auto visit_closed = [&](std::string_view before) {
    for (; goes_on && next != closed.end() && (before.empty() || next->first < before); ++next)
      goes_on = visit(next->first, next->second);
  };
  tables.scan(Table::worklist, prefix, start, [&](std::string_view key, std::string_view bytes) {
    const OpenDiscrepancy open = unpack_open(bytes);
    visit_closed(key);
    if (goes_on && (!query.known || was_known(open.from, {}, *query.known))) goes_on = visit(key, open);
    return goes_on;
  });
  visit_closed({});
}

}  // namespace

std::string discrepancy_id(const books::Discrepancy& told) {
  return base64url_encode(as_bytes(std::string(hashed_key(encoded(identity_of(told))))));
}

Discrepancy with_events(books::Discrepancy told, std::uint64_t open_since, const TableReader& tables) {
  Discrepancy one{std::move(told), open_since, {}, {}};
  one.event = ref_of(one.told.event, tables);
  if (one.told.other != books::EventKey()) one.other = ref_of(one.told.other, tables);
  return one;
}

DiscrepancyPage discrepancies(const DiscrepancyQuery& query, const TableReader& tables) {
  const std::string site = books::place_of(query.place).site;
  DiscrepancyPage page;
  page.last = query.cursor;
  std::optional<books::Discrepancy> last;  // Two rows of one event may have told the same.
  std::size_t looked_at = 0;
  const auto visit = [&](std::string_view key, const OpenDiscrepancy& open) {
    const books::Discrepancy& one = open.told;
    const bool is_under_other_place =
        query.place.empty() && !key.starts_with(worklist_prefix(one.place, part_of(one)));
    if (key == query.cursor) return true;
    if (page.discrepancies.size() == query.limit || looked_at == discrepancy_rows_max) {
      page.has_more = true;
      return false;
    }
    ++looked_at;
    page.last = key;
    if (is_under_other_place || one == last || (query.shows && !query.shows(one, open.from))) return true;
    last = one;
    page.discrepancies.push_back(with_events(one, open.from, tables));
    return true;
  };
  if (query.place.empty()) {
    scan_open(query, {}, query.cursor, tables, visit);
    return page;
  }
  const std::string own = worklist_prefix(site, WorklistPart::own),
                    strangers = worklist_prefix(site, WorklistPart::strangers);
  const bool is_beyond = query.cursor.starts_with(strangers);
  if (!is_beyond) scan_open(query, own, query.cursor, tables, visit);
  if (!page.has_more) scan_open(query, strangers, is_beyond ? query.cursor : std::string(), tables, visit);
  return page;
}

}  // namespace stocktrail::inventory
