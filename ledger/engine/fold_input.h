// ledger/engine/fold_input.h: what the folds read of a statement, and its stored form in Table::inputs. A
// replay folds what is stored there: it needs neither the statement, which may have been erased, nor the
// parser that admitted it.
//
// Key: the event's ref, or the ref of position 0 for all else; 8 bytes, big-endian. Value: 'h', 'e', 'c' or
// 'p', then issuer, key id, the content hash of an 'h', and event, change, or order with its outcome, as
// ledger/state/struct_codec.h packs them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crypto/merkle.h"
#include "crypto/result.h"
#include "ledger/epcis/event.h"
#include "ledger/master/change.h"
#include "ledger/promises/stated.h"

namespace stocktrail {

struct StatedBy {
  gs1::Key issuer;     // Canonical.
  std::string key_id;  // Of the key that signed.
};

struct FoldInput : StatedBy {
  std::vector<epcis::Event> events;           // Of kind "events".
  std::unique_ptr<master::Change> change;     // Of master data.
  std::unique_ptr<promises::Stated> promise;  // Of kind "reservation". Its outcome is the gate's to set.
};

std::string encode_input(const StatedBy& by, const epcis::Event& event);
std::string encode_input(const StatedBy& by, const master::Change& change);
std::string encode_input(const StatedBy& by, const promises::Stated& promise);

struct StoredInput {
  StatedBy by;
  std::variant<epcis::Event, master::Change, promises::Stated> contents;
};
/// nullopt for bytes that encode_input() did not give.
std::optional<StoredInput> decode_input(std::string_view bytes);

/// The whole inputs of `count` records from `first` on; `corrupted` if a row is damaged, or a record has
/// none.
Result<std::vector<FoldInput>> read_inputs(LeafIndex first, std::size_t count, const TableReader& tables);

}  // namespace stocktrail
