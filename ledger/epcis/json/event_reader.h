// ledger/epcis/json/event_reader.h: one event in JSON or JSON-LD becomes an Event, or a fault with its place.
#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "crypto/json.h"
#include "crypto/result.h"
#include "ledger/epcis/event.h"
#include "ledger/epcis/json/context.h"
#include "ledger/epcis/rules.h"

namespace stocktrail::epcis {

/// Checks one event against EPCIS 2.0 and CBV 2.0. `path` is its place in the document, e.g.
/// "$.epcisBody.eventList[2]"; the first fault found is told with its JSON path, what was expected, and what
/// to write instead. What is accepted beyond the standard, and what is not, is in
/// docs/decisions/0002-epcis-validation.md. An event of the log is read by the `rules` of its record.
Result<Event> parse_event(const json::Value& event, const Context& context, std::string_view path,
                          RulesVersion rules = rules_version);

/// The same with more than the first fault, at most event_faults_max: one of each field, and in lists one of
/// each element. What follows from other fields is checked once these are good.
std::expected<Event, std::vector<Error>> check_event(const json::Value& event, const Context& context,
                                                     std::string_view path,
                                                     RulesVersion rules = rules_version);

}  // namespace stocktrail::epcis
