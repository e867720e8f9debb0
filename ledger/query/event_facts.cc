#include "ledger/query/event_facts.h"

#include <utility>

#include "ledger/state/event_codec.h"

namespace stocktrail::query {

// What is written, member by member; beside the types, so that the codecs find it.
void members(auto& codec, Is<Source> auto& source) {
  codec.all(source.issuer, source.key_id, source.recorded_at);
}
void members(auto& codec, Is<EventFacts::Declaration> auto& declaration) {
  codec.all(declaration.declared_at, declaration.reason, declaration.corrective_event_ids);
}
void members(auto& codec, Is<EventFacts> auto& facts) {
  codec.all(facts.type, facts.action, facts.event_time, facts.source, facts.id, facts.biz_step,
            facts.disposition, facts.persistent_disposition, facts.read_point, facts.biz_location,
            facts.partners, facts.production_date, facts.best_before_date, facts.expiration_date,
            facts.country_of_origin, facts.error_declaration, facts.open);
}
void members(auto& codec, Is<EventLinks::Quantity> auto& element) {
  codec.all(element.epc_class, element.uom, element.number);
}
void members(auto& codec, Is<EventLinks::What> auto& what) {
  codec.all(what.epcs, what.quantities);
}
void members(auto& codec, Is<EventLinks> auto& links) {
  codec.all(links.issuer, links.event_time, links.transformation_id, links.parent, links.objects,
            links.outputs);
}

namespace {

Packed<9> facts_key(EventRef ref) {
  return packed_ref(ref) + Packed<1>{{'f'}};
}
Packed<9> links_key(EventRef ref) {
  return packed_ref(ref) + Packed<1>{{'l'}};
}

std::string text_of(const std::optional<gs1::Key>& key) {
  return key ? std::string(key->text()) : std::string();
}

EventFacts facts_of(const epcis::Event& event, const Source& source) {
  EventFacts facts;
  facts.type = event.type;
  facts.action = event.action;
  facts.event_time = event.event_time;
  facts.source = source;
  facts.id = event.id;
  facts.biz_step = event.biz_step;
  facts.disposition = event.disposition;
  facts.persistent_disposition = event.persistent_disposition;
  facts.read_point = text_of(event.read_point);
  facts.biz_location = text_of(event.biz_location);
  for (const auto* list : {&event.sources, &event.destinations})
    for (const epcis::SourceDest& partner : *list) facts.partners.emplace_back(partner.value.text());
  facts.production_date = event.ilmd.production_date;
  facts.best_before_date = event.ilmd.best_before_date;
  facts.expiration_date = event.ilmd.expiration_date;
  facts.country_of_origin = event.ilmd.country_of_origin;
  if (const auto& declaration = event.error_declaration) {
    facts.error_declaration.emplace(declaration->declared_at.text,
                                    declaration->reason ? declaration->reason->text : std::string(),
                                    declaration->corrective_event_ids);
  }
  facts.open = event.open;
  return facts;
}

bool leads_on(epcis::EventType type) {
  return type != epcis::EventType::object && type != epcis::EventType::transaction;
}

EventLinks::What links_of(const epcis::What& what) {
  EventLinks::What links;
  for (const gs1::Key& epc : what.epcs) links.epcs.push_back(epc.text());
  for (const epcis::QuantityElement& element : what.quantities)
    links.quantities.push_back({element.epc_class.text(), element.uom, element.quantity});
  return links;
}

std::string encode_links(const epcis::Event& event, const IssuerTag& issuer) {
  EventLinks links;
  links.issuer = issuer;
  links.event_time = event.event_time.at;
  links.transformation_id = event.transformation_id;
  if (event.parent) links.parent = event.parent->text();
  links.objects = links_of(event.objects);
  links.outputs = links_of(event.outputs);
  return encoded(links);
}

std::optional<EventFacts> decode_facts(EventRef ref, const std::optional<std::string>& bytes,
                                       const TableReader& tables) {
  if (!bytes) return std::nullopt;
  auto facts = decoded<EventFacts>(*bytes);
  if (facts) {
    facts->ref = ref;
  } else {
    tables.note_damage(Table::facts);
  }
  return facts;
}

}  // namespace

void fold(const epcis::Event& event, const Source& source, EventRef ref, TableWriter& tables) {
  tables.put(Table::facts, facts_key(ref), encoded(facts_of(event, source)));
  if (leads_on(event.type))
    tables.put(Table::facts, links_key(ref), encode_links(event, issuer_tag(source.issuer)));
}

std::optional<EventFacts> read_facts(EventRef ref, const TableReader& tables) {
  return decode_facts(ref, tables.get(Table::facts, facts_key(ref)), tables);
}

std::vector<std::optional<EventFacts>> read_all_facts(std::span<const EventRef> refs,
                                                      const TableReader& tables) {
  std::vector<Packed<9>> keys;
  for (const EventRef ref : refs) keys.push_back(facts_key(ref));
  const std::vector<std::string_view> wanted(keys.begin(), keys.end());
  std::vector<std::optional<EventFacts>> all;
  for (const auto& bytes : tables.get_all(Table::facts, wanted))
    all.push_back(decode_facts(refs[all.size()], bytes, tables));
  return all;
}

std::unique_ptr<const EventLinks> read_links(EventRef ref, const TableReader& tables) {
  auto bytes = tables.get(Table::facts, links_key(ref));
  if (!bytes) return nullptr;
  auto links = std::make_unique<EventLinks>();
  links->bytes = std::move(*bytes);
  Decoder codec(links->bytes);
  codec.all(*links);
  if (codec.ok()) return links;
  tables.note_damage(Table::facts);
  return nullptr;
}

}  // namespace stocktrail::query
