#include "api/handlers/unmeant.h"

#include "api/handlers/orders.h"
#include "api/handlers/settlements.h"
#include "api/journey/shown_event.h"
#include "ledger/master/change.h"
#include "ledger/store/layout.h"

namespace stocktrail::api {

std::optional<Error> refuse_given_ids(std::span<const epcis::Event> events) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!events[i].id_is_given || !is_opaque_id(events[i].id)) continue;
    return Error{ErrorCode::invalid_argument,
                 "This is how the server names events that were given no id; none is given it. Leave eventID "
                 "out, also to repeat such an event or to declare it an error, or give an id of your own.",
                 "$.events[" + std::to_string(i) + "].eventID"};
  }
  return std::nullopt;
}

std::optional<Error> refuse_unmeant(const Candidate& candidate, const View& view, Micros now) {
  const TableReader& tables = view.tables();
  // A repeat gets its receipt, and the gate refuses who may not sign: neither is told what the books hold.
  if (tables.get(Table::statements, statement_key(candidate.issuer.text(), candidate.id)) ||
      master::refuse_signer(candidate.issuer, candidate.key_id, candidate.issued_at, now, tables))
    return std::nullopt;
  if (auto fault = refuse_given_ids(candidate.events)) return fault;
  if (auto fault = refuse_settlement(candidate, view)) return fault;
  return refuse_recorded_order(candidate, tables);
}

}  // namespace stocktrail::api
