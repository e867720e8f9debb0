#include "api/handlers/unmeant.h"

#include "api/handlers/orders.h"
#include "api/handlers/settlements.h"
#include "ledger/master/change.h"
#include "ledger/store/layout.h"

namespace stocktrail::api {

std::optional<Error> refuse_unmeant(const Candidate& candidate, const View& view, Micros now) {
  const TableReader& tables = view.tables();
  // A repeat gets its receipt, and the gate refuses who may not sign: neither is told what the books hold.
  if (tables.get(Table::statements, statement_key(candidate.issuer.text(), candidate.id)) ||
      master::refuse_signer(candidate.issuer, candidate.key_id, candidate.issued_at, now, tables))
    return std::nullopt;
  if (auto fault = refuse_settlement(candidate, view)) return fault;
  return refuse_recorded_order(candidate, tables);
}

}  // namespace stocktrail::api
