// ledger/engine/detail/open_options.h: what of the options of a start is wrong, found before anything is
// made.
#pragma once

#include <string>

#include "ledger/ledger.h"

namespace stocktrail {

/// Makes all places absolute, and finds out that of the guard; nothing is made.
Result<void> settle_places(LedgerOptions& options);

/// What would else be found out when half of a new log is made. Of a database that is there nothing is asked.
Result<void> check_new_directory(const LedgerOptions& options);

/// `invalid_argument` if no log can have this name.
Result<void> check_origin(const std::string& origin);

/// The operator's id: `stored`; of a new log that of the options, or what follows from its name.
Result<gs1::Key> operator_of(std::string stored, const LedgerOptions& options, const std::string& origin);

}  // namespace stocktrail
