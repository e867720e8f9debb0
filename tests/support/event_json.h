// tests/support/event_json.h: events of tests/support/told.h as EPCIS 2.0 JSON-LD.
#pragma once

#include <string>
#include <vector>

#include "crypto/json_writer.h"
#include "ledger/epcis/event.h"

namespace stocktrail::test {

class EventJson {
 public:
  /// `id`: empty, if it is to have none.
  static std::string of(const epcis::Event& event, const std::string& id) {
    return EventJson().text(event, id);
  }

 private:
  void field(std::string_view name, std::string_view value) {
    if (!value.empty()) w_.field(name, value);
  }
  void keys(std::string_view name, const std::vector<gs1::Key>& all) {
    if (all.empty()) return;
    w_.key(name).begin_array();
    for (const gs1::Key& key : all) w_.string(key.text());
    w_.end_array();
  }
  void quantities(std::string_view name, const std::vector<epcis::QuantityElement>& all) {
    if (all.empty()) return;
    w_.key(name).begin_array();
    for (const epcis::QuantityElement& one : all) {
      w_.begin_object().field("epcClass", one.epc_class.text());
      if (one.quantity) w_.key("quantity").raw(one.quantity->text());
      field("uom", one.uom);
      w_.end_object();
    }
    w_.end_array();
  }
  void place(std::string_view name, const std::optional<gs1::Key>& place) {
    if (place) w_.key(name).begin_object().field("id", place->text()).end_object();
  }
  void ends(std::string_view list, std::string_view name, const std::vector<epcis::SourceDest>& all) {
    if (all.empty()) return;
    w_.key(list).begin_array();
    for (const epcis::SourceDest& one : all)
      w_.begin_object().field("type", one.type.text).field(name, one.value.text()).end_object();
    w_.end_array();
  }
  void what(const epcis::Event& event) {
    const bool is_made = event.type == epcis::EventType::transformation;
    const bool is_packing = event.type == epcis::EventType::aggregation;
    if (event.parent) w_.field("parentID", event.parent->text());
    keys(is_made ? "inputEPCList" : is_packing ? "childEPCs" : "epcList", event.objects.epcs);
    quantities(is_made      ? "inputQuantityList"
               : is_packing ? "childQuantityList"
                            : "quantityList",
               event.objects.quantities);
    keys("outputEPCList", event.outputs.epcs);
    quantities("outputQuantityList", event.outputs.quantities);
  }
  void ilmd(const epcis::Ilmd& ilmd) {
    if (ilmd.lot.empty() && !ilmd.expires_at) return;
    w_.key("ilmd").begin_object();
    field("cbvmda:lotNumber", ilmd.lot);
    if (ilmd.expires_at) w_.field("cbvmda:itemExpirationDate", format_date(ilmd.expires_at->at));
    w_.end_object();
  }

  std::string text(const epcis::Event& event, const std::string& id) {
    w_.begin_object().field("type", epcis::name_of(event.type));
    field("eventID", id);
    w_.field("eventTime", format_utc(event.event_time.at)).field("eventTimeZoneOffset", "+00:00");
    field("action", epcis::name_of(event.action));
    if (event.biz_step) w_.field("bizStep", event.biz_step->text);
    if (event.disposition) w_.field("disposition", event.disposition->text);
    if (!event.persistent_disposition.unset.empty()) {
      w_.key("persistentDisposition").begin_object().key("unset").begin_array();
      for (const epcis::Word& word : event.persistent_disposition.unset) w_.string(word.text);
      w_.end_array().end_object();
    }
    place("readPoint", event.read_point);
    place("bizLocation", event.biz_location);
    what(event);
    if (!event.biz_transactions.empty()) {
      w_.key("bizTransactionList").begin_array();
      for (const epcis::BizTransaction& one : event.biz_transactions)
        w_.begin_object().field("type", one.type->text).field("bizTransaction", one.id).end_object();
      w_.end_array();
    }
    ends("sourceList", "source", event.sources);
    ends("destinationList", "destination", event.destinations);
    if (event.action == epcis::Action::add) ilmd(event.ilmd);  // Others may not tell facts of making.
    if (event.error_declaration)
      w_.key("errorDeclaration").begin_object().field("declarationTime", "2026-06-01T00:00:00Z").end_object();
    w_.end_object();
    return std::move(w_).text();
  }

  json::Writer w_;
};

}  // namespace stocktrail::test
