// ledger/store/detail/list_chunks.h: the chunks of a stored list, read with an iterator that knows their
// order but, over a hashed memtable, goes forwards only. Private to ledger/store.
#pragma once

#include <rocksdb/iterator.h>

#include <functional>
#include <string>
#include <string_view>

#include "ledger/state/table.h"

namespace stocktrail {

/// Gets a chunk; false ends the reading.
using ChunkVisitor = std::function<bool(std::string_view chunk)>;

/// All chunks of the list whose keys begin with `prefix`, from the one on that holds what `from` appended.
void visit_chunks_from(rocksdb::Iterator& it, const std::string& prefix, EventRef from,
                       const ChunkVisitor& visit);

/// The same from there back to the oldest. `newest_epoch` began with this event, or later. A short list is
/// read whole, and of a long one a span at a time, from its end.
void visit_chunks_before(rocksdb::Iterator& it, const std::string& prefix, EventRef from,
                         const std::function<EventRef()>& newest_epoch, const ChunkVisitor& visit);

}  // namespace stocktrail
