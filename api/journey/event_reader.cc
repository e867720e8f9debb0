#include "api/journey/event_reader.h"

#include <algorithm>

#include "ledger/epcis/event_view.h"

namespace stocktrail::api {

void EventReader::read(std::span<const trace::TracedEvent> events) {
  std::vector<EventRef> refs;
  for (const trace::TracedEvent& event : events) refs.push_back(event.event);
  std::ranges::sort(refs);
  auto all = query::read_all_facts(refs, tables());
  for (std::size_t i = 0; i < refs.size(); ++i) {
    FactsPtr& facts = facts_[refs[i]];
    if (auto& found = all[i]) facts = std::make_shared<const query::EventFacts>(*std::move(found));
  }
}

FactsPtr EventReader::facts(EventRef ref) {
  const auto [place, is_new] = facts_.try_emplace(ref);
  if (is_new)
    if (auto facts = query::read_facts(ref, tables()))
      place->second = std::make_shared<const query::EventFacts>(std::move(*facts));
  return place->second;
}

std::optional<View::LoggedEvent> EventReader::open(EventRef ref) {
  is_cut_ = is_cut_ || text_bytes_ >= uncut_text_bytes_max;
  if (is_cut_) return std::nullopt;
  auto logged = view_.event(ref);
  if (!logged) return std::nullopt;
  text_bytes_ += logged->text.size();
  return std::move(*logged);
}

bool EventReader::is_open(const query::EventFacts& facts, const Codes& codes) {
  if (facts.open.is_cut) return true;
  const auto logged = open(facts.ref);
  if (!logged) return false;
  const StatedEvent stated = stated_event(logged->statement, logged->ref, logged->event);
  return public_sight(stated, codes, tables()).extent() != EventSight::Extent::nothing;
}

std::set<std::string, std::less<>> EventReader::names_of(const query::EventFacts& facts) {
  std::set<std::string, std::less<>> names;
  if (const auto logged = open(facts.ref))
    epcis::for_each_identifier(logged->event, [&](epcis::IdentifierRole, const gs1::Key& named) {
      names.insert(std::string(named.text()));
    });
  return names;
}

bool EventReader::sees_whole(const Principal& principal, const query::EventFacts& facts) const {
  return shows_all_of(principal, facts.source.issuer) || names_reader(principal, facts, tables());
}

}  // namespace stocktrail::api
