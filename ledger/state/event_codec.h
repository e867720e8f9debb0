// ledger/state/event_codec.h: what is written of an event, member by member (struct_codec.h): for the rows of
// events that the store keeps (docs/formats.md, "Tables").
#pragma once

#include "ledger/epcis/event.h"
#include "ledger/state/struct_codec.h"

namespace stocktrail {

void members(auto& codec, Is<Timestamp> auto& time) {
  codec.all(time.at, time.text);
}

namespace epcis {

void members(auto& codec, Is<Word> auto& word) {
  codec.all(word.text, word.is_standard);
}
void members(auto& codec, Is<QuantityElement> auto& element) {
  codec.all(element.epc_class, element.quantity, element.uom);
}
void members(auto& codec, Is<What> auto& what) {
  codec.all(what.epcs, what.quantities);
}
void members(auto& codec, Is<SourceDest> auto& end) {
  codec.all(end.type, end.value);
}
void members(auto& codec, Is<BizTransaction> auto& transaction) {
  codec.all(transaction.type, transaction.id);
}
void members(auto& codec, Is<Ilmd> auto& ilmd) {
  codec.all(ilmd.lot, ilmd.expires_at, ilmd.expiration_date, ilmd.best_before_date, ilmd.production_date,
            ilmd.country_of_origin);
}
void members(auto& codec, Is<ErrorDeclaration> auto& declaration) {
  codec.all(declaration.declared_at, declaration.reason, declaration.corrective_event_ids);
}
void members(auto& codec, Is<PersistentDisposition> auto& disposition) {
  codec.all(disposition.set, disposition.unset);
}
void members(auto& codec, Is<Condition> auto& condition) {
  codec.all(condition.kind, condition.min, condition.max, condition.uom, condition.alarm);
}
void members(auto& codec, Is<OpenPart> auto& open) {
  codec.all(open.is_cut, open.has_plain_read_point, open.has_plain_biz_location, open.has_plain_declaration,
            open.conditions);
}
void members(auto& codec, Is<Event> auto& event) {
  codec.all(event.type, event.action, event.event_time, event.time_zone_offset, event.record_time, event.id,
            event.id_is_given, event.biz_step, event.disposition, event.persistent_disposition,
            event.read_point, event.biz_location, event.parent, event.objects, event.outputs,
            event.transformation_id, event.biz_transactions, event.sources, event.destinations,
            event.certification_infos, event.ilmd, event.error_declaration, event.has_sensor_data,
            event.open);
}

}  // namespace epcis
}  // namespace stocktrail
