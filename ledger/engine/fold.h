// ledger/engine/fold.h: one record applied to every table: the whole state is the fold of the records in log
// order. Pure: no clock, no randomness, no floating point. The sequencer and the audit use this same
// function.
#pragma once

#include <string_view>

#include "ledger/engine/admission.h"
#include "ledger/engine/batch.h"
#include "ledger/log/record.h"
#include "ledger/log/tree_edge.h"

namespace stocktrail {

/// What stands in Table::meta before record 0: format version, origin and log key.
void fold_beginning(std::string_view origin, const PublicKey& log_key, Batch& batch);

/// Appends the record at `index` (the size of `edge` so far). `candidate` was admitted.
void fold(const Candidate& candidate, LeafIndex index, const Record& record, TreeEdge& edge, Batch& batch);

}  // namespace stocktrail
