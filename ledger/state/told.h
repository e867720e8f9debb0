// ledger/state/told.h: what an event is beside those of its issuer that were recorded before it. Made once
// for each event (ledger/state/event_index.h), and handed to every fold.
#pragma once

#include <optional>
#include <vector>

#include "ledger/state/table.h"

namespace stocktrail {

/// One event of an issuer counts once. Its identity is the issuer and its eventID, or, without one, the event
/// hash.
struct Told {
  enum class Kind : std::uint8_t {
    first,        // Nothing with this identity is recorded but declarations.
    repeat,       // `earlier` says the same, or declares the same error: it has no effect anywhere.
    declaration,  // That the event with this identity is an error, recorded or not.
    conflict,     // `earlier`, the first with this identity, says something else. Admission refuses it now;
                  // those that were recorded before it did stand on their own.
  };
  Kind kind = Kind::first;
  std::optional<EventRef> earlier{};
  /// A declaration: the events that it takes back. Empty if none is recorded yet, or all were taken back.
  std::vector<EventRef> taken_back{};
  /// An event: the declaration, recorded before it, that takes it back at once.
  std::optional<EventRef> taken_back_by{};

  bool is_repeat() const { return kind == Kind::repeat; }
  /// False: what it says moves nothing and holds for nothing.
  bool counts() const { return kind != Kind::repeat && kind != Kind::declaration && !taken_back_by; }
  bool operator==(const Told&) const = default;
};

}  // namespace stocktrail
