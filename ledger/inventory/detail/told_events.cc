#include "ledger/inventory/detail/told_events.h"

#include <algorithm>

#include "ledger/inventory/detail/cell_codec.h"
#include "ledger/inventory/detail/worklist.h"
#include "ledger/state/stored_row.h"

namespace stocktrail::inventory {

void members(auto& codec, Is<ToldEvent> auto& told) {
  codec.all(told.event, told.at, told.issuer, told.place, told.rights, told.standings, told.rows,
            told.barred);
}

namespace {

/// One of the events that say the same.
struct Alike {
  std::uint64_t identity = 0;
  Packed<8> issuer{};
  EventRef ref{};
};
void members(auto& codec, Is<Alike> auto& one) {
  codec.all(one.identity, one.issuer, one.ref);
}

Packed<9> rights_key(EventRef ref) {
  return Packed<1>{{'r'}} + packed_ref(EventRef{statement_of(ref)});
}
Packed<9> content_key(const books::EventKey& event) {
  return Packed<1>{{'c'}} + packed_ref(EventRef{event.content});
}
std::string source_of(const books::EventKey& event) {
  return std::string(packed_ref(EventRef{event.content}) + packed_ref(EventRef{event.identity}));
}

std::vector<Alike> alike(const books::EventKey& event, const TableReader& tables) {
  const std::optional<std::string> bytes = tables.get(Table::told, content_key(event));
  return bytes ? stored_row<std::vector<Alike>>(*bytes) : std::vector<Alike>();
}

std::vector<books::Discrepancy> told_twice(const ToldEvent& told, const std::vector<Alike>& events) {
  std::vector<books::Discrepancy> found;
  std::optional<books::EventKey> first;
  for (const Alike& one : events) {
    if (one.issuer != told.issuer) continue;
    const books::EventKey event{told.event.content, one.identity};
    if (first) {
      found.push_back(books::told_twice(event, *first, told.at, told.place));
    } else {
      first = event;
    }
  }
  return found;
}

/// Changes the list of events that say what this one says, and what follows from it.
void change_list(const ToldEvent& told, std::vector<Alike> events, Worklist& worklist, TableWriter& tables,
                 const auto& change) {
  const std::vector<books::Discrepancy> before = told_twice(told, events);
  change(events);
  std::ranges::sort(events, {}, [](const Alike& one) { return std::pair(one.identity, one.ref); });
  const Packed<9> key = content_key(told.event);
  worklist.note(std::string(key) + std::string(told.issuer), before, told_twice(told, events));
  if (events.empty()) {
    tables.erase(Table::told, key);
  } else {
    tables.put(Table::told, key, encoded(events));
  }
}

std::string count_key(const ToldEvent& told, const RowKey& row) {
  return counts_prefix(told.place) + std::string(row);
}

void list_count(const ToldEvent& told, TableWriter& tables) {
  for (const RowKey& row : told.rows)
    if (row_of(row).phase == books::Row::Phase::act) tables.put(Table::directory, count_key(told, row), {});
}
void unlist_count(const ToldEvent& told, TableWriter& tables) {
  for (const RowKey& row : told.rows)
    if (const std::string key = count_key(told, row); tables.get(Table::directory, key))
      tables.erase(Table::directory, key);
}

/// Each document that a departure or arrival names, by its id.
void name_documents(const books::Fact& fact, EventRef ref, TableWriter& tables) {
  if (fact.deed != books::Deed::depart && fact.deed != books::Deed::arrive) return;
  for (const std::string& document : fact.documents) {
    const std::string_view text = document;
    const std::size_t blank = text.find(' ');
    const std::string key =
        directory_prefix(document_letter, {text.substr(blank + 1), text.substr(0, blank)});
    if (!tables.get(Table::directory, key)) tables.put(Table::directory, key, encoded(statement_of(ref)));
  }
}

std::vector<books::Discrepancy> as_list(const std::optional<books::Discrepancy>& one) {
  return one ? std::vector{*one} : std::vector<books::Discrepancy>();
}

}  // namespace

std::string counts_prefix(std::string_view site) {
  return directory_prefix('K', {site});
}

ToldEvent told_event(const Recorded& recorded) {
  const books::Fact& fact = recorded.fact;
  ToldEvent told;
  told.event = fact.event;
  told.at = fact.at;
  told.place = fact.after.site;
  told.standings = fact.standings;
  if (fact.reports_for.size() == 1 && fact.reports_for.front() == fact.issuer) {
    told.rights = ToldEvent::Rights::own;
  } else if (!fact.reports_for.empty()) {
    told.rights = ToldEvent::Rights::listed;
  }
  std::ranges::copy(std::string_view(hashed_key(fact.issuer)).substr(0, 8), told.issuer.bytes.begin());
  if (recorded.as == Recorded::As::counts) {
    for (const books::Row& row : rows_of(fact)) told.rows.push_back(row_key(row));
    return told;
  }
  books::Discrepancy& why = told.barred.emplace();
  why.kind = recorded.as == Recorded::As::not_entitled ? books::DiscrepancyKind::not_entitled
                                                       : books::DiscrepancyKind::from_future;
  why.event = fact.event;
  why.since = fact.at;
  why.place = recorded.place.empty() ? fact.after.site : books::place_of(recorded.place).site;
  return told;
}

std::optional<EventRef> ref_of(const books::EventKey& event, const TableReader& tables) {
  for (const Alike& one : alike(event, tables))
    if (one.identity == event.identity) return one.ref;
  return std::nullopt;
}

std::optional<ToldEvent> find_told(EventRef ref, const TableReader& tables) {
  const std::optional<std::string> bytes = tables.get(Table::told, packed_ref(ref));
  if (!bytes) return std::nullopt;
  auto told = decoded<ToldEvent>(*bytes);
  ST_CHECK(told);
  return told;
}

std::vector<std::string> reports_for(const ToldEvent& told, EventRef ref, const std::string& issuer,
                                     const TableReader& tables) {
  if (told.rights == ToldEvent::Rights::all) return {};
  if (told.rights == ToldEvent::Rights::own) return {issuer};
  const auto bytes = tables.get(Table::told, rights_key(ref));
  ST_CHECK(bytes);
  return stored_row<std::vector<std::string>>(*bytes);
}

bool tell(const ToldEvent& told, const Recorded& recorded, Worklist& worklist, TableWriter& tables) {
  const EventRef ref = recorded.ref;
  std::vector<Alike> events = alike(told.event, tables);
  if (std::ranges::find(events, told.event.identity, &Alike::identity) != events.end()) return false;
  if (told.rights == ToldEvent::Rights::listed)
    tables.put(Table::told, rights_key(ref), encoded(recorded.fact.reports_for));
  tables.put(Table::told, packed_ref(ref), encoded(told));
  if (recorded.fact.deed == books::Deed::count) list_count(told, tables);
  change_list(told, std::move(events), worklist, tables,
              [&](auto& list) { list.push_back({told.event.identity, told.issuer, ref}); });
  worklist.note(source_of(told.event), {}, as_list(told.barred));
  if (!told.barred) name_documents(recorded.fact, ref, tables);
  return true;
}

std::optional<ToldEvent> forget(EventRef ref, Worklist& worklist, TableWriter& tables) {
  const std::optional<ToldEvent> told = find_told(ref, tables);
  if (!told) return std::nullopt;
  tables.erase(Table::told, packed_ref(ref));
  unlist_count(*told, tables);
  change_list(*told, alike(told->event, tables), worklist, tables,
              [&](auto& list) { std::erase_if(list, [&](const Alike& one) { return one.ref == ref; }); });
  worklist.note(source_of(told->event), as_list(told->barred), {});
  return told;
}

}  // namespace stocktrail::inventory
