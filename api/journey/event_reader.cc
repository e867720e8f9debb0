#include "api/journey/event_reader.h"

#include "ledger/epcis/event_view.h"

namespace stocktrail::api {

FactsPtr EventReader::facts(EventRef ref) {
  const auto [place, is_new] = facts_.try_emplace(ref);
  if (is_new)
    if (auto facts = query::read_facts(ref, tables()))
      place->second = std::make_shared<const query::EventFacts>(std::move(*facts));
  return place->second;
}

bool EventReader::is_open(const query::EventFacts& facts, const Codes& codes) const {
  if (facts.open.is_cut) return true;
  const auto logged = view_.event(facts.ref);
  if (!logged) return false;
  const StatedEvent stated = stated_event(logged->statement, position_of(logged->ref), logged->event);
  return public_sight(stated, codes, tables()).extent() != EventSight::Extent::nothing;
}

bool EventReader::names(const query::EventFacts& facts, const gs1::Key& key) const {
  const auto logged = view_.event(facts.ref);
  bool names_it = false;
  if (logged)
    epcis::for_each_identifier(logged->event, [&](epcis::IdentifierRole, const gs1::Key& named) {
      names_it = names_it || named == key;
    });
  return names_it;
}

bool EventReader::sees_whole(const Principal& principal, const query::EventFacts& facts) const {
  return shows_all_of(principal, facts.source.issuer) || names_reader(principal, facts, tables());
}

}  // namespace stocktrail::api
