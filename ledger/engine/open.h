// ledger/engine/open.h: opening a ledger on any file system: Ledger::open is this on the operating system's.
#pragma once

#include <memory>
#include <span>

#include "ledger/engine/folds.h"
#include "ledger/ledger.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace stocktrail {

/// As Ledger::open, with database and guard on the files of `env` (keys are files of the operating system).
/// `env` outlives the ledger, and so do `folds`: what the program makes of the records.
Result<std::unique_ptr<Ledger>> open_ledger(const LedgerOptions& options, Clock& clock,
                                            Randomness& randomness, rocksdb::Env* env,
                                            std::span<const Fold> folds = all_folds());

/// As Ledger::check.
Result<void> check_options(const LedgerOptions& options);

}  // namespace stocktrail
