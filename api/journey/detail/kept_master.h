// api/journey/detail/kept_master.h: master data as it is now, kept for the pages that are made of it. Private
// to api/journey.
#pragma once

#include <memory>

#include "ledger/state/changes.h"
#include "ledger/state/kept_rows.h"

namespace stocktrail::api {

/// Any thread.
class KeptMaster {
 public:
  /// For a reader of a view of so many entries: begun anew when master data changed since; of a view that is
  /// older than the newest that was asked about, nobody else's.
  std::shared_ptr<KeptRows> rows_of(TreeSize size, const ChangeFeed& changes) {
    const ChangeTag master = change_tag(Table::master);
    const MutexLock lock(mutex_);
    if (size < holds_at_) return std::make_shared<KeptRows>();
    if (rows_ == nullptr || (holds_at_ < size && changes.changed(holds_at_, std::span(&master, 1))))
      rows_ = std::make_shared<KeptRows>();
    holds_at_ = size;
    return rows_;
  }

 private:
  Mutex mutex_;
  std::shared_ptr<KeptRows> rows_ ST_GUARDED_BY(mutex_);
  TreeSize holds_at_ ST_GUARDED_BY(mutex_){};  // Nothing that it holds has changed up to here.
};

}  // namespace stocktrail::api
