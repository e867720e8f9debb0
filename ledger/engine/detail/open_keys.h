// ledger/engine/detail/open_keys.h: whether the secret keys beside a log are the log's: a start with others
// would take statements and fail at the first that needs them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/files/held_keys.h"
#include "ledger/ledger.h"

namespace stocktrail {

struct ServerKeys {
  SigningKey log;
  std::optional<SigningKey> operator_key;  // nullopt: lost for good, as the operator says.
  std::optional<SigningKey> installation;  // nullopt: likewise; the start makes one.
  std::uint64_t unopened = 0;              // Held keys that were sealed with another installation.key.
};

/// What the tables say of the keys.
struct KnownKeys {
  std::string_view log_key;  // 32 bytes.
  const gs1::Key& operator_id;
  Micros now{};
  bool can_tell_parties = true;  // False: the tables of parties are to be made anew, and are not asked.
  const TableReader& tables;
};

/// The keys of a log that has entries. `corrupted` names the file that is missing or foreign, and the remedy;
/// `invalid_argument` if the key that `lost` names is there and good.
Result<ServerKeys> read_keys(const HeldKeys& files, LostKey lost, const KnownKeys& known);

/// Those of a log that has no entry yet, the log's own first: what an interrupted start left is used, the
/// rest is made.
Result<void> keep_first_keys(const HeldKeys& files, ServerKeys& keys, Randomness& randomness);

}  // namespace stocktrail
