// ledger/epcis/event_view.h: questions that other modules ask of an event.
#pragma once

#include <cstdint>

#include "ledger/epcis/event.h"

namespace stocktrail::epcis {

/// How an identifier takes part in an event.
enum class IdentifierRole : std::uint8_t {
  object,  // epcList and quantityList.
  parent,
  child,
  input,
  output,
  read_point,
  biz_location,
  source,
  destination,
};

/// Calls `visit(IdentifierRole, const gs1::Key&)` for every identifier of the event, single things before
/// classes, each list in the event's order. What takes part twice is visited twice.
template <typename Visit>
void for_each_identifier(const Event& event, Visit&& visit) {
  const auto visit_what = [&visit](IdentifierRole role, const What& what) {
    for (const gs1::Key& key : what.epcs) visit(role, key);
    for (const QuantityElement& element : what.quantities) visit(role, element.epc_class);
  };
  if (event.parent) visit(IdentifierRole::parent, *event.parent);
  switch (event.type) {
    case EventType::object:
    case EventType::transaction:
      visit_what(IdentifierRole::object, event.objects);
      break;
    case EventType::aggregation:
    case EventType::association:
      visit_what(IdentifierRole::child, event.objects);
      break;
    case EventType::transformation:
      visit_what(IdentifierRole::input, event.objects);
      visit_what(IdentifierRole::output, event.outputs);
      break;
  }
  if (event.read_point) visit(IdentifierRole::read_point, *event.read_point);
  if (event.biz_location) visit(IdentifierRole::biz_location, *event.biz_location);
  for (const SourceDest& source : event.sources) visit(IdentifierRole::source, source.value);
  for (const SourceDest& destination : event.destinations)
    visit(IdentifierRole::destination, destination.value);
}

/// Where the event was seen: its read point, else its business location; null if it tells neither. As long as
/// the event.
const gs1::Key* place_of(const Event& event);

/// True if the event names the party: as owner or holder in a source or destination, by its own identifier or
/// by one of a place with the same GLN, which many documents write for a party.
bool names_party(const Event& event, const gs1::Key& party);

}  // namespace stocktrail::epcis
