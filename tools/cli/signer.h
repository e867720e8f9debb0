// tools/cli/signer.h: statements made here, from events or from a claim. The id of a statement of events is
// derived from them, so that signing the same input again gives the same id: nothing is ever logged twice.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/statement.h"

namespace stocktrail::cli {

/// Text of the events in one statement; with statement_events_max it keeps a statement below every limit of
/// the ledger.
inline constexpr std::size_t signed_text_bytes_max = 1024 * 1024;

/// Who signs, and the time that the statement tells.
struct Signer {
  const SigningKey& key;
  std::string party;
  std::int64_t issued_at = 0;  // Seconds.
};

struct SignedStatement {
  StatementId id{};
  std::string wire;
  std::size_t events = 0;
};

/// As few statements as the limits allow, events in order. `context` is the raw JSON of `@context`, or empty;
/// `header` what their document says beside them (document_header.h): each statement carries it.
Result<std::vector<SignedStatement>> sign_events(const Signer& signer, std::string_view context,
                                                 std::span<const std::string> events,
                                                 std::string_view header = {});

/// One master-data statement; `claim` is the raw JSON of the claim named like `kind`. The caller gives the
/// id: stating something again after it was changed is a new statement, so that the content does not make the
/// id here.
Result<SignedStatement> sign_claim(const Signer& signer, std::string_view kind, std::string_view claim,
                                   const StatementId& id);
/// An id derived from the claim, for one that is never stated twice with another in between.
StatementId content_id(const Signer& signer, std::string_view kind, std::string_view claim);
/// Whether the statement's id is the digest of all that it says but its time, as sign_events() and
/// content_id() make it.
bool has_content_id(const Statement& statement);

}  // namespace stocktrail::cli
