#include "ledger/ledger.h"

#include "ledger/engine/open.h"

namespace stocktrail {

Result<std::unique_ptr<Ledger>> Ledger::open(const LedgerOptions& options, Clock& clock,
                                             Randomness& randomness) {
  return open_ledger(options, clock, randomness, nullptr);
}

Result<void> Ledger::check(const LedgerOptions& options) {
  return check_options(options);
}

}  // namespace stocktrail
