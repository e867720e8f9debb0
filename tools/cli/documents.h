// tools/cli/documents.h: what `sign`, `post` and `import` share: EPCIS documents and signed files into an
// outbox.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tools/cli/outbox.h"
#include "tools/cli/session.h"

namespace stocktrail::cli {

/// What becomes of an event whose time has not come: it would never change stock (docs/inventory.md, 10).
enum class Future : unsigned char { refused, taken };

/// Adds each file to the outbox: a signed statement as it is, an EPCIS document signed with the session's
/// party and key. Gives the number of statements. All files are read and checked before the first is kept.
Result<std::size_t> add_files(Outbox& outbox, const std::vector<std::filesystem::path>& files, Future future,
                              Session& session);

/// The same for the text of a document that a command made; `name` is what its faults are told of.
Result<void> add_document(Outbox& outbox, std::string_view text, const std::string& name,
                          const Signer& signer, Micros now);

/// Sends what waits and tells how it went: the receipts, also of what was put and is there already, what was
/// refused, and what ended it. `recorded_before`: statements that the caller found in the log.
Result<Exit> send_and_tell(Outbox& outbox, HttpClient& server, Session& session,
                           std::size_t recorded_before = 0);

}  // namespace stocktrail::cli
