// ledger/epcis/json/detail/terms.h: the field names of EPCIS 2.0 events (EPCIS 2.0, section 7; the names are
// those of the JSON binding, section 10) and where each may stand. Internal to the module.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "ledger/epcis/event.h"

namespace stocktrail::epcis {

enum class Term : std::uint8_t {
  unknown,
  at_context,
  type,
  event_time,
  record_time,
  event_time_zone_offset,
  event_id,
  certification_info,
  error_declaration,
  action,
  biz_step,
  disposition,
  persistent_disposition,
  read_point,
  biz_location,
  biz_transaction_list,
  source_list,
  destination_list,
  sensor_element_list,
  ilmd,
  epc_list,
  quantity_list,
  parent_id,
  child_epcs,
  child_quantity_list,
  input_epc_list,
  input_quantity_list,
  output_epc_list,
  output_quantity_list,
  transformation_id,
};

/// The term of an event's field; unknown for all other names. Costs one hash of the name and one comparison.
Term find_term(std::string_view name);

/// True if EPCIS 2.0 gives events of this type the field.
bool belongs_to(Term term, EventType type);
/// "AggregationEvent, TransactionEvent and AssociationEvent": for messages.
std::string types_with(Term term);
/// All names of fields that belong to this type: for suggestions.
std::span<const std::string_view> names_of(EventType type);

}  // namespace stocktrail::epcis
