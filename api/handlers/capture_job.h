// api/handlers/capture_job.h: what a capture came to. Nothing is kept of it beside the log: its id says which
// statement it recorded, and which of the events it brought were recorded before.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/merkle.h"
#include "crypto/result.h"
#include "ledger/engine/admission.h"
#include "ledger/state/table.h"
#include "ledger/state/told.h"

namespace stocktrail::api {

struct CaptureJob {
  std::optional<LeafIndex> statement;  // nullopt: nothing was new.
  std::vector<EventRef> repeated;      // Sorted: the events that repeats repeat, but those of the statement.

  /// "45", or "45~7.0-3~9.12" where the document also had events 0 to 3 of entry 7 and event 12 of entry 9.
  std::string id() const;
  /// `invalid_argument` for what id() does not give.
  static Result<CaptureJob> parse(std::string_view id);
};

/// The first events of those that are repeats of events in other statements than `own`.
std::vector<EventRef> repeated_elsewhere(const std::vector<Told>& told, std::uint64_t own);

}  // namespace stocktrail::api
