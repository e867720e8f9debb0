#include <iterator>
#include <map>
#include <set>
#include <utility>

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
  if (query.when.known)
    tables.scan(Table::past, 'd' + prefix, 'd' + start, [&](std::string_view key, std::string_view value) {
      const PastValue past = unpack_past(key, value);
      if (was_known(past.from, past.until, *query.when.known))
        closed.emplace(past.key, unpack_open(past.bytes));
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
    if (goes_on && (!query.when.known || was_known(open.from, {}, *query.when.known)))
      goes_on = visit(key, open);
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

namespace {

/// What did not fit at one place at a moment: what follows from its cells as they were then, and what rows of
/// before then note.
class Then {
 public:
  Then(const DiscrepancyQuery& query, const std::string& site, const TableReader& tables)
      : query_(query), site_(site), tables_(tables) {}

  DiscrepancyPage page() && {
    conclude_cells();
    for (const WorklistPart part : {WorklistPart::own, WorklistPart::strangers}) add_notes(part);
    DiscrepancyPage page;
    page.last = query_.cursor;
    for (const auto& [key, one] : found_) {
      if (page.discrepancies.size() == query_.limit) {
        page.has_more = true;
        break;
      }
      page.last = key;
      page.discrepancies.push_back(with_events(one.told, one.from, tables_));
    }
    return page;
  }

 private:
  /// Concludes lanes that begin here, too.
  void conclude_cells() {
    std::set<std::string> lanes;
    tables_.scan(Table::directory, directory_prefix('B', {site_}), {}, [&](std::string_view key, auto) {
      const CellName name(key);
      conclude(name);
      const std::vector<std::string> good = name.key();
      books::Book book;
      ST_CHECK(read(cell_at(id_of(name), {}, tables_), book));
      for (const std::string& end : book.sent_to) lanes.insert(lane_name({good[1], good[2]}, end).text);
      return true;
    });
    tables_.scan(Table::directory, directory_prefix('L', {site_}), {}, [&](std::string_view key, auto) {
      lanes.emplace(key);
      return true;
    });
    for (const std::string& lane : lanes) conclude(CellName(lane));
  }

  void conclude(const CellName& name) {
    sources_.insert(worklist_source(name.text));
    for (books::Discrepancy& one : conclusions_of(name, cell_at(id_of(name), query_.when, tables_))) {
      if (one.place != site_ && one.other_place != site_) continue;
      concluded_.insert(identity_of(one));
      add({0, std::move(one)});
    }
  }

  void add_notes(WorklistPart part) {
    scan_open(query_, worklist_prefix(site_, part), {}, tables_,
              [&](std::string_view key, const OpenDiscrepancy& open) {
                if (open.told.since > *query_.when.as_of) return false;  // They come by time.
                const std::string source(key.substr(worklist_key(site_, open.told).size()));
                if (!sources_.contains(source) && !concluded_.contains(identity_of(open.told))) add(open);
                return true;
              });
  }

  /// The first, of more than a page needs.
  void add(const OpenDiscrepancy& one) {
    if (query_.shows && !query_.shows(one.told, one.from)) return;
    std::string key = worklist_key(site_, one.told);
    if (key <= query_.cursor) return;
    found_.try_emplace(std::move(key), one);
    if (found_.size() > query_.limit + 1) found_.erase(std::prev(found_.end()));
  }

  const DiscrepancyQuery& query_;
  const std::string& site_;
  const TableReader& tables_;
  std::set<std::string> sources_;           // Cells: what they tell now is not what they told then.
  std::set<books::Discrepancy> concluded_;  // identity_of() each.
  std::map<std::string, OpenDiscrepancy> found_;
};

}  // namespace

DiscrepancyPage discrepancies(const DiscrepancyQuery& query, const TableReader& tables) {
  const std::string site = books::place_of(query.place).site;
  if (query.when.as_of && !site.empty()) return Then(query, site, tables).page();
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
