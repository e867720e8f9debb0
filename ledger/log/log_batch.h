// ledger/log/log_batch.h: what one place of the ordered log holds (log_batch.proto): statements with all that
// their proposer decided for them, and controls.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/ed25519.h"
#include "crypto/sha256.h"
#include "ledger/epcis/rules.h"
#include "ledger/epcis/time.h"
#include "ledger/log/control.h"

namespace stocktrail {

/// Tells a proposer its own batches.
struct BatchId {
  std::array<std::uint8_t, 16> proposer{};
  std::uint64_t number = 0;
  auto operator<=>(const BatchId&) const = default;
};

struct BatchStatement {
  std::string wire;
  PublicKey signed_by;
  Digest blind{};
};

struct LogBatch {
  RulesVersion rules = rules_version;
  Micros proposed_at{};
  BatchId id;
  std::vector<BatchStatement> statements;
  std::vector<Control> controls;
};

/// What a proposer says of a statement that it has at hand.
struct StatementView {
  std::string_view wire;
  const PublicKey& signed_by;
  const Digest& blind;
};
std::string encode_batch(const BatchId& id, Micros proposed_at, const std::vector<StatementView>& statements,
                         const std::vector<Control>& controls);
/// nullopt unless all members have their lengths, and all controls are of kinds that this program knows.
std::optional<LogBatch> decode_batch(std::string_view bytes);

}  // namespace stocktrail
