// ledger/admission.h: the stateless half of admission: all that can be checked without the log, on any thread.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "crypto/statement.h"
#include "ledger/epcis/event.h"
#include "ledger/master/change.h"

namespace stocktrail {

/// A statement that is well formed and all of whose events or master data are valid; its signature was verified against the
/// key that it claims, if the caller could name that key (Ledger::examine looks it up in a snapshot), so that the writer only has to
/// see that the key is still registered and valid. Owns everything.
struct Candidate {
  Statement statement;
  std::vector<epcis::Event> events;             // For kind "events".
  std::unique_ptr<master::Change> change;       // For master data.
  PublicKey signed_by;                          // The key that the signature was verified with.
};

/// Parses, verifies digests and signature, checks the event model. `key` is the registered public key of the statement's
/// `kid`, as the caller found it.
Result<Candidate> examine(std::string_view wire, const std::function<std::optional<PublicKey>(std::string_view kid)>& key);

}  // namespace stocktrail
