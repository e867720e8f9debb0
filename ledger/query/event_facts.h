// ledger/query/event_facts.h: what readers ask of an event, in a compact derived form: so that a page or a
// trace parses no JSON and opens no statement for the events that it looks at.
//
// Table::facts (docs/formats.md, "Tables"): key: the event's ref, 8 bytes, big-endian, and 'f' for the facts
// or 'l' for the links of an event that leads from one thing to another (aggregation, association,
// transformation).
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/epcis/event.h"
#include "ledger/state/issuer_lists.h"
#include "ledger/state/table.h"

namespace stocktrail::query {

/// Who stated an event, and when the log took it.
struct Source {
  std::string issuer;  // Party id.
  std::string key_id;  // Of the key that signed.
  Micros recorded_at{};
};

struct EventFacts {
  EventRef ref{};
  epcis::EventType type{};
  epcis::Action action{};
  Timestamp event_time;
  Source source;
  std::string id;
  std::optional<epcis::Word> biz_step, disposition;
  epcis::PersistentDisposition persistent_disposition;
  std::string read_point, biz_location;  // Canonical identifiers; empty: none.
  std::vector<std::string> partners;     // Canonical identifiers of sources and destinations.
  std::string production_date, best_before_date, expiration_date, country_of_origin;  // Of ilmd.
  struct Declaration {
    std::string declared_at, reason;
    std::vector<std::string> corrective_event_ids;
  };
  std::optional<Declaration> error_declaration;
  epcis::OpenPart open;
};

/// What an event ties together. Identifiers are canonical texts: most are only compared, and few are worth
/// parsing. Views into `bytes`.
struct EventLinks {
  struct Quantity {
    std::string_view epc_class, uom;
    std::optional<Decimal> number;
  };
  struct What {
    std::vector<std::string_view> epcs;
    std::vector<Quantity> quantities;
    std::size_t size() const { return epcs.size() + quantities.size(); }
  };
  IssuerTag issuer{};
  Micros event_time{};
  std::string_view transformation_id, parent;  // Empty: none.
  What objects, outputs;
  std::string bytes;

  EventLinks() = default;
  EventLinks(const EventLinks&) = delete;
  EventLinks& operator=(const EventLinks&) = delete;
};

void fold(const epcis::Event& event, const Source& source, EventRef ref, TableWriter& tables);

/// nullopt if there is no such event, or its contents were erased.
std::optional<EventFacts> read_facts(EventRef ref, const TableReader& tables);
/// read_facts() of each of them, in their order.
std::vector<std::optional<EventFacts>> read_all_facts(std::span<const EventRef> refs,
                                                      const TableReader& tables);
/// Null also for an event that leads nowhere.
std::unique_ptr<const EventLinks> read_links(EventRef ref, const TableReader& tables);

}  // namespace stocktrail::query
