// api/access/authority.h: what a token may still do, by the newest state of the log.
#pragma once

#include "api/access/role.h"
#include "crypto/result.h"
#include "ledger/state/table.h"

namespace stocktrail::api {

/// A token of role auditor is good only while a `grant` policy in the log gives its party that role; every
/// other token only while its party is registered. `forbidden` otherwise.
Result<void> check_authority(const Principal& principal, const TableReader& tables);

}  // namespace stocktrail::api
