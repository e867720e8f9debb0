#include "api/access/authority.h"

#include "ledger/master/master.h"

namespace stocktrail::api {

Result<void> check_authority(const Principal& principal, const TableReader& tables) {
  const auto party = gs1::parse_key(principal.party);
  if (!party) return std::unexpected(party.error());
  if (!master::party(*party, tables)) {
    return fail(ErrorCode::forbidden, "no party with the id " + party->text() + " is registered", "$.party");
  }
  if (principal.role == Role::auditor && !master::has_grant(*party, "auditor", tables)) {
    return fail(ErrorCode::forbidden, "the log holds no grant of the role auditor to " + party->text(),
                "$.role");
  }
  return {};
}

}  // namespace stocktrail::api
