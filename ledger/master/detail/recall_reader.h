// ledger/master/detail/recall_reader.h: the body of a recall, checked. Private to ledger/master.
#pragma once

#include "ledger/master/object_reader.h"
#include "ledger/master/recall.h"

namespace stocktrail::master {

/// Faults go to the reader's `fault`. The caller finishes it.
RecallNotice read_recall(ObjectReader& reader, std::optional<Error>& fault);

}  // namespace stocktrail::master
