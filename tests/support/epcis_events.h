// tests/support/epcis_events.h: small events as JSON text, to be changed field by field.
#pragma once

#include <string>
#include <string_view>

#include "crypto/json.h"
#include "ledger/epcis/json/event_reader.h"

namespace stocktrail::test {

/// An object event with `fields` (a list of members, "" for none) beside its type and times.
inline std::string object_event(std::string_view fields) {
  std::string text =
      R"({"type":"ObjectEvent","eventTime":"2026-07-22T06:45:00+02:00","eventTimeZoneOffset":"+02:00")";
  if (!fields.empty()) text += ',';
  return text + std::string(fields) + "}";
}

/// The same for any type.
inline std::string event_of(std::string_view type, std::string_view fields) {
  return R"({"type":")" + std::string(type) +
         R"(","eventTime":"2026-07-22T06:45:00+02:00","eventTimeZoneOffset":"+02:00",)" +
         std::string(fields) + "}";
}

/// A good event about one lot, with `more` members.
inline std::string lot_event(std::string_view more = {}) {
  std::string fields =
      R"("action":"ADD","quantityList":[{"epcClass":"https://id.gs1.org/01/09521141012345/10/L7","quantity":20}])";
  if (!more.empty()) fields += "," + std::string(more);
  return object_event(fields);
}

/// The event, or the fault as "<where>: <detail>".
inline std::expected<epcis::Event, std::string> parse(std::string_view text,
                                                      const epcis::Context& context = epcis::Context()) {
  const Result<json::Document> document = json::Document::parse(text);
  if (!document) return std::unexpected("not JSON: " + document.error().detail + " in " + std::string(text));
  Result<epcis::Event> event = epcis::parse_event(document->root(), context, "$");
  if (!event) return std::unexpected(event.error().where + ": " + event.error().detail);
  return *std::move(event);
}

/// The fault; "accepted" if there is none.
inline std::string fault_of(std::string_view text, const epcis::Context& context = epcis::Context()) {
  const auto event = parse(text, context);
  return event ? "accepted" : event.error();
}

/// A context that declares `prefixes`, a JSON value.
inline epcis::Context context_with(std::string_view declared) {
  const json::Document document = *json::Document::parse(declared);
  return *epcis::Context().extended(document.root(), "$");
}

}  // namespace stocktrail::test
