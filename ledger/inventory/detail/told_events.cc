#include "ledger/inventory/detail/told_events.h"

#include <algorithm>

#include "ledger/inventory/detail/cell_codec.h"
#include "ledger/inventory/detail/worklist.h"

namespace stocktrail::inventory {

void members(auto& codec, Is<ToldEvent> auto& told) {
  codec.all(told.event, told.at, told.issuer, told.place, told.rights, told.rows, told.barred);
}

namespace {

Packed<16> key_of(const books::EventKey& event) {
  return packed_ref(EventRef{event.content}) + packed_ref(EventRef{event.identity});
}
Packed<9> rights_key(EventRef ref) {
  return Packed<1>{{'r'}} + packed_ref(EventRef{statement_of(ref)});
}
Packed<17> same_content_key(const ToldEvent& told) {
  return Packed<1>{{'c'}} + packed_ref(EventRef{told.event.content}) + told.issuer;
}

std::vector<books::Discrepancy> told_twice(const ToldEvent& told,
                                           const std::vector<books::EventKey>& events) {
  std::vector<books::Discrepancy> found;
  for (std::size_t i = 1; i < events.size(); ++i)
    found.push_back(books::told_twice(events[i], events.front(), told.at, told.place));
  return found;
}

/// Changes the list of events with this content by this issuer, and what it says.
void change_list(const ToldEvent& told, std::uint64_t record, TableWriter& tables, const auto& change) {
  const Packed<17> key = same_content_key(told);
  std::vector<books::EventKey> events;
  if (const auto bytes = tables.get(Table::told, key))
    events = decoded<std::vector<books::EventKey>>(*bytes).value();
  const std::vector<books::Discrepancy> before = told_twice(told, events);
  change(events);
  std::ranges::sort(events);
  list_discrepancies(key, before, told_twice(told, events), record, tables);
  if (events.empty()) {
    tables.erase(Table::told, key);
  } else {
    tables.put(Table::told, key, encoded(events));
  }
}

std::vector<books::Discrepancy> as_list(const std::optional<books::Discrepancy>& one) {
  return one ? std::vector{*one} : std::vector<books::Discrepancy>();
}

}  // namespace

ToldEvent told_event(const Recorded& recorded) {
  const books::Fact& fact = recorded.fact;
  ToldEvent told;
  told.event = fact.event;
  told.at = fact.at;
  told.place = fact.after.site;
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
  const std::optional<std::string> bytes = tables.get(Table::told, key_of(event));
  if (!bytes) return std::nullopt;
  return Unpacker(*bytes).ref();
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
  return decoded<std::vector<std::string>>(*bytes).value();
}

bool tell(const ToldEvent& told, const Recorded& recorded, std::uint64_t record, TableWriter& tables) {
  const EventRef ref = recorded.ref;
  if (ref_of(told.event, tables)) return false;
  if (told.rights == ToldEvent::Rights::listed)
    tables.put(Table::told, rights_key(ref), encoded(recorded.fact.reports_for));
  tables.put(Table::told, key_of(told.event), packed_ref(ref));
  tables.put(Table::told, packed_ref(ref), encoded(told));
  change_list(told, record, tables, [&](auto& events) { events.push_back(told.event); });
  list_discrepancies(key_of(told.event), {}, as_list(told.barred), record, tables);
  return true;
}

std::optional<ToldEvent> forget(EventRef ref, std::uint64_t record, TableWriter& tables) {
  const std::optional<ToldEvent> told = find_told(ref, tables);
  if (!told) return std::nullopt;
  tables.erase(Table::told, key_of(told->event));
  tables.erase(Table::told, packed_ref(ref));
  change_list(*told, record, tables, [&](auto& events) { std::erase(events, told->event); });
  list_discrepancies(key_of(told->event), as_list(told->barred), {}, record, tables);
  return told;
}

}  // namespace stocktrail::inventory
