// ledger/engine/controls.h: the fold of the controls, and what is read of its table. It is a function of the
// controls in the order of the log, and of nothing else, so that every node has the same rows.
//
// Rows of Table::controls, by the first byte of the key:
//   't' hash                    a token: id, role, party, label, times of issue, expiry and revocation
//   'k' kid                     a key that is held for a party, sealed
//   'f' sha256                  a file: its length
//   'p' party 0 sha256    -     the party brought it
//   'q' party                   the bytes of all files that the party brought
//   'w' size (8 bytes)          how often folds went on while the log had so many entries
// Values as ledger/state/struct_codec.h packs them; sealed keys and digests as they are.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/merkle.h"
#include "ledger/log/control.h"
#include "ledger/state/table.h"

namespace stocktrail {

/// Applying one twice changes nothing: see ledger/log/control.h. FoldsGoOn is for the applier.
void fold_control(const Control& control, TableWriter& tables);

/// How often folds went on (FoldsGoOn) while the log had so many entries: who folds its records again does
/// the same.
std::uint64_t times_gone_on(TreeSize size, const TableReader& tables);
void count_going_on(TreeSize size, TableWriter& tables);

struct IssuedToken : TokenIssued {
  std::optional<Micros> revoked_at;
};
std::optional<IssuedToken> find_token(const Digest& hash, const TableReader& tables);
/// In the order of their hashes, which is none.
std::vector<IssuedToken> all_tokens(const TableReader& tables);

/// As KeySealed::sealed.
std::optional<std::string> sealed_key(std::string_view key_id, const TableReader& tables);
std::vector<KeySealed> sealed_keys(const TableReader& tables);

/// The length of a file that some party brought.
std::optional<std::uint64_t> known_file(const Digest& sha256, const TableReader& tables);
bool brought_file(std::string_view party, const Digest& sha256, const TableReader& tables);
std::uint64_t bytes_brought(std::string_view party, const TableReader& tables);

/// All rows, for an audit.
struct ControlRows {
  std::uint64_t tokens = 0, keys = 0;
  struct File {
    Digest sha256{};
    std::uint64_t bytes = 0;
  };
  std::vector<File> files;
  std::vector<std::string> damaged;  // Keys of rows that no fold of controls makes.
};
ControlRows read_control_rows(const TableReader& tables);

}  // namespace stocktrail
